// The practice paper's wire: it answers as the server would, and nothing leaves this device.

const DELAY_MS = 120; // so that "saving" is seen, as it is on a real paper
const EMPTY = ["", '"', "=", ">"];

export class PracticeWire {
  /** As `Wire`; `data` is that of the room's page. */
  constructor(data, heard) {
    this.data = data;
    this.heard = heard;
    this.answers = new Map();
    this.highest = 0;
    this.saves = 0;
  }

  async ask(method, url, body) {
    const sent = performance.now();
    await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
    const now = new Date().toISOString();
    const reply = {
      status: 200, body: { ...this.reply(url.split("?")[0], body, now), now },
      sent, received: performance.now(),
    };
    this.heard(reply);
    return reply;
  }

  reply(url, body, now) {
    const { urls, deadline, total, receiptUrl } = this.data;
    if (url === urls.save) {
      this.highest = Math.max(this.highest, body.number);
      this.saves += 1;
      this.answers.set(body.position, body.answer);
      return { number: body.number, saved_at: now };
    }
    if (url === urls.state) {
      return {
        submitted_at: null, deadline, paused_at: null, extra_minutes: 0,
        acknowledged: this.highest, messages: [],
      };
    }
    if (url === urls.submit) {
      return {
        receipt: "0000-0000-0000-0000", submitted_at: now, closed_by: "candidate",
        answered: [...this.answers.values()].filter((one) => !EMPTY.includes(one)).length,
        total, digest: "0".repeat(64), n_saves: this.saves, url: receiptUrl,
      };
    }
    return {};
  }
}
