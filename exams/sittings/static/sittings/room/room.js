// The exam room: wires the parts to the page. What each part does stands in its own module.

import { answerOf, show } from "./answer.js";
import { autosave } from "./autosave.js";
import { Clock, ServerTime } from "./clock.js";
import { Face } from "./face.js";
import { offer, sortLeftover } from "./leftover.js";
import { followReader, openable } from "./navigator.js";
import { Notes } from "./notes.js";
import { Outbox } from "./outbox.js";
import { showReceipt } from "./receipt.js";
import { review } from "./review.js";
import { openStore } from "./store.js";
import { Wire } from "./wire.js";
import { fill, read, wallClock } from "./words.js";

const MARKS = [30, 10, 5, 1]; // minutes left that are announced
const LOOK_MS = 60000; // how often the server is asked for deadline and state
const SOON_MS = 4000; // the same while it doesn't answer, and once the time is over

class Room {
  constructor(data, words, store) {
    this.data = data;
    this.words = words;
    this.store = store;
    this.form = document.getElementById("paper");
    this.items = new Map(
      [...this.form.querySelectorAll("[data-position]")].map(
        (item) => [Number(item.dataset.position), item]));
    this.links = new Map(
      [...document.querySelectorAll("#sheet a")].map((link) => [Number(link.textContent), link]));
    this.notes = new Notes(data.attempt);
    this.face = new Face(this);
    this.wallClock = wallClock(data.timeZone);
    this.time = new ServerTime(data.now);
    this.wire = new Wire(data.token, (reply) => {
      this.time.hear(reply);
      this.offline = false;
    });
    this.outbox = new Outbox({
      store,
      send: (answer) => this.wire.ask("POST", data.urls.save, answer),
      highest: async () => {
        const { status, body } = await this.look();
        return status === 200 ? body.acknowledged : null;
      },
      nextNumber: data.nextNumber,
      latest: data.latest,
      changed: () => this.draw(),
    });
    this.isOver = false; // the time is over by the server's clock
    this.isDone = false; // handed in
    this.offline = false; // the last question to the server wasn't answered
    store.failed = () => this.draw();
  }

  async enter() {
    await this.takeUpLeftover();
    this.draw();
    this.listen();
    this.clock = new Clock(this.time, this.data.deadline, {
      show: (left) => this.face.showTime(left),
      marks: MARKS,
      reached: (minutes) => this.announce(minutes === 1
        ? this.words.timeLeftOne : fill(this.words.timeLeft, { n: minutes })),
      over: () => this.timeOver(),
      jumped: () => this.lookSoon(),
    });
    this.clock.start();
    this.look();
    setInterval(() => this.look(), LOOK_MS * (0.9 + Math.random() / 5));
    this.measureTop();
    this.returnToPlace();
  }

  /** The server's answers stand in the page; lay over them what this device has not sent yet. */
  async takeUpLeftover() {
    const { answers, latest } = this.data;
    const entries = (await this.store.entries()).filter(({ position }) => this.items.has(position));
    const { resend, offered, stale } = sortLeftover(entries, latest, answers);
    for (const entry of stale) this.store.remove(entry);
    const known = { ...answers };
    for (const { position, answer } of resend) {
      // Something answered on this page already is newer still.
      if (answerOf(this.items.get(position)) === (known[position] || "")) {
        show(this.items.get(position), answer);
      }
      known[position] = answer;
    }
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

  listen() {
    for (const [position, item] of this.items) {
      const flag = item.querySelector(".flag");
      flag.hidden = false;
      flag.addEventListener("click", () => {
        this.notes.toggle(position);
        this.draw();
      });
    }
    openable(document.getElementById("sheet"), document.getElementById("sheet-dialog"),
      document.getElementById("open-sheet"));
    followReader(this.items, this.links, (position) => this.notes.moveTo(position));
    this.review = review(document.getElementById("review"), {
      words: this.words, fill,
      look: () => this.findings(),
      flush: () => this.outbox.flush(),
      submit: () => this.submit(),
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.autosave.flush();
      this.review.open();
    });
    const wake = () => {
      if (document.visibilityState === "visible" && !this.isDone) {
        this.look();
        if (this.outbox.size) this.outbox.pump();
      }
    };
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", () => {
      // A phone may never come back to a page that it has put away.
      if (document.visibilityState === "hidden") this.autosave.flush();
      wake();
    });
    window.addEventListener("offline", () => this.look());
    // A page put away and taken out again may have lost its right to write meanwhile.
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
    window.addEventListener("beforeunload", (event) => {
      this.autosave.flush();
      if (this.outbox.size && !this.isDone) event.preventDefault();
      if (this.outbox.size && !this.isDone) event.returnValue = "";
    });
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
    const item = this.items.get(this.notes.place);
    // What has to be decided stands at the top.
    if (this.hasOffer) window.scrollTo(0, 0);
    else if (item && !window.location.hash && this.notes.place > 1) item.scrollIntoView();
  }

  /** "saved", "saving", "waiting" or "refused": what is so about the answer that stands there. */
  stateOf(position) {
    const isWritten = this.autosave && this.autosave.isWritten(this.items.get(position));
    return isWritten ? "saving" : this.outbox.stateOf(position);
  }

  findings() {
    const open = [], flagged = [];
    for (const [position, item] of this.items) {
      if (!answerOf(item)) open.push(position);
      if (this.notes.flags.has(position)) flagged.push(position);
    }
    return { open, flagged, waiting: this.outbox.size };
  }

  /** Ask the server how things stand; its reply also sets the clock. */
  async look() {
    this.lookedAt = performance.now();
    const reply = await this.wire.ask("GET", this.data.urls.state);
    if (this.isDone) return reply;
    this.offline = reply.status === 0;
    if (this.offline) setTimeout(() => this.lookSoon(), SOON_MS);
    if (reply.status === 403) this.outbox.stopped = true;
    if (reply.status === 200) {
      if (reply.body.submitted_at) this.done(reply.body);
      else if (this.clock && Date.parse(reply.body.deadline) !== this.clock.deadline) {
        this.clock.setDeadline(reply.body.deadline);
        this.isOver = this.clock.isOver;
      }
    }
    this.draw();
    return reply;
  }

  /** Look, but not again and again while the server can't be reached. */
  lookSoon() {
    if (!this.isDone && performance.now() - this.lookedAt >= SOON_MS * 0.9) this.look();
  }

  async submit() {
    const reply = await this.wire.ask("POST", this.data.urls.submit, {});
    if (reply.status === 403) this.outbox.stopped = true;
    if (reply.status === 200) this.done(reply.body);
    else this.draw();
    return reply.status === 200;
  }

  timeOver() {
    this.autosave.flush();
    this.isOver = true;
    this.announce(this.words.timeOver);
    this.outbox.pump();
    this.awaitClosing();
  }

  /** The server closes the paper once the grace is over; ask until it has. */
  awaitClosing() {
    const pause = this.clock.left() + this.data.graceSeconds * 1000;
    setTimeout(async () => {
      if (this.isDone || !this.isOver || this.outbox.stopped) return;
      await this.look();
      if (!this.isDone) this.awaitClosing();
    }, Math.max(pause, SOON_MS) * (1 + Math.random() / 4));
  }

  /** The paper is in. What could not count is sent all the same, for the invigilator to see. */
  done(receipt) {
    if (this.isDone) return;
    this.isDone = true;
    this.isOver = true;
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    document.getElementById("foot").hidden = true;
    document.getElementById("clock").hidden = true;
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
    this.store.clear();
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
  const room = new Room(data, read("room-words"), await openStore(data.attempt));
  await room.enter();
  document.documentElement.dataset.ready = "true";
}

main();
