// The room by keyboard: Alt and a letter from anywhere, a bare letter at a question with options.

const VERBS = {
  KeyJ: "next", KeyK: "previous", KeyM: "flag", KeyL: "sheet", KeyH: "help",
  Enter: "handIn", NumpadEnter: "handIn",
};

/** Call the verb of a key; `isOn()` tells whether the paper is in sight. */
export function listenForKeys(verbs, isOn) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || !isOn()) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.altKey) {
      const verb = verbs[VERBS[event.code]];
      if (!verb) return;
      event.preventDefault();
      verb();
    } else if (/^[a-h]$/i.test(event.key)) {
      choose(event.target, event.key.toUpperCase());
    }
  });
}

/** Only where the page shows letters, and not where letters are written. */
function choose(target, letter) {
  const item = target.closest(".lettered[data-position]");
  if (!item || target.matches("input[type=text], textarea, select")) return;
  const input = item.querySelector(
    `input[type=radio][value=${letter}], input[type=checkbox][value=${letter}]`);
  if (!input || input.disabled) return;
  input.focus({ preventScroll: true });
  input.click();
}
