/**
 * One page of the platform's feed into the vault: heads, finals and branches, whole, with the cursor, in one transaction.
 * Nothing is opened here. The platform is not trusted: what it announces is compared with what the envelope says, and
 * a head older than one it has shown before is a rollback, named, with both versions kept.
 */
import { createHash } from 'node:crypto';
import {
  type Bytes,
  equalBytes,
  type Feed,
  type FeedEntry,
  fromBase64Url,
  ProtocolError,
  parseEnvelopeHeader,
} from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { HolderRow, RecordRow } from '../vault/rows.ts';
import { QUARANTINE_CODES, type QuarantineCode, QuarantineError } from './check-body.ts';

export interface IngestOutcome {
  /** Envelopes that are new. */
  readonly received: number;
  readonly quarantined: number;
  /** Records of which an older or another head was shown than before. */
  readonly rollbacks: number;
}

/** Opaque, as the platform gave it; empty before the first collection. */
export function feedCursor(campaign: OpenCampaign): string {
  const row = campaign.vault.get<{ next: string }>(
    'SELECT next FROM cursor WHERE campaign = ?',
    campaign.name,
  );
  return row?.next ?? '';
}

export function setFeedCursor(campaign: OpenCampaign, next: string): void {
  campaign.vault.run(
    'INSERT INTO cursor VALUES (?, ?) ON CONFLICT (campaign) DO UPDATE SET next = excluded.next',
    campaign.name,
    next,
  );
}

export function ingestFeed(campaign: OpenCampaign, feed: Feed): IngestOutcome {
  return campaign.vault.transaction(() => {
    const outcome = { received: 0, quarantined: 0, rollbacks: 0 };
    for (const entry of feed.entries) {
      try {
        const result = ingestEntry(campaign, entry);
        if (result === 'rollback') outcome.rollbacks += 1;
        if (result !== 'known') outcome.received += 1;
      } catch (error) {
        outcome.quarantined += quarantineEntry(campaign, entry, error);
      }
    }
    setFeedCursor(campaign, feed.next);
    if (outcome.rollbacks > 0) {
      appendJournal(campaign.vault, campaign.actor, 'platform.rollback', campaign.name, {
        records: outcome.rollbacks,
      });
    }
    return outcome;
  });
}

/** A head as an audit read gives it; null when the platform has none. Same rules as for the feed. */
export function ingestAudit(
  campaign: OpenCampaign,
  holder: Bytes,
  name: string,
  envelope: Bytes | null,
): 'known' | 'new' | 'rollback' {
  if (envelope === null) return showHead(campaign, holder, name, null);
  const header = parseEnvelopeHeader(envelope);
  if (!equalBytes(header.holderId, holder) || header.name !== name || header.kind === 'document') {
    throw new QuarantineError('feed-mismatch');
  }
  return showHead(campaign, holder, name, {
    version: header.version,
    hash: hashOf(envelope),
    final: header.kind === 'final',
    at: campaign.actor.now().toISOString(),
    envelope,
  });
}

function ingestEntry(campaign: OpenCampaign, entry: FeedEntry): 'known' | 'new' | 'rollback' {
  const { vault } = campaign;
  const holderId = fromBase64Url(entry.holder);
  const holder = vault.get<Pick<HolderRow, 'campaign' | 'used'>>(
    'SELECT campaign, used FROM holder WHERE holder_id = ?',
    holderId,
  );
  if (holder === undefined || holder.campaign !== campaign.name) throw new QuarantineError('unknown-holder');
  if (entry.envelope === null) throw new QuarantineError('feed-mismatch');
  const envelope = fromBase64Url(entry.envelope);
  const header = parseEnvelopeHeader(envelope);
  const hash = hashOf(envelope);
  const isFinal = header.kind === 'final';
  const asAnnounced =
    equalBytes(hash, fromBase64Url(entry.hash)) &&
    equalBytes(header.holderId, holderId) &&
    header.name === entry.name &&
    header.version === entry.version &&
    header.kind !== 'document' &&
    (entry.kind === 'branch' || isFinal === (entry.kind === 'final'));
  if (!asAnnounced) throw new QuarantineError('feed-mismatch');
  if (holder.used === 0) vault.run('UPDATE holder SET used = 1 WHERE holder_id = ?', holderId);
  const { name, version } = header;
  if (entry.kind === 'branch') {
    const reason = entry.reason ?? 'conflict';
    const added = vault.run(
      'INSERT INTO branch VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      holderId,
      name,
      hash,
      version,
      reason,
      Number(isFinal),
      entry.at,
      envelope,
    );
    if (added > 0) markToOpen(campaign, holderId, name);
    return added > 0 ? 'new' : 'known';
  }
  return showHead(campaign, holderId, name, { version, hash, final: isFinal, at: entry.at, envelope });
}

interface ShownHead {
  readonly version: number;
  readonly hash: Bytes;
  readonly final: boolean;
  readonly at: string;
  readonly envelope: Bytes;
}

/** The head as the platform shows it now. A higher one replaces; an older or other one is a rollback. */
function showHead(
  campaign: OpenCampaign,
  holder: Bytes,
  name: string,
  shown: ShownHead | null,
): 'known' | 'new' | 'rollback' {
  const { vault } = campaign;
  const kept = vault.get<RecordRow>('SELECT * FROM record WHERE holder = ? AND name = ?', holder, name);
  if (shown === null ? kept === undefined : kept !== undefined && equalBytes(kept.hash, shown.hash)) {
    return 'known';
  }
  const isRollback = kept !== undefined && (shown === null || shown.version <= kept.version);
  if (isRollback) keepRolledBack(campaign, kept, shown?.version ?? 0);
  if (shown === null) {
    vault.run('DELETE FROM record WHERE holder = ? AND name = ?', holder, name);
  } else {
    vault.run(
      'INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?)',
      holder,
      name,
      shown.version,
      shown.hash,
      Number(shown.final),
      shown.at,
      shown.envelope,
    );
  }
  markToOpen(campaign, holder, name);
  return isRollback ? 'rollback' : 'new';
}

/** What the platform no longer shows stays, as a branch: the rule for branches decides what counts. */
function keepRolledBack(campaign: OpenCampaign, kept: RecordRow, shownVersion: number): void {
  const { vault } = campaign;
  if (kept.envelope !== null) {
    vault.run(
      `INSERT INTO branch VALUES (?, ?, ?, ?, 'conflict', ?, ?, ?) ON CONFLICT DO NOTHING`,
      kept.holder,
      kept.name,
      kept.hash,
      kept.version,
      kept.final,
      kept.at,
      kept.envelope,
    );
  }
  vault.run(
    'INSERT INTO rollback VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    kept.holder,
    kept.name,
    kept.version,
    shownVersion,
    campaign.actor.now().toISOString(),
  );
}

export function markToOpen(campaign: OpenCampaign, holder: Uint8Array, name: string): void {
  campaign.vault.run('INSERT INTO to_open VALUES (?, ?) ON CONFLICT DO NOTHING', holder, name);
}

/** Keeps the trace, not the bytes: who holds nothing here has nothing to be opened with. */
function quarantineEntry(campaign: OpenCampaign, entry: FeedEntry, error: unknown): number {
  const code = quarantineCodeOf(error);
  return addQuarantine(campaign, {
    holder: fromBase64Url(entry.holder),
    name: entry.name,
    hash: fromBase64Url(entry.hash),
    code,
  });
}

export function addQuarantine(
  campaign: OpenCampaign,
  one: {
    readonly holder: Uint8Array;
    readonly name: string;
    readonly hash: Uint8Array;
    readonly code: QuarantineCode;
  },
): number {
  return campaign.vault.run(
    'INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    campaign.name,
    one.holder,
    one.name,
    one.hash,
    one.code,
    campaign.actor.now().toISOString(),
  );
}

function quarantineCodeOf(error: unknown): QuarantineCode {
  if (error instanceof QuarantineError) return error.code;
  if (error instanceof ProtocolError && Object.hasOwn(QUARANTINE_CODES, error.code)) {
    return error.code as QuarantineCode;
  }
  throw error;
}

function hashOf(bytes: Uint8Array): Bytes {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}
