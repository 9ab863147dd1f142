// While the invigilator has stopped the time, a calm panel stands in the place of the paper.

export class Pause {
  /** A page that is opened in a pause comes with the panel and without the paper. */
  constructor(panel) {
    this.panel = panel;
    this.covered = document.querySelectorAll("[data-covered]");
    this.isOn = !panel.hidden;
  }

  begin() {
    this.isOn = true;
    this.place = { focused: document.activeElement, top: window.pageYOffset };
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    // Out of sight, out of what a screen reader reads, out of what the browser finds.
    for (const part of this.covered) part.hidden = true;
    this.panel.hidden = false;
    window.scrollTo(0, 0);
    this.panel.querySelector("h2").focus();
  }

  /** The paper again, where it was left. */
  end() {
    this.isOn = false;
    this.panel.hidden = true;
    for (const part of this.covered) part.hidden = false;
    const { focused = null, top = 0 } = this.place || {};
    if (focused && focused !== document.body) focused.focus({ preventScroll: true });
    window.scrollTo(0, top);
  }
}
