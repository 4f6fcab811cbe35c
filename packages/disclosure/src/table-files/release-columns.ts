/** A released table as columns, the same for every format that is written of it. */
import type { Words } from '../codebook/described-file.ts';
import type { ReleasedTable, ReleasedVariable, ReleaseRecord } from '../tables/release-record.ts';

export type ReleaseColumn =
  | {
      readonly kind: 'codes';
      readonly name: string;
      readonly label: Words;
      readonly variable: ReleasedVariable;
      readonly values: readonly string[];
    }
  /** Null where the cell is hidden. */
  | {
      readonly kind: 'figures';
      readonly name: string;
      readonly label: Words;
      readonly decimals: number;
      readonly measure: 'persons' | 'sum' | 'mean';
      readonly values: readonly (number | null)[];
    }
  | {
      readonly kind: 'status';
      readonly name: 'status';
      readonly label: Words;
      readonly values: readonly string[];
    };

/** Statuses of a row: shown, or hidden for statistical secrecy (`s`, after the usage of INSEE). */
export const HIDDEN_STATUS = 's';
export const STATUS_WORDS: Readonly<Record<string, Words>> = {
  '': { fr: 'valeur diffusée', en: 'value released' },
  [HIDDEN_STATUS]: { fr: 'valeur couverte par le secret statistique', en: 'value under statistical secrecy' },
};

/** A mean of nobody is absent. */
export function releaseColumns(release: ReleaseRecord, table: ReleasedTable): readonly ReleaseColumn[] {
  const codes = table.by.map((name, at): ReleaseColumn => {
    const variable = release.variables.find((one) => one.name === name)!;
    return {
      kind: 'codes',
      name,
      label: variable.label,
      variable,
      values: table.rows.map(([row]) => row[at]!),
    };
  });
  const figure = (quantity: number) => table.rows.map(([, shown]) => shown?.[quantity] ?? null);
  const sums = release.sums.flatMap(({ column, label, decimals }, at): ReleaseColumn[] => [
    {
      kind: 'figures',
      name: `${column}_sum`,
      label: { fr: `${label.fr} : somme`, en: `${label.en}: sum` },
      decimals,
      measure: 'sum',
      values: figure(at + 1),
    },
    {
      kind: 'figures',
      name: `${column}_mean`,
      label: { fr: `${label.fr} : moyenne`, en: `${label.en}: mean` },
      decimals,
      measure: 'mean',
      values: table.rows.map(([, , means]) => means?.[at] ?? null),
    },
  ]);
  return [
    ...codes,
    {
      kind: 'figures',
      name: 'persons',
      label: release.unit,
      decimals: 0,
      measure: 'persons',
      values: figure(0),
    },
    ...sums,
    {
      kind: 'status',
      name: 'status',
      label: { fr: 'Statut de la valeur', en: 'Status of the value' },
      values: table.rows.map(([, shown]) => (shown === null ? HIDDEN_STATUS : '')),
    },
  ];
}

/** Every code that a variable's column may hold, the total last. */
export function codesOf({ categories, groups, total }: ReleasedVariable) {
  return [
    ...categories.map((category) => ({ ...category, level: '' })),
    ...groups,
    { ...total, level: 'total' },
  ];
}

export function formatFigure(value: number, decimals: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(decimals);
}
