/** Rules that change every value of a variable alike. */
import { DisclosureError } from '../errors.ts';
import { coarsenDate, groupLevel } from '../hierarchies/level-sources.ts';
import { type CategoricalColumn, type Column, MISSING, type NumericColumn } from '../microdata/microdata.ts';
import { codeTail, roundTo } from '../perturb/coding.ts';
import type { Recode } from './specification.ts';

/** Throws `rule-invalid`, `column-kind` with the row of a value that the rule cannot take. */
export function recodeColumn(column: Column, rules: readonly Recode[], least: number): Column {
  return rules.reduce<Column>((of, rule) => recodeBy(of, rule, least), column);
}

function recodeBy(column: Column, rule: Recode, least: number): Column {
  switch (rule.kind) {
    case 'date':
      return relabel(asCategories(column), (label) => coarsenDate(label, rule.level));
    case 'groups':
      return relabel(asCategories(column), groupLevel('groups', rule.groups, rule.others ?? null).of);
    case 'round':
      return roundTo(asNumbers(column), rule.base).column;
    case 'top':
    case 'bottom': {
      const { kind: side, by = 'threshold', ...bound } = rule;
      return codeTail(asNumbers(column), { ...bound, side, by, least }).column;
    }
  }
}

/** Numbers as labels. */
export function asCategories(column: Column): CategoricalColumn {
  if (column.kind === 'categorical') return column;
  const known = new Map<number, number>();
  const codes = Int32Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return MISSING;
    let code = known.get(value);
    if (code === undefined) {
      code = known.size;
      known.set(value, code);
    }
    return code;
  });
  return { kind: 'categorical', name: column.name, codes, labels: [...known.keys()].map(String) };
}

/** Labels as numbers, with a decimal point or comma. Throws `column-kind` with the first row whose value is none. */
export function asNumbers(column: Column): NumericColumn {
  if (column.kind === 'numeric') return column;
  const numbers = Float64Array.from(column.labels, (label) =>
    label.trim() === '' ? Number.NaN : Number(label.trim().replace(',', '.')),
  );
  const values = Float64Array.from(column.codes, (code, row) => {
    if (code === MISSING) return Number.NaN;
    const value = numbers[code]!;
    if (!Number.isFinite(value))
      throw new DisclosureError('column-kind', { variable: column.name, row: row + 1, needs: 'number' });
    return value;
  });
  return { kind: 'numeric', name: column.name, values };
}

function relabel(column: CategoricalColumn, of: (label: string) => string | null): CategoricalColumn {
  const known = new Map<string, number>();
  const codeOf = column.labels.map((label) => {
    const to = of(label);
    if (to === null) return -2;
    let code = known.get(to);
    if (code === undefined) {
      code = known.size;
      known.set(to, code);
    }
    return code;
  });
  const codes = column.codes.map((code, row) => {
    if (code === MISSING) return MISSING;
    const to = codeOf[code]!;
    if (to === -2)
      throw new DisclosureError('column-kind', { variable: column.name, row: row + 1, needs: 'date' });
    return to;
  });
  return { ...column, codes, labels: [...known.keys()] };
}
