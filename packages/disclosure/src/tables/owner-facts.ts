import type { OwnerFacts } from '../attack/attack-release.ts';
import type { SensitiveCells } from './primary-rules.ts';
import { findInsiders } from './suppress.ts';
import type { Tabulated } from './tabulate.ts';

/** What the attack is told of the truth. `sensitive` may come of stricter rules than those of the release. */
export function ownerFacts(
  { tables, values, sensitive: own }: Tabulated,
  sensitive: SensitiveCells = own,
): OwnerFacts {
  const rowsOfCell = new Map<number, { readonly table: number; readonly row: number }>();
  tables.forEach(({ rows }, table) => {
    rows.forEach(({ cell }, row) => {
      if (!rowsOfCell.has(cell)) rowsOfCell.set(cell, { table, row });
    });
  });
  const isSensitive = sensitive.rules.map((rules) => (rules === 0 ? 0 : 1));
  return {
    rows: tables.map(({ rows }) =>
      rows.map(({ cell }) => ({
        values: sensitive.uncertainty.map(({ values: quantity }) => quantity[cell]!),
        isSensitive: isSensitive[cell] === 1,
        above: sensitive.uncertainty.map(({ above }) => above[cell]!),
        below: sensitive.uncertainty.map(({ below }) => below[cell]!),
      })),
    ),
    insiders: findInsiders(values, isSensitive)
      .map((cells) => Array.from(cells, (cell) => rowsOfCell.get(cell)).filter((row) => row !== undefined))
      .filter((rows) => rows.length > 0),
  };
}
