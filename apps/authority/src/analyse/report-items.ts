/** Items in the report: the table, characteristic curves with observed points, and who chose what. */

import type { Lang } from '@cloison/command/refusal';
import { fillLogProbabilities, itemMoments } from '@cloison/measurement';
import type { Section, TableSpec, WrightMap } from '@cloison/study-files';
import { linePlot, pCell, words, wrightMap, wrightTable } from '@cloison/study-files';
import type { DomainStatistics, ItemStatistics } from '../analysis/domain-statistics.ts';

const LOW_DISCRIMINATION = 0.2;
const MISFIT_P = 0.001;

export function itemTable({ items, calibration }: DomainStatistics, lang: Lang): TableSpec {
  const fr = lang === 'fr';
  const marks = new Map<number, string>();
  items.forEach(({ discrimination, sX2, choices }, k) => {
    if (discrimination !== null && discrimination < LOW_DISCRIMINATION)
      marks.set(k, (discrimination < 0 ? words.negative : words.low)[lang]);
    else if (choices?.suspicious === true) marks.set(k, words.suspiciousKey[lang]);
    else if (sX2?.p != null && sX2.p < MISFIT_P) marks.set(k, words.misfit[lang]);
  });
  const guessed = calibration?.items.some(({ parameters }) => 'guessing' in parameters) === true;
  const slipped = calibration?.items.some(({ parameters }) => 'upper' in parameters) === true;
  return {
    caption: 'Items',
    head: [
      words.item[lang],
      fr ? 'élèves' : 'pupils',
      words.omitted[lang],
      words.notReached[lang],
      words.facility[lang],
      words.itemRest[lang],
      words.alphaIfDropped[lang],
      words.slope[lang],
      fr ? 'erreur' : 'error',
      words.difficulty[lang],
      fr ? 'erreur' : 'error',
      ...(guessed ? [words.guessing[lang], fr ? 'erreur' : 'error'] : []),
      ...(slipped ? [words.upper[lang], fr ? 'erreur' : 'error'] : []),
      words.infit[lang],
      words.outfit[lang],
      'S-X²',
      'df',
      'p',
    ],
    rows: items.map((item) => {
      const fitted = calibration?.items.find(({ id }) => id === item.id);
      const levels = (fitted?.difficulties ?? []).filter((one) => one !== null);
      const parameters = fitted?.parameters;
      const guessing = parameters !== undefined && 'guessing' in parameters ? parameters.guessing : null;
      const upper = parameters !== undefined && 'upper' in parameters ? parameters.upper : null;
      return [
        item.id,
        item.pupils,
        item.omitted,
        item.notReached,
        item.facility,
        item.discrimination,
        item.alphaIfDropped,
        fitted?.parameters.slope ?? null,
        fitted === undefined ? null : (Object.values(fitted.standardErrors)[0] ?? null),
        levels.length === 0 ? null : levels.reduce((sum, one) => sum + one, 0) / levels.length,
        // Of several steps the mean is shown; `stepTable` has the error of each.
        levels.length === 1 ? (fitted?.difficultyErrors[0] ?? null) : null,
        ...(guessed ? [guessing, fitted?.guessingError ?? null] : []),
        ...(slipped ? [upper, fitted?.upperError ?? null] : []),
        item.infit,
        item.outfit,
        item.sX2?.statistic ?? null,
        item.sX2?.df ?? null,
        pCell(item.sX2?.p ?? null),
      ];
    }),
    marks,
  };
}

/** Each step of the items of more than two scores, with its error; none without such items. */
export function stepTable({ calibration }: DomainStatistics, lang: Lang): TableSpec[] {
  const fr = lang === 'fr';
  const several = (calibration?.items ?? []).filter(({ parameters }) => parameters.scores.length > 2);
  if (several.length === 0) return [];
  return [
    {
      caption: fr ? 'Items à plusieurs scores : chaque pas' : 'Items of several scores: each step',
      head: [words.item[lang], fr ? 'vers le score' : 'to score', words.difficulty[lang], words.error[lang]],
      rows: several.flatMap(({ id, parameters, difficulties, difficultyErrors }) =>
        difficulties.map((difficulty, k) => [
          id,
          String(parameters.scores[k + 1] ?? ''),
          difficulty,
          difficultyErrors[k] ?? null,
        ]),
      ),
    },
  ];
}

/** Pupils and items on one scale, drawn and as a table. */
export function wrightSection(
  title: string,
  { calibration, positions }: DomainStatistics,
  lang: Lang,
): Section[] {
  if (calibration === null || positions === null) return [];
  const fr = lang === 'fr';
  const map: WrightMap = {
    title: fr ? 'Carte de Wright' : 'Wright map',
    personsLabel: fr ? 'élèves' : 'pupils',
    itemsLabel: words.items[lang],
    theta: positions.theta,
    groups: positions.groups,
    items: wrightItems(calibration),
  };
  return [
    {
      title: `${title} — ${fr ? 'carte de Wright' : 'Wright map'}`,
      text: [
        fr
          ? 'Élèves et items sur la même échelle : face à un item de sa hauteur, un élève réussit une fois sur deux (sans pseudo-chance).'
          : 'Pupils and items on one scale: facing an item of its height, a pupil succeeds one time in two (without guessing).',
      ],
      tables: [wrightTable(map, lang)],
      plots: [wrightMap(map)],
    },
  ];
}

/** Each step of each item on the scale of the pupils. */
export function wrightItems({ items }: NonNullable<DomainStatistics['calibration']>): {
  readonly label: string;
  readonly difficulty: number;
  readonly standardError: number | null;
}[] {
  return items.flatMap(({ id, parameters, difficulties, difficultyErrors }) =>
    difficulties.flatMap((difficulty, k) =>
      difficulty === null
        ? []
        : [
            {
              label: difficulties.length === 1 ? id : `${id}.${parameters.scores[k + 1]}`,
              difficulty,
              standardError: difficultyErrors[k] ?? null,
            },
          ],
    ),
  );
}

/** Information, then each item: the model as a line, observed shares by bands of posterior θ as points. */
export function itemPlots({ calibration, observed }: DomainStatistics, lang: Lang): string[] {
  if (calibration === null) return [];
  const grid = Float64Array.from({ length: 81 }, (_, k) => -4 + k / 10);
  const total = new Float64Array(grid.length);
  for (const { parameters } of calibration.items)
    itemMoments(parameters, grid).information.forEach((one, q) => {
      total[q] = (total[q] ?? 0) + one;
    });
  const information = linePlot(
    {
      title: lang === 'fr' ? 'Information du domaine' : 'Information of the domain',
      xLabel: words.scale[lang],
      yLabel: 'I(θ)',
      x: [-4, 4],
      y: [0, Math.max(...total) * 1.05],
      width: 460,
      height: 260,
    },
    [{ label: 'I', x: Array.from(grid), y: Array.from(total) }],
  );
  const curves = calibration.items.map(({ id, parameters }) => {
    const logP = new Float64Array(parameters.scores.length * grid.length);
    fillLogProbabilities(parameters, grid, logP);
    const shown = parameters.scores.length === 2 ? [1] : [...parameters.scores.keys()];
    return linePlot(
      {
        title: id,
        xLabel: words.scale[lang],
        yLabel: words.probability[lang],
        x: [-4, 4],
        y: [0, 1],
        width: 250,
        height: 170,
      },
      shown.map((c) => ({
        label: String(parameters.scores[c]),
        x: Array.from(grid),
        y: Array.from(logP.subarray(c * grid.length, (c + 1) * grid.length), Math.exp),
      })),
      (observed.find((one) => one.id === id)?.points ?? []).flatMap((point) =>
        shown.map((c, series) => ({ x: point.theta, y: point.shares[c] ?? 0, series })),
      ),
    );
  });
  return [information, ...curves];
}

export function choicesSection(title: string, { items }: DomainStatistics, lang: Lang): Section[] {
  const fr = lang === 'fr';
  const chosen = items.filter(({ choices }) => choices !== null);
  if (chosen.length === 0) return [];
  const rows = chosen.flatMap((item) => (item.choices?.options ?? []).map((option) => ({ item, option })));
  const marks = new Map(
    rows.flatMap(({ item, option }, k) =>
      item.choices?.suspicious === true && option === item.choices.options[0]
        ? [[k, words.suspiciousKey[lang]] as const]
        : [],
    ),
  );
  return [
    {
      title: `${title} — ${fr ? 'choix' : 'choices'}`,
      text: [
        fr
          ? 'Part des élèves qui ont choisi chaque réponse, et lien de ce choix avec la réussite aux autres items : négatif pour une mauvaise réponse. Courbes : part par cinquième des élèves, du moins au plus avancé.'
          : 'Share of the pupils who chose each answer, and how the choice goes with success at the other items: negative for a wrong one. Curves: share in each fifth of the pupils, lowest first.',
      ],
      tables: [
        {
          caption: fr ? 'Réponses choisies' : 'Answers chosen',
          head: [
            words.item[lang],
            words.option[lang],
            fr ? 'points' : 'points',
            fr ? 'élèves' : 'pupils',
            words.share[lang],
            words.pointBiserial[lang],
          ],
          rows: rows.map(({ item, option }) => [
            item.id,
            sayOption(option, lang),
            option.score,
            option.pupils,
            option.share,
            option.pointBiserial,
          ]),
          marks,
        },
      ],
      plots: chosen.map((item) => optionPlot(item, lang)),
    },
  ];
}

type Option = NonNullable<ItemStatistics['choices']>['options'][number];

function sayOption({ kind, option }: Option, lang: Lang): string {
  return kind === 'omitted' ? words.omitted[lang] : kind === 'notReached' ? words.notReached[lang] : option;
}

function optionPlot({ id, choices }: ItemStatistics, lang: Lang): string {
  const options = choices?.options ?? [];
  const bins = Math.max(1, ...options.map(({ curve }) => curve.length));
  return linePlot(
    {
      title: id,
      xLabel: lang === 'fr' ? 'cinquième des élèves' : 'fifth of the pupils',
      yLabel: words.share[lang],
      x: [1, Math.max(2, bins)],
      y: [0, 1],
      width: 250,
      height: 170,
      whole: true,
    },
    options
      .filter(({ curve }) => curve.length > 0)
      .map((option) => ({
        label: `${option.score > 0 ? '✓' : ''}${sayOption(option, lang)}`,
        x: option.curve.map((_, k) => k + 1),
        y: [...option.curve],
      })),
  );
}
