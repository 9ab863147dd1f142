// How the room looks on this device: size of the text, contrast, how much is in sight.

const NAME = "baiwen-display";
const USUAL = { text: "1", contrast: "usual", view: "paper" };

/** Take up what this device chose earlier and what `form` chooses; `turned(view)` draws it. */
export function display(form, turned) {
  const chosen = { ...USUAL, ...kept() };
  const apply = () => {
    const { dataset } = document.documentElement;
    dataset.text = chosen.text;
    dataset.contrast = chosen.contrast;
    turned(chosen.view);
  };
  for (const [name, value] of Object.entries(chosen)) {
    const input = form.querySelector(`[name="${name}"][value="${value}"]`);
    if (input) input.checked = true;
    else chosen[name] = USUAL[name];
  }
  form.addEventListener("change", ({ target }) => {
    chosen[target.name] = target.value;
    keep(chosen);
    apply();
  });
  apply();
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) || {};
  } catch (error) {
    return {};
  }
}

function keep(chosen) {
  try {
    localStorage.setItem(NAME, JSON.stringify(chosen));
  } catch (error) {
    // Storage is denied: it lasts as long as the page.
  }
}
