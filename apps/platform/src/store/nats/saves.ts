/**
 * Records of one campaign, and what is decided of them: one message each, changed by compare and swap; who loses a race
 * reads again and decides again (`nats-campaign.ts`).
 */
import { type Bytes, decideWrite, type EnvelopeHeader, type RecordState } from '@cloison/protocol/public';
import { RecencyCache } from '../../base/recency-cache.ts';
import type { NewEnvelope } from '../envelopes.ts';
import { MINUTE_MS } from '../minutes.ts';
import type { SaveOutcome, SaveRequest } from '../saving.ts';
import { StorageFailure } from '../storage-error.ts';
import { encodeHolder, type HolderMessage, RACES, type Read, readHolder } from './holder-message.ts';
import type { Link } from './link.ts';
import {
  type Branch,
  CHUNK,
  decodeRecord,
  encodeFollowing,
  encodeRecord,
  HASH_BYTES,
  hashAt,
  hashOf,
  type Kept,
  type KeptAnswer,
  NO_RECORD,
  placeOfHash,
  type RecordMessage,
  sameBytes,
  summaryOf,
} from './record-message.ts';
import { type CampaignSubjects, type StreamSubject, text } from './schema.ts';

/** Hashes of refused envelopes that one record remembers, so that a repeated one gets its answer again. */
const MAX_REMEMBERED_BRANCHES = 256;
const MAX_KEPT = 100_000;
const NO_HASH: Bytes = new Uint8Array(32);
const SAVED: SaveOutcome = { kind: 'saved' };
/** Left of the servers' largest message for the head, hashes and headers when branches are kept. */
const HEAD_ROOM = 96 * 1024;

interface ReadForSave extends Read<RecordMessage> {
  /** When it was read already. */
  readonly holder?: Read<HolderMessage>;
}

/**
 * What is kept of a record without branches: what its next version needs. As text, for there are a hundred thousand: a buffer
 * is three objects and as many pieces of memory besides, and one that came out of a message keeps all of that.
 */
interface KeptRecord extends Pick<RecordMessage, 'revoked' | 'moved' | 'spilled'> {
  /** `UNKNOWN` while a save is on its way, and when it failed. */
  sequence: number;
  /** Of the head; 0 when there is none. */
  version: number;
  final: boolean;
  /** `RecordMessage.recent` as latin1; the last is the head's. */
  recent: string;
}

/** No sequence: what is stored has to be read. */
const UNKNOWN = -1;

export class NatsRecords {
  readonly #link: Link;
  readonly #subjects: CampaignSubjects;
  readonly #requireOpen: () => void;
  /** As this process last wrote or read them, by subject. */
  readonly #kept = new RecencyCache<KeptRecord>(MAX_KEPT);

  /** `requireOpen` throws what a save is refused with when the campaign takes no changes. */
  constructor(link: Link, subjects: CampaignSubjects, requireOpen: () => void) {
    this.#link = link;
    this.#subjects = subjects;
    this.#requireOpen = requireOpen;
  }

  forgetAll(): void {
    this.#kept.clear();
  }

  /** `place` is the record's. One save of a record at a time: whoever calls sees to it. Rejects, and never throws. */
  save(request: SaveRequest, place: StreamSubject): Promise<SaveOutcome> {
    const kept = this.#kept.get(place.subject);
    return kept !== undefined && isFollowed(kept, request)
      ? this.#follow(request, place, kept)
      : this.#decide(request, place);
  }

  /** Nearly every save: the head that is kept is replaced. Without what the others need, which would cost more than it. */
  async #follow(request: SaveRequest, place: StreamSubject, kept: KeptRecord): Promise<SaveOutcome> {
    this.#requireOpen();
    const { header, hash, bytes, nowMs } = request;
    const minute = Math.floor(nowMs / MINUTE_MS);
    const message = encodeFollowing(kept, { minute, hash, envelope: bytes });
    const { sequence } = kept;
    kept.sequence = UNKNOWN;
    const done = await this.#link.publish(place, message, sequence, summaryOf(header.version, 0));
    if (done === 'raced') return this.#decide(request, place);
    kept.sequence = done.sequence;
    kept.version = header.version;
    kept.final = header.kind === 'final';
    kept.recent += Buffer.from(hash.buffer, hash.byteOffset, HASH_BYTES).toString('latin1');
    return SAVED;
  }

  async #decide(request: SaveRequest, place: StreamSubject): Promise<SaveOutcome> {
    this.#requireOpen();
    const kept = this.#kept.get(place.subject);
    let known = kept !== undefined && kept.sequence !== UNKNOWN ? readOf(kept) : null;
    for (let race = 0; race < RACES; race++) {
      const read = known ?? (await this.#readForSave(request));
      const outcome = await this.#saveOn(request, place, read, known !== null);
      if (outcome !== 'again') return outcome;
      known = null;
      this.#kept.delete(place.subject);
    }
    throw new StorageFailure('unavailable');
  }

  /** A first version is usually the first of its record: its holder, which is then read in any case, says whether it is. */
  async #readForSave({ header: { holderId, name, version } }: SaveRequest): Promise<ReadForSave> {
    if (version > 1) return this.read(holderId, name);
    const holder = await readHolder(this.#link, this.#subjects, holderId);
    const isNew = holder !== null && !holder.value.records.includes(name);
    return isNew ? { sequence: 0, value: NO_RECORD, holder } : this.read(holderId, name);
  }

  /** `again`: the record is another by now, or it may be and the answer depends on it. */
  async #saveOn(
    request: SaveRequest,
    place: StreamSubject,
    read: ReadForSave,
    mayBeOld: boolean,
  ): Promise<SaveOutcome | 'again'> {
    const { header, hash, bytes, window } = request;
    const { holderId, name } = header;
    const holder =
      read.sequence === 0 ? (read.holder ?? (await readHolder(this.#link, this.#subjects, holderId))) : null;
    if (read.sequence === 0 && holder === null) {
      throw new Error('a holder vanished between its token and its save');
    }
    const record = holder === null ? read.value : { ...read.value, revoked: holder.value.revoked };
    // Most saves follow the head: their hash is looked for nowhere.
    const wasAccepted =
      header.version <= (record.head?.version ?? 0) && (await this.wasAccepted(record, header, hash));
    const decision = decideWrite(header, stateOf(record, request, wasAccepted), window);
    const conflict: SaveOutcome = {
      kind: 'conflict',
      version: record.head?.version ?? 0,
      hash: record.head?.hash ?? NO_HASH,
    };
    if (mayBeOld && decision.kind !== 'accept' && decision.kind !== 'again') return 'again';
    switch (decision.kind) {
      case 'again':
        return { kind: 'saved' };
      case 'closed':
        return { kind: 'closed' };
      case 'full':
        return conflict;
      case 'kept':
        return decision.answer === 'late' ? { kind: 'late' } : conflict;
    }
    const minute = Math.floor(request.nowMs / MINUTE_MS);
    let next: RecordMessage;
    if (decision.kind === 'accept') {
      const isFull = record.recent.length >= CHUNK * HASH_BYTES;
      if (isFull) await this.#spill(holderId, name, record);
      const recent = isFull ? Buffer.alloc(0) : record.recent;
      next = {
        ...record,
        minute,
        spilled: record.spilled + (isFull ? CHUNK : 0),
        recent: Buffer.concat([recent, hash]),
        head: { version: header.version, hash: hash as Bytes, final: header.kind === 'final' },
        envelope: bytes as Bytes,
      };
    } else {
      next = { ...record, ...withBranch(record, decision.answer, { header, hash, bytes }, minute) };
      const size = next.branches.reduce((sum, { envelope }) => sum + envelope.length, 0);
      // Sixteen envelopes of the largest size do not fit into the servers' default message: as if there were no device left.
      if (size > this.#link.maxPayload - HEAD_ROOM) return conflict;
    }
    if (holder !== null) {
      const reserved = await this.#reserve(holderId, name, holder, request.maxRecords);
      if (reserved !== 'reserved') return reserved;
    }
    const done = await this.#writeRecord(place, read, next);
    if (done === 'raced') return 'again';
    if (decision.kind === 'accept') return { kind: 'saved' };
    return decision.answer === 'late' ? { kind: 'late' } : conflict;
  }

  /** Puts the record's name into the holder's message, if it is not there. */
  async #reserve(
    holderId: Uint8Array,
    name: string,
    { sequence, value }: Read<HolderMessage>,
    maxRecords: number,
  ): Promise<'reserved' | 'again' | { readonly kind: 'too-many-records' }> {
    if (value.records.includes(name)) return 'reserved';
    if (value.records.length >= maxRecords) return { kind: 'too-many-records' };
    const next = encodeHolder({ ...value, records: [...value.records, name] });
    const done = await this.#link.publish(this.#subjects.holder(holderId), next, sequence);
    return done === 'raced' ? 'again' : 'reserved';
  }

  /** Whether this very envelope became a head once. */
  async wasAccepted(
    record: RecordMessage,
    { holderId: holder, name, version }: EnvelopeHeader,
    hash: Uint8Array,
  ): Promise<boolean> {
    if (version < 1 || version > (record.head?.version ?? 0)) return false;
    if (version <= record.moved) {
      const moved = await this.#link.read(this.#subjects.hashes(holder, name, 'moved'));
      return moved !== null && placeOfHash(moved.data, hash) !== -1;
    }
    const place = version - 1 - record.moved;
    if (place >= record.spilled) return sameBytes(hashAt(record.recent, place - record.spilled), hash);
    const chunk = await this.#link.read(this.#subjects.hashes(holder, name, Math.floor(place / CHUNK)));
    return chunk !== null && sameBytes(hashAt(chunk.data, place % CHUNK), hash);
  }

  /** A full chunk goes into a message of its own; it is the same whoever writes it and however often. */
  async #spill(holder: Uint8Array, name: string, { recent, spilled }: RecordMessage): Promise<void> {
    await this.#link.publish(this.#subjects.hashes(holder, name, spilled / CHUNK), recent, null);
  }

  async read(holder: Uint8Array, name: string): Promise<Read<RecordMessage>> {
    const place = this.#subjects.record(holder, name);
    const message = await this.#link.read(place);
    if (message === null) return { sequence: 0, value: NO_RECORD };
    const value = decodeRecord(message.data);
    this.#keep(place, { sequence: message.sequence, value });
    return { sequence: message.sequence, value };
  }

  async #writeRecord(
    place: StreamSubject,
    read: Read<RecordMessage>,
    next: RecordMessage,
  ): Promise<'raced' | 'written'> {
    this.#kept.delete(place.subject);
    const summary = summaryOf(next.head?.version ?? 0, next.branches.length);
    const done = await this.#link.publish(place, encodeRecord(next), read.sequence, summary);
    if (done === 'raced') return done;
    this.#keep(place, { sequence: done.sequence, value: next });
    return 'written';
  }

  #keep({ subject }: StreamSubject, { sequence, value }: Read<RecordMessage>): void {
    const { revoked, moved, spilled, head } = value;
    if (value.branches.length > 0 || value.kept.length > 0) {
      this.#kept.delete(subject);
      return;
    }
    const [version, final] = [head?.version ?? 0, head?.final === true];
    const recent = value.recent.toString('latin1');
    this.#kept.set(subject, { sequence, revoked, moved, spilled, version, final, recent });
  }

  /** From then on no process accepts a version of it. */
  async markRevoked(holder: Uint8Array, name: string): Promise<void> {
    for (let race = 0; race < RACES; race++) {
      const read = await this.read(holder, name);
      if (read.value.revoked) return;
      const place = this.#subjects.record(holder, name);
      const done = await this.#writeRecord(place, read, { ...read.value, revoked: true });
      if (done !== 'raced') return;
    }
    throw new StorageFailure('unavailable');
  }
}

/** Whether the save becomes the head of what is kept, and goes into its message. */
function isFollowed(
  { sequence, revoked, version, final, recent }: KeptRecord,
  { header, window }: SaveRequest,
): boolean {
  if (sequence === UNKNOWN) return false;
  if (version === 0 || header.version !== version + 1 || recent.length >= CHUNK * HASH_BYTES) return false;
  const head = { version, hash: Buffer.from(recent.slice(-HASH_BYTES), 'latin1'), final };
  const state = { head, wasAccepted: false, keptAs: null, branchDevices: 0, deviceHasBranch: false, revoked };
  return decideWrite(header, state, window).kind === 'accept';
}

function readOf({ sequence, revoked, moved, spilled, version, final, recent }: KeptRecord): ReadForSave {
  const hashes = Buffer.from(recent, 'latin1');
  const head = version === 0 ? null : { version, hash: hashes.subarray(-HASH_BYTES), final };
  return { sequence, value: { ...NO_RECORD, revoked, moved, spilled, recent: hashes, head } };
}

function stateOf(record: RecordMessage, { header, hash }: SaveRequest, wasAccepted: boolean): RecordState {
  return {
    head: record.head,
    wasAccepted,
    keptAs: record.kept.find((one) => sameBytes(one.hash, hash))?.answer ?? null,
    branchDevices: record.branches.length,
    deviceHasBranch: record.branches.some((branch) => sameBytes(branch.header.device, header.device)),
    revoked: record.revoked,
  };
}

/** The envelope becomes the newest branch of its device, and is remembered. */
function withBranch(
  record: RecordMessage,
  answer: KeptAnswer,
  { header, hash, bytes }: NewEnvelope,
  minute: number,
): Pick<RecordMessage, 'branches' | 'kept'> {
  const others = record.branches.filter((branch) => !sameBytes(branch.header.device, header.device));
  const branches: Branch[] = [...others, { answer, minute, envelope: bytes as Bytes, header }];
  let kept: readonly Kept[] = record.kept;
  if (kept.length >= MAX_REMEMBERED_BRANCHES) {
    // Forget only those whose envelope is no longer kept.
    const there = new Set(record.branches.map(({ envelope }) => text(hashOf(envelope))));
    kept = kept.filter((one) => there.has(text(one.hash)));
  }
  return { branches, kept: [...kept, { hash, answer }] };
}
