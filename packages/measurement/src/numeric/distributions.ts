/**
 * Normal, gamma, chi-square, beta and t distributions. Sources: Abramowitz & Stegun (1964) by section; Lanczos's
 * coefficients g = 7, n = 9 as computed by Godfrey (2001); Acklam (2003) for the start of the normal quantile, then one
 * step of Halley's method.
 */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** log Γ(x), x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let sum = LANCZOS[0]!;
  for (let k = 1; k < LANCZOS.length; k++) sum += LANCZOS[k]! / (z + k);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Regularised upper incomplete gamma Q(a, x): series (6.5.29) or Lentz's continued fraction (6.5.31). */
export function gammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000 && Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return Math.max(0, 1 - front * sum);
  }
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return front * h;
}

/** P(χ² ≥ x) with `df` degrees of freedom. */
export function chiSquareUpper(x: number, df: number): number {
  return gammaUpper(df / 2, x / 2);
}

/** P(χ² ≤ x) of the noncentral distribution: Poisson mixture (26.4.25), summed outwards from its mode. */
export function noncentralChiSquareLower(x: number, df: number, noncentrality: number): number {
  const half = noncentrality / 2;
  if (half === 0) return 1 - chiSquareUpper(x, df);
  const poisson = (k: number) => Math.exp(-half + k * Math.log(half) - logGamma(k + 1));
  const mode = Math.floor(half);
  let sum = 0;
  for (const direction of [1, -1]) {
    for (let k = direction === 1 ? mode : mode - 1; k >= 0; k += direction) {
      const weight = poisson(k);
      sum += weight * (1 - chiSquareUpper(x, df + 2 * k));
      if (weight < 1e-16) break;
    }
  }
  return Math.min(1, sum);
}

/** P(Z ≥ z), accurate in both tails. */
export function normalUpper(z: number): number {
  const tail = 0.5 * gammaUpper(0.5, (z * z) / 2);
  return z >= 0 ? tail : 1 - tail;
}

/** P(Z ≤ z). */
export function normalLower(z: number): number {
  return normalUpper(-z);
}

export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** z such that P(Z ≤ z) = p, 0 < p < 1. */
export function normalQuantile(p: number): number {
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ];
  const b = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  ];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
  const horner = (k: readonly number[], x: number) => k.reduce((sum, one) => sum * x + one, 0);
  let z: number;
  if (p < 0.02425 || p > 1 - 0.02425) {
    const q = Math.sqrt(-2 * Math.log(Math.min(p, 1 - p)));
    z = horner(c, q) / (horner(d, q) * q + 1);
    if (p > 0.5) z = -z;
  } else {
    const q = p - 0.5;
    const r = q * q;
    z = (horner(a, r) * q) / (horner(b, r) * r + 1);
  }
  const error = normalLower(z) - p;
  const u = error / normalDensity(z);
  return z - u / (1 + (z * u) / 2);
}

/** Regularised incomplete beta I_x(a, b): Lentz's continued fraction (26.5.8). */
export function betaLower(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaLower(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let h = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = 1 + even / (Math.abs(c) < tiny ? tiny : c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = 1 + odd / (Math.abs(c) < tiny ? tiny : c);
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return (front * h) / a;
}

/** P(|T| ≥ |t|) of Student's distribution. */
export function studentTwoSided(t: number, df: number): number {
  return betaLower(df / (df + t * t), df / 2, 0.5);
}

/** t such that P(|T| ≤ t) = `coverage`: bisection, to 1e-10. */
export function studentQuantile(coverage: number, df: number): number {
  if (!Number.isFinite(df)) return normalQuantile(0.5 + coverage / 2);
  let low = 0;
  let high = 2;
  while (studentTwoSided(high, df) > 1 - coverage && high < 1e8) high *= 2;
  while (high - low > 1e-10 * (1 + high)) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, df) > 1 - coverage) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
