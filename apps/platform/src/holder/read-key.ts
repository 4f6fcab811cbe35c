/** `GET /api/1/{campaign}/keys/{name}`: what opens a sequence's sealed pack, from the opening of the holder's calendar on. */
import { PlatformError } from '../base/platform-error.ts';
import type { CampaignStore } from '../store/campaign-store.ts';
import type { HolderEntry } from '../store/holders.ts';
import { requireWindow } from './read-envelopes.ts';

/**
 * 32 bytes. Two locks: the window of that name must have opened in the holder's calendar, and the authority must have
 * released the key to that calendar. Throws `not-found`, `window-closed` with dates, or `not-released` (ask again soon).
 */
export async function readKey(
  campaign: CampaignStore,
  holder: HolderEntry,
  name: string,
  nowMs: number,
): Promise<Uint8Array> {
  await requireWindow(campaign, holder, name, nowMs, ['open', 'late']);
  const key = await campaign.key(name, holder.calendar);
  if (key === null) throw new PlatformError('not-released');
  return key;
}
