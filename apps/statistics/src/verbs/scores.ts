/** `cloison measurement scores`: persons on the scale of a calibration. */
import {
  alignedTable,
  choice,
  file,
  fileToWrite,
  flag,
  required,
  type ValuesOf,
  whole,
  withDefault,
} from '@cloison/command';
import {
  applyMissingRule,
  CALIBRATION_MISSING,
  codeBackground,
  createPlausibleState,
  errorToScale,
  type MissingRule,
  personFit,
  pointEstimates,
  type ResponseMatrix,
  SCORE_MISSING,
  type ScoredPersons,
  scorePersons,
  toScale,
} from '@cloison/measurement';
import { type CalibrationFile, itemMap, words } from '@cloison/study-files';
import { reportingScale, SCALE_OPTION } from '../frame/reporting-scale.ts';
import {
  GROUP_OPTION,
  READ_OPTIONS,
  RESPONSES,
  readOptions,
  stopwatch,
  withThreads,
} from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import type { Pool } from '../read/job.ts';
import { readCalibration } from '../read/read-calibration.ts';
import { type Responses, readResponses } from '../read/read-responses.ts';
import { refuseMeasurement } from '../read/refusals.ts';
import { writeScores } from '../read/scores-file.ts';

const METHODS = ['eap', 'map', 'ml', 'wle', 'pv'] as const;

const ARGUMENTS = RESPONSES;
const OPTIONS = {
  calibration: required(file(), {
    fr: 'fichier écrit par « calibrate »',
    en: 'file written by "calibrate"',
  }),
  method: withDefault(choice(METHODS), 'eap', {
    fr: 'estimateur, ou valeurs plausibles (pv)',
    en: 'estimator, or plausible values (pv)',
  }),
  draws: withDefault(whole({ min: 1, max: 1000 }), '10', {
    fr: 'nombre de valeurs plausibles',
    en: 'number of plausible values',
  }),
  seed: withDefault(whole(), '1', {
    fr: 'graine des valeurs plausibles',
    en: 'seed of the plausible values',
  }),
  personFit: flag({ fr: 'ajouter lz* (ml, map ou wle)', en: 'add lz* (ml, map or wle)' }),
  ...SCALE_OPTION,
  notReachedWrong: flag({ fr: 'un item non atteint est une erreur', en: 'an item not reached is wrong' }),
  ...READ_OPTIONS,
  ...GROUP_OPTION,
  out: required(fileToWrite(), { fr: 'scores, en CSV', en: 'scores, as CSV' }),
} as const;
type Options = ValuesOf<typeof ARGUMENTS & typeof OPTIONS>;

export const scoresVerb = verb({
  name: 'scores',
  summary: {
    fr: 'placer les élèves sur l’échelle d’une calibration',
    en: 'put pupils on the scale of a calibration',
  },
  arguments: ARGUMENTS,
  options: OPTIONS,
  examples: [
    'cloison measurement scores responses.csv --calibration calibration.json --method wle --out scores.csv',
    'cloison measurement scores responses.csv --calibration calibration.json --method pv --draws 10 --seed 2026 --scale 250,50 --out pv.csv',
  ],
  run: (session, options) =>
    withThreads(session, options.threads, async (pool) => {
      const clock = stopwatch();
      const calibrationPath = options.calibration;
      const file = readCalibration(calibrationPath);
      const coded = new Set(
        file.factors.flatMap(({ name, levels }) => levels.map(({ level }) => `${name}=${level}`)),
      );
      const background = file.regression.map(({ name }) => name).filter((name) => !coded.has(name));
      const factors = file.factors.map(({ name }) => name);
      const responses = await readResponses(
        { ...readOptions(options), background, factors },
        pool,
        session.progress,
        session.lang,
      );
      const rule: MissingRule = options.notReachedWrong ? SCORE_MISSING : CALIBRATION_MISSING;
      const matrix = applyMissingRule(responses.matrix, rule);
      const readS = clock();
      const scored = await scorePersons(
        {
          matrix,
          items: itemMap(file),
          groups: groupsOf(file, responses),
          means: file.groups.map(({ mean }) => mean),
          sds: file.groups.map(({ sd }) => sd),
          ...(responses.background === null
            ? {}
            : {
                background: {
                  ...codeBackground(responses.background, file.factors),
                  centers: file.regression.map(({ center }) => center),
                  coefficients: file.regression.map(({ coefficient }) => coefficient),
                },
              }),
        },
        pool,
      );
      const eapS = clock();
      const { method } = options;
      const columns = await estimate(scored, matrix, options, pool);
      const estimateS = clock();
      rescale(columns, file, options);
      const out = options.out;
      writeScores(
        out,
        responses.ids,
        columns.map(({ name }) => name),
        columns.map(({ values }) => values),
      );
      session.note(session.say(words.written, { path: out }));
      const summary = columns.map(({ name, values }) => ({ name, ...summarise(values) }));
      session.print(
        alignedTable(
          session.lang,
          ['', session.say(words.persons), session.say(words.mean), session.say(words.sd)],
          summary.map((one) => [one.name, one.persons, one.mean, one.sd]),
        ),
      );
      const seconds = { read: readS, eap: eapS, estimate: estimateS, rest: clock() };
      return { persons: matrix.persons, method, out, unknownItems: scored.unknown, summary, seconds };
    }),
});

/** The file's groups by name; without a column, the calibration's first group. */
function groupsOf(file: CalibrationFile, { groups, matrix }: Responses) {
  const labels = file.groups.map(({ label }) => label);
  if (groups === null) return { labels, of: new Uint16Array(matrix.persons) };
  const place = groups.labels.map((label) => labels.indexOf(label));
  const unknown = groups.labels.filter((_, k) => place[k]! < 0);
  if (unknown.length > 0) throw refuseMeasurement('group-unknown', { labels: unknown.join(', ') });
  return { labels, of: groups.of.map((group) => place[group]!) };
}

interface Column {
  readonly name: string;
  readonly kind: 'theta' | 'error' | 'other';
  readonly values: Float64Array;
}

async function estimate(
  scored: ScoredPersons,
  matrix: ResponseMatrix,
  options: Options,
  pool: Pool,
): Promise<Column[]> {
  const { method, draws, seed } = options;
  switch (method) {
    case 'eap':
      return [
        { name: 'eap', kind: 'theta', values: scored.eap },
        { name: 'se', kind: 'error', values: scored.posteriorSd },
      ];
    case 'pv': {
      const { expectation } = scored.basis.estimation;
      const state = createPlausibleState(expectation, draws, seed);
      await pool.run({ kind: 'plausible', lanes: expectation.lanes, state });
      return Array.from({ length: draws }, (_, draw) => ({
        name: `pv${draw + 1}`,
        kind: 'theta' as const,
        values: Float64Array.from({ length: matrix.persons }, (_, i) => state.values[i * draws + draw]!),
      }));
    }
    case 'ml':
    case 'map':
    case 'wle': {
      const found = await pointEstimates(scored.basis, scored.eap, method, pool);
      const columns: Column[] = [
        { name: method, kind: 'theta', values: found.estimate },
        { name: 'se', kind: 'error', values: found.standardError },
      ];
      if (options.personFit)
        columns.push({
          name: 'lz',
          kind: 'other',
          values: Float64Array.from(personFit(scored.basis, matrix, found), (one) => one ?? Number.NaN),
        });
      return columns;
    }
  }
}

/** In place: θ and errors on the reporting scale. */
function rescale(columns: readonly Column[], file: CalibrationFile, options: Options): void {
  const scale = reportingScale(file, options.scale);
  if (scale === null) return;
  for (const { kind, values } of columns)
    if (kind !== 'other')
      for (let i = 0; i < values.length; i++)
        values[i] = kind === 'theta' ? toScale(scale, values[i]!) : errorToScale(scale, values[i]!);
}

function summarise(values: Float64Array) {
  let persons = 0;
  let mean = 0;
  let squares = 0;
  for (const one of values) {
    if (!Number.isFinite(one)) continue;
    persons++;
    const distance = one - mean;
    mean += distance / persons;
    squares += distance * (one - mean);
  }
  return {
    persons,
    mean: persons === 0 ? null : mean,
    sd: persons < 2 ? null : Math.sqrt(squares / (persons - 1)),
  };
}
