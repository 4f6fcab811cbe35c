/** Reads back at somebody's wish: all content, and as many holders as are asked for. */
import { requireOpen } from '../campaign/campaign-row.ts';
import { isPublicationKnown } from '../campaign/last-publication.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { type ConnectOptions, checkPlatform, connectPlatform } from '../platform-link/connect.ts';
import { onDemand, type ReadBackOptions, type ReadBackOutcome, readBack } from './read-back.ts';
import { refuseReadBack } from './refusals.ts';

export interface VerifyOptions extends ConnectOptions, Pick<ReadBackOptions, 'via' | 'onProgress'> {
  /** Drawn by lot; of each other kind a quarter. */
  readonly pupils: number;
  /** Milliseconds after which other commands may take the vault for a moment. Default: a second. */
  readonly heldMs?: number;
}

const HELD_MS = 1_000;
/** Longer than a command that waits for the vault takes to look again. */
const REST_MS = 300;

/** Throws `read-back-unknown`, as `requireOpen`, as `checkPlatform`, and refusals of `platform-link/platform-error.ts`. */
export async function verifyPublished(
  campaign: OpenCampaign,
  keys: KeyStore,
  options: VerifyOptions,
): Promise<ReadBackOutcome> {
  requireOpen(campaign);
  if (!isPublicationKnown(campaign.vault, campaign.name))
    throw refuseReadBack('read-back-unknown', { campaign: campaign.name });
  const client = await connectPlatform(campaign.vault, keys, campaign.name, options);
  await checkPlatform(campaign.vault, campaign.name, client);
  const { via, attemptMs, signal, onProgress, pupils, heldMs = HELD_MS } = options;
  let heldSince = performance.now();
  // A reading takes minutes: `campaign serve` gives out opening keys and reports meanwhile.
  const between = async () => {
    if (performance.now() - heldSince < heldMs) return;
    await campaign.vault.rest(REST_MS, signal);
    heldSince = performance.now();
    requireOpen(campaign);
  };
  return readBack(campaign, client, {
    via,
    attemptMs,
    signal,
    size: onDemand(pupils),
    between,
    ...(onProgress !== undefined && { onProgress }),
  });
}
