/**
 * What a browser keeps between two runs: sealed envelopes, hashes, and a secret that names the browser. Nothing clear.
 * Adapters: `MemoryStore` (private windows, Node) here, IndexedDB and `localStorage` in `browser/`.
 */
import { type Bytes, sha256, toBase64Url } from '@cloison/protocol/public';

/** One record of one holder, as this browser last knew it. */
export interface StoredRecord {
  /** The newest envelope that the platform is known to hold. */
  readonly head: Bytes | null;
  /** Sent at least once, not answered yet: sent again byte for byte. */
  readonly inFlight: Bytes | null;
  /** Newest state, sealed, not sent yet. */
  readonly draft: Bytes | null;
  /** Newest that the platform said it keeps apart, as late; until a newer one is the head. Missing: none. */
  readonly late?: Bytes | null;
  /**
   * Under what this browser counts its saves, hexadecimal, since it went on from a state that lacks some of them. Missing: as
   * the device that it is.
   */
  readonly countsAs?: string;
  /** Hashes (base64url) of envelopes that this browser sent, newest last. */
  readonly sent: readonly string[];
  /**
   * Hash (base64url) of the newest unsent envelope once it was sent beside the record: with a code that is known no more, or as of
   * a rescue file. Nobody is asked for it again. Missing: it was not.
   */
  readonly beside?: string;
}

export const EMPTY_RECORD: StoredRecord = { head: null, inFlight: null, draft: null, sent: [] };

/** Named texts, written in one synchronous step. Any call may throw: no room, or storage is refused to the page. */
export interface JournalStorage {
  read(entry: string): string | null;
  write(entry: string, text: string): void;
  remove(entry: string): void;
  names(): readonly string[];
}

export interface UnsentRecord {
  readonly name: string;
  readonly record: StoredRecord;
  /** Call once it is safe elsewhere. */
  readonly forget: () => Promise<unknown>;
  /** As `StoredRecord.beside`. */
  readonly markBeside: (hash: string) => Promise<unknown>;
}

/** A record of any holder that has something unanswered. */
export interface HeldRecord {
  /** Base64url. */
  readonly holder: string;
  readonly record: StoredRecord;
  /** As `StoredRecord.beside`. */
  readonly markBeside: (hash: string) => Promise<unknown>;
}

/** Envelopes of one record, of whatever code, that have left this computer in no way. */
export interface LeftBehind {
  /** Base64url. */
  readonly holder: string;
  readonly envelopes: readonly Bytes[];
  /** Call once they were sent beside the record. */
  readonly markBeside: () => Promise<unknown>;
}

export interface BrowserStore {
  /** For `Journal`: it outlives the page, whenever that goes. */
  readonly journal: JournalStorage;
  readRecord(holderId: Uint8Array, name: string): Promise<StoredRecord>;
  /**
   * Resolves once it would survive a crash of the browser, as far as the store can tell: true. False: only this page has it.
   */
  writeRecord(holderId: Uint8Array, name: string, record: StoredRecord): Promise<boolean>;
  /** Records of this holder that hold something unanswered. */
  pendingRecords(
    holderId: Uint8Array,
  ): Promise<readonly { readonly name: string; readonly record: StoredRecord }[]>;
  /** Unsent work of pages of this browser that are gone, which waits because this page has unsent work of the same record. */
  waitingRecords(holderId: Uint8Array): Promise<readonly UnsentRecord[]>;
  /** What is unanswered of all holders, but of those whom another page has open. */
  heldRecords(): Promise<readonly HeldRecord[]>;
  readDocument(holderId: Uint8Array, name: string): Promise<Bytes | null>;
  writeDocument(holderId: Uint8Array, name: string, envelope: Bytes): Promise<void>;
  /**
   * Public content by hash (hexadecimal), for reloading without network; sealed packs, and from the opening on what opens
   * them (`content.ts`).
   */
  readContent(hash: string): Promise<Bytes | null>;
  writeContent(hash: string, bytes: Bytes): Promise<void>;
  /**
   * 32 random bytes that name this browser, the same for the life of the store. With `holderId`: the bytes from which the device
   * of that holder is made. A second page that has the holder open gets bytes of its own (`browser/pages-apart.ts`).
   */
  secret(holderId?: Uint8Array): Promise<Bytes>;
}

/** All of this holder that this browser has not sent, that of pages which are gone included. */
export async function unsentRecords(
  store: BrowserStore,
  holderId: Uint8Array,
): Promise<readonly UnsentRecord[]> {
  const own = (await store.pendingRecords(holderId)).map(({ name, record }): UnsentRecord => {
    const forget = () => store.writeRecord(holderId, name, EMPTY_RECORD);
    const markBeside = (beside: string) => store.writeRecord(holderId, name, { ...record, beside });
    return { name, record, forget, markBeside };
  });
  return [...own, ...(await store.waitingRecords(holderId))];
}

/** What this computer could not send, whoever's it is: its page needs no code to know that there is some. */
export async function leftBehind(store: BrowserStore): Promise<readonly LeftBehind[]> {
  const all = await Promise.all(
    (await store.heldRecords()).map(async ({ holder, record, markBeside }): Promise<LeftBehind[]> => {
      const hash = await hashOfNewest(record);
      if (hash === null || hash === record.beside) return [];
      const envelopes = [record.inFlight, record.draft].filter((envelope) => envelope !== null);
      return [{ holder, envelopes, markBeside: () => markBeside(hash) }];
    }),
  );
  return all.flat();
}

/** Of what is unanswered, base64url; null: nothing is. */
export async function hashOfNewest({ draft, inFlight }: StoredRecord): Promise<string | null> {
  const newest = draft ?? inFlight;
  return newest === null ? null : toBase64Url(await sha256(newest));
}

export const isUnanswered = ({ inFlight, draft }: StoredRecord): boolean =>
  inFlight !== null || draft !== null;

export const recordKey = (holderId: Uint8Array, name: string): string => `${toBase64Url(holderId)} ${name}`;

/** The holder (base64url) of a key that `recordKey` made. */
export const holderOfKey = (key: string): string => key.slice(0, key.indexOf(' '));

/** The methods of a store as plain functions. A spread of the instance would leave out the methods of its class. */
export function boundStore(store: BrowserStore): BrowserStore {
  return {
    journal: store.journal,
    readRecord: (holderId, name) => store.readRecord(holderId, name),
    writeRecord: (holderId, name, record) => store.writeRecord(holderId, name, record),
    pendingRecords: (holderId) => store.pendingRecords(holderId),
    waitingRecords: (holderId) => store.waitingRecords(holderId),
    heldRecords: () => store.heldRecords(),
    readDocument: (holderId, name) => store.readDocument(holderId, name),
    writeDocument: (holderId, name, envelope) => store.writeDocument(holderId, name, envelope),
    readContent: (hash) => store.readContent(hash),
    writeContent: (hash, bytes) => store.writeContent(hash, bytes),
    secret: (holderId) => store.secret(holderId),
  };
}

function memoryJournal(): JournalStorage {
  const entries = new Map<string, string>();
  return {
    read: (entry) => entries.get(entry) ?? null,
    write: (entry, text) => void entries.set(entry, text),
    remove: (entry) => void entries.delete(entry),
    names: () => [...entries.keys()],
  };
}

export class MemoryStore implements BrowserStore {
  readonly journal: JournalStorage = memoryJournal();
  readonly #records = new Map<string, StoredRecord>();
  readonly #documents = new Map<string, Bytes>();
  readonly #content = new Map<string, Bytes>();
  readonly #secret: Bytes;

  constructor(random: (length: number) => Bytes) {
    this.#secret = random(32);
  }
  async readRecord(holderId: Uint8Array, name: string): Promise<StoredRecord> {
    return this.#records.get(recordKey(holderId, name)) ?? EMPTY_RECORD;
  }
  async writeRecord(holderId: Uint8Array, name: string, record: StoredRecord): Promise<boolean> {
    this.#records.set(recordKey(holderId, name), record);
    return true;
  }
  async pendingRecords(holderId: Uint8Array) {
    const prefix = recordKey(holderId, '');
    return [...this.#records]
      .filter(([key, record]) => key.startsWith(prefix) && isUnanswered(record))
      .map(([key, record]) => ({ name: key.slice(prefix.length), record }));
  }
  async waitingRecords() {
    return [];
  }
  async heldRecords(): Promise<readonly HeldRecord[]> {
    return [...this.#records]
      .filter(([, record]) => isUnanswered(record))
      .map(([key, record]) => ({
        holder: holderOfKey(key),
        record,
        markBeside: async (beside) => {
          const now = this.#records.get(key);
          if (now !== undefined) this.#records.set(key, { ...now, beside });
        },
      }));
  }
  async readDocument(holderId: Uint8Array, name: string): Promise<Bytes | null> {
    return this.#documents.get(recordKey(holderId, name)) ?? null;
  }
  async writeDocument(holderId: Uint8Array, name: string, envelope: Bytes): Promise<void> {
    this.#documents.set(recordKey(holderId, name), envelope);
  }
  async readContent(hash: string): Promise<Bytes | null> {
    return this.#content.get(hash) ?? null;
  }
  async writeContent(hash: string, bytes: Bytes): Promise<void> {
    this.#content.set(hash, bytes);
  }
  async secret(): Promise<Bytes> {
    return this.#secret;
  }
}
