/** Rules that change values by chance or by groups. */
import { DisclosureError } from '../errors.ts';
import { combineColumns, slotsOf } from '../microdata/combine-codes.ts';
import type { Column, UniformAt } from '../microdata/microdata.ts';
import { microaggregate } from '../perturb/microaggregation.ts';
import { addNoise } from '../perturb/noise.ts';
import { type PramResult, pram } from '../perturb/pram.ts';
import { asCategories, asNumbers } from './recode-values.ts';
import type { Perturbation } from './specification.ts';

export interface PerturbationReport {
  readonly kind: Perturbation['kind'];
  readonly variables: readonly string[];
  /** PRAM: cells that changed, and the probabilities that users need for estimates. */
  readonly pram?: readonly {
    readonly variable: string;
    readonly changed: number;
    readonly labels: readonly string[];
    readonly transitions: PramResult['transitions'];
  }[];
  /** Microaggregation: groups, the share of the variance lost, and values hidden where fewer than k records could be a group. */
  readonly microaggregation?: { readonly groups: number; readonly lost: number; readonly hidden: number };
}

/** Streams of random numbers below this are taken by the release itself. */
const FIRST_STREAM = 1000;
const STREAMS_A_RULE = 1000;

/** Throws what the rules throw, and `column-unknown`. */
export function perturbColumns(
  columns: ReadonlyMap<string, Column>,
  rules: readonly Perturbation[],
  uniformAt: UniformAt,
): { readonly columns: ReadonlyMap<string, Column>; readonly reports: readonly PerturbationReport[] } {
  let result = columns;
  const reports: PerturbationReport[] = [];
  rules.forEach((rule, at) => {
    const { changed, report } = perturbBy(result, rule, FIRST_STREAM + at * STREAMS_A_RULE, uniformAt);
    result = new Map([...result, ...changed.map((column) => [column.name, column] as const)]);
    reports.push(report);
  });
  return { columns: result, reports };
}

function perturbBy(
  columns: ReadonlyMap<string, Column>,
  rule: Perturbation,
  stream: number,
  uniformAt: UniformAt,
): { readonly changed: readonly Column[]; readonly report: PerturbationReport } {
  const { kind, variables } = rule;
  const columnOf = (name: string): Column => {
    const column = columns.get(name);
    if (column === undefined) throw new DisclosureError('column-unknown', { variable: name });
    return column;
  };
  switch (rule.kind) {
    case 'pram': {
      const within = (rule.within ?? []).map((name) => slotsOf(asCategories(columnOf(name))));
      const results = variables.map((name, j) => {
        const column = asCategories(columnOf(name));
        const strata = within.length === 0 ? null : combineColumns(within, column.codes.length).classOf;
        return pram(column, { keep: rule.keep, strata, stream: stream + j, uniformAt });
      });
      return {
        changed: results.map(({ column }) => column),
        report: {
          kind,
          variables,
          pram: results.map(({ column, changed, transitions }) => ({
            variable: column.name,
            changed,
            labels: column.labels,
            transitions,
          })),
        },
      };
    }
    case 'noise':
      return {
        changed: addNoise(
          variables.map((name) => asNumbers(columnOf(name))),
          { share: rule.share, kind: rule.how ?? 'correlated', stream, uniformAt },
        ),
        report: { kind, variables },
      };
    case 'microaggregate': {
      const method = rule.method ?? (variables.length === 1 ? 'univariate' : 'mdav');
      const numbers = variables.map((name) => asNumbers(columnOf(name)));
      const result = microaggregate(numbers, rule.k, method);
      return {
        changed: result.columns,
        report: {
          kind,
          variables,
          microaggregation: { groups: result.groups, lost: result.lost, hidden: result.hidden },
        },
      };
    }
  }
}
