import { findInsiders } from '../tables/insiders.ts';
import type { SensitiveCells } from '../tables/primary-rules.ts';
import type { Tabulated } from '../tables/tabulate.ts';
import type { OwnerFacts } from './attack-release.ts';

/** What the attack knows of the truth. `sensitive` may come of stricter rules than those of the release. */
export function ownerFacts(
  { tables, space, values, sensitive: own }: Tabulated,
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
    insiders: findInsiders(space.space, values, isSensitive)
      .map((cells) => Array.from(cells, (cell) => rowsOfCell.get(cell)).filter((row) => row !== undefined))
      .filter((rows) => rows.length > 0),
  };
}
