// The editor asks only what the chosen kind of question needs. Without script everything is
// shown, and each panel says for which kinds it is.

export function showForKind(form) {
  const chosen = form.querySelector('[name="kind"]:checked');
  for (const panel of form.querySelectorAll("[data-kinds]")) {
    panel.hidden = chosen !== null && !panel.dataset.kinds.split(" ").includes(chosen.value);
  }
}

export function followKind(form) {
  form.addEventListener("change", (event) => {
    if (event.target.name === "kind") showForKind(form);
  });
  showForKind(form);
}

const kind = document.querySelector('[name="kind"]');
if (kind) followKind(kind.form);
