// What is answered on the page becomes answers to be sent: a choice at once, a text when its
// writer pauses or leaves it.

import { answerOf, freeOther, grow, show } from "./answer.js";

const PAUSE_MS = 600;

/**
 * Call `answered(position, answer)` for every change in the form, and at once for every item
 * that differs from `known`: what was answered before this script was there. `changed()` is called
 * when a text begins or ceases to be written.
 */
export function autosave(form, known, answered, changed) {
  const told = { ...known };
  const pauses = new Map(); // item -> timer of a text being written
  const look = (item) => {
    clearTimeout(pauses.get(item));
    const wasWritten = pauses.delete(item);
    const position = Number(item.dataset.position);
    const answer = answerOf(item);
    if (answer !== (told[position] || "")) {
      told[position] = answer;
      answered(position, answer);
    } else if (wasWritten) {
      changed();
    }
  };
  const itemOf = (event) => event.target.closest("[data-position]");
  const write = (event) => {
    const item = itemOf(event);
    // A radio's input event is followed by its change; what an input method only proposes is
    // not written yet.
    if (!item || event.isComposing || !event.target.matches("input[type=text], textarea")) return;
    grow(event.target);
    const isFirst = !pauses.has(item);
    clearTimeout(pauses.get(item));
    pauses.set(item, setTimeout(() => look(item), PAUSE_MS));
    if (isFirst) changed();
  };
  form.addEventListener("input", write);
  form.addEventListener("compositionend", write);
  // At a text field it comes when the field is left.
  form.addEventListener("change", (event) => {
    const item = itemOf(event);
    if (!item) return;
    freeOther(item, event.target);
    look(item);
  });
  for (const item of form.querySelectorAll("[data-position]")) look(item);
  for (const field of form.querySelectorAll(".blank")) grow(field);
  return {
    /** Show another answer and send it like one of the candidate. */
    set(item, answer) {
      show(item, answer);
      look(item);
    },
    /** Whether an item's text is being written: what stands there is not sent yet. */
    isWritten: (item) => pauses.has(item),
    /** Don't wait for a pause: take what is being written now. */
    flush() {
      for (const item of [...pauses.keys()]) look(item);
    },
  };
}
