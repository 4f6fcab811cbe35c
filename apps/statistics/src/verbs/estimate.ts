/** `cloison measurement estimate`: what scores of a sample say of a population, with the variance of design and imputation. */
import {
  alignedTable,
  apart,
  type Cell,
  decimal,
  file,
  fileToWrite,
  list,
  needs,
  optional,
  refuseUsage,
  required,
  type Terminal,
  text,
  type ValuesOf,
  withDefault,
} from '@cloison/command';
import {
  type CombinedEstimate,
  type Design,
  type PopulationResult,
  populationEstimates,
} from '@cloison/measurement';
import { words } from '@cloison/study-files';
import { CLUSTER_OPTION, HEADER_OPTIONS, REPORT_OPTION, WEIGHT_OPTION } from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import { writeJson, writeReport } from '../frame/write-results.ts';
import { type Columns, readColumns } from '../read/read-columns.ts';
import { refuseMeasurement } from '../read/refusals.ts';
import {
  bandNames,
  estimateReport,
  type Grouping,
  type Shown,
  type ShownGroup,
  withError,
} from '../report/estimate-report.ts';

const ARGUMENTS = {
  scores: required(file(), {
    fr: 'scores : CSV ou Parquet, une ligne par élève',
    en: 'scores: CSV or Parquet, one row a pupil',
  }),
} as const;
const OPTIONS = {
  values: required(list(), {
    fr: 'valeurs plausibles : pv1:pv10 ; ou une estimation',
    en: 'plausible values: pv1:pv10; or one estimate',
  }),
  by: optional(list(), {
    fr: 'colonnes de groupes, chacune à son tour',
    en: 'columns of groups, each in turn',
  }),
  ...WEIGHT_OPTION,
  replicates: optional(list(), { fr: 'poids de réplication : w1:w80', en: 'replicate weights: w1:w80' }),
  fay: optional(decimal({ min: 0, max: 0.999 }), {
    fr: 'réplications équilibrées à facteur de Fay (PISA : 0.5 ; sans : 0)',
    en: 'balanced replicates with Fay’s factor (PISA: 0.5; without: 0)',
  }),
  factor: optional(decimal({ min: 1e-9, max: 1e6 }), {
    fr: 'sinon, facteur de chaque réplication (jackknife JK2 : 1)',
    en: 'else, the factor of each replicate (jackknife JK2: 1)',
  }),
  ...CLUSTER_OPTION,
  stratum: optional(text(), {
    fr: 'colonne de la strate (avec --cluster)',
    en: 'column of the stratum (with --cluster)',
  }),
  cuts: optional(list(decimal()), {
    fr: 'seuils, sur l’échelle des valeurs : 220,280',
    en: 'thresholds, on the scale of the values: 220,280',
  }),
  percentiles: withDefault(list(decimal({ min: 1e-6, max: 100 - 1e-6 })), '10,25,50,75,90', {
    fr: 'percentiles',
    en: 'percentiles',
  }),
  ...HEADER_OPTIONS,
  out: optional(fileToWrite(), { fr: 'tout, en JSON', en: 'everything, as JSON' }),
  ...REPORT_OPTION,
} as const;
type Options = ValuesOf<typeof ARGUMENTS & typeof OPTIONS>;

export const estimateVerb = verb({
  name: 'estimate',
  summary: {
    fr: 'moyennes, écarts-types, percentiles et parts d’une population, avec leurs erreurs (sondage, valeurs plausibles)',
    en: 'means, standard deviations, percentiles and shares of a population, with their errors (sampling, plausible values)',
  },
  arguments: ARGUMENTS,
  options: OPTIONS,
  examples: [
    'cloison measurement estimate pv.csv --values pv1:pv10 --by sex --weight w --cluster school --stratum region --cuts 220,280',
    'cloison measurement estimate pisa.csv --values PV1:PV10 --weight W --replicates W1:W80 --fay 0.5 --report pisa.html',
  ],
  rules: [
    apart('replicates', 'cluster'),
    apart('replicates', 'stratum'),
    apart('fay', 'factor'),
    needs('stratum', 'cluster'),
    needs('fay', 'replicates'),
    needs('factor', 'replicates'),
  ],
  run,
});

async function run(session: Terminal, options: Options) {
  const { scores: path, cluster, stratum, weight, by = [], cuts = [], percentiles } = options;
  const factorOf = replicateFactor(options);
  const columns = await readColumns(
    {
      path,
      header: options.header,
      delimiter: options.delimiter ?? null,
      estimates: options.values,
      weights: [weight ?? [], options.replicates ?? []].flat(),
      labels: [by, cluster ?? [], stratum ?? []].flat(),
    },
    session.progress,
    session.lang,
  );
  const weights = weight === undefined ? null : columns.weights[0]!;
  const replicated = columns.weights.slice(weight === undefined ? 0 : 1);
  const design: Design =
    options.replicates === undefined
      ? {
          kind: 'jackknife',
          clusterOf: cluster === undefined ? null : columns.labels[by.length]!.of,
          stratumOf: stratum === undefined ? null : columns.labels[by.length + 1]!.of,
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
    design:
      options.replicates === undefined ? (cluster === undefined ? 'independent' : 'jackknife') : 'replicates',
    replicates: whole.result.replicates,
    weighted: weights !== null,
    cuts,
    groupings,
  } as const;
  writeJson(session, options.out, described);
  writeReport(session, options.report, () => estimateReport(session.lang, path, described));
  print(session, described.design, groupings, cuts);
  return { ...described, out: options.out ?? null };
}

/** Given replicates say nothing of how they were made, and a wrong factor is a wrong error: one must be named. */
function replicateFactor({ replicates, fay, factor }: Options): (replicates: number) => number {
  if (replicates !== undefined && fay === undefined && factor === undefined)
    throw refuseUsage('options-together', { option: '--replicates', needed: '--fay | --factor' });
  return (number) => factor ?? 1 / (number * (1 - fay!) ** 2);
}

const MOST_GROUPS = 1000;

function checkGroups({ labels, of }: Columns['labels'][number], column: string): Uint32Array {
  if (labels.length > MOST_GROUPS)
    throw refuseMeasurement('groups-many', { column, groups: labels.length, most: MOST_GROUPS });
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

function print(
  session: Terminal,
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
