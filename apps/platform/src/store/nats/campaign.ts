/**
 * One campaign in its streams. A decision is read from one message and written to it by compare-and-swap. A caller that loses
 * a race reads again and decides again.
 *
 * Two promises concern several messages:
 * - The name of a record is in its holder's message before the record is written. So a holder never has too many records, and a
 *   revocation knows all of them: it marks the holder, then every record, and only then resolves. After that no process
 *   accepts a version, because each record says that its holder is revoked.
 * - A token belongs to the holder whose message names it. The token's own message only says which holder to read.
 *
 * Records and holders are read from the leader. Caches of holders are emptied when the registry reports a change (at once in
 * this process, within a quarter of a second in others), and are not used while the registry cannot be read.
 */
import { type Bytes, type PublishedCampaign, parseEnvelopeHeader } from '@cloison/protocol/public';
import type { CampaignStore } from '../campaign-store.ts';
import type { NewEnvelope, StoredEnvelope } from '../envelopes.ts';
import type { FeedPage, FeedRequest } from '../feed.ts';
import type { HolderEntry, NewHolder } from '../holders.ts';
import type { DocumentResult, NewRouting, ReleasedKey } from '../publishing.ts';
import type { PurgeCounts } from '../purging.ts';
import type { ContentFile, HolderListing, ListedEnvelope, RoutingEntry } from '../reading.ts';
import type { RescueRequest, SaveOutcome, SaveRequest } from '../saving.ts';
import { StorageFailure, StorageRefusal } from '../storage-error.ts';
import { NatsContent } from './content.ts';
import { readFeed } from './feed.ts';
import { HolderLocks } from './holder-locks.ts';
import { encodeHolder, type HolderMessage, MAX_RACES, type Read, readHolder } from './holder-message.ts';
import type { Link } from './link.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { hashOf, sameBytes } from './record-message.ts';
import { type OpenState, openState, type Registry } from './registry.ts';
import { NatsRecords } from './saves.ts';
import { countSubjects, scan } from './scan.ts';
import { type CampaignSubjects, text } from './schema.ts';
import { decodeRouting, encodeRescued, encodeRouting } from './side-messages.ts';

/** Publications of one batch under way at a time. */
const WIDTH = 128;

export class NatsCampaign implements CampaignStore {
  readonly name: string;
  readonly #link: Link;
  readonly #subjects: CampaignSubjects;
  readonly #registry: Registry;
  readonly #content: NatsContent;
  readonly #locks = new HolderLocks();
  /** A new object whenever holders, keys or the state may have changed, in this process or another. */
  #holdersSnapshot: object = {};
  readonly #keys = new Map<string, Bytes>();
  readonly #records: NatsRecords;

  constructor(name: string, link: Link, subjects: CampaignSubjects, registry: Registry) {
    this.name = name;
    this.#link = link;
    this.#subjects = subjects;
    this.#registry = registry;
    this.#content = new NatsContent(link, subjects);
    this.#records = new NatsRecords(link, subjects, () => this.#requireOpen());
  }

  get subjects(): CampaignSubjects {
    return this.#subjects;
  }

  /** Call when holders, keys or the state may have changed. */
  forget(): void {
    this.#holdersSnapshot = {};
    this.#keys.clear();
  }

  /** Call after the connection was lost: the servers may be others, or a copy of their disks may have been put back. */
  forgetAll(): void {
    this.forget();
    this.#records.forgetAll();
  }

  published(): PublishedCampaign {
    return this.#state().published;
  }

  #state(): OpenState {
    return openState(this.#registry.get(this.name));
  }

  /** Throws once this process knows that the campaign is frozen. The servers refuse changes even before that. */
  #requireOpen(): void {
    if (this.#registry.get(this.name)?.state !== 'open') throw new StorageFailure('unavailable');
  }

  // Holders

  async putHolders(holders: readonly NewHolder[]): Promise<void> {
    this.#requireOpen();
    await this.#requireCalendars(holders.map(({ calendar }) => calendar));
    await mapConcurrently(holders, WIDTH, (holder) => this.#claim(holder));
    const changed = await mapConcurrently(holders, WIDTH, (holder) =>
      this.#locks.withHolder(holder.holder, () => this.#putHolder(holder)),
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

  /** Writes the message of a token. Throws `StorageRefusal` when the token belongs to another holder. */
  async #claim({ holder, access }: NewHolder): Promise<void> {
    const target = this.#subjects.access(access);
    for (let race = 0, expected = 0; race < MAX_RACES; race++) {
      if ((await this.#link.publish(target, holder, expected)) !== 'raced') return;
      const claimed = await this.#link.read(target);
      if (claimed !== null && sameBytes(claimed.data, holder)) return;
      const owner = claimed === null ? null : await this.#readHolder(claimed.data);
      if (owner !== null && sameBytes(owner.value.access, access)) throw new StorageRefusal('access');
      expected = claimed?.sequence ?? 0;
    }
    throw new StorageFailure('unavailable');
  }

  /** Returns whether the holder existed before. */
  async #putHolder({ holder, access, calendar, role }: NewHolder): Promise<boolean> {
    const target = this.#subjects.holder(holder);
    const fresh: HolderMessage = {
      access: new Uint8Array(access),
      calendar,
      role,
      revoked: false,
      records: [],
      documents: [],
    };
    if ((await this.#link.publish(target, encodeHolder(fresh), 0)) !== 'raced') return false;
    await this.#changeHolder(holder, (now) => ({ ...now, access: new Uint8Array(access), calendar, role }));
    return true;
  }

  /** Null when there is no such holder. `change` returns the same object to leave it. */
  async #changeHolder(
    holder: Uint8Array,
    change: (now: HolderMessage) => HolderMessage,
  ): Promise<HolderMessage | null> {
    const target = this.#subjects.holder(holder);
    for (let race = 0; race < MAX_RACES; race++) {
      const read = await this.#readHolder(holder);
      if (read === null) return null;
      const next = change(read.value);
      if (next === read.value) return next;
      if ((await this.#link.publish(target, encodeHolder(next), read.sequence)) !== 'raced') return next;
    }
    throw new StorageFailure('unavailable');
  }

  #readHolder(holder: Uint8Array): Promise<Read<HolderMessage> | null> {
    return readHolder(this.#link, this.#subjects, holder);
  }

  get holdersSnapshot(): object | null {
    return this.#registry.trusted ? this.#holdersSnapshot : null;
  }

  async holderByAccess(access: string): Promise<HolderEntry | null> {
    const stored = Buffer.from(access, 'latin1');
    const claimed = await this.#link.read(this.#subjects.access(stored));
    if (claimed === null) return null;
    const read = await this.#readHolder(claimed.data);
    if (read === null || !sameBytes(read.value.access, stored)) return null;
    return entryOf(new Uint8Array(claimed.data), read.value);
  }

  async holderById(holder: Uint8Array): Promise<HolderEntry | null> {
    const read = await this.#readHolder(holder);
    return read === null ? null : entryOf(new Uint8Array(holder), read.value);
  }

  async revoke(holders: readonly Uint8Array[]): Promise<void> {
    this.#requireOpen();
    await mapConcurrently(holders, WIDTH, (holder) =>
      this.#locks.withHolder(holder, async () => {
        const marked = await this.#changeHolder(holder, (now) =>
          now.revoked ? now : { ...now, revoked: true },
        );
        for (const name of marked?.records ?? []) await this.#records.markRevoked(holder, name);
      }),
    );
    await this.#announce();
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
    await mapConcurrently([...byHolder.values()], WIDTH, async (own) => {
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
    const target = this.#subjects.document(header.holderId, header.name);
    if (!before.includes(header.name) && (await this.#link.publish(target, bytes, 0)) !== 'raced')
      return 'ok';
    for (let race = 0; race < MAX_RACES; race++) {
      const kept = await this.#link.read(target);
      if (kept !== null && parseEnvelopeHeader(new Uint8Array(kept.data)).version >= header.version) {
        return sameBytes(hashOf(kept.data), hash) ? 'ok' : 'stale';
      }
      if ((await this.#link.publish(target, bytes, kept?.sequence ?? 0)) !== 'raced') return 'ok';
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
    const target = this.#subjects.record(holderId, name);
    return this.#locks.withRecord(target.subject, holderId, () => this.#records.save(request, target));
  }

  async record(holder: Uint8Array, name: string): Promise<StoredEnvelope | null> {
    const { value } = await this.#records.read(holder, name);
    return value.head === null || value.envelope === null ? null : { ...value.head, bytes: value.envelope };
  }

  async listing(holder: Uint8Array): Promise<HolderListing> {
    const known = await this.#readHolder(holder);
    if (known === null) return { documents: [], records: [] };
    const list = async (
      names: readonly string[],
      read: (name: string) => Promise<Omit<ListedEnvelope, 'name'> | null>,
    ): Promise<readonly ListedEnvelope[]> => {
      const found = await mapConcurrently(names.toSorted(), WIDTH, async (name) => ({
        name,
        stored: await read(name),
      }));
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
    const { value: record } = await this.#records.read(header.holderId, header.name);
    if (record.kept.some((one) => sameBytes(one.hash, hash))) return 'ok';
    if (await this.#records.wasAccepted(record, header, hash)) return 'ok';
    const target = this.#subjects.rescued(header.holderId, hash);
    if ((await this.#link.read(target)) !== null) return 'ok';
    const counted = await this.#countRescue(request);
    if (counted !== 'ok') return counted;
    await this.#link.publish(target, encodeRescued({ uploader, atMs: request.nowMs, envelope: bytes }), 0);
    return 'ok';
  }

  /** Limits what one uploader brings. One message lists it: the holder and the hash of each envelope. */
  async #countRescue(request: RescueRequest): Promise<'ok' | 'too-many-records'> {
    const target = this.#subjects.uploader(request.uploader);
    const line = Buffer.concat([request.header.holderId, request.hash]);
    for (let race = 0; race < MAX_RACES; race++) {
      const message = await this.#link.read(target);
      const brought = message?.data ?? Buffer.alloc(0);
      const lines = Array.from({ length: brought.length / RESCUE_LINE }, (_, i) =>
        brought.subarray(i * RESCUE_LINE, (i + 1) * RESCUE_LINE),
      );
      // Counted before, but possibly not stored.
      if (lines.some((one) => sameBytes(one, line))) return 'ok';
      const own = lines.filter((one) => sameBytes(one.subarray(0, 16), request.header.holderId));
      if (lines.length >= request.maxPerUploader || own.length >= request.maxPerHolder)
        return 'too-many-records';
      const done = await this.#link.publish(target, Buffer.concat([brought, line]), message?.sequence ?? 0);
      if (done !== 'raced') return 'ok';
    }
    throw new StorageFailure('unavailable');
  }

  // Routing and keys

  async putRouting(entries: readonly NewRouting[]): Promise<void> {
    this.#requireOpen();
    await mapConcurrently(entries, WIDTH, async ({ holder, name, after, sealed }) => {
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
      // The cached publication may be out of date.
      await this.#registry.refresh();
      const now = this.#state().published.calendars.length;
      if (keys.some(({ calendar }) => calendar >= now)) throw new StorageRefusal('calendar');
    }
    await mapConcurrently(keys, WIDTH, ({ name, calendar, key }) =>
      this.#link.publish(this.#subjects.releasedKey(name, calendar), key, null),
    );
    await this.#announce();
  }

  async key(name: string, calendar: number): Promise<Bytes | null> {
    const target = this.#subjects.releasedKey(name, calendar);
    const kept = this.#registry.trusted ? this.#keys.get(target.subject) : undefined;
    if (kept !== undefined) return kept;
    const snapshot = this.#holdersSnapshot;
    const message = await this.#link.read(target);
    if (message === null) return null;
    const key = new Uint8Array(message.data);
    if (snapshot === this.#holdersSnapshot) this.#keys.set(target.subject, key);
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

/** Bytes of a holder and a hash. */
const RESCUE_LINE = 48;

function entryOf(holder: Bytes, { calendar, role, revoked }: HolderMessage): HolderEntry {
  return { holder, calendar, role, revoked };
}
