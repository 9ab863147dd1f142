// The receipt page: print; say what never left this device; then leave nothing of it here.

import { Notes } from "./room/notes.js";
import { openStore } from "./room/store.js";

const print = document.querySelector("[data-print]");
print.hidden = false;
print.addEventListener("click", () => window.print());

const attempt = Number(document.querySelector("[data-attempt]").dataset.attempt);
new Notes(attempt).clear();

async function showUnsent() {
  const store = await openStore(attempt);
  const positions = new Set(await store.unsent());
  if (!positions.size) return store.clear();
  const unsent = document.getElementById("unsent");
  unsent.querySelector("[data-items]").textContent = [...positions].join("、");
  unsent.hidden = false;
  unsent.querySelector("button").addEventListener("click", async () => {
    await store.clear();
    unsent.hidden = true;
  });
}

showUnsent();
