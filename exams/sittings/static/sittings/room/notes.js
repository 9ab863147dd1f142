// Marks to check later, the place in the paper, messages that were read: on this device only,
// never sent.

export class Notes {
  constructor(attempt) {
    this.name = `baiwen-room/${attempt}`;
    this.flags = new Set();
    this.place = null;
    this.read = new Set();
    try {
      const kept = JSON.parse(localStorage.getItem(this.name)) || {};
      this.flags = new Set(kept.flags || []);
      this.place = kept.place || null;
      this.read = new Set(kept.read || []);
    } catch (error) {
      // Storage is denied: the marks last as long as the page.
    }
  }

  keep() {
    try {
      localStorage.setItem(this.name, JSON.stringify({
        flags: [...this.flags], place: this.place, read: [...this.read],
      }));
    } catch (error) {
      // As above.
    }
  }

  toggle(position) {
    if (!this.flags.delete(position)) this.flags.add(position);
    this.keep();
  }

  moveTo(position) {
    this.place = position;
    this.keep();
  }

  /** The candidate has confirmed a message. */
  confirm(id) {
    this.read.add(id);
    this.keep();
  }

  clear() {
    try {
      localStorage.removeItem(this.name);
    } catch (error) {
      // As above.
    }
  }
}
