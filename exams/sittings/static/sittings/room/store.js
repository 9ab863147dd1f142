// Answers on this device until the paper is in: an IndexedDB of the room, encrypted.
//
// Acknowledged ones stay as well, the newest of each item: should the server ever know less than
// it acknowledged (a restored backup), this device still has them.

const NAME = "baiwen-room";
const ENTRIES = "entries";
const PATIENCE_MS = 2000;

/**
 * Open the store; where the browser denies it, `durable` is false and memory has to do.
 *
 * `cipher` null: the browser can't encrypt, and an answer kept as it is is better than one lost.
 */
export async function openStore(attempt, cipher = null) {
  let database = null;
  try {
    database = await Promise.race([openDatabase(), givingUp()]);
  } catch (error) {
    database = null;
  }
  return new Store(database, attempt, cipher);
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const entries = request.result.createObjectStore(ENTRIES, {
        keyPath: "id", autoIncrement: true,
      });
      entries.createIndex("attempt", "attempt");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

function givingUp() {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), PATIENCE_MS);
  });
}

class Store {
  constructor(database, attempt, cipher) {
    this.database = database;
    this.attempt = attempt;
    this.cipher = cipher;
    this.durable = database !== null;
    this.failed = () => {};
    this.writing = Promise.resolve(); // one after another: the order of choice is that of the keys
  }

  /**
   * What earlier pages of this attempt left here, in the order in which it was chosen.
   *
   * Returns {entries, unreadable}: entries as `put` took them; positions of unacknowledged
   * ones that this key doesn't open.
   */
  async entries() {
    const entries = [], unreadable = [];
    for (const record of await this.records()) {
      try {
        entries.push(await this.read(record));
      } catch (error) {
        if (!record.acknowledged) unreadable.push(record.position);
      }
    }
    return { entries, unreadable };
  }

  /** The positions of what never reached the server; no key is needed to know that. */
  async unsent() {
    const records = await this.records();
    return records.filter((one) => !one.acknowledged).map((one) => one.position);
  }

  /** Keep an entry; resolves once it is on the disk, or known not to be. */
  put(entry) {
    return this.inTurn(async () => {
      const record = await this.record(entry);
      const key = await this.run("readwrite", (entries) => entries.put(record));
      if (key !== undefined) entry.id = key;
    });
  }

  remove(entry) {
    return this.inTurn(async () => {
      if (entry.id === undefined) return;
      await this.run("readwrite", (entries) => entries.delete(entry.id));
    });
  }

  clear() {
    return this.inTurn(async () => {
      for (const { id } of await this.records()) {
        await this.run("readwrite", (entries) => entries.delete(id));
      }
    });
  }

  inTurn(work) {
    this.writing = this.writing.then(work);
    return this.writing;
  }

  async records() {
    const found = await this.run("readonly", (entries) =>
      entries.index("attempt").getAll(this.attempt));
    return (found || []).sort((a, b) => a.id - b.id);
  }

  /** What is written: the answer sealed, bound to its attempt, item and number. */
  async record({ id, number, position, answer, seen, at, acknowledged }) {
    const record = { attempt: this.attempt, number, position, acknowledged: Boolean(acknowledged) };
    if (id !== undefined) record.id = id;
    const said = { answer, seen, at };
    if (this.cipher) {
      try {
        return { ...record, sealed: await this.cipher.seal(JSON.stringify(said), bound(record)) };
      } catch (error) {
        // As without a cipher.
      }
    }
    return { ...record, ...said };
  }

  async read({ sealed, ...record }) {
    if (!sealed) return record;
    return { ...record, ...JSON.parse(await this.cipher.open(sealed, bound(record))) };
  }

  /** Run one request in a transaction of its own; undefined where the store has failed. */
  run(mode, request) {
    if (!this.durable) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const fail = () => {
        // Storage is full or was taken away: from now on only the page itself remembers.
        this.durable = false;
        this.failed();
        resolve(undefined);
      };
      try {
        const transaction = this.database.transaction(ENTRIES, mode);
        const asked = request(transaction.objectStore(ENTRIES));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = fail;
        transaction.onerror = fail;
      } catch (error) {
        fail();
      }
    });
  }
}

function bound({ attempt, position, number }) {
  return `${attempt}|${position}|${number}`;
}
