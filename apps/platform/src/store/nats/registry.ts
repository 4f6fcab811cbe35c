/**
 * The campaigns of the store and their states, shared by all processes, and a message for each campaign that is written
 * whenever a holder or a released key changes. Each process reads what is new four times a second, and at once when it misses
 * a campaign. It trusts what it caches of holders only while these reads succeed.
 */
import type { PublishedCampaign, SignedStatement } from '@cloison/protocol/public';
import type { PurgeBegun } from '../purging.ts';
import { StorageFailure } from '../storage-error.ts';
import { failureOf } from './failure.ts';
import type { Link } from './link.ts';
import type { Subjects } from './schema.ts';

const REFRESH_MS = 250;
/** Caches of holders are not used when the last successful refresh is older than this. */
const TRUST_MS = 2000;
/** Between two refreshes for a campaign that does not exist. */
const MISS_MS = 20;
const MAX_RACES = 50;

export type CampaignState =
  | ({ readonly state: 'open' | 'moved' } & OpenState)
  /** A restoration that has not ended, and never will if its process was killed. */
  | { readonly state: 'filling'; readonly by: string }
  | { readonly state: 'purging'; readonly partitions: number; readonly begun: PurgeBegun }
  | { readonly state: 'purged'; readonly statement: SignedStatement };

export interface OpenState {
  readonly published: PublishedCampaign;
  readonly partitions: number;
  /** Of the feed's cursors, oldest first. */
  readonly eras: readonly Era[];
  /** The highest calendar index that a holder ever had, -1 for none. */
  readonly highestCalendar: number;
}

/**
 * A run of changes. An era begins whenever a process opens the store or reconnects to it. If a copy was put back meanwhile,
 * its later changes are therefore not confused with those that got the same numbers in the original.
 */
export interface Era {
  readonly mark: string;
  /** The last change of each partition before the era; null while its beginning is not complete. */
  readonly after: readonly number[] | null;
}

/** A reader whose cursor is older than this many eras reads the feed from the beginning. */
const MAX_ERAS = 64;

export function withEra(eras: readonly Era[], era: Era): readonly Era[] {
  return [...eras.filter(({ mark }) => mark !== era.mark), era].slice(-MAX_ERAS);
}

export class Registry {
  readonly #link: Link;
  readonly #subjects: Subjects;
  readonly #states = new Map<string, { readonly sequence: number; readonly state: CampaignState }>();
  readonly #changes = new Map<string, number>();
  readonly #changed: (campaign: string) => void;
  #seen = 0;
  #refreshedMs = Number.NEGATIVE_INFINITY;
  #refreshing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** `changed` is called when the holders, keys or state of a campaign may have changed. */
  constructor(link: Link, subjects: Subjects, changed: (campaign: string) => void) {
    this.#link = link;
    this.#subjects = subjects;
    this.#changed = changed;
  }

  async start(): Promise<void> {
    await this.refresh();
    const again = () => {
      this.#timer = setTimeout(async () => {
        await this.refresh().catch(() => undefined);
        if (this.#timer !== null) again();
      }, REFRESH_MS);
      this.#timer.unref();
    };
    again();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Whether the last successful refresh is at most two seconds old. */
  get trusted(): boolean {
    return performance.now() - this.#refreshedMs < TRUST_MS;
  }

  get(campaign: string): CampaignState | null {
    return this.#states.get(campaign)?.state ?? null;
  }

  names(): readonly string[] {
    return [...this.#states].filter(([, { state }]) => state.state !== 'filling').map(([name]) => name);
  }

  /** `get`, after a refresh when the campaign is unknown. */
  async find(campaign: string): Promise<CampaignState | null> {
    const known = this.get(campaign);
    if (known !== null) return known;
    const waitMs = this.#refreshedMs + MISS_MS - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    await this.refresh();
    return this.get(campaign);
  }

  /** Reads everything that is new. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const beganMs = performance.now();
    const { registryStream, anyCampaign } = this.#subjects;
    const last = await this.#link.read({ stream: registryStream, subject: anyCampaign });
    // A copy of the servers' disks was put back: everything cached is out of date.
    if ((last?.sequence ?? 0) < this.#seen) this.#reset();
    while (last !== null && this.#seen < last.sequence) {
      const next = await this.#link.next(registryStream, this.#seen + 1, anyCampaign);
      if (next === null) break;
      this.#take(next.subject, next.sequence, next.data);
      this.#seen = next.sequence;
    }
    this.#refreshedMs = beganMs;
  }

  #reset(): void {
    const names = [...this.#states.keys()];
    this.#seen = 0;
    this.#states.clear();
    this.#changes.clear();
    for (const name of names) this.#changed(name);
  }

  /** Reads the present state from the servers. */
  async fresh(campaign: string): Promise<CampaignState | null> {
    return (await this.#read(campaign)).state;
  }

  /** Returns what was read even if a newer state is cached: a copy of the servers' disks may have been put back. */
  async #read(
    campaign: string,
  ): Promise<{ readonly sequence: number; readonly state: CampaignState | null }> {
    const subject = this.#subjects.state(campaign);
    const message = await this.#link.read({ stream: this.#subjects.registryStream, subject });
    if (message === null) return { sequence: 0, state: null };
    this.#take(subject, message.sequence, message.data);
    return {
      sequence: message.sequence,
      state: JSON.parse(message.data.toString('utf8')) as CampaignState,
    };
  }

  #take(subject: string, sequence: number, data: Buffer): void {
    const [campaign, changes] = subject.slice(this.#subjects.anyCampaign.length - 1).split('.') as [
      string,
      string?,
    ];
    if (changes === undefined) {
      if ((this.#states.get(campaign)?.sequence ?? 0) >= sequence) return;
      this.#states.set(campaign, { sequence, state: JSON.parse(data.toString('utf8')) as CampaignState });
    } else {
      if ((this.#changes.get(campaign) ?? 0) >= sequence) return;
      this.#changes.set(campaign, sequence);
    }
    this.#changed(campaign);
  }

  /**
   * Reads the state, changes it and writes it; starts again when another process wrote in between. `change` returns null to
   * leave it, and may throw. Resolves to the resulting state.
   */
  async update(
    campaign: string,
    change: (now: CampaignState | null) => CampaignState | null | Promise<CampaignState | null>,
  ): Promise<CampaignState | null> {
    const { registryStream: stream } = this.#subjects;
    const subject = this.#subjects.state(campaign);
    for (let race = 0; race < MAX_RACES; race++) {
      const { sequence, state } = await this.#read(campaign);
      const next = await change(state);
      if (next === null) return state;
      const data = Buffer.from(JSON.stringify(next));
      const done = await this.#link.publish({ stream, subject }, data, sequence);
      if (done === 'raced') continue;
      this.#take(subject, done.sequence, data);
      return next;
    }
    throw new StorageFailure('unavailable');
  }

  /** Tells every process that holders or keys of the campaign have changed. */
  async announce(campaign: string): Promise<void> {
    const { registryStream: stream } = this.#subjects;
    const subject = this.#subjects.changes(campaign);
    const done = await this.#link.publish({ stream, subject }, '', null);
    if (done !== 'raced') this.#take(subject, done.sequence, Buffer.alloc(0));
  }
}

/** The state of a campaign that at least answers reads. Throws `StorageFailure` otherwise. */
export function openState(state: CampaignState | null): OpenState {
  if (state?.state === 'open' || state?.state === 'moved') return state;
  throw failureOf(new StorageFailure('unavailable'));
}
