/** Pulls what is new from the platform and, now and then, checks that it still shows what it has shown before. */
import { type Bytes, fromBase64Url, parseEnvelopeHeader, toBase64Url } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { PlatformClient } from '../publish/platform-client.ts';
import type { RecordRow } from '../vault/rows.ts';
import { feedCursor, type IngestOutcome, ingestAudit, ingestFeed, setFeedCursor } from './ingest.ts';
import { processRecords } from './process-records.ts';

export interface CollectOutcome extends IngestOutcome {
  /** Sittings whose state or scores were computed anew. */
  readonly sittings: number;
}

const PAGE = 400;
/** Heads compared at each pass: the newest ones, which a restored backup lacks, and some of any age. */
const AUDIT_NEWEST = 20;
const AUDIT_RANDOM = 20;

/** Everything up to the end of the feed. Each page is committed, and what it brought is processed, before the next. */
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
  if ((await audit(campaign, client)) > 0) {
    total.rollbacks += 1;
    setFeedCursor(campaign, 0);
  }
  for (;;) {
    signal?.throwIfAborted();
    const feed = await client.feed(feedCursor(campaign), PAGE);
    add(ingestFeed(campaign, feed));
    add(await processRecords(campaign, signal));
    if (!feed.more) return total;
  }
}

/**
 * Reads heads again and compares. A platform restored from a backup gives its changes cursors that were used before, so
 * it is only found by asking for what it must have: after a rollback the feed is read from its beginning.
 */
async function audit(campaign: OpenCampaign, client: PlatformClient): Promise<number> {
  const { vault } = campaign;
  const select = (order: string, limit: number) =>
    vault.all<Pick<RecordRow, 'holder' | 'name'>>(
      `SELECT r.holder, r.name FROM record r JOIN holder h ON h.holder_id = r.holder
       WHERE h.campaign = ? ${order} LIMIT ${limit}`,
      campaign.name,
    );
  const newest = select('ORDER BY r.rowid DESC', AUDIT_NEWEST);
  const last = vault.count('SELECT coalesce(max(rowid), 0) FROM record');
  const start = 1 + Math.floor(Math.random() * last);
  const some = select(`AND r.rowid >= ${start} ORDER BY r.rowid`, AUDIT_RANDOM);
  const asked = new Map<string, { holder: Bytes; name: string }>();
  for (const { holder, name } of [...newest, ...some]) {
    asked.set(`${toBase64Url(holder)} ${name}`, { holder, name });
  }
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
      const kept = vault.get<RecordRow>(
        'SELECT * FROM record WHERE holder = ? AND name = ?',
        known.holder,
        name,
      );
      // A newer head will come by the feed, with its time; here only what went back matters.
      if (kept === undefined || isNewer(shown, kept)) continue;
      if (ingestAudit(campaign, known.holder, name, shown) === 'rollback') rollbacks += 1;
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
