/** Every cell of a set of tables, each once however many tables show it, and the sums that tie them together. */
import { DisclosureError } from '../errors.ts';
import type { Dimension } from './dimension.ts';

/** More cells than this are refused: nobody reads such a table, and protecting it would not end in a useful time. */
export const MAX_CELLS = 500_000;

/** One table: the nodes that it shows of each of its variables. Variables that it lacks stand at their total. */
export interface TableShape {
  readonly name: string;
  /** Indices of dimensions, in the order of the table's columns. */
  readonly dimensions: readonly number[];
  /** For each dimension of the space: the nodes of this table. Variables that it lacks have their root alone. */
  readonly nodes: readonly Int32Array[];
  /** False for cells that no reader sees, but that may follow from what two tables show. */
  readonly shown: boolean;
}

export interface CellSpace {
  readonly dimensions: readonly Dimension[];
  readonly tables: readonly TableShape[];
  readonly cellCount: number;
  /** Node of each cell in each dimension: `cell * dimensions + dimension`. */
  readonly nodes: Int32Array;
  /** 1 where some table shows the cell; 0 where it only follows from others by subtraction. */
  readonly shown: Uint8Array;
  /** Cell with these nodes, or −1. `key` is the mixed radix number of the nodes. */
  readonly find: (key: number) => number;
  /** What one node of each dimension adds to a key. */
  readonly strides: Float64Array;
  /** Cells of each table in row order, last dimension fastest. */
  readonly cellsOfTable: readonly Int32Array[];
}

/** Throws `table-too-large`. */
export function createCellSpace(dimensions: readonly Dimension[], tables: readonly TableShape[]): CellSpace {
  const strides = new Float64Array(dimensions.length);
  let size = 1;
  for (let d = dimensions.length - 1; d >= 0; d--) {
    strides[d] = size;
    size *= dimensions[d]!.nodes.length;
  }
  const rows = tables.map(({ nodes }) => nodes.reduce((product, list) => product * list.length, 1));
  const most = rows.reduce((sum, count) => sum + count, 0);
  if (most > MAX_CELLS || size > Number.MAX_SAFE_INTEGER)
    throw new DisclosureError('table-too-large', { cells: most, most: MAX_CELLS });
  const index = size <= MAX_DIRECT_KEYS ? directIndex(size) : mappedIndex();
  const keys: number[] = [];
  const shownList: number[] = [];
  const cellsOfTable = tables.map((table, t) => {
    const cells = new Int32Array(rows[t]!);
    const order = [
      ...table.dimensions,
      ...[...dimensions.keys()].filter((d) => !table.dimensions.includes(d)),
    ];
    for (let row = 0; row < cells.length; row++) {
      let rest = row;
      let key = 0;
      let implied = false;
      for (let at = order.length - 1; at >= 0; at--) {
        const d = order[at]!;
        const list = table.nodes[d]!;
        const node = list[rest % list.length]!;
        rest = Math.floor(rest / list.length);
        key += node * strides[d]!;
        implied ||= dimensions[d]!.nodes[node]!.implied;
      }
      let cell = index.get(key);
      if (cell < 0) {
        cell = keys.length;
        index.set(key, cell);
        keys.push(key);
        shownList.push(0);
      }
      if (table.shown && !implied) shownList[cell] = 1;
      cells[row] = cell;
    }
    return cells;
  });
  const nodes = new Int32Array(keys.length * dimensions.length);
  keys.forEach((key, cell) => {
    dimensions.forEach(({ nodes: list }, d) => {
      nodes[cell * dimensions.length + d] = Math.floor(key / strides[d]!) % list.length;
    });
  });
  return {
    dimensions,
    tables,
    cellCount: keys.length,
    nodes,
    shown: Uint8Array.from(shownList),
    find: index.get,
    strides,
    cellsOfTable,
  };
}

/** Below this many combinations an array of cells by key is small enough, and several times as fast as a map. */
const MAX_DIRECT_KEYS = 20_000_000;

interface KeyIndex {
  readonly get: (key: number) => number;
  readonly set: (key: number, cell: number) => void;
}

function directIndex(size: number): KeyIndex {
  const cells = new Int32Array(size).fill(-1);
  return {
    get: (key) => cells[key] ?? -1,
    set: (key, cell) => {
      cells[key] = cell;
    },
  };
}

function mappedIndex(): KeyIndex {
  const cells = new Map<number, number>();
  return { get: (key) => cells.get(key) ?? -1, set: (key, cell) => cells.set(key, cell) };
}

export function keyOfCell(space: CellSpace, cell: number): number {
  const width = space.dimensions.length;
  let key = 0;
  for (let d = 0; d < width; d++) key += space.nodes[cell * width + d]! * space.strides[d]!;
  return key;
}

/** Calls back with each sum whose cells all belong to one table, once: `[parent, ...children]`. */
export function forEachRelation(space: CellSpace, visit: (cells: readonly number[]) => void): void {
  const width = space.dimensions.length;
  space.dimensions.forEach(({ relations, nodes }, d) => {
    const byParent: (typeof relations)[number][][] = nodes.map(() => []);
    for (const relation of relations) byParent[relation.parent]!.push(relation);
    for (let cell = 0; cell < space.cellCount; cell++) {
      const node = space.nodes[cell * width + d]!;
      if (byParent[node]!.length === 0) continue;
      const base = keyOfCell(space, cell) - node * space.strides[d]!;
      for (const { children } of byParent[node]!) {
        const cells = [cell];
        for (const child of children) cells.push(space.find(base + child * space.strides[d]!));
        if (!cells.includes(-1)) visit(cells);
      }
    }
  });
}

/** A cell by the codes of its nodes, for messages: never its value. */
export function describeCell({ dimensions, nodes }: CellSpace, cell: number): string {
  return dimensions
    .map(({ name, nodes: list }, d) => `${name}=${list[nodes[cell * dimensions.length + d]!]!.code}`)
    .join(', ');
}
