// Wagtail saves the form by itself while it is written. What it leaves open is closed here.

import { writeAll } from "./rich_text.js";

const WRITING = ["beforeinput", "change", "paste"];

// Wagtail compares with what stands in the form two seconds after the page has come: what had been
// written by then would not be saved by itself, and could be left without a warning.
export function watchFromTheStart(form) {
  const told = () => form.setAttribute("data-w-unsaved-force-value", "true");
  for (const name of WRITING) form.addEventListener(name, told, true);
  form.addEventListener(
    "w-unsaved:watch-edits",
    () => WRITING.forEach((name) => form.removeEventListener(name, told, true)),
    { once: true },
  );
}

// A new question that is just being saved by itself isn't there yet: saved by its writer at the
// same time it would come into the bank twice. So the writer's saving waits for the other.
export function saveOneAtATime(form) {
  let isSaving = false;
  let isSent = false;
  let pressed = null;

  form.addEventListener("w-autosave:save", (event) => {
    if (isSent) event.preventDefault();
    else isSaving = true;
  });
  for (const name of ["w-autosave:success", "w-autosave:error"]) {
    form.addEventListener(name, () => {
      isSaving = false;
      if (pressed) send();
    });
  }
  form.addEventListener(
    "submit",
    (event) => {
      writeAll(form);
      isSent = !isSaving;
      if (isSent) return;
      event.preventDefault();
      pressed = event.submitter || form;
    },
    true,
  );

  function send() {
    isSent = true;
    writeAll(form);
    // The button is disabled by now, so its name wouldn't be sent along.
    if (pressed.name) {
      const action = document.createElement("input");
      Object.assign(action, { type: "hidden", name: pressed.name, value: pressed.value });
      form.append(action);
    }
    form.submit();
  }
}
