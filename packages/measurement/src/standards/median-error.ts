/**
 * Standard error of a median: the standard deviation of the medians of all samples that can be drawn from the values with
 * replacement, computed exactly (Maritz & Jarrett 1978; Efron 1979). A panel's median moves in steps, so that the error of
 * its mean says little about it.
 */

/** Null for fewer than two values; 0 when all are equal. */
export function medianError(values: readonly number[]): number | null {
  const n = values.length;
  if (n < 2) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(n / 2);
  return n % 2 === 1 ? ofMiddleValue(sorted, middle + 1) : ofTwoMiddleValues(sorted, middle);
}

/** `rank` counts from 1: the median of a sample is its value of this rank. */
function ofMiddleValue(sorted: readonly number[], rank: number): number {
  const n = sorted.length;
  const shares = sorted.map((value, i) => ({
    value,
    probability: atLeast(n, rank, (i + 1) / n) - atLeast(n, rank, i / n),
  }));
  return spread(shares);
}

/** A sample of 2m: exactly m draws at or below position i with one on it, and m at or above j > i with one on it. */
function ofTwoMiddleValues(sorted: readonly number[], m: number): number {
  const n = sorted.length;
  const ways = binomial(n, m);
  const lower = (i: number) => (i / n) ** m;
  const shares: { value: number; probability: number }[] = [];
  for (let i = 1; i <= n; i++) {
    let apart = 0;
    for (let j = i + 1; j <= n; j++) {
      const probability = ways * (lower(i) - lower(i - 1)) * (lower(n - j + 1) - lower(n - j));
      apart += probability;
      shares.push({ value: (sorted[i - 1]! + sorted[j - 1]!) / 2, probability });
    }
    const rankOnIt = atLeast(n, m, i / n) - atLeast(n, m, (i - 1) / n);
    shares.push({ value: sorted[i - 1]!, probability: rankOnIt - apart });
  }
  return spread(shares);
}

/** Chance that at least `k` of `n` draws fall where each does with chance `p`. */
function atLeast(n: number, k: number, p: number): number {
  let sum = 0;
  for (let r = k; r <= n; r++) sum += binomial(n, r) * p ** r * (1 - p) ** (n - r);
  return sum;
}

function binomial(n: number, k: number): number {
  let ways = 1;
  for (let r = 1; r <= k; r++) ways *= (n - k + r) / r;
  return ways;
}

function spread(shares: readonly { readonly value: number; readonly probability: number }[]): number {
  const mean = shares.reduce((sum, { value, probability }) => sum + value * probability, 0);
  const variance = shares.reduce((sum, { value, probability }) => sum + (value - mean) ** 2 * probability, 0);
  return Math.sqrt(Math.max(0, variance));
}
