/** What the attack needs of a linear programming solver; the application brings one. */

export interface LinearProgram {
  /** Unknowns, each at least 0 and without a bound above unless bounds are given. */
  readonly columns: number;
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
  readonly rows: readonly {
    readonly unknowns: readonly number[];
    readonly coefficients: readonly number[];
    readonly value: number;
  }[];
}

export interface OpenProgram {
  /** A solution with the extreme of `objective` (weight by unknown). */
  readonly extreme: (
    objective: ReadonlyMap<number, number>,
    sense: 'least' | 'most',
  ) => Float64Array | 'unbounded' | 'infeasible';
  /** Holds an unknown at a value; null sets it free again. */
  readonly hold: (unknown: number, value: number | null) => void;
  readonly close: () => void;
}

export interface LinearSolver {
  readonly open: (program: LinearProgram) => OpenProgram;
  /** Least cost in whole numbers between bounds; null where no solution was found within the limit of work. */
  readonly solveInteger: (program: IntegerProgram) => Float64Array | null;
}

export interface IntegerProgram extends LinearProgram {
  readonly costs: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** 1 for unknowns that must be whole. */
  readonly whole: Uint8Array;
}
