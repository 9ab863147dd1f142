// While a question is written, tells of those in the bank that say nearly the same.

import { textOf } from "./rich_text.js";

const PAUSE = 900; // ms without a change
const GAP = 2500; // ms between two questions to the server, at least
const LEAST = 6; // characters worth asking about
// A rich text editor changes its hidden field without an event of its own.
const CHANGES = ["keyup", "beforeinput", "input", "compositionend", "paste", "focusout", "click"];

export function watchLikeness(form) {
  const panel = form.querySelector("[data-like-url]");
  const stem = form.querySelector("[name=stem]");
  if (!panel || !stem) return;
  const told = document.createElement("div");
  told.className = "item-like";
  told.setAttribute("role", "status");
  panel.append(told);
  let timer = 0;
  let toldOf = "";
  let askedAt = -GAP;
  let isAsking = false;

  function later() {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, Math.max(PAUSE, askedAt + GAP - performance.now()));
  }

  async function ask() {
    const text = textOf(stem);
    const options = optionsOf(form);
    const said = [text, ...options].join("\n");
    if (said === toldOf) return;
    if (isAsking) {
      later();
      return;
    }
    toldOf = said;
    if (text.length < LEAST) {
      told.replaceChildren();
      return;
    }
    isAsking = true;
    askedAt = performance.now();
    const found = await likeOnes(form, panel.dataset.likeUrl, text, options);
    isAsking = false;
    // A warning is no more than a help: where it can't be had, writing goes on.
    if (found) show(told, found);
  }

  for (const name of CHANGES) form.addEventListener(name, later);
  later();
}

async function likeOnes(form, url, text, options) {
  const body = new FormData();
  body.append("stem", text);
  options.forEach((option) => body.append("option", option));
  body.append("item", itemOf(window.location.pathname));
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

// The item itself isn't like itself: its number stands in the address of its editor, also once a
// new one has been saved by itself.
function itemOf(path) {
  const found = path.match(/\/edit\/(\d+)\//);
  return found ? found[1] : "";
}

function optionsOf(form) {
  const rows = form.querySelectorAll("#id_options-FORMS > :not(.deleted)");
  return [...rows]
    .map((row) => textOf(row.querySelector("[name$='-text']")))
    .filter(Boolean);
}

function show(told, found) {
  // Said again, a screen reader would read it again.
  const toldBefore = told.dataset.items || "";
  told.dataset.items = found.items.map((item) => `${item.code} ${item.percent}`).join(",");
  if (told.dataset.items === toldBefore) return;
  told.replaceChildren();
  if (!found.items.length) return;
  const heading = document.createElement("b");
  heading.textContent = found.heading;
  const list = document.createElement("ul");
  for (const item of found.items) {
    const link = document.createElement("a");
    link.href = item.url;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = item.code;
    const line = document.createElement("li");
    line.append(link, ` ${item.percent}% `, item.stem);
    list.append(line);
  }
  told.append(heading, list);
}
