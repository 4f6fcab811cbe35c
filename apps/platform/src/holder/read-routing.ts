/** `GET /api/1/{campaign}/routing/{name}`: a sealed table, released after the holder's final record of the stage. */
import { PlatformError } from '../base/platform-error.ts';
import type { HolderEntry } from '../store/holders.ts';
import { type ReadCampaign, requireWindow } from './read-envelopes.ts';

/** Throws `not-found`, `window-closed` with the dates of the record that it follows, or `not-released`. */
export async function readRouting(
  campaign: ReadCampaign,
  holder: HolderEntry,
  name: string,
  nowMs: number,
): Promise<Uint8Array> {
  const entry = await campaign.routing(holder.holder, name);
  if (entry === null) throw new PlatformError('not-found');
  await requireWindow(campaign, holder, entry.after, nowMs, ['open', 'late']);
  if (!entry.released) throw new PlatformError('not-released');
  return entry.sealed;
}
