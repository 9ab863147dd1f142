// Rows of options, pairs, criteria or steps by keyboard, of the item and of a case's questions:
//   Enter                 the next row, made where there is none (Shift+Enter: a new line)
//   Alt+Up, Alt+Down      move the row
//   Alt+K                 mark or unmark it as key
//   Alt+Backspace         delete it
// Several lines pasted into an empty row become a row each, without their A. B. C.

import { fieldIn, focus, forget, isEmpty, setText } from "./rich_text.js";

const LETTER = /^\s*[（(]?[A-HＡ-Ｈ][)）.．、:：]\s*/;
// Wagtail has two sorts of rows: of a form set, and of a list in a block.
const SORTS = [
  {
    row: "[data-inline-panel-child]",
    up: "[data-inline-panel-child-move-up]",
    down: "[data-inline-panel-child-move-down]",
    remove: "[id$='-DELETE-button']",
    isGone: (row) => row.classList.contains("deleted"),
    adder: (row) => document.getElementById(row.parentElement.id.replace(/-FORMS$/, "-ADD")),
  },
  {
    row: "[data-streamfield-list-container] > [data-streamfield-child]",
    up: "[data-streamfield-action='MOVE_UP']",
    down: "[data-streamfield-action='MOVE_DOWN']",
    remove: "[data-streamfield-action='DELETE']",
    isGone: (row) => row.querySelector("[name$='-deleted']").value !== "",
    adder: (row) => [...row.parentElement.querySelectorAll(":scope > .c-sf-add-button")].pop(),
  },
];

export function followRows(form) {
  // Before the rich text editor sees it.
  form.addEventListener("keydown", onKey, true);
  form.addEventListener("paste", onPaste, true);
  form.addEventListener("change", (event) => {
    if (event.target.name.endsWith("-is_key")) keepOneKey(form, event.target);
  });
}

// The row that an element stands in, with the sort of its rows.
function placeOf(element) {
  for (const sort of SORTS) {
    const row = element.closest(sort.row);
    if (row) return { row, sort };
  }
  return null;
}

function shown({ row, sort }) {
  return [...row.parentElement.children].filter(
    (each) => each.matches(sort.row) && !sort.isGone(each),
  );
}

function onKey(event) {
  const place = placeOf(event.target);
  if (!place || event.isComposing) return;
  const { row, sort } = place;
  if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
    if (event.target.closest("button, a, [role=combobox], dialog")) return;
    // What is typed after / is chosen with Enter.
    if (row.querySelector("[role=combobox]")) return;
    stop(event);
    focus(fieldIn(next(place)));
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    stop(event);
    row.querySelector(event.key === "ArrowUp" ? sort.up : sort.down).click();
    focus(fieldIn(row));
  } else if (event.altKey && event.code === "KeyK") {
    const key = row.querySelector("[name$='-is_key']");
    if (!key) return;
    stop(event);
    key.click();
  } else if (event.altKey && event.key === "Backspace") {
    stop(event);
    const others = shown(place);
    const beside = others[others.indexOf(row) - 1] || others[others.indexOf(row) + 1];
    row.querySelector(sort.remove).click();
    forget(row);
    if (beside) focus(fieldIn(beside));
  }
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

function next({ row, sort }) {
  const all = shown({ row, sort });
  if (row !== all[all.length - 1]) return all[all.indexOf(row) + 1];
  const adder = sort.adder(row);
  if (!adder || adder.disabled) return row;
  adder.click();
  return shown({ row, sort }).pop();
}

function onPaste(event) {
  const place = placeOf(event.target);
  const lines = event.clipboardData
    .getData("text/plain")
    .split(/\r?\n/)
    .filter((line) => line.trim());
  if (!place || lines.length < 2 || !event.target.closest(".Draftail-Editor")) return;
  const field = fieldIn(place.row);
  if (!field.parentElement.contains(event.target) || !isEmpty(field)) return;
  stop(event);
  let { row } = place;
  lines.forEach((line, position) => {
    if (position) row = next({ row, sort: place.sort });
    setText(fieldIn(row), line.replace(LETTER, "").trim());
  });
  focus(fieldIn(row));
}

// A single choice has one key: marking another takes the mark from the first.
function keepOneKey(form, marked) {
  const place = placeOf(marked);
  if (!marked.checked || !place || kindAround(form, place.row) !== "single") return;
  for (const row of shown(place)) {
    const key = row.querySelector("[name$='-is_key']");
    if (key !== marked) key.checked = false;
  }
}

function kindAround(form, row) {
  const part = row.parentElement.closest("[data-streamfield-stream-container] > [data-streamfield-child]");
  const kind = (part || form).querySelector(part ? "[name$='-type']" : "[name=kind]:checked");
  return kind ? kind.value : "";
}
