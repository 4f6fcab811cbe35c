/**
 * Finds pupils by order number or by name, for questions that schools ask every day. Each search leaves its line in the
 * journal before anything is shown: by what, and how many were found; never a name, nor an order number.
 */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { PupilFacts } from '../vault/rows.ts';
import { classLevel } from './class-levels.ts';
import { orderLookup, orderNumberOf } from './pupils.ts';

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

interface Row {
  readonly id: number;
  readonly state: 'present' | 'left';
  readonly sealed: Uint8Array;
  readonly order_sealed: Uint8Array<ArrayBuffer> | null;
  readonly class_level: number;
  readonly level: string;
  readonly uai: string;
}

const ROW =
  'SELECT id, state, sealed, order_sealed, class_level, level, uai FROM pupil_view WHERE campaign = ?';

export interface Search {
  readonly uai?: string;
  /** At most so many are given; all are counted. */
  readonly limit?: number;
}

/** `wanted`: digits are an order number; else words, each of which begins a word of the name, accents and case aside. */
export function findPupils(
  campaign: OpenCampaign,
  wanted: string,
  { uai, limit = 50 }: Search = {},
): { readonly found: number; readonly pupils: readonly FoundPupil[] } {
  const { vault, actor, name, sealer } = campaign;
  const isOrder = /^\d+$/.test(wanted.trim());
  const words = wordsOf(wanted);
  const pupils: FoundPupil[] = [];
  let found = 0;
  const rows = isOrder
    ? vault.iterate<Row>(`${ROW} AND order_lookup = ?`, name, orderLookup(campaign, wanted.trim()))
    : vault.iterate<Row>(
        `${ROW}${uai === undefined ? '' : ' AND uai = ?'}`,
        name,
        ...(uai === undefined ? [] : [uai]),
      );
  for (const row of words.length === 0 ? [] : rows) {
    const facts = sealer.open<PupilFacts>('pupil', 'sealed', row.id, row.sealed);
    if (!isOrder) {
      const own = wordsOf(`${facts.lastName} ${facts.firstName}`);
      if (!words.every((word) => own.some((other) => other.startsWith(word)))) continue;
    }
    found += 1;
    if (pupils.length < limit) pupils.push(shown(campaign, row, facts));
  }
  appendJournal(vault, actor, 'roster.find', name, { by: isOrder ? 'order' : 'name', found });
  return { found, pupils };
}

function shown(campaign: OpenCampaign, row: Row, facts: PupilFacts): FoundPupil {
  return {
    id: row.id,
    order: orderNumberOf(campaign, row),
    lastName: facts.lastName,
    firstName: facts.firstName,
    birthDate: facts.birthDate,
    uai: row.uai,
    classLabel: classLevel(campaign, row.class_level).label,
    level: row.level,
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
