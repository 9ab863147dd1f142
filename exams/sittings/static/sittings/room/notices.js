// Lines under the top bar: what is so, and what to do, in the order of weight.

export class Notices {
  /** `elsewhere()` focuses what takes the place of a line that is taken away. */
  constructor(element, elsewhere) {
    this.element = element;
    this.elsewhere = elsewhere;
    this.lines = new Map();
  }

  /**
   * Show or change a line of one or more sentences; `text` null takes it away.
   *
   * `strong` opens the line in bold; `action` is {label, run}, drawn as a button.
   */
  set(name, text, { kind = "wait", strong = "", action = null } = {}) {
    const known = this.lines.get(name);
    if (text === null) {
      if (known) this.remove(name, known);
      return;
    }
    const sentences = [].concat(text).filter(Boolean);
    const said = [kind, strong, ...sentences].join("|");
    // An unchanged line stays untouched: a screen reader doesn't read it again.
    if (known && known.dataset.said === said) return;
    const line = known || document.createElement("div");
    line.className = `notice ${kind}`;
    line.dataset.said = said;
    line.dataset.name = name;
    const inside = document.createElement("div");
    inside.className = "wrap";
    const say = (element, sentence) => {
      element.textContent = sentence;
      inside.append(element);
    };
    if (strong) say(document.createElement("b"), strong);
    for (const sentence of sentences) say(document.createElement("span"), sentence);
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn quiet";
      button.textContent = action.label;
      button.addEventListener("click", action.run);
      inside.append(button);
    }
    line.replaceChildren(inside);
    if (!known) {
      this.element.append(line);
      this.lines.set(name, line);
    }
  }
  remove(name, line) {
    const hadFocus = line.contains(document.activeElement);
    line.remove();
    this.lines.delete(name);
    if (!hadFocus) return;
    const next = this.element.querySelector("button");
    if (next) next.focus();
    else this.elsewhere();
  }
}
