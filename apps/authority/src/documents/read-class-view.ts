/** Class views of a school, from what the vault has scored so far. */

import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { readSittings } from '../score/sittings.ts';
import { domainsInForce } from '../standards/standards-in-force.ts';
import type { PupilRow } from '../vault/rows.ts';
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
  const { vault, sealer } = campaign;
  const sequences = [...scoringModel(campaign).values()].filter((one) => one.level === level);
  const pupils = vault.all<Pick<PupilRow, 'id' | 'order_sealed'>>(
    `SELECT id, order_sealed FROM pupil WHERE class_level = ? AND state = 'present' AND order_sealed IS NOT NULL`,
    classLevel,
  );
  return {
    label,
    level,
    sequences: sequences.map(({ id, mode, items }) => ({ id, mode, expected: items.size })),
    domains: domainsInForce(campaign).filter((domain) => domain.level === level),
    pupils: pupils
      .map(({ id, order_sealed }) => ({
        orderNumber: sealer.open<string>('pupil', 'order_sealed', id, order_sealed ?? new Uint8Array(0)),
        sittings: new Map(readSittings(campaign, id).map((sitting) => [sitting.sequence, sitting])),
      }))
      .toSorted((a, b) => (a.orderNumber < b.orderNumber ? -1 : 1)),
  };
}
