/** `GET /api/1/{campaign}/keys/{name}`: the key of a sequence's sealed pack, once it is open in the holder's calendar. */
import { PlatformError } from '../base/platform-error.ts';
import type { HolderEntry } from '../store/holders.ts';
import { type ReadCampaign, requireWindow } from './read-envelopes.ts';

/**
 * 32 bytes. Two conditions: the window of that name has opened in the holder's calendar, and the authority has released the
 * key to that calendar. Throws `not-found`, `window-closed` with dates, or `not-released` (the caller should ask again).
 */
export async function readKey(
  campaign: ReadCampaign,
  holder: HolderEntry,
  name: string,
  nowMs: number,
): Promise<Uint8Array> {
  await requireWindow(campaign, holder, name, nowMs, ['open', 'late']);
  const key = await campaign.key(name, holder.calendar);
  if (key === null) throw new PlatformError('not-released');
  return key;
}
