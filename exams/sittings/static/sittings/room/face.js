// What the room's page shows: the mark of each item, the top bar, the notices, the sums.

import { answerOf } from "./answer.js";
import { countdown } from "./clock.js";
import { drawPlace } from "./navigator.js";
import { Notices } from "./notices.js";
import { fill } from "./words.js";

export class Face {
  /** `room` is looked at, never changed. */
  constructor(room) {
    this.room = room;
    this.notices = new Notices(
      document.getElementById("notices"), () => room.focusReader());
  }

  showTime(left) {
    const { words, data, pause, lookout: { extraMinutes } } = this.room;
    const element = document.getElementById("clock");
    element.classList.toggle("short", left <= 5 * 60000);
    element.classList.toggle("extra", extraMinutes > 0);
    const [label, allowed, figures] = element.querySelectorAll("b, span");
    setText(label, pause.isOn ? words.timeStands : words.timeLeftLabel);
    setText(allowed, extraMinutes
      ? fill(words.allowed, { minutes: data.durationMinutes, extra: extraMinutes }) : "");
    setText(figures, countdown(left));
  }

  draw() {
    if (!this.room.isDone) {
      for (const [position, item] of this.room.items) this.drawItem(position, item);
      this.drawSum();
      this.drawLock();
    }
    this.drawSaved();
    this.drawNotices();
  }

  drawItem(position, item) {
    const { words, outbox, notes, store, links } = this.room;
    const answer = answerOf(item);
    const state = this.room.stateOf(position, answer);
    const flagged = notes.flags.has(position);
    const isLate = outbox.refused.get(position) === "late";
    const said = {
      saved: answer ? words.saved : words.unanswered,
      saving: words.saving,
      waiting: store.durable ? words.waiting : words.waitingUnkept,
      refused: isLate ? words.tooLate : words.refused,
    }[state];
    item.dataset.state = state === "saved" && !answer ? "unanswered" : state;
    setText(item.querySelector(".mark"), said);
    const flag = item.querySelector(".flag");
    flag.setAttribute("aria-pressed", String(flagged));
    setText(flag, flagged ? words.flagged : words.flag);
    for (const option of item.querySelectorAll(".opt")) {
      option.classList.toggle("on", option.querySelector("input").checked);
    }
    const place = answer && state === "saved" ? words.answeredState : said;
    const sentence = flagged ? words.itemStateFlagged : words.itemState;
    drawPlace(links.get(position), {
      answered: answer !== "",
      waiting: state === "waiting" || state === "refused",
      flagged,
      label: fill(sentence, { n: position, state: place }),
    });
  }

  /** Where nothing can be written any more, input stops; what is answered stays in sight. */
  drawLock() {
    // A fieldset doesn't lock what stands in its legend: the blanks of a fill-in.
    for (const part of this.room.form.querySelectorAll("fieldset, legend input, [name=shown]")) {
      part.disabled = this.room.isOver || this.room.outbox.stopped;
    }
  }

  drawSum() {
    const { open, flagged } = this.room.findings();
    setText(document.getElementById("sum"), fill(this.room.words.sum, {
      answered: this.room.items.size - open.length, open: open.length, flagged: flagged.length,
    }));
  }

  drawSaved() {
    const { words, outbox } = this.room;
    const element = document.getElementById("saved");
    const last = outbox.savedAt
      ? fill(words.lastSaved, { time: this.room.wallClock(outbox.savedAt) }) : "";
    let state = "ok", said = outbox.savedAt ? words.saved : words.online;
    if (outbox.stopped) [state, said] = ["bad", words.stopped];
    else if (outbox.trouble || this.room.lookout.trouble) [state, said] = ["wait", words.offline];
    else if (outbox.size) [state, said] = ["busy", words.saving];
    element.className = `saved ${state}`;
    setText(element, said);
    if (last) {
      const small = document.createElement("small");
      small.textContent = last;
      element.append(small);
    }
  }

  drawNotices() {
    const { room } = this;
    const { words, outbox, store } = room;
    const { notices } = this;
    const n = outbox.size;
    notices.set("taken", outbox.stopped ? words.takenOverKept : null, {
      kind: "bad", strong: words.takenOver,
      action: { label: words.goOnHere, run: () => room.goOnHere() },
    });
    const trouble = outbox.trouble || room.lookout.trouble;
    const isDown = !outbox.stopped && trouble;
    const waiting = n ? fill(words.nWaiting, { n }) : "";
    notices.set("offline", isDown && !room.isOver
      ? [store.durable ? words.goOn : words.goOnUnkept, waiting] : null, {
      strong: trouble === "server" ? words.serverBusy : words.networkLost,
    });
    notices.set("unkept", store.durable || isDown || room.isDone ? null : words.unkept);
    const items = (late) => [...outbox.refused]
      .filter(([, reason]) => (reason === "late") === late).map(([position]) => position);
    const again = items(false), late = items(true);
    notices.set("refused", again.length
      ? fill(words.nRefused, { items: again.join("、") }) : null, { kind: "bad" });
    notices.set("late", late.length
      ? fill(words.nTooLate, { items: late.join("、") }) : null, { kind: "bad" });
    notices.set("unreadable", room.unreadable.length
      ? fill(words.nUnreadable, { items: room.unreadable.join("、") }) : null, {
      action: { label: words.understood, run: () => room.dropUnreadable() },
    });
    this.drawMessages();
    notices.set("over", room.isOver && (n || !room.isDone) ? this.closingWords(isDown) : null, {
      strong: words.stopWriting,
    });
    notices.set("file", room.needsFile
      ? room.fileMade ? words.fileMade : words.fileWhy : null, {
      kind: "bad",
      action: { label: words.saveFile, run: () => room.saveAnswerFile() },
    });
  }

  /** What the invigilator says stays until the candidate confirms it. */
  drawMessages() {
    const { room } = this;
    const { words, lookout } = room;
    for (const [id, { text, at }] of lookout.messages) {
      this.notices.set(`message-${id}`, room.notes.read.has(id) ? null : text, {
        kind: "told",
        strong: fill(words.messageAt, { time: room.wallClock(Date.parse(at)).slice(0, 5) }),
        action: {
          label: words.understood,
          run: () => {
            room.notes.confirm(id);
            room.draw();
          },
        },
      });
    }
    this.notices.set("extra", lookout.newExtra ? fill(words.extraGiven, {
      n: lookout.newExtra, minutes: room.data.durationMinutes, extra: lookout.extraMinutes,
    }) : null, {
      kind: "told", action: { label: words.understood, run: () => lookout.confirmExtra() },
    });
  }

  closingWords(isDown) {
    const { room } = this;
    const n = room.outbox.size;
    if (!n) return room.words.allUploaded;
    if (!isDown) return fill(room.words.uploadingLast, { n });
    const inTime = !room.isDone && room.clock.left() + room.data.graceSeconds * 1000 > 0;
    return fill(inTime ? room.words.lastWaiting : room.words.lastTooLate, {
      n, seconds: room.data.graceSeconds,
    });
  }
}

function setText(element, text) {
  if (element.firstChild?.nodeValue !== text || element.childNodes.length !== 1) {
    element.textContent = text;
  }
}
