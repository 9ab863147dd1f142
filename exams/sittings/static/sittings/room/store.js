// Unsent answers on this device: an IndexedDB of the room, kept to one attempt by its key.

const NAME = "baiwen-room";
const ENTRIES = "entries";
const PATIENCE_MS = 2000;

/** Open the store; where the browser denies it, `durable` is false and memory has to do. */
export async function openStore(attempt) {
  let database = null;
  try {
    database = await Promise.race([openDatabase(), givingUp()]);
  } catch (error) {
    database = null;
  }
  return new Store(database, attempt);
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
  constructor(database, attempt) {
    this.database = database;
    this.attempt = attempt;
    this.durable = database !== null;
    this.failed = () => {};
  }

  /** What earlier pages of this attempt left here, in the order in which it was chosen. */
  async entries() {
    const found = await this.run("readonly", (entries) =>
      entries.index("attempt").getAll(this.attempt));
    return (found || []).sort((a, b) => a.id - b.id);
  }

  /** Keep an entry; resolves once it is on the disk, or known not to be. */
  async put(entry) {
    const { id, number, position, answer, seen } = entry;
    const record = { attempt: this.attempt, number, position, answer, seen };
    if (id !== undefined) record.id = id;
    const key = await this.run("readwrite", (entries) => entries.put(record));
    if (key !== undefined) entry.id = key;
  }

  async remove(entry) {
    if (entry.id !== undefined) {
      await this.run("readwrite", (entries) => entries.delete(entry.id));
    }
  }

  async clear() {
    for (const entry of await this.entries()) await this.remove(entry);
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
