/** `cloison measurement dimensions`: two to four correlated dimensions calibrated at once, each item being of one. */
import { basename } from 'node:path';
import {
  alignedTable,
  choice,
  code,
  fileToWrite,
  flag,
  type Lang,
  list,
  optional,
  required,
  type Terminal,
  type ValuesOf,
  whole,
} from '@cloison/command';
import {
  applyMissingRule,
  CALIBRATION_MISSING,
  calibrateDimensions,
  type DimensionsCalibration,
  difficulties,
  dimensionsRemarks,
} from '@cloison/measurement';
import {
  decimalText,
  dotPlot,
  modelName,
  type Report,
  sayCalibrationRemark,
  type TableSpec,
  words,
} from '@cloison/study-files';
import {
  READ_OPTIONS,
  REPORT_OPTION,
  RESPONSES,
  readOptions,
  WEIGHT_OPTION,
  withThreads,
} from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import { writeJson, writeReport } from '../frame/write-results.ts';
import { readResponses } from '../read/read-responses.ts';
import { refuseMeasurement } from '../read/refusals.ts';
import { writeScores } from '../read/scores-file.ts';
import { checkWords } from '../report/calibration-report.ts';
import { MODELS } from './calibrate.ts';

type Cell = TableSpec['rows'][number][number];

/** `lecture=I1:I5+I9`: a label, then items and ranges in the order of the file. */
const DIMENSION = code(
  { fr: 'nom=items', en: 'name=items' },
  { fr: 'un nom, « = », puis des items : lecture=I1:I5+I9', en: 'a name, "=", then items: reading=I1:I5+I9' },
  (given) => {
    const found = /^([^=]+)=([^=]+)$/.exec(given);
    return found === null
      ? null
      : { label: found[1]!.trim(), parts: found[2]!.split('+').map((one) => one.trim()) };
  },
);

const ARGUMENTS = RESPONSES;
const OPTIONS = {
  model: required(choice(MODELS), { fr: 'modèle de réponse', en: 'response model' }),
  dimensions: required(list(DIMENSION), {
    fr: 'deux à quatre dimensions et leurs items : « lecture=I1:I5,nombres=I6:I10 »',
    en: 'two to four dimensions and their items: "reading=I1:I5,number=I6:I10"',
  }),
  ...READ_OPTIONS,
  ...WEIGHT_OPTION,
  nodes: optional(whole({ min: 5, max: 101 }), {
    fr: 'nœuds de quadrature par dimension',
    en: 'quadrature nodes a dimension',
  }),
  noErrors: flag({ fr: 'sans erreurs types, bien plus vite', en: 'without standard errors, much faster' }),
  out: optional(fileToWrite(), { fr: 'résultat, en JSON', en: 'the result, as JSON' }),
  scores: optional(fileToWrite(), {
    fr: 'EAP de chaque ligne sur chaque dimension, en CSV',
    en: 'EAP of each row on each dimension, as CSV',
  }),
  ...REPORT_OPTION,
} as const;
type Options = ValuesOf<typeof ARGUMENTS & typeof OPTIONS>;

export const dimensionsVerb = verb({
  name: 'dimensions',
  summary: {
    fr: 'calibrer deux à quatre dimensions corrélées à la fois',
    en: 'calibrate two to four correlated dimensions at once',
  },
  arguments: ARGUMENTS,
  options: OPTIONS,
  examples: [
    'cloison measurement dimensions responses.csv --model 2pl --dimensions reading=I1:I20,number=I21:I40 --scores eap.csv',
  ],
  run: (session, options) =>
    withThreads(session, options.threads, async (pool) => {
      const items = options.items ?? options.dimensions.flatMap(({ parts }) => parts);
      const read = readOptions({ ...options, items });
      const responses = await readResponses(read, pool, session.progress, session.lang);
      const matrix = applyMissingRule(responses.matrix, CALIBRATION_MISSING);
      const dimensions = options.dimensions.map(({ label, parts }) => ({
        label,
        items: parts.flatMap((part) => itemsOf(part, matrix.itemIds, options.responses)),
      }));
      const expected = 60 + (options.noErrors ? 0 : 4 * matrix.itemIds.length);
      const bar = session.progress(session.say(words.passes), expected);
      const found = await calibrateDimensions(
        {
          matrix,
          model: options.model,
          dimensions,
          information: options.noErrors ? 'none' : 'oakes',
          ...(responses.weights === null ? {} : { weights: responses.weights }),
          ...(options.nodes === undefined ? {} : { quadrature: { nodes: options.nodes, low: -6, high: 6 } }),
        },
        { pool, onStep: (step) => bar.update(Math.min(step, expected - 1)) },
      );
      bar.update(expected);
      bar.stop();
      const { eap, posteriorSd, model: _, ...estimates } = found;
      const described = { ...estimates, remarks: dimensionsRemarks(found) };
      writeJson(session, options.out, described);
      if (options.scores !== undefined) {
        const columns = dimensions.flatMap((_, d) => [
          everyOther(eap, dimensions.length, d),
          everyOther(posteriorSd, dimensions.length, d),
        ]);
        const names = dimensions.flatMap(({ label }) => [`eap_${label}`, `se_${label}`]);
        writeScores(options.scores, responses.ids, names, columns);
        session.note(session.say(words.written, { path: options.scores }));
      }
      writeReport(session, options.report, () => dimensionsReport(session, options, found));
      for (const { head, rows } of tables(session, found))
        session.print(alignedTable(session.lang, head, rows));
      if (found.setAside.length > 0) session.print(setAsideLine(session, found));
      session.print(likelihoodLine(found, session.lang));
      session.print(checkWords(session, found));
      for (const remark of described.remarks) session.note(`▲ ${sayCalibrationRemark(remark, session.lang)}`);
      return { ...described, out: options.out ?? null };
    }),
});

/** An item, or a range of items in the order of the file. Throws `items-unknown`. */
function itemsOf(part: string, itemIds: readonly string[], path: string): readonly string[] {
  const ends = itemIds.includes(part) ? [part, part] : part.split(':');
  const [from, to] = [itemIds.indexOf(ends[0]!), itemIds.indexOf(ends[1] ?? '')];
  if (from < 0 || to < from)
    throw refuseMeasurement('items-unknown', { path, items: part }, { items: [part] });
  return itemIds.slice(from, to + 1);
}

const everyOther = (values: Float64Array, width: number, column: number) =>
  values.filter((_, at) => at % width === column);

const likelihoodLine = ({ logLikelihood, aic, bic, freeParameters }: DimensionsCalibration, lang: Lang) =>
  `log L ${decimalText(logLikelihood, lang, 4)} · AIC ${decimalText(aic, lang, 2)} · BIC ${decimalText(bic, lang, 2)} · ${freeParameters} param.`;

const setAsideLine = ({ say }: Terminal, { setAside }: DimensionsCalibration) =>
  say(words.setAside, { items: setAside.map(({ id }) => id).join(', ') });

function tables(session: Terminal, found: DimensionsCalibration): readonly TableSpec[] {
  const say = (...names: readonly (keyof typeof words)[]) => names.map((name) => session.say(words[name]));
  const fr = session.lang === 'fr';
  return [
    {
      caption: fr ? 'Dimensions' : 'Dimensions',
      head: say('dimension', 'items', 'sd', 'error', 'reliability'),
      rows: found.dimensions.map(({ label, items, sd, sdError, reliability }): Cell[] => [
        label,
        String(items),
        sd,
        sdError,
        reliability,
      ]),
    },
    {
      caption: fr
        ? 'Corrélations latentes, sans l’erreur de mesure'
        : 'Latent correlations, free of measurement error',
      head: ['', ...say('correlation', 'error')],
      rows: found.correlations.map(({ between, correlation, standardError }): Cell[] => [
        between.join(' × '),
        correlation,
        standardError,
      ]),
    },
    {
      caption: fr ? 'Items' : 'Items',
      head: say('item', 'dimension', 'persons', 'slope', 'error', 'difficulty', 'error'),
      rows: found.items.flatMap(({ id, dimension, parameters, standardErrors, difficultyErrors, persons }) =>
        difficulties(parameters).map((difficulty, k): Cell[] => [
          parameters.scores.length === 2 ? id : `${id}.${parameters.scores[k + 1]}`,
          dimension,
          persons,
          parameters.slope,
          standardErrors[0] ?? null,
          difficulty,
          difficultyErrors[k] ?? null,
        ]),
      ),
    },
  ];
}

function dimensionsReport(session: Terminal, options: Options, found: DimensionsCalibration): Report {
  const fr = session.lang === 'fr';
  const [dimensions, correlations, items] = tables(session, found);
  return {
    title: fr ? 'Plusieurs dimensions' : 'Several dimensions',
    lead: `${basename(options.responses)} — ${found.persons} ${session.say(words.persons)}, ${found.items.length} ${session.say(words.items)}`,
    sections: [
      {
        title: fr ? 'Le modèle' : 'The model',
        text: [
          `${modelName(options.model)} — ${likelihoodLine(found, session.lang)}`,
          checkWords(session, found),
          ...dimensionsRemarks(found).map((remark) => `▲ ${sayCalibrationRemark(remark, session.lang)}`),
          ...(found.setAside.length > 0 ? [setAsideLine(session, found)] : []),
          fr
            ? 'Chaque item est d’une dimension ; les dimensions sont corrélées. Les scores d’une dimension empruntent aux autres : ils conviennent à des moyennes et à des profils, non à comparer deux dimensions d’un même élève.'
            : 'Each item is of one dimension; dimensions are correlated. Scores of a dimension borrow from the others: fit for means and profiles, not for comparing two dimensions of one pupil.',
        ],
        tables: [dimensions!, correlations!],
        plots: [
          dotPlot(
            { title: correlations!.caption, xLabel: session.say(words.correlation), x: [-1, 1], width: 460 },
            found.correlations.map(({ between, correlation, standardError }) => ({
              label: between.join(' × '),
              value: correlation,
              error: standardError,
            })),
          ),
        ],
      },
      { title: fr ? 'Les items' : 'The items', tables: [items!] },
    ],
  };
}
