/** The campaign was taken to another host: its platform has another key from here on, and the former one is kept as a host. */

import { equalBytes } from '@cloison/protocol/public';
import { campaignRow, requireOpen, setPlatform } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { countHolders } from '../codes/holders.ts';
import { type ServeOutcome, serveCampaign } from '../collect/serve-campaign.ts';
import { countDocuments } from '../documents/document-ledger.ts';
import { appendJournal } from '../journal/journal.ts';
import { fingerprintOf, type KeyStore } from '../keys/key-store.ts';
import { type ConnectOptions, connectPlatform } from '../platform-link/connect.ts';
import { refusePlatform } from '../platform-link/platform-error.ts';
import { setRewinds } from '../records/receive-feed.ts';
import { countReceived } from '../records/received-counts.ts';
import type { Vault } from '../vault/vault.ts';
import { keepHostCounts } from './host-counts.ts';
import { addHost, dropHost, sameFingerprint } from './hosts.ts';
import type { PurgeExpected } from './purge-statement.ts';
import { refuseHosts } from './refusals.ts';

export interface MoveOptions extends ConnectOptions {
  /** Fingerprint of the new platform's key, as its operator was shown it by `cloison platform import`. */
  readonly key: string;
}

/**
 * Takes note of the new platform, then collects from it: another store makes the feed begin anew, and every head that was
 * ever received is asked for. `rollbacks` above 0 means that something did not come along. Throws `move-key`,
 * `platform-unpublished`.
 */
export async function movePlatform(
  campaign: OpenCampaign,
  keys: KeyStore,
  options: MoveOptions,
): Promise<ServeOutcome> {
  requireOpen(campaign);
  const { vault, actor, name } = campaign;
  const before = campaignRow(vault, name);
  const { platform_key: known } = before;
  if (known === null) throw refusePlatform('platform-unpublished', { campaign: name });
  const client = await connectPlatform(vault, keys, name, options);
  const shown = await client.readKey();
  if (!sameFingerprint(options.key, shown as typeof known)) {
    throw refuseHosts('move-key', { platform: client.platform, shown: fingerprintOf(shown) });
  }
  if (!equalBytes(shown, known)) {
    vault.transaction(() => {
      addHost(vault, actor, name, { kind: 'platform', label: before.platform_url ?? '', publicKey: known });
      keepHostCounts(vault, { public_key: known }, platformCounts(vault, name));
      // A host to which the campaign returns is no longer listed as a former host.
      dropHost(vault, name, shown);
      setPlatform(vault, name, client.platform, shown);
      setRewinds(campaign, 0);
      appendJournal(vault, actor, 'platform.replaced', name, {
        platform: client.platform,
        key: fingerprintOf(shown),
        before: fingerprintOf(known),
      });
    });
  }
  return serveCampaign(campaign, keys, { ...options, once: true });
}

/** What the platform in force was given, and the records that were collected from it. */
function platformCounts(vault: Vault, name: string): PurgeExpected {
  return {
    holders: countHolders({ vault, name }).reduce((sum, { published }) => sum + published, 0),
    documents: countDocuments(vault, name).pushed,
    records: countReceived(vault, name).received,
  };
}
