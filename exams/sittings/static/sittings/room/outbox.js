// The way of an answer to the server: numbered, kept, sent in order, and called saved only then.

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15000;

export class Outbox {
  /**
   * Parameters
   * ----------
   * store : where unsent answers survive the page
   * send : async function({number, position, answer}) -> {status, body}; status 0: no reply
   * highest : async function() -> highest number that the server has, or null
   * nextNumber, latest, answers : where the server's log stands: {position: newest number} of it,
   *   and {position: answer}
   * clock : function() -> the server's time in ms
   * changed : called whenever something about any answer has changed
   */
  constructor({ store, send, highest, nextNumber, latest, answers, clock, changed }) {
    Object.assign(this, { store, send, highest, nextNumber, latest, clock, changed });
    this.queue = [];
    // position -> the newest entry of it that the server has acknowledged
    this.held = new Map(Object.keys(latest).map((position) => [Number(position), {
      number: latest[position], position: Number(position), answer: answers[position] || "",
      seen: 0, at: new Date(clock()).toISOString(), acknowledged: true,
    }]));
    this.refused = new Map(); // position -> "late" or the reason
    this.trouble = null; // "network" or "server" while nothing gets through
    this.stopped = false; // another page writes now
    this.closed = false; // the paper is handed in, or its time is over
    this.savedAt = null;
    this.failures = 0;
    this.timer = null;
    this.running = null;
  }

  get size() {
    return this.queue.length;
  }

  /**
   * "saved", "saving", "waiting" or "refused": what is so about an item that shows `answer`.
   *
   * "saved" is what the server acknowledged, word for word; no answer at all needs no word of it.
   */
  stateOf(position, answer) {
    const onItsWay = this.trouble || this.stopped ? "waiting" : "saving";
    if (this.queue.some((entry) => entry.position === position)) return onItsWay;
    if (this.refused.has(position)) return "refused";
    const held = this.held.get(position);
    return (held ? held.answer : "") === answer ? "saved" : onItsWay;
  }

  /** The highest number that the server has acknowledged to this page. */
  get highestHeld() {
    return Math.max(0, ...[...this.held.values()].map((entry) => entry.number));
  }

  add(position, answer) {
    const before = this.queue.filter((entry) => entry.position === position);
    const last = before[before.length - 1];
    let seen = last ? last.number : this.latest[position] || 0;
    // A text goes on being written while the network is down: what was never tried of it is
    // replaced, so that one text waits, not one for each pause of its writer.
    const isReplaced = last && !last.tried && last.answer.startsWith('"');
    if (isReplaced) seen = last.seen;
    const entry = {
      number: this.nextNumber, position, answer, seen, at: new Date(this.clock()).toISOString(),
    };
    this.nextNumber += 1;
    this.refused.delete(position);
    this.queue.push(entry);
    this.keep(entry);
    if (isReplaced) this.drop(last);
    this.pump();
  }

  /** Take up what an earlier page left, before anything new. */
  restore(entries) {
    for (const entry of entries) {
      entry.kept = Promise.resolve();
      entry.tried = true; // it may have been: only the reply was lost
      entry.acknowledged = false; // it was, perhaps; the server's log doesn't have it now
      this.queue.push(entry);
      this.nextNumber = Math.max(this.nextNumber, entry.number + 1);
    }
    this.pump();
  }

  /** Take over what an earlier page kept of the answers that the server has. */
  hold(entries) {
    for (const entry of entries) {
      entry.kept = Promise.resolve();
      this.held.set(entry.position, entry);
    }
  }

  /**
   * The server's log ends at a number below one that it had acknowledged, as after a backup was
   * put back: what is missing there is sent again, before anything newer.
   */
  bringBack(highest) {
    const lost = [...this.held.values()].filter((entry) => entry.number > highest);
    if (!lost.length) return;
    lost.sort((a, b) => a.number - b.number);
    for (const entry of lost) {
      this.held.delete(entry.position);
      entry.tried = true;
      entry.acknowledged = false;
      this.keep(entry);
    }
    this.queue = [...lost, ...this.queue];
    this.pump();
  }

  /** Send what waits; several calls are one. */
  pump() {
    clearTimeout(this.timer);
    if (!this.running) {
      this.running = this.run().finally(() => {
        this.running = null;
        this.changed();
      });
    }
    this.changed();
    return this.running;
  }

  /** Send all now; resolves to whether nothing is left. */
  async flush() {
    // A run under way may have given up its last try just now: one more of our own.
    if (this.running) await this.running;
    if (this.queue.length) await this.pump();
    return this.queue.length === 0;
  }

  async run() {
    while (this.queue.length && !this.stopped) {
      const entry = this.queue[0];
      const { number, position, answer } = entry;
      entry.tried = true;
      const reply = await this.send({ number, position, answer });
      if (!(await this.settle(entry, reply))) break;
      this.changed();
    }
  }

  /** Draw the consequence of a reply; whether the next answer may follow. */
  async settle(entry, { status, body }) {
    if (status === 200) {
      this.gotThrough();
      this.savedAt = body.saved_at;
      this.acknowledge(entry);
      return true;
    }
    if (status === 409 && body.code === "number-taken") return this.renumber();
    if (status === 410 || (status === 409 && body.code === "submitted")) {
      // The server has noted it for the invigilator; it doesn't count.
      this.gotThrough();
      this.closed = true;
      this.refused.set(entry.position, "late");
      this.drop(entry);
      return true;
    }
    if (status === 403) {
      this.stopped = true;
      return false;
    }
    if ([400, 409, 413, 422].includes(status)) {
      this.gotThrough();
      this.refused.set(entry.position, body.detail || "");
      this.drop(entry);
      return true;
    }
    this.wait(status === 0 ? "network" : "server");
    return false;
  }

  /** Another page has used our numbers: go on behind them, in the same order. */
  async renumber() {
    const highest = await this.highest();
    if (highest === null) {
      this.wait("network");
      return false;
    }
    this.nextNumber = highest + 1;
    for (const entry of this.queue) {
      entry.number = this.nextNumber;
      this.nextNumber += 1;
      this.keep(entry);
    }
    return true;
  }

  /** The server has it: this device keeps it in place of what it held of the item before. */
  acknowledge(entry) {
    const before = this.held.get(entry.position);
    this.queue = this.queue.filter((other) => other !== entry);
    this.latest[entry.position] = entry.number;
    this.refused.delete(entry.position);
    entry.acknowledged = true;
    this.held.set(entry.position, entry);
    this.keep(entry);
    if (before) Promise.resolve(before.kept).then(() => this.store.remove(before));
  }

  keep(entry) {
    entry.kept = Promise.resolve(entry.kept).then(() => this.store.put(entry));
  }

  gotThrough() {
    this.trouble = null;
    this.failures = 0;
  }

  wait(trouble) {
    this.trouble = trouble;
    const pause = Math.min(FIRST_WAIT_MS * 2 ** this.failures, LONGEST_WAIT_MS);
    this.failures += 1;
    // Not all at once when the network of a whole office comes back.
    this.timer = setTimeout(() => this.pump(), pause * (0.75 + Math.random() / 2));
  }

  drop(entry) {
    this.queue = this.queue.filter((other) => other !== entry);
    Promise.resolve(entry.kept).then(() => this.store.remove(entry));
  }
}
