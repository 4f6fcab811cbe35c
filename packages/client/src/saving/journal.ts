/**
 * States that the store does not have yet. Sealing (WebCrypto) and IndexedDB answer later, and a page that is closed does
 * not wait for them. So each state is first written here, in one synchronous step, and taken out again once it is sealed
 * in the store. What is left, because the page went in between, becomes a draft when the holder signs in again.
 *
 * Nothing clear is written. An entry is `sealed key . nonce ‖ sealed state`, both in base64url. The state is
 * `final u8 ‖ body padded to its ceiling` under XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a random key of this
 * session, and that key is sealed for the holder. WebCrypto cannot seal the state: it has no synchronous cipher.
 *
 * Known limit: the browser writes its synchronous storage to the disk within seconds. When the machine loses power in the
 * milliseconds before the store has the state, the state is lost.
 */
import { decodeBody, deviceOf, encodeBody, type Holder, NO_PREVIOUS, open, seal } from '@cloison/protocol';
import {
  type Bytes,
  concat,
  fromBase64Url,
  parseEnvelopeHeader,
  sha256,
  toBase64Url,
  toHex,
  utf8,
} from '@cloison/protocol/public';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { type BrowserStore, recordKey, type StoredRecord } from '../storage/browser-store.ts';
import { SavesBehind, sealAsOneMore } from './saves-behind.ts';

/** A state of a record, as `RecordWriter.save` takes it. */
export interface JournalState {
  readonly body: unknown;
  readonly final: boolean;
  /** Bytes to pad to, from the manifest. */
  readonly ceiling: number;
}

/** Name under which the key is sealed. No record of the protocol is called so, and it never leaves this browser. */
const KEY_NAME = 'journal';
const KEY_CEILING = 512;
const NONCE_BYTES = 24;

export class Journal {
  readonly #store: BrowserStore;
  readonly #holderId: Bytes;
  readonly #random: (length: number) => Bytes;
  readonly #key: Bytes;
  readonly #sealedKey: string;
  /** Tells the pages of one browser apart. */
  readonly #page: string;
  readonly #held = new Map<string, Pick<JournalState, 'body' | 'final'>>();

  private constructor(
    store: BrowserStore,
    holder: Holder,
    random: (length: number) => Bytes,
    key: Bytes,
    sealedKey: Bytes,
  ) {
    this.#store = store;
    this.#holderId = holder.holderId;
    this.#random = random;
    this.#key = key;
    this.#sealedKey = toBase64Url(sealedKey);
    this.#page = toBase64Url(random(6));
  }

  /** A journal for one session of the holder. What earlier sessions left is in the store afterwards, as drafts. */
  static async open(
    store: BrowserStore,
    holder: Holder,
    random: (length: number) => Bytes,
  ): Promise<Journal> {
    await recover(store, holder, random);
    const key = random(32);
    const sealed = await seal(holder, {
      kind: 'record',
      name: KEY_NAME,
      device: random(8),
      version: 1,
      previous: NO_PREVIOUS,
      body: { key: toBase64Url(key) },
      ceiling: KEY_CEILING,
      iv: random(12),
    });
    return new Journal(store, holder, random, key, sealed.bytes);
  }

  /**
   * Writes the newest state of a record, before it returns. False: it could not, and only the store will have the
   * state.
   */
  keep(name: string, { body, final, ceiling }: JournalState): boolean {
    const held = this.#held.get(name);
    if (held !== undefined && held.body === body && held.final === final) return true;
    const entry = this.#entryOf(name);
    try {
      const nonce = this.#random(NONCE_BYTES);
      const clear = concat(Uint8Array.of(final ? 1 : 0), encodeBody(body, ceiling));
      const sealed = xchacha20poly1305(this.#key, nonce, utf8(entry)).encrypt(clear);
      this.#store.journal.write(entry, `${this.#sealedKey}.${toBase64Url(concat(nonce, sealed))}`);
    } catch {
      // No room, no storage, or a body over its ceiling, of which the writer's own sealing will tell.
      return false;
    }
    this.#held.set(name, { body, final });
    return true;
  }

  /** The store has this body now. A newer one, kept meanwhile, stays. */
  forget(name: string, body: unknown): void {
    const held = this.#held.get(name);
    if (held === undefined || held.body !== body) return;
    this.#held.delete(name);
    removeQuietly(this.#store, this.#entryOf(name));
  }

  #entryOf(name: string): string {
    return `${recordKey(this.#holderId, name)} ${this.#page}`;
  }
}

/**
 * Seals what pages left behind as drafts in the store. An entry that this holder's key does not open is of no use to
 * anybody.
 */
async function recover(
  store: BrowserStore,
  holder: Holder,
  random: (length: number) => Bytes,
): Promise<void> {
  const prefix = recordKey(holder.holderId, '');
  const secret = await store.secret(holder.holderId).catch(() => null);
  // The store does not answer. The entries stay for the next session.
  if (secret === null) return;
  const device = await deviceOf(secret, holder.holderId);
  for (const entry of entriesOf(store).filter((name) => name.startsWith(prefix))) {
    const name = entry.slice(prefix.length).split(' ')[0]!;
    const text = store.journal.read(entry);
    const state = text === null ? null : await stateOf(holder, entry, text).catch(() => null);
    try {
      if (state !== null) await saveAsDraft(store, holder, name, state, device, random);
      removeQuietly(store, entry);
    } catch {
      // The store does not answer. The entry stays for the next session.
    }
  }
}

async function stateOf(holder: Holder, entry: string, text: string): Promise<JournalState> {
  const [sealedKey = '', sealed = ''] = text.split('.');
  const { body } = await open(holder, fromBase64Url(sealedKey), { kind: 'record-or-final', name: KEY_NAME });
  const key = fromBase64Url((body as { readonly key: string }).key);
  const bytes = fromBase64Url(sealed);
  const cipher = xchacha20poly1305(key, bytes.slice(0, NONCE_BYTES), utf8(entry));
  const clear = cipher.decrypt(bytes.slice(NONCE_BYTES));
  return { body: decodeBody(clear.slice(1)), final: clear[0] === 1, ceiling: clear.length - 1 };
}

/** The draft that `RecordWriter.save` would have made, had the page stayed. */
async function saveAsDraft(
  store: BrowserStore,
  holder: Holder,
  name: string,
  { body, final, ceiling }: JournalState,
  device: Bytes,
  random: (length: number) => Bytes,
): Promise<void> {
  const record = await store.readRecord(holder.holderId, name);
  const chain = await chainOf(record);
  const behind = await savesBehind(holder, name, record, device);
  const sealed = await sealAsOneMore(behind, body, (whole) =>
    seal(holder, {
      kind: final ? 'final' : 'record',
      name,
      device,
      ...chain,
      body: whole,
      ceiling,
      iv: random(12),
    }),
  );
  await store.writeRecord(holder.holderId, name, { ...record, draft: sealed.bytes });
}

/** What this browser has of the record is behind every state of its journal. */
async function savesBehind(
  holder: Holder,
  name: string,
  { head, late = null, inFlight, draft, countsAs }: StoredRecord,
  device: Bytes,
): Promise<SavesBehind> {
  const behind = new SavesBehind(countsAs ?? toHex(device));
  for (const envelope of [head, late, inFlight, draft]) {
    if (envelope === null) continue;
    const opened = await open(holder, envelope, { kind: 'record-or-final', name }).catch(() => null);
    if (opened === null) behind.giveUp();
    else behind.goOnFrom(opened.body);
  }
  return behind;
}

/**
 * Where the next envelope of this record stands: in place of the draft, or above what was sent or acknowledged last.
 */
async function chainOf({
  draft,
  inFlight,
  head,
}: StoredRecord): Promise<{ version: number; previous: Bytes }> {
  if (draft !== null) {
    const { version, previous } = parseEnvelopeHeader(draft);
    return { version, previous };
  }
  const below = inFlight ?? head;
  if (below === null) return { version: 1, previous: NO_PREVIOUS };
  return { version: parseEnvelopeHeader(below).version + 1, previous: await sha256(below) };
}

function entriesOf(store: BrowserStore): readonly string[] {
  try {
    return store.journal.names();
  } catch {
    return [];
  }
}

function removeQuietly(store: BrowserStore, entry: string): void {
  try {
    store.journal.remove(entry);
  } catch {
    // Storage that is refused was not written either.
  }
}
