/** The page of `cloison measurement estimate`. */

import { basename } from 'node:path';
import type { Cell, Lang } from '@cloison/command';
import { dotPlot, linePlot, type Report, type Section, words } from '@cloison/study-files';

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

export interface Described {
  readonly rows: number;
  readonly values: readonly string[];
  readonly design: 'independent' | 'jackknife' | 'replicates';
  readonly replicates: number;
  readonly weighted: boolean;
  readonly cuts: readonly number[];
  readonly groupings: readonly Grouping[];
}

export function estimateReport(lang: Lang, path: string, described: Described): Report {
  const fr = lang === 'fr';
  const { design, replicates, values, weighted } = described;
  const designWords = {
    independent: words.independent[lang],
    jackknife: fr
      ? `Jackknife : ${replicates} grappes ôtées tour à tour ; percentiles par l’intervalle de Woodruff.`
      : `Jackknife: ${replicates} clusters left out in turn; percentiles by Woodruff’s interval.`,
    replicates: fr
      ? `${replicates} jeux de poids de réplication.`
      : `${replicates} sets of replicate weights.`,
  };
  const valueWords =
    values.length > 1
      ? fr
        ? `${values.length} valeurs plausibles, réunies par les règles de Rubin.`
        : `${values.length} plausible values, combined by Rubin’s rules.`
      : fr
        ? 'Une seule valeur par personne : l’erreur de mesure n’est pas dans les erreurs types, et les écarts-types et les parts la contiennent.'
        : 'One value a person: standard errors leave out measurement error, and standard deviations and shares contain it.';
  return {
    title: fr ? 'Ce que l’échantillon dit de la population' : 'What the sample says of the population',
    lead: `${basename(path)} — ${described.rows} ${fr ? 'lignes' : 'rows'}, ${values.length === 1 ? values[0] : `${values[0]} … ${values.at(-1)}`}, ${weighted ? (fr ? 'pondérées' : 'weighted') : fr ? 'sans poids' : 'without weights'}`,
    sections: described.groupings.map((grouping, k) =>
      sectionOf(lang, grouping, described.cuts, k === 0 ? [designWords[design], valueWords] : []),
    ),
  };
}

function sectionOf(
  lang: Lang,
  grouping: Grouping,
  cuts: readonly number[],
  text: readonly string[],
): Section {
  const fr = lang === 'fr';
  const { column, groups, differences } = grouping;
  const bands = bandNames(cuts);
  const name = (label: string | null) => label ?? words.all[lang];
  const percentiles = groups[0]?.percentiles.map(({ percentile }) => percentile) ?? [];
  return {
    title: column ?? words.all[lang],
    text,
    tables: [
      {
        caption: fr ? 'Estimations (erreur type)' : 'Estimates (standard error)',
        head: [
          column ?? '',
          words.persons[lang],
          fr ? 'grappes' : 'clusters',
          words.mean[lang],
          words.sd[lang],
          ...bands,
        ],
        rows: groups.map((one): Cell[] => [
          name(one.label),
          one.persons,
          one.clusters,
          withError(one.mean, lang),
          withError(one.sd, lang),
          ...one.shares.map((share) => withError(share, lang, 3)),
        ]),
      },
      ...(percentiles.length === 0
        ? []
        : [
            {
              caption: fr ? 'Percentiles (erreur type)' : 'Percentiles (standard error)',
              head: [column ?? '', ...percentiles.map(String)],
              rows: groups.map((one): Cell[] => [
                name(one.label),
                ...one.percentiles.map((percentile) => withError(percentile, lang)),
              ]),
            },
          ]),
      ...(differences.length === 0
        ? []
        : [
            {
              caption: fr ? 'Différences (erreur type)' : 'Differences (standard error)',
              head: [words.difference[lang], words.mean[lang], ...bands],
              rows: differences.map((one): Cell[] => [
                `${one.second} − ${one.first}`,
                withError(one.mean, lang),
                ...one.shares.map((share) => withError(share, lang, 3)),
              ]),
            },
          ]),
    ],
    plots: [
      meansPlot(
        fr ? 'Moyennes, intervalle à 95 %' : 'Means, 95 % interval',
        groups.map((one) => ({ label: name(one.label), shown: one.mean })),
      ),
      ...(percentiles.length < 2
        ? []
        : [
            linePlot(
              {
                title: fr ? 'Distribution' : 'Distribution',
                xLabel: fr ? 'valeur' : 'value',
                yLabel: '%',
                x: bounds(
                  groups.slice(0, 6).flatMap((one) => one.percentiles.map(({ estimate }) => estimate)),
                ),
                y: [0, 100],
                width: 420,
              },
              groups.slice(0, 6).map((one) => ({
                label: name(one.label),
                x: one.percentiles.map(({ estimate }) => estimate),
                y: one.percentiles.map(({ percentile }) => percentile),
              })),
            ),
          ]),
    ],
  };
}

function meansPlot(
  title: string,
  rows: readonly { readonly label: string; readonly shown: Shown }[],
): string {
  return dotPlot(
    {
      title,
      xLabel: '',
      x: bounds(
        rows.flatMap(({ shown }) => {
          const reach = 2.5 * (shown.standardError ?? 0);
          return [shown.estimate - reach, shown.estimate + reach];
        }),
      ),
      width: 520,
    },
    rows.map(({ label, shown }) => ({ label, value: shown.estimate, error: shown.standardError })),
  );
}

/** With some room on both sides. */
function bounds(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? (high - low) / 12 : Math.max(1, Math.abs(low) / 100);
  return [low - room, high + room];
}
