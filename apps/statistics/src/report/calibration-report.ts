/** A calibration as a page to read. */

import { basename } from 'node:path';
import type { Lang, Terminal } from '@cloison/command';
import {
  type CalibratedFactor,
  type Calibration,
  calibrationRemarks,
  difficulties,
  type ItemFit,
  itemCurves,
  itemMoments,
  type LimitedInformationFit,
  type meanSquares,
  type ResidualCorrelations,
  sumScoreTable,
} from '@cloison/measurement';
import {
  decimalText,
  dotPlot,
  linePlot,
  modelName,
  pCell,
  powerText,
  pText,
  type Report,
  type Section,
  sayCalibrationRemark,
  type TableSpec,
  type WrightMap,
  words,
  wrightMap,
  wrightTable,
} from '@cloison/study-files';
import type { CalibrationReliabilities } from '../read/calibration-reliabilities.ts';

type Cell = TableSpec['rows'][number][number];

export interface FitStatistics {
  readonly meanSquares: ReturnType<typeof meanSquares>;
  readonly sX2: readonly ItemFit[] | null;
  readonly m2: LimitedInformationFit | null;
  readonly q3: ResidualCorrelations | null;
  /** Why a statistic is missing. */
  readonly notes: readonly string[];
}

/** All that is said beside the calibration itself. */
export interface CalibrationStudy extends FitStatistics {
  readonly reliabilities: CalibrationReliabilities;
}

export function checkWords(
  session: Terminal,
  { quadrature, check }: Pick<Calibration, 'quadrature' | 'check'>,
): string {
  const { nodes, low, high } = quadrature;
  const end = (value: number) =>
    new Intl.NumberFormat(session.lang, { maximumFractionDigits: 2 }).format(value).replace('-', '−');
  const { largestParameterChange } = check;
  const [enough, few] =
    largestParameterChange === null
      ? [words.nodesEnoughByLikelihood, words.nodesFewByLikelihood]
      : [words.nodesEnough, words.nodesFew];
  return session.say(check.enough ? enough : few, {
    nodes,
    low: end(low),
    high: end(high),
    more: check.nodes,
    change: powerText(check.logLikelihoodChange, session.lang),
    parameter: powerText(largestParameterChange, session.lang),
  });
}

/** Columns of asymptotes only where an item has one. */
function asymptotes(calibration: Calibration) {
  return {
    guessing: calibration.items.some(({ parameters }) => 'guessing' in parameters),
    upper: calibration.items.some(({ parameters }) => 'upper' in parameters),
  };
}

export function itemHead(calibration: Calibration) {
  const { guessing, upper } = asymptotes(calibration);
  return [
    words.item,
    words.persons,
    words.slope,
    words.error,
    words.difficulty,
    words.error,
    ...(guessing ? [words.guessing, words.error] : []),
    ...(upper ? [words.upper, words.error] : []),
  ];
}

/** An item of more than two scores has a row for each step. */
export function itemRows(calibration: Calibration): Cell[][] {
  const { guessing, upper } = asymptotes(calibration);
  return calibration.items.flatMap((item) => {
    const { id, parameters, standardErrors, persons } = item;
    const steps = difficulties(parameters);
    return steps.map((difficulty, k): Cell[] => [
      stepName(id, parameters.scores, k),
      k === 0 ? persons : '',
      k === 0 ? parameters.slope : '',
      k === 0 ? (standardErrors[0] ?? null) : '',
      difficulty,
      item.difficultyErrors[k] ?? null,
      ...(guessing ? ['guessing' in parameters ? parameters.guessing : null, item.guessingError] : []),
      ...(upper ? ['upper' in parameters ? parameters.upper : null, item.upperError] : []),
    ]);
  });
}

/** `I4` of an item of two scores, `I4.2` of the step to the score 2. */
const stepName = (id: string, scores: readonly number[], step: number) =>
  scores.length === 2 ? id : `${id}.${scores[step + 1]}`;

export const POPULATION_HEAD = [
  words.group,
  words.persons,
  words.mean,
  words.error,
  words.sd,
  words.error,
  words.reliability,
];

export function populationRows({ groups, reliability, personsWithAnswers }: Calibration): Cell[][] {
  const rows = groups.map((group): Cell[] => [
    group.label,
    group.persons,
    group.mean,
    group.meanError,
    group.sd,
    group.sdError,
    group.reliability,
  ]);
  return groups.length === 1 ? rows : [...rows, ['Σ', personsWithAnswers, '', '', '', '', reliability]];
}

/** Head and rows, of the reliabilities that there are. */
export function reliabilityTable(
  session: Terminal,
  { eap, wle, marginal, alpha, alphaPersons }: CalibrationReliabilities,
): [string[], Cell[][]] {
  const fr = session.lang === 'fr';
  const complete =
    alphaPersons === null
      ? ''
      : fr
        ? ` (${alphaPersons} personnes ont tous les items)`
        : ` (${alphaPersons} persons have every item)`;
  const rows: [string, number | null][] = [
    ['EAP', eap],
    ['WLE', wle],
    [fr ? 'marginale (test entier, modèle)' : 'marginal (whole test, model)', marginal],
    [`alpha${complete}`, alpha],
  ];
  return [[session.say(words.reliability), ''], rows];
}

export function factorRows(
  { reference, referencePersons, levels, test }: CalibratedFactor,
  lang: Lang,
): Cell[][] {
  return [
    [reference, referencePersons, 0, null],
    ...levels.map(({ level, persons, coefficient, standardError }): Cell[] => [
      level,
      persons,
      coefficient,
      standardError,
    ]),
    ...(test === null
      ? []
      : [
          [
            `χ² = ${decimalText(test.chiSquare, lang, 2)} (${test.df}), p ${equal(pText(test.p, lang))}`,
            '',
            '',
            '',
          ] as Cell[],
        ]),
  ];
}

/** `p = 0,03`, but `p < 0,0001`. */
const equal = (p: string) => (p.startsWith('<') ? p : `= ${p}`);

const MISFIT_P = 0.001;

export function calibrationReport(
  session: Terminal,
  path: string,
  calibration: Calibration,
  fit: CalibrationStudy,
): Report {
  const { lang, say } = session;
  const fr = lang === 'fr';
  const marks = new Map<number, string>();
  fit.sX2?.forEach(({ p }, k) => {
    if (p !== null && p < MISFIT_P) marks.set(k, say(words.misfit));
  });
  const coded = new Set(
    calibration.factors.flatMap(({ name, levels }) => levels.map(({ level }) => `${name}=${level}`)),
  );
  const numeric = calibration.regression.filter(({ name }) => !coded.has(name));
  const [reliabilityHead, reliabilityRows] = reliabilityTable(session, fit.reliabilities);
  const wright = wrightOf(session, calibration);
  const sections: Section[] = [
    {
      title: fr ? 'Le modèle' : 'The model',
      text: [
        `${typeof calibration.model === 'string' ? modelName(calibration.model) : 'mixed'} — log L ${decimalText(calibration.logLikelihood, lang, 4)}, AIC ${decimalText(calibration.aic, lang, 2)}, BIC ${decimalText(calibration.bic, lang, 2)}, ${calibration.freeParameters} ${fr ? 'paramètres libres' : 'free parameters'}.`,
        checkWords(session, calibration),
        ...calibrationRemarks(calibration).map((remark) => `▲ ${sayCalibrationRemark(remark, lang)}`),
        fr
          ? `Erreurs types : information observée (${calibration.information})${calibration.robust === null ? '' : `, sandwich (${calibration.robust === 'clusters' ? 'grappes' : 'poids'})`}. ${calibration.passes} passages sur les données.`
          : `Standard errors: observed information (${calibration.information})${calibration.robust === null ? '' : `, sandwich (${calibration.robust})`}. ${calibration.passes} passes over the data.`,
        ...(calibration.setAside.length > 0
          ? [say(words.setAside, { items: calibration.setAside.map(({ id }) => id).join(', ') })]
          : []),
        ...(fit.m2 === null
          ? []
          : [
              `M2 = ${decimalText(fit.m2.statistic, lang, 2)} (${fit.m2.df}), p ${equal(pText(fit.m2.p, lang))}, RMSEA ${decimalText(fit.m2.rmsea, lang, 4)} [${decimalText(fit.m2.rmseaLow, lang, 4)} ; ${decimalText(fit.m2.rmseaHigh, lang, 4)}]${fit.m2.cfi === null ? '' : `, CFI ${decimalText(fit.m2.cfi, lang, 4)}`}.`,
            ]),
        ...fit.notes,
      ],
      tables: [
        {
          caption: fr ? 'Population' : 'Population',
          head: POPULATION_HEAD.map((one) => say(one)),
          rows: populationRows(calibration),
        },
        { caption: say(words.reliability), head: reliabilityHead, rows: reliabilityRows },
        ...calibration.factors.map((factor) => ({
          caption: factor.name,
          head: [words.level, words.persons, words.difference, words.error].map((one) => say(one)),
          rows: factorRows(factor, lang),
        })),
        ...(numeric.length === 0
          ? []
          : [
              {
                caption: fr ? 'Régression latente' : 'Latent regression',
                head: ['', fr ? 'coefficient' : 'coefficient', say(words.error)],
                rows: numeric.map((one) => [one.name, one.coefficient, one.standardError]),
              },
            ]),
      ],
      plots: [informationPlot(session, calibration)],
    },
    {
      title: wright.title,
      text: [
        fr
          ? 'Personnes et items sur la même échelle : face à un item de sa hauteur, une personne réussit une fois sur deux (sans pseudo-chance).'
          : 'Persons and items on one scale: facing an item of its height, a person succeeds one time in two (without guessing).',
      ],
      plots: [wrightMap(wright)],
      tables: [wrightTable(wright, session.lang)],
    },
    {
      title: fr ? 'Les items' : 'The items',
      tables: [
        {
          caption: fr ? 'Paramètres' : 'Parameters',
          head: itemHead(calibration).map((one) => say(one)),
          rows: itemRows(calibration),
        },
        {
          caption: fr ? 'Ajustement' : 'Fit',
          head: [words.item, words.infit, words.outfit].map((one) => say(one)).concat('S-X²', 'df', 'p'),
          rows: calibration.items.map(({ id }, k): Cell[] => {
            const squares = fit.meanSquares[k];
            const own = fit.sX2?.[k];
            return [
              id,
              squares?.infit ?? null,
              squares?.outfit ?? null,
              own?.statistic ?? null,
              own === undefined ? null : String(own.df),
              pCell(own?.p ?? null),
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

function sumSection(session: Terminal, calibration: Calibration): Section {
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

function informationPlot(session: Terminal, calibration: Calibration): string {
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

/** Persons by their posteriors (expected counts at the nodes), which show the population, not the narrower spread of EAP. */
function wrightOf(session: Terminal, { scoring, groups, items }: Calibration): WrightMap {
  const { counts } = scoring.expected;
  return {
    title: session.lang === 'fr' ? 'Carte de Wright' : 'Wright map',
    personsLabel: session.say(words.persons),
    itemsLabel: session.say(words.items),
    theta: scoring.estimation.theta,
    groups: groups.map(({ label }, g) => {
      const total = counts.groups[g]!.reduce((sum, one) => sum + one, 0);
      return { label, shares: counts.groups[g]!.map((one) => one / total) };
    }),
    items: items.flatMap(({ id, parameters }) =>
      difficulties(parameters).flatMap((difficulty, k) =>
        difficulty === null ? [] : [{ label: stepName(id, parameters.scores, k), difficulty }],
      ),
    ),
  };
}

function difficultyPlot(session: Terminal, calibration: Calibration): string {
  const rows = calibration.items.flatMap(({ id, parameters, difficultyErrors }) =>
    difficulties(parameters).flatMap((value, k) =>
      value === null
        ? []
        : [{ label: stepName(id, parameters.scores, k), value, error: difficultyErrors[k] ?? null }],
    ),
  );
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
