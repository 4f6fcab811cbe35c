/** `campaignIdOf` with a cache. */
import { campaignIdOf } from '@cloison/protocol/public';

const known = new Map<string, Uint8Array>();

/** Call it only for campaigns of the store, because the cache never forgets. */
export async function campaignIdFor(name: string): Promise<Uint8Array> {
  let id = known.get(name);
  if (id === undefined) {
    id = await campaignIdOf(name);
    known.set(name, id);
  }
  return id;
}

/** Undefined until `campaignIdFor` was called for this campaign. */
export function knownCampaignId(name: string): Uint8Array | undefined {
  return known.get(name);
}
