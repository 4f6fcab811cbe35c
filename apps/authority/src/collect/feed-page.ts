/** A page of the feed, asked for: an answer that is none is a page that the caller names. */

import { Refusal } from '@cloison/command/refusal';
import type { FeedPage } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { FeedPart, PlatformClient } from '../platform-link/platform-client.ts';

export const PAGE = 400;

export interface AskedPage {
  /** Null: an answer that is no page. */
  readonly page: FeedPage | null;
  readonly askedAt: Date;
}

/** Rejects where the page is awaited. A page that is never awaited does not end the process. */
export function askAhead(...question: Parameters<typeof readPage>): Promise<AskedPage> {
  const page = readPage(...question);
  page.catch(() => undefined);
  return page;
}

export async function readPage(
  { actor }: OpenCampaign,
  client: PlatformClient,
  cursor: string,
  part?: FeedPart | 'beside',
): Promise<AskedPage> {
  const askedAt = actor.now();
  try {
    return { page: await client.feed(cursor, PAGE, part), askedAt };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'platform-answer') return { page: null, askedAt };
    throw error;
  }
}
