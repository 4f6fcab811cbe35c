/** Schools and their classes, as the last import has them. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { ClassFacts, ClassRow, SchoolRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name'>;

/** In the order in which they came into the vault. */
export function schoolIds({ vault, name }: Subject): number[] {
  return vault
    .all<{ id: number }>('SELECT id FROM school WHERE campaign = ? ORDER BY id', name)
    .map(({ id }) => id);
}

export function schoolRow(vault: Vault, id: number): SchoolRow {
  const row = vault.get<SchoolRow>('SELECT * FROM school WHERE id = ?', id);
  if (row === undefined) throw new Error(`school ${id} is not in the vault`);
  return row;
}

/** All schools, by UAI. */
export function allSchools({ vault, name }: Subject): SchoolRow[] {
  return vault.all<SchoolRow>('SELECT * FROM school WHERE campaign = ? ORDER BY uai', name);
}

/** Null when the campaign has no such school. */
export function schoolOfUai({ vault, name }: Subject, uai: string): SchoolRow | null {
  return vault.get<SchoolRow>('SELECT * FROM school WHERE campaign = ? AND uai = ?', name, uai) ?? null;
}

export function countAllSchools({ vault, name }: Subject): number {
  return vault.count('SELECT count(*) FROM school WHERE campaign = ?', name);
}

export function countSchools({ vault, name }: Subject, area: number): number {
  return vault.count('SELECT count(*) FROM school WHERE campaign = ? AND area = ?', name, area);
}

/** Classes of a school by id and label, in the order in which they came into the vault, which never changes. */
export function classesOfSchool(
  { vault, sealer }: Pick<OpenCampaign, 'vault' | 'sealer'>,
  school: number,
): { readonly id: number; readonly label: string }[] {
  return vault
    .all<ClassRow>('SELECT * FROM class WHERE school = ? ORDER BY id', school)
    .map(({ id, sealed }) => ({ id, label: sealer.open<ClassFacts>('class', 'sealed', id, sealed).label }));
}

/** What a class is found by: its label as the imported file has it. */
export function classLookup(
  { sealer }: Pick<OpenCampaign, 'sealer'>,
  uai: string,
  label: string,
): Uint8Array {
  return sealer.lookup('class', uai, label);
}

/** The class of that label; null when the school has none. */
export function classOfLabel(
  campaign: Pick<OpenCampaign, 'vault' | 'sealer'>,
  { id, uai }: Pick<SchoolRow, 'id' | 'uai'>,
  label: string,
): number | null {
  const row = campaign.vault.get<{ id: number }>(
    'SELECT id FROM class WHERE school = ? AND label_lookup = ?',
    id,
    classLookup(campaign, uai, label),
  );
  return row?.id ?? null;
}
