/** All records that were received and not opened yet, in batches: final ones first, for pupils and teachers wait for them. */
import { resultsInOrder } from '@cloison/threads';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { type RecordKey, recordsToOpen, type WhichRecords } from '../records/received-records.ts';
import { keepBatch } from './process-records.ts';
import { type RecordThreads, recordsHere } from './record-tasks.ts';

const BATCH = 200;
/** Records looked for at a time. */
const WINDOW = 4_000;
/** Fewer than these are computed on this thread: others would take longer to start. */
const THREADS_FROM = 1_000;

/** In this order. What is unfinished may wait for the next pass. */
const ORDER: readonly WhichRecords[] = ['others', 'final', 'unfinished'];

export interface ProcessOutcome {
  readonly sittings: number;
  readonly quarantined: number;
  /** Whether unfinished records were left because the time was over. */
  readonly cutShort: boolean;
}

export interface ProcessOptions {
  readonly signal?: AbortSignal;
  /** These compute the records of pupils when there are many; without, this thread does. */
  readonly threads?: RecordThreads;
  /** On the clock of `performance`: from then on unfinished records are left for the next pass. */
  readonly until?: number;
}

export async function processRecords(
  campaign: OpenCampaign,
  { signal, threads, until = Number.POSITIVE_INFINITY }: ProcessOptions = {},
): Promise<ProcessOutcome> {
  let sittings = 0;
  let quarantined = 0;
  let cutShort = false;
  for (const which of ORDER) {
    // Records that fail, through damage or a defect here, stay to be opened at the next pass: the next look is after them.
    let after: RecordKey | null = null;
    for (;;) {
      const window: RecordKey[] = recordsToOpen(campaign, which, after, WINDOW);
      after = window.at(-1) ?? null;
      if (after === null) break;
      cutShort = which === 'unfinished' && performance.now() >= until;
      if (cutShort) break;
      const isForThreads = which !== 'others' && window.length >= THREADS_FROM;
      const { ahead, run } = isForThreads && threads !== undefined ? threads : recordsHere(campaign);
      for await (const { task: batch, result } of resultsInOrder(partsOf(window, BATCH), run, ahead)) {
        signal?.throwIfAborted();
        quarantined += keepBatch(campaign, batch, result);
        sittings += result.computed.length;
      }
    }
  }
  return { sittings, quarantined, cutShort };
}

function* partsOf<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}
