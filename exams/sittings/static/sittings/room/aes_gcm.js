// AES-256-GCM as FIPS 197 and NIST SP 800-38D write it, for pages that have no WebCrypto because
// they came over plain http. Slower, and only ever given a few kilobytes.

const TAG = 16;
const ROUNDS = 14;
const SBOX = substitution();

/** The bytes encrypted, their tag behind them. */
export function encrypt(key, iv, bound, bytes) {
  const aes = cipherOf(key);
  const data = counted(aes, iv, bytes);
  const sealed = new Uint8Array(data.length + TAG);
  sealed.set(data);
  sealed.set(tagOf(aes, iv, bound, data), data.length);
  return sealed;
}

/** The bytes as they were; throws where anything was changed. */
export function decrypt(key, iv, bound, sealed) {
  const aes = cipherOf(key);
  const data = sealed.slice(0, Math.max(0, sealed.length - TAG));
  const tag = tagOf(aes, iv, bound, data);
  let differs = sealed.length - data.length - TAG;
  for (let n = 0; n < TAG; n += 1) differs |= tag[n] ^ sealed[data.length + n];
  if (differs) throw new Error("the seal doesn't fit");
  return counted(aes, iv, data);
}

/** The S-box: the inverse in GF(2^8), walked through by a generator and its inverse. */
function substitution() {
  const box = new Uint8Array(256);
  const turn = (q, n) => ((q << n) | (q >> (8 - n))) & 255;
  let p = 1, q = 1;
  do {
    p = double(p) ^ p;
    for (const n of [1, 2, 4]) q = (q ^ (q << n)) & 255;
    if (q & 128) q ^= 9;
    box[p] = q ^ turn(q, 1) ^ turn(q, 2) ^ turn(q, 3) ^ turn(q, 4) ^ 99;
  } while (p !== 1);
  box[0] = 99;
  return box;
}

function double(byte) {
  return ((byte << 1) ^ (byte & 128 ? 27 : 0)) & 255;
}

/** A function that encrypts one block of 16 bytes. */
function cipherOf(key) {
  const keys = expanded(key);
  const add = (block, round) => {
    for (let n = 0; n < 16; n += 1) block[n] ^= keys[16 * round + n];
  };
  return (block) => {
    let state = Uint8Array.from(block);
    add(state, 0);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const moved = new Uint8Array(16);
      for (let n = 0; n < 16; n += 1) moved[n] = SBOX[state[(n + 4 * (n % 4)) % 16]];
      if (round < ROUNDS) mix(moved);
      add(moved, round);
      state = moved;
    }
    return state;
  };
}

function mix(block) {
  for (let at = 0; at < 16; at += 4) {
    const column = block.slice(at, at + 4);
    const all = column[0] ^ column[1] ^ column[2] ^ column[3];
    for (let n = 0; n < 4; n += 1) block[at + n] ^= all ^ double(column[n] ^ column[(n + 1) % 4]);
  }
}

function expanded(key) {
  const keys = new Uint8Array(16 * (ROUNDS + 1));
  keys.set(key);
  let constant = 1;
  for (let at = 32; at < keys.length; at += 4) {
    let word = [...keys.slice(at - 4, at)];
    if (at % 32 === 0) {
      word = [word[1], word[2], word[3], word[0]].map((byte) => SBOX[byte]);
      word[0] ^= constant;
      constant = double(constant);
    } else if (at % 32 === 16) {
      word = word.map((byte) => SBOX[byte]);
    }
    for (let n = 0; n < 4; n += 1) keys[at + n] = keys[at - 32 + n] ^ word[n];
  }
  return keys;
}

function counterBlock(iv, count) {
  const block = new Uint8Array(16);
  block.set(iv);
  new DataView(block.buffer).setUint32(12, count);
  return block;
}

/** The bytes laid over the stream of counter blocks; done twice they are as before. */
function counted(aes, iv, bytes) {
  const out = Uint8Array.from(bytes);
  for (let at = 0; at < out.length; at += 16) {
    const stream = aes(counterBlock(iv, at / 16 + 2));
    for (let n = 0; n < 16 && at + n < out.length; n += 1) out[at + n] ^= stream[n];
  }
  return out;
}

function tagOf(aes, iv, bound, data) {
  const hashKey = words(aes(new Uint8Array(16)));
  const sum = [0, 0, 0, 0];
  const take = (block) => {
    words(block).forEach((word, n) => {
      sum[n] ^= word;
    });
    multiply(sum, hashKey);
  };
  for (const part of [bound, data]) {
    for (let at = 0; at < part.length; at += 16) {
      const block = new Uint8Array(16);
      block.set(part.slice(at, at + 16));
      take(block);
    }
  }
  const lengths = new DataView(new ArrayBuffer(16));
  lengths.setUint32(4, bound.length * 8);
  lengths.setUint32(12, data.length * 8);
  take(new Uint8Array(lengths.buffer));
  const tag = aes(counterBlock(iv, 1));
  const view = new DataView(tag.buffer);
  sum.forEach((word, n) => view.setUint32(4 * n, view.getUint32(4 * n) ^ word));
  return tag;
}

function words(block) {
  const view = new DataView(block.buffer);
  return [0, 4, 8, 12].map((at) => view.getUint32(at));
}

/** Multiply `sum` by `by` in GF(2^128), whose lowest bit is the first (SP 800-38D, 6.3). */
function multiply(sum, by) {
  const product = [0, 0, 0, 0];
  const factor = by.slice();
  for (let bit = 0; bit < 128; bit += 1) {
    if (sum[bit >> 5] & (1 << (31 - (bit & 31)))) {
      for (let n = 0; n < 4; n += 1) product[n] ^= factor[n];
    }
    const carries = factor[3] & 1;
    for (let n = 3; n > 0; n -= 1) factor[n] = (factor[n] >>> 1) | (factor[n - 1] << 31);
    factor[0] = (factor[0] >>> 1) ^ (carries ? 0xe1000000 : 0);
  }
  for (let n = 0; n < 4; n += 1) sum[n] = product[n];
}
