/**
 * One class at one level as its documents show it: each pupil's sittings with their results, and how many pupils are how
 * far. Read from the vault once; the documents only lay it out. Personal.
 */
import type { SittingState } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { DomainSpec } from '../campaign/spec.ts';
import { reasonsOfPupils } from '../desk/declarations.ts';
import { lastSavesOfPupils } from '../records/received-records.ts';
import { numberedPupils } from '../roster/pupils.ts';
import { type DomainResult, domainResult } from '../score/domain-results.ts';
import { drawnBooklet, drawnModule } from '../score/draw.ts';
import { expectedFrom } from '../score/score-stages.ts';
import { type ScorableSequence, scoringModel } from '../score/sequence-scoring.ts';
import { notBegun, type Sitting } from '../score/sitting.ts';
import { readSittingsOfPupils } from '../score/sittings.ts';
import { domainsInForce } from '../standards/standards-in-force.ts';

export type StateCounts = Readonly<Record<SittingState, number>> & {
  readonly expected: number;
  /** Of the absent, those who were declared as not sitting, by reason. */
  readonly why: Readonly<Record<string, number>>;
};

export interface ClassView {
  /** As the school calls it. */
  readonly label: string;
  readonly level: string;
  /** Sequences of the level, each with the number of pupils in each state. */
  readonly sequences: readonly { readonly id: string; readonly counts: StateCounts }[];
  /** Domains of the level, with the thresholds in force. */
  readonly domains: readonly DomainSpec[];
  /** Items that were withdrawn, as `sequence/item`: no result by item is shown of them. */
  readonly withdrawn: ReadonlySet<string>;
  /** Pupils who have not left, by order number. */
  readonly pupils: readonly ViewedPupil[];
}

export interface ViewedPupil {
  readonly orderNumber: string;
  /** Every sequence of the level, whether or not anything was received. */
  readonly sittings: ReadonlyMap<string, Sitting>;
  /** Every domain of the level; null: no result. */
  readonly results: ReadonlyMap<string, DomainResult | null>;
  /** By sequence: why the pupil does not sit it. Only where this is what the sitting's state says. */
  readonly why: ReadonlyMap<string, string>;
  /** By sequence: when the newest save was received, ISO 8601 UTC. */
  readonly savedAt: ReadonlyMap<string, string>;
}

export function readClassView(
  campaign: OpenCampaign,
  classLevel: number,
  level: string,
  label: string,
): ClassView {
  const sequences = [...scoringModel(campaign).values()].filter((one) => one.level === level);
  const domains = domainsInForce(campaign).filter((domain) => domain.level === level);
  const numbered = numberedPupils(campaign, classLevel, 'present');
  const ids = numbered.map(({ id }) => id);
  const sittingsOf = readSittingsOfPupils(campaign, ids);
  const reasonsOf = reasonsOfPupils(campaign, ids);
  const savesOf = lastSavesOfPupils(campaign.vault, ids);
  const pupils = numbered
    .map(({ id, orderNumber }): ViewedPupil => {
      const received = new Map(sittingsOf.get(id)?.map((sitting) => [sitting.sequence, sitting]));
      const reasons = reasonsOf.get(id);
      const why = new Map<string, string>();
      const sittings = new Map(
        sequences.map((one): [string, Sitting] => {
          const sitting =
            received.get(one.id) ?? notBegun(one.id, one.mode, expectedItems(campaign, id, one));
          const reason = reasons?.get(one.id);
          // What was finished is finished, whatever was declared.
          if (reason === undefined || sitting.state === 'complete') return [one.id, sitting];
          why.set(one.id, reason);
          return [one.id, { ...sitting, state: 'absent' }];
        }),
      );
      const results = domains.map((domain): [string, DomainResult | null] => [
        domain.id,
        domainResult(domain, sittings.get(domain.sequence)),
      ]);
      const savedAt = savesOf.get(id) ?? new Map<string, string>();
      return { orderNumber, sittings, results: new Map(results), why, savedAt };
    })
    .toSorted((a, b) => (a.orderNumber < b.orderNumber ? -1 : 1));
  return {
    label,
    level,
    sequences: sequences.map(({ id }) => ({ id, counts: countStates(pupils, id) })),
    domains,
    withdrawn: new Set(
      sequences.flatMap((one) =>
        [...one.items.values()].flatMap(({ id, withdrawn }) =>
          withdrawn === null ? [] : [`${one.id}/${id}`],
        ),
      ),
    ),
    pupils,
  };
}

/** Items that a pupil who has not begun will be given. */
function expectedItems(campaign: OpenCampaign, pupil: number, sequence: ScorableSequence): number {
  const { adaptive, items } = sequence;
  if (adaptive !== null) return expectedFrom(adaptive, drawnModule(campaign, pupil, sequence, adaptive));
  return drawnBooklet(campaign, pupil, sequence)?.items.length ?? items.size;
}

function countStates(pupils: readonly ViewedPupil[], sequence: string): StateCounts {
  const counts = { expected: pupils.length, notBegun: 0, begun: 0, complete: 0, absent: 0 };
  const why: Record<string, number> = {};
  for (const pupil of pupils) {
    counts[pupil.sittings.get(sequence)!.state] += 1;
    const reason = pupil.why.get(sequence);
    if (reason !== undefined) why[reason] = (why[reason] ?? 0) + 1;
  }
  return { ...counts, why };
}
