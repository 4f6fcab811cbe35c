/** A campaign of the vault, opened with its identity key: what nearly every use case works on. */

import type { KeyObject } from 'node:crypto';
import { type Manifest, parseManifest } from '@cloison/protocol';
import { type Bytes, campaignIdOf, toHex } from '@cloison/protocol/public';
import type { Actor } from '../journal/journal.ts';
import { type DocumentSigner, documentSigner, signerOf } from '../keys/document-signer.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { refuseKeys } from '../keys/refusals.ts';
import type { CampaignRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import { readVault, type Vault } from '../vault/vault.ts';
import { calendarsOf, campaignClosed, campaignRow, chooseCampaign, specOf } from './campaign-row.ts';
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
}

/**
 * In `meta`, since the campaign was created: its documents of classes and schools are signed from the first one on. Browsers
 * of a campaign that began without are told so by keyrings without a key, to the end.
 */
export const signsDocuments = (name: string): string => `documents-signed:${name}`;

/** What `key_check` seals. */
export const KEY_CHECK = 'cloison';

/**
 * Throws `campaign-closed` when the closing has destroyed the key (`campaign-closing` when it has begun to and was cut short),
 * `key-missing`, `passphrase-wrong`, `key-other` when the key found is not this campaign's.
 */
export async function openCampaign(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  name?: string,
): Promise<OpenCampaign> {
  const row = campaignRow(vault, chooseCampaign(vault, name));
  if (row.state === 'closed') throw campaignClosed(vault, row);
  if (row.state === 'closing' && !keys.has('identity', row.name)) throw campaignClosed(vault, row);
  const key = await keys.openKey('identity', row.name);
  const sealer = new Sealer(row.name, key.key);
  try {
    sealer.open('campaign', 'key_check', row.name, row.key_check);
  } catch {
    throw refuseKeys('key-other', { folder: keys.folder, campaign: row.name });
  }
  const signer = vault.meta(signsDocuments(row.name)) === null ? null : documentSigner(keys);
  return openRow(vault, actor, row, { sealer, keyId: key.keyId, signer });
}

async function openRow(
  vault: Vault,
  actor: Actor,
  row: CampaignRow,
  keys: Pick<OpenCampaign, 'sealer' | 'keyId' | 'signer'>,
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
}

export async function campaignForThread(campaign: OpenCampaign): Promise<CampaignForThread> {
  const { vault, name, sealer, keyId, actor, signer } = campaign;
  const signing =
    signer === null ? null : { publicKey: signer.publicKey, privateKey: await signer.privateKey() };
  return { folder: vault.folder, name, identityKey: sealer.identityKey, keyId, who: actor.who, signing };
}

/**
 * The same campaign in a thread, on a connection of its own that only reads: it sees what was committed when each query
 * begins. `now` is the clock of whoever gives the thread its tasks.
 */
export function openInThread(given: CampaignForThread, now: () => Date): Promise<OpenCampaign> {
  const vault = readVault(given.folder);
  const { name, identityKey, keyId, who, signing } = given;
  const signer = signing === null ? null : signerOf(signing.publicKey, async () => signing.privateKey);
  const keys = { sealer: new Sealer(name, identityKey), keyId, signer };
  return openRow(vault, { who, now }, campaignRow(vault, name), keys);
}
