/** `cloison measurement items`: classical statistics of a response file. */

import { basename } from 'node:path';
import { alignedTable, type Terminal } from '@cloison/command';
import {
  type ClassicalSummary,
  classicalByBooklet,
  classicalStatistics,
  type DistractorTable,
  distractorAnalysis,
  type OneFactor,
  omega,
} from '@cloison/measurement';
import { barPlot, decimalText, linePlot, type Report, type Section, words } from '@cloison/study-files';
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
import { readResponses } from '../read/read-responses.ts';

/** Item-rest correlations under this are usually looked at (Ebel & Frisbie 1991, p. 232: "poor items, to be rejected or improved"). */
const LOW_DISCRIMINATION = 0.2;

export const itemsVerb = verb({
  name: 'items',
  summary: { fr: 'statistiques classiques des items', en: 'classical item statistics' },
  arguments: RESPONSES,
  options: { ...READ_OPTIONS, ...WEIGHT_OPTION, ...REPORT_OPTION },
  examples: [
    'cloison measurement items responses.csv --report items.html',
    'cloison measurement items choices.csv --key key.csv --id pupil --trailing-not-reached',
  ],
  run: (session, options) =>
    withThreads(session, options.threads, async (pool) => {
      const responses = await readResponses(readOptions(options), pool, session.progress, session.lang);
      const weights = responses.weights === null ? null : scaled(responses.weights);
      const summary = classicalStatistics(responses.matrix, weights);
      const factor = summary.complete ? omega(responses.matrix, weights) : null;
      const booklets = summary.complete ? [] : classicalByBooklet(responses.matrix, weights);
      const distractors =
        responses.choices === null ? [] : distractorAnalysis(responses.choices, responses.key!);
      writeReport(session, options.report, () =>
        describe(session, options.responses, summary, factor, booklets, distractors),
      );
      printItems(session, summary, factor);
      return {
        persons: summary.persons,
        summary,
        omega: factor?.omega ?? null,
        factor,
        booklets,
        distractors,
      };
    }),
});

/** Weights that sum to the number of persons, so that variances are those of a sample of that size. */
function scaled(weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, one) => sum + one, 0);
  return weights.map((one) => (one * weights.length) / total);
}

/** The table of items, on the terminal and in the report. */
const ITEM_COLUMNS: readonly (readonly [
  head: (typeof words)[keyof typeof words],
  of: (item: ClassicalSummary['items'][number]) => string | number | null,
])[] = [
  [words.item, ({ id }) => id],
  [words.persons, ({ persons }) => persons],
  [words.facility, ({ facility }) => facility],
  [words.sd, ({ sd }) => sd],
  [words.itemTotal, ({ itemTotal }) => itemTotal],
  [words.itemRest, ({ itemRest }) => itemRest],
  [words.alphaIfDropped, ({ alphaIfDropped }) => alphaIfDropped],
  [words.omitted, ({ omitted }) => omitted],
  [words.notReached, ({ notReached }) => notReached],
];

const itemRows = ({ items }: ClassicalSummary) => items.map((item) => ITEM_COLUMNS.map(([, of]) => of(item)));

function printItems(session: Terminal, summary: ClassicalSummary, factor: OneFactor | null): void {
  const say = session.say;
  session.print(
    alignedTable(
      session.lang,
      ITEM_COLUMNS.map(([head]) => say(head)),
      itemRows(summary),
    ),
  );
  const show = (value: number | null) => decimalText(value, session.lang, 4);
  session.print(
    `${say(words.persons)} ${summary.persons} · ${say(words.alpha)} ${show(summary.alpha)} · ${say(words.omega)} ${show(factor?.omega ?? null)} · ${say(words.mean)} ${show(summary.mean)} · ${say(words.sd)} ${show(summary.sd)} · ${say(words.sem)} ${show(summary.standardErrorOfMeasurement)}`,
  );
}

function marksOf(session: Terminal, summary: ClassicalSummary): ReadonlyMap<number, string> {
  const marks = new Map<number, string>();
  summary.items.forEach((item, k) => {
    if (item.persons > 0 && (item.sd === null || item.sd === 0)) marks.set(k, session.say(words.constant));
    else if (item.itemRest !== null && item.itemRest < 0) marks.set(k, session.say(words.negative));
    else if (item.itemRest !== null && item.itemRest < LOW_DISCRIMINATION)
      marks.set(k, session.say(words.low));
  });
  return marks;
}

function describe(
  session: Terminal,
  path: string,
  summary: ClassicalSummary,
  factor: OneFactor | null,
  booklets: ReturnType<typeof classicalByBooklet>,
  distractors: readonly DistractorTable[],
): Report {
  const { lang, say } = session;
  const fr = lang === 'fr';
  const sections: Section[] = [
    {
      title: fr ? 'Le test' : 'The test',
      text: summary.complete
        ? []
        : [
            fr
              ? 'Tous n’ont pas passé les mêmes items : les corrélations portent sur la part réussie de ce qui a été passé, la fidélité se lit par cahier.'
              : 'Not everybody met the same items: correlations are with the share of what was met; reliability is told by booklet.',
          ],
      tables: [
        {
          caption: fr ? 'Résumé' : 'Summary',
          head: ['', words.persons, words.mean, words.sd, words.alpha, words.omega, words.sem].map((one) =>
            typeof one === 'string' ? one : say(one),
          ),
          rows: [
            [
              fr ? 'ensemble' : 'all',
              summary.persons,
              summary.mean,
              summary.sd,
              summary.alpha,
              factor?.omega ?? null,
              summary.standardErrorOfMeasurement,
            ],
            ...booklets.map(({ booklet, summary: own, factor: ownFactor }) => [
              `${say(words.booklet)} ${booklet}`,
              own.persons,
              own.mean,
              own.sd,
              own.alpha,
              ownFactor?.omega ?? null,
              own.standardErrorOfMeasurement,
            ]),
          ],
        },
      ],
      plots: summary.scoreDistribution.length === 0 ? [] : [scorePlot(session, summary)],
    },
    {
      title: fr ? 'Les items' : 'The items',
      tables: [
        {
          caption: fr ? 'Statistiques classiques' : 'Classical statistics',
          head: ITEM_COLUMNS.map(([head]) => say(head)),
          rows: itemRows(summary),
          marks: marksOf(session, summary),
        },
      ],
      plots: [facilityPlot(session, summary)],
    },
  ];
  if (distractors.length > 0)
    sections.push({
      title: fr ? 'Les distracteurs' : 'The distractors',
      text: [
        fr
          ? 'Part de chaque réponse par groupe de score aux autres items, du plus faible au plus fort.'
          : 'Share of each option by group of score on the other items, lowest first.',
      ],
      tables: [
        {
          caption: fr ? 'Réponses' : 'Options',
          head: [words.item, words.option, words.score, words.persons, words.share, words.pointBiserial].map(
            (one) => say(one),
          ),
          rows: distractors.flatMap((table) =>
            table.options.map((option) => [
              table.id,
              option.kind === 'option' ? option.option : say(words[option.kind]),
              option.score,
              option.persons,
              option.share,
              option.pointBiserial,
            ]),
          ),
          marks: suspiciousRows(session, distractors),
        },
      ],
      plots: distractors.map((table) =>
        linePlot(
          {
            title: table.id,
            xLabel: fr ? 'groupe de score' : 'score group',
            yLabel: say(words.share),
            x: [1, Math.max(2, table.groupSizes.length)],
            y: [0, 1],
            whole: true,
          },
          table.options.map((option) => ({
            label: option.kind === 'option' ? option.option : say(words[option.kind]),
            x: option.curve.map((_, k) => k + 1),
            y: option.curve,
          })),
        ),
      ),
    });
  return {
    title: fr ? 'Statistiques des items' : 'Item statistics',
    lead: `${basename(path)} — ${summary.persons} ${say(words.persons)}, ${summary.items.length} ${say(words.items)}`,
    sections,
  };
}

function suspiciousRows(
  session: Terminal,
  distractors: readonly DistractorTable[],
): ReadonlyMap<number, string> {
  const marks = new Map<number, string>();
  let row = 0;
  for (const table of distractors) {
    if (table.suspicious) marks.set(row, session.say(words.suspiciousKey));
    row += table.options.length;
  }
  return marks;
}

function scorePlot(session: Terminal, summary: ClassicalSummary): string {
  const rows = summary.scoreDistribution;
  const highest = Math.max(...rows.map(({ weight }) => weight));
  return barPlot(
    {
      title: session.lang === 'fr' ? 'Distribution des scores' : 'Score distribution',
      xLabel: session.say(words.score),
      yLabel: session.say(words.weight),
      x: [rows[0]!.score - 0.5, rows.at(-1)!.score + 0.5],
      y: [0, highest * 1.05],
      width: 640,
      whole: true,
    },
    rows.map(({ score, weight }) => ({ from: score - 0.5, to: score + 0.5, y: weight })),
  );
}

function facilityPlot(session: Terminal, summary: ClassicalSummary): string {
  return linePlot(
    {
      title: session.lang === 'fr' ? 'Réussite et discrimination' : 'Facility and discrimination',
      xLabel: session.say(words.facility),
      yLabel: session.say(words.itemRest),
      x: [0, 1],
      y: [-0.2, 1],
      width: 420,
      height: 280,
    },
    [],
    summary.items.flatMap(({ facility, itemRest }) =>
      facility === null || itemRest === null
        ? []
        : [{ x: facility, y: itemRest, series: itemRest < LOW_DISCRIMINATION ? 1 : 0 }],
    ),
  );
}
