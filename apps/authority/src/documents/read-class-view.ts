/** Class views of a school, from what the vault has scored so far. */

import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { numberedPupils } from '../roster/pupils.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { readSittings } from '../score/sittings.ts';
import { domainsInForce } from '../standards/standards-in-force.ts';
import type { ClassView } from './class-view.ts';
import type { SchoolModel } from './school-model.ts';

/** By class level, for all classes of a school that is at hand. */
export function readClassViews(campaign: OpenCampaign, school: SchoolModel): Map<number, ClassView> {
  return new Map(
    school.classes.flatMap(({ label, levels }) =>
      levels.map(({ id, level }) => [id, readClassView(campaign, id, level, label)] as const),
    ),
  );
}

export function readClassView(
  campaign: OpenCampaign,
  classLevel: number,
  level: string,
  label: string,
): ClassView {
  const sequences = [...scoringModel(campaign).values()].filter((one) => one.level === level);
  return {
    label,
    level,
    sequences: sequences.map(({ id, mode, items }) => ({ id, mode, expected: items.size })),
    domains: domainsInForce(campaign).filter((domain) => domain.level === level),
    pupils: numberedPupils(campaign, classLevel, 'present')
      .map(({ id, orderNumber }) => ({
        orderNumber,
        sittings: new Map(readSittings(campaign, id).map((sitting) => [sitting.sequence, sitting])),
      }))
      .toSorted((a, b) => (a.orderNumber < b.orderNumber ? -1 : 1)),
  };
}
