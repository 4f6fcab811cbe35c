/**
 * The feed: the changes of each partition in the order of its stream, merged by the time at which the server received them.
 *
 * A position in a partition is `32 × sequence + n`: the reader has everything before that message, and n entries of the message
 * itself. n = 31 means all of them (a record has a head and at most 16 branches). Sequence numbers of a stream increase in
 * the order of commits, so a change committed after those that a reader has seen has a higher number, whichever process wrote
 * it.
 *
 * A record that changes is given again as a whole, with its unchanged head and branches. A reader recognises them by their
 * hash.
 */
import { type Bytes, parseEnvelopeHeader } from '@cloison/protocol/public';
import type { FeedItem, FeedPage, FeedPart, FeedRequest } from '../feed.ts';
import { decodeCursor, encodeCursor } from '../feed-cursor.ts';
import { MINUTE_MS } from '../minutes.ts';
import type { Link } from './link.ts';
import { decodeRecord, hashOf } from './record-message.ts';
import type { Era } from './registry.ts';
import { type Scanned, scan } from './scan.ts';
import { type CampaignSubjects, holderAndName } from './schema.ts';
import { decodeRescued } from './side-messages.ts';

const STEP = 32;
const ALL = STEP - 1;
const BATCH = 256;
/** Entries that one page of a part passes over, at most: some seconds. */
const PASSED_OF_PART = 100_000;

type Entry = Omit<FeedItem, 'cursor'>;

export async function readFeed(
  link: Link,
  subjects: CampaignSubjects,
  freshEras: () => Promise<readonly Era[]>,
  request: FeedRequest,
): Promise<FeedPage> {
  const partitions = Array.from({ length: subjects.partitions }, (_, i) => i);
  const ends = await lastChanges(link, subjects);
  // Read after the ends: an era that begins later starts at these or beyond.
  const eras = await freshEras();
  const era = eras.at(-1)!.mark;
  const positions = positionsOf(request.after, eras, ends);
  const at = positions ?? partitions.map(() => 0);
  const readers = partitions.map((i) => new PartitionReader(link, subjects, i, at[i]!, ends[i]!, request));
  try {
    await Promise.all(readers.map((reader) => reader.advance()));
    const entries: FeedItem[] = [];
    const page = (more: boolean): FeedPage => {
      const all = { entries, more, rewound: positions === null };
      return request.only === undefined ? all : { ...all, next: encodeCursor({ era, positions: at }) };
    };
    let bytes = 0;
    let passed = 0;
    for (;;) {
      const first = earliest(readers);
      if (first === null) return page(false);
      const entry = first.entry!;
      if (!isOf(request.only, entry)) {
        if (passed === PASSED_OF_PART) return page(true);
        passed += 1;
        await first.advance();
        at[first.partition] = first.position;
        continue;
      }
      bytes += entry.envelope?.length ?? 0;
      if (entries.length === request.limit || (entries.length > 0 && bytes > request.maxBytes)) {
        return page(true);
      }
      await first.advance();
      at[first.partition] = first.position;
      entries.push({ cursor: encodeCursor({ era, positions: at }), ...entry });
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

function isOf(part: FeedPart | undefined, { kind }: Entry): boolean {
  return part === undefined || (part === 'finals') === (kind === 'final');
}

/** The last change of each partition, 0 for none. */
export function lastChanges(link: Link, subjects: CampaignSubjects): Promise<readonly number[]> {
  const partitions = Array.from({ length: subjects.partitions }, (_, i) => i);
  return Promise.all(
    partitions.map(async (i) => {
      const last = await link.read({ stream: subjects.stream(i), subject: subjects.kind(i, 'f') });
      return last?.sequence ?? 0;
    }),
  );
}

/** Null when the cursor's era is unknown, or when it is beyond what its era has here. */
function positionsOf(cursor: string, eras: readonly Era[], ends: readonly number[]): number[] | null {
  if (cursor === '') return ends.map(() => 0);
  const decoded = decodeCursor(cursor);
  const era = eras.findIndex(({ mark }) => mark === decoded?.era);
  if (decoded === null || era === -1 || decoded.positions.length !== ends.length) return null;
  // The cursor is older than every later era, so each of those (once its beginning is complete) begins after it.
  const bounds = [ends, ...eras.slice(era + 1).flatMap(({ after }) => (after === null ? [] : [after]))];
  const known = decoded.positions.every((position, i) =>
    bounds.every((bound) => Math.floor(position / STEP) <= bound[i]!),
  );
  return known ? [...decoded.positions] : null;
}

/** The reader with the oldest next entry; null when none has one. */
function earliest(readers: readonly PartitionReader[]): PartitionReader | null {
  let best: PartitionReader | null = null;
  for (const reader of readers) {
    if (reader.entry !== null && (best === null || reader.timeNs < best.timeNs)) best = reader;
  }
  return best;
}

/** Reads the entries of one partition, one by one. */
class PartitionReader {
  readonly partition: number;
  /** The next entry; null at the end. */
  entry: Entry | null = null;
  timeNs = 0;
  /** The position of a reader that has everything before `entry`. */
  position: number;
  readonly #messages: AsyncGenerator<Scanned> | null;
  readonly #wholeHeads: boolean;
  #message: Scanned | null = null;
  #entries: readonly Entry[] = [];
  #given = 0;
  /** How many entries of the first message the reader already has. */
  #skip: number;

  constructor(
    link: Link,
    subjects: CampaignSubjects,
    partition: number,
    position: number,
    end: number,
    { limit, wholeHeads }: FeedRequest,
  ) {
    this.partition = partition;
    this.position = position;
    this.#wholeHeads = wholeHeads;
    const [sequence, given] = [Math.floor(position / STEP), position % STEP];
    const isWhole = given === ALL;
    this.#skip = isWhole ? 0 : given;
    const from = isWhole ? sequence + 1 : Math.max(1, sequence);
    this.#messages =
      from > end
        ? null
        : scan(link, subjects.stream(partition), {
            filter: subjects.kind(partition, 'f'),
            from,
            batch: Math.min(BATCH, limit + 1),
          });
  }

  /** Moves `entry` to the next one. */
  async advance(): Promise<void> {
    if (this.entry !== null) this.#given += 1;
    for (;;) {
      if (this.#message !== null && this.entry !== null) {
        const isWhole = this.#given === this.#entries.length;
        this.position = this.#message.sequence * STEP + (isWhole ? ALL : this.#given);
      }
      if (this.#given < this.#entries.length) {
        this.entry = this.#entries[this.#given]!;
        return;
      }
      const next = await this.#messages?.next();
      if (next === undefined || next.done === true) {
        this.entry = null;
        return;
      }
      const first = this.#message === null;
      this.#message = next.value;
      this.timeNs = next.value.timeNs;
      this.#entries = entriesOf(next.value, this.#wholeHeads);
      // The entries that the reader already has are skipped only in the message that they were in.
      const isSame = first && Math.floor(this.position / STEP) === next.value.sequence;
      this.#given = isSame ? this.#skip : 0;
      this.entry = null;
    }
  }

  async close(): Promise<void> {
    await this.#messages?.return(undefined);
  }
}

function entriesOf({ subject, data }: Scanned, wholeHeads: boolean): readonly Entry[] {
  return /\.f\.x\.[^.]+\.[^.]+$/.test(subject)
    ? [rescuedEntry(data)]
    : recordEntries(subject, data, wholeHeads);
}

function rescuedEntry(data: Buffer): Entry {
  const { atMs, envelope } = decodeRescued(data);
  const { holderId, name, version } = parseEnvelopeHeader(envelope);
  return {
    holder: holderId,
    name,
    kind: 'branch',
    reason: 'rescue',
    version,
    hash: hashOf(envelope),
    atMs,
    envelope,
  };
}

function recordEntries(subject: string, data: Buffer, wholeHeads: boolean): readonly Entry[] {
  const { holder, name } = holderAndName(subject);
  const record = decodeRecord(data);
  const entries: Entry[] = [];
  if (record.head !== null) {
    const { version, hash, final } = record.head;
    entries.push({
      holder,
      name,
      kind: final ? 'final' : 'head',
      reason: null,
      version,
      hash,
      atMs: record.minute * MINUTE_MS,
      envelope: final || wholeHeads ? (record.envelope as Bytes) : null,
    });
  }
  for (const { answer, minute, envelope, header } of record.branches) {
    entries.push({
      holder,
      name,
      kind: 'branch',
      reason: answer,
      version: header.version,
      hash: hashOf(envelope),
      atMs: minute * MINUTE_MS,
      envelope,
    });
  }
  return entries;
}
