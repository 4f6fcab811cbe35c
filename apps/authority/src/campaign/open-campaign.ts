/** A campaign of the vault, opened with its identity key: what nearly every use case works on. */

import type { KeyObject } from 'node:crypto';
import { Refusal } from '@cloison/command/refusal';
import { type Manifest, parseManifest } from '@cloison/protocol';
import { type Bytes, campaignIdOf, toHex } from '@cloison/protocol/public';
import type { Actor } from '../journal/journal.ts';
import { dyingKeys } from '../keys/copies.ts';
import { type DocumentSigner, documentSigner, signerOf } from '../keys/document-signer.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { refuseKeys } from '../keys/refusals.ts';
import { checkSigningKey } from '../keys/signing-keys.ts';
import type { CampaignRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import { readVault, type Vault } from '../vault/vault.ts';
import {
  calendarsOf,
  campaignClosed,
  campaignRow,
  chooseCampaign,
  findCampaign,
  specOf,
} from './campaign-row.ts';
import { stepDetail } from './closing-steps.ts';
import { contentBytes, MANIFEST_PATH } from './content-files.ts';
import type { CampaignSpec, ResolvedCalendars } from './spec.ts';

export interface OpenCampaign {
  readonly vault: Vault;
  readonly actor: Actor;
  readonly name: string;
  /** 16 bytes. */
  readonly campaignId: Bytes;
  readonly spec: CampaignSpec;
  readonly calendars: ResolvedCalendars;
  readonly manifest: Manifest;
  /** Hexadecimal, as in tickets and keyrings. */
  readonly manifestHash: string;
  readonly sealer: Sealer;
  readonly keyId: string;
  /** Signs documents of classes and schools; null: the campaign was created before any was signed. */
  readonly signer: DocumentSigner | null;
  /** The campaign since which progress is counted; missing: the specification names none. */
  readonly earlier?: EarlierCampaign;
}

/** Its closing destroyed names and results; its key is not here or opens otherwise; or it is open. */
export type EarlierCampaign =
  | { readonly kind: 'closed'; readonly spec: CampaignSpec }
  | { readonly kind: 'locked'; readonly spec: CampaignSpec }
  | { readonly kind: 'open'; readonly spec: CampaignSpec; readonly campaign: OpenCampaign };

/**
 * In `meta`, since the campaign was created: its documents of classes and schools are signed from the first one on. Browsers
 * of a campaign that began without one have keyrings without a key, to the end.
 */
export const signsDocuments = (name: string): string => `documents-signed:${name}`;

/** What `key_check` seals. */
export const KEY_CHECK = 'cloison';

/**
 * Throws `campaign-closed` when the closing has destroyed the key (`campaign-closing` when it has begun to and was cut short),
 * `key-missing`, `passphrase-wrong`, `key-other` when the key found is not this campaign's, and as `checkSigningKey`.
 */
export async function openCampaign(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  name?: string,
): Promise<OpenCampaign> {
  const row = campaignRow(vault, chooseCampaign(vault, name));
  requireKeyKept(vault, keys, row);
  const own = await openKeys(vault, keys, row);
  const earlier = await openEarlier(vault, keys, actor, row);
  return openRow(vault, actor, row, earlier === null ? own : { ...own, earlier });
}

/** Throws `campaign-closed` or `campaign-closing` once the closing has destroyed the identity key, or has begun to. */
export function requireKeyKept(vault: Vault, keys: KeyStore, row: CampaignRow): void {
  if (row.state === 'closed') throw campaignClosed(vault, row);
  // Before the platform has erased all, a closing destroys no key: one that is not in its place is missing.
  if (row.state !== 'closing' || stepDetail(vault, row.name, 'purged') === null) return;
  const isLeft = keys.has('identity', row.name) && !dyingKeys(vault)(keys.pathOf('identity', row.name));
  if (!isLeft) throw campaignClosed(vault, row);
}

type CampaignKeys = Pick<OpenCampaign, 'sealer' | 'keyId' | 'signer' | 'earlier'>;

async function openKeys(vault: Vault, keys: KeyStore, row: CampaignRow): Promise<CampaignKeys> {
  checkSigningKey(vault, keys);
  const signer = vault.meta(signsDocuments(row.name)) === null ? null : documentSigner(keys);
  return { ...(await openSealer(keys, row)), signer };
}

async function openSealer(keys: KeyStore, row: CampaignRow): Promise<Pick<OpenCampaign, 'sealer' | 'keyId'>> {
  const key = await keys.openKey('identity', row.name);
  const sealer = new Sealer(row.name, key.key);
  try {
    sealer.open('campaign', 'key_check', row.name, row.key_check);
  } catch {
    throw refuseKeys('key-other', { folder: keys.folder, campaign: row.name });
  }
  return { sealer, keyId: key.keyId };
}

/** What opens the sealed values of a campaign, whatever key signs: of a backup too. Throws `key-missing`, `key-other` and their kin. */
export async function campaignSealer(vault: Vault, keys: KeyStore, name: string): Promise<Sealer> {
  return (await openSealer(keys, campaignRow(vault, name))).sealer;
}

/** What its key must be for it to be open; otherwise reports say that it is locked, and everything else goes on. */
const LOCKED = new Set(['key-missing', 'key-damaged', 'key-other', 'passphrase-wrong', 'shares-wrong']);

/** Null: the specification names none. */
async function openEarlier(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  row: CampaignRow,
): Promise<EarlierCampaign | null> {
  const { progress } = specOf(row);
  const earlier = progress === undefined ? null : findCampaign(vault, progress.since);
  if (earlier === null) return null;
  const spec = specOf(earlier);
  if (earlier.state !== 'open') return { kind: 'closed', spec };
  try {
    const own = await openKeys(vault, keys, earlier);
    return { kind: 'open', spec, campaign: await openRow(vault, actor, earlier, own) };
  } catch (error) {
    if (error instanceof Refusal && LOCKED.has(error.code)) return { kind: 'locked', spec };
    throw error;
  }
}

async function openRow(
  vault: Vault,
  actor: Actor,
  row: CampaignRow,
  keys: CampaignKeys,
): Promise<OpenCampaign> {
  return {
    vault,
    actor,
    name: row.name,
    campaignId: await campaignIdOf(row.name),
    spec: specOf(row),
    calendars: calendarsOf(row),
    manifest: parseManifest(
      JSON.parse(Buffer.from(contentBytes(vault, row.name, 'public', MANIFEST_PATH)).toString('utf8')),
    ),
    manifestHash: toHex(row.manifest_hash),
    ...keys,
  };
}

/** What a thread of this process needs to open the same campaign for reading. Holds its keys: they never leave the process. */
export interface CampaignForThread {
  readonly folder: string;
  readonly name: string;
  readonly identityKey: Uint8Array;
  readonly keyId: string;
  readonly who: string;
  /** Null: its documents are not signed. */
  readonly signing: { readonly publicKey: Bytes; readonly privateKey: KeyObject } | null;
  /** Missing: none. */
  readonly earlier?: Exclude<EarlierCampaign, { readonly kind: 'open' }> | EarlierForThread;
}

interface EarlierForThread {
  readonly kind: 'open';
  readonly spec: CampaignSpec;
  readonly name: string;
  readonly identityKey: Uint8Array;
  readonly keyId: string;
}

export async function campaignForThread(campaign: OpenCampaign): Promise<CampaignForThread> {
  const { vault, name, sealer, keyId, actor, signer } = campaign;
  const signing =
    signer === null ? null : { publicKey: signer.publicKey, privateKey: await signer.privateKey() };
  const own = { folder: vault.folder, name, identityKey: sealer.identityKey, keyId, who: actor.who, signing };
  return campaign.earlier === undefined ? own : { ...own, earlier: earlierForThread(campaign.earlier) };
}

function earlierForThread(earlier: EarlierCampaign): NonNullable<CampaignForThread['earlier']> {
  if (earlier.kind !== 'open') return earlier;
  const { name, sealer, keyId } = earlier.campaign;
  return { kind: 'open', spec: earlier.spec, name, identityKey: sealer.identityKey, keyId };
}

/**
 * The same campaign in a thread, on a connection of its own that only reads: it sees what was committed when each query
 * begins. `now` is the clock of the thread that gives the tasks.
 */
export async function openInThread(given: CampaignForThread, now: () => Date): Promise<OpenCampaign> {
  const vault = readVault(given.folder);
  const { name, identityKey, keyId, who, signing } = given;
  const signer = signing === null ? null : signerOf(signing.publicKey, async () => signing.privateKey);
  const actor = { who, now };
  const keys = { sealer: new Sealer(name, identityKey), keyId, signer };
  if (given.earlier === undefined) return openRow(vault, actor, campaignRow(vault, name), keys);
  const earlier = await earlierInThread(vault, actor, given.earlier);
  return openRow(vault, actor, campaignRow(vault, name), { ...keys, earlier });
}

async function earlierInThread(
  vault: Vault,
  actor: Actor,
  given: NonNullable<CampaignForThread['earlier']>,
): Promise<EarlierCampaign> {
  if (given.kind !== 'open') return given;
  const { name, identityKey, keyId, spec } = given;
  const keys = { sealer: new Sealer(name, identityKey), keyId, signer: null };
  return { kind: 'open', spec, campaign: await openRow(vault, actor, campaignRow(vault, name), keys) };
}
