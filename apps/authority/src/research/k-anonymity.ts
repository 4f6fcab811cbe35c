/**
 * k-anonymity of background by generalisation, then suppression (Samarati & Sweeney, "Protecting privacy when disclosing
 * information", 1998; local recoding).
 *
 * Guarantee to a pupil: in the result, every row shares its level and all its background with at least k − 1 others.
 * Known limits: it says nothing about what the responses themselves show, nor about attributes that all k share; the
 * deeper methods are those of `@cloison/disclosure`.
 *
 * Rule, level by level. Rows whose combination is held by fewer than k are generalised one step, and looked at again:
 *   1. département → region only      4. priority network suppressed
 *   2. birth quarter suppressed       5. sector suppressed
 *   3. region suppressed              6. birth year suppressed      7. sex suppressed
 * What is then still held by fewer than k takes along the smallest combinations of its level, suppressed whole, until k
 * are together. A level with fewer than k rows in all is dropped. In the end each combination gets back, from step 7 to
 * step 1, what can be told without leaving fewer than k together.
 */
import type { Background } from './research-record.ts';

export interface KRow {
  readonly level: string;
  readonly background: Background;
}

export interface KResult<R extends KRow> {
  /** In the order of the input, rows that remain. */
  readonly rows: readonly R[];
  /** Cells suppressed or made coarser, by variable, over all remaining rows. */
  readonly suppressed: Readonly<Record<keyof Background, number>>;
  readonly droppedRows: number;
}

const STEPS: readonly (readonly (keyof Background)[])[] = [
  ['departement'],
  ['birthQuarter'],
  ['region'],
  ['priority'],
  ['sector'],
  ['birthYear'],
  ['sex'],
];

const VARIABLES: readonly (keyof Background)[] = [
  'sex',
  'birthYear',
  'birthQuarter',
  'sector',
  'priority',
  'departement',
  'region',
];

const NOTHING: Background = {
  sex: null,
  birthYear: null,
  birthQuarter: null,
  sector: null,
  priority: null,
  departement: null,
  region: null,
};

export function kAnonymise<R extends KRow>(rows: readonly R[], k: number): KResult<R> {
  if (!Number.isInteger(k) || k < 2) throw new RangeError('k is an integer of at least 2');
  const backgrounds = rows.map((row) => row.background);
  const byLevel = Map.groupBy(
    rows.map((_, i) => i),
    (i) => rows[i]!.level,
  );
  const dropped = new Set<number>();
  for (const members of byLevel.values()) {
    if (members.length < k) for (const i of members) dropped.add(i);
    else {
      coarsenLevel(members, backgrounds, k);
      const original = (i: number) => rows[i]!.background;
      const groups = Map.groupBy(members, (i) => JSON.stringify(backgrounds[i]));
      for (const group of groups.values()) giveBack(group, backgrounds, original, k, STEPS.length - 1);
    }
  }
  const suppressed = Object.fromEntries(VARIABLES.map((name) => [name, 0])) as Record<
    keyof Background,
    number
  >;
  const kept: R[] = [];
  rows.forEach((row, i) => {
    if (dropped.has(i)) return;
    const background = backgrounds[i]!;
    for (const name of VARIABLES) if (background[name] !== row.background[name]) suppressed[name] += 1;
    kept.push({ ...row, background });
  });
  return { rows: kept, suppressed, droppedRows: dropped.size };
}

/** Changes `backgrounds` at `members`, of which there are at least k. */
function coarsenLevel(members: readonly number[], backgrounds: Background[], k: number): void {
  const combinations = () => Map.groupBy(members, (i) => JSON.stringify(backgrounds[i])).values();
  for (const names of STEPS) {
    for (const combination of [...combinations()]) {
      if (combination.length >= k) continue;
      for (const i of combination) {
        backgrounds[i] = { ...backgrounds[i]!, ...Object.fromEntries(names.map((name) => [name, null])) };
      }
    }
  }
  // Only the combination where all is suppressed can be small now: the steps end there.
  const bySize = [...combinations()].toSorted((a, b) => a.length - b.length);
  const small = bySize.filter((combination) => combination.length < k).flat();
  if (small.length === 0) return;
  for (const combination of bySize) {
    if (small.length >= k) break;
    if (combination.length >= k) small.push(...combination);
  }
  for (const i of small) backgrounds[i] = NOTHING;
}

/** Restores, in one group of at least k that share all, the variables whose values split it into parts of at least k. */
function giveBack(
  group: readonly number[],
  backgrounds: Background[],
  original: (i: number) => Background,
  k: number,
  step: number,
): void {
  const names = STEPS[step];
  if (names === undefined) return;
  const values = (i: number) => names.map((name) => original(i)[name]);
  const parts = [...Map.groupBy(group, (i) => JSON.stringify(values(i))).values()];
  if (parts.some((part) => part.length < k)) {
    giveBack(group, backgrounds, original, k, step - 1);
    return;
  }
  for (const part of parts) {
    for (const i of part) {
      const restored = Object.fromEntries(names.map((name) => [name, original(i)[name]]));
      backgrounds[i] = { ...backgrounds[i]!, ...restored };
    }
    giveBack(part, backgrounds, original, k, step - 1);
  }
}
