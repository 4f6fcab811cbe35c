/** All records that were received and not opened yet, in batches: final ones first, for pupils and teachers wait for them. */

import { toHex } from '@cloison/protocol/public';
import { resultsInOrder } from '@cloison/threads';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { findHolder } from '../codes/holders.ts';
import { nameClasses } from '../records/entry-names.ts';
import { type RecordKey, recordsToOpen, type WhichRecords } from '../records/received-records.ts';
import type { HolderRow } from '../vault/rows.ts';
import { type ComputedBatch, keepBatch } from './process-records.ts';
import { type RecordThreads, recordsHere } from './record-tasks.ts';

const BATCH = 200;
/** Records looked for at a time. */
const WINDOW = 4_000;
/** Fewer than these are computed on this thread: others would take longer to start. */
const THREADS_FROM = 1_000;

/** In this order. */
const ORDER: readonly WhichRecords[] = ['others', 'final', 'unfinished'];

export interface ProcessOutcome {
  readonly sittings: number;
  readonly quarantined: number;
  /** Whether records were left because the time was over. */
  readonly cutShort: boolean;
  /** Rows of `class_level` whose reports people wait for: a final record came, or one that staff keyed. */
  readonly awaited: ReadonlySet<number>;
}

export interface ProcessOptions {
  readonly signal?: AbortSignal;
  /** These compute the records when there are many; without, this thread does. */
  readonly threads?: RecordThreads;
  /**
   * On the clock of `performance`: what is not begun by then is left for the next pass, but for the first records that are
   * awaited, and the first few of the others, so that every pass goes on.
   */
  readonly until?: number;
  /** Leaves what is unfinished. */
  readonly onlyAwaited?: boolean;
  /** Records that are computed together. */
  readonly batch?: number;
}

export async function processRecords(
  campaign: OpenCampaign,
  {
    signal,
    threads,
    until = Number.POSITIVE_INFINITY,
    onlyAwaited = false,
    batch: size = BATCH,
  }: ProcessOptions = {},
): Promise<ProcessOutcome> {
  let sittings = 0;
  let quarantined = 0;
  let cutShort = false;
  const awaited = new Set<number>();
  for (const which of ORDER) {
    const isAwaited = which !== 'unfinished';
    if (onlyAwaited && !isAwaited) break;
    // Records that fail, through damage or a defect here, stay to be opened at the next pass: the next look is after them.
    let after: RecordKey | null = null;
    for (;;) {
      const before: RecordKey | null = after;
      const window: RecordKey[] = recordsToOpen(campaign, which, after, WINDOW);
      after = window.at(-1) ?? null;
      if (after === null) break;
      const isFirst: boolean = before === null;
      const here = recordsHere(campaign);
      const { ahead, run } = threads !== undefined && window.length >= THREADS_FROM ? threads : here;
      if (which === 'others' && run !== here.run) nameClasses(campaign, classesOf(campaign, window));
      const left: RecordKey[] = [];
      const keep = (batch: readonly RecordKey[], result: ComputedBatch) => {
        signal?.throwIfAborted();
        quarantined += keepBatch(campaign, batch, result);
        sittings += result.computed.length;
        for (const { classLevel } of result.computed) {
          if (isAwaited && classLevel !== null) awaited.add(classLevel);
        }
      };
      const end = isAwaited && isFirst ? Number.POSITIVE_INFINITY : until;
      let isCut = false;
      /** Ends before a batch that would begin too late: what threads have begun is kept. */
      const batches = function* () {
        for (const batch of partsOf(window, size)) {
          isCut = batch[0] !== window[0] && performance.now() >= end;
          if (isCut) return;
          yield batch;
        }
      };
      for await (const { task: batch, result } of resultsInOrder(batches(), run, ahead)) {
        keep(batch, result);
        left.push(...result.left.map((i) => batch[i]!));
      }
      // Last: what threads made of the same pupils meanwhile did not know of these.
      if (left.length > 0) keep(left, await here.run(left));
      cutShort ||= isCut;
      if (isCut) break;
    }
  }
  return { sittings, quarantined, cutShort, awaited };
}

/** Holders of classes among those of the records, once each. */
function classesOf({ vault }: OpenCampaign, records: readonly RecordKey[]): HolderRow[] {
  const ids = new Map(records.map(({ holder }) => [toHex(holder), holder]));
  return [...ids.values()].flatMap((id) => {
    const holder = findHolder(vault, id);
    return holder?.kind === 'class' ? [holder] : [];
  });
}

function* partsOf<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}
