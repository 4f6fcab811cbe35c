/**
 * Reads releases as an attacker does: all that was shown, by the persons that each cell holds, with every sum that
 * follows from who belongs to which group. Several releases become one system.
 */
import type { ReleaseRecord } from '../tables/release-record.ts';
import type { PublishedCells } from './published-cells.ts';

export interface ReadReleases {
  readonly published: PublishedCells;
  /** For each release and table, the cell of each row. */
  readonly cellOfRow: readonly (readonly Int32Array[])[];
  /** Cells that nobody has shown, but that are the difference of two that may be. */
  readonly implied: Uint8Array;
}

/** All categories of a variable. */
const EVERYTHING = '*';

interface KnownNode {
  readonly members: ReadonlySet<string>;
  readonly label: string;
}

export function readReleases(releases: readonly ReleaseRecord[]): ReadReleases {
  const categories = categoriesOf(releases);
  const nodes = new Map<string, Map<string, KnownNode>>();
  const levels = new Map<string, Map<string, Set<string>>>();
  const keyOf = (column: string, members: Iterable<string>): string => {
    const list = [...new Set(members)].filter((code) => categories.get(column)!.has(code)).sort();
    return list.length === categories.get(column)!.size ? EVERYTHING : list.join('\u001f');
  };
  const know = (column: string, members: readonly string[], label: string, level: string): string => {
    const key = keyOf(column, members);
    const known = nodes.get(column) ?? nodes.set(column, new Map()).get(column)!;
    if (!known.has(key)) known.set(key, { members: new Set(members), label });
    const byLevel = levels.get(column) ?? levels.set(column, new Map()).get(column)!;
    (byLevel.get(level) ?? byLevel.set(level, new Set()).get(level)!).add(key);
    return key;
  };
  const columns = [...categories.keys()].sort();
  const index = new Map<string, number>();
  const names: string[] = [];
  const quantities = Math.max(...releases.map(({ sums }) => sums.length)) + 1;
  const shown: number[][] = [];
  const at: (readonly string[])[] = [];
  const enter = (where: readonly string[]): number => {
    const key = where.join('\u001e');
    let cell = index.get(key);
    if (cell === undefined) {
      cell = names.length;
      index.set(key, cell);
      at.push(where);
      names.push(
        columns
          .map((column, c) => [column, where[c]!] as const)
          .filter(([, node]) => node !== EVERYTHING)
          .map(([column, node]) => `${column}=${nodes.get(column)!.get(node)?.label ?? node}`)
          .join(', ') || 'everybody',
      );
      shown.push(new Array(quantities).fill(Number.NaN));
    }
    return cell;
  };
  for (const column of columns) {
    nodes.set(column, new Map());
    levels.set(column, new Map([['categories', new Set()]]));
  }
  for (const column of columns)
    for (const code of categories.get(column)!) know(column, [code], code, 'categories');
  const cellOfRow = releases.map((release, r) => {
    const codeNodes = new Map(
      release.variables.map((variable) => {
        const known = new Map<string, string>([[variable.total.code, EVERYTHING]]);
        for (const { code } of variable.categories) known.set(code, keyOf(variable.column, [code]));
        for (const { code, level, members } of variable.groups)
          known.set(code, know(variable.column, members, code, `${r} ${level}`));
        return [variable.name, { column: variable.column, known }] as const;
      }),
    );
    const filters = new Map(
      Object.entries(release.where).map(([column, codes]) => [
        column,
        know(column, codes, codes.join('+'), `${r} where`),
      ]),
    );
    return release.tables.map((table) => {
      const place = table.by.map((name) => columns.indexOf(codeNodes.get(name)!.column));
      return Int32Array.from(table.rows, ([codes, values]) => {
        const where = columns.map((column) => filters.get(column) ?? EVERYTHING);
        codes.forEach((code, position) => {
          where[place[position]!] = codeNodes.get(table.by[position]!)!.known.get(code)!;
        });
        const cell = enter(where);
        values?.forEach((value, quantity) => {
          if (Number.isNaN(shown[cell]![quantity]!)) shown[cell]![quantity] = value;
        });
        return cell;
      });
    });
  });
  const stated = names.length;
  const sums = new Map(
    columns.map((column) => [column, sumsOf(column, nodes.get(column)!, levels.get(column)!, know)]),
  );
  const relations: number[][] = [];
  // Differences first, since they are cells too; then every sum.
  for (const differences of [true, false])
    columns.forEach((column, c) => {
      for (const { parent, children, isDifference } of sums.get(column)!) {
        const last = names.length;
        for (let cell = 0; cell < last; cell++) {
          if (at[cell]![c] !== parent) continue;
          const beside = (node: string) => at[cell]!.with(c, node);
          if (differences) {
            const known = children.filter((child) => index.has(beside(child).join('\u001e')));
            if (isDifference && known.includes(children[0]!)) enter(beside(children[1]!));
            if (isDifference || known.length === 0 || known.length === children.length) continue;
            const rest = children.filter((child) => !known.includes(child));
            const members = rest.flatMap((child) => [...nodes.get(column)!.get(child)!.members]);
            const label = rest.map((child) => nodes.get(column)!.get(child)!.label).join(' + ');
            const implied = enter(beside(know(column, members, label, `rest ${rest.join()}`)));
            relations.push([
              cell,
              ...known.map((child) => index.get(beside(child).join('\u001e'))!),
              implied,
            ]);
            continue;
          }
          const cells = children.map((child) => index.get(beside(child).join('\u001e')));
          if (cells.every((child) => child !== undefined)) relations.push([cell, ...cells]);
        }
      }
    });
  return {
    published: {
      names,
      values: Array.from({ length: quantities }, (_, quantity) =>
        Float64Array.from(shown, (values) => values[quantity]!),
      ),
      relations,
    },
    cellOfRow,
    implied: Uint8Array.from(names, (_, cell) => (cell < stated ? 0 : 1)),
  };
}

function categoriesOf(releases: readonly ReleaseRecord[]): Map<string, Set<string>> {
  const categories = new Map<string, Set<string>>();
  const add = (column: string, codes: readonly string[]) => {
    const known = categories.get(column) ?? categories.set(column, new Set()).get(column)!;
    for (const code of codes) known.add(code);
  };
  for (const { variables, where } of releases) {
    for (const { column, categories: list } of variables)
      add(
        column,
        list.map(({ code }) => code),
      );
    for (const [column, codes] of Object.entries(where)) {
      // A filter on a column that no release tabulates: everybody else is one category.
      add(column, codes);
      if (!variables.some((variable) => variable.column === column)) add(column, ['\u0000others']);
    }
  }
  return categories;
}

interface KnownSum {
  readonly parent: string;
  readonly children: readonly string[];
  readonly isDifference: boolean;
}

/** Each node as the sum of those nodes of a level that share it out, and of any smaller node and the rest. */
function sumsOf(
  column: string,
  nodes: ReadonlyMap<string, KnownNode>,
  levels: ReadonlyMap<string, ReadonlySet<string>>,
  know: (column: string, members: readonly string[], label: string, level: string) => string,
): readonly KnownSum[] {
  const known = [...nodes];
  const all = [...levels.get('categories')!].flatMap((key) => [...nodes.get(key)!.members]);
  const everything = { members: new Set(all), label: 'all' };
  const parents = [...known.filter(([key]) => key !== EVERYTHING), [EVERYTHING, everything] as const];
  const sums: KnownSum[] = [];
  const inside = (small: ReadonlySet<string>, large: ReadonlySet<string>) =>
    small.size < large.size && [...small].every((code) => large.has(code));
  for (const [parent, { members, label }] of parents) {
    if (members.size < 2) continue;
    const sharing = new Set<string>();
    for (const keys of levels.values()) {
      const children = [...keys].filter((key) => inside(nodes.get(key)!.members, members));
      const size = children.reduce((total, key) => total + nodes.get(key)!.members.size, 0);
      if (children.length < 2 || size !== members.size) continue;
      if (new Set(children.flatMap((key) => [...nodes.get(key)!.members])).size !== size) continue;
      sums.push({ parent, children, isDifference: false });
      for (const child of children) sharing.add(child);
    }
    for (const [key, { members: smaller, label: name }] of known) {
      if (!inside(smaller, members) || sharing.has(key)) continue;
      const rest = [...members].filter((code) => !smaller.has(code));
      sums.push({
        parent,
        children: [key, know(column, rest, `${label} − ${name}`, `difference ${parent} ${key}`)],
        isDifference: true,
      });
    }
  }
  return sums;
}
