// The last resort: answers that no network took, in a file for the invigilator.

const FORMAT = "baiwen-answers/1";

/**
 * Return the file's text; only the server can open it, and tell that nothing in it was changed.
 *
 * Parameters
 * ----------
 * entries : [{number, position, answer, at}] in the order of choice
 * madeAt : ISO time
 */
export async function answerFile(entries, { attempt, cipher, madeAt }) {
  const rows = entries.map(({ number, position, answer, at }) => [number, position, answer, at]);
  const sealed = await cipher.seal(JSON.stringify(rows), `${attempt}|${madeAt}`);
  return JSON.stringify({ format: FORMAT, attempt, made_at: madeAt, ...sealed });
}

/** Let the browser save a text as a file of that name. */
export function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
