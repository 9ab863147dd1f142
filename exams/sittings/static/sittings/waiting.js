// Before a sitting opens: counts down by the server's clock and lets the candidate in.

import { ServerTime, countdown } from "./room/clock.js";
import { read } from "./room/words.js";

const SPREAD_MS = 3000; // not all in the same instant

const { now, opens_at } = read("wait-data");
const time = new ServerTime(now);
const opensAt = Date.parse(opens_at) + Math.random() * SPREAD_MS;
const element = document.getElementById("wait");

function look() {
  const left = opensAt - time.now();
  // Slept or set: the page itself asks the server again.
  if (left <= 0 || time.hasJumped()) return window.location.reload();
  if (left < 3600000) element.textContent = countdown(left);
  return setTimeout(look, Math.min(left, 500));
}

look();
