/** Classes by level, as reports and codes know them. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { ClassFacts } from '../vault/rows.ts';

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
