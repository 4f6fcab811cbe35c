/** The row of a campaign: what it is, what state it is in, which platform it is on. */

import type { Refusal } from '@cloison/command/refusal';
import { sayIso } from '../time/format-time.ts';
import type { CampaignRow, CampaignState } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { lastStepAt } from './closing-steps.ts';
import { refuseCampaign } from './refusals.ts';
import type { CampaignSpec, ResolvedCalendars } from './spec.ts';

export function campaignRow(vault: Vault, name: string): CampaignRow {
  const row = findCampaign(vault, name);
  if (row !== null) return row;
  const names = campaignNames(vault);
  if (names.length === 0) throw refuseCampaign('campaign-none');
  throw refuseCampaign('campaign-missing', { name, names: names.join(', ') });
}

/** Null when the vault has no campaign of that name. */
export function findCampaign(vault: Vault, name: string): CampaignRow | null {
  return vault.get<CampaignRow>('SELECT * FROM campaign WHERE name = ?', name) ?? null;
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

/** Written by `createCampaign` from what `validateCampaign` checked. */
export function specOf(row: CampaignRow): CampaignSpec {
  return JSON.parse(row.spec) as CampaignSpec;
}

export function calendarsOf(row: CampaignRow): ResolvedCalendars {
  return JSON.parse(row.calendars) as ResolvedCalendars;
}

export function campaignState(campaign: { readonly vault: Vault; readonly name: string }): CampaignState {
  return campaignRow(campaign.vault, campaign.name).state;
}

/** Throws `campaign-closed` or `campaign-closing` unless the campaign is open. */
export function requireOpen(campaign: { readonly vault: Vault; readonly name: string }): void {
  const row = campaignRow(campaign.vault, campaign.name);
  if (row.state !== 'open') throw campaignClosed(campaign.vault, row);
}

/** Why nothing more can be done with a campaign that is closing or closed. */
export function campaignClosed(vault: Vault, { name, state }: CampaignRow): Refusal {
  const closedAt = lastStepAt(vault, name);
  if (state !== 'closed' || closedAt === null) return refuseCampaign('campaign-closing', { name });
  const said = sayIso(closedAt);
  return refuseCampaign('campaign-closed', { name, fr: said.fr, en: said.en }, { closedAt });
}

/** An open campaign. In the caller's transaction. */
export function insertCampaign(
  vault: Vault,
  row: Pick<
    CampaignRow,
    'name' | 'rehearsal' | 'spec' | 'calendars' | 'manifest_hash' | 'key_check' | 'created_at'
  >,
): void {
  vault.run(
    `INSERT INTO campaign (name, state, rehearsal, spec, calendars, manifest_hash, key_check, created_at)
     VALUES (?, 'open', ?, ?, ?, ?, ?, ?)`,
    row.name,
    row.rehearsal,
    row.spec,
    row.calendars,
    row.manifest_hash,
    row.key_check,
    row.created_at,
  );
}

export function setCampaignState(vault: Vault, name: string, state: CampaignState): void {
  vault.run('UPDATE campaign SET state = ? WHERE name = ?', state, name);
}

/** `key`: Ed25519, raw. */
export function setPlatform(vault: Vault, name: string, url: string, key: Uint8Array): void {
  vault.run('UPDATE campaign SET platform_url = ?, platform_key = ? WHERE name = ?', url, key, name);
}

/** Number of roster imports applied. */
export function setRosterVersion(vault: Vault, name: string, version: number): void {
  vault.run('UPDATE campaign SET roster_version = ? WHERE name = ?', version, name);
}
