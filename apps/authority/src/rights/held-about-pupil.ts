/**
 * Everything that the vault holds about one child, for the family that asks to see it (GDPR, article 15). Reading it is an act
 * on a named person: it leaves a line in the journal, and takes two persons once roles are given.
 */
import type { SittingState } from '@cloison/protocol';
import { allowanceOf } from '../allowances/allowances.ts';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { followedCohort } from '../campaign/spec.ts';
import { refuseCodes } from '../codes/refusals.ts';
import { markedParts } from '../cohort/cohort-marks.ts';
import { reasonsOf } from '../desk/declarations.ts';
import { type SecondKeying, secondKeyingsOf } from '../desk/double-entries.ts';
import { appendJournal } from '../journal/journal.ts';
import { sittingSubject } from '../records/sitting-history.ts';
import { requireApproval } from '../roles/approvals.ts';
import { classLevel } from '../roster/class-levels.ts';
import { factsOfPupil, pupilOfOrder } from '../roster/pupils.ts';
import { schoolRow } from '../roster/schools.ts';
import { domainResult } from '../score/domain-results.ts';
import type { ItemResult } from '../score/sitting.ts';
import { readSittings } from '../score/sittings.ts';
import { domainsInForce } from '../standards/standards-in-force.ts';
import type { PupilFacts } from '../vault/rows.ts';
import { objectionOf } from './objections.ts';

export interface HeldAboutPupil {
  readonly campaign: string;
  /** ISO 8601 UTC. */
  readonly readAt: string;
  readonly orderNumber: string;
  readonly identity: PupilFacts;
  readonly school: { readonly uai: string; readonly name: string; readonly town: string };
  readonly class: { readonly label: string; readonly level: string };
  readonly sittings: readonly {
    readonly sequence: string;
    readonly title: { readonly fr: string; readonly en: string };
    readonly state: SittingState;
    /** Why a head declared that the pupil does not sit; null: nobody did. */
    readonly notSitting: string | null;
    readonly reopened: number;
    readonly extraMinutes: number;
    /** The booklet was keyed a second time, to check the first; null: it was not, or the desk has not reported it. */
    readonly secondKeying: SecondKeying | null;
    readonly items: Readonly<Record<string, ItemResult>>;
  }[];
  readonly domains: readonly {
    readonly id: string;
    readonly title: { readonly fr: string; readonly en: string };
    readonly score: number;
    readonly group: string;
  }[];
  readonly observations: readonly { readonly sequence: string; readonly code: string }[];
  /** When somebody objected to research with this child's answers; null: nobody did. */
  readonly objectionAt: string | null;
  /** The cohort by which the child's results are linked from campaign to campaign; null: the campaign follows none. */
  readonly cohort: {
    readonly name: string;
    /** Until when, YYYY-MM-DD. */
    readonly until: string;
    /** `both`: the vault has the child's identifier. `first`: half of what makes one. `none`: nothing. */
    readonly marked: 'none' | 'first' | 'both';
  } | null;
}

/** Throws `order-unknown`, `approval-missing`, `campaign-closed`. */
export function heldAboutPupil(campaign: OpenCampaign, orderNumber: string): HeldAboutPupil {
  requireOpen(campaign);
  const { vault, actor, name, spec } = campaign;
  const pupil = pupilOfOrder(campaign, orderNumber);
  if (pupil === null) throw refuseCodes('order-unknown', { order: orderNumber });
  const subject = sittingSubject(campaign, orderNumber);
  requireApproval(vault, actor, 'read-sitting', subject);
  appendJournal(vault, actor, 'rights.access', name, { of: subject });
  const { uai, name: schoolName, town } = schoolRow(vault, pupil.school);
  const sittings = new Map(readSittings(campaign, pupil.id).map((one) => [one.sequence, one]));
  const reasons = reasonsOf(campaign, pupil.id);
  const secondKeyings = secondKeyingsOf(campaign, pupil.id);
  return {
    campaign: name,
    readAt: actor.now().toISOString(),
    orderNumber,
    identity: factsOfPupil(campaign, pupil.id),
    school: { uai, name: schoolName, town },
    class: { label: classLevel(campaign, pupil.class_level).label, level: pupil.level },
    sittings: spec.sequences
      .filter(({ level }) => level === pupil.level)
      .map(({ id, title }) => {
        const { reopened, extraMs } = allowanceOf(vault, pupil.id, id);
        return {
          sequence: id,
          title,
          state: sittings.get(id)?.state ?? 'notBegun',
          notSitting: reasons.get(id) ?? null,
          reopened,
          extraMinutes: Math.round(extraMs / 60_000),
          secondKeying: secondKeyings.get(id) ?? null,
          items: sittings.get(id)?.items ?? {},
        };
      }),
    domains: domainsInForce(campaign)
      .filter(({ level }) => level === pupil.level)
      .flatMap((domain) => {
        const result = domainResult(domain, sittings.get(domain.sequence));
        return result === null ? [] : [{ id: domain.id, title: domain.title, ...result }];
      }),
    observations: vault
      .all<{ sequence: string; code: string }>(
        'SELECT sequence, code FROM observation_view WHERE pupil = ? ORDER BY sequence, code',
        pupil.id,
      )
      .map((row) => ({ ...row })),
    objectionAt: objectionOf(campaign, pupil.id)?.at ?? null,
    cohort: cohortOf(campaign, pupil.id),
  };
}

/** That there is a mark, never the mark: who reads it beside a name could find that child's rows for years. */
function cohortOf({ vault, spec }: OpenCampaign, pupil: number): HeldAboutPupil['cohort'] {
  const followed = followedCohort(spec);
  if (followed === null) return null;
  return { ...followed, marked: (['none', 'first', 'both'] as const)[markedParts(vault, pupil)] };
}
