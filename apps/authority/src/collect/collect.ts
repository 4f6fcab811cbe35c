/** Pulls what is new from the platform and, now and then, checks that it still shows what it has shown before. */

import { fromBase64Url, parseEnvelopeHeader, toBase64Url } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import {
  feedCursor,
  type ReceiveOutcome,
  receiveAudited,
  receiveFeed,
  setFeedCursor,
} from '../records/receive-feed.ts';
import type { RecordKey } from '../records/received-records.ts';
import { findHead, headsInBatches, sampleHeads } from '../records/received-records.ts';
import type { RecordRow } from '../vault/rows.ts';
import { processRecords } from './process-records.ts';

export interface CollectOutcome extends ReceiveOutcome {
  /** Sittings whose state or scores were computed anew. */
  readonly sittings: number;
}

const PAGE = 400;
/** Heads compared at each pass: the newest ones, which a restored backup lacks, and some of any age. */
const AUDIT_NEWEST = 20;
const AUDIT_RANDOM = 20;
/** Heads asked for in one call when all are compared: with 16 KiB each, some 11 MB of answer. */
const AUDIT_BATCH = 400;

/**
 * Everything up to the end of the feed. Each page is committed, and what it brought is processed, before the next. When the
 * platform shows that it went back, or says itself that it does not know our cursor (another store, a copy put back), the
 * feed is read from its beginning and every head that was ever shown is asked for.
 */
export async function collect(
  campaign: OpenCampaign,
  client: PlatformClient,
  signal?: AbortSignal,
): Promise<CollectOutcome> {
  const total = { received: 0, quarantined: 0, rollbacks: 0, sittings: 0 };
  const add = (outcome: Partial<CollectOutcome>) => {
    for (const [key, value] of Object.entries(outcome)) total[key as keyof CollectOutcome] += value;
  };
  // What a killed process had received and not yet processed.
  add(await processRecords(campaign, signal));
  const wentBack = await audit(campaign, client, sampleHeads(campaign, AUDIT_NEWEST, AUDIT_RANDOM));
  if (wentBack > 0) {
    add({ rollbacks: wentBack });
    setFeedCursor(campaign, '');
    add({ rollbacks: await auditEverything(campaign, client, signal) });
  }
  for (;;) {
    signal?.throwIfAborted();
    const feed = await client.feed(feedCursor(campaign), PAGE);
    if (feed.rewound) add({ rollbacks: await auditEverything(campaign, client, signal) });
    add(receiveFeed(campaign, feed));
    add(await processRecords(campaign, signal));
    if (!feed.more) return total;
  }
}

/** Every head, in batches of what one call may ask for. Number of those that went back. */
async function auditEverything(
  campaign: OpenCampaign,
  client: PlatformClient,
  signal?: AbortSignal,
): Promise<number> {
  let rollbacks = 0;
  for (const batch of headsInBatches(campaign, AUDIT_BATCH)) {
    signal?.throwIfAborted();
    rollbacks += await audit(campaign, client, batch);
  }
  return rollbacks;
}

/**
 * Reads heads again and compares; gives how many went back. A platform restored from a backup may show nothing new in its
 * feed: that it lost something is only found by asking for what it must have.
 */
async function audit(
  campaign: OpenCampaign,
  client: PlatformClient,
  records: readonly RecordKey[],
): Promise<number> {
  const { vault } = campaign;
  const asked = new Map<string, RecordKey>();
  for (const { holder, name } of records) asked.set(`${toBase64Url(holder)} ${name}`, { holder, name });
  if (asked.size === 0) return 0;
  const answer = await client.readRecords({
    records: [...asked.values()].map(({ holder, name }) => ({ holder: toBase64Url(holder), name })),
  });
  return vault.transaction(() => {
    let rollbacks = 0;
    for (const { holder, name, envelope } of answer.records) {
      const known = asked.get(`${holder} ${name}`);
      if (known === undefined) continue;
      const shown = envelope === null ? null : fromBase64Url(envelope);
      const kept = findHead(vault, known.holder, name);
      // A newer head will come by the feed, with its time; here only what went back matters.
      if (kept === null || isNewer(shown, kept)) continue;
      if (receiveAudited(campaign, known.holder, name, shown) === 'rollback') rollbacks += 1;
    }
    if (rollbacks > 0) {
      appendJournal(vault, campaign.actor, 'platform.rollback', campaign.name, {
        records: rollbacks,
        by: 'audit',
      });
    }
    return rollbacks;
  });
}

function isNewer(shown: Uint8Array | null, kept: RecordRow): boolean {
  if (shown === null) return false;
  try {
    return parseEnvelopeHeader(shown).version > kept.version;
  } catch {
    return true;
  }
}
