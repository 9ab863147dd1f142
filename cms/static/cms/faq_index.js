// Filters the questions as one types; without script, or by Enter, the form searches the site.
export function filter(form) {
  const input = form.querySelector("input[type=search]");
  const status = form.querySelector("[role=status]");
  const rows = [...document.querySelectorAll(form.dataset.filter)];
  const groups = [...document.querySelectorAll(".group")];

  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.dataset.text.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("li:not([hidden])");
    }
    status.textContent = shown ? (words.length ? `${shown} / ${rows.length}` : "") : form.dataset.none;
  };
  input.addEventListener("input", (event) => {
    // While Chinese is being composed the letters are not yet words.
    if (!event.isComposing) apply();
  });
  input.addEventListener("compositionend", apply);
  apply();
}

document.querySelectorAll("form[data-filter]").forEach(filter);
