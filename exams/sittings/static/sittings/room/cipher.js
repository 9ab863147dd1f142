// Encryption under the attempt's key, which the server hands to the page and no device keeps.

/** A `Cipher` of the key (32 bytes in base64); null where nothing can encrypt. */
export async function openCipher(key) {
  try {
    return new Cipher(await engineOf(bytesOf(key)));
  } catch (error) {
    return null;
  }
}

/** {encrypt, decrypt}: async functions of iv, bound and bytes. */
async function engineOf(key) {
  const { subtle } = window.crypto;
  if (subtle) {
    const own = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
    const said = (iv, bound) => ({ name: "AES-GCM", iv, additionalData: bound });
    return {
      encrypt: (iv, bound, bytes) => subtle.encrypt(said(iv, bound), own, bytes),
      decrypt: (iv, bound, bytes) => subtle.decrypt(said(iv, bound), own, bytes),
    };
  }
  // Browsers give WebCrypto to secure pages only, and some offices' networks have plain http:
  // there this device would keep answers open, and could make no answer file.
  const { encrypt, decrypt } = await import("./aes_gcm.js");
  return {
    encrypt: async (iv, bound, bytes) => encrypt(key, iv, bound, bytes),
    decrypt: async (iv, bound, bytes) => decrypt(key, iv, bound, bytes),
  };
}

class Cipher {
  constructor(engine) {
    this.engine = engine;
  }

  /** Return {iv, data} in base64; what is `bound` isn't in it and can't be exchanged either. */
  async seal(text, bound) {
    const iv = window.crypto.getRandomValues(new Uint8Array(12));
    const data = await this.engine.encrypt(iv, bytesIn(bound), bytesIn(text));
    return { iv: base64Of(iv), data: base64Of(new Uint8Array(data)) };
  }

  /** Return the text; throws where key, text or `bound` isn't the one that it was sealed with. */
  async open({ iv, data }, bound) {
    const opened = await this.engine.decrypt(bytesOf(iv), bytesIn(bound), bytesOf(data));
    return new TextDecoder().decode(opened);
  }
}

function bytesIn(text) {
  return new TextEncoder().encode(text);
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

function base64Of(bytes) {
  let signs = "";
  for (const byte of bytes) signs += String.fromCharCode(byte);
  return btoa(signs);
}
