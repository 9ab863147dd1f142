// What the candidate presses, and what happens to the page around it.

import { display } from "./display.js";
import { listenForKeys } from "./keys.js";
import { followReader, openable } from "./navigator.js";
import { review } from "./review.js";
import { fill } from "./words.js";

/** Everything that can be pressed, and what the browser tells of the page. */
export function listen(room) {
  for (const [position, item] of room.items) {
    const flag = item.querySelector(".flag");
    flag.hidden = false;
    flag.addEventListener("click", () => room.flag(position));
  }
  const sheetOpener = document.getElementById("open-sheet");
  openable(document.getElementById("sheet"), document.getElementById("sheet-dialog"),
    sheetOpener);
  room.markHere = followReader(room.items, room.links, (position) => {
    room.notes.moveTo(position);
    room.turning.moveTo(position);
  });
  const settings = document.getElementById("display");
  const settingsOpener = document.getElementById("open-display");
  settingsOpener.hidden = false;
  settingsOpener.addEventListener("click", () => settings.showModal());
  settings.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) settings.close();
  });
  display(settings.querySelector("form"), (view) => room.turning.setView(view));
  room.review = review(document.getElementById("review"), {
    words: room.words, fill,
    look: () => room.findings(),
    flush: () => room.flush(),
    submit: () => room.submit(),
    lastResort: { isOffered: () => room.needsFile, run: () => room.saveAnswerFile() },
  });
  const handIn = () => {
    room.autosave.flush();
    room.review.open();
  };
  room.form.addEventListener("submit", (event) => {
    event.preventDefault();
    handIn();
  });
  listenForKeys({
    next: () => room.turning.stepItem(1),
    previous: () => room.turning.stepItem(-1),
    flag: () => room.flag(room.turning.here),
    sheet: () => sheetOpener.click(),
    help: () => settingsOpener.click(),
    handIn,
  }, () => !room.pause.isOn && !room.isDone);
  listenToWindow(room);
}

function listenToWindow(room) {
  const wake = () => {
    if (document.visibilityState === "visible" && !room.isDone) {
      room.lookout.look();
      if (room.outbox.size) room.outbox.pump();
    }
  };
  window.addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => {
    // A phone may never come back to a page that it has put away.
    if (document.visibilityState === "hidden") room.autosave.flush();
    wake();
  });
  window.addEventListener("offline", () => room.lookout.look());
  // A page put away and taken out again may have lost its right to write meanwhile.
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  window.addEventListener("beforeunload", (event) => {
    room.autosave.flush();
    if (!room.outbox.size || room.fileMade) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
