/** `GET /api/1/{campaign}/documents/{name}` and `…/records/{name}`: whole envelopes, inside their windows. */
import { parseName } from '@cloison/protocol/public';
import { PlatformError } from '../base/platform-error.ts';
import { datesOf, windowFor } from '../campaign/windows.ts';
import type { CampaignStore } from '../store/campaign-store.ts';
import type { StoredEnvelope } from '../store/envelopes.ts';
import type { HolderEntry } from '../store/holders.ts';

/** Only while its window is open. Throws `not-found` or `window-closed` with dates. */
export async function readDocument(
  campaign: CampaignStore,
  holder: HolderEntry,
  name: string,
  nowMs: number,
): Promise<StoredEnvelope> {
  await requireWindow(campaign, holder, name, nowMs, ['open']);
  const document = await campaign.document(holder.holder, name);
  if (document === null) throw new PlatformError('not-found');
  return document;
}

/** The head of a record, while its window is open and as long as late saves are taken. Throws as above. */
export async function readRecord(
  campaign: CampaignStore,
  holder: HolderEntry,
  name: string,
  nowMs: number,
): Promise<StoredEnvelope> {
  await requireWindow(campaign, holder, name, nowMs, ['open', 'late']);
  const record = await campaign.record(holder.holder, name);
  if (record === null) throw new PlatformError('not-found');
  return record;
}

export async function requireWindow(
  campaign: CampaignStore,
  holder: HolderEntry,
  name: string,
  nowMs: number,
  allowed: readonly ('open' | 'late')[],
): Promise<void> {
  try {
    parseName(name);
  } catch {
    throw new PlatformError('not-found');
  }
  const window = windowFor(await campaign.published(), holder.calendar, name, nowMs);
  if (window.kind === 'none') throw new PlatformError('not-found');
  if (!allowed.some((kind) => kind === window.kind))
    throw new PlatformError('window-closed', datesOf(window));
}
