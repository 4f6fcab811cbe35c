/**
 * Plausible values of a domain (Mislevy 1991): drawn from each pupil's posterior under a regression of θ on what the roster
 * says of the pupil, items held at their estimates; then means of groups with the variance of the design. Seeded: the same
 * pupils and answers give the same values.
 */

import { createHash } from 'node:crypto';
import { calibrate, createPlausibleState, type LanePool, MeasurementError } from '@cloison/measurement';
import type { PlausibleStudy } from '../analysis/studies.ts';
import type { AnalysisSpec, BackgroundColumn, Secrecy } from '../campaign/spec.ts';
import type { Background } from './background.ts';
import { type AddRemark, type Fitted, heldItems, MOST_STEPS } from './fit-model.ts';
import { groupMean } from './group-means.ts';
import { shownGroups } from './shown-groups.ts';
import type { ReleasedSchools } from './shown-school-groups.ts';

export interface PlausibleRequest {
  readonly domain: string;
  readonly fitted: Fitted;
  readonly plausible: NonNullable<AnalysisSpec['plausible']>;
  /** A column whose values have populations of their own: it conditions already. */
  readonly groups: BackgroundColumn | null;
  readonly background: Background;
  readonly toScale: (theta: number) => number;
  readonly secrecy: Secrecy;
  /** Columns of which another study of this domain shows groups: both must not tell more together. */
  readonly shownBeside: readonly BackgroundColumn[];
  readonly released: readonly ReleasedSchools[];
  readonly pool: LanePool;
}

/** Values are pupils × draws, on the reporting scale. Null when there are none; a remark says why. */
export async function studyPlausible(
  request: PlausibleRequest,
  addRemark: AddRemark,
): Promise<{ readonly study: PlausibleStudy; readonly values: Float64Array } | null> {
  const { fitted, plausible, background, toScale, secrecy, pool } = request;
  const { calibration } = fitted;
  const { persons } = fitted.request.matrix;
  const { clusters: _clusters, ...held } = heldItems(fitted);
  const population = { ...held, information: 'none' as const, maxSteps: MOST_STEPS };
  const grouped = calibration.groups.length > 1 ? request.groups : null;
  const design = designOf(
    plausible.background.filter((column) => column !== grouped),
    background,
    persons,
  );
  let used: readonly BackgroundColumn[] = plausible.background;
  const attempt = async (withBackground: boolean) =>
    calibrate(
      withBackground && design.names.length > 0 ? { ...population, background: design } : population,
      { pool },
    );
  let conditioned: Awaited<ReturnType<typeof attempt>>;
  try {
    conditioned = await attempt(true);
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error;
    addRemark('plausible-unconditioned', { code: error.code });
    used = [];
    try {
      conditioned = await attempt(false);
    } catch (second) {
      if (!(second instanceof MeasurementError)) throw second;
      addRemark('no-plausible', { code: second.code });
      return null;
    }
  }
  const state = createPlausibleState(
    conditioned.scoring.estimation.expectation,
    plausible.values,
    seedOf(plausible.seed, request.domain),
  );
  await pool.run({ kind: 'plausible', lanes: state.expectation.lanes, state });
  const values = new Float64Array(persons * plausible.values);
  for (let at = 0; at < values.length; at++) values[at] = rounded(toScale(state.values[at] ?? Number.NaN));
  const shown = shownGroups(
    background,
    [...used, ...request.shownBeside],
    (pupil) => Number.isFinite(values[pupil * plausible.values]),
    secrecy,
    request.released,
  );
  const meanOf = (groupOf: Uint16Array | null, group: number) =>
    groupMean({
      values,
      draws: plausible.values,
      groupOf,
      group,
      school: background.school,
      weight: background.weight,
    });
  const groups = used.flatMap((column) => {
    const codes = background.columns.get(column);
    return (codes?.labels ?? []).map((label, group) => ({
      column,
      label,
      mean: shown.groups.get(column)?.[group] === true ? meanOf(codes?.of ?? null, group) : null,
    }));
  });
  const hidden = groups.filter(({ mean }) => mean === null).length;
  if (hidden > 0) addRemark('groups-hidden', { groups: hidden, ...secrecy });
  return {
    study: {
      values: plausible.values,
      seed: plausible.seed,
      background: used,
      regression: conditioned.regression,
      all: shown.all ? meanOf(null, 0) : null,
      groups,
    },
    values,
  };
}

/** Values that fewer pupils have are taken together: too few pupils would stand behind a coefficient of their own. */
const LEAST_FOR_COEFFICIENT = 10;

/** One column of 0 and 1 for each value of a column but the commonest. */
function designOf(columns: readonly BackgroundColumn[], background: Background, persons: number) {
  const terms = columns.flatMap((column) => {
    const codes = background.columns.get(column);
    if (codes === undefined) return [];
    const sizes = codes.labels.map((_, code) =>
      codes.of.reduce((sum, one) => sum + (one === code ? 1 : 0), 0),
    );
    const commonest = sizes.indexOf(Math.max(...sizes));
    return codes.labels.flatMap((label, code) =>
      code === commonest || (sizes[code] ?? 0) < LEAST_FOR_COEFFICIENT
        ? []
        : [{ name: `${column}=${label}`, of: codes.of, code }],
    );
  });
  const values = new Float64Array(persons * terms.length);
  terms.forEach(({ of, code }, k) => {
    for (let i = 0; i < persons; i++) values[i * terms.length + k] = of[i] === code ? 1 : 0;
  });
  return { names: terms.map(({ name }) => name), values };
}

/** Each domain draws its own numbers: the same for two would tie their values together. */
function seedOf(seed: number, domain: string): number {
  return createHash('sha256').update(`${seed}\0${domain}`).digest().readUInt32LE(0);
}

/** A ten-thousandth of a point is far below any error. */
export function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
