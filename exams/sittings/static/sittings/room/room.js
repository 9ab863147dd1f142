// The exam room: wires the parts to the page. What each part does stands in its own module.

import { answerFile, save } from "./answer_file.js";
import { answerOf, show } from "./answer.js";
import { autosave } from "./autosave.js";
import { Beat } from "./beat.js";
import { openCipher } from "./cipher.js";
import { Clock, ServerTime } from "./clock.js";
import { listen } from "./controls.js";
import { Face } from "./face.js";
import { offer, sortLeftover } from "./leftover.js";
import { Lookout } from "./lookout.js";
import { Notes } from "./notes.js";
import { Outbox } from "./outbox.js";
import { Pause } from "./pause.js";
import { PracticeWire } from "./practice.js";
import { showReceipt } from "./receipt.js";
import { openStore } from "./store.js";
import { Turning } from "./turning.js";
import { Wire } from "./wire.js";
import { fill, read, wallClock } from "./words.js";

const MARKS = [30, 10, 5, 1]; // minutes left that are announced
const PATIENCE = 2; // failed handings-in before the answers are offered as a file

class Room {
  constructor(data, words, store, cipher) {
    Object.assign(this, { data, words, store, cipher });
    this.form = document.getElementById("paper");
    this.items = new Map(
      [...this.form.querySelectorAll("[data-position]")].map(
        (item) => [Number(item.dataset.position), item]));
    this.links = new Map(
      [...document.querySelectorAll("#sheet a")].map((link) => [Number(link.textContent), link]));
    this.notes = new Notes(data.attempt);
    this.pause = new Pause(document.getElementById("pause"));
    this.face = new Face(this);
    this.wallClock = wallClock(data.timeZone);
    this.time = new ServerTime(data.now);
    const heard = (reply) => {
      this.time.hear(reply);
      this.lookout.trouble = null;
    };
    this.wire = data.practice ? new PracticeWire(data, heard) : new Wire(data.token, heard);
    this.outbox = new Outbox({
      store,
      send: (answer) => this.wire.ask("POST", data.urls.save, answer),
      highest: async () => {
        const { status, body } = await this.lookout.look();
        return status === 200 ? body.acknowledged : null;
      },
      nextNumber: data.nextNumber,
      latest: data.latest,
      answers: data.answers,
      clock: () => this.time.now(),
      changed: () => this.draw(),
    });
    this.beat = new Beat({
      send: (body) => this.wire.ask("POST", data.urls.beat, body),
      now: () => this.time.now(),
      place: () => this.turning.here,
      isOn: () => !this.pause.isOn && !this.isDone,
      words, fill,
    });
    this.lookout = new Lookout({
      ask: (after) => this.wire.ask("GET", `${data.urls.state}?after=${after}`),
      sure: () => this.outbox.highestHeld,
      isOn: () => !this.isDone && !this.outbox.stopped,
      heard: (state, sure) => this.hear(state, sure),
      refused: () => {
        this.outbox.stopped = true;
      },
      changed: () => this.draw(),
      extraMinutes: data.extraMinutes,
    });
    this.unreadable = []; // items of earlier pages' answers that the key doesn't open
    this.isOver = false; // the time is over by the server's clock
    this.isDone = false; // handed in
    this.nFailed = 0; // handings-in that could not be done
    this.fileMade = false;
    store.failed = () => this.draw();
  }

  async enter() {
    this.turning = new Turning(this.form, document.getElementById("turn"), this.items, {
      words: this.words, fill, arrived: (item) => this.markHere(item),
    });
    await this.takeUpLeftover();
    this.clock = new Clock(this.time, this.data.deadline, this.data.pausedAt, {
      show: (left) => this.face.showTime(left),
      marks: MARKS,
      reached: (minutes) => this.announce(minutes === 1
        ? this.words.timeLeftOne : fill(this.words.timeLeft, { n: minutes })),
      over: () => this.timeOver(),
      jumped: () => this.lookout.lookSoon(),
    });
    this.draw();
    listen(this);
    this.clock.start();
    this.lookout.start();
    this.beat.start();
    this.measureTop();
    this.returnToPlace();
  }

  /** The server's answers stand in the page; lay over them what this device has not sent yet. */
  async takeUpLeftover() {
    const { answers, latest } = this.data;
    const { entries, unreadable } = await this.store.entries();
    this.unreadable = [...new Set(unreadable)];
    const { resend, offered, held, stale } = sortLeftover(
      entries.filter(({ position }) => this.items.has(position)), latest, answers);
    for (const entry of stale) this.store.remove(entry);
    const known = { ...answers };
    for (const { position, answer } of resend) {
      // Something answered on this page already is newer still.
      if (answerOf(this.items.get(position)) === (known[position] || "")) {
        show(this.items.get(position), answer);
      }
      known[position] = answer;
    }
    this.outbox.hold(held);
    this.outbox.restore(resend);
    this.autosave = autosave(
      this.form, known, (position, answer) => this.outbox.add(position, answer),
      () => this.draw());
    this.hasOffer = offered.length > 0;
    offer(document.getElementById("leftover"), offered, {
      answers, words: this.words, fill,
      use: (entry) => {
        this.store.remove(entry);
        this.autosave.set(this.items.get(entry.position), entry.answer);
      },
      drop: (entry) => this.store.remove(entry),
    });
  }

  flag(position) {
    this.notes.toggle(position);
    this.draw();
  }

  /** Tell the style sheet how much the top bar covers: its notices come and go. */
  measureTop() {
    const top = document.getElementById("top");
    new ResizeObserver(() => {
      document.documentElement.style.setProperty("--top", `${top.offsetHeight}px`);
    }).observe(top);
  }

  /** Back where the candidate was, unless the address already says where to go. */
  returnToPlace() {
    const { hash } = window.location;
    const place = hash.startsWith("#item-") ? Number(hash.slice(6)) : this.notes.place;
    if (!this.items.has(place)) return;
    this.turning.show(place);
    // What has to be decided stands at the top.
    if (this.hasOffer) window.scrollTo(0, 0);
    else if (hash || place > 1) this.items.get(place).scrollIntoView();
  }

  focusReader() {
    const item = this.items.get(this.turning.here);
    if (item) item.focus({ preventScroll: true });
  }

  /** "saved", "saving", "waiting" or "refused": what is so about the answer that stands there. */
  stateOf(position, answer) {
    const isWritten = this.autosave && this.autosave.isWritten(this.items.get(position));
    return isWritten ? "saving" : this.outbox.stateOf(position, answer);
  }

  findings() {
    const open = [], flagged = [];
    for (const [position, item] of this.items) {
      if (!answerOf(item)) open.push(position);
      if (this.notes.flags.has(position)) flagged.push(position);
    }
    return { open, flagged, waiting: this.outbox.size };
  }

  /** What the server says of the paper; `sure`: the highest number acknowledged before it spoke. */
  hear(state, sure) {
    if (state.submitted_at) {
      this.done(state);
      return;
    }
    if (state.acknowledged < sure) this.outbox.bringBack(state.acknowledged);
    if (this.outbox.trouble === "network") this.outbox.pump();
    if (!this.clock) return; // not entered yet: an answer of an earlier page is on its way
    this.clock.set(state.deadline, state.paused_at);
    this.isOver = this.clock.isOver;
    this.setPaused(state.paused_at !== null);
  }

  setPaused(isPaused) {
    if (isPaused === this.pause.isOn) return;
    if (isPaused) {
      this.autosave.flush();
      this.pause.begin();
    } else if (this.items.size) {
      this.pause.end();
      this.announce(this.words.resumed);
    } else {
      window.location.reload(); // opened in the pause: only now the server gives the paper
    }
    this.clock.tick();
  }

  /** The candidate has read that answers of an earlier page can't be read. */
  dropUnreadable() {
    this.unreadable = [];
    this.draw();
  }

  async flush() {
    const isAllSent = await this.outbox.flush();
    if (!isAllSent) this.failed();
    return isAllSent;
  }

  async submit() {
    this.beat.tell(); // the last facts, while the paper is open
    const reply = await this.wire.ask("POST", this.data.urls.submit, {});
    if (reply.status === 403) this.outbox.stopped = true;
    if (reply.status === 200) this.done(reply.body);
    else this.failed();
    return reply.status === 200;
  }

  failed() {
    this.nFailed += 1;
    this.draw();
  }

  /** Whether answers are left that the candidate should carry to the invigilator as a file. */
  get needsFile() {
    const isLast = this.isOver || this.nFailed >= PATIENCE;
    return this.cipher !== null && this.outbox.size > 0 && isLast;
  }

  async saveAnswerFile() {
    this.autosave.flush();
    const text = await answerFile(this.outbox.queue, {
      attempt: this.data.attempt,
      cipher: this.cipher,
      madeAt: new Date(this.time.now()).toISOString(),
    });
    save(this.data.fileName, text);
    this.fileMade = true;
    this.draw();
  }

  timeOver() {
    this.autosave.flush();
    this.isOver = true;
    this.announce(this.words.timeOver);
    this.outbox.pump();
  }

  /** The paper is in. What could not count is sent all the same, for the invigilator to see. */
  done(receipt) {
    if (this.isDone) return;
    this.isDone = true;
    this.isOver = true;
    this.beat.stop();
    if (this.pause.isOn) this.pause.end();
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    document.getElementById("foot").hidden = true;
    document.getElementById("clock").hidden = true;
    document.getElementById("open-display").hidden = true;
    showReceipt(document.getElementById("main"), receipt, {
      words: this.words,
      dateTime: (instant) => new Intl.DateTimeFormat(document.documentElement.lang, {
        timeZone: this.data.timeZone, dateStyle: "long", timeStyle: "medium",
      }).format(new Date(instant)),
    });
    this.outbox.pump();
  }

  /** Once the paper is in and nothing waits, nothing of it stays on this device. */
  forget() {
    // A page without the paper took nothing up: what the device has unsent is told by the receipt.
    if (this.items.size) this.store.clear();
    this.notes.clear();
  }

  draw() {
    if (this.isDone && !this.outbox.size) this.forget();
    this.face.draw();
  }

  announce(text) {
    document.getElementById("announcer").textContent = text;
  }

  /** Take the writing back. What is unsent is kept, and taken up by the page that comes. */
  async goOnHere() {
    this.autosave.flush();
    await Promise.all(this.outbox.queue.map((entry) => entry.kept));
    // Where nothing can be kept, the browser asks before it leaves.
    if (this.store.durable) this.outbox.queue = [];
    window.location.reload();
  }
}

async function main() {
  document.documentElement.classList.add("script");
  const data = read("room-data");
  const cipher = await openCipher(data.deviceKey);
  const store = await openStore(data.attempt, cipher);
  const room = new Room(data, read("room-words"), store, cipher);
  await room.enter();
  document.documentElement.dataset.ready = "true";
}

main();
