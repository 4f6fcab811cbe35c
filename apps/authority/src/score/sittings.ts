/** Sittings of a campaign's pupils in the vault, sealed. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { ResultRow } from '../vault/rows.ts';
import type { Sitting } from './sitting.ts';

/** Row id of a result for sealing: no result opens as another's. */
export function resultPlace(pupil: number, sequence: string): string {
  return `${pupil}/${sequence}`;
}

export function readSittings(campaign: OpenCampaign, pupil: number): Sitting[] {
  return campaign.vault
    .all<ResultRow>('SELECT * FROM result WHERE pupil = ?', pupil)
    .map(({ sequence, sealed }) =>
      campaign.sealer.open<Sitting>('result', 'sealed', resultPlace(pupil, sequence), sealed),
    );
}
