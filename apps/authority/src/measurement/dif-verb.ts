/** `cloison measurement dif`: differential item functioning between two groups. */
import { basename } from 'node:path';
import {
  applyMissingRule,
  CALIBRATION_MISSING,
  type LikelihoodRatioDif,
  type LogisticDif,
  likelihoodRatioDif,
  logisticDif,
  type MantelHaenszel,
  type ModelName,
  mantelHaenszel,
} from '@cloison/measurement';
import { addVerb, type OptionValues, type Register, type Session } from '../cli/verb.ts';
import { MODELS } from './calibrate-verb.ts';
import {
  list,
  number,
  READ_OPTIONS,
  REPORT_OPTION,
  RESPONSES_ARGUMENT,
  readOptions,
  text,
  WEIGHT_OPTION,
  withThreads,
} from './command-options.ts';
import { type Cell, writeReport } from './html-report.ts';
import { type Responses, readResponses } from './read-responses.ts';
import { refuseMeasurement } from './refusals.ts';
import { dotPlot } from './svg-plots.ts';
import { alignedTable } from './text-table.ts';
import { words } from './words.ts';

export const registerDif: Register = (room, context) =>
  addVerb(room, context, {
    name: 'dif',
    onCampaign: false,
    summary: {
      fr: 'fonctionnement différentiel des items entre deux groupes',
      en: 'differential item functioning between two groups',
    },
    arguments: [RESPONSES_ARGUMENT],
    options: [
      {
        flags: '--group <column>',
        words: { fr: 'colonne du groupe', en: 'column of the group' },
        required: true,
      },
      {
        flags: '--reference <label>',
        words: {
          fr: 'groupe de référence (défaut : le premier dans l’ordre)',
          en: 'reference group (default: the first in order)',
        },
      },
      {
        flags: '--focal <label>',
        words: { fr: 'groupe comparé (défaut : le second)', en: 'focal group (default: the second)' },
      },
      {
        flags: '--method <method>',
        words: {
          fr: 'Mantel-Haenszel, régression logistique, rapport de vraisemblance',
          en: 'Mantel-Haenszel, logistic regression, likelihood ratio',
        },
        choices: ['mh', 'logistic', 'irt'],
        fallback: 'mh',
      },
      {
        flags: '--model <model>',
        words: { fr: 'modèle de la méthode irt', en: 'model of the irt method' },
        choices: MODELS,
        fallback: '2pl',
      },
      {
        flags: '--test <items>',
        words: { fr: 'items à examiner par irt (défaut : tous)', en: 'items to test by irt (default: all)' },
      },
      {
        flags: '--level <level>',
        words: { fr: 'seuil de signification', en: 'level of significance' },
        fallback: '0.05',
      },
      {
        flags: '--no-purify',
        words: {
          fr: 'garder tous les items dans le score d’appariement',
          en: 'keep all items in the matching score',
        },
      },
      ...READ_OPTIONS,
      WEIGHT_OPTION,
      REPORT_OPTION,
    ],
    examples: [
      'cloison measurement dif responses.csv --group sex --report dif.html',
      'cloison measurement dif responses.csv --group sex --reference G --focal F --method irt --model 2pl',
    ],
    run: (session, options, [path]) =>
      withThreads(session, options, async (pool) => {
        const responses = await readResponses(
          readOptions(path!, options),
          pool,
          session.progress,
          session.lang,
        );
        const { of, labels } = twoGroups(responses, options);
        const matrix = applyMissingRule(responses.matrix, CALIBRATION_MISSING);
        const level = number(options, 'level', { low: 1e-12, high: 0.5, fallback: 0.05 });
        const shared = {
          level,
          purify: options.purify !== false,
          ...(responses.weights === null ? {} : { weights: responses.weights }),
        };
        const tested = list(options.test);
        const bar =
          options.method === 'irt' ? session.progress('irt', (tested ?? matrix.itemIds).length) : null;
        const found =
          options.method === 'irt'
            ? await likelihoodRatioDif(
                {
                  matrix,
                  model: options.model as ModelName,
                  ...(responses.weights === null ? {} : { weights: responses.weights }),
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
        session.print(alignedTable(session.lang, table.head, table.rows, 4));
        const report = text(options.report);
        if (report !== null) {
          writeDifReport(session, report, path!, labels, found, table);
          session.note(session.say(words.written, { path: report }));
        }
        return { method: options.method, reference: labels[0], focal: labels[1], level, ...found };
      }),
  });

/** 0 reference, 1 focal, 2 neither. */
function twoGroups({ groups }: Responses, options: OptionValues) {
  const labels = groups?.labels ?? [];
  const reference = text(options.reference) ?? labels.find((label) => label !== text(options.focal));
  const focal = text(options.focal) ?? labels.find((label) => label !== reference);
  if (
    groups === null ||
    reference === undefined ||
    focal === undefined ||
    !labels.includes(reference) ||
    !labels.includes(focal) ||
    (labels.length > 2 && (text(options.reference) === null || text(options.focal) === null))
  )
    throw refuseMeasurement('groups-needed', {
      column: text(options.group) ?? '',
      labels: labels.join(', '),
    });
  const code = labels.map((label) => (label === reference ? 0 : label === focal ? 1 : 2));
  return { of: Uint8Array.from(groups.of, (group) => code[group]!), labels: [reference, focal] as const };
}

type DifItem = MantelHaenszel | LogisticDif | LikelihoodRatioDif;

function tableOf(session: Session, items: readonly DifItem[]) {
  const fr = session.lang === 'fr';
  const flag = (item: DifItem) => (item.flagged ? '▲' : '');
  const [first] = items;
  if (first !== undefined && 'alpha' in first)
    return {
      head: [session.say(words.item), 'χ²', 'p', 'α MH', 'Δ MH', fr ? 'classe' : 'class', 'STD p', ''],
      rows: (items as readonly MantelHaenszel[]).map((item): Cell[] => [
        item.id,
        item.chiSquare,
        item.p,
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
        session.say(words.item),
        'χ²',
        'p',
        fr ? 'p uniforme' : 'p uniform',
        fr ? 'p non uniforme' : 'p non-uniform',
        'ΔR²',
        fr ? 'taille' : 'size',
        '',
      ],
      rows: (items as readonly LogisticDif[]).map((item): Cell[] => [
        item.id,
        item.both?.statistic ?? null,
        item.both?.p ?? null,
        item.uniform?.p ?? null,
        item.nonUniform?.p ?? null,
        item.both?.rSquaredChange ?? null,
        item.size ?? '',
        flag(item),
      ]),
    };
  return {
    head: [
      session.say(words.item),
      'χ²',
      'df',
      'p',
      fr ? 'Δ difficulté' : 'Δ difficulty',
      fr ? 'Δ pente' : 'Δ slope',
      '',
    ],
    rows: (items as readonly LikelihoodRatioDif[]).map((item): Cell[] => [
      item.id,
      item.statistic,
      item.df,
      item.p,
      item.difficultyDifference,
      item.slopeDifference,
      flag(item),
    ]),
  };
}

function writeDifReport(
  session: Session,
  path: string,
  source: string,
  labels: readonly [string, string],
  found: { readonly items: readonly DifItem[]; readonly rounds: number; readonly settled: boolean },
  table: { readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] },
): void {
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
  writeReport(path, session.lang, {
    title: fr ? 'Fonctionnement différentiel des items' : 'Differential item functioning',
    lead: `${basename(source)} — ${fr ? 'référence' : 'reference'} ${labels[0]}, ${fr ? 'groupe comparé' : 'focal'} ${labels[1]}`,
    sections: [
      {
        title: fr ? 'Les items' : 'The items',
        text: [
          fr
            ? `Purification : ${found.rounds} tour(s), ${found.settled ? 'stable' : 'non stabilisée'}.`
            : `Purification: ${found.rounds} round(s), ${found.settled ? 'settled' : 'not settled'}.`,
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
  });
}
