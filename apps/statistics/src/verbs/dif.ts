/** `cloison measurement dif`: differential item functioning between two groups. */

import { basename } from 'node:path';
import {
  alignedTable,
  type Cell,
  choice,
  decimal,
  flag,
  list,
  optional,
  required,
  type Terminal,
  text,
  type ValuesOf,
  withDefault,
} from '@cloison/command';
import {
  applyMissingRule,
  CALIBRATION_MISSING,
  type LikelihoodRatioDif,
  type LogisticDif,
  likelihoodRatioDif,
  logisticDif,
  type MantelHaenszel,
  mantelHaenszel,
  type TestedTogether,
} from '@cloison/measurement';
import { dotPlot, pCell, type Report, words } from '@cloison/study-files';
import {
  READ_OPTIONS,
  REPORT_OPTION,
  RESPONSES,
  readOptions,
  WEIGHT_OPTION,
  withThreads,
} from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import { writeReport } from '../frame/write-results.ts';
import { type Responses, readResponses } from '../read/read-responses.ts';
import { refuseMeasurement } from '../read/refusals.ts';
import { MODELS } from './calibrate.ts';

const ARGUMENTS = RESPONSES;
const OPTIONS = {
  group: required(text(), { fr: 'colonne du groupe', en: 'column of the group' }),
  reference: optional(text(), {
    fr: 'groupe de référence (défaut : le premier dans l’ordre)',
    en: 'reference group (default: the first in order)',
  }),
  focal: optional(text(), {
    fr: 'groupe comparé (défaut : le second)',
    en: 'focal group (default: the second)',
  }),
  method: withDefault(choice(['mh', 'logistic', 'irt']), 'mh', {
    fr: 'Mantel-Haenszel, régression logistique, rapport de vraisemblance',
    en: 'Mantel-Haenszel, logistic regression, likelihood ratio',
  }),
  model: withDefault(choice(MODELS), '2pl', {
    fr: 'modèle de la méthode irt',
    en: 'model of the irt method',
  }),
  test: optional(list(), {
    fr: 'items à examiner par irt (défaut : tous)',
    en: 'items to test by irt (default: all)',
  }),
  level: withDefault(decimal({ min: 1e-12, max: 0.5 }), '0.05', {
    fr: 'seuil de signification',
    en: 'level of significance',
  }),
  noPurify: flag({
    fr: 'garder tous les items dans le score d’appariement',
    en: 'keep all items in the matching score',
  }),
  ...READ_OPTIONS,
  ...WEIGHT_OPTION,
  ...REPORT_OPTION,
} as const;
type Options = ValuesOf<typeof ARGUMENTS & typeof OPTIONS>;

/** A campaign's analysis compares no smaller group; here it is compared, and said. */
const LEAST_COMPARED = 100;

export const difVerb = verb({
  name: 'dif',
  summary: {
    fr: 'fonctionnement différentiel des items entre deux groupes',
    en: 'differential item functioning between two groups',
  },
  arguments: ARGUMENTS,
  options: OPTIONS,
  examples: [
    'cloison measurement dif responses.csv --group sex --report dif.html',
    'cloison measurement dif responses.csv --group sex --reference G --focal F --method irt --model 2pl',
  ],
  run: (session, options) =>
    withThreads(session, options.threads, async (pool) => {
      const responses = await readResponses(readOptions(options), pool, session.progress, session.lang);
      const groups = twoGroups(responses, options);
      const { labels } = groups;
      // A model is fitted to the two groups alone.
      const own =
        options.method === 'irt' ? ofTwoGroups(responses, groups.of) : { ...responses, of: groups.of };
      const { of, weights } = own;
      const matrix = applyMissingRule(own.matrix, CALIBRATION_MISSING);
      const { level } = options;
      const shared = {
        level,
        purify: !options.noPurify,
        ...(weights === null ? {} : { weights }),
      };
      const tested = options.test ?? null;
      const bar =
        options.method === 'irt' ? session.progress('irt', (tested ?? matrix.itemIds).length) : null;
      const found =
        options.method === 'irt'
          ? await likelihoodRatioDif(
              {
                matrix,
                model: options.model,
                ...(weights === null ? {} : { weights }),
              },
              { of },
              {
                level,
                purify: shared.purify,
                onTest: (done) => bar?.update(done),
                ...(tested === null ? {} : { items: tested }),
              },
              { pool },
            )
          : options.method === 'logistic'
            ? logisticDif(matrix, { of }, shared)
            : mantelHaenszel(matrix, { of }, shared);
      bar?.stop();
      const table = tableOf(session, found.items);
      const sizes = [0, 1].map((code) => of.reduce((sum, one) => sum + (one === code ? 1 : 0), 0));
      session.print(
        session.say(words.comparedGroups, {
          reference: labels[0],
          focal: labels[1],
          first: sizes[0]!,
          second: sizes[1]!,
        }),
      );
      if (Math.min(...sizes) < LEAST_COMPARED)
        session.note(`▲ ${session.say(words.fewToCompare, { least: LEAST_COMPARED })}`);
      session.print(alignedTable(session.lang, table.head, table.rows, 4));
      writeReport(session, options.report, () => difReport(session, options.responses, labels, found, table));
      return { method: options.method, reference: labels[0], focal: labels[1], level, ...found };
    }),
});

/** 0 reference, 1 focal, 2 neither. */
function twoGroups({ groups }: Responses, options: Options) {
  const labels = groups?.labels ?? [];
  const reference = options.reference ?? labels.find((label) => label !== options.focal);
  const focal = options.focal ?? labels.find((label) => label !== reference);
  if (
    groups === null ||
    reference === undefined ||
    focal === undefined ||
    !labels.includes(reference) ||
    !labels.includes(focal) ||
    (labels.length > 2 && (options.reference === undefined || options.focal === undefined))
  )
    throw refuseMeasurement('groups-needed', {
      column: options.group,
      labels: labels.map((label) => `« ${label} »`).join(', '),
    });
  const code = labels.map((label) => (label === reference ? 0 : label === focal ? 1 : 2));
  return { of: Uint8Array.from(groups.of, (group) => code[group]!), labels: [reference, focal] as const };
}

/** Without the persons of any other group. The matrix lies in shared memory, for threads. */
function ofTwoGroups({ matrix, weights }: Responses, of: Uint8Array) {
  const { itemIds } = matrix;
  const rows = Array.from(of.keys()).filter((i) => of[i]! < 2);
  if (rows.length === matrix.persons) return { matrix, of, weights };
  const scores = new Uint8Array(new SharedArrayBuffer(rows.length * itemIds.length));
  for (const [to, i] of rows.entries())
    scores.set(matrix.scores.subarray(i * itemIds.length, (i + 1) * itemIds.length), to * itemIds.length);
  return {
    matrix: { persons: rows.length, itemIds, scores },
    of: Uint8Array.from(rows, (i) => of[i]!),
    weights: weights === null ? null : Float64Array.from(rows, (i) => weights[i]!),
  };
}

type DifItem = (MantelHaenszel | LogisticDif | LikelihoodRatioDif) & TestedTogether;

function tableOf(session: Terminal, items: readonly DifItem[]) {
  const fr = session.lang === 'fr';
  const flag = (item: DifItem) => (item.flagged ? '▲' : '');
  const groupHead = [words.item, words.referenceGroup, words.focalGroup].map((one) => session.say(one));
  const adjusted = [`${session.say(words.adjustedP)} (BH)`, `${session.say(words.adjustedP)} (Holm)`];
  const [first] = items;
  if (first !== undefined && 'alpha' in first)
    return {
      head: [...groupHead, 'χ²', 'p', ...adjusted, 'α MH', 'Δ MH', fr ? 'classe' : 'class', 'STD p', ''],
      rows: (items as readonly (MantelHaenszel & TestedTogether)[]).map((item): Cell[] => [
        item.id,
        ...item.persons,
        item.chiSquare,
        pCell(item.p),
        pCell(item.adjustedP),
        pCell(item.holmP),
        item.alpha,
        item.delta,
        item.ets ?? '',
        item.standardisedDifference,
        flag(item),
      ]),
    };
  if (first !== undefined && 'uniform' in first)
    return {
      head: [
        ...groupHead,
        'χ²',
        'p',
        ...adjusted,
        fr ? 'p uniforme' : 'p uniform',
        fr ? 'p non uniforme' : 'p non-uniform',
        'ΔR²',
        fr ? 'taille' : 'size',
        '',
      ],
      rows: (items as readonly (LogisticDif & TestedTogether)[]).map((item): Cell[] => [
        item.id,
        ...item.persons,
        item.both?.statistic ?? null,
        pCell(item.both?.p ?? null),
        pCell(item.adjustedP),
        pCell(item.holmP),
        pCell(item.uniform?.p ?? null),
        pCell(item.nonUniform?.p ?? null),
        item.both?.rSquaredChange ?? null,
        item.size ?? '',
        flag(item),
      ]),
    };
  return {
    head: [
      ...groupHead,
      'χ²',
      'df',
      'p',
      ...adjusted,
      fr ? 'Δ difficulté' : 'Δ difficulty',
      fr ? 'Δ pente' : 'Δ slope',
      '',
    ],
    rows: (items as readonly (LikelihoodRatioDif & TestedTogether)[]).map((item): Cell[] => [
      item.id,
      ...item.persons,
      item.statistic,
      item.df,
      pCell(item.p),
      pCell(item.adjustedP),
      pCell(item.holmP),
      item.difficultyDifference,
      item.slopeDifference,
      flag(item),
    ]),
  };
}

function difReport(
  session: Terminal,
  source: string,
  labels: readonly [string, string],
  found: { readonly items: readonly DifItem[]; readonly rounds: number; readonly settled: boolean },
  table: { readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] },
): Report {
  const fr = session.lang === 'fr';
  const marks = new Map<number, string>();
  found.items.forEach((item, k) => {
    if (item.flagged) marks.set(k, fr ? 'différence significative' : 'significant difference');
  });
  const effects = found.items.flatMap((item) => {
    const value =
      'alpha' in item ? item.delta : 'uniform' in item ? item.groupEffect : item.difficultyDifference;
    const error =
      'alpha' in item && item.logAlphaVariance !== null ? 2.35 * Math.sqrt(item.logAlphaVariance) : null;
    return value === null ? [] : [{ label: item.id, value, error, strong: item.flagged }];
  });
  const reach = Math.max(1, ...effects.map(({ value }) => Math.abs(value) * 1.2));
  return {
    title: fr ? 'Fonctionnement différentiel des items' : 'Differential item functioning',
    lead: `${basename(source)} — ${fr ? 'référence' : 'reference'} ${labels[0]}, ${fr ? 'groupe comparé' : 'focal'} ${labels[1]}`,
    sections: [
      {
        title: fr ? 'Les items' : 'The items',
        text: [
          fr
            ? `Purification : ${found.rounds} tour${found.rounds > 1 ? 's' : ''}, ${found.settled ? 'stable' : 'non stabilisée'}.`
            : `Purification: ${found.rounds} round${found.rounds === 1 ? '' : 's'}, ${found.settled ? 'settled' : 'not settled'}.`,
          fr
            ? 'Les p ajustés tiennent compte du nombre d’items testés. BH (Benjamini et Hochberg 1995) : parmi les items dont le p ajusté est sous 5 %, un sur vingt au plus est attendu à tort. Holm (1979) : le risque d’une seule fausse alerte est borné. Un petit groupe ne montre que de grandes différences.'
            : 'Adjusted p-values allow for the number of items tested. BH (Benjamini & Hochberg 1995): of the items with an adjusted p below 5 %, at most one in twenty is expected to be a false finding. Holm (1979): the chance of any false finding is bounded. A small group shows large differences only.',
        ],
        tables: [
          {
            caption: fr ? 'Tests' : 'Tests',
            head: table.head.slice(0, -1),
            rows: table.rows.map((row) => row.slice(0, -1)),
            marks,
            digits: 4,
          },
        ],
        plots: [
          dotPlot(
            {
              title: fr
                ? 'Taille des différences (intervalle à 95 %)'
                : 'Size of the differences (95 % interval)',
              xLabel: table.head.includes('Δ MH') ? 'Δ MH' : '',
              x: [-reach, reach],
              width: 520,
            },
            effects,
          ),
        ],
      },
    ],
  };
}
