/**
 * The attack on groups of schools of which totals or means were released: whoever adds and subtracts them must not arrive at a few
 * schools or pupils. Exact, by linear algebra on the parts that no group divides, and apart from what protects a release. Pure.
 */
import type { Secrecy } from '../campaign/spec.ts';

/** Schools that are in the same groups. */
export interface Part {
  readonly pupils: number;
  readonly schools: number;
}

/** Arithmetic modulo this prime is exact where fractions would round; products stay below 2⁵³. */
const PRIME = 1_000_003;

/**
 * How many parts, and pairs of parts, follow from the groups though they have too few pupils or schools. Of a pair its sum or
 * its difference follows: by the difference, one of both knows the other. `groups`: positions of their parts.
 *
 * The values of the parts are the unknowns. A part follows where it is nought in every solution of "each group adds up to
 * nothing". A pair follows where both are multiples of each other in every solution.
 */
export function countRecovered(
  parts: readonly Part[],
  groups: readonly Iterable<number>[],
  secrecy: Secrecy,
): number {
  const solutions = solutionsOfNothing(parts.length, groups);
  const isFew = (pupils: number, schools: number) =>
    pupils < secrecy.minPupils || schools < secrecy.minSchools;
  const byDirection = Map.groupBy(parts.keys(), (part) => directionOf(solutions[part]!));
  let found = 0;
  for (const [direction, together] of byDirection) {
    if (direction === '') {
      found += together.filter((part) => isFew(parts[part]!.pupils, parts[part]!.schools)).length;
      continue;
    }
    for (const [k, a] of together.entries())
      for (const b of together.slice(k + 1))
        if (isFew(parts[a]!.pupils + parts[b]!.pupils, parts[a]!.schools + parts[b]!.schools)) found++;
  }
  return found;
}

/** Of each part, its values in a basis of the solutions. */
function solutionsOfNothing(
  parts: number,
  groups: readonly Iterable<number>[],
): readonly (readonly number[])[] {
  const rows: { pivot: number; row: number[] }[] = [];
  for (const group of groups) {
    const row = new Array<number>(parts).fill(0);
    for (const part of group) row[part] = 1;
    for (const other of rows) subtract(row, other.row, row[other.pivot]!);
    const pivot = row.findIndex((value) => value !== 0);
    if (pivot < 0) continue;
    const scale = inverse(row[pivot]!);
    row.forEach((value, part) => {
      row[part] = (value * scale) % PRIME;
    });
    for (const other of rows) subtract(other.row, row, other.row[pivot]!);
    rows.push({ pivot, row });
  }
  const pivots = new Map(rows.map(({ pivot, row }) => [pivot, row]));
  const free = Array.from({ length: parts }, (_, part) => part).filter((part) => !pivots.has(part));
  return Array.from({ length: parts }, (_, part) => {
    const row = pivots.get(part);
    return free.map((one) => (row === undefined ? Number(one === part) : (PRIME - row[one]!) % PRIME));
  });
}

function subtract(from: number[], row: readonly number[], times: number): void {
  if (times === 0) return;
  for (let part = 0; part < from.length; part++)
    from[part] = (from[part]! + (PRIME - times) * row[part]!) % PRIME;
}

/** The same for vectors that are multiples of each other; empty for nothing. */
function directionOf(vector: readonly number[]): string {
  const first = vector.find((value) => value !== 0);
  if (first === undefined) return '';
  const scale = inverse(first);
  return vector.map((value) => (value * scale) % PRIME).join();
}

/** By Fermat's little theorem. */
function inverse(value: number): number {
  let [power, base, result] = [PRIME - 2, value, 1];
  for (; power > 0; power = Math.floor(power / 2)) {
    if (power % 2 === 1) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}
