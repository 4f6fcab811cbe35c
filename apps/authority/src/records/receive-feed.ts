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
  parseEnvelopeHeader,
} from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { findHolder, markUsed } from '../codes/holders.ts';
import { appendJournal } from '../journal/journal.ts';
import { QuarantineError, quarantineCodeOf } from './check-body.ts';
import { addQuarantine } from './quarantine.ts';
import { dropHead, findHead, keepBranch, keepHead, markToOpen } from './received-records.ts';
import { addRollback } from './rollbacks.ts';

export interface ReceiveOutcome {
  /** Envelopes that are new. */
  readonly received: number;
  readonly quarantined: number;
  /** Records of which an older or another head was shown than before. */
  readonly rollbacks: number;
}

/** Opaque, as the platform gave it; empty before the first collection. */
export function feedCursor({ vault, name }: OpenCampaign): string {
  return vault.get<{ next: string }>('SELECT next FROM cursor WHERE campaign = ?', name)?.next ?? '';
}

export function setFeedCursor({ vault, name }: OpenCampaign, next: string): void {
  vault.run(
    'INSERT INTO cursor VALUES (?, ?) ON CONFLICT (campaign) DO UPDATE SET next = excluded.next',
    name,
    next,
  );
}

export function receiveFeed(campaign: OpenCampaign, feed: Feed): ReceiveOutcome {
  return campaign.vault.transaction(() => {
    const outcome = { received: 0, quarantined: 0, rollbacks: 0 };
    for (const entry of feed.entries) {
      try {
        const result = receiveEntry(campaign, entry);
        if (result === 'rollback') outcome.rollbacks += 1;
        if (result !== 'known') outcome.received += 1;
      } catch (error) {
        const code = quarantineCodeOf(error);
        if (code === null) throw error;
        const { holder, name, hash } = entry;
        const refused = { holder: fromBase64Url(holder), name, hash: fromBase64Url(hash), code };
        if (addQuarantine(campaign, refused)) outcome.quarantined += 1;
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

type Received = 'known' | 'new' | 'rollback';

function receiveEntry(campaign: OpenCampaign, entry: FeedEntry): Received {
  const { vault } = campaign;
  const holder = findHolder(vault, fromBase64Url(entry.holder));
  if (holder === null || holder.campaign !== campaign.name) throw new QuarantineError('unknown-holder');
  if (entry.envelope === null) throw new QuarantineError('feed-mismatch');
  const envelope = fromBase64Url(entry.envelope);
  const { holderId, name, version, kind } = parseEnvelopeHeader(envelope);
  const hash = hashOf(envelope);
  const isAsAnnounced =
    equalBytes(hash, fromBase64Url(entry.hash)) &&
    equalBytes(holderId, holder.holder_id) &&
    name === entry.name &&
    version === entry.version &&
    kind !== 'document' &&
    (entry.kind === 'branch' || (kind === 'final') === (entry.kind === 'final'));
  if (!isAsAnnounced) throw new QuarantineError('feed-mismatch');
  markUsed(vault, holder);
  const shown = { version, hash, final: Number(kind === 'final'), at: entry.at, envelope };
  if (entry.kind !== 'branch') return receiveHead(campaign, holderId, name, shown);
  const reason = entry.reason ?? 'conflict';
  if (!keepBranch(vault, { holder: holderId, name, reason, ...shown })) return 'known';
  markToOpen(vault, holderId, name);
  return 'new';
}

/** A head that was asked for, as an audit reads it; null when the platform has none. Same rules as for the feed. */
export function receiveAudited(
  campaign: OpenCampaign,
  holder: Bytes,
  name: string,
  envelope: Bytes | null,
): Received {
  if (envelope === null) return receiveHead(campaign, holder, name, null);
  const header = parseEnvelopeHeader(envelope);
  if (!equalBytes(header.holderId, holder) || header.name !== name || header.kind === 'document') {
    throw new QuarantineError('feed-mismatch');
  }
  return receiveHead(campaign, holder, name, {
    version: header.version,
    hash: hashOf(envelope),
    final: Number(header.kind === 'final'),
    at: campaign.actor.now().toISOString(),
    envelope,
  });
}

interface ShownHead {
  readonly version: number;
  readonly hash: Bytes;
  readonly final: number;
  readonly at: string;
  readonly envelope: Bytes;
}

/**
 * The head as the platform shows it now. A higher one takes the place of the one kept; an older or another one is a
 * rollback, and the one kept stays as a branch, so that the rule for branches decides what counts.
 */
function receiveHead(campaign: OpenCampaign, holder: Bytes, name: string, shown: ShownHead | null): Received {
  const { vault } = campaign;
  const kept = findHead(vault, holder, name);
  if (shown === null ? kept === null : kept !== null && equalBytes(kept.hash, shown.hash)) return 'known';
  const isRollback = kept !== null && (shown === null || shown.version <= kept.version);
  if (isRollback) {
    const { envelope } = kept;
    if (envelope !== null) keepBranch(vault, { ...kept, envelope, reason: 'conflict' });
    addRollback(campaign, kept, shown?.version ?? 0);
  }
  if (shown === null) dropHead(vault, holder, name);
  else keepHead(vault, { holder, name, ...shown });
  markToOpen(vault, holder, name);
  return isRollback ? 'rollback' : 'new';
}

function hashOf(bytes: Uint8Array): Bytes {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}
