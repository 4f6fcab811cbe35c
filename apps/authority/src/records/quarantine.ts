/** Envelopes that were refused, or that belong to nobody. The trace is kept, not the bytes. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { Vault } from '../vault/vault.ts';
import type { QuarantineCode } from './check-body.ts';

export interface Refused {
  readonly holder: Uint8Array;
  readonly name: string;
  readonly hash: Uint8Array;
  readonly code: QuarantineCode;
}

/** Whether it is new. */
export function addQuarantine(campaign: OpenCampaign, { holder, name, hash, code }: Refused): boolean {
  const added = campaign.vault.run(
    'INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    campaign.name,
    holder,
    name,
    hash,
    code,
    campaign.actor.now().toISOString(),
  );
  return added > 0;
}

/** Removes the trace of a failure here, once the record has been opened after all. */
export function clearUnexpected(
  { vault, name: campaign }: OpenCampaign,
  { holder, name }: Pick<Refused, 'holder' | 'name'>,
): void {
  vault.run(
    `DELETE FROM quarantine WHERE campaign = ? AND holder = ? AND name = ? AND code = 'unexpected'`,
    campaign,
    holder,
    name,
  );
}

export function countQuarantined(vault: Vault, campaign: string): number {
  return vault.count('SELECT count(*) FROM quarantine WHERE campaign = ?', campaign);
}
