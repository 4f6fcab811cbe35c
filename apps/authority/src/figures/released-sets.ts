/** Sets of categories of which something was shown elsewhere, as an earlier release that a tabulation can stand beside. Pure. */
import type { ReleaseRecord } from '@cloison/disclosure/tables';

export interface ReleasedSets {
  /** Column of the data, whose categories the sets are made of. */
  readonly variable: string;
  readonly categories: readonly string[];
  /** With the pupils that each has now: what was shown stands, even if pupils came since. */
  readonly sets: readonly { readonly members: readonly string[]; readonly count: number }[];
}

export function recordOfSets({ variable, categories, sets }: ReleasedSets): ReleaseRecord {
  const name = `told by ${variable}`;
  const said = (text: string) => ({ fr: text, en: text });
  return {
    format: 'cloison-tables/1',
    name,
    title: said(name),
    period: null,
    producer: null,
    unit: said('pupils'),
    where: {},
    variables: [
      {
        name: variable,
        column: variable,
        label: said(variable),
        map: null,
        total: { code: '_T', label: said('_T') },
        categories: categories.map((code) => ({ code, label: said(code) })),
        groups: sets.map(({ members }, at) => ({
          code: codeOf(at),
          label: said(codeOf(at)),
          level: 'told',
          members: [...members],
        })),
      },
    ],
    sums: [],
    method: 'suppression',
    rules: {
      minUnits: null,
      minGroups: null,
      dominance: null,
      pPercent: null,
      concentration: null,
      zeros: 'shown',
      interval: 'one',
      change: null,
    },
    tables: [
      {
        name,
        title: said(name),
        by: [variable],
        rows: sets.map(({ count }, at) => [[codeOf(at)], [count], []]),
      },
    ],
  };
}

const codeOf = (at: number) => `told ${at}`;
