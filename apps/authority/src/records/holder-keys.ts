import type { Holder } from '@cloison/protocol';
import { toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holderKeys } from '../codes/holder-secret.ts';
import type { HolderRow } from '../vault/rows.ts';

const MAX_CACHED = 4096;
const caches = new WeakMap<OpenCampaign, Map<string, Promise<Holder>>>();

/** Keys of a holder; derived once while it is among the last few thousand used. */
export function keysOf(campaign: OpenCampaign, row: HolderRow): Promise<Holder> {
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
