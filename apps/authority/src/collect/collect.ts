/** Pulls what is new from the platform and, now and then, checks that it still shows what it has shown before. */

import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { justRevoked, settleRevoked } from '../codes/publish-holders.ts';
import type { FeedPart, PlatformClient } from '../platform-link/platform-client.ts';
import { addIncidents, type IncidentCode } from '../records/incidents.ts';
import {
  type Audited,
  barrenPages,
  feedCursor,
  finalsCursor,
  joinFeed,
  noteRewind,
  partFeed,
  type ReceiveOutcome,
  receiveFeed,
  restartFeed,
  rewinds,
  setBarrenPages,
  setFeedCursor,
} from '../records/receive-feed.ts';
import { countEnvelopes, countToOpen, reopenUnexpected, sampleHeads } from '../records/received-records.ts';
import { type AuditOutcome, audit, auditEverything, auditSilent, auditSilentOf, takeNewer } from './audit.ts';
import { type AskedPage, askAhead, PAGE, readPage } from './feed-page.ts';
import { processRecords } from './process-backlog.ts';
import { Beside } from './read-beside.ts';
import { type RecordThreads, recordsInThreads } from './record-tasks.ts';
import { sampleSilent } from './silent-records.ts';

export interface CollectOutcome extends ReceiveOutcome {
  /** Sittings whose state or scores were computed anew. */
  readonly sittings: number;
  /** Whether the feed was read to its end and what it brought was processed. If not, the next pass goes on where this one stopped. */
  readonly complete: boolean;
  /** Rows of `class_level` whose reports people wait for: a final record came, or one that staff keyed. */
  readonly awaited: ReadonlySet<number>;
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
  /** Pages of the whole feed before it is read in parts, finals first. */
  readonly pagesTogether: number;
}

export interface CollectOptions {
  readonly signal?: AbortSignal;
  /** Threads that open and score when much comes in: how many, or those there are. By default what the machine has. */
  readonly threads?: number | RecordThreads;
  /** Called once finals are scored, before the rest of a backlog is read: with the classes whose reports are awaited. */
  readonly onFinals?: (awaited: ReadonlySet<number>) => Promise<void>;
  readonly limits?: Partial<PassLimits>;
  /**
   * Asks by name for every record of which nothing final is kept, not for some, and reads again what stands beside records: what
   * the feed left out is found. For the last collection.
   */
  readonly asksForAll?: boolean;
  /** Called after each page and each batch of an audit: what cannot wait for the end of a long pass. */
  readonly between?: () => Promise<void>;
}

const LIMITS: PassLimits = {
  ms: 5 * 60_000,
  bytes: 2 ** 32,
  barrenPages: 50,
  newerBytes: 2 ** 25,
  pagesTogether: 10,
};
/** Envelopes received before they are opened and scored, at most: enough for all threads. */
const ROUND = 4_000;
/** Of a pass's time, what finals may take of it while there is a backlog. */
const SHARE_OF_FINALS = 0.75;
/** And of what is left then, what reading the others may take: what was read is to be opened too. */
const SHARE_OF_OTHERS = 0.5;
/**
 * Records that wait to be opened, beyond which no others are read: on the platform they cost nothing, and what is superseded
 * there is never read. Here each look for finals would look through all of them.
 */
const MOST_WAITING = 8_000;
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
/** Holders whose code was replaced and all of whose records are asked for by name, at each pass, until all have been. */
const AUDIT_REVOKED = 1_000;

/**
 * Up to the end of the feed, or of the limits. Each page is committed before the next; what some pages brought is processed
 * while the next one is on its way. What is not processed when the time is over waits for the next pass. A feed that brings
 * more than a few pages is read in two parts until it ends, finals first: those who have finished do not wait for those who
 * have not. A platform that hides finals from the one part gains nothing: it withholds them as it could before.
 * When the platform shows that it went back, or says itself that it does not know our cursor (another store, a copy put
 * back), the feed is read from its beginning and every head that was ever shown is asked for, once in a pass. A platform that
 * says so more often than restores happen is named, and no longer makes the office ask for everything.
 */
export async function collect(
  campaign: OpenCampaign,
  client: PlatformClient,
  options: CollectOptions = {},
): Promise<CollectOutcome> {
  if (typeof options.threads === 'object') return collectWith(campaign, client, options.threads, options);
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
  const awaited = new Set<number>();
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
  /** What waits now failed, by damage or a defect here: it is no reason to read nothing else. */
  let hasTriedAll = false;
  const processAll = async (onlyAwaited = false) => {
    const outcome = await processRecords(campaign, {
      threads,
      until,
      onlyAwaited,
      ...(signal !== undefined && { signal }),
    });
    add({ sittings: outcome.sittings, quarantined: outcome.quarantined });
    for (const classLevel of outcome.awaited) awaited.add(classLevel);
    isProcessed = !outcome.cutShort;
    hasTriedAll ||= isProcessed && !onlyAwaited;
  };
  /** In a country they take longer than a pass: the feed, which shows whether all has come, still has its time afterwards. */
  const askByName = async (questions: AsyncIterable<AuditOutcome> | Iterable<Promise<AuditOutcome>>) => {
    const began = performance.now();
    let rollbacks = 0;
    let faults = 0;
    for await (const outcome of questions) {
      signal?.throwIfAborted();
      await addAudit(outcome);
      rollbacks += outcome.rollbacks;
      faults += outcome.faults;
      await between?.();
    }
    until += performance.now() - began;
    return { rollbacks, faults };
  };
  let audited = false;
  const auditAll = async () => {
    if (audited) return;
    audited = true;
    await askByName(auditEverything(campaign, client));
  };

  /** Entries of the feed that make no sense may have been of anybody. */
  let isReadable = true;
  let rewound = false;
  const rewind = async () => {
    if (rewound) return;
    rewound = true;
    const passes = Math.min(rewinds(campaign) + 1, REWINDS_BELIEVED + 1);
    noteRewind(campaign, passes);
    if (passes > REWINDS_BELIEVED) name('feed-rewound');
    else await auditAll();
  };

  // Before anything is asked: what the platform had of them by now comes with this pass, if it is a whole one.
  const revoked = justRevoked(campaign, AUDIT_REVOKED);
  reopenUnexpected(campaign);
  // What a killed process had received and not yet processed. What is unfinished waits: finals may have come meanwhile.
  await processAll(true);
  const silent = options.asksForAll === true ? [] : await sampleSilent(campaign, AUDIT_SILENT);
  const heads = sampleHeads(campaign, AUDIT_NEWEST, AUDIT_RANDOM);
  const { rollbacks } = await askByName([audit(campaign, client, [...heads, ...silent])]);
  if (rollbacks > 0) {
    setFeedCursor(campaign, '');
    joinFeed(campaign);
    await auditAll();
  }
  const { faults } = await askByName(
    options.asksForAll === true ? auditSilent(campaign, client) : auditSilentOf(campaign, client, revoked),
  );
  const beside = new Beside(campaign);
  /** Its own time, as of what is asked for by name: an honest platform has no more pages than this. */
  const readBeside = async () => {
    const began = performance.now();
    const pages = limits.barrenPages + (4 * countEnvelopes(campaign)) / PAGE;
    let ended = false;
    let cursor = '';
    for (let count = 0; !ended; count++) {
      signal?.throwIfAborted();
      const { page, askedAt } = await readPage(campaign, client, cursor, 'beside');
      if (page === null) {
        name('feed-unreadable');
        break;
      }
      if (page.rewound) await rewind();
      if (page.unreadable > 0) isReadable = false;
      add(await beside.receive(page, askedAt));
      await between?.();
      ended = !page.more;
      if (!ended && (page.next === cursor || count >= pages)) {
        name('feed-endless');
        break;
      }
      cursor = page.next;
    }
    until += performance.now() - began;
    return ended;
  };
  // From its beginning the feed is read anyway, where it was not read yet or has to be read anew.
  const isReadAgain = options.asksForAll === true && feedCursor(campaign) !== '';
  const besideEnded = !isReadAgain || (await readBeside());
  let bytes = 0;
  /** Kept over passes: a pass may be too short to see that the feed does not end. */
  let barren = barrenPages(campaign);
  const setBarren = (pages: number) => {
    if (pages !== barren) setBarrenPages(campaign, pages);
    barren = pages;
  };
  /** What the platform shows next to no purpose is not asked for any more in this pass. */
  let isUseless = false;
  /** Whether this part of the feed was read to its end; `pages`: at most. */
  const read = async (part: FeedPart | undefined, byMs: number, pages = Number.POSITIVE_INFINITY) => {
    let ended = false;
    let unprocessed = 0;
    /** The page that was asked for while the one before was received and processed. */
    let ahead: Promise<AskedPage> | null = null;
    const ofFinals = part === 'finals';
    const isFull = () => part === 'others' && !hasTriedAll && countToOpen(campaign) >= MOST_WAITING;
    const isTime = () =>
      !isUseless && !isFull() && bytes < limits.bytes && performance.now() < Math.min(until, byMs);
    for (let count = 0; !ended && count < pages && isTime(); count++) {
      signal?.throwIfAborted();
      const cursor = ofFinals ? (finalsCursor(campaign) ?? '') : feedCursor(campaign);
      const { page, askedAt }: AskedPage = await (ahead ?? readPage(campaign, client, cursor, part));
      ahead = null;
      if (page === null) {
        name('feed-unreadable');
        isUseless = true;
        break;
      }
      if (page.rewound) await rewind();
      // Of another store, or of a copy that was put back: the other part's cursor is no better.
      if (page.rewound && part !== undefined) restartFeed(campaign, ofFinals ? 'others' : 'finals');
      if (page.more && page.next !== cursor && count + 1 < pages)
        ahead = askAhead(campaign, client, page.next, part);
      if (page.unreadable > 0) isReadable = false;
      const outcome = await receiveFeed(campaign, page, ofFinals ? 'finals' : 'others', askedAt);
      beside.shown(page);
      add(outcome);
      unprocessed += outcome.received;
      ended = !page.more;
      if (unprocessed >= ROUND) {
        await processAll(ofFinals);
        unprocessed = 0;
      }
      await between?.();
      bytes += page.entries.reduce((sum, { envelope }) => sum + (envelope?.length ?? 0), 0);
      if (outcome.received > 0) setBarren(0);
      else if (!ended) setBarren(barren + 1);
      const isEndless =
        barren > limits.barrenPages && barren > limits.barrenPages + (4 * countEnvelopes(campaign)) / PAGE;
      if (page.more && (page.next === cursor || isEndless)) {
        name('feed-endless');
        setBarren(0);
        isUseless = true;
      }
    }
    await ahead;
    return ended;
  };
  let ended = false;
  if (finalsCursor(campaign) === null) {
    ended = await read(undefined, until, limits.pagesTogether);
    if (!ended && !isUseless) partFeed(campaign);
  }
  if (finalsCursor(campaign) !== null) {
    await read('finals', performance.now() + SHARE_OF_FINALS * (until - performance.now()));
    await processAll(true);
    if (options.onFinals !== undefined && awaited.size > 0) {
      const began = performance.now();
      await options.onFinals(new Set(awaited));
      until += performance.now() - began;
      awaited.clear();
    }
    // Finals that came while the others were read may lie before the end of the others.
    const othersMs = performance.now() + SHARE_OF_OTHERS * (until - performance.now());
    ended = (await read('others', othersMs)) && (await read('finals', Number.POSITIVE_INFINITY));
    if (ended) joinFeed(campaign);
  }
  if (ended) {
    setBarren(0);
    add({ incidents: beside.name() });
  }
  await processAll();
  const taken = await takeNewer(campaign, newer, ended);
  add(taken);
  if (taken.received > 0) await processAll();
  if (ended && isReadable && faults === 0) settleRevoked(campaign.vault, revoked);
  return { ...total, complete: ended && besideEnded && isProcessed, awaited };
}
