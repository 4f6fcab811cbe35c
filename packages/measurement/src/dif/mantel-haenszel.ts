/** Mantel-Haenszel differential item functioning with the classes of ETS. */
import type { PAdjustment } from '../numeric/adjust-p.ts';
import { chiSquareUpper, normalUpper } from '../numeric/distributions.ts';
import { findBooklets, type ResponseMatrix } from '../responses/response-matrix.ts';
import {
  checkDifGroups,
  type DifGroups,
  type MatchedTable,
  matchedTables,
  purify,
  type TestedTogether,
  testedTogether,
} from './matching.ts';

export interface MantelHaenszel {
  readonly id: string;
  /** With continuity correction, (|ΣA − ΣE| − ½)²/ΣVar (Holland & Thayer 1988, eq. 3). Null when there is nothing to compare, or more than two scores. */
  readonly chiSquare: number | null;
  readonly p: number | null;
  /** Common odds ratio: above 1 the item favours the reference group. */
  readonly alpha: number | null;
  /** Variance of log alpha (Phillips & Holland 1987). */
  readonly logAlphaVariance: number | null;
  /** MH D-DIF = −2.35·log alpha (Holland & Thayer 1988): negative disfavours the focal group. */
  readonly delta: number | null;
  /** A negligible, B moderate, C large (Zieky 1993). */
  readonly ets: 'A' | 'B' | 'C' | null;
  /** Standardised p-difference, focal minus reference, weighted by the focal group (Dorans & Kulick 1986). */
  readonly standardisedDifference: number | null;
  readonly flagged: boolean;
}

export interface DifOptions {
  readonly weights?: Float64Array;
  readonly purify?: boolean;
  /** Level of the test that flags. */
  readonly level?: number;
  /** Of p-values over the items. Default: Benjamini & Hochberg's. */
  readonly adjustment?: PAdjustment;
}

const DELTA_SCALE = -2.35;

export function mantelHaenszel(
  matrix: ResponseMatrix,
  groups: DifGroups,
  options: DifOptions = {},
): {
  readonly items: readonly (MantelHaenszel & TestedTogether)[];
  readonly rounds: number;
  readonly settled: boolean;
} {
  checkDifGroups(groups, matrix);
  const level = options.level ?? 0.05;
  const booklets = findBooklets(matrix).bookletOf;
  const once = (anchors: Uint8Array) =>
    matrix.itemIds.map((id, item) => {
      const tables = matchedTables(matrix, groups, item, anchors, options.weights ?? null, booklets);
      return tables === null ? nothing(id) : compare(id, tables, level);
    });
  const { results, rounds, settled } = purify(
    matrix.itemIds.length,
    once,
    ({ flagged }) => flagged,
    options.purify === false ? 0 : 10,
  );
  const items = testedTogether(results, matrix, groups, ({ p }) => p, options.adjustment);
  return { items, rounds, settled: options.purify === false || settled };
}

function compare(id: string, tables: readonly MatchedTable[], level: number): MantelHaenszel {
  let observed = 0;
  let expected = 0;
  let variance = 0;
  let concordant = 0;
  let discordant = 0;
  let difference = 0;
  let focal = 0;
  for (const { wrong, right } of tables) {
    const reference = wrong[0] + right[0];
    const focalHere = wrong[1] + right[1];
    const total = reference + focalHere;
    if (reference === 0 || focalHere === 0) continue;
    const correct = right[0] + right[1];
    const incorrect = wrong[0] + wrong[1];
    if (total > 1) {
      observed += right[0];
      expected += (reference * correct) / total;
      variance += (reference * focalHere * correct * incorrect) / (total * total * (total - 1));
    }
    concordant += (right[0] * wrong[1]) / total;
    discordant += (wrong[0] * right[1]) / total;
    difference += focalHere * (right[1] / focalHere - right[0] / reference);
    focal += focalHere;
  }
  const standardisedDifference = focal > 0 ? difference / focal : null;
  if (!(variance > 0) || !(concordant > 0) || !(discordant > 0))
    return { ...nothing(id), standardisedDifference };
  const chiSquare = (Math.abs(observed - expected) - 0.5) ** 2 / variance;
  const alpha = concordant / discordant;
  let spread = 0;
  for (const { wrong, right } of tables) {
    const total = wrong[0] + right[0] + wrong[1] + right[1];
    if (wrong[0] + right[0] === 0 || wrong[1] + right[1] === 0) continue;
    spread +=
      ((right[0] * wrong[1] + alpha * wrong[0] * right[1]) *
        (right[0] + wrong[1] + alpha * (wrong[0] + right[1]))) /
      (total * total);
  }
  const logAlphaVariance = spread / (2 * concordant * concordant);
  const delta = DELTA_SCALE * Math.log(alpha);
  const p = chiSquareUpper(chiSquare, 1);
  return {
    id,
    chiSquare,
    p,
    alpha,
    logAlphaVariance,
    delta,
    ets: etsClass(delta, Math.abs(DELTA_SCALE) * Math.sqrt(logAlphaVariance), p),
    standardisedDifference,
    flagged: p < level,
  };
}

/**
 * Zieky (1993): A when the difference is not significant at 5 % or |Δ| below 1; C when |Δ| is 1.5 or more and significantly above 1;
 * else B.
 */
export function etsClass(delta: number, standardError: number, p: number): 'A' | 'B' | 'C' {
  const size = Math.abs(delta);
  if (p >= 0.05 || size < 1) return 'A';
  return size >= 1.5 && normalUpper((size - 1) / standardError) < 0.05 ? 'C' : 'B';
}

function nothing(id: string): MantelHaenszel {
  return {
    id,
    chiSquare: null,
    p: null,
    alpha: null,
    logAlphaVariance: null,
    delta: null,
    ets: null,
    standardisedDifference: null,
    flagged: false,
  };
}
