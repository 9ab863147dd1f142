// The picker of an article by keyboard: opening it leads to its search, closing it back to the
// field. Wagtail leaves the focus on the window, and afterwards on a button that is hidden by then.

const $ = window.jQuery;
let field = null;

function entrance(chooser) {
  const state = chooser.classList.contains("blank") ? ".unchosen" : ".chosen";
  return chooser.querySelector(`${state} button`);
}

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("[data-chooser-action-choose]");
    if (button) field = button.closest(".chooser");
  },
  true,
);

$(document).on("shown.bs.modal", (event) => {
  event.target.querySelector("[data-article-search]")?.focus();
});

$(document).on("hidden.bs.modal", () => {
  if (field && document.activeElement === document.body) entrance(field)?.focus();
  field = null;
});
