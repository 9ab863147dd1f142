// A long <select> becomes a field to type in: what fits is listed, by any words in any order.
// With `multiple`, what is chosen stands before the field, each with a button that removes it.
// The select itself stays in the form, hidden, and holds the values.

const MOST = 60; // more can't be looked over

export function pick(select) {
  const options = [...select.options]
    .filter((option) => option.value)
    .map((option) => ({ option, said: folded(`${option.text} ${chapterOf(option)}`) }));
  const words = select.dataset;
  const id = `${select.id}-pick`;
  const box = element("div", "item-pick");
  const field = element("input", "item-pick__field");
  Object.assign(field, { id, type: "text", autocomplete: "off", placeholder: words.pickHint });
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", `${id}-list`);
  field.setAttribute("aria-autocomplete", "list");
  const label = document.getElementById(`${select.id}-label`);
  if (label) {
    field.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => field.focus());
  }
  const described = select.getAttribute("aria-describedby");
  if (described) field.setAttribute("aria-describedby", described);
  const list = element("ul", "item-pick__list");
  Object.assign(list, { id: `${id}-list`, hidden: true });
  list.setAttribute("role", "listbox");
  const chosen = element("ul", "item-pick__chosen");
  box.append(chosen, field, list);
  select.after(box);
  select.hidden = true;
  let active = -1;

  function show() {
    const asked = folded(field.value).split(" ").filter(Boolean);
    const fits = options.filter(
      ({ option, said }) =>
        !(select.multiple && option.selected) && asked.every((word) => said.includes(word)),
    );
    list.replaceChildren();
    let chapter = "";
    fits.slice(0, MOST).forEach(({ option }, position) => {
      if (chapterOf(option) !== chapter) {
        chapter = chapterOf(option);
        const heading = element("li", "item-pick__chapter", chapter);
        heading.setAttribute("role", "presentation");
        list.append(heading);
      }
      const line = element("li", "item-pick__option", option.text);
      line.id = `${id}-${position}`;
      line.dataset.value = option.value;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(option.selected));
      list.append(line);
    });
    if (fits.length > MOST || !fits.length) {
      const more = fits.length ? words.pickMore : words.pickNone;
      const line = element("li", "item-pick__chapter", more);
      line.setAttribute("role", "presentation");
      list.append(line);
    }
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    const shown = lines();
    const now = shown.findIndex((line) => line.getAttribute("aria-selected") === "true");
    activate(asked.length && shown.length ? 0 : now);
  }

  function lines() {
    return [...list.querySelectorAll("[role=option]")];
  }

  function activate(position) {
    active = position;
    lines().forEach((line, n) => line.classList.toggle("item-pick__active", n === position));
    const line = lines()[position];
    if (!line) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    field.setAttribute("aria-activedescendant", line.id);
    line.scrollIntoView({ block: "nearest" });
  }

  function hide() {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    field.value = select.multiple || !select.value ? "" : select.selectedOptions[0].text;
  }

  function mark(value, isChosen) {
    const option = [...select.options].find((each) => each.value === value);
    if (select.multiple) option.selected = isChosen;
    else select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    draw();
  }

  function draw() {
    hide();
    if (!select.multiple) return;
    chosen.replaceChildren(
      ...[...select.selectedOptions].map((option) => {
        const line = element("li", "", `${option.text} `);
        const remove = element("button", "", "×");
        remove.type = "button";
        remove.setAttribute("aria-label", `${words.pickRemove} ${option.text}`);
        remove.addEventListener("click", () => {
          mark(option.value, false);
          field.focus();
        });
        line.append(remove);
        return line;
      }),
    );
  }

  field.addEventListener("focus", () => field.select());
  field.addEventListener("click", show);
  field.addEventListener("input", show);
  field.addEventListener("blur", hide);
  // The field keeps the focus while a line is clicked.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) mark(line.dataset.value, true);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const n = lines().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show();
      else if (n) activate((active + (event.key === "ArrowDown" ? 1 : n - (active < 0 ? 0 : 1))) % n);
    } else if (event.key === "Enter") {
      // Never the form's own: that would save it.
      event.preventDefault();
      if (!list.hidden && lines()[active]) mark(lines()[active].dataset.value, true);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      hide();
    } else if (event.key === "Backspace" && select.multiple && !field.value) {
      const last = [...select.selectedOptions].pop();
      if (last) mark(last.value, false);
    }
  });
  draw();
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function chapterOf(option) {
  const group = option.parentElement;
  return group.tagName === "OPTGROUP" ? group.label : "";
}

function folded(text) {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
