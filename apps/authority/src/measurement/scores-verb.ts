/** `cloison measurement scores`: persons on the scale of a calibration. */
import {
  applyMissingRule,
  CALIBRATION_MISSING,
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
import { addVerb, type OptionValues, type Register } from '../cli/verb.ts';
import { type CalibrationFile, itemMap, readCalibration } from './calibration-file.ts';
import {
  GROUP_OPTION,
  number,
  READ_OPTIONS,
  RESPONSES_ARGUMENT,
  readOptions,
  stopwatch,
  text,
  withThreads,
} from './command-options.ts';
import { type Responses, readResponses } from './read-responses.ts';
import { refuseMeasurement } from './refusals.ts';
import { reportingScale, SCALE_OPTION } from './reporting-scale.ts';
import { writeScores } from './scores-file.ts';
import { alignedTable } from './text-table.ts';
import type { ThreadPool } from './thread-pool.ts';
import { words } from './words.ts';

const METHODS = ['eap', 'map', 'ml', 'wle', 'pv'] as const;
type Method = (typeof METHODS)[number];

export const registerScores: Register = (room, context) =>
  addVerb(room, context, {
    name: 'scores',
    onCampaign: false,
    summary: {
      fr: 'placer les élèves sur l’échelle d’une calibration',
      en: 'put pupils on the scale of a calibration',
    },
    arguments: [RESPONSES_ARGUMENT],
    options: [
      {
        flags: '--calibration <file>',
        words: { fr: 'fichier écrit par « calibrate »', en: 'file written by "calibrate"' },
        required: true,
      },
      {
        flags: '--method <method>',
        words: { fr: 'estimateur, ou valeurs plausibles (pv)', en: 'estimator, or plausible values (pv)' },
        choices: METHODS,
        fallback: 'eap',
      },
      {
        flags: '--draws <number>',
        words: { fr: 'nombre de valeurs plausibles', en: 'number of plausible values' },
        fallback: '10',
      },
      {
        flags: '--seed <number>',
        words: { fr: 'graine des valeurs plausibles', en: 'seed of the plausible values' },
        fallback: '1',
      },
      {
        flags: '--person-fit',
        words: { fr: 'ajouter lz* (ml, map ou wle)', en: 'add lz* (ml, map or wle)' },
      },
      SCALE_OPTION,
      {
        flags: '--not-reached-wrong',
        words: { fr: 'un item non atteint est une erreur', en: 'an item not reached is wrong' },
      },
      ...READ_OPTIONS,
      GROUP_OPTION,
      { flags: '--out <file>', words: { fr: 'scores, en CSV', en: 'scores, as CSV' }, required: true },
    ],
    examples: [
      'cloison measurement scores responses.csv --calibration calibration.json --method wle --out scores.csv',
      'cloison measurement scores responses.csv --calibration calibration.json --method pv --draws 10 --seed 2026 --scale 250,50 --out pv.csv',
    ],
    run: (session, options, [path]) =>
      withThreads(session, options, async (pool) => {
        const clock = stopwatch();
        const calibrationPath = text(options.calibration)!;
        const file = readCalibration(calibrationPath);
        const background = file.regression.map(({ name }) => name);
        const responses = await readResponses(
          { ...readOptions(path!, options), background },
          pool,
          session.progress,
          session.lang,
        );
        const rule: MissingRule = options.notReachedWrong === true ? SCORE_MISSING : CALIBRATION_MISSING;
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
                    ...responses.background,
                    centers: file.regression.map(({ center }) => center),
                    coefficients: file.regression.map(({ coefficient }) => coefficient),
                  },
                }),
          },
          pool,
        );
        const eapS = clock();
        const method = options.method as Method;
        const columns = await estimate(method, scored, matrix, options, pool);
        const estimateS = clock();
        rescale(columns, file, options);
        const out = text(options.out)!;
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
  method: Method,
  scored: ScoredPersons,
  matrix: ResponseMatrix,
  options: OptionValues,
  pool: ThreadPool,
): Promise<Column[]> {
  switch (method) {
    case 'eap':
      return [
        { name: 'eap', kind: 'theta', values: scored.eap },
        { name: 'se', kind: 'error', values: scored.posteriorSd },
      ];
    case 'pv': {
      const draws = number(options, 'draws', { low: 1, high: 1000, whole: true, fallback: 10 });
      const seed = number(options, 'seed', {
        low: 0,
        high: Number.MAX_SAFE_INTEGER,
        whole: true,
        fallback: 1,
      });
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
      if (options.personFit === true)
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
function rescale(columns: readonly Column[], file: CalibrationFile, options: OptionValues): void {
  const scale = reportingScale(file, options);
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
