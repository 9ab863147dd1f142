// The invigilator's board: print, and say so when it can't be refreshed.

const lost = document.getElementById("lost");
const print = document.querySelector("[data-print]");
print.hidden = false;
print.addEventListener("click", () => window.print());

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(name, () => { lost.hidden = false; });
}
document.body.addEventListener("htmx:afterSwap", () => { lost.hidden = true; });
