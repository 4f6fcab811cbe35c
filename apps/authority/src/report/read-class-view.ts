/** Class views of a school, from what the vault has scored so far. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { SchoolModel } from '../publish/school-model.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import type { Sitting } from '../score/sitting.ts';
import { domainsInForce } from '../standards/standards-in-force.ts';
import type { ClassFacts, PupilRow, ResultRow } from '../vault/rows.ts';
import type { ClassView } from './class-view.ts';

/** By class level, for all classes of a school that is at hand. */
export function readClassViews(campaign: OpenCampaign, school: SchoolModel): Map<number, ClassView> {
  return new Map(
    school.classes.flatMap(({ label, levels }) =>
      levels.map(({ id, level }) => [id, readClassView(campaign, id, level, label)] as const),
    ),
  );
}

interface ClassLevelFacts {
  readonly class: number;
  readonly school: number;
  readonly area: number;
  readonly level: string;
  readonly sealed: Uint8Array;
}

/** Which class, school and area a class level belongs to; its label is opened. */
export function classLevelFacts(
  campaign: OpenCampaign,
  id: number,
): Omit<ClassLevelFacts, 'sealed'> & { readonly label: string } {
  const row = campaign.vault.get<ClassLevelFacts>(
    `SELECT cl.class, c.school, s.area, cl.level, c.sealed FROM class_level cl
     JOIN class c ON c.id = cl.class JOIN school s ON s.id = c.school WHERE cl.id = ?`,
    id,
  );
  if (row === undefined) throw new Error(`class level ${id} is not in the vault`);
  const { sealed, ...facts } = row;
  return {
    ...facts,
    label: campaign.sealer.open<ClassFacts>('class', 'sealed', facts.class, sealed).label,
  };
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
