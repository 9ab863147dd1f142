// What an earlier page left unsent: sent again, or offered where something newer was saved since.

import { inWords } from "./answer.js";

/**
 * Sort the entries of earlier pages.
 *
 * Parameters
 * ----------
 * entries : [{number, position, answer, seen, acknowledged}] in the order of choice; `seen` is
 *   the number of the newest save of that item which the page knew of when it made the entry
 * latest : {position: number of the newest save that the server has}
 * answers : {position: answer that the server has}
 *
 * Returns {resend, offered, held, stale}: entries to send as they are; entries, one an item, which
 * are older than a save made elsewhere; the device's copies of what the server has; entries of
 * no more use. What was acknowledged once and isn't in the server's log is sent like the rest.
 */
export function sortLeftover(entries, latest, answers) {
  const resend = [], offered = [], held = [], stale = [];
  const byPosition = new Map();
  for (const entry of entries) {
    const number = latest[entry.position] || 0;
    if (entry.acknowledged && entry.number < number) {
      stale.push(entry);
    } else if (entry.acknowledged && entry.number === number
        && entry.answer === (answers[entry.position] || "")) {
      held.push(entry);
    } else {
      if (!byPosition.has(entry.position)) byPosition.set(entry.position, []);
      byPosition.get(entry.position).push(entry);
    }
  }
  for (const [position, own] of byPosition) {
    const number = latest[position] || 0;
    const answer = answers[position] || "";
    const newest = own[own.length - 1];
    // Saved by this very page, only the reply was lost.
    const isOwn = own.some((entry) => entry.number === number && entry.answer === answer);
    if (number <= own[0].seen || isOwn) {
      resend.push(...own);
    } else if (newest.answer === answer) {
      stale.push(...own);
    } else {
      offered.push(newest);
      stale.push(...own.slice(0, -1));
    }
  }
  const inOrder = (a, b) => entries.indexOf(a) - entries.indexOf(b);
  return { resend: resend.sort(inOrder), offered, held, stale };
}

/** Ask, item by item, which of two answers shall count; `use(entry)` or `drop(entry)` follows. */
export function offer(element, offered, { answers, words, fill, use, drop }) {
  if (!offered.length) return;
  const heading = document.createElement("h2");
  heading.textContent = words.leftoverTitle;
  const text = document.createElement("p");
  text.textContent = words.leftoverText;
  const list = document.createElement("ul");
  for (const entry of offered) {
    const line = document.createElement("li");
    const said = document.createElement("a");
    said.href = `#item-${entry.position}`;
    said.textContent = fill(words.leftoverItem, {
      n: entry.position,
      mine: inWords(entry.answer) || words.leftoverNothing,
      theirs: inWords(answers[entry.position] || "") || words.leftoverNothing,
    });
    const decide = (verb) => () => {
      verb(entry);
      line.remove();
      if (!list.children.length) element.hidden = true;
    };
    line.append(said, button(words.leftoverUse, decide(use)),
      button(words.leftoverKeep, decide(drop)));
    list.append(line);
  }
  element.append(heading, text, list);
  element.hidden = false;
}

function button(label, pressed) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn quiet";
  element.textContent = label;
  element.addEventListener("click", pressed);
  return element;
}
