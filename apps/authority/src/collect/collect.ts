/** Pulls what is new from the platform and, now and then, checks that it still shows what it has shown before. */

import { Refusal } from '@cloison/command/refusal';
import type { FeedPage } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import { addIncidents, type IncidentCode } from '../records/incidents.ts';
import {
  type Audited,
  barrenPages,
  feedCursor,
  type ReceiveOutcome,
  receiveFeed,
  rewinds,
  setBarrenPages,
  setFeedCursor,
  setRewinds,
} from '../records/receive-feed.ts';
import { countEnvelopes, sampleHeads } from '../records/received-records.ts';
import { type AuditOutcome, audit, auditEverything, auditSilent, takeNewer } from './audit.ts';
import { processRecords } from './process-backlog.ts';
import { type RecordThreads, recordsInThreads } from './record-tasks.ts';
import { sampleSilent } from './silent-records.ts';

export interface CollectOutcome extends ReceiveOutcome {
  /** Sittings whose state or scores were computed anew. */
  readonly sittings: number;
  /** Whether the feed was read to its end and what it brought was processed. If not, the next pass goes on where this one stopped. */
  readonly complete: boolean;
}

/** A pass ends at the first of these: what is left is for the next one. */
export interface PassLimits {
  /** Without the time of questions by name, whose number is bounded by what was published and is kept. */
  readonly ms: number;
  readonly bytes: number;
  /** Pages that bring nothing new, one after the other over all passes, beyond those that all that is kept would fill. */
  readonly barrenPages: number;
  /** Newer envelopes than those kept that audits showed, held until the feed is read: beyond that they are taken before it. */
  readonly newerBytes: number;
}

export interface CollectOptions {
  readonly signal?: AbortSignal;
  /** Threads that open and score when much comes in; by default what the machine has. */
  readonly threads?: number;
  readonly limits?: Partial<PassLimits>;
  /**
   * Asks by name for every record of which nothing final is kept, not for some: what the feed left out is found. For the last
   * collection.
   */
  readonly asksForAll?: boolean;
  /** Called after each page and each batch of an audit: what cannot wait for the end of a long pass. */
  readonly between?: () => Promise<void>;
}

const LIMITS: PassLimits = { ms: 5 * 60_000, bytes: 2 ** 32, barrenPages: 50, newerBytes: 2 ** 25 };
const PAGE = 400;
/** Envelopes received before they are opened and scored, at most: enough for all threads. */
const ROUND = 4_000;
/** Heads compared at each pass: the newest ones, which a restored backup lacks, and some of any age. */
const AUDIT_NEWEST = 20;
const AUDIT_RANDOM = 20;
/**
 * Passes in which a platform may say that it went back, before the office is told of it by `campaign publish --again` or
 * `campaign move`. Each is a copy that was put back: more than these in one campaign are nobody's misfortune.
 */
export const REWINDS_BELIEVED = 3;
/** Records of which nothing final is kept, asked for by name at each pass. */
const AUDIT_SILENT = 20;

/**
 * Up to the end of the feed, or of the limits. Each page is committed before the next; what some pages brought is processed
 * while the next one is on its way. What is not final and not processed when the time is over waits for the next pass.
 * When the platform shows that it went back, or says itself that it does not know our cursor (another store, a copy put
 * back), the feed is read from its beginning and every head that was ever shown is asked for, once in a pass. A platform that
 * says so more often than restores happen is named, and no longer makes the office ask for everything.
 */
export async function collect(
  campaign: OpenCampaign,
  client: PlatformClient,
  options: CollectOptions = {},
): Promise<CollectOutcome> {
  const threads = await recordsInThreads(campaign, options.threads);
  try {
    return await collectWith(campaign, client, threads, options);
  } finally {
    await threads.close();
  }
}

async function collectWith(
  campaign: OpenCampaign,
  client: PlatformClient,
  threads: RecordThreads,
  { signal, between, ...options }: CollectOptions,
): Promise<CollectOutcome> {
  const limits = { ...LIMITS, ...options.limits };
  let until = performance.now() + limits.ms;
  const total = { received: 0, quarantined: 0, rollbacks: 0, incidents: 0, sittings: 0 };
  let newer: Audited[] = [];
  const add = (outcome: Partial<typeof total>) => {
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += outcome[key] ?? 0;
  };
  const addAudit = async (outcome: AuditOutcome) => {
    add(outcome);
    newer.push(...outcome.newer);
    const held = newer.reduce((sum, { envelope }) => sum + (envelope?.length ?? 0), 0);
    if (held < limits.newerBytes) return;
    const taken = newer;
    newer = [];
    add(await takeNewer(campaign, taken, false));
  };
  const name = (code: IncidentCode) =>
    add({ incidents: campaign.vault.transaction(() => addIncidents(campaign, [{ code, record: null }])) });
  let isProcessed = true;
  const processAll = async () => {
    const outcome = await processRecords(campaign, {
      threads,
      until,
      ...(signal !== undefined && { signal }),
    });
    add(outcome);
    isProcessed = !outcome.cutShort;
  };
  /** In a country they take longer than a pass: the feed, which shows whether all has come, still has its time afterwards. */
  const askByName = async (questions: AsyncIterable<AuditOutcome> | Iterable<Promise<AuditOutcome>>) => {
    const began = performance.now();
    let rollbacks = 0;
    for await (const outcome of questions) {
      signal?.throwIfAborted();
      await addAudit(outcome);
      rollbacks += outcome.rollbacks;
      await between?.();
    }
    until += performance.now() - began;
    return rollbacks;
  };
  let audited = false;
  const auditAll = async () => {
    if (audited) return;
    audited = true;
    await askByName(auditEverything(campaign, client));
  };

  let rewound = false;
  const rewind = async () => {
    if (rewound) return;
    rewound = true;
    const passes = Math.min(rewinds(campaign) + 1, REWINDS_BELIEVED + 1);
    setRewinds(campaign, passes);
    if (passes > REWINDS_BELIEVED) name('feed-rewound');
    else await auditAll();
  };

  // What a killed process had received and not yet processed.
  await processAll();
  const silent = options.asksForAll === true ? [] : await sampleSilent(campaign, AUDIT_SILENT);
  const heads = sampleHeads(campaign, AUDIT_NEWEST, AUDIT_RANDOM);
  const rollbacks = await askByName([audit(campaign, client, [...heads, ...silent])]);
  if (rollbacks > 0) {
    setFeedCursor(campaign, '');
    await auditAll();
  }
  if (options.asksForAll === true) await askByName(auditSilent(campaign, client));
  let ended = false;
  let bytes = 0;
  /** Kept over passes: a pass may be too short to see that the feed does not end. */
  let barren = barrenPages(campaign);
  const setBarren = (pages: number) => {
    if (pages !== barren) setBarrenPages(campaign, pages);
    barren = pages;
  };
  let unprocessed = 0;
  /** The page that was asked for while the one before was received and processed. */
  let ahead: Promise<FeedPage | null> | null = null;
  while (!ended && bytes < limits.bytes && performance.now() < until) {
    signal?.throwIfAborted();
    const cursor = feedCursor(campaign);
    const page = await (ahead ?? readPage(client, cursor));
    ahead = null;
    if (page === null) {
      name('feed-unreadable');
      break;
    }
    if (page.rewound) await rewind();
    if (page.more && page.next !== cursor) ahead = askAhead(client, page.next);
    const outcome = await receiveFeed(campaign, page);
    add(outcome);
    unprocessed += outcome.received;
    ended = !page.more;
    if (unprocessed >= ROUND) {
      await processAll();
      unprocessed = 0;
    }
    await between?.();
    bytes += page.entries.reduce((sum, { envelope }) => sum + (envelope?.length ?? 0), 0);
    setBarren(outcome.received > 0 || ended ? 0 : barren + 1);
    const isEndless =
      barren > limits.barrenPages && barren > limits.barrenPages + (4 * countEnvelopes(campaign)) / PAGE;
    if (page.more && (page.next === cursor || isEndless)) {
      name('feed-endless');
      setBarren(0);
      break;
    }
  }
  await processAll();
  const taken = await takeNewer(campaign, newer, ended);
  add(taken);
  if (taken.received > 0) await processAll();
  await ahead;
  return { ...total, complete: ended && isProcessed };
}

/** Rejects where the page is awaited. A page that is never awaited does not end the process. */
function askAhead(client: PlatformClient, cursor: string): Promise<FeedPage | null> {
  const page = readPage(client, cursor);
  page.catch(() => undefined);
  return page;
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
