/**
 * Item response models of one dimension, in slope and intercept form, as mirt writes them (Chalmers 2012):
 *
 * - `partialCredit`: log P(c) ∝ slope·scores[c]·θ + intercepts[c] (Muraki 1992). Rasch, 2PL, PCM and GPCM are all of this
 *   kind; with two categories P(1) = σ(slope·θ + intercept). `intercepts[0]` is 0.
 * - `graded`: P(≥ c) = σ(slope·θ + intercepts[c]) for c ≥ 1 (Samejima 1969), intercepts falling. `intercepts[0]` is unused, 0.
 * - `guessing`: P(1) = g + (1 − g)·σ(slope·θ + intercept) (Birnbaum 1968), g a probability.
 * - `asymptotes`: P(1) = g + (u − g)·σ(slope·θ + intercept) (Barton & Lord 1981), u < 1 the share of the ablest who solve it.
 *
 * Categories are positions in `scores`, the scores that occur in the data, so an unobserved middle score costs nothing.
 */
export type ItemParameters =
  | {
      readonly kind: 'partialCredit';
      readonly slope: number;
      readonly scores: readonly number[];
      readonly intercepts: readonly number[];
    }
  | {
      readonly kind: 'graded';
      readonly slope: number;
      readonly scores: readonly number[];
      readonly intercepts: readonly number[];
    }
  | {
      readonly kind: 'guessing';
      readonly slope: number;
      readonly scores: readonly number[];
      readonly intercept: number;
      readonly guessing: number;
    }
  | {
      readonly kind: 'asymptotes';
      readonly slope: number;
      readonly scores: readonly number[];
      readonly intercept: number;
      readonly guessing: number;
      readonly upper: number;
    };

export function categoryCount(item: ItemParameters): number {
  return item.scores.length;
}

/** Parameters as the numbers that estimation moves: slope, intercepts from 1, logits of guessing and of the upper asymptote. */
export function toVector(item: ItemParameters): Float64Array {
  switch (item.kind) {
    case 'partialCredit':
    case 'graded':
      return Float64Array.from([item.slope, ...item.intercepts.slice(1)]);
    case 'guessing':
      return Float64Array.from([item.slope, item.intercept, logit(item.guessing)]);
    case 'asymptotes':
      return Float64Array.from([item.slope, item.intercept, logit(item.guessing), logit(item.upper)]);
  }
}

export function vectorLength(item: ItemParameters): number {
  switch (item.kind) {
    case 'partialCredit':
    case 'graded':
      return item.scores.length;
    case 'guessing':
      return 3;
    case 'asymptotes':
      return 4;
  }
}

/** The inverse of `toVector`, from `vector` at `offset`. */
export function fromVector(item: ItemParameters, vector: Float64Array, offset = 0): ItemParameters {
  const slope = vector[offset]!;
  switch (item.kind) {
    case 'partialCredit':
    case 'graded':
      return {
        ...item,
        slope,
        intercepts: [0, ...vector.subarray(offset + 1, offset + item.scores.length)],
      };
    case 'guessing':
      return { ...item, slope, intercept: vector[offset + 1]!, guessing: logistic(vector[offset + 2]!) };
    case 'asymptotes':
      return {
        ...item,
        slope,
        intercept: vector[offset + 1]!,
        guessing: logistic(vector[offset + 2]!),
        upper: logistic(vector[offset + 3]!),
      };
  }
}

/** Names of the entries of `toVector`, as reports show them. */
export function vectorNames(item: ItemParameters): readonly string[] {
  if (item.kind === 'guessing') return ['slope', 'intercept', 'logitGuessing'];
  if (item.kind === 'asymptotes') return ['slope', 'intercept', 'logitGuessing', 'logitUpper'];
  if (item.scores.length === 2) return ['slope', 'intercept'];
  return ['slope', ...item.scores.slice(1).map((score) => `intercept${score}`)];
}

/** σ(x) without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** The inverse of `logistic`. */
function logit(p: number): number {
  return Math.log(p / (1 - p));
}

/** log σ(x) without overflow. */
export function logLogistic(x: number): number {
  return x >= 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
}

/** Whether the parameters make a probability of every category at every θ. */
export function isProper(item: ItemParameters): boolean {
  if (!Number.isFinite(item.slope)) return false;
  switch (item.kind) {
    case 'partialCredit':
      return item.intercepts.every(Number.isFinite);
    case 'graded':
      return item.intercepts.every(
        (one, c) => Number.isFinite(one) && (c < 2 || one < item.intercepts[c - 1]!),
      );
    case 'guessing':
      return Number.isFinite(item.intercept) && item.guessing >= 0 && item.guessing < 1;
    case 'asymptotes':
      return (
        Number.isFinite(item.intercept) && item.guessing >= 0 && item.guessing < item.upper && item.upper <= 1
      );
  }
}

/** log P(c | θ) into `out[c·θ.length + q]`. */
export function fillLogProbabilities(item: ItemParameters, theta: Float64Array, out: Float64Array): void {
  const n = theta.length;
  switch (item.kind) {
    case 'partialCredit': {
      const categories = item.scores.length;
      for (let q = 0; q < n; q++) {
        const at = item.slope * theta[q]!;
        let top = Number.NEGATIVE_INFINITY;
        for (let c = 0; c < categories; c++) {
          const z = at * item.scores[c]! + item.intercepts[c]!;
          out[c * n + q] = z;
          if (z > top) top = z;
        }
        let sum = 0;
        for (let c = 0; c < categories; c++) sum += Math.exp(out[c * n + q]! - top);
        const logSum = top + Math.log(sum);
        for (let c = 0; c < categories; c++) out[c * n + q]! -= logSum;
      }
      return;
    }
    case 'graded': {
      const categories = item.scores.length;
      for (let q = 0; q < n; q++) {
        const at = item.slope * theta[q]!;
        for (let c = 0; c < categories; c++) {
          let log = 0;
          if (c > 0) log += logLogistic(at + item.intercepts[c]!);
          if (c + 1 < categories) log += logLogistic(-(at + item.intercepts[c + 1]!));
          if (c > 0 && c + 1 < categories)
            log += Math.log(-Math.expm1(item.intercepts[c + 1]! - item.intercepts[c]!));
          out[c * n + q] = log;
        }
      }
      return;
    }
    case 'guessing': {
      const g = item.guessing;
      for (let q = 0; q < n; q++) {
        const z = item.slope * theta[q]! + item.intercept;
        out[q] = Math.log1p(-g) + logLogistic(-z);
        out[n + q] = Math.log(g + (1 - g) * logistic(z));
      }
      return;
    }
    case 'asymptotes': {
      const { guessing: g, upper: u } = item;
      for (let q = 0; q < n; q++) {
        const z = item.slope * theta[q]! + item.intercept;
        out[q] = Math.log(1 - u + (u - g) * logistic(-z));
        out[n + q] = Math.log(g + (u - g) * logistic(z));
      }
      return;
    }
  }
}

/**
 * ∂ log P(c | θ) / ∂ vector[k] into `out[(k·categories + c)·θ.length + q]`; `logP` is what `fillLogProbabilities` gave.
 */
export function fillDerivatives(
  item: ItemParameters,
  theta: Float64Array,
  logP: Float64Array,
  out: Float64Array,
): void {
  const n = theta.length;
  const categories = item.scores.length;
  switch (item.kind) {
    case 'partialCredit':
      for (let q = 0; q < n; q++) {
        let expected = 0;
        for (let c = 0; c < categories; c++) expected += item.scores[c]! * Math.exp(logP[c * n + q]!);
        for (let c = 0; c < categories; c++) {
          out[c * n + q] = theta[q]! * (item.scores[c]! - expected);
          for (let k = 1; k < categories; k++)
            out[(k * categories + c) * n + q] = (c === k ? 1 : 0) - Math.exp(logP[k * n + q]!);
        }
      }
      return;
    case 'graded': {
      const above = new Float64Array(categories + 1);
      for (let q = 0; q < n; q++) {
        above[0] = 1;
        above[categories] = 0;
        for (let c = 1; c < categories; c++)
          above[c] = logistic(item.slope * theta[q]! + item.intercepts[c]!);
        for (let c = 0; c < categories; c++) {
          out[c * n + q] = theta[q]! * (1 - above[c]! - above[c + 1]!);
          for (let k = 1; k < categories; k++) out[(k * categories + c) * n + q] = 0;
        }
        for (let k = 1; k < categories; k++) {
          // S(1 − S)/P written with what does not vanish: P(c) = S(c)·(1 − S(c+1))·(1 − e^(d(c+1) − d(c))).
          const gapAbove =
            k + 1 < categories ? -Math.expm1(item.intercepts[k + 1]! - item.intercepts[k]!) : 1;
          const gapBelow = k > 1 ? -Math.expm1(item.intercepts[k]! - item.intercepts[k - 1]!) : 1;
          const notAbove =
            k + 1 < categories ? logistic(-(item.slope * theta[q]! + item.intercepts[k + 1]!)) : 1;
          const below = k > 1 ? above[k - 1]! : 1;
          const notHere = logistic(-(item.slope * theta[q]! + item.intercepts[k]!));
          out[(k * categories + k) * n + q] = notHere / (notAbove * gapAbove);
          out[(k * categories + k - 1) * n + q] = -above[k]! / (below * gapBelow);
        }
      }
      return;
    }
    case 'guessing': {
      const g = item.guessing;
      for (let q = 0; q < n; q++) {
        const s = logistic(item.slope * theta[q]! + item.intercept);
        const right = g + (1 - g) * s;
        const byZ = ((1 - g) * s * (1 - s)) / right;
        out[q] = -s * theta[q]!;
        out[n + q] = byZ * theta[q]!;
        out[2 * n + q] = -s;
        out[3 * n + q] = byZ;
        out[4 * n + q] = -g;
        out[5 * n + q] = (g * (1 - g) * (1 - s)) / right;
      }
      return;
    }
    case 'asymptotes': {
      const { guessing: g, upper: u } = item;
      for (let q = 0; q < n; q++) {
        const z = item.slope * theta[q]! + item.intercept;
        const [s, t] = [logistic(z), logistic(-z)];
        const right = g + (u - g) * s;
        const wrong = 1 - u + (u - g) * t;
        const byZ = (u - g) * s * t;
        const moves = [byZ * theta[q]!, byZ, g * (1 - g) * t, u * (1 - u) * s];
        moves.forEach((move, k) => {
          out[2 * k * n + q] = -move / wrong;
          out[(2 * k + 1) * n + q] = move / right;
        });
      }
      return;
    }
  }
}

export interface ItemMoments {
  /** E(score | θ). */
  readonly expected: Float64Array;
  /** Var(score | θ). */
  readonly variance: Float64Array;
  /** Fisher information of the item about θ. */
  readonly information: Float64Array;
}

/** Expected score, its variance, and information Σ P′(c)²/P(c) at each θ. */
export function itemMoments(item: ItemParameters, theta: Float64Array): ItemMoments {
  const n = theta.length;
  const categories = item.scores.length;
  const logP = new Float64Array(categories * n);
  fillLogProbabilities(item, theta, logP);
  const slopes = thetaDerivatives(item, theta, logP).first;
  const expected = new Float64Array(n);
  const variance = new Float64Array(n);
  const information = new Float64Array(n);
  for (let q = 0; q < n; q++) {
    let mean = 0;
    for (let c = 0; c < categories; c++) mean += item.scores[c]! * Math.exp(logP[c * n + q]!);
    for (let c = 0; c < categories; c++) {
      const p = Math.exp(logP[c * n + q]!);
      variance[q]! += p * (item.scores[c]! - mean) ** 2;
      information[q]! += p * slopes[c * n + q]! ** 2;
    }
    expected[q] = mean;
  }
  return { expected, variance, information };
}

/** ∂ log P(c | θ)/∂θ and ∂² log P(c | θ)/∂θ², each `[c·θ.length + q]`. */
export function thetaDerivatives(
  item: ItemParameters,
  theta: Float64Array,
  logP: Float64Array,
): { readonly first: Float64Array; readonly second: Float64Array } {
  const n = theta.length;
  const categories = item.scores.length;
  const first = new Float64Array(categories * n);
  const second = new Float64Array(categories * n);
  const a = item.slope;
  switch (item.kind) {
    case 'partialCredit':
      for (let q = 0; q < n; q++) {
        let mean = 0;
        let square = 0;
        for (let c = 0; c < categories; c++) {
          const p = Math.exp(logP[c * n + q]!);
          mean += p * item.scores[c]!;
          square += p * item.scores[c]! * item.scores[c]!;
        }
        for (let c = 0; c < categories; c++) {
          first[c * n + q] = a * (item.scores[c]! - mean);
          second[c * n + q] = -a * a * (square - mean * mean);
        }
      }
      break;
    case 'graded': {
      const above = new Float64Array(categories + 1);
      above[0] = 1;
      for (let q = 0; q < n; q++) {
        for (let c = 1; c < categories; c++) above[c] = logistic(a * theta[q]! + item.intercepts[c]!);
        for (let c = 0; c < categories; c++) {
          first[c * n + q] = a * (1 - above[c]! - above[c + 1]!);
          second[c * n + q] = -a * a * (above[c]! * (1 - above[c]!) + above[c + 1]! * (1 - above[c + 1]!));
        }
      }
      break;
    }
    case 'guessing': {
      const g = item.guessing;
      for (let q = 0; q < n; q++) {
        const s = logistic(a * theta[q]! + item.intercept);
        const right = g + (1 - g) * s;
        const slope = a * (1 - g) * s * (1 - s);
        const bend = a * a * (1 - g) * s * (1 - s) * (1 - 2 * s);
        first[q] = -a * s;
        second[q] = -a * a * s * (1 - s);
        first[n + q] = slope / right;
        second[n + q] = bend / right - (slope / right) ** 2;
      }
      break;
    }
    case 'asymptotes': {
      const { guessing: g, upper: u } = item;
      for (let q = 0; q < n; q++) {
        const z = a * theta[q]! + item.intercept;
        const [s, t] = [logistic(z), logistic(-z)];
        const right = g + (u - g) * s;
        const wrong = 1 - u + (u - g) * t;
        const slope = a * (u - g) * s * t;
        const bend = a * slope * (t - s);
        first[q] = -slope / wrong;
        second[q] = -bend / wrong - (slope / wrong) ** 2;
        first[n + q] = slope / right;
        second[n + q] = bend / right - (slope / right) ** 2;
      }
      break;
    }
  }
  return { first, second };
}

/**
 * Difficulty: where a dichotomous item is solved by half (midway between its asymptotes where it has any); for steps, where neighbouring categories
 * (partial credit) or "at least c" (graded) are even. Null for a flat item.
 */
export function difficulties(item: ItemParameters): readonly (number | null)[] {
  const per = (value: number) => (item.slope === 0 ? null : value / item.slope);
  switch (item.kind) {
    case 'partialCredit':
      return item.intercepts
        .slice(1)
        .map((d, k) => per(-(d - item.intercepts[k]!) / (item.scores[k + 1]! - item.scores[k]!)));
    case 'graded':
      return item.intercepts.slice(1).map((d) => per(-d));
    case 'guessing':
    case 'asymptotes':
      return [per(-item.intercept)];
  }
}

/** The same item when θ = shift + stretch·θ′ is written in θ′. */
export function rescaleItem(item: ItemParameters, stretch: number, shift: number): ItemParameters {
  const slope = item.slope * stretch;
  switch (item.kind) {
    case 'partialCredit':
      return {
        ...item,
        slope,
        intercepts: item.intercepts.map(
          (d, c) => d + item.slope * (item.scores[c]! - item.scores[0]!) * shift,
        ),
      };
    case 'graded':
      return {
        ...item,
        slope,
        intercepts: item.intercepts.map((d, c) => (c === 0 ? 0 : d + item.slope * shift)),
      };
    case 'guessing':
    case 'asymptotes':
      return { ...item, slope, intercept: item.intercept + item.slope * shift };
  }
}
