/** What a closing needs of a campaign that follows a cohort, and what its certificate says of the keys. */
import { campaignRow, specOf } from '../campaign/campaign-row.ts';
import { hasEnded, isPast, partLeft } from '../campaign/ended-cohort.ts';
import { followedCohort } from '../campaign/spec.ts';
import { cohortFingerprint } from '../cohort/cohort-keys.ts';
import { countWithoutIdentifier } from '../cohort/cohort-marks.ts';
import { countIdentifiers } from '../cohort/cohort-rows.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseClose } from './refusals.ts';

export interface ClosingCohort {
  readonly name: string;
  /** YYYY-MM-DD. */
  readonly until: string;
  /** Fingerprints of the custodian's key and the statistician's; null: that key was never made. */
  readonly keys: readonly [first: string | null, second: string | null];
  /** Its day has passed or it was ended: nobody is marked any more, and rows are kept without identifiers. */
  readonly isOver: boolean;
  /** Its keys and marks were destroyed, and a statement says so. */
  readonly hasEnded: boolean;
  /** Pupils with a sitting whose row would have no identifier. */
  readonly withoutIdentifier: number;
  /** Of rows of this campaign, once they are distilled. */
  readonly identifiers: number;
}

/** Null: the campaign follows none. */
export function closingCohort(vault: Vault, campaign: string, now: Date): ClosingCohort | null {
  const cohort = followedCohort(specOf(campaignRow(vault, campaign)));
  if (cohort === null) return null;
  const { name, until } = cohort;
  return {
    name,
    until,
    keys: [cohortFingerprint(vault, name, '1'), cohortFingerprint(vault, name, '2')],
    isOver: hasEnded(vault, name) || isPast(until, now),
    hasEnded: hasEnded(vault, name),
    withoutIdentifier: countWithoutIdentifier(vault, campaign),
    identifiers: countIdentifiers(vault, campaign),
  };
}

/**
 * Throws `closing-cohort` while a pupil with a sitting lacks an identifier and could still get one, `closing-cohort-ending` when one
 * of the two keys was destroyed since.
 */
export function requireIdentifiers(vault: Vault, campaign: string, now: Date): void {
  const cohort = closingCohort(vault, campaign, now);
  if (cohort === null || cohort.isOver || cohort.withoutIdentifier === 0) return;
  const left = partLeft(vault, cohort.name);
  if (left !== null) {
    const { name, until, withoutIdentifier: count } = cohort;
    throw refuseClose('closing-cohort-ending', { campaign, cohort: name, until, count, left });
  }
  throw refuseClose('closing-cohort', { campaign, cohort: cohort.name, count: cohort.withoutIdentifier });
}
