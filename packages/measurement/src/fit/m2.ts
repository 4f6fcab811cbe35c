/**
 * M2 (Maydeu-Olivares & Joe 2006) in its form with ordinal moments, M2* (Cai & Hansen 2013): the means of item scores and of their
 * products against the model's, weighted so that the statistic is χ². For two categories it is M2 itself. RMSEA as mirt computes it
 * (with N − 1), its interval from the noncentral χ², CFI against independent items.
 */
import { MeasurementError } from '../errors/measurement-error.ts';
import type { Calibration } from '../irt/calibration.ts';
import {
  fillDerivatives,
  fillLogProbabilities,
  type ItemParameters,
  vectorLength,
} from '../models/item-models.ts';
import { chiSquareUpper, noncentralChiSquareLower } from '../numeric/distributions.ts';
import { cholesky, forwardSolve } from '../numeric/linear-algebra.ts';
import { bisect } from '../numeric/minimise.ts';
import { NOT_ADMINISTERED, type ResponseMatrix } from '../responses/response-matrix.ts';

export interface LimitedInformationFit {
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
  readonly rmsea: number;
  /** 90 % interval. */
  readonly rmseaLow: number;
  readonly rmseaHigh: number;
  /** Null when independence fits too. */
  readonly cfi: number | null;
  readonly tli: number | null;
  readonly persons: number;
}

/** Moments beyond this many take minutes and gigabytes. 80 items make 3,240. */
const MOST_MOMENTS = 3_300;

/** Complete data and one group; null when the model leaves no degrees of freedom. */
export function m2(calibration: Calibration, matrix: ResponseMatrix): LimitedInformationFit | null {
  const { estimation, itemIds, items } = calibration.scoring;
  const J = items.length;
  const moments = (J * (J + 1)) / 2;
  if (moments > MOST_MOMENTS) throw new MeasurementError('too-many-moments', { items: J });
  if (calibration.groups.length > 1)
    throw new MeasurementError('incomplete-data', { statistic: 'M2', groups: calibration.groups.length });
  const observed = observedMoments(matrix, itemIds);
  const layout = estimation.data.layout;
  const prior = estimation.expectation.prior.subarray(0, estimation.theta.length);
  const model = modelMoments(items, estimation.theta, prior);
  const places = items.map((_, j) =>
    Array.from(layout.free[j]!.keys()).filter((k) => layout.free[j]![k] === 1),
  );
  const population = populationOf(calibration);
  const statistic = quadratic(
    observed.means,
    model.means,
    model.covariance,
    derivatives(items, places, estimation.theta, prior, population),
    moments,
    observed.persons,
  );
  const df = moments - layout.length;
  if (statistic === null || df <= 0) return null;
  const flat = independentItems(matrix, itemIds, items);
  const flatModel = modelMoments(flat, estimation.theta, prior);
  // Of independent items the moments know the mean alone: one intercept stands for all of an item's (the last one always moves it).
  const nullParameters = flat.map((item) => [vectorLength(item) - 1]);
  const nullStatistic = quadratic(
    observed.means,
    flatModel.means,
    flatModel.covariance,
    derivatives(flat, nullParameters, estimation.theta, prior, null),
    moments,
    observed.persons,
  );
  const nullDf = moments - nullParameters.reduce((sum, one) => sum + one.length, 0);
  const surplus = Math.max(0, statistic - df);
  const nullSurplus = nullStatistic === null ? 0 : Math.max(0, nullStatistic - nullDf);
  const rmseaOf = (noncentrality: number) => Math.sqrt(noncentrality / (df * (observed.persons - 1)));
  const bound = (share: number) => {
    const at = (noncentrality: number) => noncentralChiSquareLower(statistic, df, noncentrality) - share;
    return at(0) <= 0 ? 0 : (bisect(at, 0, 10 * (statistic + df) + 100) ?? 0);
  };
  return {
    statistic,
    df,
    p: chiSquareUpper(statistic, df),
    rmsea: rmseaOf(surplus),
    rmseaLow: rmseaOf(bound(0.95)),
    rmseaHigh: rmseaOf(bound(0.05)),
    cfi: nullSurplus === 0 ? null : 1 - surplus / Math.max(surplus, nullSurplus),
    tli:
      nullStatistic === null || nullDf <= 0
        ? null
        : (nullStatistic / nullDf - statistic / df) / (nullStatistic / nullDf - 1),
    persons: observed.persons,
  };
}

/** (o − e)ᵀ C (o − e)·N with C = Ξ⁻¹ − Ξ⁻¹Δ(ΔᵀΞ⁻¹Δ)⁻¹ΔᵀΞ⁻¹, by the Cholesky factor of Ξ. Null when Ξ or Δ is not of full rank. */
function quadratic(
  observed: Float64Array,
  expected: Float64Array,
  covariance: Float64Array,
  delta: readonly Float64Array[],
  size: number,
  persons: number,
): number | null {
  const lower = cholesky(covariance, size);
  if (lower === null) return null;
  const residual = forwardSolve(
    lower,
    size,
    observed.map((one, k) => one - expected[k]!),
  );
  const columns = delta.map((column) => forwardSolve(lower, size, column));
  const width = columns.length;
  const gram = new Float64Array(width * width);
  const right = new Float64Array(width);
  const product = (x: Float64Array, y: Float64Array) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += x[k]! * y[k]!;
    return sum;
  };
  for (let a = 0; a < width; a++) {
    right[a] = product(columns[a]!, residual);
    for (let b = 0; b <= a; b++) {
      gram[a * width + b] = product(columns[a]!, columns[b]!);
      gram[b * width + a] = gram[a * width + b]!;
    }
  }
  const gramFactor = cholesky(gram, width);
  if (gramFactor === null) return null;
  const explained = forwardSolve(gramFactor, width, right);
  return persons * (product(residual, residual) - explained.reduce((sum, one) => sum + one * one, 0));
}

function observedMoments(matrix: ResponseMatrix, itemIds: readonly string[]) {
  const J = itemIds.length;
  const columns = itemIds.map((id) => matrix.itemIds.indexOf(id));
  const means = new Float64Array((J * (J + 1)) / 2);
  const row = new Float64Array(J);
  for (let i = 0; i < matrix.persons; i++) {
    for (let j = 0; j < J; j++) {
      const score = matrix.scores[i * matrix.itemIds.length + columns[j]!]!;
      if (score === NOT_ADMINISTERED)
        throw new MeasurementError('incomplete-data', { statistic: 'M2', row: i, item: itemIds[j]! });
      row[j] = score;
    }
    let at = J;
    for (let j = 0; j < J; j++) {
      means[j]! += row[j]!;
      for (let k = 0; k < j; k++) means[at++]! += row[j]! * row[k]!;
    }
  }
  return { means: means.map((one) => one / matrix.persons), persons: matrix.persons };
}

/** Pairs in the order of `observedMoments`: a single item is (j, −1). */
function momentList(J: number): readonly (readonly [number, number])[] {
  const list: (readonly [number, number])[] = Array.from({ length: J }, (_, j) => [j, -1] as const);
  for (let j = 0; j < J; j++) for (let k = 0; k < j; k++) list.push([j, k]);
  return list;
}

function modelMoments(items: readonly ItemParameters[], theta: Float64Array, prior: Float64Array) {
  const J = items.length;
  const n = theta.length;
  // Raw moments of each item's score given θ: a product of four item scores may hold an item up to twice.
  const first = items.map(() => new Float64Array(n));
  const second = items.map(() => new Float64Array(n));
  items.forEach((item, j) => {
    const logP = new Float64Array(item.scores.length * n);
    fillLogProbabilities(item, theta, logP);
    item.scores.forEach((score, c) => {
      for (let q = 0; q < n; q++) {
        const p = Math.exp(logP[c * n + q]!);
        first[j]![q]! += p * score;
        second[j]![q]! += p * score * score;
      }
    });
  });
  const list = momentList(J);
  const size = list.length;
  const means = new Float64Array(size);
  const products = list.map(([j, k], at) => {
    const out = new Float64Array(n);
    for (let q = 0; q < n; q++) {
      out[q] = k < 0 ? first[j]![q]! : first[j]![q]! * first[k]![q]!;
      means[at]! += prior[q]! * out[q]!;
    }
    return out;
  });
  const covariance = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    const [ja, ka] = list[a]!;
    const left = products[a]!;
    for (let b = 0; b <= a; b++) {
      const [jb, kb] = list[b]!;
      const right = products[b]!;
      const sharesJ = ja === jb || ja === kb;
      const sharesK = ka >= 0 && (ka === jb || ka === kb);
      let sum = 0;
      if (!sharesJ && !sharesK) for (let q = 0; q < n; q++) sum += prior[q]! * left[q]! * right[q]!;
      else {
        for (let q = 0; q < n; q++) {
          let product = prior[q]! * (sharesJ ? second[ja]![q]! : first[ja]![q]!);
          if (ka >= 0) product *= sharesK ? second[ka]![q]! : first[ka]![q]!;
          if (jb !== ja && jb !== ka) product *= first[jb]![q]!;
          if (kb >= 0 && kb !== ja && kb !== ka) product *= first[kb]![q]!;
          sum += product;
        }
      }
      covariance[a * size + b] = sum - means[a]! * means[b]!;
      covariance[b * size + a] = covariance[a * size + b]!;
    }
  }
  return { means, covariance };
}

/** Which population parameters are free, and where they are: only a free variance (Rasch, PCM) or anchors make any. */
function populationOf(calibration: Calibration) {
  const group = calibration.groups[0]!;
  return {
    mean: group.mean,
    variance: group.sd ** 2,
    meanFree: group.meanError !== null,
    varianceFree: group.sdError !== null,
  };
}

/** Columns of Δ: derivatives of the moments by each free parameter. */
function derivatives(
  items: readonly ItemParameters[],
  places: readonly (readonly number[])[],
  theta: Float64Array,
  prior: Float64Array,
  population: ReturnType<typeof populationOf> | null,
): readonly Float64Array[] {
  const J = items.length;
  const n = theta.length;
  const expected = items.map(() => new Float64Array(n));
  const slopes: { readonly item: number; readonly by: Float64Array }[] = [];
  items.forEach((item, j) => {
    const categories = item.scores.length;
    const logP = new Float64Array(categories * n);
    fillLogProbabilities(item, theta, logP);
    const partial = new Float64Array(vectorLength(item) * categories * n);
    fillDerivatives(item, theta, logP, partial);
    item.scores.forEach((score, c) => {
      for (let q = 0; q < n; q++) expected[j]![q]! += score * Math.exp(logP[c * n + q]!);
    });
    for (const k of places[j]!) {
      const by = new Float64Array(n);
      item.scores.forEach((score, c) => {
        for (let q = 0; q < n; q++)
          by[q]! += score * Math.exp(logP[c * n + q]!) * partial[(k * categories + c) * n + q]!;
      });
      slopes.push({ item: j, by });
    }
  });
  const list = momentList(J);
  const columns = slopes.map(({ item, by }) =>
    Float64Array.from(list, ([j, k]) => {
      if (j !== item && k !== item) return 0;
      const other = k < 0 ? null : expected[j === item ? k : j]!;
      let sum = 0;
      for (let q = 0; q < n; q++) sum += prior[q]! * by[q]! * (other === null ? 1 : other[q]!);
      return sum;
    }),
  );
  if (population === null) return columns;
  const { mean, variance, meanFree, varianceFree } = population;
  const byPrior = (score: (theta: number) => number) =>
    Float64Array.from(list, ([j, k]) => {
      let sum = 0;
      for (let q = 0; q < n; q++)
        sum += prior[q]! * score(theta[q]!) * expected[j]![q]! * (k < 0 ? 1 : expected[k]![q]!);
      return sum;
    });
  if (meanFree) columns.push(byPrior((x) => (x - mean) / variance));
  if (varianceFree) columns.push(byPrior((x) => ((x - mean) ** 2 / variance - 1) / 2));
  return columns;
}

/** Items with slope 0 and the observed shares. */
function independentItems(
  matrix: ResponseMatrix,
  itemIds: readonly string[],
  items: readonly ItemParameters[],
): readonly ItemParameters[] {
  return items.map((item, j) => {
    const column = matrix.itemIds.indexOf(itemIds[j]!);
    const counts = item.scores.map(() => 0);
    for (let i = 0; i < matrix.persons; i++)
      counts[item.scores.indexOf(matrix.scores[i * matrix.itemIds.length + column]!)]!++;
    return {
      kind: 'partialCredit',
      slope: 0,
      scores: item.scores,
      intercepts: counts.map((count) => Math.log(Math.max(count, 0.5) / Math.max(counts[0]!, 0.5))),
    };
  });
}
