// What the page may say, translated by the server, and data that it hands over.

export function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** Put values in the places of a sentence: fill("Item {n}", {n: 3}). */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));
}

/** Show instants as the clock on the wall of the examination room does, on any device. */
export function wallClock(timeZone) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  return (instant) => format.format(new Date(instant));
}
