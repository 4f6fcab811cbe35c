/** Pulls what is new from the platform and, now and then, checks that it still shows what it has shown before. */

import { Refusal } from '@cloison/command/refusal';
import type { FeedPage } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import { addIncidents, type IncidentCode } from '../records/incidents.ts';
import {
  type Audited,
  feedCursor,
  type ReceiveOutcome,
  receiveFeed,
  setFeedCursor,
} from '../records/receive-feed.ts';
import { countEnvelopes, sampleHeads } from '../records/received-records.ts';
import { type AuditOutcome, audit, auditEverything, takeNewer } from './audit.ts';
import { processRecords } from './process-records.ts';

export interface CollectOutcome extends ReceiveOutcome {
  /** Sittings whose state or scores were computed anew. */
  readonly sittings: number;
  /** Whether the feed was read to its end. If not, the next pass goes on where this one stopped. */
  readonly complete: boolean;
}

/** A pass ends at the first of these: what is left is for the next one. */
export interface PassLimits {
  readonly ms: number;
  readonly bytes: number;
  /** Pages that bring nothing new, one after the other, beyond those that all that is kept would fill. */
  readonly barrenPages: number;
}

export interface CollectOptions {
  readonly signal?: AbortSignal;
  readonly limits?: Partial<PassLimits>;
  /** Called after each page and each batch of an audit: what cannot wait for the end of a long pass. */
  readonly between?: () => Promise<void>;
}

const LIMITS: PassLimits = { ms: 5 * 60_000, bytes: 2 ** 32, barrenPages: 50 };
const PAGE = 400;
/** Heads compared at each pass: the newest ones, which a restored backup lacks, and some of any age. */
const AUDIT_NEWEST = 20;
const AUDIT_RANDOM = 20;

/**
 * Up to the end of the feed, or of the limits. Each page is committed, and what it brought is processed, before the next.
 * When the platform shows that it went back, or says itself that it does not know our cursor (another store, a copy put
 * back), the feed is read from its beginning and every head that was ever shown is asked for, once in a pass.
 */
export async function collect(
  campaign: OpenCampaign,
  client: PlatformClient,
  { signal, between, ...options }: CollectOptions = {},
): Promise<CollectOutcome> {
  const limits = { ...LIMITS, ...options.limits };
  const until = performance.now() + limits.ms;
  const total = { received: 0, quarantined: 0, rollbacks: 0, incidents: 0, sittings: 0 };
  const newer: Audited[] = [];
  const add = (outcome: Partial<typeof total>) => {
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += outcome[key] ?? 0;
  };
  const addAudit = (outcome: AuditOutcome) => {
    add(outcome);
    newer.push(...outcome.newer);
  };
  const name = (code: IncidentCode) =>
    add({ incidents: campaign.vault.transaction(() => addIncidents(campaign, [{ code, record: null }])) });
  let audited = false;
  const auditAll = async () => {
    if (audited) return;
    audited = true;
    for await (const outcome of auditEverything(campaign, client)) {
      signal?.throwIfAborted();
      addAudit(outcome);
      await between?.();
    }
  };

  // What a killed process had received and not yet processed.
  add(await processRecords(campaign, signal));
  const sample = await audit(campaign, client, sampleHeads(campaign, AUDIT_NEWEST, AUDIT_RANDOM));
  addAudit(sample);
  if (sample.rollbacks > 0) {
    setFeedCursor(campaign, '');
    await auditAll();
  }
  let complete = false;
  let bytes = 0;
  let barren = 0;
  while (!complete && bytes < limits.bytes && performance.now() < until) {
    signal?.throwIfAborted();
    const cursor = feedCursor(campaign);
    const page = await readPage(client, cursor);
    if (page === null) {
      name('feed-unreadable');
      break;
    }
    if (page.rewound) await auditAll();
    const outcome = await receiveFeed(campaign, page);
    add(outcome);
    add(await processRecords(campaign, signal));
    await between?.();
    complete = !page.more;
    bytes += page.entries.reduce((sum, { envelope }) => sum + (envelope?.length ?? 0), 0);
    barren = outcome.received > 0 ? 0 : barren + 1;
    const isEndless =
      barren > limits.barrenPages && barren > limits.barrenPages + (4 * countEnvelopes(campaign)) / PAGE;
    if (page.more && (page.next === cursor || isEndless)) {
      name('feed-endless');
      break;
    }
  }
  const taken = await takeNewer(campaign, newer, complete);
  add(taken);
  if (taken.received > 0) add(await processRecords(campaign, signal));
  return { ...total, complete };
}

/** Null: an answer that is no page. */
async function readPage(client: PlatformClient, cursor: string): Promise<FeedPage | null> {
  try {
    return await client.feed(cursor, PAGE);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'platform-answer') return null;
    throw error;
  }
}
