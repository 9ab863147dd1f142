// Asks the server how things stand: time, pause, messages, and whether the paper is in.

// An act of the invigilator arrives within 5 s; jittered, so that a room full of pages doesn't
// ask at once.
const LOOK_MS = 4500;
const JITTER = 0.06;
const SOON_MS = 1000; // the least between two looks

export class Lookout {
  /**
   * Parameters
   * ----------
   * ask : async function(key of the last message known) -> reply
   * sure : function() -> the highest number that the server has acknowledged
   * isOn : function() -> whether there is anything left to ask for
   * heard : function(state, sure), `sure` as it was before the server was asked
   * refused : function(), another page writes now
   * changed : function(), called after each reply
   * extraMinutes : of the page as it was drawn
   */
  constructor({ ask, sure, isOn, heard, refused, changed, extraMinutes }) {
    Object.assign(this, { ask, sure, isOn, heard, refused, changed, extraMinutes });
    this.messages = new Map(); // id -> {text, at}
    this.newExtra = 0; // minutes given while this page is open, not confirmed yet
    this.trouble = null; // "network" or "server" while it doesn't answer
    this.heardAt = 0; // the server's time of the newest state
    this.lookedAt = -Infinity;
  }

  async start() {
    while (this.isOn()) {
      const began = performance.now();
      await this.look();
      const pause = LOOK_MS * (1 + JITTER * (2 * Math.random() - 1)) - (performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, Math.max(pause, SOON_MS)));
    }
  }

  async look() {
    this.lookedAt = performance.now();
    const sure = this.sure();
    const reply = await this.ask(Math.max(0, ...this.messages.keys()));
    if (!this.isOn()) return reply;
    const { status, body } = reply;
    this.trouble = status === 0 ? "network" : status >= 500 ? "server" : null;
    if (status === 403) this.refused();
    // Of two replies the newer one holds, whatever their order of arrival.
    if (status === 200 && Date.parse(body.now) >= this.heardAt) {
      this.heardAt = Date.parse(body.now);
      for (const message of body.messages) this.messages.set(message.id, message);
      this.newExtra = Math.max(0, this.newExtra + body.extra_minutes - this.extraMinutes);
      this.extraMinutes = body.extra_minutes;
      this.heard(body, sure);
    }
    this.changed();
    return reply;
  }

  /** Look, but not again and again. */
  lookSoon() {
    if (this.isOn() && performance.now() - this.lookedAt >= SOON_MS) this.look();
  }

  confirmExtra() {
    this.newExtra = 0;
    this.changed();
  }
}
