/**
 * Exports a campaign from one host as a transfer file, and imports it on another. The order that loses nothing: freeze it here,
 * durably; write everything; import it there, as a whole or not at all; only then is it served there.
 */
import { randomBytes } from 'node:crypto';
import {
  type Bytes,
  decodeTransfer,
  encodeTransfer,
  ProtocolError,
  readTransferFile,
  type TransferCounts,
  type TransferHead,
  writeTransferFile,
} from '@cloison/protocol/public';
import { type PlatformSecrets, readCampaignPepper, writeCampaignPepper } from '../base/secrets.ts';
import { SetupError } from '../base/setup-error.ts';
import type { PurgeCounts } from '../store/purging.ts';
import { StorageRefusal } from '../store/storage-error.ts';
import type { Store } from '../store/store.ts';

/** A host that a campaign leaves or comes to. */
export interface CampaignHost {
  readonly store: Store;
  readonly secrets: PlatformSecrets;
  readonly secretsDir: string;
  readonly nowMs: () => number;
}

/** Counts what there is of a campaign. Throws `unknown-campaign` or `already-purged`. */
export async function countsOf({ store }: CampaignHost, campaign: string): Promise<PurgeCounts> {
  const lookup = await store.campaign(campaign);
  if (lookup.state === 'open' || lookup.state === 'moved') return lookup.campaign.counts();
  throw lookup.state === 'absent' ? unknown(campaign) : refusalOf(campaign, lookup.state);
}

/** Refuses every change of the campaign from here on, and counts it. Throws `unknown-campaign` or `already-purged`. */
export async function freezeCampaign(host: CampaignHost, campaign: string): Promise<PurgeCounts> {
  await withRefusals(campaign, host.store.beginMove(campaign));
  return countsOf(host, campaign);
}

/** Accepts changes of the campaign again: it stays here. Throws as above. */
export async function thawCampaign({ store }: CampaignHost, campaign: string): Promise<void> {
  await withRefusals(campaign, store.cancelMove(campaign));
}

/** The transfer file of a frozen campaign. `key` of `readTransferKey`. Throws `unknown-campaign`, or `not-frozen`. */
export async function* exportCampaign(
  { store, secrets, secretsDir, nowMs }: CampaignHost,
  campaign: string,
  key: Uint8Array,
): AsyncGenerator<Bytes> {
  const { state } = await store.campaign(campaign);
  if (state === 'absent') throw unknown(campaign);
  if (state !== 'moved') throw new SetupError('still-changing', { campaign });
  const head: TransferHead = {
    kind: 'head',
    purpose: 'move',
    campaign,
    at: new Date(nowMs()).toISOString(),
    authorityKey: secrets.authorityKey as Bytes,
    pepper: (readCampaignPepper(secretsDir, campaign) ?? secrets.pepper) as Bytes,
    relay: null,
  };
  yield* writeTransferFile(key, new Uint8Array(randomBytes(16)), encodeTransfer(head, store.dump(campaign)));
}

export interface CheckedTransfer {
  readonly head: TransferHead;
  readonly counts: TransferCounts;
}

/** Reads a transfer file to its end and changes nothing. Throws `bad-transfer-key` or `bad-transfer-file`. */
export async function checkTransfer(
  key: Uint8Array,
  pieces: AsyncIterable<Uint8Array>,
): Promise<CheckedTransfer> {
  return withFileErrors(async () => {
    const { head, entries, counts } = await decodeTransfer(readTransferFile(key, pieces));
    for await (const _entry of entries);
    return { head, counts: counts() };
  });
}

/**
 * Imports a campaign. It is absent until this resolves; after a kill, import the same file again. Throws as above,
 * `bad-authority-key` for a campaign of another authority, `already-here`, `already-purged`.
 */
export async function importCampaign(
  { store, secrets, secretsDir }: CampaignHost,
  key: Uint8Array,
  pieces: AsyncIterable<Uint8Array>,
  purpose: 'move' | 'relay' = 'move',
): Promise<CheckedTransfer> {
  return withFileErrors(async () => {
    const { head, entries, counts } = await decodeTransfer(readTransferFile(key, pieces));
    const { campaign, pepper } = head;
    if (head.purpose !== purpose || pepper === null) {
      throw new SetupError('transfer-purpose', { purpose: head.purpose });
    }
    if (Buffer.compare(head.authorityKey, secrets.authorityKey) !== 0) {
      throw new SetupError('campaign-of-another-authority');
    }
    const { state } = await store.campaign(campaign);
    if (state !== 'absent') throw refusalOf(campaign, state);
    writeCampaignPepper(secretsDir, campaign, pepper);
    await withRefusals(campaign, store.restore(campaign, entries));
    return { head, counts: counts() };
  });
}

/** Turns errors of a transfer file into `SetupError`. */
async function withFileErrors<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (error.code === 'transfer-key') {
      throw new SetupError('transfer-key-differs');
    }
    throw new SetupError('transfer-file-altered');
  }
}

/** Turns refusals of the store into `SetupError`. */
async function withRefusals<T>(campaign: string, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    if (!(error instanceof StorageRefusal)) throw error;
    if (error.message === 'absent') throw unknown(campaign);
    throw refusalOf(campaign, error.message);
  }
}

function unknown(campaign: string): SetupError {
  return new SetupError('never-published', { campaign });
}

function refusalOf(campaign: string, why: string): SetupError {
  if (why === 'purging' || why === 'purged') {
    return new SetupError('purged-here', { campaign });
  }
  return new SetupError('campaign-here', { campaign });
}
