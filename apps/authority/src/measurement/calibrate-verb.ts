/** `cloison measurement calibrate`: item response models by marginal maximum likelihood. */

import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  applyMissingRule,
  CALIBRATION_MISSING,
  type Calibration,
  calibrate,
  difficulties,
  guessingPriorFor,
  type ItemFit,
  itemCurves,
  itemMoments,
  type LimitedInformationFit,
  MeasurementError,
  type ModelName,
  m2,
  meanSquares,
  type ResidualCorrelations,
  type ResponseMatrix,
  residualCorrelations,
  sumScoreTable,
  sX2,
} from '@cloison/measurement';
import { addVerb, type OptionValues, type Register, type Session } from '../cli/verb.ts';
import { type Lang, Refusal } from '../refusal.ts';
import { describeCalibration, itemMap, readCalibration, writeJson } from './calibration-file.ts';
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
import { type Report, type Section, writeReport } from './html-report.ts';
import { type Responses, readResponses } from './read-responses.ts';
import { asRefusal, refuseMeasurement } from './refusals.ts';
import { barPlot, dotPlot, linePlot } from './svg-plots.ts';
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
  const byOakes =
    options.information === 'oakes' ||
    (options.information === 'louis' &&
      (options.model === '3pl' || options.model === 'grm' || options.background !== undefined));
  return (
    16 + (byOakes ? 2 * itemIds.length * (options.model === '2pl' || options.model === 'rasch' ? 2 : 3) : 0)
  );
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

export interface FitSummary {
  readonly meanSquares: ReturnType<typeof meanSquares>;
  readonly sX2: readonly ItemFit[] | null;
  readonly m2: LimitedInformationFit | null;
  readonly q3: ResidualCorrelations | null;
  /** Why a statistic is missing. */
  readonly notes: readonly string[];
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
    writeReport(report, session.lang, describe(session, path, calibration, fit));
    say(report);
  }
}

/** One row a person: identifier (or number), then columns; what is not finite is empty. */
export function writeScores(
  path: string,
  ids: readonly string[] | null,
  names: readonly string[],
  columns: readonly ArrayLike<number>[],
): void {
  const persons = columns[0]?.length ?? 0;
  const parts: string[] = [`${ids === null ? 'row' : 'id'},${names.join(',')}\n`];
  let chunk: string[] = [];
  for (let i = 0; i < persons; i++) {
    let line = ids === null ? String(i + 1) : quoteCell(ids[i]!);
    for (const column of columns) {
      const value = column[i]!;
      line += Number.isFinite(value) ? `,${Math.round(value * 1e6) / 1e6}` : ',';
    }
    chunk.push(line);
    if (chunk.length === 50_000) {
      parts.push(`${chunk.join('\n')}\n`);
      chunk = [];
    }
  }
  if (chunk.length > 0) parts.push(`${chunk.join('\n')}\n`);
  writeFileSync(path, parts.join(''));
}

function quoteCell(value: string): string {
  // A spreadsheet runs cells that begin so.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function checkWords(session: Session, { quadrature, check }: Calibration): string {
  const { nodes, low, high } = quadrature;
  return session.say(check.enough ? words.nodesEnough : words.nodesFew, {
    nodes,
    low,
    high,
    more: check.nodes,
    change: check.logLikelihoodChange.toExponential(1),
    parameter: check.largestParameterChange === null ? '–' : check.largestParameterChange.toExponential(1),
  });
}

function itemRows(calibration: Calibration) {
  return calibration.items.map(({ id, parameters, standardErrors, persons }) => {
    const levels = difficulties(parameters).filter((one) => one !== null);
    const mean = levels.length === 0 ? null : levels.reduce((sum, one) => sum + one, 0) / levels.length;
    return [
      id,
      persons,
      parameters.slope,
      standardErrors[0] ?? null,
      mean,
      parameters.kind === 'guessing' ? parameters.guessing : null,
    ];
  });
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

const MISFIT_P = 0.001;

function describe(session: Session, path: string, calibration: Calibration, fit: FitSummary): Report {
  const { lang, say } = session;
  const fr = lang === 'fr';
  const marks = new Map<number, string>();
  fit.sX2?.forEach(({ p }, k) => {
    if (p !== null && p < MISFIT_P) marks.set(k, say(words.misfit));
  });
  const rows = itemRows(calibration);
  const sections: Section[] = [
    {
      title: fr ? 'Le modèle' : 'The model',
      text: [
        `${typeof calibration.model === 'string' ? calibration.model.toUpperCase() : 'mixed'} — log L ${calibration.logLikelihood.toFixed(4)}, AIC ${calibration.aic.toFixed(2)}, BIC ${calibration.bic.toFixed(2)}, ${calibration.freeParameters} ${fr ? 'paramètres libres' : 'free parameters'}.`,
        checkWords(session, calibration),
        fr
          ? `Erreurs types : information observée (${calibration.information})${calibration.robust === null ? '' : `, sandwich (${calibration.robust === 'clusters' ? 'grappes' : 'poids'})`}. ${calibration.passes} passages sur les données.`
          : `Standard errors: observed information (${calibration.information})${calibration.robust === null ? '' : `, sandwich (${calibration.robust})`}. ${calibration.passes} passes over the data.`,
        ...(calibration.setAside.length > 0
          ? [`${say(words.setAside)} : ${calibration.setAside.map(({ id }) => id).join(', ')}`]
          : []),
        ...(fit.m2 === null
          ? []
          : [
              `M2 = ${fit.m2.statistic.toFixed(2)} (${fit.m2.df}), p = ${fit.m2.p.toFixed(4)}, RMSEA ${fit.m2.rmsea.toFixed(4)} [${fit.m2.rmseaLow.toFixed(4)} ; ${fit.m2.rmseaHigh.toFixed(4)}]${fit.m2.cfi === null ? '' : `, CFI ${fit.m2.cfi.toFixed(4)}`}.`,
            ]),
        ...fit.notes,
      ],
      tables: [
        {
          caption: fr ? 'Population' : 'Population',
          head: [words.group, words.persons, words.mean, words.error, words.sd, words.error].map((one) =>
            say(one),
          ),
          rows: calibration.groups.map((group) => [
            group.label,
            group.persons,
            group.mean,
            group.meanError,
            group.sd,
            group.sdError,
          ]),
        },
        ...(calibration.regression.length === 0
          ? []
          : [
              {
                caption: fr ? 'Régression latente' : 'Latent regression',
                head: ['', fr ? 'coefficient' : 'coefficient', say(words.error)],
                rows: calibration.regression.map((one) => [one.name, one.coefficient, one.standardError]),
              },
            ]),
      ],
      plots: [informationPlot(session, calibration), wrightPlot(session, calibration)],
    },
    {
      title: fr ? 'Les items' : 'The items',
      tables: [
        {
          caption: fr ? 'Paramètres et ajustement' : 'Parameters and fit',
          head: [
            words.item,
            words.persons,
            words.slope,
            words.error,
            words.difficulty,
            words.guessing,
            words.infit,
            words.outfit,
          ]
            .map((one) => say(one))
            .concat('S-X²', 'df', 'p'),
          rows: rows.map((row, k) => {
            const squares = fit.meanSquares[k];
            const own = fit.sX2?.[k];
            return [
              ...row,
              squares?.infit ?? null,
              squares?.outfit ?? null,
              own?.statistic ?? null,
              own?.df ?? null,
              own?.p ?? null,
            ];
          }),
          marks,
        },
      ],
      plots: [difficultyPlot(session, calibration)],
    },
    {
      title: fr ? 'Courbes caractéristiques' : 'Characteristic curves',
      text: [
        fr
          ? 'Lignes : le modèle. Points : parts observées, par tranches de θ a posteriori de même effectif.'
          : 'Lines: the model. Points: observed shares, by bands of posterior θ of equal size.',
      ],
      plots: itemCurves(calibration).map((curve) => {
        const shown = curve.scores.length === 2 ? [1] : [...curve.scores.keys()];
        return linePlot(
          {
            title: curve.id,
            xLabel: say(words.scale),
            yLabel: say(words.probability),
            x: [-4, 4],
            y: [0, 1],
            width: 250,
            height: 170,
          },
          shown.map((c) => ({ label: String(curve.scores[c]), x: curve.theta, y: curve.probabilities[c]! })),
          curve.observed.flatMap((point) =>
            shown.map((c, series) => ({ x: point.theta, y: point.shares[c]!, series })),
          ),
        );
      }),
    },
  ];
  const dependent = dependentPairs(fit.q3);
  if (dependent.length > 0)
    sections.push({
      title: fr ? 'Dépendances locales' : 'Local dependence',
      text: [
        fr
          ? 'Paires d’items dont le Q3 dépasse de 0,2 la moyenne de tous les Q3 (Christensen, Makransky et Horton 2017).'
          : 'Pairs of items whose Q3 is 0.2 above the mean of all (Christensen, Makransky & Horton 2017).',
      ],
      tables: [{ caption: 'Q3', head: [say(words.item), say(words.item), 'Q3'], rows: dependent }],
    });
  if (
    calibration.groups.length === 1 &&
    calibration.items.reduce((sum, item) => sum + item.parameters.scores.at(-1)!, 0) <= 200
  )
    sections.push(sumSection(session, calibration));
  return {
    title: fr ? 'Calibration' : 'Calibration',
    lead: `${basename(path)} — ${calibration.persons} ${say(words.persons)}, ${calibration.items.length} ${say(words.items)}`,
    sections,
  };
}

function sumSection(session: Session, calibration: Calibration): Section {
  const { estimation, items } = calibration.scoring;
  const fr = session.lang === 'fr';
  return {
    title: fr ? 'Du score brut à l’échelle' : 'From sum score to scale',
    tables: [
      {
        caption: fr ? 'Table des scores bruts (cahier complet)' : 'Table of sum scores (complete booklet)',
        head: [
          session.say(words.score),
          session.say(words.probability),
          'EAP',
          session.say(words.error),
          fr ? 'θ où il est attendu' : 'θ where expected',
        ],
        rows: sumScoreTable(
          items,
          estimation.theta,
          estimation.expectation.prior.subarray(0, estimation.theta.length),
        ).map((row) => [String(row.sum), row.probability, row.eap, row.posteriorSd, row.expectedAt]),
        digits: 4,
      },
    ],
  };
}

function dependentPairs(q3: ResidualCorrelations | null): readonly (readonly [string, string, number])[] {
  if (q3 === null || q3.mean === null) return [];
  const { mean } = q3;
  return q3.q3
    .flatMap((row, j) =>
      row
        .slice(0, j)
        .flatMap((value, k): [string, string, number][] =>
          value !== null && value - mean > 0.2 ? [[q3.itemIds[k]!, q3.itemIds[j]!, value]] : [],
        ),
    )
    .sort((a, b) => b[2] - a[2])
    .slice(0, 50);
}

function informationPlot(session: Session, calibration: Calibration): string {
  const grid = Float64Array.from({ length: 81 }, (_, k) => -4 + k / 10);
  const total = new Float64Array(grid.length);
  for (const { parameters } of calibration.items)
    itemMoments(parameters, grid).information.forEach((one, q) => {
      total[q]! += one;
    });
  const error = Array.from(total, (one) => (one > 0 ? Math.min(3, 1 / Math.sqrt(one)) : 3));
  const top = Math.max(...total, ...error);
  return linePlot(
    {
      title:
        session.lang === 'fr'
          ? 'Information du test (plein) et erreur type (tirets)'
          : 'Test information (solid) and standard error (dashed)',
      xLabel: session.say(words.scale),
      yLabel: '',
      x: [-4, 4],
      y: [0, top * 1.05],
      width: 460,
      height: 260,
    },
    [
      { label: 'I', x: Array.from(grid), y: Array.from(total) },
      { label: session.lang === 'fr' ? 'ET' : 'SE', x: Array.from(grid), y: error },
    ],
  );
}

function wrightPlot(session: Session, calibration: Calibration): string {
  const bins = new Float64Array(40);
  for (const one of calibration.eap) bins[Math.min(39, Math.max(0, Math.floor((one + 4) * 5)))]!++;
  const top = Math.max(...bins);
  return barPlot(
    {
      title: session.lang === 'fr' ? 'Répartition des EAP' : 'Distribution of EAP',
      xLabel: session.say(words.scale),
      yLabel: session.say(words.weight),
      x: [-4, 4],
      y: [0, top * 1.05],
      width: 460,
      height: 260,
    },
    Array.from(bins, (y, k) => ({ from: -4 + k / 5, to: -4 + (k + 1) / 5, y })),
  );
}

function difficultyPlot(session: Session, calibration: Calibration): string {
  const rows = calibration.items.flatMap(({ id, parameters }) => {
    const levels = difficulties(parameters).filter((one) => one !== null);
    if (levels.length === 0) return [];
    return [{ label: id, value: levels.reduce((sum, one) => sum + one, 0) / levels.length, error: null }];
  });
  return dotPlot(
    {
      title: session.say(words.difficulty),
      xLabel: session.say(words.scale),
      x: [-4, 4],
      width: 460,
    },
    [...rows].sort((a, b) => a.value - b.value),
  );
}
