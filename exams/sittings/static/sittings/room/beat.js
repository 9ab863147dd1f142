// What the page tells of itself: that it is there, and facts for the integrity log. It judges
// nothing, and it tells no content of what was copied.

const BEAT_MS = 20000;
const MOST_FACTS = 50; // as the server takes at once; of more, the older ones go
const SHORTEST_AWAY_MS = 1000;
const SAME_MS = 5000; // of one kind within this time only the first is told
const PAUSE_MS = 1000; // until a window's new size counts as settled

export class Beat {
  /**
   * Parameters
   * ----------
   * send : async function({position, facts}) -> {status}
   * now : function() -> the server's time in ms
   * place : function() -> the question in sight, or null
   * isOn : function() -> whether facts are noted: not in a pause, not after handing in
   * words, fill : how details are said
   */
  constructor({ send, now, place, isOn, words, fill }) {
    Object.assign(this, { send, now, place, isOn, words, fill });
    this.facts = [];
    this.last = {}; // kind -> when it was noted last
    this.away = null;
  }

  start() {
    this.watchLeaving();
    this.watchClipboard();
    this.watchSize();
    const again = async () => {
      await this.tell();
      if (!this.isOver) setTimeout(again, BEAT_MS * (0.9 + Math.random() / 5));
    };
    again();
  }

  /** Send what is noted; what no reply came for is sent with the next beat. */
  async tell() {
    const facts = this.facts.slice();
    const now = this.now();
    const { status } = await this.send({
      position: this.place(),
      facts: facts.map(({ since, ...fact }) => ({ ...fact, ago: Math.max(0, now - since) / 1000 })),
    });
    if (status !== 0 && status < 500) {
      this.facts = this.facts.filter((fact) => !facts.includes(fact));
    }
  }

  stop() {
    this.isOver = true;
  }

  note(kind, { since = this.now(), seconds = null, detail = "" }) {
    if (!this.isOn()) return;
    if (kind !== "away" && since - (this.last[kind] || 0) < SAME_MS) return;
    this.last[kind] = since;
    this.facts = [...this.facts, { kind, since, seconds, detail }].slice(-MOST_FACTS);
  }

  watchLeaving() {
    const leave = (detail) => {
      if (!this.away && this.isOn()) this.away = { since: this.now(), detail };
      // To leave the window is the first step to another tab: one absence, its last word.
      else if (this.away) this.away.detail = detail;
    };
    const comeBack = () => {
      if (!this.away || document.visibilityState === "hidden" || !document.hasFocus()) return;
      const { since, detail } = this.away;
      this.away = null;
      const lasted = this.now() - since;
      if (lasted < SHORTEST_AWAY_MS) return;
      this.note("away", { since, seconds: Math.round(lasted / 1000), detail });
    };
    window.addEventListener("blur", () => leave(this.words.awayWindow));
    window.addEventListener("focus", comeBack);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") leave(this.words.awayTab);
      else comeBack();
    });
  }

  watchClipboard() {
    const told = (event, n) => {
      const item = event.target.closest && event.target.closest("[data-position]");
      const detail = this.fill(item ? this.words.signsInItem : this.words.signs, {
        n, item: item && item.dataset.position,
      });
      return { detail };
    };
    const copied = (event) => this.note("copy", told(event, String(getSelection()).length));
    document.addEventListener("copy", copied);
    document.addEventListener("cut", copied);
    document.addEventListener("paste", (event) => {
      const text = event.clipboardData ? event.clipboardData.getData("text") : "";
      this.note("paste", told(event, text.length));
    });
  }

  watchSize() {
    const size = () => ({ width: window.innerWidth, height: window.innerHeight });
    let before = size(), since = null, timer = null;
    window.addEventListener("resize", () => {
      if (since === null) since = this.now();
      clearTimeout(timer);
      timer = setTimeout(() => {
        const after = size(), from = before;
        const began = since;
        [before, since] = [after, null];
        // A keyboard that slides in on a phone.
        const isTyping = document.activeElement.matches("input[type=text], textarea");
        if (after.width === from.width && (isTyping || after.height === from.height)) return;
        this.note("resize", {
          since: began,
          detail: `${from.width}×${from.height} → ${after.width}×${after.height}`,
        });
      }, PAUSE_MS);
    });
  }
}
