/**
 * Content sealed to be fetched ahead (protocol 1, "Content fetched ahead"): at creation each online sequence gets a random
 * opening key and one pack; the campaign gets a random share, which goes into tickets. Both stay in the vault, sealed.
 */

import { randomBytes } from 'node:crypto';
import { CONTENT_KEY_BYTES, type PackFile, sealPack } from '@cloison/protocol';
import { type Bytes, campaignIdOf, fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import { findPublicFile } from '../campaign/content-files.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { CampaignSpec } from '../campaign/spec.ts';
import type { ContentKeyRow } from '../vault/rows.ts';
import type { Sealer } from '../vault/sealer.ts';
import type { Vault } from '../vault/vault.ts';

/** Name of the share among the keys: no sequence has it. */
const SHARE = '*';

export interface SealedContent {
  /** By sequence. */
  readonly packs: ReadonlyMap<string, Bytes>;
  /** By sequence, and the share under `*`. */
  readonly keys: ReadonlyMap<string, Bytes>;
}

/** Path of a pack among the published content; the manifest lists it with its sequence, not among its files. */
export const packPath = (sequence: string): string => `packs/${sequence}`;

/** Sequences whose content is sealed: those that pupils open on a screen, when the campaign asks for it. */
export function sealedSequences(spec: CampaignSpec): readonly string[] {
  if (spec.content?.ahead !== true) return [];
  const online = new Set(spec.levels.filter(({ mode }) => mode === 'online').map(({ id }) => id));
  return spec.sequences.filter(({ level }) => online.has(level)).map(({ id }) => id);
}

/** The sequence in whose pack a content file belongs, null when it is published by itself. */
export function sequenceOfFile(sealed: readonly string[], path: string): string | null {
  const has = (id: string) => path === `sequences/${id}.json` || path.startsWith(`assets/${id}/`);
  return sealed.find(has) ?? null;
}

/** Fresh keys, and packs under them. */
export async function sealContent(spec: CampaignSpec, files: readonly PackFile[]): Promise<SealedContent> {
  const random = (length: number): Bytes => new Uint8Array(randomBytes(length));
  const campaignId = await campaignIdOf(spec.name);
  const sealed = sealedSequences(spec);
  const share = random(CONTENT_KEY_BYTES);
  const keys = new Map([[SHARE, share]]);
  const packs = new Map<string, Bytes>();
  for (const name of sealed) {
    const opening = random(CONTENT_KEY_BYTES);
    const own = files.filter(({ path }) => sequenceOfFile(sealed, path) === name);
    keys.set(name, opening);
    packs.set(name, await sealPack({ opening, share }, { campaignId, name }, own, random(12)));
  }
  return { packs, keys };
}

/** Packs of a campaign that was created before: their keys are drawn once. */
export function storedPacks(vault: Vault, spec: CampaignSpec): ReadonlyMap<string, Bytes> {
  return new Map(
    sealedSequences(spec).flatMap((sequence) => {
      const file = findPublicFile(vault, spec.name, packPath(sequence));
      return file === null ? [] : [[sequence, file.bytes] as const];
    }),
  );
}

/** In the caller's transaction. */
export function keepContentKeys(
  vault: Vault,
  sealer: Sealer,
  campaign: string,
  keys: SealedContent['keys'],
): void {
  for (const [sequence, key] of keys) {
    vault.run(
      'INSERT INTO content_key VALUES (?, ?, ?)',
      campaign,
      sequence,
      sealer.seal('content_key', 'sealed', sequence, toBase64Url(key)),
    );
  }
}

/** base64url of the share that tickets carry; null when no content is sealed. */
export function contentShare(campaign: OpenCampaign): string | null {
  return contentKey(campaign, SHARE);
}

/** base64url of the opening key of a sequence; null when its content is not sealed. */
export function openingKey(campaign: OpenCampaign, sequence: string): string | null {
  return contentKey(campaign, sequence);
}

function contentKey({ vault, name, sealer }: OpenCampaign, sequence: string): string | null {
  const row = vault.get<ContentKeyRow>(
    'SELECT * FROM content_key WHERE campaign = ? AND sequence = ?',
    name,
    sequence,
  );
  if (row === undefined) return null;
  const key = sealer.open<string>('content_key', 'sealed', sequence, row.sealed);
  if (fromBase64Url(key).length !== CONTENT_KEY_BYTES) throw new Error('a content key of another length');
  return key;
}
