/** Pupils of a campaign, as the last import has them. Personal. */
import { randomInt } from 'node:crypto';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { PupilFacts, PupilRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name'>;

export function countPupils({ vault, name }: Subject): number {
  return vault.count('SELECT count(*) FROM pupil WHERE campaign = ?', name);
}

/** Of all campaigns. */
export function countAllPupils(vault: Vault): number {
  return vault.count('SELECT count(*) FROM pupil');
}

/** The highest id of a pupil of the vault, 0 when there is none. */
export function highestPupil(vault: Vault): number {
  return vault.count('SELECT coalesce(max(id), 0) FROM pupil');
}

/** Pupils who have not left. */
export function presentPupils({ vault, name }: Subject): number[] {
  return idsOf(vault.iterate(`SELECT id FROM pupil WHERE campaign = ? AND state = 'present'`, name));
}

const UNNUMBERED = `FROM pupil WHERE campaign = ? AND state = 'present' AND order_lookup IS NULL`;

/** Pupils who have not left and have no order number yet. */
export function pupilsWithoutNumber({ vault, name }: Subject): number[] {
  return idsOf(vault.iterate(`SELECT id ${UNNUMBERED}`, name));
}

export function countWithoutNumber({ vault, name }: Subject): number {
  return vault.count(`SELECT count(*) ${UNNUMBERED}`, name);
}

/** Row by row: all rows of a country as objects at once would take a hundred times their numbers. */
function idsOf(rows: Iterable<{ readonly id: number }>): number[] {
  const ids: number[] = [];
  for (const { id } of rows) ids.push(id);
  return ids;
}

export function pupilsOfClassLevel(vault: Vault, classLevel: number): PupilRow[] {
  return vault.all<PupilRow>('SELECT * FROM pupil WHERE class_level = ?', classLevel);
}

/** Where a pupil is, and what a school is by. */
export interface PupilInClass {
  readonly id: number;
  readonly class_level: number;
  readonly level: string;
  readonly class: number;
  readonly school: number;
  readonly uai: string;
  readonly area: number;
}

const PLACE = 'id, class_level, level, class, school, uai, area';

/** Null when there is no such pupil. */
export function findPupil(vault: Vault, id: number): PupilInClass | null {
  return vault.get<PupilInClass>(`SELECT ${PLACE} FROM pupil_view WHERE id = ?`, id) ?? null;
}

/** The pupil of that order number, who has not left; null when there is none. */
export function pupilOfOrder(campaign: OpenCampaign, order: string): PupilInClass | null {
  return (
    campaign.vault.get<PupilInClass>(
      `SELECT ${PLACE} FROM pupil_view WHERE campaign = ? AND order_lookup = ? AND state = 'present'`,
      campaign.name,
      orderLookup(campaign, order),
    ) ?? null
  );
}

/** Ids of the accommodations that a pupil has. */
export function accommodationsOf({ vault, sealer }: OpenCampaign, id: number): readonly string[] {
  const row = vault.get<Pick<PupilRow, 'sealed'>>('SELECT sealed FROM pupil WHERE id = ?', id);
  return row === undefined ? [] : sealer.open<PupilFacts>('pupil', 'sealed', id, row.sealed).accommodations;
}

/** What is held of a pupil's identity. Personal. */
export function factsOfPupil(
  { vault, sealer }: Pick<OpenCampaign, 'vault' | 'sealer'>,
  id: number,
): PupilFacts {
  const row = vault.get<Pick<PupilRow, 'sealed'>>('SELECT sealed FROM pupil WHERE id = ?', id);
  if (row === undefined) throw new Error(`pupil ${id} is not in the vault`);
  return sealer.open<PupilFacts>('pupil', 'sealed', id, row.sealed);
}

/** Replaces some of it; what the next roster says replaces it again. In the caller's transaction. */
export function correctFacts(
  campaign: Pick<OpenCampaign, 'vault' | 'sealer'>,
  id: number,
  correction: Partial<PupilFacts>,
): void {
  const { vault, sealer } = campaign;
  const facts = { ...factsOfPupil(campaign, id), ...correction };
  vault.run(
    'UPDATE pupil SET facts_lookup = ?, sealed = ? WHERE id = ?',
    sealer.lookup('facts', JSON.stringify(facts)),
    sealer.seal('pupil', 'sealed', id, facts),
    id,
  );
}

export interface NumberedPupil {
  readonly id: number;
  readonly orderNumber: string;
}

/** Pupils of a class level who have an order number; with `present`, those who have not left. */
export function numberedPupils(
  campaign: OpenCampaign,
  classLevel: number,
  which: 'all' | 'present',
): NumberedPupil[] {
  return numbered(
    campaign,
    `class_level = ?${which === 'present' ? ` AND state = 'present'` : ''}`,
    classLevel,
  );
}

/** All pupils of a school who have an order number. */
export function numberedPupilsOfSchool(campaign: OpenCampaign, school: number): NumberedPupil[] {
  return numbered(
    campaign,
    'class_level IN (SELECT class_level FROM class_level_view WHERE school = ?)',
    school,
  );
}

/** As `numberedPupilsOfSchool`, in the same order, with no number opened. */
export function numberedIdsOfSchool(vault: Vault, school: number): number[] {
  return vault
    .all<{ id: number }>(
      `SELECT id FROM pupil WHERE class_level IN (SELECT class_level FROM class_level_view WHERE school = ?)
       AND order_sealed IS NOT NULL`,
      school,
    )
    .map(({ id }) => id);
}

function numbered(campaign: OpenCampaign, where: string, value: number): NumberedPupil[] {
  return campaign.vault
    .all<Pick<PupilRow, 'id' | 'order_sealed'>>(
      `SELECT id, order_sealed FROM pupil WHERE ${where} AND order_sealed IS NOT NULL`,
      value,
    )
    .map((row) => ({ id: row.id, orderNumber: orderNumberOf(campaign, row) ?? '' }));
}

// Order numbers: seven digits, random, unique in the campaign, derived from nothing.

export function orderLookup({ sealer }: Pick<OpenCampaign, 'sealer'>, order: string): Uint8Array {
  return sealer.lookup('order', order);
}

/** As `orderNumberOf`, by the row. */
export function orderNumberOfPupil(
  { vault, sealer }: Pick<OpenCampaign, 'vault' | 'sealer'>,
  id: number,
): string | null {
  const row = vault.get<Pick<PupilRow, 'id' | 'order_sealed'>>(
    'SELECT id, order_sealed FROM pupil WHERE id = ?',
    id,
  );
  return row === undefined ? null : orderNumberOf({ sealer }, row);
}

/** The order number of a pupil, or null before codes are assigned. */
export function orderNumberOf(
  { sealer }: Pick<OpenCampaign, 'sealer'>,
  pupil: Pick<PupilRow, 'id' | 'order_sealed'>,
): string | null {
  return pupil.order_sealed === null
    ? null
    : sealer.open<string>('pupil', 'order_sealed', pupil.id, pupil.order_sealed);
}

/** Gives a pupil a number that nobody in the campaign has. In the current transaction. */
export function giveOrderNumber(campaign: OpenCampaign, pupil: number): void {
  const { vault, sealer, name } = campaign;
  for (;;) {
    const order = String(randomInt(0, 10_000_000)).padStart(7, '0');
    const lookup = orderLookup(campaign, order);
    if (vault.get('SELECT 1 FROM pupil WHERE campaign = ? AND order_lookup = ?', name, lookup) !== undefined)
      continue;
    vault.run(
      'UPDATE pupil SET order_lookup = ?, order_sealed = ? WHERE id = ?',
      lookup,
      sealer.seal('pupil', 'order_sealed', pupil, order),
      pupil,
    );
    return;
  }
}
