/**
 * Finds pupils by order number or by name, for questions that schools ask every day. Each search leaves its line in the
 * journal before anything is shown: by what, and how many were found; never a name, nor an order number.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { PupilFacts, PupilRow } from '../vault/rows.ts';
import { classLevel, classLevelsOfSchool } from './class-levels.ts';
import { orderLookup, orderNumberOf } from './pupils.ts';
import { schoolOfUai, schoolRow } from './schools.ts';

export interface FoundPupil {
  /** Row of the vault. */
  readonly id: number;
  /** Null before codes are assigned. */
  readonly order: string | null;
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: string;
  readonly uai: string;
  readonly classLabel: string;
  readonly level: string;
  readonly state: 'present' | 'left';
}

type Row = Pick<PupilRow, 'id' | 'sealed'>;

/** What a search goes through; the rest of a row is read of those who are found. */
const COLUMNS = 'p.id, p.sealed';

export interface Search {
  readonly uai?: string;
  /** At most so many are given; all are counted. */
  readonly limit?: number;
}

export interface Found {
  readonly found: number;
  readonly pupils: readonly FoundPupil[];
}

/** `wanted`: digits are an order number; else words, each of which begins a word of the name, accents and case aside. */
export async function findPupils(
  campaign: OpenCampaign,
  wanted: string,
  search: Search = {},
): Promise<Found> {
  const result = await searchPupils(campaign, wanted, search);
  keepSearch(campaign, wanted, result);
  return result;
}

/** As `findPupils`, on a vault that is only read. Whoever calls it keeps the search (`keepSearch`) before anybody sees it. */
export async function searchPupils(
  campaign: OpenCampaign,
  wanted: string,
  { uai, limit = 50 }: Search = {},
): Promise<Found> {
  const isOrder = ORDER.test(wanted.trim());
  const words = wordsOf(wanted);
  const pupils: FoundPupil[] = [];
  let found = 0;
  const pieces = words.length === 0 ? [] : rowsOf(campaign, isOrder ? wanted.trim() : null, uai);
  for await (const piece of pieces)
    for (const { id, sealed } of piece) {
      const facts = campaign.sealer.open<PupilFacts>('pupil', 'sealed', id, sealed);
      if (!isOrder) {
        const own = wordsOf(`${facts.lastName} ${facts.firstName}`);
        if (!words.every((word) => own.some((other) => other.startsWith(word)))) continue;
      }
      if (pupils.length < limit) {
        const pupil = shown(campaign, id, facts);
        if (pupil === null) continue;
        pupils.push(pupil);
      }
      found += 1;
    }
  return { found, pupils };
}

/** The journal's line of a search: by what, and how many were found. */
export function keepSearch(
  { vault, actor, name }: Pick<OpenCampaign, 'vault' | 'actor' | 'name'>,
  wanted: string,
  { found }: Found,
): void {
  const by = ORDER.test(wanted.trim()) ? 'order' : 'name';
  appendJournal(vault, actor, 'roster.find', name, { by, found });
}

const ORDER = /^\d+$/;
/** Some twenty milliseconds of names. */
const TOGETHER = 2_000;

/** Of one number, of one school, or of the country: those in pieces, between which others have their turn. */
async function* rowsOf(
  campaign: OpenCampaign,
  order: string | null,
  uai: string | undefined,
): AsyncGenerator<readonly Row[]> {
  const { vault, name } = campaign;
  if (order !== null) {
    yield vault.all<Row>(
      `SELECT ${COLUMNS} FROM pupil p WHERE p.campaign = ? AND p.order_lookup = ?`,
      name,
      orderLookup(campaign, order),
    );
    return;
  }
  if (uai !== undefined) {
    const school = schoolOfUai(campaign, uai);
    for (const classLevel of school === null ? [] : classLevelsOfSchool(vault, school.id))
      yield vault.all<Row>(
        `SELECT ${COLUMNS} FROM pupil p WHERE p.class_level = ? ORDER BY p.id`,
        classLevel,
      );
    return;
  }
  for (let after = 0; ; ) {
    const rows = vault.all<Row>(
      // The plus keeps SQLite from gathering the whole campaign by its index for each piece.
      `SELECT ${COLUMNS} FROM pupil p WHERE p.id > ? AND +p.campaign = ? ORDER BY p.id LIMIT ${TOGETHER}`,
      after,
      name,
    );
    yield rows;
    if (rows.length < TOGETHER) return;
    after = rows.at(-1)?.id ?? after;
    await breathe();
  }
}

/** Null: the row went while others were read. */
function shown(campaign: OpenCampaign, id: number, facts: PupilFacts): FoundPupil | null {
  const row = campaign.vault.get<Pick<PupilRow, 'id' | 'state' | 'order_sealed' | 'class_level'>>(
    'SELECT id, state, order_sealed, class_level FROM pupil WHERE id = ?',
    id,
  );
  if (row === undefined) return null;
  const { label, level, school } = classLevel(campaign, row.class_level);
  return {
    id,
    order: orderNumberOf(campaign, row),
    lastName: facts.lastName,
    firstName: facts.firstName,
    birthDate: facts.birthDate,
    uai: schoolRow(campaign.vault, school).uai,
    classLabel: label,
    level,
    state: row.state,
  };
}

function wordsOf(text: string): string[] {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
