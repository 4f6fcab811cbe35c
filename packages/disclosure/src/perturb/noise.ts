/** Noise added to numbers, of each by itself or with the covariance of all. */
import { DisclosureError } from '../errors.ts';
import type { NumericColumn, UniformAt } from '../microdata/microdata.ts';

export interface NoiseOptions {
  /** Variance of the noise as a share of the variable's variance, above 0. */
  readonly share: number;
  /**
   * `independent`: each variable by itself. `correlated`: with the covariance of the variables, so that correlations stay (Kim 1986).
   * `preserving`: correlated, then shrunk so that means and covariances are kept in expectation (Tendick & Matloff, TODS 19, 1994).
   */
  readonly kind: 'independent' | 'correlated' | 'preserving';
  /** Streams from this one on, one a variable. */
  readonly stream: number;
  readonly uniformAt: UniformAt;
}

/** Rows that lack some of the values get noise with the covariance of those that they have. Throws `rule-invalid`. */
export function addNoise(columns: readonly NumericColumn[], options: NoiseOptions): readonly NumericColumn[] {
  const { share, kind, stream, uniformAt } = options;
  if (!(share > 0 && Number.isFinite(share))) throw new DisclosureError('rule-invalid', { rule: 'noise' });
  const rows = columns[0]?.values.length ?? 0;
  if (kind === 'independent')
    return columns.map((column, j) => {
      const sd = Math.sqrt(share * momentsOf([column]).covariance[0]![0]!);
      return {
        ...column,
        values: column.values.map((value, row) => value + sd * normalAt(uniformAt, stream + j, row)),
      };
    });
  const { means, covariance } = ownMoments(columns);
  const shrink = kind === 'preserving' ? 1 / Math.sqrt(1 + share) : 1;
  const result = columns.map(({ values }) => values.slice());
  const factors = new Map<string, readonly Float64Array[]>();
  for (let row = 0; row < rows; row++) {
    const present = [...columns.keys()].filter((j) => !Number.isNaN(columns[j]!.values[row]!));
    const pattern = present.join();
    let factor = factors.get(pattern);
    if (factor === undefined) {
      factor = cholesky(present.map((j) => present.map((m) => covariance[j]![m]! * share)));
      factors.set(pattern, factor);
    }
    const normal = present.map((j) => normalAt(uniformAt, stream + j, row));
    for (const [at, j] of present.entries()) {
      let noise = 0;
      for (let m = 0; m <= at; m++) noise += factor[at]![m]! * normal[m]!;
      result[j]![row] = means[j]! + shrink * (columns[j]!.values[row]! - means[j]! + noise);
    }
  }
  return columns.map((column, j) => ({ ...column, values: result[j]! }));
}

/**
 * Means and variances of each column's own values, with the correlations of the rows that have all: as `momentsOf` where
 * nothing is missing, and never without variance because no row is complete.
 */
function ownMoments(columns: readonly NumericColumn[]): Pick<Moments, 'means' | 'covariance'> {
  const joint = momentsOf(columns);
  if (joint.rows === (columns[0]?.values.length ?? 0)) return joint;
  const own = columns.map((column) => momentsOf([column]));
  const sd = own.map(({ covariance }) => Math.sqrt(covariance[0]![0]!));
  const jointSd = columns.map((_, j) => Math.sqrt(joint.covariance[j]![j]!));
  const correlation = (j: number, m: number) => {
    if (j === m) return 1;
    const scale = jointSd[j]! * jointSd[m]!;
    return scale === 0 ? 0 : joint.covariance[j]![m]! / scale;
  };
  return {
    means: own.map(({ means }) => means[0]!),
    covariance: sd.map((a, j) => sd.map((b, m) => a * b * correlation(j, m))),
  };
}

export interface Moments {
  readonly rows: number;
  readonly means: readonly number[];
  /** Over n − 1. */
  readonly covariance: readonly (readonly number[])[];
}

/** Of the rows that have all values. */
export function momentsOf(columns: readonly NumericColumn[]): Moments {
  const size = columns.length;
  const rows = columns[0]?.values.length ?? 0;
  const means = new Array<number>(size).fill(0);
  const sums = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  let n = 0;
  for (let row = 0; row < rows; row++) {
    if (columns.some(({ values }) => Number.isNaN(values[row]!))) continue;
    n++;
    const before = columns.map(({ values }, j) => values[row]! - means[j]!);
    for (let j = 0; j < size; j++) means[j]! += before[j]! / n;
    for (let j = 0; j < size; j++)
      for (let m = 0; m <= j; m++) sums[j]![m]! += before[j]! * (columns[m]!.values[row]! - means[m]!);
  }
  const covariance = sums.map((row, j) =>
    row.map((_, m) => (n < 2 ? 0 : (m <= j ? sums[j]![m]! : sums[m]![j]!) / (n - 1))),
  );
  return { rows: n, means, covariance };
}

/** Box & Muller (1958), from two counters of one stream. */
function normalAt(uniformAt: UniformAt, stream: number, row: number): number {
  const first = 1 - uniformAt(stream, 2 * row);
  return (
    Math.sqrt(-2 * Math.log(Math.max(first, Number.MIN_VALUE))) *
    Math.cos(2 * Math.PI * uniformAt(stream, 2 * row + 1))
  );
}

/** Lower factor; a variable without variance of its own gets no noise of its own. */
function cholesky(matrix: readonly (readonly number[])[]): readonly Float64Array[] {
  const factor = matrix.map((row) => new Float64Array(row.length));
  for (let j = 0; j < matrix.length; j++) {
    for (let m = 0; m <= j; m++) {
      let sum = matrix[j]![m]!;
      for (let i = 0; i < m; i++) sum -= factor[j]![i]! * factor[m]![i]!;
      if (m === j) factor[j]![j] = sum > 1e-12 * Math.abs(matrix[j]![j]!) ? Math.sqrt(sum) : 0;
      else factor[j]![m] = factor[m]![m] === 0 ? 0 : sum / factor[m]![m]!;
    }
  }
  return factor;
}
