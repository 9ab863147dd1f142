// An answer as its fields show it and as the answer log writes it (questionbank/answer_text.py).

// What the server drops as well; half a pair of surrogates is no sign.
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]/gu;
const LONGEST_SAID = 24;

/** The mark of what isn't chosen from options: " text or blanks, > an order, = a match. */
function markOf(item) {
  const field = item.querySelector("fieldset input[type=hidden]");
  return field ? field.value : "";
}

const texts = (item) => [...item.querySelectorAll("fieldset input[type=text], fieldset textarea")];
const selects = (item) => [...item.querySelectorAll("fieldset select")];

/** The answer of an item: "AC", ">CAB", "=BA-", "\"七日"; empty where nothing is answered. */
export function answerOf(item) {
  const mark = markOf(item);
  if (!mark) {
    const chosen = [...item.querySelectorAll("fieldset input:checked")];
    return chosen.map((input) => input.value).sort().join("");
  }
  if (mark === '"') {
    const values = texts(item).map((field) => field.value.replace(/\r\n?/g, "\n"));
    const lines = values.length > 1 ? values.map((value) => value.replace(/\n/g, " ")) : values;
    const written = lines.join("\n").replace(CONTROLS, "");
    return written.trim() ? mark + written : "";
  }
  const letters = selects(item).map((field) => field.value).join("");
  return /[A-H]/.test(letters) ? mark + letters : "";
}

/** Show an answer in the fields of its item. */
export function show(item, answer) {
  const mark = markOf(item);
  const said = answer.slice(mark.length);
  if (!mark) {
    for (const input of item.querySelectorAll("fieldset input")) {
      input.checked = answer.includes(input.value);
    }
  } else if (mark === '"') {
    const fields = texts(item);
    const lines = fields.length > 1 ? said.split("\n") : [said];
    fields.forEach((field, n) => {
      field.value = lines[n] || "";
      grow(field);
    });
  } else {
    selects(item).forEach((field, n) => {
      field.value = said[n] || "-";
    });
  }
}

/** A step can stand at one place only: chosen anew, it leaves the place where it stood. */
export function freeOther(item, chosen) {
  if (markOf(item) !== ">" || chosen.value === "-") return;
  for (const field of selects(item)) {
    if (field !== chosen && field.value === chosen.value) field.value = "-";
  }
}

/** Let a blank be as wide as what stands in it; the style sheet says how wide at most. */
export function grow(field) {
  if (!field.classList.contains("blank")) return;
  const ems = [...field.value].reduce((sum, sign) => sum + (sign > "\u2e80" ? 1 : 0.6), 0);
  field.style.width = ems > 6 ? `${ems + 2.5}em` : "";
}

/** An answer as it is told in a sentence. */
export function inWords(answer) {
  const text = answer.replace(/^[">=]/, "").replace(/\s*\n\s*/g, "；");
  return text.length > LONGEST_SAID ? `${text.slice(0, LONGEST_SAID)}…` : text;
}
