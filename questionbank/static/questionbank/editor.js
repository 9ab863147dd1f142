// The editor asks only what the chosen kind of question needs, lets it be written without the
// mouse, and tells of questions like the one being written. Without script everything is shown.

import { watchLikeness } from "./editor/likeness.js";
import { followPanels } from "./editor/panels.js";
import { pick } from "./editor/pick.js";
import { followRows } from "./editor/rows.js";
import { saveOneAtATime, watchFromTheStart } from "./editor/saving.js";

export function showForKind(form) {
  const chosen = form.querySelector('[name="kind"]:checked');
  for (const panel of form.querySelectorAll("[data-kinds]")) {
    panel.hidden = chosen !== null && !panel.dataset.kinds.split(" ").includes(chosen.value);
  }
  if (chosen) form.dataset.kind = chosen.value;
}

export function followKind(form) {
  form.addEventListener("change", (event) => {
    if (event.target.name === "kind") showForKind(form);
  });
  showForKind(form);
}

const kind = document.querySelector('[name="kind"]');
if (kind) {
  followKind(kind.form);
  for (const select of kind.form.querySelectorAll("select[data-pick-hint]")) pick(select);
  followRows(kind.form);
  watchFromTheStart(kind.form);
  saveOneAtATime(kind.form);
  followPanels(kind.form);
  watchLikeness(kind.form);
}
