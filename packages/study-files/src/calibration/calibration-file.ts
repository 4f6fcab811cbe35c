/** The file that `calibrate` writes and `scores`, `link` and `--anchors` read. Its format is in `packages/measurement/README.md`. */
import {
  type Calibration,
  calibrationRemarks,
  difficulties,
  type ItemParameters,
  type QuadratureCheck,
  vectorNames,
} from '@cloison/measurement';
import * as v from 'valibot';

export const CALIBRATION_FORMAT = 'cloison-calibration/1';

const finite = v.pipe(v.number(), v.finite());
/** Beyond it answers have no probability left that a number can hold: nobody's estimate, and no error either. */
const LARGEST = 1e6;
const bounded = v.pipe(finite, v.minValue(-LARGEST), v.maxValue(LARGEST));
const scores = v.pipe(v.array(v.pipe(finite, v.integer(), v.minValue(0))), v.minLength(2));
const parameters = v.variant('kind', [
  v.object({ kind: v.literal('partialCredit'), slope: bounded, scores, intercepts: v.array(bounded) }),
  v.object({ kind: v.literal('graded'), slope: bounded, scores, intercepts: v.array(bounded) }),
  v.object({
    kind: v.literal('guessing'),
    slope: bounded,
    scores,
    intercept: bounded,
    guessing: v.pipe(finite, v.minValue(0), v.maxValue(0.999999)),
  }),
  v.object({
    kind: v.literal('asymptotes'),
    slope: bounded,
    scores,
    intercept: bounded,
    guessing: v.pipe(finite, v.minValue(0), v.maxValue(0.999999)),
    upper: v.pipe(finite, v.minValue(1e-6), v.maxValue(1)),
  }),
]);

const calibrationFile = v.object({
  format: v.literal(CALIBRATION_FORMAT),
  items: v.pipe(v.array(v.object({ id: v.string(), parameters })), v.minLength(1)),
  groups: v.pipe(
    v.array(
      v.object({
        label: v.string(),
        mean: bounded,
        sd: v.pipe(bounded, v.minValue(1e-6)),
        /** Persons behind it, or their weights; missing: groups count the same. */
        persons: v.optional(v.pipe(finite, v.minValue(0))),
      }),
    ),
    v.minLength(1),
  ),
  regression: v.optional(v.array(v.object({ name: v.string(), coefficient: finite, center: finite })), []),
  /** Of the latent regression; their columns are in `regression` as `name=level`. */
  factors: v.optional(
    v.array(
      v.object({
        name: v.string(),
        reference: v.string(),
        levels: v.array(v.object({ level: v.string() })),
      }),
    ),
    [],
  ),
  scale: v.optional(v.object({ mean: finite, sd: finite, referenceMean: finite, referenceSd: finite })),
});

/** The calibration that these bytes hold, or null with the first thing that is wrong. */
export function parseCalibration(
  bytes: Uint8Array,
):
  | { readonly calibration: CalibrationFile; readonly detail: '' }
  | { readonly calibration: null; readonly detail: string } {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return { calibration: null, detail: 'JSON' };
  }
  const parsed = v.safeParse(calibrationFile, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    // Where it is wrong; the library's own words are English, and of its grammar.
    return { calibration: null, detail: v.getDotPath(issue) ?? 'JSON' };
  }
  const seen = new Set<string>();
  const twice = parsed.output.items.find(({ id }) => seen.size === seen.add(id).size)?.id;
  // Which of the two an answer is scored by would be chance.
  if (twice !== undefined) return { calibration: null, detail: `${twice}: id` };
  const wrong = parsed.output.items.find(
    ({ parameters: one }) =>
      ('intercepts' in one && one.intercepts.length !== one.scores.length) ||
      ('upper' in one && one.upper <= one.guessing),
  );
  return wrong === undefined
    ? { calibration: parsed.output, detail: '' }
    : { calibration: null, detail: `${wrong.id}: ${'upper' in wrong.parameters ? 'upper' : 'intercepts'}` };
}

export type CalibrationFile = v.InferOutput<typeof calibrationFile>;

export function itemMap(file: CalibrationFile): ReadonlyMap<string, ItemParameters> {
  return new Map(file.items.map(({ id, parameters: one }) => [id, one]));
}

/** What `--json` prints of a calibration, and the file holds: no person. */
export function describeCalibration(calibration: Calibration) {
  return {
    format: CALIBRATION_FORMAT,
    model: typeof calibration.model === 'string' ? calibration.model : Object.fromEntries(calibration.model),
    persons: calibration.persons,
    personsWithAnswers: calibration.personsWithAnswers,
    logLikelihood: calibration.logLikelihood,
    freeParameters: calibration.freeParameters,
    aic: calibration.aic,
    bic: calibration.bic,
    iterations: calibration.iterations,
    passes: calibration.passes,
    shortfall: calibration.shortfall,
    information: calibration.information,
    robust: calibration.robust,
    quadrature: calibration.quadrature,
    check: calibration.check satisfies QuadratureCheck,
    reliability: calibration.reliability,
    groups: calibration.groups,
    regression: calibration.regression,
    factors: calibration.factors,
    remarks: calibrationRemarks(calibration),
    setAside: calibration.setAside,
    items: calibration.items.map((item) => ({
      id: item.id,
      parameters: item.parameters,
      standardErrors: Object.fromEntries(
        vectorNames(item.parameters).map((name, k) => [name, item.standardErrors[k] ?? null]),
      ),
      difficulties: difficulties(item.parameters),
      difficultyErrors: item.difficultyErrors,
      guessingError: item.guessingError,
      upperError: item.upperError,
      anchored: item.anchored,
      persons: item.persons,
    })),
  };
}
