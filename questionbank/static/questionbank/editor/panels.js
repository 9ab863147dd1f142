// Ctrl+Enter goes on to the next panel's first field: a question is written without the mouse.

import { focus } from "./rich_text.js";

const FIELDS =
  "[data-draftail-input], input:not([type=hidden]):not([type=file]), textarea, select," +
  " [data-chooser-action-choose], [data-streamfield-stream-container] button, button[id$='-ADD']";

export function followPanels(form) {
  const panels = form.querySelector(".w-form-width");
  form.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      const here = [...panels.children].find((panel) => panel.contains(event.target));
      const field = here && firstFieldAfter(here);
      if (!field) return;
      event.preventDefault();
      event.stopPropagation();
      focus(field);
      field.parentElement.scrollIntoView({ block: "nearest" });
    },
    true,
  );
  // Links to the panel that one is in: four more stops before each field.
  for (const anchor of form.querySelectorAll(".w-panel__anchor")) anchor.tabIndex = -1;
}

function firstFieldAfter(panel) {
  for (let next = panel.nextElementSibling; next; next = next.nextElementSibling) {
    const field = [...next.querySelectorAll(FIELDS)].find(isReachable);
    if (field) return field;
  }
  return null;
}

function isReachable(field) {
  return !field.disabled && field.parentElement.offsetParent !== null && !field.hidden;
}
