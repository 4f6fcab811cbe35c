/**
 * The store on NATS JetStream: existing servers, usually three that share neither power nor disk. Any number of the
 * platform's processes share it. Names of streams: `schema.ts`.
 *
 * A majority of the replicas has what is acknowledged. Whether each of them has it on its disk by then depends on the servers'
 * setting `sync_interval`.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PublishedCampaign, SignedStatement } from '@cloison/protocol/public';
import type { MaybePromise } from '../../base/maybe-promise.ts';
import { pepperMark } from '../../base/secrets.ts';
import { SetupError } from '../../base/setup-error.ts';
import type { CampaignLookup } from '../directory.ts';
import { newEra } from '../feed-cursor.ts';
import { SILENT_OBSERVER, type StoreObserver } from '../health.ts';
import type { PurgeBegun } from '../purging.ts';
import { NONCE_MS, type SignedCallMark } from '../signed-calls.ts';
import { StorageFailure, StorageRefusal } from '../storage-error.ts';
import type { Store } from '../store.ts';
import type { DumpEntry } from '../transfer.ts';
import type { BookedSlots } from '../unknown-code-slots.ts';
import { bookSlotsAfter, SLOT_MS } from '../unknown-code-slots.ts';
import type { NatsAddress } from './address.ts';
import { NatsCampaign } from './campaign.ts';
import { ApiError, failureOf } from './failure.ts';
import { lastChanges } from './feed.ts';
import { Link } from './link.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { type CampaignState, openState, Registry, withEra } from './registry.ts';
import { type CampaignSubjects, Subjects } from './schema.ts';
import { dumpStreams, fillStreams } from './transfer.ts';

const MAX_RACES = 50;
/** Creating or changing a stream waits for a majority of the cluster, and for the leader of the new stream. */
const STREAM_MS = 15_000;
const WIDTH = 8;
const RETRY_MS = 500;
const START_MS = 30_000;
const NO_LIMIT = -1;

export interface NatsStoreOptions {
  readonly address: NatsAddress;
  /** The store keeps a mark of its pepper and refuses to open with another one, under which every token would be unknown. */
  readonly pepper: Uint8Array;
  /** The maximum number of bytes of one campaign, without its content and on each replica; null for none. */
  readonly maxBytes?: number | null;
  readonly observer?: StoreObserver;
  /** How long to wait for servers that are starting or electing a leader; default half a minute. */
  readonly startMs?: number;
}

/** Throws `SetupError`: `bad-setting` when the servers cannot be used in time, `wrong-secrets`. */
export async function openNatsStore(options: NatsStoreOptions): Promise<Store> {
  const observer = options.observer ?? SILENT_OBSERVER;
  const link = await Link.open(options.address, (ms) => observer.committed(1, ms));
  const store = new NatsStore(options, link);
  const untilMs = performance.now() + (options.startMs ?? START_MS);
  for (;;) {
    try {
      await store.start(pepperMark(options.pepper));
      return store;
    } catch (error) {
      const failure = failureOf(error);
      if (failure instanceof StorageFailure && performance.now() < untilMs) {
        await sleep(RETRY_MS);
        continue;
      }
      await store.close();
      if (!(failure instanceof StorageFailure)) throw failure;
      throw new SetupError('jetstream-unusable', {
        servers: options.address.servers.join(', '),
        reason: reasonOf(failure),
      });
    }
  }
}

/** The servers' last answer, for the operator. */
function reasonOf({ cause }: StorageFailure): string {
  return cause instanceof Error && cause.message !== '' ? cause.message : 'no answer';
}

class NatsStore implements Store {
  readonly notErased =
    "The campaign's streams were deleted on the NATS servers: their files are removed and not overwritten, and a server that was away then removes its own when it is back.";
  readonly #link: Link;
  readonly #address: NatsAddress;
  readonly #maxBytes: number | null;
  readonly #subjects: Subjects;
  readonly #registry: Registry;
  readonly #campaigns = new Map<string, NatsCampaign>();
  /** How often the connection was lost. Only the recovery from the last loss continues. */
  #losses = 0;
  #isClosed = false;

  constructor({ address, maxBytes }: NatsStoreOptions, link: Link) {
    this.#link = link;
    this.#address = address;
    this.#maxBytes = maxBytes ?? null;
    this.#subjects = new Subjects(address.prefix);
    this.#registry = new Registry(link, this.#subjects, (name) => this.#campaigns.get(name)?.forget());
  }

  async start(mark: string): Promise<void> {
    const { registryStream, registry, noncesStream, nonces, pepper } = this.#subjects;
    await this.#createStream(registryStream, registry);
    await this.#createStream(noncesStream, nonces, { max_age: NONCE_MS * 1e6 });
    const target = { stream: registryStream, subject: pepper };
    if ((await this.#link.publish(target, mark, 0)) === 'raced') {
      const kept = await this.#link.read(target);
      if (kept?.data.toString('utf8') !== mark) {
        throw new SetupError('secrets-of-another-store');
      }
    }
    await this.#registry.start();
    await this.#beginEras();
    this.#link.reconnected = () => {
      for (const campaign of this.#campaigns.values()) campaign.forgetAll();
      void this.#retryBeginEras();
    };
  }

  /** Begins eras, and tries again until it succeeds: JetStream may need some time after the connection is back. */
  async #retryBeginEras(): Promise<void> {
    this.#losses += 1;
    for (const loss = this.#losses; loss === this.#losses && !this.#isClosed; await sleep(RETRY_MS)) {
      try {
        await this.#beginEras();
        return;
      } catch (error) {
        if (!(failureOf(error) instanceof StorageFailure)) throw error;
      }
    }
  }

  /** In two steps, so that a reader that does not know the new era yet is never beyond the end recorded for the old one. */
  async #beginEras(): Promise<void> {
    await this.#registry.refresh();
    for (const name of this.#registry.names()) {
      const mark = newEra();
      const begun = await this.#registry.update(name, (now) =>
        isPresent(now) ? { ...now, eras: withEra(now.eras, { mark, after: null }) } : null,
      );
      if (!isPresent(begun)) continue;
      const after = await lastChanges(this.#link, this.#subjectsOf(name, begun));
      await this.#registry.update(name, (now) =>
        isPresent(now)
          ? { ...now, eras: now.eras.map((era) => (era.mark === mark ? { mark, after } : era)) }
          : null,
      );
    }
  }

  async #createStream(name: string, subjects: string, more: object = {}): Promise<void> {
    try {
      await this.#link.api(`STREAM.INFO.${name}`);
      return;
    } catch (error) {
      if (!(error instanceof ApiError && error.is('streamNotFound'))) throw failureOf(error);
    }
    const config = {
      name,
      subjects: [subjects],
      retention: 'limits',
      storage: 'file',
      discard: 'new',
      num_replicas: this.#address.replicas,
      max_msgs_per_subject: 1,
      max_msgs: NO_LIMIT,
      max_bytes: NO_LIMIT,
      max_msg_size: NO_LIMIT,
      max_age: 0,
      allow_direct: true,
      ...more,
    };
    try {
      await this.#link.api(`STREAM.CREATE.${name}`, config, STREAM_MS);
    } catch (error) {
      // Another process created it first.
      if (error instanceof ApiError && error.code === 10058) return;
      throw failureOf(error);
    }
  }

  async #createStreams(subjects: CampaignSubjects): Promise<void> {
    const maxBytes = this.#maxBytes === null ? NO_LIMIT : Math.ceil(this.#maxBytes / subjects.partitions);
    const partitions = Array.from({ length: subjects.partitions }, (_, i) => i);
    await mapConcurrently(partitions, WIDTH, (i) =>
      this.#createStream(subjects.stream(i), subjects.all(i), { max_bytes: maxBytes }),
    );
    await this.#createStream(subjects.contentStream, subjects.allContent);
  }

  async #deleteStreams(subjects: CampaignSubjects): Promise<void> {
    await mapConcurrently(streamsOf(subjects), WIDTH, async (stream) => {
      try {
        await this.#link.api(`STREAM.DELETE.${stream}`, null, STREAM_MS);
      } catch (error) {
        if (!(error instanceof ApiError && error.is('streamNotFound'))) throw failureOf(error);
      }
    });
  }

  /**
   * Lets the servers accept messages for the campaign, or refuse them all, whichever process sends them: with a maximum size of
   * one byte they refuse every message and keep what they have. Resolves when the leader of each stream does so.
   */
  async #setWritable(subjects: CampaignSubjects, writable: boolean): Promise<void> {
    await mapConcurrently(streamsOf(subjects), WIDTH, async (stream) => {
      try {
        const { config } = await this.#link.api<{ config: object }>(`STREAM.INFO.${stream}`);
        const changed = { ...config, max_msg_size: writable ? NO_LIMIT : 1 };
        await this.#link.api(`STREAM.UPDATE.${stream}`, changed, STREAM_MS);
      } catch (error) {
        throw failureOf(error);
      }
    });
  }

  #subjectsOf(name: string, { partitions }: { readonly partitions: number }): CampaignSubjects {
    return this.#subjects.campaign(name, partitions);
  }

  #campaign(name: string, state: { readonly partitions: number }): NatsCampaign {
    let campaign = this.#campaigns.get(name);
    if (campaign === undefined || campaign.subjects.partitions !== state.partitions) {
      campaign = new NatsCampaign(name, this.#link, this.#subjectsOf(name, state), this.#registry);
      this.#campaigns.set(name, campaign);
    }
    return campaign;
  }

  campaignToSave(name: string): MaybePromise<CampaignLookup> {
    const known = this.#registry.get(name);
    return known === null ? this.campaign(name) : this.#lookupOf(name, known);
  }

  async campaign(name: string): Promise<CampaignLookup> {
    return this.#lookupOf(name, await this.#registry.find(name));
  }

  #lookupOf(name: string, state: CampaignState | null): CampaignLookup {
    switch (state?.state) {
      case 'open':
      case 'moved':
        return { state: state.state, campaign: this.#campaign(name, state) };
      case 'purging':
        return { state: 'purging', begun: state.begun };
      case 'purged':
        return { state: 'purged', statement: state.statement };
      default:
        return { state: 'absent' };
    }
  }

  async campaigns(): Promise<readonly string[]> {
    await this.#registry.refresh();
    return this.#registry.names().toSorted();
  }

  async publish(name: string, published: PublishedCampaign): Promise<void> {
    await this.#registry.update(name, async (now) => {
      switch (now?.state) {
        case 'purging':
        case 'purged':
          throw new StorageRefusal('purged');
        case 'moved':
          throw new StorageFailure('unavailable');
        case 'open':
          if (now.highestCalendar >= published.calendars.length) throw new StorageRefusal('calendar');
          return { ...now, published };
        default: {
          const state = this.#newState(published);
          const subjects = this.#subjectsOf(name, state);
          // Remove what a killed restoration has left.
          if (now?.state === 'filling') await this.#deleteStreams(this.#widest(name));
          await this.#createStreams(subjects);
          return state;
        }
      }
    });
  }

  #newState(published: PublishedCampaign): Extract<CampaignState, { state: 'open' | 'moved' }> {
    const { partitions } = this.#address;
    const eras = [{ mark: newEra(), after: null }];
    return { state: 'open', published, partitions, eras, highestCalendar: -1 };
  }

  /** The subjects of a campaign whose number of partitions is unknown: as many as it can have. */
  #widest(name: string): CampaignSubjects {
    return this.#subjects.campaign(name, 16);
  }

  async acceptCall({ key, sequence, nonce }: SignedCallMark): Promise<'accepted' | 'replayed'> {
    const target = { stream: this.#subjects.noncesStream, subject: this.#subjects.nonce(nonce) };
    const fresh = await this.#link.publish(target, '', 0);
    if (fresh === 'raced') return 'replayed';
    return this.#raiseSequence(key, sequence);
  }

  async #raiseSequence(key: string, sequence: number): Promise<'accepted' | 'replayed'> {
    const target = { stream: this.#subjects.registryStream, subject: this.#subjects.key(key) };
    for (let race = 0; race < MAX_RACES; race++) {
      const last = await this.#link.read(target);
      if (last !== null && Number(last.data.toString('utf8')) >= sequence) return 'replayed';
      const done = await this.#link.publish(target, String(sequence), last?.sequence ?? 0);
      if (done !== 'raced') return 'accepted';
    }
    throw new StorageFailure('unavailable');
  }

  /** Uses the servers' clock, which all processes share. The end of the queue is in one message, changed by compare-and-swap. */
  async bookSlots(campaign: string, wanted: number): Promise<BookedSlots> {
    const { registryStream } = this.#subjects;
    const target = { stream: registryStream, subject: this.#subjects.unknownCodeSlots(campaign) };
    for (let race = 0; race < MAX_RACES; race++) {
      const message = await this.#link.read(target);
      const nowMs = await this.#serversTimeMs();
      const booked = bookSlotsAfter(Number(message?.data.toString('utf8') ?? 0), wanted, nowMs);
      if (booked.count === 0) return booked;
      const lastMs = String(nowMs + booked.firstMs + (booked.count - 1) * SLOT_MS);
      if ((await this.#link.publish(target, lastMs, message?.sequence ?? 0)) !== 'raced') return booked;
    }
    throw new StorageFailure('unavailable');
  }

  async #serversTimeMs(): Promise<number> {
    try {
      const { ts } = await this.#link.api<{ ts: string }>(`STREAM.INFO.${this.#subjects.registryStream}`);
      return Date.parse(ts);
    } catch (error) {
      throw failureOf(error);
    }
  }

  async beginPurge(name: string, nowMs: number): Promise<PurgeBegun> {
    const state = await this.#registry.update(name, async (now) => {
      if (now?.state === 'purging') return null;
      if (now?.state !== 'open' && now?.state !== 'moved') throw new Error('only an open campaign is purged');
      const subjects = this.#subjectsOf(name, now);
      await this.#setWritable(subjects, false);
      try {
        const counts = await this.#campaign(name, now).counts();
        return { state: 'purging', partitions: now.partitions, begun: { atMs: nowMs, counts } };
      } catch (error) {
        if (now.state === 'open') await this.#setWritable(subjects, true);
        throw error;
      }
    });
    if (state?.state !== 'purging') throw new StorageFailure('unavailable');
    return state.begun;
  }

  async erase(name: string): Promise<void> {
    await this.#registry.refresh();
    const state = this.#registry.get(name);
    if (state?.state !== 'purging') throw new Error('erasing begins with beginPurge');
    this.#campaigns.delete(name);
    await this.#deleteStreams(this.#subjectsOf(name, state));
  }

  async finishPurge(name: string, statement: SignedStatement): Promise<void> {
    await this.#registry.update(name, () => ({ state: 'purged', statement }));
  }

  async beginMove(name: string): Promise<void> {
    const state = await this.#registry.update(name, (now) => {
      if (now?.state === 'moved') return null;
      if (now?.state !== 'open') throw new StorageRefusal(isGone(now) ? 'purged' : 'absent');
      return { ...now, state: 'moved' };
    });
    await this.#setWritable(this.#subjectsOf(name, openState(state)), false);
  }

  async cancelMove(name: string): Promise<void> {
    await this.#registry.refresh();
    const state = this.#registry.get(name);
    if (state?.state !== 'open' && state?.state !== 'moved') {
      throw new StorageRefusal(isGone(state) ? 'purged' : 'absent');
    }
    await this.#setWritable(this.#subjectsOf(name, state), true);
    await this.#registry.update(name, (now) => (now?.state === 'moved' ? { ...now, state: 'open' } : null));
  }

  async *dump(name: string): AsyncGenerator<DumpEntry> {
    const state = await this.#registry.find(name);
    if (state?.state !== 'open' && state?.state !== 'moved') {
      throw new StorageRefusal(isGone(state) ? 'purged' : 'absent');
    }
    yield { kind: 'published', published: state.published };
    const { registryStream } = this.#subjects;
    const callers = this.#subjects.key('').concat('>');
    for (let next = await this.#link.next(registryStream, 1, callers); next !== null; ) {
      const key = Buffer.from(next.subject.slice(callers.length - 1), 'base64url').toString('utf8');
      yield { kind: 'caller', key, sequence: Number(next.data.toString('utf8')) };
      next = await this.#link.next(registryStream, next.sequence + 1, callers);
    }
    yield* dumpStreams(this.#link, this.#subjectsOf(name, state));
  }

  async restore(name: string, entries: Iterable<DumpEntry> | AsyncIterable<DumpEntry>): Promise<void> {
    const begun = await this.#registry.update(name, (now) => {
      if (now !== null && now.state !== 'filling')
        throw new StorageRefusal(isGone(now) ? 'purged' : 'present');
      return { state: 'filling', by: randomBytes(8).toString('hex') };
    });
    await this.#deleteStreams(this.#widest(name));
    const subjects = this.#subjectsOf(name, this.#address);
    await this.#createStreams(subjects);
    let published: PublishedCampaign | null = null;
    const callers: { readonly key: string; readonly sequence: number }[] = [];
    const highestCalendar = await fillStreams(this.#link, subjects, entries, (entry) => {
      if (entry.kind === 'published') published = entry.published;
      else callers.push(entry);
    });
    for (const { key, sequence } of callers) await this.#raiseSequence(key, sequence);
    const state = { ...this.#newState(published!), highestCalendar };
    await this.#registry.update(name, (now) => {
      // Another restoration has started meanwhile, from nothing.
      if (JSON.stringify(now) !== JSON.stringify(begun)) throw new StorageRefusal('present');
      return state;
    });
  }

  async renewEras(): Promise<void> {
    await this.#registry.refresh();
    for (const name of this.#registry.names()) {
      await this.#registry.update(name, (now) =>
        now?.state === 'open' || now?.state === 'moved'
          ? { ...now, eras: [{ mark: newEra(), after: null }] }
          : null,
      );
    }
  }

  async check(): Promise<void> {
    const { registryStream: stream, check: subject } = this.#subjects;
    await this.#link.publish({ stream, subject }, '', null);
    // Each stream has a leader of its own: where one has none, the others answer, and saves and reads of that one wait.
    const streams = this.#registry.names().flatMap((name) => {
      const state = this.#registry.get(name);
      return isPresent(state) ? streamsOf(this.#subjectsOf(name, state)) : [];
    });
    await Promise.all(streams.map((own) => this.#link.read({ stream: own, subject })));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#registry.stop();
    await this.#link.close();
  }
}

function streamsOf(subjects: CampaignSubjects): readonly string[] {
  return [
    ...Array.from({ length: subjects.partitions }, (_, i) => subjects.stream(i)),
    subjects.contentStream,
  ];
}

function isPresent(
  state: CampaignState | null,
): state is Extract<CampaignState, { state: 'open' | 'moved' }> {
  return state?.state === 'open' || state?.state === 'moved';
}

function isGone(state: CampaignState | null | undefined): boolean {
  return state?.state === 'purging' || state?.state === 'purged';
}
