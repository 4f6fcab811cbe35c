/** What an attacker has before him: cells, some without their value, and the sums that everybody can see. */

export interface PublishedCells {
  /** Names for findings, such as `departement=01, groupe=_T`. */
  readonly names: readonly string[];
  /** For each quantity (persons, then sums), the value of each cell; NaN where it is not shown. */
  readonly values: readonly Float64Array[];
  /** First cell = sum of the others. */
  readonly relations: readonly (readonly number[])[];
}

/** A part of the hidden cells that no sum ties to the rest: equations over unknowns 0 … n − 1. */
export interface HiddenSystem {
  readonly cells: Int32Array;
  readonly rows: readonly {
    readonly unknowns: readonly number[];
    readonly coefficients: readonly number[];
    readonly value: number;
  }[];
}

/** Systems of what is hidden, one for each connected part, the cell of the smallest index first. */
export function hiddenSystems({ relations }: PublishedCells, values: Float64Array): readonly HiddenSystem[] {
  const parent = Int32Array.from(values.keys());
  const find = (cell: number): number => {
    let root = cell;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = cell; parent[at] !== root; ) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  const open = relations.map((cells) => cells.filter((cell) => Number.isNaN(values[cell]!)));
  for (const cells of open)
    for (let at = 1; at < cells.length; at++) {
      const [a, b] = [find(cells[0]!), find(cells[at]!)];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  const members = new Map<number, number[]>();
  values.forEach((value, cell) => {
    if (!Number.isNaN(value)) return;
    const root = find(cell);
    (members.get(root) ?? members.set(root, []).get(root)!).push(cell);
  });
  const place = new Int32Array(values.length);
  for (const cells of members.values())
    cells.forEach((cell, at) => {
      place[cell] = at;
    });
  const rows = new Map<number, HiddenSystem['rows'][number][]>();
  relations.forEach((cells, at) => {
    if (open[at]!.length === 0) return;
    const root = find(open[at]![0]!);
    const sign = (cell: number) => (cell === cells[0] ? -1 : 1);
    const value = cells.reduce(
      (sum, cell) => (Number.isNaN(values[cell]!) ? sum : sum - sign(cell) * values[cell]!),
      0,
    );
    (rows.get(root) ?? rows.set(root, []).get(root)!).push({
      unknowns: open[at]!.map((cell) => place[cell]!),
      coefficients: open[at]!.map(sign),
      value,
    });
  });
  return [...members].map(([root, cells]) => ({ cells: Int32Array.from(cells), rows: rows.get(root) ?? [] }));
}
