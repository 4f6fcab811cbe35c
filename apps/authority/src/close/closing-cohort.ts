/** What a closing needs of a campaign that follows a cohort, and what its certificate says of the keys. */
import { campaignRow, specOf } from '../campaign/campaign-row.ts';
import { followedCohort } from '../campaign/spec.ts';
import { cohortFingerprint } from '../cohort/cohort-keys.ts';
import { countWithoutIdentifier } from '../cohort/cohort-marks.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseClose } from './refusals.ts';

export interface ClosingCohort {
  readonly name: string;
  /** YYYY-MM-DD. */
  readonly until: string;
  /** Fingerprints of the custodian's key and the statistician's; null: that key was never made. */
  readonly keys: readonly [first: string | null, second: string | null];
  /** Pupils with a sitting whose row would have no identifier. */
  readonly withoutIdentifier: number;
}

/** Null: the campaign follows none. */
export function closingCohort(vault: Vault, campaign: string): ClosingCohort | null {
  const cohort = followedCohort(specOf(campaignRow(vault, campaign)));
  if (cohort === null) return null;
  const { name, until } = cohort;
  return {
    name,
    until,
    keys: [cohortFingerprint(vault, name, '1'), cohortFingerprint(vault, name, '2')],
    withoutIdentifier: countWithoutIdentifier(vault, campaign),
  };
}

/** Throws `closing-cohort` while a pupil with a sitting lacks an identifier. */
export function requireIdentifiers(vault: Vault, campaign: string): void {
  const cohort = closingCohort(vault, campaign);
  if (cohort === null || cohort.withoutIdentifier === 0) return;
  throw refuseClose('closing-cohort', { campaign, cohort: cohort.name, count: cohort.withoutIdentifier });
}
