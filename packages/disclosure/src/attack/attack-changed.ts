/**
 * The attack on rounded or perturbed counts: everybody knows by how much a count may have changed, and that the true
 * counts add up. Where that leaves one value for a small cell, the change has hidden nothing.
 */
import type { LinearSolver, OpenProgram } from '../solver/linear-solver.ts';
import type { Finding } from './attack-tables.ts';
import type { PublishedCells } from './published-cells.ts';

export interface ChangedCells {
  readonly published: PublishedCells;
  /** A true count is within this of the one shown. */
  readonly change: number;
  /** Cells that the attack is after: 1. */
  readonly targets: Uint8Array;
}

export interface ChangedResult {
  readonly findings: readonly Finding[];
  readonly programs: number;
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** Solutions of random sums that are tried before any cell is asked by itself: each widens many intervals at once. */
const RANDOM_SUMS = 24;
/** Less than one person's width leaves one whole number. */
const WIDTH = 1 - 1e-6;

/** Null where no true counts agree with the change, as in a rounded table whose totals had to stray further. */
export function attackChanged(
  { published, change, targets }: ChangedCells,
  solver: LinearSolver,
): ChangedResult | null {
  const [shown] = published.values as readonly [Float64Array];
  const cells = shown.length;
  const program = solver.open({
    columns: cells,
    rows: published.relations.map((relation) => ({
      unknowns: relation,
      coefficients: relation.map((_, at) => (at === 0 ? -1 : 1)),
      value: 0,
    })),
    lower: shown.map((value) => (Number.isNaN(value) ? 0 : Math.max(0, value - change))),
    upper: shown.map((value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value + change)),
  });
  try {
    return narrowChanged(program, targets, cells);
  } finally {
    program.close();
  }
}

function narrowChanged(program: OpenProgram, targets: Uint8Array, cells: number): ChangedResult | null {
  const least = new Float64Array(cells).fill(Number.NaN);
  const most = new Float64Array(cells).fill(Number.NaN);
  const wanted = [...targets.keys()].filter((cell) => targets[cell] === 1);
  let programs = 0;
  /** False where nothing agrees with what is shown. */
  const solve = (objective: ReadonlyMap<number, number>, sense: 'least' | 'most'): boolean => {
    programs++;
    const solution = program.extreme(objective, sense);
    if (typeof solution === 'string') return solution === 'unbounded';
    for (const cell of wanted) {
      if (!(least[cell]! <= solution[cell]!)) least[cell] = solution[cell]!;
      if (!(most[cell]! >= solution[cell]!)) most[cell] = solution[cell]!;
    }
    return true;
  };
  const isWide = (cell: number) => most[cell]! - least[cell]! >= WIDTH;
  let state = 1;
  for (let round = 0; round < RANDOM_SUMS && !wanted.every(isWide); round++) {
    const weights = new Map(
      wanted.map((cell) => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return [cell, state / 2 ** 31 - 1] as const;
      }),
    );
    if (!solve(weights, 'most')) return null;
  }
  const findings: Finding[] = [];
  for (const cell of wanted) {
    if (isWide(cell)) continue;
    if (!solve(new Map([[cell, 1]]), 'least')) return null;
    if (!isWide(cell)) solve(new Map([[cell, 1]]), 'most');
    if (!isWide(cell))
      findings.push({
        kind: 'exact',
        cell,
        quantity: 0,
        least: least[cell]!,
        most: most[cell]!,
        knowing: [],
      });
  }
  return { findings, programs, least, most };
}
