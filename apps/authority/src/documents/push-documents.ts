/**
 * Pushes documents that wait. Requests are made ahead, in threads when there are many, while the one before is under way; each
 * is marked once the platform has answered.
 */
import { PLATFORM_ERRORS } from '@cloison/protocol/public';
import { resultsInOrder } from '@cloison/threads';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import { addIncidents } from '../records/incidents.ts';
import {
  holderIsLost,
  LEAP,
  leap,
  markPushed,
  type PushOrder,
  type SentVersion,
  waitingDocuments,
} from './document-ledger.ts';
import { type DocumentThreads, documentsHere, documentsInThreads } from './document-tasks.ts';
import { forgetFingerprints } from './prepare-school.ts';
import { refuseDocuments } from './refusals.ts';
import { ceilingOf } from './seal-document.ts';

export interface PushOutcome {
  readonly pushed: number;
  /** Documents of which the platform has another version as new: they are sealed again higher up. */
  readonly stale: number;
  /** What was not seen before of it. */
  readonly incidents: number;
}

/** Of one request (docs/contracts.md). */
const BATCH_ENVELOPES = 500;
const BATCH_BYTES = 6 * 1024 * 1024;
/** Fewer than these are made on this thread. */
const THREADS_FROM = 2_000;

/**
 * `onProgress`: called after each request, and waited for. `threads`: to make requests in; without, they are started when there are
 * many. Throws `document-refused` once all have been sent: what is refused of one school stands in the way of no other.
 */
export async function pushDocuments(
  campaign: OpenCampaign,
  client: PlatformClient,
  order: PushOrder,
  onProgress: (done: number) => void | Promise<void> = () => {},
  threads?: DocumentThreads,
  mostEnvelopes = BATCH_ENVELOPES,
): Promise<PushOutcome> {
  const { batches, count } = batchesOf(campaign, order, mostEnvelopes);
  const own =
    threads === undefined && count >= THREADS_FROM
      ? await documentsInThreads(campaign)
      : documentsHere(campaign);
  const { ahead, pack } = threads ?? own;
  let pushed = 0;
  let stale = 0;
  let incidents = 0;
  let refused: string | undefined;
  try {
    // One more than is being sent, at least: it is made while the platform works.
    for await (const { result: packed } of resultsInOrder(batches, pack, Math.max(2, ahead))) {
      const { results } = await client.putPacked(packed, packed.sent.length);
      const codes = results.map(({ code }) => code);
      const done = keepResults(campaign, packed.sent, codes);
      pushed += done.pushed;
      stale += done.stale;
      incidents += done.incidents;
      refused ??= codes.find((code) => code !== 'ok' && code !== 'stale');
      await onProgress(pushed + stale);
    }
  } finally {
    await own.close();
  }
  if (refused !== undefined) {
    const code = codeOf(refused);
    throw refuseDocuments('document-refused', { code }, { code });
  }
  return { pushed, stale, incidents };
}

/** A code of the protocol, or `?`: other text of a host is not shown. */
function codeOf(code: string): string {
  return Object.hasOwn(PLATFORM_ERRORS, code) ? code : '?';
}

function keepResults(
  campaign: OpenCampaign,
  sent: readonly SentVersion[],
  codes: readonly string[],
): PushOutcome {
  const { vault } = campaign;
  let pushed = 0;
  let stale = 0;
  let incidents = 0;
  let isAboveAll = false;
  vault.transaction(() => {
    for (const [i, row] of sent.entries()) {
      if (codes[i] === 'ok') pushed += markPushed(vault, row);
      if (codes[i] === 'wrong-holder') holderIsLost(vault, row);
      if (codes[i] === 'stale') {
        stale += 1;
        isAboveAll ||= row.version > LEAP;
        leap(vault, row);
      }
    }
    if (stale === 0) return;
    // They are made again, though nothing of their schools has changed.
    forgetFingerprints(campaign);
    // Once is what a vault put back from a backup, or killed while another program published, brings about.
    if (isAboveAll) incidents = addIncidents(campaign, [{ code: 'documents-newer', record: null }]);
  });
  return { pushed, stale, incidents };
}

/** Rows of `document`, as many in each batch as one request may hold. */
function batchesOf(
  campaign: OpenCampaign,
  order: PushOrder,
  mostEnvelopes: number,
): { readonly batches: readonly (readonly number[])[]; readonly count: number } {
  const batches: number[][] = [];
  let batch: number[] = [];
  let bytes = 0;
  let count = 0;
  for (const { id, name } of waitingDocuments(campaign, order)) {
    const size = ceilingOf(campaign, name);
    if (batch.length === mostEnvelopes || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      batches.push(batch);
      [batch, bytes] = [[], 0];
    }
    batch.push(id);
    bytes += size;
    count += 1;
  }
  if (batch.length > 0) batches.push(batch);
  return { batches, count };
}
