/** `cloison measurement estimate`: what scores of a sample say of a population, with the variance of design and imputation. */
import {
  type CombinedEstimate,
  type Design,
  type PopulationResult,
  populationEstimates,
} from '@cloison/measurement';
import { addVerb, type OptionValues, type Register, type Session } from '../cli/verb.ts';
import { writeJson } from './calibration-file.ts';
import {
  CLUSTER_OPTION,
  HEADER_OPTIONS,
  list,
  number,
  REPORT_OPTION,
  text,
  WEIGHT_OPTION,
} from './command-options.ts';
import { estimateReport } from './estimate-report.ts';
import { type Cell, writeReport } from './html-report.ts';
import { type Columns, readColumns } from './read-columns.ts';
import { asRefusal, refuseMeasurement } from './refusals.ts';
import { alignedTable } from './text-table.ts';
import { words } from './words.ts';

export const registerEstimate: Register = (room, context) =>
  addVerb(room, context, {
    name: 'estimate',
    onCampaign: false,
    summary: {
      fr: 'moyennes, écarts-types, percentiles et parts d’une population, avec leurs erreurs (sondage, valeurs plausibles)',
      en: 'means, standard deviations, percentiles and shares of a population, with their errors (sampling, plausible values)',
    },
    arguments: [
      [
        '<scores>',
        { fr: 'scores : CSV ou Parquet, une ligne par élève', en: 'scores: CSV or Parquet, one row a pupil' },
      ],
    ],
    options: [
      {
        flags: '--values <columns>',
        words: {
          fr: 'valeurs plausibles : pv1:pv10 ; ou une estimation',
          en: 'plausible values: pv1:pv10; or one estimate',
        },
        required: true,
      },
      {
        flags: '--by <columns>',
        words: { fr: 'colonnes de groupes, chacune à son tour', en: 'columns of groups, each in turn' },
      },
      WEIGHT_OPTION,
      {
        flags: '--replicates <columns>',
        words: { fr: 'poids de réplication : w1:w80', en: 'replicate weights: w1:w80' },
      },
      {
        flags: '--fay <k>',
        words: {
          fr: 'réplications équilibrées à facteur de Fay (PISA : 0.5 ; sans : 0)',
          en: 'balanced replicates with Fay’s factor (PISA: 0.5; without: 0)',
        },
      },
      {
        flags: '--factor <number>',
        words: {
          fr: 'sinon, facteur de chaque réplication (jackknife JK2 : 1)',
          en: 'else, the factor of each replicate (jackknife JK2: 1)',
        },
      },
      CLUSTER_OPTION,
      {
        flags: '--stratum <column>',
        words: { fr: 'colonne de la strate (avec --cluster)', en: 'column of the stratum (with --cluster)' },
      },
      {
        flags: '--cuts <numbers>',
        words: {
          fr: 'seuils, sur l’échelle des valeurs : 220,280',
          en: 'thresholds, on the scale of the values: 220,280',
        },
      },
      {
        flags: '--percentiles <numbers>',
        words: { fr: 'percentiles', en: 'percentiles' },
        fallback: '10,25,50,75,90',
      },
      ...HEADER_OPTIONS,
      { flags: '--out <file>', words: { fr: 'tout, en JSON', en: 'everything, as JSON' } },
      REPORT_OPTION,
    ],
    examples: [
      'cloison measurement estimate pv.csv --values pv1:pv10 --by sex --weight w --cluster school --stratum region --cuts 220,280',
      'cloison measurement estimate pisa.csv --values PV1:PV10 --weight W --replicates W1:W80 --fay 0.5 --report pisa.html',
    ],
    run: async (session, options, [path]) => {
      try {
        return await run(session, options, path!);
      } catch (error) {
        throw asRefusal(error);
      }
    },
  });

/** What is shown of one number. An error is null where the design cannot show it. */
export interface Shown {
  readonly estimate: number;
  readonly standardError: number | null;
  readonly interval: readonly [number, number] | null;
}

export interface ShownGroup {
  readonly label: string | null;
  readonly persons: number;
  readonly weight: number;
  readonly clusters: number | null;
  readonly mean: Shown & { readonly missingInformation: number };
  readonly sd: Shown;
  readonly percentiles: readonly (Shown & { readonly percentile: number })[];
  readonly shares: readonly Shown[];
}

export interface ShownDifference {
  readonly first: string;
  readonly second: string;
  readonly mean: Shown;
  readonly shares: readonly Shown[];
}

/** Everybody, or the groups of one column. */
export interface Grouping {
  readonly column: string | null;
  readonly groups: readonly ShownGroup[];
  readonly differences: readonly ShownDifference[];
}

async function run(session: Session, options: OptionValues, path: string) {
  const replicateColumns = list(options.replicates);
  const { cluster, stratum, weight } = Object.fromEntries(
    ['cluster', 'stratum', 'weight'].map((name) => [name, text(options[name])]),
  ) as Record<'cluster' | 'stratum' | 'weight', string | null>;
  if (replicateColumns !== null && (cluster !== null || stratum !== null))
    throw refuseMeasurement('options-apart', { options: '--replicates, --cluster, --stratum' });
  if (stratum !== null && cluster === null)
    throw refuseMeasurement('options-together', { option: '--stratum', needed: '--cluster' });
  const by = list(options.by) ?? [];
  const cuts = (list(options.cuts) ?? []).map((one) => finite('--cuts', '220,280', one));
  const percentiles = (list(options.percentiles) ?? []).map((one) =>
    finite('--percentiles', '10,50,90', one),
  );
  if (percentiles.some((one) => !(one > 0 && one < 100)))
    throw refuseMeasurement('option-bad', { option: '--percentiles', expected: '0 < … < 100' });
  const factorOf = replicateFactor(options, replicateColumns !== null);
  const columns = await readColumns(
    {
      path,
      header: text(options.header) as 'auto' | 'yes' | 'no',
      delimiter: text(options.delimiter)?.replace('\\t', '\t') ?? null,
      estimates: list(options.values)!,
      weights: [...(weight === null ? [] : [weight]), ...(replicateColumns ?? [])],
      labels: [...by, ...(cluster === null ? [] : [cluster]), ...(stratum === null ? [] : [stratum])],
    },
    session.progress,
    session.lang,
  );
  const weights = weight === null ? null : columns.weights[0]!;
  const replicated = columns.weights.slice(weight === null ? 0 : 1);
  const design: Design =
    replicateColumns === null
      ? {
          kind: 'jackknife',
          clusterOf: cluster === null ? null : columns.labels[by.length]!.of,
          stratumOf: stratum === null ? null : columns.labels[by.length + 1]!.of,
        }
      : { kind: 'replicates', weights: replicated, factor: factorOf(replicated.length) };
  const bar = session.progress(session.say(words.passes), by.length + 1);
  const found = (groups: Columns['labels'][number] | null, column: string | null) => {
    const result = populationEstimates({
      values: columns.estimates,
      weights,
      design,
      groups:
        groups === null
          ? null
          : { labels: groups.labels, of: Uint16Array.from(checkGroups(groups, column!)) },
      cuts,
      percentiles: percentiles.map((one) => one / 100),
    });
    return { result, shown: showGrouping(result, column, percentiles) };
  };
  const whole = found(null, null);
  bar.update(1);
  const groupings = [
    whole.shown,
    ...by.map((column, k) => {
      const { shown } = found(columns.labels[k]!, column);
      bar.update(k + 2);
      return { ...shown, groups: shown.groups.filter(({ label }) => label !== null) };
    }),
  ];
  bar.stop();
  const described = {
    rows: columns.rows,
    values: columns.estimateNames,
    design: replicateColumns === null ? (cluster === null ? 'independent' : 'jackknife') : 'replicates',
    replicates: whole.result.replicates,
    weighted: weights !== null,
    cuts,
    groupings,
  } as const;
  const out = text(options.out);
  if (out !== null) {
    writeJson(out, described);
    session.note(session.say(words.written, { path: out }));
  }
  const report = text(options.report);
  if (report !== null) {
    writeReport(report, session.lang, estimateReport(session.lang, path, described));
    session.note(session.say(words.written, { path: report }));
  }
  print(session, described.design, groupings, cuts);
  return { ...described, out };
}

function finite(option: string, expected: string, given: string): number {
  const value = Number(given);
  if (!Number.isFinite(value)) throw refuseMeasurement('option-bad', { option, expected });
  return value;
}

/** Given replicates say nothing of how they were made, and a wrong factor is a wrong error: one must be named. */
function replicateFactor(options: OptionValues, given: boolean): (replicates: number) => number {
  const fay = number(options, 'fay', { low: 0, high: 0.999, fallback: null });
  const factor = number(options, 'factor', { low: 1e-9, high: 1e6, fallback: null });
  if (!given && (fay !== null || factor !== null))
    throw refuseMeasurement('options-together', {
      option: fay === null ? '--factor' : '--fay',
      needed: '--replicates',
    });
  if (given && (fay === null) === (factor === null))
    throw refuseMeasurement('options-together', { option: '--replicates', needed: '--fay | --factor' });
  return (replicates) => factor ?? 1 / (replicates * (1 - fay!) ** 2);
}

const MOST_GROUPS = 1000;

function checkGroups({ labels, of }: Columns['labels'][number], column: string): Uint32Array {
  if (labels.length > MOST_GROUPS)
    throw refuseMeasurement('option-bad', { option: `--by ${column}`, expected: `≤ ${MOST_GROUPS}` });
  return of;
}

function showGrouping(
  result: PopulationResult,
  column: string | null,
  percentiles: readonly number[],
): Grouping {
  const few = new Set(
    result.groups.filter(({ clusters }) => clusters !== null && clusters < 2).map(({ label }) => label),
  );
  return {
    column,
    groups: result.groups.map((one): ShownGroup => {
      const visible = !few.has(one.label);
      return {
        label: one.label,
        persons: one.persons,
        weight: one.weight,
        clusters: one.clusters,
        mean: { ...show(one.mean, visible), missingInformation: one.mean.missingInformation },
        sd: show(one.sd, visible),
        percentiles: one.percentiles.map((estimate, k) => ({
          percentile: percentiles[k]!,
          ...show(estimate, visible),
        })),
        shares: one.shares.map((estimate) => show(estimate, visible)),
      };
    }),
    differences: result.differences.map(({ first, second, mean, shares }) => {
      const visible = !few.has(first) && !few.has(second);
      return { first, second, mean: show(mean, visible), shares: shares.map((one) => show(one, visible)) };
    }),
  };
}

function show({ estimate, standardError, interval }: CombinedEstimate, visible: boolean): Shown {
  return visible
    ? { estimate, standardError, interval: [interval[0], interval[1]] }
    : { estimate, standardError: null, interval: null };
}

/** Below the first cut, between neighbours, from the last on. */
export function bandNames(cuts: readonly number[]): readonly string[] {
  if (cuts.length === 0) return [];
  return [`< ${cuts[0]}`, ...cuts.slice(1).map((cut, k) => `${cuts[k]} – ${cut}`), `≥ ${cuts.at(-1)}`];
}

/** "estimate (error)", as tables of surveys have it. */
export function withError({ estimate, standardError }: Shown, lang: 'fr' | 'en', digits = 2): string {
  const format = new Intl.NumberFormat(lang, {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  });
  return `${format.format(estimate)} (${standardError === null ? '–' : format.format(standardError)})`;
}

function print(
  session: Session,
  design: string,
  groupings: readonly Grouping[],
  cuts: readonly number[],
): void {
  const { say, lang } = session;
  const bands = bandNames(cuts);
  for (const { column, groups, differences } of groupings) {
    session.print(
      alignedTable(
        lang,
        [column ?? '', say(words.persons), say(words.mean), say(words.sd), ...bands],
        groups.map((one): Cell[] => [
          one.label ?? say(words.all),
          one.persons,
          withError(one.mean, lang),
          withError(one.sd, lang),
          ...one.shares.map((share) => withError(share, lang, 3)),
        ]),
      ),
    );
    if (differences.length > 0)
      session.print(
        alignedTable(
          lang,
          [say(words.difference), say(words.mean), ...bands],
          differences.map((one): Cell[] => [
            `${one.second} − ${one.first}`,
            withError(one.mean, lang),
            ...one.shares.map((share) => withError(share, lang, 3)),
          ]),
        ),
      );
  }
  if (design === 'independent') session.print(say(words.independent));
}
