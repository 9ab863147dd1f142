// The countdown, by the server's clock. What the device believes the time to be changes nothing.

const JUMP_MS = 2000;

/**
 * The server's time, carried by the monotonic clock of the page from one reply to the next.
 *
 * That clock may stand still while the device sleeps: `hasJumped` says when it has drifted from
 * the wall clock, so that the server can be asked again.
 */
export class ServerTime {
  constructor(now) {
    this.roundTrip = Infinity;
    this.set(Date.parse(now), performance.now());
  }

  set(serverMs, monotonicMs) {
    this.offset = serverMs - monotonicMs;
    this.drift = Date.now() - performance.now();
  }

  /** Learn from a reply; a quicker one knows better than a slower. */
  hear({ body, sent, received }) {
    const roundTrip = received - sent;
    if (roundTrip <= this.roundTrip * 1.5 || this.hasJumped()) {
      this.roundTrip = Math.min(Math.max(roundTrip, 20), this.roundTrip);
      this.set(Date.parse(body.now), (sent + received) / 2);
    }
  }

  hasJumped() {
    return Math.abs(Date.now() - performance.now() - this.drift) > JUMP_MS;
  }

  now() {
    return performance.now() + this.offset;
  }
}

/** "78:32": minutes and seconds. */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const twoDigits = (n) => String(n).padStart(2, "0");
  return `${twoDigits(Math.floor(seconds / 60))}:${twoDigits(seconds % 60)}`;
}

export class Clock {
  /**
   * Parameters
   * ----------
   * show : function(milliseconds left), called about every half second
   * marks : minutes left at which `reached(minutes)` is called, once each
   * over : called when the deadline is reached
   * jumped : called when the device has slept or its clock was changed
   */
  constructor(time, deadline, pausedAt, { show, marks, reached, over, jumped }) {
    Object.assign(this, { time, show, marks, reached, over, jumped });
    this.isOver = false;
    this.set(deadline, pausedAt);
  }

  start() {
    // Only a reason to look: what is shown comes from the time itself, so a background tab that
    // is seldom woken is right again at once.
    setInterval(() => this.tick(), 500);
    this.tick();
  }

  /** What the server says: ISO times; `pausedAt` is null while the time runs. */
  set(deadline, pausedAt) {
    const told = `${deadline}|${pausedAt}`;
    if (told === this.told) return;
    this.told = told;
    this.deadline = Date.parse(deadline);
    this.pausedAt = pausedAt ? Date.parse(pausedAt) : null;
    const minutes = this.left() / 60000;
    this.ahead = this.marks.filter((mark) => mark < minutes);
    this.isOver = this.isOver && this.left() <= 0;
  }

  left() {
    return this.deadline - (this.pausedAt === null ? this.time.now() : this.pausedAt);
  }

  tick() {
    if (this.time.hasJumped()) this.jumped();
    const left = this.left();
    this.show(left);
    const passed = this.ahead.filter((mark) => left <= mark * 60000);
    if (passed.length && left > 0) this.reached(Math.min(...passed));
    this.ahead = this.ahead.filter((mark) => !passed.includes(mark));
    if (left <= 0 && !this.isOver) {
      this.isOver = true;
      this.over();
    }
  }
}
