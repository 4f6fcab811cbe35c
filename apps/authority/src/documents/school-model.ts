/** One school of the vault, opened: what its documents are made from. Personal; kept in memory one school at a time. */

import type { OpenCampaign } from '../campaign/open-campaign.ts';
import {
  headOfSchool,
  holderOfClassLevel,
  holderOfPupil,
  holderOfSchool,
  teachersOfClass,
} from '../codes/holders.ts';
import { levelsOfClass } from '../roster/class-levels.ts';
import { orderNumberOf, pupilsOfClassLevel } from '../roster/pupils.ts';
import { classesOfSchool, schoolRow } from '../roster/schools.ts';
import type { HolderRow, PupilFacts, SchoolRow } from '../vault/rows.ts';

export interface PupilModel {
  readonly id: number;
  readonly left: boolean;
  readonly facts: PupilFacts;
  /** Null until codes are assigned: the pupil is in no document yet. */
  readonly orderNumber: string | null;
  /** Null at entry levels, and for pupils who left. */
  readonly holder: HolderRow | null;
}

export interface ClassLevelModel {
  readonly id: number;
  readonly level: string;
  readonly holder: HolderRow | null;
  /** By last name, then first name. */
  readonly pupils: readonly PupilModel[];
}

export interface ClassModel {
  readonly id: number;
  readonly label: string;
  readonly levels: readonly ClassLevelModel[];
  readonly teachers: readonly HolderRow[];
}

export interface SchoolModel {
  readonly row: SchoolRow;
  /** In the order in which they came into the vault, which never changes. */
  readonly classes: readonly ClassModel[];
  readonly holder: HolderRow | null;
  readonly head: HolderRow | null;
}

const collator = new Intl.Collator('fr');

export function readSchool(campaign: OpenCampaign, id: number): SchoolModel {
  const { vault } = campaign;
  return {
    row: schoolRow(vault, id),
    classes: classesOfSchool(campaign, id).map((one) => readClass(campaign, one)),
    holder: holderOfSchool(vault, id),
    head: headOfSchool(vault, id),
  };
}

function readClass(
  campaign: OpenCampaign,
  { id, label }: { readonly id: number; readonly label: string },
): ClassModel {
  const { vault } = campaign;
  const order = new Map(campaign.spec.levels.map((level, i) => [level.id, i]));
  const levels = levelsOfClass(vault, id).toSorted(
    (a, b) => (order.get(a.level) ?? 0) - (order.get(b.level) ?? 0),
  );
  return {
    id,
    label,
    levels: levels.map((one) => ({
      id: one.id,
      level: one.level,
      holder: holderOfClassLevel(vault, one.id),
      pupils: readPupils(campaign, one.id),
    })),
    teachers: teachersOfClass(vault, id),
  };
}

function readPupils(campaign: OpenCampaign, classLevel: number): PupilModel[] {
  const { vault, sealer } = campaign;
  return pupilsOfClassLevel(vault, classLevel)
    .map((row) => ({
      id: row.id,
      left: row.state === 'left',
      facts: sealer.open<PupilFacts>('pupil', 'sealed', row.id, row.sealed),
      orderNumber: orderNumberOf(campaign, row),
      holder: holderOfPupil(vault, row.id),
    }))
    .toSorted(
      (a, b) =>
        collator.compare(a.facts.lastName, b.facts.lastName) ||
        collator.compare(a.facts.firstName, b.facts.firstName) ||
        a.id - b.id,
    );
}
