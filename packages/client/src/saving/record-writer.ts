/**
 * Saving one record (protocol 1, "Saving", client side).
 *
 * Guarantees to the person who answers:
 * - `saved` is said only after the platform has acknowledged the newest state;
 * - an envelope once sent is sent again byte for byte until answered, and never two are in flight;
 * - when `save` returns, the journal has the state, sealed, and it outlives the page; when the promise resolves, the store
 *   has it, and it survives a crash of the browser; while neither has it, the writer's state is `keeping`;
 * - another device's work is never overwritten without somebody's decision (`conflict`, then `takeOver`).
 */
import { open, type SealedEnvelope, seal } from '@cloison/protocol';
import {
  type Bytes,
  equalBytes,
  ProtocolError,
  parseEnvelopeHeader,
  sha256,
  toBase64Url,
  toHex,
} from '@cloison/protocol/public';
import { RefusedError, UnreachableError } from '../platform/api.ts';
import type { StoredRecord } from '../storage/browser-store.ts';
import type { RecordWriterOptions, Resumed } from './record-writer-options.ts';
import { hasArrived, type SaveState, wasSentBeside } from './save-state.ts';
import { SavesBehind, sealAsOneMore } from './saves-behind.ts';
import { compareStates, type StateOrder } from './state-order.ts';

interface Pending {
  readonly sealed: SealedEnvelope;
  readonly final: boolean;
}
interface Wanted {
  readonly body: unknown;
  readonly final: boolean;
}
interface Head {
  readonly version: number;
  readonly hash: Bytes;
  readonly final: boolean;
}

/** What follows an attempt to send. */
type Next = 'go-on' | 'stuck' | { readonly atLeastMs: number };

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15_000;
const REMEMBERED_HASHES = 500;

export class RecordWriter {
  readonly #options: RecordWriterOptions;
  #stored: StoredRecord;
  #head: Head | null = null;
  #inFlight: Pending | null = null;
  #draft: Pending | null = null;
  /** Newest state asked for: what any later sealing holds. */
  #latest: Wanted | null = null;
  /** The state that the last `save` sealed: calls that come in one burst seal once. */
  #sealedOnDisk: Wanted | null = null;
  /** Calls of `save` whose state is not sealed yet: until then nothing is called saved. */
  #beingSealed = 0;
  /** Those of them that the journal could not take either. */
  #notKept = 0;
  #state: SaveState = { kind: 'saved' };
  #turn: Promise<unknown> = Promise.resolve();
  #pump: Promise<void> | null = null;
  #wake = new AbortController();
  #stopped = false;
  #sawLate = false;
  #behind: SavesBehind;

  private constructor(options: RecordWriterOptions, stored: StoredRecord) {
    this.#options = options;
    this.#stored = stored;
    this.#behind = new SavesBehind(stored.countsAs ?? toHex(options.device));
  }

  /**
   * Reads what this browser and the platform have, and settles what to go on from. With `platformHead` `'unknown'` (no
   * network) it goes on from what this browser has; the platform's word comes with the first answer.
   */
  static async resume(
    options: RecordWriterOptions,
    platformHead: Uint8Array | null | 'unknown',
  ): Promise<{ writer: RecordWriter; resumed: Resumed }> {
    const { holder, name, store } = options;
    const stored = await store.readRecord(holder.holderId, name);
    const settled = async (shown: typeof platformHead) => {
      const writer = new RecordWriter(options, stored);
      return { writer, resumed: await writer.#settle(shown) };
    };
    try {
      return await settled(platformHead);
    } catch (error) {
      // What does not open is no answer to a browser that has work of its own.
      const hasOwn = stored.head !== null || stored.inFlight !== null || stored.draft !== null;
      if (!(error instanceof ProtocolError) || !hasOwn || platformHead === 'unknown') throw error;
      const { writer, resumed } = await settled('unknown');
      return { writer, resumed: { ...resumed, unreadable: true } };
    }
  }

  get state(): SaveState {
    return this.#notKept > 0 ? { kind: 'keeping' } : this.#state;
  }

  /** H of the final envelope once the platform has acknowledged it. */
  get finalHash(): Bytes | null {
    return this.#head?.final === true && this.#inFlight === null && this.#draft === null
      ? this.#head.hash
      : null;
  }

  /** Takes a full state. Resolves when it is sealed in the store; sending goes on by itself. */
  save(body: unknown, { final = false }: { final?: boolean } = {}): Promise<void> {
    const kept = this.#keep({ body, final });
    this.#beingSealed++;
    if (!kept) this.#notKept++;
    const { kind } = this.#state;
    if (kind === 'saved' || kind === 'late') this.#say({ kind: 'saving' });
    else if (!kept) this.#say(this.#state);
    return this.#exclusive(async () => {
      this.#beingSealed--;
      try {
        const wanted = this.#latest;
        if (wanted === null || wanted === this.#sealedOnDisk) return;
        this.#draft = await this.#seal(wanted, this.#inFlight?.sealed ?? this.#head);
        await this.#persist(wanted);
      } finally {
        if (!kept) this.#notKept--;
        if (!kept && this.#notKept === 0) this.#say(this.#state);
      }
    }).then(() => this.#startPump());
  }

  /**
   * After a conflict: go on above this head of another device, with this state. The platform keeps what was refused.
   */
  takeOver(head: Uint8Array, body: unknown, { final = false }: { final?: boolean } = {}): Promise<void> {
    // Set before anything is awaited: a state that is saved while the head is opened is newer than this one.
    this.#keep({ body, final });
    return this.#exclusive(async () => {
      await this.#adopt(head);
      this.#inFlight = null;
      const wanted = this.#latest ?? { body, final };
      this.#draft = await this.#seal(wanted, this.#head);
      await this.#persist(wanted);
      this.#say({ kind: 'saving' });
    }).then(() => this.#startPump());
  }

  /**
   * Whether what the platform shows is nothing but what this writer has gone on from: no other device's work, but an older state,
   * of a copy that was put back or of a host that lies.
   */
  hasAllOf({ body, hash }: { readonly body: unknown; readonly hash: Uint8Array }): boolean {
    if (this.#behind.covers(body)) return true;
    // Where a vector is missing: what this browser sent is behind the record all the same.
    return !this.#behind.lacks(body) && this.#stored.sent.includes(toBase64Url(hash));
  }

  /**
   * The platform has said that the record is at this version. When all of this device is saved and the version is newer, another
   * device has written: that is a conflict, which the next save would have found. Believed once that head has been opened.
   */
  async overtakenBy(version: number): Promise<void> {
    const isOvertaken = (by: number) =>
      this.#state.kind === 'saved' &&
      this.#inFlight === null &&
      this.#draft === null &&
      this.#beingSealed === 0 &&
      by > (this.#head?.version ?? 0);
    if (!isOvertaken(version)) return;
    const shown = await this.#shownHead();
    if (shown !== null && !shown.isBehind && isOvertaken(shown.version)) this.#say({ kind: 'conflict' });
  }

  /** Tries again at once: the network is back, or somebody asks. */
  retryNow(): void {
    const { kind } = this.#state;
    if (kind === 'waiting' || kind === 'closed' || kind === 'refused') {
      this.#wake.abort();
      this.#wake = new AbortController();
      this.#startPump();
    }
  }

  /** Resolves when nothing is under way any more: everything is answered, or waits for somebody's decision. */
  async settled(): Promise<void> {
    while (this.#pump !== null) await this.#pump;
  }

  /** Envelopes that are not acknowledged: the content of a rescue file. */
  unacknowledged(): readonly Bytes[] {
    return [this.#inFlight, this.#draft].flatMap((pending) =>
      pending === null ? [] : [pending.sealed.bytes],
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#wake.abort();
  }

  /** The newest state asked for. False: there is a journal, and it could not take it. */
  #keep(wanted: Wanted): boolean {
    this.#latest = wanted;
    const { journal, name, ceiling } = this.#options;
    return journal === undefined || journal.keep(name, { ...wanted, ceiling, behind: this.#behind.counted });
  }

  async #settle(platformHead: Uint8Array | null | 'unknown'): Promise<Resumed> {
    const { head, inFlight, draft, sent } = this.#stored;
    this.#inFlight = inFlight === null ? null : await pendingOf(inFlight);
    this.#draft = draft === null ? null : await pendingOf(draft);
    const newest = platformHead === 'unknown' ? head : platformHead;
    if (newest !== null) await this.#adopt(newest);
    const isHead = (pending: Pending | null) =>
      pending !== null && this.#head !== null && equalBytes(pending.sealed.hash, this.#head.hash);
    if (isHead(this.#inFlight)) this.#inFlight = null;
    const local = this.#draft ?? this.#inFlight;
    const first = this.#inFlight ?? this.#draft;
    if (local === null || first === null) {
      const ahead = await this.#aheadOf(newest, head);
      if (ahead !== null) return this.#heal(ahead);
      if (newest !== null && head !== null && (await this.#compared(newest, head)) === 'beside')
        return this.#leaveBeside(newest, head);
      await this.#persist();
      return this.#resumedFrom(newest, false);
    }
    const below = newest ?? head;
    const order = below === null ? 'behind' : await this.#compared(below, local.sealed.bytes);
    // By the vectors: another page of this browser may have left what is in the store. Else by what was sent.
    const isOwn =
      platformHead === 'unknown' ||
      this.#head === null ||
      sent.includes(toBase64Url(this.#head.hash)) ||
      equalBytes(parseEnvelopeHeader(first.sealed.bytes).previous, this.#head.hash);
    const continues = order === 'unknown' ? isOwn : order === 'same' || order === 'behind';
    if (continues && this.#head?.final !== true) {
      const { body } = await this.#open(local.sealed.bytes);
      this.#latest = { body, final: local.final };
      await this.#persist();
      this.#say({ kind: 'saving' });
      this.#startPump();
      return {
        body,
        final: local.final,
        finalHash: null,
        source: 'local',
        diverged: false,
        elsewhere: false,
      };
    }
    await this.#leaveAsBranches(this.unacknowledged());
    const ahead = await this.#aheadOf(newest, head);
    return ahead === null ? this.#goOnWithout(newest) : { ...(await this.#heal(ahead)), diverged: true };
  }

  /** What the platform said that it keeps, as the head or as late, where that is newer than what it shows; null: it is not. */
  async #aheadOf(newest: Bytes | Uint8Array | null, head: Bytes | null): Promise<Bytes | null> {
    const { late = null } = this.#stored;
    const isLateNewer =
      late !== null && (head === null || /same|behind/.test(await this.#compared(head, late)));
    const kept = isLateNewer ? late : head;
    if (kept === null || (newest !== null && equalBytes(kept, newest))) return null;
    if (newest === null) return kept;
    // A version is what a conflict has made of it; what is behind a state is sealed.
    const order = await this.#compared(newest, kept);
    if (order === 'unknown') return versionOf(newest) < versionOf(head) ? kept : null;
    return order === 'behind' && this.#head?.final !== true ? kept : null;
  }

  #compared(one: Uint8Array, other: Uint8Array): Promise<StateOrder> {
    return compareStates(this.#options.holder, this.#options.name, one, other);
  }

  /**
   * The platform acknowledged `kept`, and shows another device's work that goes on without it: a copy was put back, it never had
   * `kept`, or it shows a branch. `kept` is sent again, to be kept beside. If the platform says that it has it, what it shows
   * is not the head.
   */
  async #leaveBeside(shown: Bytes | Uint8Array, kept: Bytes): Promise<Resumed> {
    const { api, holder, name } = this.#options;
    this.#inFlight = await pendingOf(kept);
    await this.#persist();
    const outcome = await api.putRecord(holder.access, name, kept).catch(() => null);
    if (outcome !== null) this.#inFlight = null;
    if (outcome?.kind !== 'saved') return this.#goOnWithout(shown);
    this.#behind = new SavesBehind(this.#behind.device);
    await this.#adopt(kept);
    await this.#persist();
    return this.#resumedFrom(kept, false);
  }

  /**
   * Goes on from another device's state, which lacks saves of this one. It counts its saves as another device from here on, else
   * they would look as if those were behind them; and none that it sent is its own head any more.
   */
  async #goOnWithout(shown: Bytes | Uint8Array | null): Promise<Resumed> {
    const countsAs = toHex(this.#options.random(8));
    this.#behind = new SavesBehind(countsAs);
    this.#stored = { ...this.#stored, sent: [], countsAs };
    if (shown !== null) await this.#adopt(shown);
    await this.#persist();
    return this.#resumedFrom(shown, true);
  }

  /**
   * The platform was restored from an older copy, or keeps apart what it called late, or says so and does not: seals that state
   * again, above what it has.
   */
  async #heal(acknowledged: Bytes): Promise<Resumed> {
    const { body, header } = await this.#open(acknowledged);
    const final = header.kind === 'final';
    this.#latest = { body, final };
    this.#draft = await this.#seal(this.#latest, this.#head);
    await this.#persist();
    this.#say({ kind: 'saving' });
    this.#startPump();
    return { body, final, finalHash: null, source: 'local', diverged: false, elsewhere: false };
  }

  /** Sends unanswered work so that the platform keeps it as a branch, then lets go of it; keeps it when that fails. */
  async #leaveAsBranches(envelopes: readonly Bytes[]): Promise<void> {
    const { api, holder, name } = this.#options;
    for (const envelope of envelopes) {
      try {
        await api.putRecord(holder.access, name, envelope);
      } catch {
        return;
      }
    }
    this.#inFlight = null;
    this.#draft = null;
    await this.#persist();
  }

  async #resumedFrom(head: Uint8Array | null, diverged: boolean): Promise<Resumed> {
    if (head === null)
      return { body: null, final: false, finalHash: null, source: 'none', diverged, elsewhere: false };
    const { body, header, hash } = await this.#open(head);
    const final = header.kind === 'final';
    const elsewhere = !final && !equalBytes(header.device, this.#options.device);
    return { body, final, finalHash: final ? hash : null, source: 'platform', diverged, elsewhere };
  }

  async #adopt(head: Uint8Array): Promise<void> {
    const { header, hash } = await this.#open(head);
    this.#head = { version: header.version, hash, final: header.kind === 'final' };
    this.#stored = { ...this.#stored, head: head.slice() as Bytes };
  }

  async #seal({ body, final }: Wanted, base: { version: number; hash: Bytes } | null): Promise<Pending> {
    const { holder, name, ceiling, device, random } = this.#options;
    const sealed = await sealAsOneMore(this.#behind, body, (whole) =>
      seal(holder, {
        kind: final ? 'final' : 'record',
        name,
        device,
        version: (base?.version ?? 0) + 1,
        previous: base?.hash ?? new Uint8Array(32),
        body: whole,
        ceiling,
        iv: random(12),
      }),
    );
    return { sealed, final };
  }

  /** Opens an envelope of this record, of any device. Its version vector is joined to that of later saves. */
  async #open(envelope: Uint8Array) {
    const { holder, name } = this.#options;
    const opened = await open(holder, envelope, { kind: 'record-or-final', name });
    return { ...opened, body: this.#behind.goOnFrom(opened.body) };
  }

  /** `sealed`: the newest state that is in what is written. */
  async #persist(sealed: Wanted | null = this.#sealedOnDisk): Promise<void> {
    const { holder, name, store, journal } = this.#options;
    this.#stored = {
      ...this.#stored,
      inFlight: this.#inFlight?.sealed.bytes ?? null,
      draft: this.#draft?.sealed.bytes ?? null,
    };
    const outlivesThePage = await store.writeRecord(holder.holderId, name, this.#stored);
    this.#sealedOnDisk = sealed;
    if (outlivesThePage && sealed !== null) journal?.forget(name, sealed.body);
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #say(state: SaveState): void {
    this.#state = state;
    this.#options.onState?.(this.state);
  }

  #startPump(): void {
    if (this.#pump !== null || this.#stopped || this.#state.kind === 'conflict') return;
    this.#pump = this.#run().finally(() => {
      this.#pump = null;
      const stuck = !hasArrived(this.#state) && this.#state.kind !== 'saving';
      if (!stuck && this.#draft !== null) this.#startPump();
    });
  }

  async #run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.#stopped) {
      const sending = await this.#exclusive(() => this.#promote());
      if (sending === null) {
        if (this.#beingSealed > 0) return;
        this.#say(this.#sawLate ? { kind: 'late' } : { kind: 'saved' });
        return;
      }
      if (this.#state.kind !== 'waiting' && this.#state.kind !== 'saving') this.#say({ kind: 'saving' });
      const wait = await this.#send(sending);
      if (wait === 'stuck') return;
      if (wait === 'go-on') {
        retryMs = FIRST_RETRY_MS;
        continue;
      }
      const { random, sleep } = this.#options;
      // Not before the time that the platform gave, plus a random part. Without such a time, around the delay of this loop.
      const jitter = random(1)[0]! / 255;
      const waitMs = wait.atLeastMs + (wait.atLeastMs === 0 ? 0.5 + jitter : jitter) * retryMs;
      await sleep(waitMs, this.#wake.signal);
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    }
  }

  /** The envelope to send now: the one in flight, or the draft, sealed again when its place in the chain has moved. */
  async #promote(): Promise<Pending | null> {
    if (this.#inFlight !== null) return this.#inFlight;
    if (this.#draft === null) return null;
    const { version, previous } = parseEnvelopeHeader(this.#draft.sealed.bytes);
    const headHash = this.#head?.hash ?? new Uint8Array(32);
    const fits = version === (this.#head?.version ?? 0) + 1 && equalBytes(previous, headHash);
    const sending = fits || this.#latest === null ? this.#draft : await this.#seal(this.#latest, this.#head);
    this.#inFlight = sending;
    this.#draft = null;
    this.#rememberSent(sending);
    await this.#persist();
    return sending;
  }

  #rememberSent({ sealed }: Pending): void {
    const hash = toBase64Url(sealed.hash);
    this.#stored = { ...this.#stored, sent: [...this.#stored.sent, hash].slice(-REMEMBERED_HASHES) };
  }

  async #send(sending: Pending): Promise<Next> {
    const { api, holder, name } = this.#options;
    try {
      const outcome = await api.putRecord(holder.access, name, sending.sealed.bytes);
      if (outcome.kind === 'conflict')
        return await this.#afterConflict(sending, outcome.version, outcome.hash);
      const { sealed, final } = sending;
      return await this.#exclusive(async (): Promise<Next> => {
        this.#sawLate = outcome.kind === 'late';
        if (this.#sawLate) this.#stored = { ...this.#stored, late: sealed.bytes };
        else {
          this.#head = { version: sealed.version, hash: sealed.hash, final };
          this.#stored = { ...this.#stored, head: sealed.bytes, late: null };
        }
        this.#inFlight = null;
        await this.#persist();
        return 'go-on';
      });
    } catch (error) {
      const next = this.#afterFailure(error);
      if (error instanceof RefusedError && error.code === 'unknown-code') await this.#sendDraftToo(sending);
      return next;
    }
  }

  /**
   * A platform keeps beside the record what a replaced code saves, and does not say so. What waited behind the refused envelope is
   * newer, so it is sent too. Nothing is let go of: the platform may only not know the code.
   */
  async #sendDraftToo(refused: Pending): Promise<void> {
    const { api, holder, name } = this.#options;
    let sent: Pending | null = null;
    let beside = refused;
    while (!this.#stopped && this.#draft !== null && this.#draft !== sent) {
      const sending: Pending = this.#draft;
      sent = sending;
      await this.#exclusive(async () => {
        this.#rememberSent(sending);
        await this.#persist();
      });
      if (await wasSentBeside(api.putRecord(holder.access, name, sending.sealed.bytes))) beside = sending;
    }
    await this.#exclusive(async () => {
      this.#stored = { ...this.#stored, beside: toBase64Url(beside.sealed.hash) };
      await this.#persist();
    });
  }

  /**
   * A head that this browser sent itself, or that has nothing that this record has not gone on from, is no conflict: the full
   * state is sealed again above it. Nor is one that the platform names and does not show: the same bytes are sent again.
   */
  async #afterConflict(sending: Pending, version: number, hash: Bytes | null): Promise<Next> {
    const own = hash === null || this.#stored.sent.includes(toBase64Url(hash));
    if (own && !(this.#head?.final === true && hash !== null && equalBytes(hash, this.#head.hash))) {
      const head = hash === null ? null : { version, hash, final: false };
      await this.#exclusive(() => this.#sealAbove(head, sending));
      return 'go-on';
    }
    const shown = await this.#shownHead();
    if (shown === null) {
      this.#say({ kind: 'waiting', reason: 'offline' });
      return { atLeastMs: 0 };
    }
    if (shown.isBehind && !shown.final) {
      await this.#exclusive(() => this.#sealAbove(shown, sending));
      // Not at once: a host can say so as fast as it is asked.
      return { atLeastMs: 0 };
    }
    this.#say({ kind: 'conflict' });
    return 'stuck';
  }

  async #sealAbove(head: Head | null, sending: Pending): Promise<void> {
    const latest = this.#latest ?? (await this.#wantedOf(sending));
    // Sealed before anything moves: what is in flight is never let go of without its successor.
    const draft = await this.#seal(latest, head);
    this.#head = head;
    this.#latest ??= latest;
    this.#inFlight = null;
    this.#draft = draft;
    await this.#persist();
  }

  /** The head as the platform shows it, and whether all of it is behind this record; null: it shows none that opens. */
  async #shownHead(): Promise<(Head & { readonly isBehind: boolean }) | null> {
    const { api, holder, name } = this.#options;
    try {
      const envelope = await api.record(holder.access, name);
      if (envelope === null) return null;
      const { header, hash, body } = await open(holder, envelope, { kind: 'record-or-final', name });
      const { version, kind } = header;
      return { version, hash, final: kind === 'final', isBehind: this.hasAllOf({ body, hash }) };
    } catch (error) {
      const isPlatforms =
        error instanceof RefusedError || error instanceof UnreachableError || error instanceof ProtocolError;
      if (!isPlatforms) throw error;
      return null;
    }
  }

  async #wantedOf({ sealed, final }: Pending): Promise<Wanted> {
    return { body: (await this.#open(sealed.bytes)).body, final };
  }

  #afterFailure(error: unknown): Next {
    if (!(error instanceof RefusedError)) {
      this.#say({ kind: 'waiting', reason: 'offline' });
      return { atLeastMs: 0 };
    }
    const atLeastMs = error.retryAfterMs ?? 0;
    switch (error.code) {
      case 'busy':
      case 'too-many-requests':
      case 'internal':
        this.#say({ kind: 'waiting', reason: 'busy' });
        return { atLeastMs };
      case 'storage-full':
        this.#say({ kind: 'waiting', reason: 'storage-full' });
        return { atLeastMs: Math.max(atLeastMs, 5_000) };
      case 'window-closed':
        this.#say({ kind: 'closed', opensMs: error.opensMs, closesMs: error.closesMs });
        return 'stuck';
      default:
        this.#say({ kind: 'refused', code: error.code });
        return 'stuck';
    }
  }
}

function versionOf(envelope: Uint8Array | null): number {
  return envelope === null ? 0 : parseEnvelopeHeader(envelope).version;
}

async function pendingOf(bytes: Bytes): Promise<Pending> {
  const { version, kind } = parseEnvelopeHeader(bytes);
  return { sealed: { bytes, hash: await sha256(bytes), version }, final: kind === 'final' };
}
