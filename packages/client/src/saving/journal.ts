/**
 * States that the store does not have yet. Sealing (WebCrypto) and IndexedDB answer later, and a page that is closed does
 * not wait for them. So each state is first written here, in one synchronous step, and taken out again once it is sealed
 * in the store. What is left, because the page went in between, becomes a draft when the holder signs in again.
 *
 * Nothing clear is written. An entry is `sealed key . nonce ‖ sealed state`, both in base64url. The state is
 * `final u8 ‖ body and saves behind it, padded` under XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a random key of this
 * session, and that key is sealed for the holder. WebCrypto cannot seal the state: it has no synchronous cipher.
 *
 * Known limit: the browser writes its synchronous storage to the disk within seconds. When the machine loses power in the
 * milliseconds before the store has the state, the state is lost.
 */
import {
  decodeBody,
  deviceOf,
  encodeBody,
  type Holder,
  NO_PREVIOUS,
  open,
  seal,
  vectorOf,
} from '@cloison/protocol';
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
import { type CountedSaves, SavesBehind, sealAsOneMore } from './saves-behind.ts';

/** A state of a record, as `RecordWriter.save` takes it. */
export interface JournalState {
  readonly body: unknown;
  readonly final: boolean;
  /** Bytes to pad to, from the manifest. */
  readonly ceiling: number;
  /** Saves that are behind this state; null: they are not known. */
  readonly behind: CountedSaves | null;
}

/** Name under which the key is sealed. No record of the protocol is called so, and it never leaves this browser. */
const KEY_NAME = 'journal';
const KEY_CEILING = 512;
/** Beside a body: a vector of `MAX_VECTOR_DEVICES` devices, and names. */
const SAVES_BYTES = 1024;
const NONCE_BYTES = 24;

export class Journal {
  readonly #store: BrowserStore;
  readonly #holderId: Bytes;
  readonly #random: (length: number) => Bytes;
  readonly #key: Bytes;
  readonly #sealedKey: string;
  /** Tells the pages of one browser apart. */
  readonly #page: string;
  readonly #held = new Map<string, Pick<JournalState, 'body' | 'final' | 'behind'>>();

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
  keep(name: string, { body, final, ceiling, behind }: JournalState): boolean {
    const held = this.#held.get(name);
    const isHeld = held !== undefined && held.body === body && held.final === final;
    if (isHeld && (held.behind !== null || behind === null)) return true;
    const entry = this.#entryOf(name);
    try {
      const nonce = this.#random(NONCE_BYTES);
      const whole = encodeBody({ body, behind }, ceiling + SAVES_BYTES);
      const clear = concat(Uint8Array.of(final ? 1 : 0), whole);
      const sealed = xchacha20poly1305(this.#key, nonce, utf8(entry)).encrypt(clear);
      this.#store.journal.write(entry, `${this.#sealedKey}.${toBase64Url(concat(nonce, sealed))}`);
    } catch {
      // No room, no storage, or a body over its ceiling, of which the writer's own sealing will tell.
      return false;
    }
    this.#held.set(name, { body, final, behind });
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
      const isDone = state === null || (await saveAsDraft(store, holder, name, state, device, random));
      // Else for a later session.
      if (isDone) removeQuietly(store, entry);
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
  const written = decodeBody(clear.slice(1)) as Pick<JournalState, 'body' | 'behind'>;
  const final = clear[0] === 1;
  // A page of before wrote the body alone.
  if (!Object.hasOwn(written, 'behind'))
    return { body: written, behind: null, final, ceiling: clear.length - 1 };
  return { ...written, final, ceiling: clear.length - 1 - SAVES_BYTES };
}

/**
 * The draft that `RecordWriter.save` would have made, had the page stayed. False: unsent work of another page of this browser is
 * in its place, which it does not continue and which this session sends first; or the store cannot keep it. The next session has it.
 */
async function saveAsDraft(
  store: BrowserStore,
  holder: Holder,
  name: string,
  { body, final, ceiling, behind: counted }: JournalState,
  device: Bytes,
  random: (length: number) => Bytes,
): Promise<boolean> {
  const record = await store.readRecord(holder.holderId, name);
  const { head, late = null, inFlight, draft } = record;
  const behind = new SavesBehind(counted?.device ?? toHex(device));
  behind.goOnFrom({ saves: counted?.saves });
  const isOfThisPage = behind.device === (record.countsAs ?? toHex(device));
  let chain = await chainOf(record);
  let first = inFlight;
  for (const envelope of [head, late, inFlight, draft]) {
    const below = envelope === null ? null : await bodyOf(holder, name, envelope);
    // What the same writer has sealed is behind it: a state is in the journal before it is counted.
    const own = vectorOf(below)?.[behind.device];
    if (own !== undefined) behind.goOnFrom({ saves: { [behind.device]: own } });
    if (!behind.lacks(below)) continue;
    // A platform that is asked to keep it as the head refuses, and keeps it beside.
    if (envelope === head) chain = { version: 1, previous: NO_PREVIOUS };
    if (envelope === inFlight && !isOfThisPage) return false;
    if (envelope === draft) {
      if (!isOfThisPage || inFlight !== null) return false;
      // Sent first, to be kept beside.
      first = draft;
      chain = await chainOf({ ...record, inFlight: draft, draft: null });
    }
  }
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
  return store.writeRecord(holder.holderId, name, { ...record, inFlight: first, draft: sealed.bytes });
}

/** Null: it does not open. */
async function bodyOf(holder: Holder, name: string, envelope: Bytes): Promise<unknown> {
  const opened = await open(holder, envelope, { kind: 'record-or-final', name }).catch(() => null);
  return opened?.body ?? null;
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
