/** A campaign of the vault with its key at hand: what nearly every use case works on. */
import { type Manifest, parseManifest } from '@cloison/protocol';
import { type Bytes, campaignIdOf, toHex } from '@cloison/protocol/public';
import type { Refusal } from '../feedback/refusal.ts';
import type { Actor } from '../journal/journal.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { refuseKeys } from '../keys/refusals.ts';
import { sayIso } from '../time/format-time.ts';
import type { CampaignRow, CampaignState, ClosingRow, ContentRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseCampaign } from './refusals.ts';
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
}

export const MANIFEST_PATH = 'manifest.json';

/** What `key_check` seals. */
export const KEY_CHECK = 'cloison';

export function campaignRow(vault: Vault, name: string): CampaignRow {
  const row = vault.get<CampaignRow>('SELECT * FROM campaign WHERE name = ?', name);
  if (row === undefined)
    throw refuseCampaign('campaign-missing', { name, names: campaignNames(vault).join(', ') });
  return row;
}

export function campaignNames(vault: Vault): string[] {
  return vault.all<{ name: string }>('SELECT name FROM campaign ORDER BY name').map((row) => row.name);
}

/** The named campaign, or the only one. Throws `campaign-none`, `campaign-which`, `campaign-missing`. */
export function chooseCampaign(vault: Vault, name: string | undefined): string {
  const names = campaignNames(vault);
  if (name !== undefined) return campaignRow(vault, name).name;
  if (names.length === 0) throw refuseCampaign('campaign-none');
  if (names.length > 1) throw refuseCampaign('campaign-which', { names: names.join(', ') });
  return names[0]!;
}

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
    sealer,
    keyId: key.keyId,
  };
}

/** Written by `createCampaign` from what `validateCampaign` checked. */
export function specOf(row: CampaignRow): CampaignSpec {
  return JSON.parse(row.spec) as CampaignSpec;
}

export function calendarsOf(row: CampaignRow): ResolvedCalendars {
  return JSON.parse(row.calendars) as ResolvedCalendars;
}

export function campaignState(campaign: OpenCampaign): CampaignState {
  return campaignRow(campaign.vault, campaign.name).state;
}

/** Throws `campaign-closed` or `campaign-closing` unless the campaign is open. */
export function requireOpen(campaign: OpenCampaign): void {
  const row = campaignRow(campaign.vault, campaign.name);
  if (row.state !== 'open') throw campaignClosed(campaign.vault, row);
}

function campaignClosed(vault: Vault, { name, state }: CampaignRow): Refusal {
  const last = vault.get<Pick<ClosingRow, 'at'>>(
    'SELECT at FROM closing WHERE campaign = ? ORDER BY at DESC LIMIT 1',
    name,
  );
  if (state !== 'closed' || last === undefined) return refuseCampaign('campaign-closing', { name });
  const said = sayIso(last.at);
  return refuseCampaign('campaign-closed', { name, fr: said.fr, en: said.en }, { closedAt: last.at });
}

/** Bytes of a content file; an absent one is a programming error. */
export function contentBytes(vault: Vault, campaign: string, kind: ContentRow['kind'], path: string): Bytes {
  const row = vault.get<Pick<ContentRow, 'bytes'>>(
    'SELECT bytes FROM content WHERE campaign = ? AND kind = ? AND path = ?',
    campaign,
    kind,
    path,
  );
  if (row === undefined) throw new Error(`content ${kind} ${path} is not in the vault`);
  return row.bytes;
}

/** Source files (with their keys) of one sequence's package, by path in the package. Stored as `{sequence id}/{path}`. */
export function sourcePackage(vault: Vault, campaign: string, sequence: string): Map<string, Bytes> {
  const prefix = `${sequence}/`;
  const rows = vault.all<Pick<ContentRow, 'path' | 'bytes'>>(
    `SELECT path, bytes FROM content WHERE campaign = ? AND kind = 'source' AND substr(path, 1, ?) = ? ORDER BY path`,
    campaign,
    prefix.length,
    prefix,
  );
  return new Map(rows.map((row) => [row.path.slice(prefix.length), row.bytes]));
}
