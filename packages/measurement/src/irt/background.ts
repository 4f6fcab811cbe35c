/** Background variables of a latent regression: numbers as they are, factors as one indicator for each level but one. */
import { MeasurementError } from '../errors/measurement-error.ts';

export type BackgroundColumn =
  | { readonly kind: 'number'; readonly name: string; readonly values: ArrayLike<number> }
  | {
      readonly kind: 'factor';
      readonly name: string;
      /** Of each person, as written; every text is a level. */
      readonly values: readonly string[];
      /** What the other levels are compared with. Default: the level of most persons, the first of equals in order. */
      readonly reference?: string;
    };

/** A factor among the coded columns. */
export interface Factor {
  readonly name: string;
  readonly reference: string;
  /** Without the reference, in order; the first is column `first` of the coded background, the next the one after. */
  readonly levels: readonly string[];
  /** Persons of the reference, then of each level. */
  readonly persons: readonly number[];
  readonly first: number;
}

/** What `CalibrationRequest.background` takes. */
export interface Background {
  readonly names: readonly string[];
  /** persons × names. */
  readonly values: Float64Array;
  readonly factors?: readonly Factor[];
}

/** A factor of more levels asks for a group variable or a coarser one. */
const MAX_LEVELS = 50;

/** The levels that a calibration has estimates for. */
export interface KnownFactor {
  readonly name: string;
  readonly reference: string;
  readonly levels: readonly { readonly level: string }[];
}

/**
 * Treatment coding: the coefficient of `sector=private` is the difference from the reference level. With `known`, persons
 * are coded as in an earlier calibration. Throws `covariates-invalid` for columns of unequal length, a factor of one level
 * or more than 50, an unknown reference, and levels that are not among the known ones.
 */
export function codeBackground(
  columns: readonly BackgroundColumn[],
  known: readonly KnownFactor[] = [],
): Background & { readonly factors: readonly Factor[] } {
  const persons = columns[0]?.values.length ?? 0;
  const uneven = columns.filter(({ values }) => values.length !== persons).map(({ name }) => name);
  if (uneven.length > 0) throw new MeasurementError('covariates-invalid', { persons, uneven });
  const factors: Factor[] = [];
  const names: string[] = [];
  for (const column of columns) {
    if (column.kind === 'number') {
      names.push(column.name);
      continue;
    }
    const factor = describeFactor(
      column,
      names.length,
      known.find(({ name }) => name === column.name),
    );
    factors.push(factor);
    names.push(...factor.levels.map((level) => `${factor.name}=${level}`));
  }
  const width = names.length;
  const values = new Float64Array(persons * width);
  let at = 0;
  for (const column of columns) {
    if (column.kind === 'number') {
      for (let i = 0; i < persons; i++) values[i * width + at] = column.values[i]!;
      at++;
      continue;
    }
    const { levels } = factors.find(({ first }) => first === at)!;
    const place = new Map(levels.map((level, k) => [level, k]));
    for (let i = 0; i < persons; i++) {
      const k = place.get(column.values[i]!);
      if (k !== undefined) values[i * width + at + k] = 1;
    }
    at += levels.length;
  }
  return { names, values, factors };
}

function describeFactor(
  { name, values, reference: wanted }: Extract<BackgroundColumn, { kind: 'factor' }>,
  first: number,
  known: KnownFactor | undefined,
): Factor {
  const counts = new Map<string, number>();
  for (const level of values) counts.set(level, (counts.get(level) ?? 0) + 1);
  if (known !== undefined) {
    const levels = known.levels.map(({ level }) => level);
    const unknown = [...counts.keys()].filter(
      (level) => level !== known.reference && !levels.includes(level),
    );
    if (unknown.length > 0) throw new MeasurementError('covariates-invalid', { factor: name, unknown });
    const persons = [known.reference, ...levels].map((level) => counts.get(level) ?? 0);
    return { name, reference: known.reference, levels, persons, first };
  }
  const all = [...counts.keys()].sort();
  if (all.length < 2 || all.length > MAX_LEVELS)
    throw new MeasurementError('covariates-invalid', { factor: name, levels: all.length });
  if (wanted !== undefined && !counts.has(wanted))
    throw new MeasurementError('covariates-invalid', { factor: name, reference: wanted });
  const largest = Math.max(...counts.values());
  const reference = wanted ?? all.find((level) => counts.get(level) === largest)!;
  const levels = all.filter((level) => level !== reference);
  return {
    name,
    reference,
    levels,
    persons: [reference, ...levels].map((level) => counts.get(level)!),
    first,
  };
}

/** Persons of each level, the reference first, who count: those whose weight is 0 do not. */
export function countLevels(
  { levels, first }: Factor,
  { names, values }: Background,
  weights: Float64Array,
): readonly number[] {
  const counts = new Array<number>(levels.length + 1).fill(0);
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! <= 0) continue;
    const level = levels.findIndex((_, k) => values[i * names.length + first + k] === 1);
    counts[level + 1]!++;
  }
  return counts;
}
