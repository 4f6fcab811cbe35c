/** Risk that it is found out whose a record is, from the classes of records that look alike. */
import type { TupleSet } from './frequencies.ts';
import { matchingWeight } from './frequencies.ts';
import { individualRisk, populationUniqueProbability } from './population-model.ts';

/** How a missing value is counted: as a category of its own, or as matching every value. */
export type MissingConvention = 'category' | 'matching';

/** Classes below these sizes are counted. */
export const CLASS_SIZES = [2, 3, 5, 11] as const;

export interface RiskRequest {
  /** Records as they leave, each combination once. */
  readonly records: TupleSet;
  readonly missing: MissingConvention;
  /** Persons of the population in each combination's class, where a roster or weights say so. */
  readonly population?: { readonly kind: 'counted' | 'estimated'; readonly persons: Float64Array } | null;
  /** A record is at risk when its probability is above this; 1 / k for k-anonymity. */
  readonly threshold?: number;
}

export interface Risk {
  readonly missing: MissingConvention;
  readonly records: number;
  /** Combinations that differ. */
  readonly classes: number;
  /** 0 for a file without records. */
  readonly smallestClass: number;
  /** Records whose class is below each of `CLASS_SIZES`. */
  readonly below: readonly { readonly size: number; readonly records: number }[];
  readonly sampleUniques: number;
  /** Somebody who knows that a person is in the file: 1 / class. */
  readonly prosecutor: IdentificationRisk;
  /** Somebody who knows the population only: 1 / persons in it. Null without a population. */
  readonly journalist: IdentificationRisk | null;
  /** Records that somebody who links all of them finds right, as expected. */
  readonly marketer: { readonly expected: number; readonly share: number };
  /** Sample uniques that are alone in the population: counted in a roster, or expected from weights. Null without either. */
  readonly populationUniques: { readonly kind: 'counted' | 'estimated'; readonly records: number } | null;
}

export interface IdentificationRisk {
  readonly highest: number;
  readonly mean: number;
  /** Above the threshold. */
  readonly recordsAtRisk: number;
}

/** El Emam, Guide to the De-Identification of Personal Health Information (2013) has the three attackers. */
export function measureRisk(request: RiskRequest): Risk {
  const { records, missing, population = null, threshold = 0.2 } = request;
  const sizes = missing === 'category' ? records.weight : matchingWeight(records, records);
  const total = sum(records.weight);
  const held = records.weight.map((n) => (n > 0 ? 1 : 0));
  const below = CLASS_SIZES.map((size) => ({
    size,
    records: records.weight.reduce((all, n, t) => all + (n > 0 && sizes[t]! < size ? n : 0), 0),
  }));
  const prosecutor = identification(records.weight, (t) => 1 / sizes[t]!, threshold);
  return {
    missing,
    records: total,
    classes: sum(held),
    smallestClass: sizes.reduce((least, n, t) => (records.weight[t]! > 0 && n < least ? n : least), total),
    below,
    sampleUniques: below[0]!.records,
    prosecutor,
    journalist: population === null ? null : journalist(records, sizes, population, threshold),
    marketer: { expected: prosecutor.mean * total, share: prosecutor.mean },
    populationUniques: population === null ? null : uniques(records, sizes, population),
  };
}

function journalist(
  records: TupleSet,
  sizes: Float64Array,
  { kind, persons }: NonNullable<RiskRequest['population']>,
  threshold: number,
): IdentificationRisk {
  return identification(
    records.weight,
    (t) =>
      kind === 'counted'
        ? 1 / Math.max(sizes[t]!, persons[t]!)
        : individualRisk(sizes[t]!, Math.max(sizes[t]!, persons[t]!)),
    threshold,
  );
}

function uniques(
  records: TupleSet,
  sizes: Float64Array,
  { kind, persons }: NonNullable<RiskRequest['population']>,
): NonNullable<Risk['populationUniques']> {
  let expected = 0;
  for (let t = 0; t < records.count; t++) {
    if (records.weight[t]! === 0 || sizes[t]! !== 1) continue;
    if (kind === 'counted') expected += persons[t]! <= 1 ? 1 : 0;
    else expected += populationUniqueProbability(Math.max(1, persons[t]!));
  }
  return { kind, records: expected };
}

function identification(
  weight: Float64Array,
  riskOf: (tuple: number) => number,
  threshold: number,
): IdentificationRisk {
  let highest = 0;
  let total = 0;
  let risks = 0;
  let recordsAtRisk = 0;
  for (let t = 0; t < weight.length; t++) {
    const n = weight[t]!;
    if (n === 0) continue;
    const risk = riskOf(t);
    highest = Math.max(highest, risk);
    risks += n * risk;
    total += n;
    if (risk > threshold + 1e-12) recordsAtRisk += n;
  }
  return { highest, mean: total === 0 ? 0 : risks / total, recordsAtRisk };
}

function sum(values: Float64Array): number {
  return values.reduce((all, one) => all + one, 0);
}
