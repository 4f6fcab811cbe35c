/** `cloison measurement calibrate`: item response models by marginal maximum likelihood. */

import {
  applyMissingRule,
  CALIBRATION_MISSING,
  type Calibration,
  calibrate,
  guessingPriorFor,
  MeasurementError,
  type ModelName,
  m2,
  meanSquares,
  type ResponseMatrix,
  residualCorrelations,
  sX2,
} from '@cloison/measurement';
import { addVerb, type OptionValues, type Register, type Session } from '../cli/verb.ts';
import { type Lang, Refusal } from '../feedback/refusal.ts';
import { describeCalibration, itemMap, readCalibration, writeJson } from './calibration-file.ts';
import { calibrationReport, checkWords, type FitSummary, itemRows } from './calibration-report.ts';
import {
  CLUSTER_OPTION,
  GROUP_OPTION,
  number,
  READ_OPTIONS,
  REPORT_OPTION,
  RESPONSES_ARGUMENT,
  readOptions,
  stopwatch,
  text,
  WEIGHT_OPTION,
  withThreads,
} from './command-options.ts';
import { writeReport } from './html-report.ts';
import { type Responses, readResponses } from './read-responses.ts';
import { asRefusal, refuseMeasurement } from './refusals.ts';
import { writeScores } from './scores-file.ts';
import { alignedTable } from './text-table.ts';
import { words } from './words.ts';

export const MODELS: readonly ModelName[] = ['rasch', '2pl', '3pl', 'pcm', 'gpcm', 'grm'];

/** Fit statistics read every pair of items of every person; beyond this many answers they are left to `--fit`. */
const FIT_BY_DEFAULT = 20_000_000;
/** M2 factors a matrix of a side of items²/2: seconds beyond this many items. */
const M2_BY_DEFAULT = 40;

export const registerCalibrate: Register = (room, context) =>
  addVerb(room, context, {
    name: 'calibrate',
    onCampaign: false,
    summary: {
      fr: 'calibrer les items (maximum de vraisemblance marginale)',
      en: 'calibrate items (marginal maximum likelihood)',
    },
    arguments: [RESPONSES_ARGUMENT],
    options: [
      {
        flags: '--model <model>',
        words: { fr: 'modèle de réponse', en: 'response model' },
        choices: MODELS,
        required: true,
      },
      ...READ_OPTIONS,
      GROUP_OPTION,
      WEIGHT_OPTION,
      CLUSTER_OPTION,
      {
        flags: '--reference <label>',
        words: {
          fr: 'groupe de référence (défaut : le premier dans l’ordre)',
          en: 'reference group (default: the first in order)',
        },
      },
      {
        flags: '--background <columns>',
        words: { fr: 'variables de la régression latente', en: 'variables of the latent regression' },
      },
      {
        flags: '--anchors <file>',
        words: {
          fr: 'calibration dont les items communs gardent leurs paramètres',
          en: 'calibration whose common items keep their parameters',
        },
      },
      {
        flags: '--guessing-options <number>',
        words: { fr: '3PL : nombre de choix de l’a priori', en: '3PL: number of choices behind the prior' },
        fallback: '4',
      },
      {
        flags: '--nodes <number>',
        words: {
          fr: 'nœuds de quadrature sur ±6 (défaut : autant qu’il en faut)',
          en: 'quadrature nodes on ±6 (default: as many as it takes)',
        },
      },
      {
        flags: '--information <method>',
        words: { fr: 'erreurs types', en: 'standard errors' },
        choices: ['louis', 'oakes', 'none'],
        fallback: 'louis',
      },
      {
        flags: '--fit',
        words: { fr: 'ajustement même sur de grands fichiers', en: 'fit statistics on large files too' },
      },
      { flags: '--out <file>', words: { fr: 'calibration, en JSON', en: 'the calibration, as JSON' } },
      {
        flags: '--scores <file>',
        words: { fr: 'EAP de chaque ligne, en CSV', en: 'EAP of each row, as CSV' },
      },
      REPORT_OPTION,
    ],
    examples: [
      'cloison measurement calibrate responses.csv --model 2pl --out calibration.json --report calibration.html',
      'cloison measurement calibrate 2027.csv --model gpcm --anchors 2026.json --group school --out 2027.json',
    ],
    run: (session, options, [path]) =>
      withThreads(session, options, async (pool) => {
        const clock = stopwatch();
        const responses = await readResponses(
          readOptions(path!, options),
          pool,
          session.progress,
          session.lang,
        );
        const matrix = applyMissingRule(responses.matrix, CALIBRATION_MISSING);
        const anchorsPath = text(options.anchors);
        const anchors = anchorsPath === null ? null : commonAnchors(anchorsPath, matrix);
        const groups = withReference(responses, text(options.reference));
        const nodes = number(options, 'nodes', { low: 5, high: 2001, whole: true, fallback: null });
        const choices = number(options, 'guessingOptions', { low: 2, high: 20, fallback: 4 });
        const readS = clock();
        const expected = expectedPasses(options, matrix);
        const bar = session.progress(session.say(words.passes), expected);
        const calibration = await calibrate(
          {
            matrix,
            model: options.model as ModelName,
            guessing: guessingPriorFor(choices),
            information: options.information as 'louis' | 'oakes' | 'none',
            ...(groups === null ? {} : { groups }),
            ...(responses.weights === null ? {} : { weights: responses.weights }),
            ...(responses.clusters === null ? {} : { clusters: responses.clusters }),
            ...(responses.background === null ? {} : { background: responses.background }),
            ...(anchors === null ? {} : { anchors }),
            ...(nodes === null ? {} : { quadrature: { nodes, low: -6, high: 6 } }),
          },
          { pool, onStep: (step) => bar.update(Math.min(step, expected - 1)) },
        );
        bar.update(expected);
        bar.stop();
        const estimateS = clock();
        const fit = fitOf(calibration, matrix, options, session.lang);
        const described = { ...describeCalibration(calibration), fit };
        writeAll(session, options, path!, responses, calibration, described, fit);
        printCalibration(session, calibration);
        return {
          ...described,
          out: text(options.out),
          seconds: { read: readS, estimate: estimateS, rest: clock() },
        };
      }),
  });

/** About how many passes it will take: a dozen, and two a parameter where standard errors are by Oakes's identity. */
function expectedPasses(options: OptionValues, { itemIds }: ResponseMatrix): number {
  const ofItem = options.model === '2pl' || options.model === 'rasch' ? 2 : 3;
  return 16 + (options.information === 'oakes' ? 2 * itemIds.length * ofItem : 0);
}

function commonAnchors(path: string, matrix: ResponseMatrix) {
  const known = itemMap(readCalibration(path));
  const anchors = new Map([...known].filter(([id]) => matrix.itemIds.includes(id)));
  if (anchors.size === 0) throw refuseMeasurement('calibration-bad', { path, detail: 'no item of the file' });
  return anchors;
}

function withReference({ groups }: Responses, reference: string | null) {
  if (groups === null || reference === null) return groups;
  const place = groups.labels.indexOf(reference);
  if (place < 0) throw refuseMeasurement('group-unknown', { labels: reference });
  const order = [place, ...groups.labels.keys().filter((k) => k !== place)];
  const rank = order.map((_, k) => order.indexOf(k));
  return { labels: order.map((k) => groups.labels[k]!), of: groups.of.map((group) => rank[group]!) };
}

function fitOf(
  calibration: Calibration,
  matrix: ResponseMatrix,
  options: OptionValues,
  lang: Lang,
): FitSummary {
  const notes: string[] = [];
  const whole = options.fit === true || matrix.persons * matrix.itemIds.length <= FIT_BY_DEFAULT;
  const m2Too = options.fit === true || matrix.itemIds.length <= M2_BY_DEFAULT;
  const attempt = <Result>(name: string, run: () => Result): Result | null => {
    if (!whole) return null;
    try {
      return run();
    } catch (error) {
      const refusal = asRefusal(error);
      if (!(error instanceof MeasurementError && refusal instanceof Refusal)) throw error;
      notes.push(`${name} : ${refusal.words[lang]}`);
      return null;
    }
  };
  if (!whole) notes.push('S-X², M2, Q3: --fit');
  else if (!m2Too) notes.push('M2: --fit');
  const several = calibration.groups.length > 1;
  return {
    meanSquares: meanSquares(calibration),
    sX2: several ? null : attempt('S-X²', () => sX2(calibration, matrix)),
    m2: several || !m2Too ? null : attempt('M2', () => m2(calibration, matrix)),
    q3: attempt('Q3', () => residualCorrelations(calibration, matrix)),
    notes,
  };
}

function writeAll(
  session: Session,
  options: OptionValues,
  path: string,
  responses: Responses,
  calibration: Calibration,
  described: unknown,
  fit: FitSummary,
): void {
  const say = (file: string) => session.note(session.say(words.written, { path: file }));
  const out = text(options.out);
  if (out !== null) {
    writeJson(out, described);
    say(out);
  }
  const scores = text(options.scores);
  if (scores !== null) {
    writeScores(scores, responses.ids, ['eap', 'se'], [calibration.eap, calibration.posteriorSd]);
    say(scores);
  }
  const report = text(options.report);
  if (report !== null) {
    writeReport(report, session.lang, calibrationReport(session, path, calibration, fit));
    say(report);
  }
}

function printCalibration(session: Session, calibration: Calibration): void {
  const { say } = session;
  session.print(
    alignedTable(
      session.lang,
      [words.item, words.persons, words.slope, words.error, words.difficulty, words.guessing].map((one) =>
        say(one),
      ),
      itemRows(calibration),
    ),
  );
  session.print(
    alignedTable(
      session.lang,
      [words.group, words.persons, words.mean, words.error, words.sd, words.error].map((one) => say(one)),
      calibration.groups.map((group) => [
        group.label,
        group.persons,
        group.mean,
        group.meanError,
        group.sd,
        group.sdError,
      ]),
    ),
  );
  if (calibration.setAside.length > 0)
    session.print(`${say(words.setAside)} : ${calibration.setAside.map(({ id }) => id).join(', ')}`);
  session.print(
    `log L ${calibration.logLikelihood.toFixed(4)} · AIC ${calibration.aic.toFixed(2)} · BIC ${calibration.bic.toFixed(2)} · ${calibration.freeParameters} param.`,
  );
  session.print(checkWords(session, calibration));
}
