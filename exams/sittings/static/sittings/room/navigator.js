// The answer sheet: every item with its state, beside the paper or, on a small screen, over it.

/** Let a dialog take the sheet in while it is open. */
export function openable(sheet, dialog, opener) {
  const content = sheet.firstElementChild;
  const place = dialog.querySelector("[data-place]");
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    if (dialog.open) return;
    place.append(content);
    dialog.showModal();
  });
  dialog.addEventListener("close", () => sheet.append(content));
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close], a")) dialog.close();
  });
}

/** Draw one item's place on the sheet. */
export function drawPlace(link, { answered, waiting, flagged, label }) {
  link.classList.toggle("done", answered);
  link.classList.toggle("wait", waiting);
  link.classList.toggle("flag", flagged);
  link.setAttribute("aria-label", label);
}

/** Mark where the reader is, and tell `moved(position)`; returns a function to say it by. */
export function followReader(items, links, moved) {
  let here = null;
  const mark = (item) => {
    if (item === here) return;
    here = item;
    for (const link of links.values()) link.removeAttribute("aria-current");
    const position = Number(item.dataset.position);
    links.get(position).setAttribute("aria-current", "true");
    moved(position);
  };
  // The item that crosses a line a third down the window is the one being read.
  const observer = new IntersectionObserver((entries) => {
    const entry = entries.find((one) => one.isIntersecting);
    if (entry) mark(entry.target);
  }, { rootMargin: "-33% 0px -66% 0px" });
  for (const item of items.values()) {
    observer.observe(item);
    item.addEventListener("focusin", () => mark(item));
  }
  return mark;
}
