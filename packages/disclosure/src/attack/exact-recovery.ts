/**
 * Exact recovery by linear algebra: Gauss and Jordan on sparse rows in floating point, the shortest rows first. Shares
 * no code with what hides the cells.
 */
import type { HiddenSystem } from './published-cells.ts';

/** Entries smaller than this are 0: coefficients of tables are small whole numbers and their quotients. */
const TINY = 1e-7;

type Line = Map<number, number>;

export interface SolvedSystem {
  readonly cells: Int32Array;
  /** How each unknown depends on the free ones: a free one on itself, by 1. */
  readonly dependence: readonly ReadonlyMap<number, number>[];
  /** Unknowns that follow exactly, with their value. */
  readonly recovered: readonly { readonly cell: number; readonly value: number }[];
  /** Which cells, of `targets`, follow for somebody who knows the cells `known`. */
  readonly recoveredBy: (known: readonly number[], targets: readonly number[]) => readonly number[];
}

interface Equation {
  readonly line: Line;
  value: number;
}

export function solveSystem({ cells, rows }: HiddenSystem): SolvedSystem {
  const pivots = eliminate(
    rows
      .toSorted((a, b) => a.unknowns.length - b.unknowns.length)
      .map(({ unknowns, coefficients, value }) => {
        const line: Line = new Map();
        unknowns.forEach((unknown, at) => {
          add(line, unknown, coefficients[at]!);
        });
        return { line, value };
      }),
  );
  const dependence = Array.from(cells, (_, unknown): Line => {
    const pivot = pivots.get(unknown);
    if (pivot === undefined) return new Map([[unknown, 1]]);
    return new Map(
      [...pivot.line].filter(([free]) => free !== unknown).map(([free, entry]) => [free, -entry]),
    );
  });
  const place = new Map(Array.from(cells, (cell, at) => [cell, at]));
  return {
    cells,
    dependence,
    recovered: [...cells.keys()]
      .filter((unknown) => dependence[unknown]!.size === 0)
      .map((unknown) => ({ cell: cells[unknown]!, value: pivots.get(unknown)!.value })),
    recoveredBy: (known, targets) => {
      const lines = known.flatMap((cell) => {
        const at = place.get(cell);
        return at === undefined ? [] : [dependence[at]!];
      });
      const basis = eliminate(lines.map((line) => ({ line: new Map(line), value: 0 })));
      if (basis.size === 0) return [];
      const touched = new Set(lines.flatMap((line) => [...line.keys()]));
      return targets.filter((cell) => {
        const at = place.get(cell);
        if (at === undefined || known.includes(cell)) return false;
        const target = dependence[at]!;
        for (const free of target.keys()) if (!touched.has(free)) return false;
        const rest = new Map(target);
        for (const [pivot, { line }] of basis) {
          const times = rest.get(pivot);
          if (times !== undefined) for (const [free, entry] of line) add(rest, free, -times * entry);
        }
        return rest.size === 0;
      });
    },
  };
}

/** Reduced row echelon form: equations by the unknown that each gives, whose entry is 1 and stands in no other. */
function eliminate(equations: readonly Equation[]): ReadonlyMap<number, Equation> {
  const pivots = new Map<number, Equation>();
  const holders = new Map<number, Set<Equation>>();
  const subtract = (from: Equation, times: number, other: Equation) => {
    for (const [unknown, entry] of other.line) add(from.line, unknown, -times * entry);
    from.value -= times * other.value;
  };
  for (const equation of equations) {
    for (const [unknown, entry] of [...equation.line]) {
      const pivot = pivots.get(unknown);
      if (pivot !== undefined) subtract(equation, entry, pivot);
    }
    // The largest entry is the safest to divide by; of several, the one that stands in the fewest equations.
    let chosen = -1;
    let best = 0;
    for (const [unknown, entry] of equation.line) {
      const rating = Math.min(1, Math.abs(entry)) / (1 + (holders.get(unknown)?.size ?? 0));
      if (rating > best) [chosen, best] = [unknown, rating];
    }
    if (chosen < 0) continue;
    const scale = equation.line.get(chosen)!;
    for (const [unknown, entry] of equation.line) equation.line.set(unknown, entry / scale);
    equation.value /= scale;
    for (const other of [...(holders.get(chosen) ?? [])]) {
      subtract(other, other.line.get(chosen)!, equation);
      for (const unknown of equation.line.keys())
        if (other.line.has(unknown)) hold(holders, unknown, other);
        else holders.get(unknown)?.delete(other);
    }
    pivots.set(chosen, equation);
    for (const unknown of equation.line.keys()) hold(holders, unknown, equation);
  }
  return pivots;
}

function hold(holders: Map<number, Set<Equation>>, unknown: number, equation: Equation): void {
  const set = holders.get(unknown);
  if (set === undefined) holders.set(unknown, new Set([equation]));
  else set.add(equation);
}

function add(line: Line, unknown: number, amount: number): void {
  const sum = (line.get(unknown) ?? 0) + amount;
  if (Math.abs(sum) < TINY) line.delete(unknown);
  else line.set(unknown, sum);
}
