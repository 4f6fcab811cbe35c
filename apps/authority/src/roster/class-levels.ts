/** Classes by level: what a class holder stands for, and what a report is about. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { ClassFacts, ClassLevelRow, ClassRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

export interface ClassLevel {
  readonly class: number;
  readonly school: number;
  readonly area: number;
  readonly level: string;
  readonly label: string;
}

/** The class, school and area of a class level; its label is opened. */
export function classLevel(
  { vault, sealer }: Pick<OpenCampaign, 'vault' | 'sealer'>,
  id: number,
): ClassLevel {
  const row = vault.get<Omit<ClassLevel, 'label'> & Pick<ClassRow, 'sealed'>>(
    `SELECT v.class, v.school, v.area, v.level, c.sealed FROM class_level_view v JOIN class c ON c.id = v.class
     WHERE v.class_level = ?`,
    id,
  );
  if (row === undefined) throw new Error(`class level ${id} is not in the vault`);
  const { sealed, ...place } = row;
  return { ...place, label: sealer.open<ClassFacts>('class', 'sealed', place.class, sealed).label };
}

export function levelsOfClass(vault: Vault, id: number): ClassLevelRow[] {
  return vault.all<ClassLevelRow>('SELECT * FROM class_level WHERE class = ?', id);
}

/** Null when there is no such class level. */
export function findClassLevel(vault: Vault, id: number): ClassLevelRow | null {
  return vault.get<ClassLevelRow>('SELECT * FROM class_level WHERE id = ?', id) ?? null;
}

/** Class levels of a school, class after class. */
export function classLevelsOfSchool(vault: Vault, school: number): number[] {
  return vault
    .all<{ id: number }>(
      'SELECT class_level AS id FROM class_level_view WHERE school = ? ORDER BY class, class_level',
      school,
    )
    .map(({ id }) => id);
}

/** Levels at which a school has pupils. */
export function levelsOfSchool(vault: Vault, school: number): ReadonlySet<string> {
  const rows = vault.all<{ level: string }>(
    `SELECT DISTINCT level FROM class_level_view v
     WHERE school = ? AND EXISTS (SELECT 1 FROM pupil p WHERE p.class_level = v.class_level AND p.state = 'present')`,
    school,
  );
  return new Set(rows.map(({ level }) => level));
}
