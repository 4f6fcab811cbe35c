/**
 * A campaign leaves this store as a transfer file, and comes into another from one. The order that loses nothing: freeze here,
 * durably; write everything; take it in there, whole or not at all; only then is it served there.
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
import { SetupError } from '../base/platform-error.ts';
import { type PlatformSecrets, readCampaignPepper, writeCampaignPepper } from '../base/secrets.ts';
import type { PurgeCounts } from '../store/purging.ts';
import { StorageRefusal } from '../store/storage-error.ts';
import type { Store } from '../store/store.ts';

/** Where a campaign goes from or comes to. */
export interface CampaignHost {
  readonly store: Store;
  readonly secrets: PlatformSecrets;
  readonly secretsDir: string;
  readonly nowMs: () => number;
}

/** How much there is of a campaign. Throws `unknown-campaign` or `already-purged`. */
export async function countsOf({ store }: CampaignHost, campaign: string): Promise<PurgeCounts> {
  const lookup = await store.campaign(campaign);
  if (lookup.state === 'open' || lookup.state === 'moved') return lookup.campaign.counts();
  throw lookup.state === 'absent' ? unknown(campaign) : refusalOf(campaign, lookup.state);
}

/** Accepts no change of the campaign from here on, and says how much there is of it. Throws `unknown-campaign` or `already-purged`. */
export async function freezeCampaign(place: CampaignHost, campaign: string): Promise<PurgeCounts> {
  await orSaid(campaign, place.store.beginMove(campaign));
  return countsOf(place, campaign);
}

/** It stays here: changes are accepted again. Throws as above. */
export async function thawCampaign({ store }: CampaignHost, campaign: string): Promise<void> {
  await orSaid(campaign, store.cancelMove(campaign));
}

/** The transfer file of a frozen campaign. `key` of `readTransferKey`. Throws `unknown-campaign`, or `not-frozen`. */
export async function* exportCampaign(
  { store, secrets, secretsDir, nowMs }: CampaignHost,
  campaign: string,
  key: Uint8Array,
): AsyncGenerator<Bytes> {
  const { state } = await store.campaign(campaign);
  if (state === 'absent') throw unknown(campaign);
  if (state !== 'moved')
    throw new SetupError('not-frozen', `${campaign} is still being changed: add --final`);
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

/** Reads a file to its end and changes nothing. Throws `bad-transfer-key` or `bad-transfer-file`. */
export async function checkTransfer(
  key: Uint8Array,
  pieces: AsyncIterable<Uint8Array>,
): Promise<CheckedTransfer> {
  return readable(async () => {
    const { head, entries, counts } = await decodeTransfer(readTransferFile(key, pieces));
    for await (const _entry of entries);
    return { head, counts: counts() };
  });
}

/**
 * Takes a campaign in. Until this resolves it is absent; after a kill it is begun again from the same file. Throws as above,
 * `bad-authority-key` for a campaign of another authority, `already-here`, `already-purged`.
 */
export async function importCampaign(
  { store, secrets, secretsDir }: CampaignHost,
  key: Uint8Array,
  pieces: AsyncIterable<Uint8Array>,
  purpose: 'move' | 'relay' = 'move',
): Promise<CheckedTransfer> {
  return readable(async () => {
    const { head, entries, counts } = await decodeTransfer(readTransferFile(key, pieces));
    const { campaign, pepper } = head;
    if (head.purpose !== purpose || pepper === null) {
      throw new SetupError('bad-transfer-file', `the file is for another purpose: ${head.purpose}`);
    }
    if (Buffer.compare(head.authorityKey, secrets.authorityKey) !== 0) {
      throw new SetupError('bad-authority-key', 'the campaign is of another authority than this platform');
    }
    const { state } = await store.campaign(campaign);
    if (state !== 'absent') throw refusalOf(campaign, state);
    writeCampaignPepper(secretsDir, campaign, pepper);
    await orSaid(campaign, store.restore(campaign, entries));
    return { head, counts: counts() };
  });
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (error.code === 'transfer-key') {
      throw new SetupError(
        'bad-transfer-key',
        'the file was made under another transfer key: nothing was changed',
      );
    }
    throw new SetupError('bad-transfer-file', 'the file is not whole and unaltered: nothing was changed');
  }
}

async function orSaid<T>(campaign: string, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    if (!(error instanceof StorageRefusal)) throw error;
    if (error.message === 'absent') throw unknown(campaign);
    throw refusalOf(campaign, error.message);
  }
}

function unknown(campaign: string): SetupError {
  return new SetupError(
    'unknown-campaign',
    `no campaign ${JSON.stringify(campaign)} was ever published here`,
  );
}

function refusalOf(campaign: string, why: string): SetupError {
  if (why === 'purging' || why === 'purged') {
    return new SetupError('already-purged', `${campaign} was purged here`);
  }
  return new SetupError('already-here', `${campaign} is here already: it is not replaced`);
}
