/** From a row of `holder` to its keys. What it returns never leaves the authority's memory but in sealed documents. */
import { type Bytes, fromBase64Url, toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { type HolderKeys, holderKeysOf } from '../envelopes/holder-keys.ts';
import type { HolderRow, HolderSecret } from '../vault/rows.ts';

export function holderSecret(
  campaign: Pick<OpenCampaign, 'sealer'>,
  row: Pick<HolderRow, 'holder_id' | 'sealed'>,
): HolderSecret {
  return campaign.sealer.open<HolderSecret>('holder', 'sealed', toHex(row.holder_id), row.sealed);
}

/** 32 bytes. */
export function holderRoot(
  campaign: Pick<OpenCampaign, 'sealer'>,
  row: Pick<HolderRow, 'holder_id' | 'sealed'>,
): Bytes {
  return fromBase64Url(holderSecret(campaign, row).root);
}

export function holderKeys(
  campaign: Pick<OpenCampaign, 'sealer' | 'campaignId'>,
  row: Pick<HolderRow, 'holder_id' | 'sealed'>,
): HolderKeys {
  return holderKeysOf(holderRoot(campaign, row), campaign.campaignId, row.holder_id);
}

const MAX_CACHED = 4096;
const caches = new WeakMap<OpenCampaign, Map<string, HolderKeys>>();

/** As `holderKeys`; derived once while it is among the last few thousand used. */
export function cachedHolderKeys(campaign: OpenCampaign, row: HolderRow): HolderKeys {
  let cache = caches.get(campaign);
  if (cache === undefined) {
    cache = new Map();
    caches.set(campaign, cache);
  }
  const id = toHex(row.holder_id);
  const keys = cache.get(id) ?? holderKeys(campaign, row);
  cache.delete(id);
  cache.set(id, keys);
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value ?? id);
  return keys;
}
