/** `cloison measurement calibrate`: item response models by marginal maximum likelihood. */

import {
  alignedTable,
  choice,
  file,
  fileToWrite,
  flag,
  type Lang,
  list,
  optional,
  required,
  type Terminal,
  text,
  type ValuesOf,
  whole,
  withDefault,
} from '@cloison/command';
import {
  applyMissingRule,
  CALIBRATION_MISSING,
  type Calibration,
  calibrate,
  calibrationRemarks,
  codeBackground,
  guessingPriorFor,
  type ModelName,
  m2,
  meanSquares,
  type ResponseMatrix,
  residualCorrelations,
  sX2,
} from '@cloison/measurement';
import {
  decimalText,
  describeCalibration,
  itemMap,
  measurementRefusal,
  sayCalibrationRemark,
  words,
} from '@cloison/study-files';
import {
  CLUSTER_OPTION,
  GROUP_OPTION,
  READ_OPTIONS,
  REPORT_OPTION,
  RESPONSES,
  readOptions,
  stopwatch,
  WEIGHT_OPTION,
  withThreads,
} from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import { writeJson, writeReport } from '../frame/write-results.ts';
import { type CalibrationReliabilities, reliabilitiesOf } from '../read/calibration-reliabilities.ts';
import { readCalibration } from '../read/read-calibration.ts';
import { type Responses, readResponses } from '../read/read-responses.ts';
import { refuseMeasurement } from '../read/refusals.ts';
import { writeScores } from '../read/scores-file.ts';
import {
  type CalibrationStudy,
  calibrationReport,
  checkWords,
  type FitStatistics,
  factorRows,
  itemHead,
  itemRows,
  POPULATION_HEAD,
  populationRows,
  reliabilityTable,
} from '../report/calibration-report.ts';

export const MODELS = [
  'rasch',
  '2pl',
  '3pl',
  '4pl',
  'pcm',
  'gpcm',
  'grm',
] as const satisfies readonly ModelName[];

/** Fit statistics read every pair of items of every person; beyond this many answers they are left to `--fit`. */
const FIT_BY_DEFAULT = 20_000_000;
/** M2 factors a matrix of a side of items²/2: seconds beyond this many items. */
const M2_BY_DEFAULT = 40;

const ARGUMENTS = RESPONSES;
const OPTIONS = {
  model: required(choice(MODELS), { fr: 'modèle de réponse', en: 'response model' }),
  ...READ_OPTIONS,
  ...GROUP_OPTION,
  ...WEIGHT_OPTION,
  ...CLUSTER_OPTION,
  reference: optional(text(), {
    fr: 'groupe de référence (défaut : le premier dans l’ordre)',
    en: 'reference group (default: the first in order)',
  }),
  background: optional(list(), {
    fr: 'variables numériques de la régression latente',
    en: 'numeric variables of the latent regression',
  }),
  factors: optional(list(), {
    fr: 'facteurs de la régression latente : colonnes de modalités, comparées à la plus fréquente',
    en: 'factors of the latent regression: columns of levels, compared with the most frequent',
  }),
  anchors: optional(file(), {
    fr: 'calibration dont les items communs gardent leurs paramètres',
    en: 'calibration whose common items keep their parameters',
  }),
  guessingOptions: withDefault(whole({ min: 2, max: 20 }), '4', {
    fr: '3PL, 4PL : nombre de choix de l’a priori',
    en: '3PL, 4PL: number of choices behind the prior',
  }),
  nodes: optional(whole({ min: 5, max: 2001 }), {
    fr: 'nœuds de quadrature sur ±6 (défaut : autant qu’il en faut)',
    en: 'quadrature nodes on ±6 (default: as many as it takes)',
  }),
  information: withDefault(choice(['louis', 'oakes', 'none']), 'louis', {
    fr: 'erreurs types',
    en: 'standard errors',
  }),
  fit: flag({ fr: 'ajustement même sur de grands fichiers', en: 'fit statistics on large files too' }),
  out: optional(fileToWrite(), { fr: 'calibration, en JSON', en: 'the calibration, as JSON' }),
  scores: optional(fileToWrite(), { fr: 'EAP de chaque ligne, en CSV', en: 'EAP of each row, as CSV' }),
  ...REPORT_OPTION,
} as const;
type Options = ValuesOf<typeof ARGUMENTS & typeof OPTIONS>;

export const calibrateVerb = verb({
  name: 'calibrate',
  summary: {
    fr: 'calibrer les items (maximum de vraisemblance marginale)',
    en: 'calibrate items (marginal maximum likelihood)',
  },
  arguments: ARGUMENTS,
  options: OPTIONS,
  examples: [
    'cloison measurement calibrate responses.csv --model 2pl --out calibration.json --report calibration.html',
    'cloison measurement calibrate responses.csv --model 2pl --background age --factors sex,sector',
    'cloison measurement calibrate 2027.csv --model gpcm --anchors 2026.json --group school --out 2027.json',
  ],
  run: (session, options) =>
    withThreads(session, options.threads, async (pool) => {
      const clock = stopwatch();
      const responses = await readResponses(readOptions(options), pool, session.progress, session.lang);
      const matrix = applyMissingRule(responses.matrix, CALIBRATION_MISSING);
      const anchors = options.anchors === undefined ? null : commonAnchors(options.anchors, matrix);
      const groups = withReference(responses, options.reference);
      const readS = clock();
      const expected = expectedPasses(options, matrix);
      const bar = session.progress(session.say(words.passes), expected);
      const calibration = await calibrate(
        {
          matrix,
          model: options.model,
          guessing: guessingPriorFor(options.guessingOptions),
          information: options.information,
          ...(groups === null ? {} : { groups }),
          ...(responses.weights === null ? {} : { weights: responses.weights }),
          ...(responses.clusters === null ? {} : { clusters: responses.clusters }),
          ...(responses.background === null ? {} : { background: codeBackground(responses.background) }),
          ...(anchors === null ? {} : { anchors }),
          ...(options.nodes === undefined ? {} : { quadrature: { nodes: options.nodes, low: -6, high: 6 } }),
        },
        { pool, onStep: (step) => bar.update(Math.min(step, expected - 1)) },
      );
      bar.update(expected);
      bar.stop();
      const estimateS = clock();
      const fit = fitOf(calibration, matrix, options, session.lang);
      const reliabilities = await reliabilitiesOf(
        calibration,
        responses,
        fitsWholeFile(options, matrix),
        pool,
      );
      const described = { ...describeCalibration(calibration), reliabilities, fit };
      writeAll(session, options, responses, calibration, described, { ...fit, reliabilities });
      printCalibration(session, calibration, reliabilities);
      return {
        ...described,
        out: options.out ?? null,
        seconds: { read: readS, estimate: estimateS, rest: clock() },
      };
    }),
});

/** About how many passes it will take: a dozen, and two a parameter where standard errors are by Oakes's identity. */
function expectedPasses(options: Options, { itemIds }: ResponseMatrix): number {
  const ofItem = options.model === '2pl' || options.model === 'rasch' ? 2 : 3;
  return 16 + (options.information === 'oakes' ? 2 * itemIds.length * ofItem : 0);
}

function commonAnchors(path: string, matrix: ResponseMatrix) {
  const known = itemMap(readCalibration(path));
  const anchors = new Map([...known].filter(([id]) => matrix.itemIds.includes(id)));
  if (anchors.size === 0) throw refuseMeasurement('calibration-bad', { path, detail: 'no item of the file' });
  return anchors;
}

function withReference({ groups }: Responses, reference: string | undefined) {
  if (groups === null || reference === undefined) return groups;
  const place = groups.labels.indexOf(reference);
  if (place < 0) throw refuseMeasurement('group-unknown', { labels: reference });
  const order = [place, ...groups.labels.keys().filter((k) => k !== place)];
  const rank = order.map((_, k) => order.indexOf(k));
  return { labels: order.map((k) => groups.labels[k]!), of: groups.of.map((group) => rank[group]!) };
}

/** Whether what reads every answer again is computed too. */
function fitsWholeFile({ fit }: Options, { persons, itemIds }: ResponseMatrix): boolean {
  return fit || persons * itemIds.length <= FIT_BY_DEFAULT;
}

function fitOf(
  calibration: Calibration,
  matrix: ResponseMatrix,
  options: Options,
  lang: Lang,
): FitStatistics {
  const notes: string[] = [];
  const whole = fitsWholeFile(options, matrix);
  const m2Too = options.fit || matrix.itemIds.length <= M2_BY_DEFAULT;
  const attempt = <Result>(name: string, run: () => Result): Result | null => {
    if (!whole) return null;
    try {
      return run();
    } catch (error) {
      const refusal = measurementRefusal(error);
      if (refusal === null) throw error;
      notes.push(`${name} : ${refusal.words[lang]}`);
      return null;
    }
  };
  if (!whole) notes.push('S-X², M2, Q3, WLE: --fit');
  else if (!m2Too) notes.push('M2: --fit');
  const several = calibration.groups.length > 1;
  return {
    meanSquares: meanSquares(calibration),
    sX2: attempt('S-X²', () => sX2(calibration, matrix)),
    m2: several || !m2Too ? null : attempt('M2', () => m2(calibration, matrix)),
    q3: attempt('Q3', () => residualCorrelations(calibration, matrix)),
    notes,
  };
}

function writeAll(
  session: Terminal,
  options: Options,
  responses: Responses,
  calibration: Calibration,
  described: unknown,
  fit: CalibrationStudy,
): void {
  writeJson(session, options.out, described);
  if (options.scores !== undefined) {
    writeScores(options.scores, responses.ids, ['eap', 'se'], [calibration.eap, calibration.posteriorSd]);
    session.note(session.say(words.written, { path: options.scores }));
  }
  writeReport(session, options.report, () => calibrationReport(session, options.responses, calibration, fit));
}

function printCalibration(
  session: Terminal,
  calibration: Calibration,
  reliabilities: CalibrationReliabilities,
): void {
  const { say, lang } = session;
  session.print(
    alignedTable(
      session.lang,
      itemHead(calibration).map((one) => say(one)),
      itemRows(calibration),
    ),
  );
  session.print(
    alignedTable(
      session.lang,
      POPULATION_HEAD.map((one) => say(one)),
      populationRows(calibration),
    ),
  );
  session.print(alignedTable(session.lang, ...reliabilityTable(session, reliabilities)));
  for (const factor of calibration.factors)
    session.print(
      alignedTable(
        session.lang,
        [factor.name, say(words.persons), say(words.difference), say(words.error)],
        factorRows(factor, lang),
      ),
    );
  if (calibration.setAside.length > 0)
    session.print(say(words.setAside, { items: calibration.setAside.map(({ id }) => id).join(', ') }));
  session.print(
    `log L ${decimalText(calibration.logLikelihood, lang, 4)} · AIC ${decimalText(calibration.aic, lang, 2)} · BIC ${decimalText(calibration.bic, lang, 2)} · ${calibration.freeParameters} param.`,
  );
  session.print(checkWords(session, calibration));
  for (const remark of calibrationRemarks(calibration))
    session.note(`▲ ${sayCalibrationRemark(remark, session.lang)}`);
}
