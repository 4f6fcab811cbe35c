/**
 * Post-randomisation (PRAM): categories are exchanged by chance, with known probabilities that keep the expected counts as they were
 * (invariant PRAM in two stages: Gouweleeuw, Kooiman, Willenborg & de Wolf, JOS 14(4), 1998).
 */
import { DisclosureError } from '../errors.ts';
import type { CategoricalColumn, UniformAt } from '../microdata/microdata.ts';
import { MISSING } from '../microdata/microdata.ts';

export interface PramOptions {
  /** Probability that the first stage keeps a value, in [0, 1). The rest goes evenly to the other categories. */
  readonly keep: number;
  /** Of each row: exchanged only within its stratum. */
  readonly strata?: Int32Array | null;
  readonly stream: number;
  readonly uniformAt: UniformAt;
}

export interface PramResult {
  readonly column: CategoricalColumn;
  /** Of each stratum: P(released = column | true = row), among its categories that occur. To be released, for estimates. */
  readonly transitions: readonly {
    readonly stratum: number;
    readonly codes: readonly number[];
    readonly matrix: readonly Float64Array[];
  }[];
  readonly changed: number;
}

/** Missing values stay missing. Throws `rule-invalid`. */
export function pram(column: CategoricalColumn, options: PramOptions): PramResult {
  const { keep, strata = null, stream, uniformAt } = options;
  if (!(keep >= 0 && keep < 1))
    throw new DisclosureError('rule-invalid', { variable: column.name, rule: 'pram' });
  const rows = column.codes.length;
  const codes = column.codes.slice();
  const transitions: PramResult['transitions'][number][] = [];
  let changed = 0;
  for (const [stratum, members] of byStratum(strata, rows)) {
    const counts = new Map<number, number>();
    for (const row of members) {
      const code = column.codes[row]!;
      if (code !== MISSING) counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    const present = [...counts.keys()].sort((a, b) => a - b);
    if (present.length < 2) continue;
    const matrix = invariantMatrix(
      present.map((code) => counts.get(code)!),
      keep,
    );
    const cumulative = matrix.map((row) => {
      let sum = 0;
      return row.map((one) => {
        sum += one;
        return sum;
      });
    });
    const placeOf = new Map(present.map((code, i) => [code, i]));
    for (const row of members) {
      const from = column.codes[row]!;
      if (from === MISSING) continue;
      const upTo = cumulative[placeOf.get(from)!]!;
      const uniform = uniformAt(stream, row);
      let to = 0;
      while (to < upTo.length - 1 && uniform >= upTo[to]!) to++;
      codes[row] = present[to]!;
      if (present[to] !== from) changed++;
    }
    transitions.push({ stratum, codes: present, matrix });
  }
  return { column: { ...column, codes }, transitions, changed };
}

/** R then its Bayes reverse: p R R* = p for the shares p. */
export function invariantMatrix(counts: readonly number[], keep: number): readonly Float64Array[] {
  const size = counts.length;
  const total = counts.reduce((sum, one) => sum + one, 0);
  const share = counts.map((one) => one / total);
  const move = (1 - keep) / (size - 1);
  // R is keep on the diagonal and move elsewhere, so that sums over its rows have a closed form.
  const between = share.map((one) => one * keep + (1 - one) * move);
  const r = (a: number, b: number) => (a === b ? keep : move);
  if (size > 2000)
    throw new DisclosureError('rule-invalid', { rule: 'pram', reason: 'more than 2000 categories' });
  return share.map((_, a) =>
    Float64Array.from({ length: size }, (_unused, b) => {
      let sum = 0;
      for (let m = 0; m < size; m++) sum += (r(a, m) * (share[b]! * r(b, m))) / between[m]!;
      return sum;
    }),
  );
}

function byStratum(strata: Int32Array | null, rows: number): ReadonlyMap<number, readonly number[]> {
  const of = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    const stratum = strata === null ? 0 : strata[row]!;
    const members = of.get(stratum);
    if (members === undefined) of.set(stratum, [row]);
    else members.push(row);
  }
  return of;
}
