// Choices made on the page become answers to be sent, one for each change.

/** The letters chosen in an item, as the server writes them: "AC". */
export function chosenLetters(item) {
  return [...item.querySelectorAll("input:checked")].map((input) => input.value).sort().join("");
}

export function choose(item, letters) {
  for (const input of item.querySelectorAll("fieldset input")) {
    input.checked = letters.includes(input.value);
  }
}

/**
 * Call `answered(position, letters)` for every change in the form, and at once for every item
 * that differs from `known`: what was chosen before this script was there.
 */
export function autosave(form, known, answered) {
  const told = { ...known };
  const look = (item) => {
    const position = Number(item.dataset.position);
    const letters = chosenLetters(item);
    if (letters === (told[position] || "")) return;
    told[position] = letters;
    answered(position, letters);
  };
  form.addEventListener("change", (event) => look(event.target.closest("[data-position]")));
  for (const item of form.querySelectorAll("[data-position]")) look(item);
  return {
    /** Show another answer and send it like a choice of the candidate. */
    set(item, letters) {
      choose(item, letters);
      look(item);
    },
  };
}
