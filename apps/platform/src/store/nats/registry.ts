/**
 * What the store knows of campaigns, shared by every process: their states, and a number that goes up whenever a holder
 * or a released key changes. Each process looks for what is new four times a second, and at once when it misses
 * something; what it keeps of holders is trusted only while these looks succeed.
 */
import type { PublishedCampaign, SignedStatement } from '@cloison/protocol/public';
import type { PurgeBegun } from '../purging.ts';
import { StorageFailure } from '../storage-error.ts';
import { failureOf } from './failure.ts';
import type { Link } from './link.ts';
import type { Subjects } from './schema.ts';

const LOOK_MS = 250;
/** Without a successful look for so long, nothing that is kept of holders counts. */
const TRUST_MS = 2000;
/** Between two looks for a campaign that is not there. */
const MISS_MS = 20;
const RACES = 50;

export type CampaignState =
  | ({ readonly state: 'open' | 'moved' } & OpenState)
  /** A restoration that has not ended, and perhaps never will. */
  | { readonly state: 'filling'; readonly by: string }
  | { readonly state: 'purging'; readonly partitions: number; readonly begun: PurgeBegun }
  | { readonly state: 'purged'; readonly statement: SignedStatement };

export interface OpenState {
  readonly published: PublishedCampaign;
  readonly partitions: number;
  /** Of the feed's cursors, oldest first. */
  readonly eras: readonly Era[];
  /** The highest number of a calendar that a holder ever had, -1 for none. */
  readonly highestCalendar: number;
}

/**
 * A run of changes. One begins whenever a process opens the store or has been cut off from it: if a copy was put back
 * meanwhile, what it gets from then on is not taken for what the original got under the same numbers.
 */
export interface Era {
  readonly mark: string;
  /** Last change of each partition before it, null while its beginning is not finished. */
  readonly after: readonly number[] | null;
}

/** A reader that was away for more beginnings than these reads the feed anew. */
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
  #lookedMs = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** `changed` is told of a campaign whose holders, keys or state may be others than before. */
  constructor(link: Link, subjects: Subjects, changed: (campaign: string) => void) {
    this.#link = link;
    this.#subjects = subjects;
    this.#changed = changed;
  }

  async start(): Promise<void> {
    await this.look();
    const again = () => {
      this.#timer = setTimeout(async () => {
        await this.look().catch(() => undefined);
        if (this.#timer !== null) again();
      }, LOOK_MS);
      this.#timer.unref();
    };
    again();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Whether what was seen of the registry is at most two seconds old. */
  get trusted(): boolean {
    return performance.now() - this.#lookedMs < TRUST_MS;
  }

  get(campaign: string): CampaignState | null {
    return this.#states.get(campaign)?.state ?? null;
  }

  names(): readonly string[] {
    return [...this.#states].filter(([, { state }]) => state.state !== 'filling').map(([name]) => name);
  }

  /** As `get`, after a look of its own when there is none. */
  async find(campaign: string): Promise<CampaignState | null> {
    const known = this.get(campaign);
    if (known !== null) return known;
    const waitMs = this.#lookedMs + MISS_MS - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    await this.look();
    return this.get(campaign);
  }

  /** Everything that is new since the last look. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const beganMs = performance.now();
    const { registryStream, anyCampaign } = this.#subjects;
    const last = await this.#link.read({ stream: registryStream, subject: anyCampaign });
    // A copy of the servers' disks was put back: all that was known is of another time.
    if ((last?.sequence ?? 0) < this.#seen) this.#reset();
    while (last !== null && this.#seen < last.sequence) {
      const next = await this.#link.next(registryStream, this.#seen + 1, anyCampaign);
      if (next === null) break;
      this.#take(next.subject, next.sequence, next.data);
      this.#seen = next.sequence;
    }
    this.#lookedMs = beganMs;
  }

  #reset(): void {
    const names = [...this.#states.keys()];
    this.#seen = 0;
    this.#states.clear();
    this.#changes.clear();
    for (const name of names) this.#changed(name);
  }

  /** The state as the servers have it now. */
  async fresh(campaign: string): Promise<CampaignState | null> {
    return (await this.#read(campaign)).state;
  }

  /** What was read and not what is known: a copy of the servers' disks may have been put back. */
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
   * Reads the state, has it changed and writes it, again when another process came in between. `change` returns null to
   * leave it, and may throw. Resolves to the state afterwards.
   */
  async update(
    campaign: string,
    change: (now: CampaignState | null) => CampaignState | null | Promise<CampaignState | null>,
  ): Promise<CampaignState | null> {
    const { registryStream: stream } = this.#subjects;
    const subject = this.#subjects.state(campaign);
    for (let race = 0; race < RACES; race++) {
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

  /** Tells every process that holders or keys of the campaign are others than before. */
  async announce(campaign: string): Promise<void> {
    const { registryStream: stream } = this.#subjects;
    const subject = this.#subjects.changes(campaign);
    const done = await this.#link.publish({ stream, subject }, '', null);
    if (done !== 'raced') this.#take(subject, done.sequence, Buffer.alloc(0));
  }
}

/** The state, when the campaign takes changes or at least answers reads; else why not, as the port says it. */
export function openState(state: CampaignState | null): OpenState {
  if (state?.state === 'open' || state?.state === 'moved') return state;
  throw failureOf(new StorageFailure('unavailable'));
}
