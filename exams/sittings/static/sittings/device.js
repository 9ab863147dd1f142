// The device check: what the room needs of this device, tried before the exam. It only advises.

import { openCipher } from "./room/cipher.js";
import { fill, read } from "./room/words.js";

const N_REQUESTS = 5;
const TIMEOUT_MS = 5000;
const SLOW_MS = 1000;
const CLOCK_MS = 60000;
const LEAST = { width: 320, height: 480 };
const TRIAL = "baiwen-device-check";

const words = read("device-words");
const { url } = read("device-data");

/** One timed request: {took, offset} in ms, or null. `offset`: how far the clock here is ahead. */
async function request() {
  const breaker = new AbortController();
  const timer = setTimeout(() => breaker.abort(), TIMEOUT_MS);
  const sent = performance.now();
  try {
    const reply = await fetch(url, { cache: "no-store", signal: breaker.signal });
    const { now } = await reply.json();
    const took = performance.now() - sent;
    return { took, offset: Date.now() - took / 2 - Date.parse(now) };
  } catch (error) {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function measure() {
  const replies = [];
  for (let n = 0; n < N_REQUESTS; n += 1) replies.push(await request());
  const good = replies.filter(Boolean).sort((a, b) => a.took - b.took);
  return { good, lost: N_REQUESTS - good.length };
}

function connection({ good, lost }) {
  if (!good.length) return [false, words.connectionNone];
  const ms = Math.round(good[Math.floor(good.length / 2)].took);
  if (lost) return [false, fill(words.connectionLossy, { lost, all: N_REQUESTS })];
  if (ms > SLOW_MS) return [false, fill(words.connectionSlow, { ms })];
  return [true, fill(words.connectionGood, { ms })];
}

function clock({ good }) {
  if (!good.length) return [false, words.clockUnknown];
  const { offset } = good[0]; // of the quickest: the most exact
  const seconds = Math.round(Math.abs(offset) / 1000);
  if (Math.abs(offset) < CLOCK_MS) return [true, fill(words.clockGood, { seconds })];
  const minutes = Math.round(seconds / 60);
  return [false, fill(offset > 0 ? words.clockAhead : words.clockBehind, { minutes })];
}

/** Write something and read it back, as the room does with answers. */
function tryStorage() {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), TIMEOUT_MS);
    const end = (isGood) => {
      clearTimeout(timer);
      resolve(isGood);
    };
    try {
      const opening = indexedDB.open(TRIAL, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("trial");
      opening.onerror = () => end(false);
      opening.onblocked = () => end(false);
      opening.onsuccess = () => {
        const database = opening.result;
        const store = database.transaction("trial", "readwrite").objectStore("trial");
        store.put("kept", 1);
        const reading = store.get(1);
        reading.onerror = () => end(false);
        reading.onsuccess = () => {
          end(reading.result === "kept");
          database.close();
          indexedDB.deleteDatabase(TRIAL);
        };
      };
    } catch (error) {
      end(false);
    }
  });
}

async function storage() {
  return (await tryStorage()) ? [true, words.storageGood] : [false, words.storageNone];
}

async function cipher() {
  const found = await openCipher(btoa("0123456789abcdef0123456789abcdef"));
  return found ? [true, words.cipherGood] : [false, words.cipherNone];
}

function screenSize() {
  const size = { width: window.innerWidth, height: window.innerHeight };
  const isGood = size.width >= LEAST.width && size.height >= LEAST.height;
  return [isGood, fill(isGood ? words.screenGood : words.screenSmall, size)];
}

function tell(section, name, [isGood, text]) {
  const line = section.querySelector(`[data-check=${name}]`);
  const tag = line.querySelector(".tag");
  tag.textContent = isGood ? words.good : words.warning;
  tag.className = `tag ${isGood ? "ok" : "wait"}`;
  line.querySelector("[data-said]").textContent = text;
  return isGood;
}

async function check(section) {
  const button = section.querySelector("button");
  const summary = section.querySelector("[data-summary]");
  button.disabled = true;
  summary.textContent = words.checking;
  const measured = measure();
  const findings = [
    tell(section, "storage", await storage()),
    tell(section, "cipher", await cipher()),
    tell(section, "screen", screenSize()),
    tell(section, "connection", connection(await measured)),
    tell(section, "clock", clock(await measured)),
  ];
  const n = findings.filter((isGood) => !isGood).length;
  summary.textContent = n ? fill(words.someWarnings, { n }) : words.allGood;
  button.disabled = false;
  section.dataset.checked = "true";
}

const section = document.getElementById("device");
section.hidden = false;
section.querySelector("button").addEventListener("click", () => check(section));
check(section);
