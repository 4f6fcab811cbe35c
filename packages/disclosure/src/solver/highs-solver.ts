/** HiGHS (www.highs.dev, MIT) behind `LinearSolver`. The application loads it, since loading reads a file. */
import type { Highs } from 'highs';
import type { IntegerProgram, LinearProgram, LinearSolver } from './linear-solver.ts';

/** Nodes of branch and bound after which an integer program is given up: the same on every machine, unlike seconds. */
const MOST_NODES = 20_000;

export function createHighsSolver(highs: Highs): LinearSolver {
  const { infinity, constants } = highs;
  const matrixOf = ({ columns, rows }: LinearProgram) => {
    const starts = new Int32Array(rows.length + 1);
    rows.forEach(({ unknowns }, at) => {
      starts[at + 1] = starts[at]! + unknowns.length;
    });
    return {
      format: 'csr' as const,
      numRows: rows.length,
      numCols: columns,
      starts,
      indices: Int32Array.from(rows.flatMap(({ unknowns }) => unknowns)),
      values: Float64Array.from(rows.flatMap(({ coefficients }) => coefficients)),
    };
  };
  const rowBounds = ({ rows }: LinearProgram) => Float64Array.from(rows, ({ value }) => value);
  return {
    open: (program) => {
      const model = highs.createModel({
        numCols: program.columns,
        numRows: program.rows.length,
        colCost: new Float64Array(program.columns),
        colLower: program.lower ?? new Float64Array(program.columns),
        colUpper:
          program.upper?.map((value) => (Number.isFinite(value) ? value : infinity)) ??
          new Float64Array(program.columns).fill(infinity),
        rowLower: rowBounds(program),
        rowUpper: rowBounds(program),
        matrix: matrixOf(program),
      });
      model.options.set({ output_flag: false, solver: 'simplex', presolve: 'off' });
      let priced: number[] = [];
      return {
        extreme: (objective, sense) => {
          for (const unknown of priced) model.changeColCost(unknown, 0);
          const sign = sense === 'least' ? 1 : -1;
          for (const [unknown, weight] of objective) model.changeColCost(unknown, sign * weight);
          priced = [...objective.keys()];
          model.run();
          const status = model.getModelStatus();
          if (status === constants.modelStatus.optimal)
            return Float64Array.from(model.getSolution().colValue);
          return status === constants.modelStatus.infeasible ? 'infeasible' : 'unbounded';
        },
        hold: (unknown, value) => {
          model.changeColBounds(
            unknown,
            value ?? program.lower?.[unknown] ?? 0,
            value ?? Math.min(program.upper?.[unknown] ?? infinity, infinity),
          );
        },
        close: () => model.dispose(),
      };
    },
    solveInteger: (program: IntegerProgram) => {
      const model = highs.createModel({
        numCols: program.columns,
        numRows: program.rows.length,
        colCost: program.costs,
        colLower: program.lower,
        colUpper: program.upper.map((value) => (Number.isFinite(value) ? value : infinity)),
        rowLower: rowBounds(program),
        rowUpper: rowBounds(program),
        matrix: matrixOf(program),
        integrality: Int32Array.from(program.whole),
      });
      try {
        model.options.set({ output_flag: false, mip_max_nodes: MOST_NODES, random_seed: 1 });
        model.run();
        const status = model.getModelStatus();
        const solution = model.getSolution().colValue;
        return status === constants.modelStatus.optimal ? Float64Array.from(solution) : null;
      } finally {
        model.dispose();
      }
    },
  };
}
