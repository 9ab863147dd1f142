// The invigilator's board: what changed is laid over what is there, so that a tick, the focus and a
// click under way survive each refresh; acts open in a dialog. Without this file all of it works as
// plain pages.

const board = document.getElementById("board");
const form = document.getElementById("choose");
const dialog = document.getElementById("dialog");
const chosen = new Set();

// --- Acts

form.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  event.preventDefault();
  const values = { csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, who: who() };
  await window.htmx.ajax("POST", button.getAttribute("formaction"), { target: "#dialog", values });
  if (dialog.firstElementChild && !dialog.open) dialog.showModal();
  focusInside();
});

dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) dialog.close();
});
dialog.addEventListener("close", () => {
  const isDone = dialog.querySelector("[role=status]");
  dialog.textContent = "";
  // A candidate's page is no board: it shows what was done once it is loaded anew.
  if (isDone && !board) window.location.reload();
});
dialog.addEventListener("htmx:afterSwap", focusInside);

function focusInside() {
  const first = dialog.querySelector(".errorlist ~ input, input:not([type=hidden]), textarea, [data-close]");
  if (first) first.focus();
}

function who() {
  const one = form.querySelector("input[type=hidden][name=who]");
  return one ? one.value : [...chosen].join(",");
}

if (board) watch();

function watch() {
  const lost = document.getElementById("lost");
  const filters = document.getElementById("filters");

  // --- Refreshing

  board.addEventListener("htmx:beforeRequest", (event) => {
    // Nobody looks at a tab behind others.
    if (document.hidden && event.detail.elt === board) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh();
  });
  board.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== board || event.detail.isError) return;
    event.detail.shouldSwap = false;
    lost.hidden = true;
    lay(event.detail.serverResponse);
    mark();
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.body.addEventListener(name, () => { lost.hidden = false; });
  }

  function refresh() {
    window.htmx.trigger(board, "narrowed");
  }

  function lay(html) {
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    const rows = fresh.querySelector("tbody"), old = board.querySelector("tbody");
    if (!rows || !old) {
      board.replaceChildren(...fresh.childNodes);
      return;
    }
    replace(board.querySelector(".totals-line"), fresh.querySelector(".totals-line"));
    const pages = board.querySelector(".pages"), freshPages = fresh.querySelector(".pages");
    if (pages && freshPages) replace(pages, freshPages);
    else if (pages) pages.remove();
    else if (freshPages) board.append(freshPages);
    layRows(old, rows);
  }

  function layRows(old, rows) {
    const kept = new Set([...rows.children].map((row) => row.id));
    for (const row of [...old.children]) if (!kept.has(row.id)) row.remove();
    let place = old.firstElementChild;
    for (const row of [...rows.children]) {
      const there = document.getElementById(row.id);
      if (!there) {
        old.insertBefore(row, place);
        continue;
      }
      if (there === place) place = place.nextElementSibling;
      else old.insertBefore(there, place);
      there.className = row.className;
      [...row.cells].forEach((cell, index) => {
        if (!cell.classList.contains("pick")) replace(there.cells[index], cell);
      });
    }
  }

  function replace(there, fresh) {
    if (there.innerHTML !== fresh.innerHTML) there.innerHTML = fresh.innerHTML;
  }

  // --- Choosing

  for (const box of boxes()) if (box.checked) chosen.add(box.value);
  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-pick-all]")) {
      for (const one of boxes()) choose(one.value, box.checked);
    } else if (box.name === "who") {
      choose(box.value, box.checked);
    }
    mark();
  });
  form.querySelector("[data-clear]").addEventListener("click", () => {
    chosen.clear();
    mark();
  });

  function choose(key, is) {
    if (is) chosen.add(key);
    else chosen.delete(key);
  }

  function boxes() {
    return [...board.querySelectorAll("input[name=who]")];
  }

  function mark() {
    const shown = boxes();
    for (const box of shown) {
      box.checked = chosen.has(box.value);
      box.closest("tr").classList.toggle("chosen", box.checked);
    }
    const n = shown.filter((box) => box.checked).length;
    const all = board.querySelector("[data-pick-all]");
    if (all) {
      all.checked = n > 0 && n === shown.length;
      all.indeterminate = n > 0 && n < shown.length;
    }
    const said = form.querySelector(".toolbar .chosen");
    const hidden = chosen.size - n;
    let text = chosen.size ? said.dataset.some.replace("{n}", chosen.size) : said.dataset.none;
    if (hidden) text += said.dataset.hidden.replace("{n}", hidden);
    if (said.textContent !== text) said.textContent = text;
    form.querySelector("[data-clear]").hidden = !chosen.size;
    for (const word of form.querySelectorAll("[data-all]")) word.hidden = chosen.size > 0;
  }

  // --- Narrowing

  let waiting;
  filters.querySelector("button").hidden = true;
  filters.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(narrow, 250);
  });
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    narrow();
  });

  function narrow() {
    form.elements.page.value = 1;
    const asked = new URLSearchParams(new FormData(filters));
    for (const [name, value] of [...asked]) if (!value) asked.delete(name);
    const query = asked.toString();
    // A reload, and a printed sheet, are of the same people.
    window.history.replaceState(null, "", query ? `?${query}` : window.location.pathname);
    linkRoom();
    refresh();
  }

  function linkRoom() {
    const room = filters.elements.room.value;
    for (const link of document.querySelectorAll("[data-with-room]")) {
      const [path] = link.getAttribute("href").split("?");
      link.href = room ? `${path}?room=${encodeURIComponent(room)}` : path;
    }
  }

  linkRoom();
  mark();
}
