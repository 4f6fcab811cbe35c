/** `GET /api/1/{campaign}/documents/{name}` and `…/records/{name}`: whole envelopes, within their windows. */
import { parseName } from '@cloison/protocol/public';
import { PlatformError } from '../base/platform-error.ts';
import { datesOf, windowFor } from '../campaign/windows.ts';
import type { StoredEnvelope } from '../store/envelopes.ts';
import type { HolderEntry, HolderLookup } from '../store/holders.ts';
import type { CampaignReader } from '../store/reading.ts';

/** What reading needs of a campaign. */
export type ReadCampaign = HolderLookup & CampaignReader;

/** Only while its window is open. Throws `not-found` or `window-closed` with dates. */
export async function readDocument(
  campaign: ReadCampaign,
  holder: HolderEntry,
  name: string,
  nowMs: number,
): Promise<StoredEnvelope> {
  await requireWindow(campaign, holder, name, nowMs, ['open']);
  const document = await campaign.document(holder.holder, name);
  if (document === null) throw new PlatformError('not-found');
  return document;
}

/** The head of a record, while its window is open or late saves are accepted. Throws as above. */
export async function readRecord(
  campaign: ReadCampaign,
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
  campaign: ReadCampaign,
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
