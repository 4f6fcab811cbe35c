/**
 * Logistic regression of an item on the matching score, group, and their product (Swaminathan & Rogers 1990): likelihood
 * ratio tests of uniform and non-uniform differences, and the change in Nagelkerke's R² as effect size.
 */

import { logistic, logLogistic } from '../models/item-models.ts';
import { chiSquareUpper } from '../numeric/distributions.ts';
import { dot, solveWithRidge } from '../numeric/linear-algebra.ts';
import { findBooklets, type ResponseMatrix } from '../responses/response-matrix.ts';
import type { DifOptions } from './mantel-haenszel.ts';
import {
  checkDifGroups,
  type DifGroups,
  type MatchedTable,
  matchedTables,
  purify,
  type TestedTogether,
  testedTogether,
} from './matching.ts';

export interface LogisticTest {
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
  /** Change in Nagelkerke's R². */
  readonly rSquaredChange: number;
}

export interface LogisticDif {
  readonly id: string;
  readonly both: LogisticTest | null;
  readonly uniform: LogisticTest | null;
  readonly nonUniform: LogisticTest | null;
  /** Of R² change of both: A below 0.035, C from 0.070, if significant (Jodoin & Gierl 2001). */
  readonly size: 'A' | 'B' | 'C' | null;
  /** Log odds of the group at the mean matching score: negative disfavours the focal group. */
  readonly groupEffect: number | null;
  readonly flagged: boolean;
}

export function logisticDif(
  matrix: ResponseMatrix,
  groups: DifGroups,
  options: DifOptions = {},
): {
  readonly items: readonly (LogisticDif & TestedTogether)[];
  readonly rounds: number;
  readonly settled: boolean;
} {
  checkDifGroups(groups, matrix);
  const level = options.level ?? 0.05;
  const booklets = findBooklets(matrix).bookletOf;
  const once = (anchors: Uint8Array) =>
    matrix.itemIds.map((id, item) => {
      const tables = matchedTables(matrix, groups, item, anchors, options.weights ?? null, booklets);
      return test(id, tables ?? [], level);
    });
  const { results, rounds, settled } = purify(
    matrix.itemIds.length,
    once,
    ({ flagged }) => flagged,
    options.purify === false ? 0 : 10,
  );
  const items = testedTogether(results, matrix, groups, ({ both }) => both?.p ?? null, options.adjustment);
  return { items, rounds, settled: options.purify === false || settled };
}

interface Cell {
  readonly x: number;
  readonly group: number;
  readonly booklet: number;
  readonly right: number;
  readonly total: number;
}

function test(id: string, tables: readonly MatchedTable[], level: number): LogisticDif {
  const nothing: LogisticDif = {
    id,
    both: null,
    uniform: null,
    nonUniform: null,
    size: null,
    groupEffect: null,
    flagged: false,
  };
  const cells = standardise(tables);
  const persons = cells.reduce((sum, cell) => sum + cell.total, 0);
  const right = cells.reduce((sum, cell) => sum + cell.right, 0);
  const inGroup = (group: number) => cells.some((cell) => cell.group === group && cell.total > 0);
  if (!(right > 0 && right < persons) || !inGroup(0) || !inGroup(1)) return nothing;
  const booklets = [...new Set(cells.map((cell) => cell.booklet))];
  // Each further booklet has an intercept of its own: sums of different items are not the same score.
  const base = (cell: Cell) => [
    1,
    cell.x,
    ...booklets.slice(1).map((booklet) => (cell.booklet === booklet ? 1 : 0)),
  ];
  const empty = right * Math.log(right / persons) + (persons - right) * Math.log(1 - right / persons);
  const none = fitLogistic(cells, base);
  const uniformFit = fitLogistic(cells, (cell) => [...base(cell), cell.group]);
  const bothFit = fitLogistic(cells, (cell) => [...base(cell), cell.group, cell.group * cell.x]);
  const rSquared = (logLikelihood: number) =>
    (1 - Math.exp((2 * (empty - logLikelihood)) / persons)) / (1 - Math.exp((2 * empty) / persons));
  const compare = (small: number, large: number, df: number): LogisticTest => {
    const statistic = Math.max(0, 2 * (large - small));
    return {
      statistic,
      df,
      p: chiSquareUpper(statistic, df),
      rSquaredChange: rSquared(large) - rSquared(small),
    };
  };
  const both = compare(none.logLikelihood, bothFit.logLikelihood, 2);
  const size = both.p >= 0.05 || both.rSquaredChange < 0.035 ? 'A' : both.rSquaredChange < 0.07 ? 'B' : 'C';
  return {
    id,
    both,
    uniform: compare(none.logLikelihood, uniformFit.logLikelihood, 1),
    nonUniform: compare(uniformFit.logLikelihood, bothFit.logLikelihood, 1),
    size,
    groupEffect: uniformFit.coefficients.at(-1)!,
    flagged: both.p < level,
  };
}

/** Cells by group with the matching score centred and scaled, which changes no likelihood and steadies the arithmetic. */
function standardise(tables: readonly MatchedTable[]): readonly Cell[] {
  let weight = 0;
  let mean = 0;
  let square = 0;
  for (const { score, wrong, right } of tables) {
    const here = wrong[0] + wrong[1] + right[0] + right[1];
    weight += here;
    mean += here * score;
    square += here * score * score;
  }
  mean /= weight;
  const sd = Math.sqrt(Math.max(square / weight - mean * mean, 1e-12));
  return tables.flatMap(({ score, booklet, wrong, right }) =>
    [0, 1].map((group) => ({
      x: (score - mean) / sd,
      group,
      booklet,
      right: right[group]!,
      total: right[group]! + wrong[group]!,
    })),
  );
}

/** Newton's method on cells, halved where the likelihood would fall. Separated data stop at the likelihood's bound, to 1e-10. */
function fitLogistic(
  cells: readonly Cell[],
  design: (cell: Cell) => readonly number[],
): { readonly logLikelihood: number; readonly coefficients: readonly number[] } {
  const rows = cells.map((cell) => Float64Array.from(design(cell)));
  const size = rows[0]!.length;
  let beta = new Float64Array(size);
  const value = (b: Float64Array) =>
    cells.reduce((sum, cell, k) => {
      const z = dot(rows[k]!, b);
      return sum + cell.right * logLogistic(z) + (cell.total - cell.right) * logLogistic(-z);
    }, 0);
  let current = value(beta);
  for (let iteration = 0; iteration < 100; iteration++) {
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    cells.forEach((cell, k) => {
      const row = rows[k]!;
      const p = logistic(dot(row, beta));
      for (let a = 0; a < size; a++) {
        gradient[a]! += (cell.right - cell.total * p) * row[a]!;
        for (let b = 0; b < size; b++) hessian[a * size + b]! += cell.total * p * (1 - p) * row[a]! * row[b]!;
      }
    });
    const move = solveWithRidge(hessian, size, gradient);
    let scale = 1;
    let gained = 0;
    for (; scale > 1e-6; scale /= 2) {
      const trial = beta.map((one, a) => one + scale * move[a]!);
      const trialValue = value(trial);
      if (trialValue >= current) {
        gained = trialValue - current;
        beta = trial;
        current = trialValue;
        break;
      }
    }
    if (gained < 1e-11) break;
  }
  return { logLikelihood: current, coefficients: Array.from(beta) };
}
