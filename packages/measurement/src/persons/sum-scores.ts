/** From sum scores to the scale: the distribution of the sum at each θ by the recursion of Lord & Wingersky (1984). */

import { fillLogProbabilities, type ItemParameters, itemMoments } from '../models/item-models.ts';
import { bisect } from '../numeric/minimise.ts';

/**
 * P(sum = s | θ) into rows `[s·θ.length + q]`, s from 0 to the largest possible sum. Scores are taken as they are, so
 * an item whose lowest score is 1 starts its sum at 1.
 */
export function sumScoreProbabilities(items: readonly ItemParameters[], theta: Float64Array): Float64Array {
  const n = theta.length;
  let table = new Float64Array(n).fill(1);
  let largest = 0;
  for (const item of items) {
    const logP = new Float64Array(item.scores.length * n);
    fillLogProbabilities(item, theta, logP);
    const highest = item.scores.at(-1)!;
    const next = new Float64Array((largest + highest + 1) * n);
    item.scores.forEach((score, c) => {
      for (let s = 0; s <= largest; s++)
        for (let q = 0; q < n; q++)
          next[(s + score) * n + q]! += table[s * n + q]! * Math.exp(logP[c * n + q]!);
    });
    table = next;
    largest += highest;
  }
  return table;
}

export interface SumScoreRow {
  readonly sum: number;
  /** Expected share of persons with this sum. */
  readonly probability: number;
  readonly eap: number;
  readonly posteriorSd: number;
  /** θ at which this is the expected sum; null at and beyond the ends. */
  readonly expectedAt: number | null;
}

/** The table of sums; `prior` holds the probability of each node. Sums that cannot occur are left out. */
export function sumScoreTable(
  items: readonly ItemParameters[],
  theta: Float64Array,
  prior: Float64Array,
): readonly SumScoreRow[] {
  const n = theta.length;
  const table = sumScoreProbabilities(items, theta);
  const rows: SumScoreRow[] = [];
  for (let sum = 0; sum < table.length / n; sum++) {
    let mass = 0;
    let first = 0;
    let second = 0;
    for (let q = 0; q < n; q++) {
      const one = table[sum * n + q]! * prior[q]!;
      mass += one;
      first += one * theta[q]!;
      second += one * theta[q]! * theta[q]!;
    }
    if (!(mass > 0)) continue;
    const eap = first / mass;
    rows.push({
      sum,
      probability: mass,
      eap,
      posteriorSd: Math.sqrt(Math.max(0, second / mass - eap * eap)),
      expectedAt: thetaOfExpectedSum(items, sum),
    });
  }
  return rows;
}

/** θ between −40 and 40 at which the items' expected sum is `sum`; null when there is none (test characteristic curve). */
export function thetaOfExpectedSum(items: readonly ItemParameters[], sum: number): number | null {
  const least = items.reduce((total, item) => total + item.scores[0]!, 0);
  const most = items.reduce((total, item) => total + item.scores.at(-1)!, 0);
  if (!(sum > least && sum < most)) return null;
  return bisect((theta) => expectedSum(items, theta) - sum, -40, 40);
}

export function expectedSum(items: readonly ItemParameters[], theta: number): number {
  const at = Float64Array.of(theta);
  return items.reduce((total, item) => total + itemMoments(item, at).expected[0]!, 0);
}
