/**
 * The records of one campaign: one message each, changed by compare-and-swap. A save that loses a race reads again and is
 * decided again (`campaign.ts`).
 */
import { type Bytes, decideWrite, type EnvelopeHeader, type RecordState } from '@cloison/protocol/public';
import { RecencyCache } from '../../base/recency-cache.ts';
import type { NewEnvelope } from '../envelopes.ts';
import { minuteOf } from '../minutes.ts';
import { conflictWith, MAX_REMEMBERED_BRANCHES, outcomeOf, SAVED } from '../save-policy.ts';
import type { SaveOutcome, SaveRequest } from '../saving.ts';
import { StorageFailure } from '../storage-error.ts';
import { encodeHolder, type HolderMessage, MAX_RACES, type Read, readHolder } from './holder-message.ts';
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
  indexOfHash,
  type Kept,
  type KeptAnswer,
  NO_RECORD,
  type RecordMessage,
  sameBytes,
  summaryOf,
} from './record-message.ts';
import { type CampaignSubjects, type StreamSubject, text } from './schema.ts';

/** How many records are cached. */
const MAX_CACHED = 100_000;
/** Reserved in the servers' maximum message size for the head, hashes and headers, when branches are kept. */
const HEAD_ROOM = 96 * 1024;

interface ReadForSave extends Read<RecordMessage> {
  /** When it was read too. */
  readonly holder?: Read<HolderMessage>;
}

/**
 * What the next version needs of a record without branches. Hashes are kept as text because there are a hundred thousand
 * records: a buffer costs three objects with memory of their own, and a view of a message keeps the whole message alive.
 */
interface CachedRecord extends Pick<RecordMessage, 'revoked' | 'moved' | 'spilled'> {
  /** `UNKNOWN` while a save is in progress, and after one failed. */
  sequence: number;
  /** Version of the head; 0 when there is none. */
  version: number;
  final: boolean;
  /** `RecordMessage.recent` in latin1. The last hash is the head's. */
  recent: string;
}

/** No valid sequence number: the record has to be read. */
const UNKNOWN = -1;

export class NatsRecords {
  readonly #link: Link;
  readonly #subjects: CampaignSubjects;
  readonly #requireOpen: () => void;
  /** Records as this process last wrote or read them, by subject. */
  readonly #cache = new RecencyCache<CachedRecord>(MAX_CACHED);

  /** `requireOpen` throws when the campaign accepts no changes. */
  constructor(link: Link, subjects: CampaignSubjects, requireOpen: () => void) {
    this.#link = link;
    this.#subjects = subjects;
    this.#requireOpen = requireOpen;
  }

  /** Empties the cache. */
  forgetAll(): void {
    this.#cache.clear();
  }

  /** `target` is the record's. The caller runs one save of a record at a time. May reject, but does not throw. */
  save(request: SaveRequest, target: StreamSubject): Promise<SaveOutcome> {
    const cached = this.#cache.get(target.subject);
    return cached !== undefined && isFollowed(cached, request)
      ? this.#follow(request, target, cached)
      : this.#decide(request, target);
  }

  /** The fast path of nearly every save: replaces the cached head, without the state that other saves need. */
  async #follow(request: SaveRequest, target: StreamSubject, cached: CachedRecord): Promise<SaveOutcome> {
    this.#requireOpen();
    const { header, hash, bytes, nowMs } = request;
    const message = encodeFollowing(cached, { minute: minuteOf(nowMs), hash, envelope: bytes });
    const { sequence } = cached;
    cached.sequence = UNKNOWN;
    const done = await this.#link.publish(target, message, sequence, summaryOf(header.version, 0));
    if (done === 'raced') return this.#decide(request, target);
    cached.sequence = done.sequence;
    cached.version = header.version;
    cached.final = header.kind === 'final';
    cached.recent += Buffer.from(hash.buffer, hash.byteOffset, HASH_BYTES).toString('latin1');
    return SAVED;
  }

  async #decide(request: SaveRequest, target: StreamSubject): Promise<SaveOutcome> {
    this.#requireOpen();
    const cached = this.#cache.get(target.subject);
    let known = cached !== undefined && cached.sequence !== UNKNOWN ? readOf(cached) : null;
    for (let race = 0; race < MAX_RACES; race++) {
      const read = known ?? (await this.#readForSave(request));
      const outcome = await this.#saveOn(request, target, read, known !== null);
      if (outcome !== 'again') return outcome;
      known = null;
      this.#cache.delete(target.subject);
    }
    throw new StorageFailure('unavailable');
  }

  /** For version 1, reads the holder first: it is needed in any case, and says whether the record exists. */
  async #readForSave({ header: { holderId, name, version } }: SaveRequest): Promise<ReadForSave> {
    if (version > 1) return this.read(holderId, name);
    const holder = await readHolder(this.#link, this.#subjects, holderId);
    const isNew = holder !== null && !holder.value.records.includes(name);
    return isNew ? { sequence: 0, value: NO_RECORD, holder } : this.read(holderId, name);
  }

  /** Returns `again` when the record has changed meanwhile, or when the answer depends on a cached record that may be old. */
  async #saveOn(
    request: SaveRequest,
    target: StreamSubject,
    read: ReadForSave,
    mayBeOld: boolean,
  ): Promise<SaveOutcome | 'again'> {
    const { header, hash, bytes, window } = request;
    const { holderId, name } = header;
    const holder =
      read.sequence === 0 ? (read.holder ?? (await readHolder(this.#link, this.#subjects, holderId))) : null;
    if (read.sequence === 0 && holder === null) {
      throw new Error('the holder was deleted after its token was checked');
    }
    const record = holder === null ? read.value : { ...read.value, revoked: holder.value.revoked };
    // Most saves follow the head, so their hash need not be searched.
    const wasAccepted =
      header.version <= (record.head?.version ?? 0) && (await this.wasAccepted(record, header, hash));
    const decision = decideWrite(header, stateOf(record, request, wasAccepted), window);
    if (mayBeOld && decision.kind !== 'accept' && decision.kind !== 'again') return 'again';
    if (decision.kind !== 'accept' && decision.kind !== 'branch') return outcomeOf(decision, record.head);
    const minute = minuteOf(request.nowMs);
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
      // Sixteen branches of the maximum size do not fit into the servers' default message. Answers as for a seventeenth device.
      if (size > this.#link.maxPayload - HEAD_ROOM) return conflictWith(record.head);
    }
    if (holder !== null) {
      const reserved = await this.#reserve(holderId, name, holder, request.maxRecords);
      if (reserved !== 'reserved') return reserved;
    }
    const done = await this.#writeRecord(target, read, next);
    return done === 'raced' ? 'again' : outcomeOf(decision, record.head);
  }

  /** Adds the record's name to the holder's message, if it is missing. */
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

  /** Whether this envelope was ever the head. */
  async wasAccepted(
    record: RecordMessage,
    { holderId: holder, name, version }: EnvelopeHeader,
    hash: Uint8Array,
  ): Promise<boolean> {
    if (version < 1 || version > (record.head?.version ?? 0)) return false;
    if (version <= record.moved) {
      const moved = await this.#link.read(this.#subjects.hashes(holder, name, 'moved'));
      return moved !== null && indexOfHash(moved.data, hash) !== -1;
    }
    const index = version - 1 - record.moved;
    if (index >= record.spilled) return sameBytes(hashAt(record.recent, index - record.spilled), hash);
    const chunk = await this.#link.read(this.#subjects.hashes(holder, name, Math.floor(index / CHUNK)));
    return chunk !== null && sameBytes(hashAt(chunk.data, index % CHUNK), hash);
  }

  /** Writes a full chunk of hashes into a message of its own. Every process writes the same content, so it may be repeated. */
  async #spill(holder: Uint8Array, name: string, { recent, spilled }: RecordMessage): Promise<void> {
    await this.#link.publish(this.#subjects.hashes(holder, name, spilled / CHUNK), recent, null);
  }

  async read(holder: Uint8Array, name: string): Promise<Read<RecordMessage>> {
    const target = this.#subjects.record(holder, name);
    const message = await this.#link.read(target);
    if (message === null) return { sequence: 0, value: NO_RECORD };
    const value = decodeRecord(message.data);
    this.#remember(target, { sequence: message.sequence, value });
    return { sequence: message.sequence, value };
  }

  async #writeRecord(
    target: StreamSubject,
    read: Read<RecordMessage>,
    next: RecordMessage,
  ): Promise<'raced' | 'written'> {
    this.#cache.delete(target.subject);
    const summary = summaryOf(next.head?.version ?? 0, next.branches.length);
    const done = await this.#link.publish(target, encodeRecord(next), read.sequence, summary);
    if (done === 'raced') return done;
    this.#remember(target, { sequence: done.sequence, value: next });
    return 'written';
  }

  #remember({ subject }: StreamSubject, { sequence, value }: Read<RecordMessage>): void {
    const { revoked, moved, spilled, head } = value;
    if (value.branches.length > 0 || value.kept.length > 0) {
      this.#cache.delete(subject);
      return;
    }
    const [version, final] = [head?.version ?? 0, head?.final === true];
    const recent = value.recent.toString('latin1');
    this.#cache.set(subject, { sequence, revoked, moved, spilled, version, final, recent });
  }

  /** Marks the record, after which no process accepts a version of it. */
  async markRevoked(holder: Uint8Array, name: string): Promise<void> {
    for (let race = 0; race < MAX_RACES; race++) {
      const read = await this.read(holder, name);
      if (read.value.revoked) return;
      const target = this.#subjects.record(holder, name);
      const done = await this.#writeRecord(target, read, { ...read.value, revoked: true });
      if (done !== 'raced') return;
    }
    throw new StorageFailure('unavailable');
  }
}

/** Whether the save follows the cached head, and its hash still fits into the same message. */
function isFollowed(
  { sequence, revoked, version, final, recent }: CachedRecord,
  { header, window }: SaveRequest,
): boolean {
  if (sequence === UNKNOWN) return false;
  if (version === 0 || header.version !== version + 1 || recent.length >= CHUNK * HASH_BYTES) return false;
  const head = { version, hash: Buffer.from(recent.slice(-HASH_BYTES), 'latin1'), final };
  const state = { head, wasAccepted: false, keptAs: null, branchDevices: 0, deviceHasBranch: false, revoked };
  return decideWrite(header, state, window).kind === 'accept';
}

function readOf({ sequence, revoked, moved, spilled, version, final, recent }: CachedRecord): ReadForSave {
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

/** Makes the envelope the newest branch of its device, and remembers its hash. */
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
    // Forgets only those whose envelope was replaced.
    const there = new Set(record.branches.map(({ envelope }) => text(hashOf(envelope))));
    kept = kept.filter((one) => there.has(text(one.hash)));
  }
  return { branches, kept: [...kept, { hash, answer }] };
}
