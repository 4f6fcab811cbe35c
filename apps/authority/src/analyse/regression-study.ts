/**
 * Latent regression of a domain (Mislevy 1984): θ on what the roster says of pupils, items held at their estimates. Each column
 * is a factor: its values are compared with one reference value, and all of them at once by Wald's test. Standard errors
 * allow for schools, because pupils of a school resemble each other and several columns are the school's own. The error of
 * the items is not in them.
 */

import {
  type Background as CodedBackground,
  calibrate,
  codeBackground,
  type LanePool,
  MeasurementError,
} from '@cloison/measurement';
import type { RegressionStudy } from '../analysis/studies.ts';
import type { BackgroundColumn, RegressionTerm, Secrecy } from '../campaign/spec.ts';
import type { Background, ColumnCodes } from './background.ts';
import { type AddRemark, type Fitted, heldItems, MOST_STEPS, numbered, sayFewClusters } from './fit-model.ts';
import { countByLabel, isLarge } from './label-counts.ts';
import { shownGroups } from './shown-groups.ts';
import type { ReleasedSchools } from './shown-school-groups.ts';

export interface RegressionRequest {
  readonly fitted: Fitted;
  readonly terms: readonly RegressionTerm[];
  /** Of the persons of `fitted`. */
  readonly background: Background;
  /** Whether the person has an estimate: the others say nothing of the regression, and are not counted. */
  readonly counts: (person: number) => boolean;
  /** Points of the reporting scale in one unit of the calibration's θ. */
  readonly pointsPerTheta: number;
  /** Of the calibration's population, without a regression. */
  readonly populationSd: number;
  readonly secrecy: Secrecy;
  /** Columns of which another study of this domain shows groups. */
  readonly shownBeside: readonly BackgroundColumn[];
  readonly released: readonly ReleasedSchools[];
  readonly pool: LanePool;
}

/** With fewer pupils, a coefficient says more of them than of the value that they have. */
const LEAST_FOR_VALUE = 10;
/** More ask for a coarser column: region for département. `codeBackground` refuses them too. */
const MOST_VALUES = 50;

/** Null when it was refused or has no solution; remarks tell every reason. */
export async function studyRegression(
  request: RegressionRequest,
  addRemark: AddRemark,
): Promise<RegressionStudy | null> {
  const { fitted, terms, background, counts, pointsPerTheta, populationSd, secrecy, pool } = request;
  const coded = terms.map(({ column, reference }) => {
    const codes = background.columns.get(column);
    if (codes === undefined) throw new Error(`column ${column} was not read`);
    return codeTerm(codes, reference, { background, counts, ...secrecy }, addRemark);
  });
  const sound = coded.filter((one) => one !== null);
  if (sound.length < coded.length) return null;
  const columns = terms.map(({ column }) => column);
  const shown = shownGroups(
    background,
    [...columns, ...request.shownBeside],
    counts,
    secrecy,
    request.released,
  );
  const secret = sound.flatMap(({ column, labels, persons }) => {
    const hidden = labels.filter(
      (_, code) => (persons[code] ?? 0) > 0 && shown.groups.get(column)?.[code] !== true,
    );
    return hidden.length === 0 ? [] : [{ column, labels: hidden.join(', ') }];
  });
  for (const values of secret) addRemark('regression-secret', values);
  if (secret.length > 0) return null;
  const school = numbered(background.school);
  const schools = new Set(background.school).size;
  sayFewClusters(schools, addRemark);
  const { groups: _groups, clusters: _clusters, ...held } = heldItems(fitted);
  let found: Awaited<ReturnType<typeof calibrate>>;
  try {
    const design: CodedBackground = codeBackground(
      sound.map(({ column, labels, of, reference }) => ({
        kind: 'factor',
        name: column,
        values: Array.from(of, (code) => labels[code] ?? ''),
        reference,
      })),
    );
    const clusters = schools > 1 ? { clusters: school } : {};
    found = await calibrate({ ...held, ...clusters, background: design, maxSteps: MOST_STEPS }, { pool });
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error;
    if (error.code === 'covariates-collinear') addRemark('regression-collinear');
    else addRemark('no-regression', { code: error.code });
    return null;
  }
  const [population] = found.groups;
  if (population === undefined) throw new Error('a calibration without a population');
  const scaled = (theta: number | null) => (theta === null ? null : theta * pointsPerTheta);
  return {
    pupils: sound[0]?.persons.reduce((sum, one) => sum + one, 0) ?? 0,
    schools,
    residualSd: population.sd * pointsPerTheta,
    explained: Math.max(0, 1 - (population.sd / populationSd) ** 2),
    factors: found.factors.map((factor, k) => {
      const { column, labels, persons } = sound[k]!;
      const pupilsWith = (label: string) => persons[labels.indexOf(label)] ?? 0;
      return {
        column,
        reference: factor.reference,
        referencePupils: pupilsWith(factor.reference),
        levels: factor.levels.map(({ level, coefficient, standardError }) => ({
          label: level,
          pupils: pupilsWith(level),
          difference: coefficient * pointsPerTheta,
          standardError: scaled(standardError),
        })),
        test: factor.test,
      };
    }),
  };
}

interface Counting {
  readonly background: Background;
  readonly counts: (person: number) => boolean;
  readonly minPupils: number;
  readonly minSchools: number;
}

/** Null when a value of the column has too few pupils or schools, or there is nothing to compare; a remark says which. */
function codeTerm(
  { column, labels, of }: ColumnCodes,
  wanted: string | null,
  { background, counts, minPupils, minSchools }: Counting,
  addRemark: AddRemark,
) {
  const found = countByLabel({ labels, of }, background.school, counts);
  const persons = found.map(({ pupils }) => pupils);
  const present = labels.filter((_, code) => (persons[code] ?? 0) > 0);
  if (present.length > MOST_VALUES) {
    addRemark('regression-values', { column, values: present.length, most: MOST_VALUES });
    return null;
  }
  if (wanted !== null && !present.includes(wanted)) {
    addRemark('regression-reference', { column, reference: wanted, labels: present.join(', ') });
    return null;
  }
  const leastPupils = Math.max(LEAST_FOR_VALUE, minPupils);
  const least = { pupils: leastPupils, schools: minSchools };
  const small = labels.filter((_, code) => persons[code] !== 0 && !isLarge(found[code]!, least));
  if (small.length > 0) {
    addRemark('regression-small', { column, labels: small.join(', '), minPupils: leastPupils, minSchools });
    return null;
  }
  if (present.length < 2) {
    addRemark('regression-one', { column });
    return null;
  }
  const most = Math.max(...persons);
  const reference = wanted ?? labels.find((_, code) => persons[code] === most) ?? '';
  return { column, labels, of, persons, reference };
}
