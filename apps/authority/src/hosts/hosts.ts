/**
 * Hosts that had sealed parts of a campaign beside its platform: platforms that it was moved from, and laptops of
 * schools without internet. Each has a key of its own, under which it says what it has erased; the closing counts them.
 */

import {
  type Bytes,
  equalBytes,
  fromBase64Url,
  type PurgeStatement,
  parseSignedStatement,
  type SignedStatement,
} from '@cloison/protocol/public';
import { campaignRow } from '../campaign/campaign-row.ts';
import { type Actor, appendJournal } from '../journal/journal.ts';
import { fingerprintOf } from '../keys/key-store.ts';
import type { HostRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { dropHostCounts, hostCounts } from './host-counts.ts';
import {
  type PurgeShortfall,
  purgeFault,
  purgeShortfalls,
  purgeUncollected,
  readPurge,
} from './purge-statement.ts';
import { refuseHosts } from './refusals.ts';

/** Oldest first. */
export function hostsOf(vault: Vault, campaign: string): HostRow[] {
  return vault.all<HostRow>('SELECT * FROM place WHERE campaign = ? ORDER BY since, label', campaign);
}

export interface NewHost {
  readonly kind: HostRow['kind'];
  /** The address of a platform; what a laptop is called. */
  readonly label: string;
  /** Ed25519, raw. */
  readonly publicKey: Uint8Array;
  /** Of a laptop: what it seals its records under. */
  readonly returnKey?: { readonly id: Uint8Array; readonly sealed: Uint8Array };
}

/** In the caller's transaction. */
export function addHost(vault: Vault, actor: Actor, campaign: string, host: NewHost): void {
  vault.run(
    'INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL) ON CONFLICT DO NOTHING',
    campaign,
    host.publicKey,
    host.kind,
    host.label,
    actor.now().toISOString(),
    host.returnKey?.id ?? null,
    host.returnKey?.sealed ?? null,
  );
}

/** In the caller's transaction. */
export function dropHost(vault: Vault, campaign: string, publicKey: Uint8Array): void {
  vault.run('DELETE FROM place WHERE campaign = ? AND public_key = ?', campaign, publicKey);
  dropHostCounts(vault, { public_key: publicKey as Bytes });
}

export interface TakenPurge extends HostDifferences {
  readonly host: HostRow;
  readonly erased: PurgeStatement['erased'];
}

/** Between what a host says it erased, and what the office knows that it had. */
export interface HostDifferences {
  readonly shortfalls: readonly PurgeShortfall[];
  /** Records that a laptop erased, beyond those that it brought. */
  readonly uncollected: number;
}

const AGREED: HostDifferences = { shortfalls: [], uncollected: 0 };

/** Of a host's own statement, which was verified when it was kept. */
export function hostDifferences(vault: Vault, host: HostRow, purge: PurgeStatement | null): HostDifferences {
  const expected = hostCounts(vault, host);
  if (expected === null || purge === null) return AGREED;
  // What a platform had received since the last collection came with the campaign to the next one.
  const uncollected = host.kind === 'relay' ? purgeUncollected(purge, expected) : 0;
  return { shortfalls: purgeShortfalls(purge, expected), uncollected };
}

/**
 * Keeps the statement of a host on what it has erased, signed, as `cloison platform purge` prints it. The same again
 * changes nothing. Throws `purge-unreadable`, `purge-in-force` for the platform that the campaign is on, `purge-stranger` for a
 * key that no host of the campaign has, and `purge-differs` for another statement than the one that is kept: an honest host
 * states one erasure.
 */
export async function takePurge(
  vault: Vault,
  actor: Actor,
  campaign: string,
  text: string,
): Promise<TakenPurge> {
  const signed = statementIn(text);
  const key = fromBase64Url(signed.publicKey);
  const host = hostsOf(vault, campaign).find(({ public_key }) => equalBytes(public_key, key));
  if (host === undefined) {
    const { platform_key, platform_url } = campaignRow(vault, campaign);
    if (platform_key !== null && equalBytes(platform_key, key))
      throw refuseHosts('purge-in-force', { campaign, platform: platform_url ?? '' });
    throw refuseHosts('purge-stranger', { campaign, key: fingerprintOf(key) });
  }
  let purge: PurgeStatement;
  try {
    // A host can have erased nothing before it had anything. A platform is known as a former one once it was left, perhaps after it
    // has erased everything.
    const since = host.kind === 'relay' ? host.since : campaignRow(vault, campaign).created_at;
    const times = { fromMs: Date.parse(since), untilMs: actor.now().getTime() };
    purge = await readPurge(signed, host.public_key, campaign, times);
  } catch (error) {
    throw refuseHosts('purge-unreadable', { detail: purgeFault(error) });
  }
  const before = statementOf(host);
  if (before !== null && before.statement !== signed.statement)
    throw refuseHosts('purge-differs', { place: host.label, campaign });
  const { erased } = purge;
  const differences = hostDifferences(vault, host, purge);
  vault.transaction(() => {
    const changed = vault.run(
      'UPDATE place SET statement = ? WHERE campaign = ? AND public_key = ? AND statement IS NULL',
      JSON.stringify(signed),
      campaign,
      host.public_key,
    );
    if (changed > 0) {
      appendJournal(vault, actor, 'place.purged', campaign, {
        place: host.label,
        records: erased.records,
        holders: erased.holders,
        ...Object.fromEntries(
          differences.shortfalls.map(({ what, stated, expected }) => [`${what}Less`, expected - stated]),
        ),
        ...(differences.uncollected === 0 ? {} : { recordsNotBrought: differences.uncollected }),
      });
    }
  });
  return { host, erased, ...differences };
}

/** The last line of what the command printed that is such a statement, alone or among other facts. */
function statementIn(text: string): SignedStatement {
  for (const line of [text, ...text.split('\n').reverse()]) {
    try {
      const { statement, publicKey, signature } = JSON.parse(line) as Record<string, unknown>;
      return parseSignedStatement({ statement, publicKey, signature });
    } catch {
      // Another line may be one.
    }
  }
  throw refuseHosts('purge-unreadable', { detail: 'statement' });
}

/** The statement that a host has given; null while it has not. */
export function statementOf({ statement }: Pick<HostRow, 'statement'>): SignedStatement | null {
  return statement === null ? null : parseSignedStatement(JSON.parse(statement));
}

/** Fingerprints are compared whatever their spaces and case. */
export function sameFingerprint(given: string, key: Bytes): boolean {
  const plain = (text: string) => text.replace(/[\s:-]/g, '').toUpperCase();
  return plain(given) === plain(fingerprintOf(key));
}
