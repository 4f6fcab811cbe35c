/** All that is said of a file's risk: under both conventions of missing values, by class, by criterion, by special uniques. */
import { type Criteria, criteriaTest, judgeClasses, type SensitiveCriterion } from '../criteria/criteria.ts';
import { type CategoricalColumn, numbersTo } from '../microdata/microdata.ts';
import { type Tuples, tuplesOf } from '../microdata/tuples.ts';
import { matchingWeight } from '../risk/frequencies.ts';
import { intrusionSimulation } from '../risk/population-model.ts';
import { type MissingConvention, measureRisk, type Risk, type RiskRequest } from '../risk/risk.ts';
import { type SpecialUniques, specialUniques } from '../risk/special-uniques.ts';

export interface AssessRequest {
  readonly rows: number;
  readonly quasi: readonly CategoricalColumn[];
  readonly sensitive: readonly CategoricalColumn[];
  readonly criteria: Criteria;
  readonly weights?: Float64Array | null;
  /** A population's quasi-identifiers, with the labels of `quasi`. */
  readonly roster?: { readonly rows: number; readonly quasi: readonly CategoricalColumn[] } | null;
  /** Largest set of variables of a special unique; 0 leaves them out. */
  readonly specialSize?: number;
}

export interface FileRisk {
  readonly category: Risk;
  readonly matching: Risk;
  /** Records of classes that fail a criterion, by its kind and variable; missing values count as categories. */
  readonly failing: readonly CriterionFailure[];
  /** Null when left out. */
  readonly special: Omit<SpecialUniques, 'score'> | null;
  /** Share of an intruder's unique matches that would be right, from weights (data intrusion simulation). Null without weights. */
  readonly intrusion: number | null;
}

export interface CriterionFailure {
  readonly kind: 'k' | 'kMap' | SensitiveCriterion['kind'];
  readonly variable: string | null;
  readonly records: number;
}

export function assessFile(request: AssessRequest): FileRisk {
  const { rows, quasi, sensitive, criteria, weights = null, roster = null, specialSize = 3 } = request;
  const tuples = tuplesOf({ rows, quasi, sensitive, weights });
  const threshold = 1 / Math.max(2, criteria.k);
  const records = { columns: tuples.columns, count: tuples.count, weight: tuples.rowCount };
  const risk = (missing: MissingConvention) =>
    measureRisk({ records, missing, threshold, population: populationOf(tuples, missing, weights, roster) });
  const category = risk('category');
  const special = specialSize === 0 ? null : specialUniques(records, specialSize);
  return {
    category,
    matching: risk('matching'),
    failing: failures(tuples, request),
    special: special === null ? null : withoutScore(special),
    intrusion: weights === null ? null : intrusion(tuples, rows, weights),
  };
}

function populationOf(
  tuples: Tuples,
  missing: MissingConvention,
  weights: Float64Array | null,
  roster: NonNullable<AssessRequest['roster']> | null,
): NonNullable<RiskRequest['population']> | null {
  if (roster !== null) return { kind: 'counted', persons: personsOfRoster(tuples, roster) };
  if (weights === null) return null;
  const records = { columns: tuples.columns, count: tuples.count, weight: tuples.population };
  return {
    kind: 'estimated',
    persons: missing === 'category' ? tuples.population : matchingWeight(records, records),
  };
}

/** Persons of a roster whom the records of each tuple fit. */
export function personsOfRoster(
  tuples: Pick<Tuples, 'columns' | 'count'>,
  roster: NonNullable<AssessRequest['roster']>,
): Float64Array {
  const persons = tuplesOf({ rows: roster.rows, quasi: roster.quasi });
  return matchingWeight(
    { columns: tuples.columns, count: tuples.count, weight: new Float64Array(tuples.count) },
    { columns: persons.columns, count: persons.count, weight: persons.rowCount },
  );
}

function failures(
  tuples: Tuples,
  { criteria, sensitive, quasi, roster }: AssessRequest,
): readonly CriterionFailure[] {
  const each = numbersTo(tuples.count);
  const judged: Tuples =
    roster === null || roster === undefined || criteria.kMap <= 1
      ? tuples
      : { ...tuples, population: personsOfRoster(tuples, roster) };
  const none: Criteria = { k: 1, kMap: 1, sensitive: [] };
  const count = (one: Criteria) => {
    const test = criteriaTest(one, judged, (variable) => labelsOf(variable, [...sensitive, ...quasi]));
    const { rows, passes } = judgeClasses(judged, each, judged.count, test);
    return rows.reduce((sum, n, t) => sum + (passes[t] === 1 ? 0 : n), 0);
  };
  return [
    { kind: 'k', variable: null, records: count({ ...none, k: criteria.k }) },
    ...(criteria.kMap > 1
      ? [{ kind: 'kMap' as const, variable: null, records: count({ ...none, kMap: criteria.kMap }) }]
      : []),
    ...criteria.sensitive.map(
      (criterion): CriterionFailure => ({
        kind: criterion.kind,
        variable: criterion.variable,
        records: count({ ...none, sensitive: [criterion] }),
      }),
    ),
  ];
}

function labelsOf(variable: string, columns: readonly CategoricalColumn[]): readonly string[] {
  return columns.find(({ name }) => name === variable)?.labels ?? [];
}

function withoutScore({ score: _score, ...rest }: SpecialUniques): Omit<SpecialUniques, 'score'> {
  return rest;
}

function intrusion(tuples: Tuples, rows: number, weights: Float64Array): number | null {
  const classesOf = (size: number) => tuples.rowCount.reduce((count, n) => count + (n === size ? 1 : 0), 0);
  const persons = weights.reduce((sum, one) => sum + one, 0);
  return intrusionSimulation(classesOf(1), classesOf(2), Math.min(1, rows / persons));
}
