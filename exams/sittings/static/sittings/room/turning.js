// How much of the paper is in sight: all of it, one part, or one question; and the way on.

export class Turning {
  /**
   * Parameters
   * ----------
   * form : the paper
   * bar : element with [data-by="-1"], [data-by="1"] and [data-where], shown where there are steps
   * items : Map of position to item
   * words, fill : how the steps are called
   * arrived : function(item), called when the reader was led to an item
   */
  constructor(form, bar, items, { words, fill, arrived }) {
    Object.assign(this, { bar, items, words, fill, arrived });
    this.parts = [...form.querySelectorAll(".part")];
    this.passages = passagesOf(this.parts);
    this.view = "paper";
    this.here = items.size ? items.keys().next().value : null;
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-by]");
      if (button) this.step(Number(button.dataset.by));
    });
    // A link to a question that isn't in sight: shown first, then the browser goes there.
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#item-']");
      if (link) this.show(Number(link.hash.slice(6)));
    }, true);
    window.addEventListener("hashchange", () => {
      const item = document.getElementById(window.location.hash.slice(1));
      if (item && item.dataset.position) {
        this.show(Number(item.dataset.position));
        item.scrollIntoView();
      }
    });
  }

  /** "paper", "part" or "item". */
  setView(view) {
    this.view = view;
    this.draw();
  }

  /** The reader is at a question: by scrolling, by focus, or led there. */
  moveTo(position) {
    this.here = position;
    if (this.view !== "paper") this.drawBar();
  }

  show(position) {
    if (!this.items.has(position)) return;
    this.here = position;
    this.draw();
  }

  /** Lead the reader to a question. */
  goTo(position) {
    this.show(position);
    const item = this.items.get(position);
    item.focus({ preventScroll: true });
    const isFirst = this.view !== "paper" && position === this.firstInSight();
    if (isFirst) window.scrollTo(0, 0);
    else item.scrollIntoView();
    this.arrived(item);
  }

  /** One step on (1) or back (-1): a question, or where parts are turned, a part. */
  step(by) {
    const steps = this.view === "part" ? this.parts.map(firstOf) : [...this.items.keys()];
    const to = steps[this.stepNumber(steps) + by];
    if (to !== undefined) this.goTo(to);
  }

  /** One question on or back, whatever is turned. */
  stepItem(by) {
    const positions = [...this.items.keys()];
    const to = positions[positions.indexOf(this.here) + by];
    if (to !== undefined) this.goTo(to);
  }

  stepNumber(steps) {
    return steps.filter((position) => position <= this.here).length - 1;
  }

  firstInSight() {
    return this.view === "item" ? this.here : firstOf(this.partOf(this.here));
  }

  partOf(position) {
    return this.items.get(position).closest(".part");
  }

  draw() {
    if (this.here === null) return;
    const current = this.items.get(this.here);
    const isItem = this.view === "item";
    for (const part of this.parts) {
      part.hidden = this.view !== "paper" && !part.contains(current);
    }
    for (const item of this.items.values()) item.hidden = isItem && item !== current;
    for (const passage of new Set(this.passages.values())) {
      passage.hidden = isItem && passage !== this.passages.get(current);
    }
    this.drawBar();
  }

  drawBar() {
    this.bar.hidden = this.view === "paper";
    if (this.bar.hidden) return;
    const isItem = this.view === "item";
    const steps = isItem ? [...this.items.keys()] : this.parts.map(firstOf);
    const n = this.stepNumber(steps);
    const [back, on] = [-1, 1].map((by) => this.bar.querySelector(`[data-by="${by}"]`));
    back.textContent = isItem ? this.words.previousItem : this.words.previousPart;
    on.textContent = isItem ? this.words.nextItem : this.words.nextPart;
    back.disabled = n <= 0;
    on.disabled = n >= steps.length - 1;
    const said = isItem ? this.words.itemOf : this.words.partOf;
    this.bar.querySelector("[data-where]").textContent = this.fill(said, {
      n: n + 1, all: steps.length,
    });
  }
}

function firstOf(part) {
  return Number(part.querySelector("[data-position]").dataset.position);
}

/** {item: the passage of its case}: it stands before the first question of the case. */
function passagesOf(parts) {
  const passages = new Map();
  for (const part of parts) {
    let passage = null, isFirst = false;
    for (const child of part.children) {
      if (child.matches(".passage")) {
        [passage, isFirst] = [child, true];
      } else if (child.matches(".item")) {
        if (passage && (isFirst || child.querySelector(".to-case"))) passages.set(child, passage);
        isFirst = false;
      }
    }
  }
  return passages;
}
