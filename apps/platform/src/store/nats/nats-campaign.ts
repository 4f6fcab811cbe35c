/**
 * One campaign in its streams. Every decision is written by compare and swap on the one message that it was read from; who
 * loses a race reads again and decides again.
 *
 * Two promises that span messages:
 * - Names of a holder's records are in the holder's message before a record of that name is written. So there are never
 *   too many, and a revocation knows all of them: it marks the holder, then every record, and resolves. From then on
 *   no process accepts a version, because each record says itself that its holder is revoked.
 * - A token belongs to the holder whose message names it. What a token's own message says is only where to look.
 *
 * Reads of records and holders are the leader's. What is kept of holders between calls is forgotten when the registry says
 * that some changed (within a quarter of a second in other processes, at once in this one), and is not used while the
 * registry cannot be read.
 */
import {
  type Bytes,
  decideWrite,
  type PublishedCampaign,
  parseEnvelopeHeader,
  type RecordState,
} from '@cloison/protocol/public';
import {
  type CampaignStore,
  type ContentFile,
  type DocumentResult,
  type FeedPage,
  type FeedRequest,
  type HolderEntry,
  type HolderListing,
  type ListedEnvelope,
  MINUTE_MS,
  type NewEnvelope,
  type NewHolder,
  type NewRouting,
  type PurgeCounts,
  type ReleasedKey,
  type RescueRequest,
  type RoutingEntry,
  type SaveOutcome,
  type SaveRequest,
  StorageFailure,
  StorageRefusal,
  type StoredEnvelope,
} from '../store.ts';
import { each } from './each.ts';
import { decodeHolder, encodeHolder, type HolderMessage } from './holder-message.ts';
import { NatsContent } from './nats-content.ts';
import { readFeed } from './nats-feed.ts';
import type { Link } from './nats-link.ts';
import {
  type Branch,
  CHUNK,
  decodeRecord,
  encodeRecord,
  hashAt,
  hashOf,
  type Kept,
  type KeptAnswer,
  NO_RECORD,
  ownCopy,
  placeOfHash,
  type RecordMessage,
  sameBytes,
  summaryOf,
} from './record-message.ts';
import { type OpenState, openState, type Registry } from './registry.ts';
import { countSubjects, scan } from './scan.ts';
import { decodeRouting, encodeRescued, encodeRouting } from './side-messages.ts';
import { type CampaignSubjects, type Place, text } from './subjects.ts';
import { Turns } from './turns.ts';

/** Hashes of refused envelopes that one record remembers, so that a repeated one gets its answer again. */
const MAX_REMEMBERED_BRANCHES = 256;
/** Lost races after which a call is given up; each loss means that another one was stored. */
const RACES = 50;
/** Publications of one batch under way at a time. */
const WIDTH = 128;
const MAX_CALLERS = 50_000;
const MAX_RECORDS_KEPT = 50_000;
const NO_HASH: Bytes = new Uint8Array(32);
/** Left of the servers' largest message for the head, hashes and headers when branches are kept. */
const HEAD_ROOM = 96 * 1024;

interface Read<T> {
  readonly sequence: number;
  readonly value: T;
}

interface ReadForSave extends Read<RecordMessage> {
  /** When it was read already. */
  readonly holder?: Read<HolderMessage>;
}

export class NatsCampaign implements CampaignStore {
  readonly name: string;
  readonly #link: Link;
  readonly #subjects: CampaignSubjects;
  readonly #registry: Registry;
  readonly #content: NatsContent;
  readonly #turns = new Turns();
  /** Holders who called, by stored access; emptied whenever holders change, here or elsewhere. */
  readonly #callers = new Map<string, HolderEntry>();
  readonly #keys = new Map<string, Bytes>();
  #generation = 0;
  /** Records without branches as this process last wrote or read them, without their envelopes; oldest use first. */
  readonly #records = new Map<string, Read<RecordMessage>>();

  constructor(name: string, link: Link, subjects: CampaignSubjects, registry: Registry) {
    this.name = name;
    this.#link = link;
    this.#subjects = subjects;
    this.#registry = registry;
    this.#content = new NatsContent(link, subjects);
  }

  get subjects(): CampaignSubjects {
    return this.#subjects;
  }

  /** Holders, keys or the state may have changed. */
  forget(): void {
    this.#generation += 1;
    this.#callers.clear();
    this.#keys.clear();
  }

  /** The connection was lost: the servers may be others, or have been put back to an earlier time. */
  forgetAll(): void {
    this.forget();
    this.#records.clear();
  }

  async published(): Promise<PublishedCampaign> {
    return this.#state().published;
  }

  #state(): OpenState {
    return openState(this.#registry.get(this.name));
  }

  /** Changes are refused from the moment when this process knows of it; the servers refuse them before that. */
  #requireOpen(): void {
    if (this.#registry.get(this.name)?.state !== 'open') throw new StorageFailure('unavailable');
  }

  // Holders

  async putHolders(holders: readonly NewHolder[]): Promise<void> {
    this.#requireOpen();
    await this.#requireCalendars(holders.map(({ calendar }) => calendar));
    await each(holders, WIDTH, (holder) => this.#claim(holder));
    const changed = await each(holders, WIDTH, (holder) =>
      this.#turns.whole(text(holder.holder), () => this.#putHolder(holder)),
    );
    if (changed.includes(true)) await this.#announce();
  }

  async #requireCalendars(numbers: readonly number[]): Promise<void> {
    const highest = Math.max(-1, ...numbers);
    if (highest <= this.#state().highestCalendar) return;
    await this.#registry.update(this.name, (now) => {
      if (now?.state !== 'open') throw new StorageFailure('unavailable');
      if (highest >= now.published.calendars.length) throw new StorageRefusal('calendar');
      return highest <= now.highestCalendar ? null : { ...now, highestCalendar: highest };
    });
  }

  /** Throws when the token is another holder's. */
  async #claim({ holder, access }: NewHolder): Promise<void> {
    const place = this.#subjects.access(access);
    for (let race = 0, expected = 0; race < RACES; race++) {
      if ((await this.#link.publish(place, holder, expected)) !== 'raced') return;
      const claimed = await this.#link.read(place);
      if (claimed !== null && sameBytes(claimed.data, holder)) return;
      const owner = claimed === null ? null : await this.#readHolder(claimed.data);
      if (owner !== null && sameBytes(owner.value.access, access)) throw new StorageRefusal('access');
      expected = claimed?.sequence ?? 0;
    }
    throw new StorageFailure('unavailable');
  }

  /** Whether it was there before. */
  async #putHolder({ holder, access, calendar, role }: NewHolder): Promise<boolean> {
    const place = this.#subjects.holder(holder);
    const fresh: HolderMessage = {
      access: new Uint8Array(access),
      calendar,
      role,
      revoked: false,
      records: [],
      documents: [],
    };
    if ((await this.#link.publish(place, encodeHolder(fresh), 0)) !== 'raced') return false;
    await this.#changeHolder(holder, (now) => ({ ...now, access: new Uint8Array(access), calendar, role }));
    return true;
  }

  /** Null when there is no such holder. `change` gives the same object back to leave it. */
  async #changeHolder(
    holder: Uint8Array,
    change: (now: HolderMessage) => HolderMessage,
  ): Promise<HolderMessage | null> {
    const place = this.#subjects.holder(holder);
    for (let race = 0; race < RACES; race++) {
      const read = await this.#readHolder(holder);
      if (read === null) return null;
      const next = change(read.value);
      if (next === read.value) return next;
      if ((await this.#link.publish(place, encodeHolder(next), read.sequence)) !== 'raced') return next;
    }
    throw new StorageFailure('unavailable');
  }

  async #readHolder(holder: Uint8Array): Promise<Read<HolderMessage> | null> {
    const message = await this.#link.read(this.#subjects.holder(holder));
    return message === null ? null : { sequence: message.sequence, value: decodeHolder(message.data) };
  }

  async holderByAccess(access: Uint8Array): Promise<HolderEntry | null> {
    const key = text(access);
    const kept = this.#registry.trusted ? this.#callers.get(key) : undefined;
    if (kept !== undefined) return kept;
    const generation = this.#generation;
    const claimed = await this.#link.read(this.#subjects.access(access));
    if (claimed === null) return null;
    const read = await this.#readHolder(claimed.data);
    if (read === null || !sameBytes(read.value.access, access)) return null;
    const entry = entryOf(new Uint8Array(claimed.data), read.value);
    if (generation === this.#generation) {
      if (this.#callers.size >= MAX_CALLERS) this.#callers.clear();
      this.#callers.set(key, entry);
    }
    return entry;
  }

  async holderById(holder: Uint8Array): Promise<HolderEntry | null> {
    const read = await this.#readHolder(holder);
    return read === null ? null : entryOf(new Uint8Array(holder), read.value);
  }

  async revoke(holders: readonly Uint8Array[]): Promise<void> {
    this.#requireOpen();
    await each(holders, WIDTH, (holder) =>
      this.#turns.whole(text(holder), async () => {
        const marked = await this.#changeHolder(holder, (now) =>
          now.revoked ? now : { ...now, revoked: true },
        );
        for (const name of marked?.records ?? []) await this.#markRevoked(holder, name);
      }),
    );
    await this.#announce();
  }

  async #markRevoked(holder: Uint8Array, name: string): Promise<void> {
    for (let race = 0; race < RACES; race++) {
      const read = await this.#readRecord(holder, name);
      if (read.value.revoked) return;
      const place = this.#subjects.record(holder, name);
      const done = await this.#writeRecord(place, read, { ...read.value, revoked: true });
      if (done !== 'raced') return;
    }
    throw new StorageFailure('unavailable');
  }

  async #announce(): Promise<void> {
    this.forget();
    await this.#registry.announce(this.name);
  }

  // Documents

  async putDocuments(documents: readonly NewEnvelope[]): Promise<readonly DocumentResult[]> {
    this.#requireOpen();
    const byHolder = new Map<string, number[]>();
    for (const [i, { header }] of documents.entries()) {
      const key = text(header.holderId);
      const own = byHolder.get(key);
      if (own === undefined) byHolder.set(key, [i]);
      else own.push(i);
    }
    const results: DocumentResult[] = [];
    await each([...byHolder.values()], WIDTH, async (own) => {
      const holder = documents[own[0]!]!.header.holderId;
      const names = own.map((i) => documents[i]!.header.name);
      let before: readonly string[] = [];
      const known = await this.#changeHolder(holder, (now) => {
        before = now.documents;
        const added = [...new Set(names)].filter((name) => !now.documents.includes(name));
        return added.length === 0 ? now : { ...now, documents: [...now.documents, ...added] };
      });
      for (const i of own) {
        const document = documents[i]!;
        results[i] = known === null ? 'wrong-holder' : await this.#putDocument(document, before);
      }
    });
    return results;
  }

  async #putDocument(
    { header, hash, bytes }: NewEnvelope,
    before: readonly string[],
  ): Promise<DocumentResult> {
    const place = this.#subjects.document(header.holderId, header.name);
    if (!before.includes(header.name) && (await this.#link.publish(place, bytes, 0)) !== 'raced') return 'ok';
    for (let race = 0; race < RACES; race++) {
      const kept = await this.#link.read(place);
      if (kept !== null && parseEnvelopeHeader(new Uint8Array(kept.data)).version >= header.version) {
        return sameBytes(hashOf(kept.data), hash) ? 'ok' : 'stale';
      }
      if ((await this.#link.publish(place, bytes, kept?.sequence ?? 0)) !== 'raced') return 'ok';
    }
    throw new StorageFailure('unavailable');
  }

  async document(holder: Uint8Array, name: string): Promise<StoredEnvelope | null> {
    const data = await this.#link.readAnywhere(this.#subjects.document(holder, name));
    if (data === null) return null;
    const bytes = new Uint8Array(data);
    return { version: parseEnvelopeHeader(bytes).version, hash: hashOf(bytes), final: false, bytes };
  }

  // Records

  save(request: SaveRequest): Promise<SaveOutcome> {
    const { holderId, name } = request.header;
    return this.#turns.record(text(holderId), name, () => this.#save(request));
  }

  async #save(request: SaveRequest): Promise<SaveOutcome> {
    this.#requireOpen();
    const { holderId, name } = request.header;
    const place = this.#subjects.record(holderId, name);
    let kept = this.#records.get(place.subject);
    for (let race = 0; race < RACES; race++) {
      const read = kept ?? (await this.#readForSave(request));
      const outcome = await this.#saveOn(request, place, read, kept !== undefined);
      if (outcome !== 'again') return outcome;
      kept = undefined;
      this.#records.delete(place.subject);
    }
    throw new StorageFailure('unavailable');
  }

  /** A first version is usually the first of its record: its holder, which is then read in any case, says whether it is. */
  async #readForSave({ header: { holderId, name, version } }: SaveRequest): Promise<ReadForSave> {
    if (version > 1) return this.#readRecord(holderId, name);
    const holder = await this.#readHolder(holderId);
    const isNew = holder !== null && !holder.value.records.includes(name);
    return isNew ? { sequence: 0, value: NO_RECORD, holder } : this.#readRecord(holderId, name);
  }

  /** `again`: the record is another by now, or it may be and the answer depends on it. */
  async #saveOn(
    request: SaveRequest,
    place: Place,
    read: ReadForSave,
    mayBeOld: boolean,
  ): Promise<SaveOutcome | 'again'> {
    const { header, hash, bytes, window } = request;
    const { holderId, name } = header;
    const holder = read.sequence === 0 ? (read.holder ?? (await this.#readHolder(holderId))) : null;
    if (read.sequence === 0 && holder === null) {
      throw new Error('a holder vanished between its token and its save');
    }
    const record = holder === null ? read.value : { ...read.value, revoked: holder.value.revoked };
    // Most saves follow the head: their hash is looked for nowhere.
    const wasAccepted =
      header.version <= (record.head?.version ?? 0) &&
      (await this.#wasAccepted(record, holderId, name, header.version, hash));
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
        recent: ownCopy(recent, hash),
        head: { version: header.version, hash: new Uint8Array(hash), final: header.kind === 'final' },
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

  async #wasAccepted(
    record: RecordMessage,
    holder: Uint8Array,
    name: string,
    version: number,
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

  async #readRecord(holder: Uint8Array, name: string): Promise<Read<RecordMessage>> {
    const place = this.#subjects.record(holder, name);
    const message = await this.#link.read(place);
    if (message === null) return { sequence: 0, value: NO_RECORD };
    const value = decodeRecord(message.data);
    const kept = { ...value, recent: ownCopy(value.recent) };
    this.#keep(place, { sequence: message.sequence, value: kept });
    return { sequence: message.sequence, value };
  }

  async #writeRecord(
    place: Place,
    read: Read<RecordMessage>,
    next: RecordMessage,
  ): Promise<'raced' | 'written'> {
    this.#records.delete(place.subject);
    const done = await this.#link.publish(place, encodeRecord(next), read.sequence, summaryOf(next));
    if (done === 'raced') return done;
    this.#keep(place, { sequence: done.sequence, value: next });
    return 'written';
  }

  #keep({ subject }: Place, { sequence, value }: Read<RecordMessage>): void {
    this.#records.delete(subject);
    if (value.branches.length > 0 || value.kept.length > 0) return;
    if (this.#records.size >= MAX_RECORDS_KEPT) {
      for (const oldest of this.#records.keys()) {
        this.#records.delete(oldest);
        break;
      }
    }
    this.#records.set(subject, { sequence, value: { ...value, envelope: null } });
  }

  async record(holder: Uint8Array, name: string): Promise<StoredEnvelope | null> {
    const { value } = await this.#readRecord(holder, name);
    return value.head === null || value.envelope === null ? null : { ...value.head, bytes: value.envelope };
  }

  async listing(holder: Uint8Array): Promise<HolderListing> {
    const known = await this.#readHolder(holder);
    if (known === null) return { documents: [], records: [] };
    const list = async (
      names: readonly string[],
      read: (name: string) => Promise<Omit<ListedEnvelope, 'name'> | null>,
    ): Promise<readonly ListedEnvelope[]> => {
      const found = await each(names.toSorted(), WIDTH, async (name) => ({ name, stored: await read(name) }));
      return found.flatMap(({ name, stored }) =>
        stored === null ? [] : [{ name, version: stored.version, hash: stored.hash, final: stored.final }],
      );
    };
    const [documents, records] = await Promise.all([
      list(known.value.documents, (name) => this.document(holder, name)),
      list(known.value.records, (name) => this.record(holder, name)),
    ]);
    return { documents, records };
  }

  // Rescue

  async rescue(request: RescueRequest): Promise<'ok' | 'wrong-holder' | 'too-many-records'> {
    this.#requireOpen();
    const { header, hash, bytes, uploader } = request;
    const [holder, bringer] = await Promise.all([
      this.#readHolder(header.holderId),
      this.#readHolder(uploader),
    ]);
    if (holder === null || bringer === null) return 'wrong-holder';
    const { value: record } = await this.#readRecord(header.holderId, header.name);
    if (record.kept.some((one) => sameBytes(one.hash, hash))) return 'ok';
    if (await this.#wasAccepted(record, header.holderId, header.name, header.version, hash)) return 'ok';
    const place = this.#subjects.rescued(header.holderId, hash);
    if ((await this.#link.read(place)) !== null) return 'ok';
    const counted = await this.#countRescue(request);
    if (counted !== 'ok') return counted;
    await this.#link.publish(place, encodeRescued({ uploader, atMs: request.nowMs, envelope: bytes }), 0);
    return 'ok';
  }

  /** Whoever brings something is bounded: what they have brought is in one message, one line of holder and hash each. */
  async #countRescue(request: RescueRequest): Promise<'ok' | 'too-many-records'> {
    const place = this.#subjects.uploader(request.uploader);
    const line = Buffer.concat([request.header.holderId, request.hash]);
    for (let race = 0; race < RACES; race++) {
      const message = await this.#link.read(place);
      const brought = message?.data ?? Buffer.alloc(0);
      const lines = Array.from({ length: brought.length / RESCUE_LINE }, (_, i) =>
        brought.subarray(i * RESCUE_LINE, (i + 1) * RESCUE_LINE),
      );
      // Counted before, and perhaps not stored then.
      if (lines.some((one) => sameBytes(one, line))) return 'ok';
      const own = lines.filter((one) => sameBytes(one.subarray(0, 16), request.header.holderId));
      if (lines.length >= request.maxPerUploader || own.length >= request.maxPerHolder)
        return 'too-many-records';
      const done = await this.#link.publish(place, Buffer.concat([brought, line]), message?.sequence ?? 0);
      if (done !== 'raced') return 'ok';
    }
    throw new StorageFailure('unavailable');
  }

  // Routing and keys

  async putRouting(entries: readonly NewRouting[]): Promise<void> {
    this.#requireOpen();
    await each(entries, WIDTH, async ({ holder, name, after, sealed }) => {
      if ((await this.#readHolder(holder)) === null) return;
      const data = encodeRouting({ after, sealed });
      await this.#link.publish(this.#subjects.routing(holder, name), data, null);
    });
  }

  async routing(holder: Uint8Array, name: string): Promise<RoutingEntry | null> {
    const data = await this.#link.readAnywhere(this.#subjects.routing(holder, name));
    if (data === null) return null;
    const { after, sealed } = decodeRouting(data);
    return { after, sealed, released: (await this.record(holder, after))?.final === true };
  }

  async putKeys(keys: readonly ReleasedKey[]): Promise<void> {
    this.#requireOpen();
    const { calendars } = this.#state().published;
    if (keys.some(({ calendar }) => calendar >= calendars.length)) {
      // This process may not have seen the newest publication.
      await this.#registry.look();
      const now = this.#state().published.calendars.length;
      if (keys.some(({ calendar }) => calendar >= now)) throw new StorageRefusal('calendar');
    }
    await each(keys, WIDTH, ({ name, calendar, key }) =>
      this.#link.publish(this.#subjects.releasedKey(name, calendar), key, null),
    );
    await this.#announce();
  }

  async key(name: string, calendar: number): Promise<Bytes | null> {
    const place = this.#subjects.releasedKey(name, calendar);
    const kept = this.#registry.trusted ? this.#keys.get(place.subject) : undefined;
    if (kept !== undefined) return kept;
    const generation = this.#generation;
    const message = await this.#link.read(place);
    if (message === null) return null;
    const key = new Uint8Array(message.data);
    if (generation === this.#generation) this.#keys.set(place.subject, key);
    return key;
  }

  // Feed, content, counts

  feed(request: FeedRequest): Promise<FeedPage> {
    const eras = async () => openState(await this.#registry.fresh(this.name)).eras;
    return readFeed(this.#link, this.#subjects, eras, request);
  }

  async putContent(file: ContentFile): Promise<void> {
    this.#requireOpen();
    await this.#content.write(file);
  }

  content(hash: string): Promise<ContentFile | null> {
    return this.#content.read(hash);
  }

  async counts(): Promise<PurgeCounts> {
    const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
    const partitions = Array.from({ length: this.#subjects.partitions }, (_, i) => i);
    const ofKind = async (kind: string) =>
      sum(
        await Promise.all(
          partitions.map((i) =>
            countSubjects(this.#link, this.#subjects.stream(i), this.#subjects.kind(i, kind)),
          ),
        ),
      );
    const records = { records: 0, versions: 0, branches: 0 };
    for (const i of partitions) {
      const options = { filter: this.#subjects.kind(i, 'f.r'), headersOnly: true, batch: 2000 };
      for await (const { summary } of scan(this.#link, this.#subjects.stream(i), options)) {
        const [versions, branches] = summary.split('.').map(Number) as [number, number];
        records.records += versions > 0 ? 1 : 0;
        records.versions += versions;
        records.branches += branches;
      }
    }
    return {
      holders: await ofKind('o'),
      documents: await ofKind('d'),
      ...records,
      branches: records.branches + (await ofKind('f.x')),
      contentFiles: await this.#content.count(),
      routing: await ofKind('t'),
    };
  }
}

/** Holder and hash. */
const RESCUE_LINE = 48;
const HASH_BYTES = 32;

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

function entryOf(holder: Bytes, { calendar, role, revoked }: HolderMessage): HolderEntry {
  return { holder, calendar, role, revoked };
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
