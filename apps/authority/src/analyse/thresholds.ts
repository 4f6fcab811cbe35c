/**
 * How surely the two thresholds of a domain part its pupils. Groups are given by sums of points; a threshold becomes the θ
 * at which the expected sum is midway between the lowest sum above it and the next below (test characteristic curve), and
 * accuracy and consistency are Rudner's (2001, 2005) on the weighted likelihood estimates.
 */
import { type Calibration, classify, type Scale, thetaOfExpectedSum, toScale } from '@cloison/measurement';
import type { DomainResponses } from './domain-responses.ts';
import type { Remark } from './remarks.ts';

export interface ThresholdStudy {
  readonly cuts: readonly {
    /** As the campaign has it. */
    readonly points: number;
    readonly theta: number;
    readonly scale: number;
    /** Shares of pupils given the wrong side, by the estimates. */
    readonly falsePositive: number;
    readonly falseNegative: number;
  }[];
  /** Share of pupils whose true group is the one that their estimate gives. */
  readonly accuracy: number | null;
  /** Share that a second, equal test would put in the same group. */
  readonly consistency: number | null;
  readonly kappa: number | null;
  /** Shares of the groups by the estimates, lowest first. */
  readonly shares: readonly number[];
}

export function studyThresholds(
  { domain, unit, unfit }: DomainResponses,
  calibration: Calibration,
  estimates: { readonly estimate: Float64Array; readonly standardError: Float64Array },
  scale: Scale,
  remarks: Remark[],
): ThresholdStudy | null {
  if (unfit.length > 0 || calibration.setAside.some(({ score }) => score === null)) {
    remarks.push({ code: 'thresholds-unscored', values: {} });
    return null;
  }
  const falling = calibration.items.filter(({ parameters }) => !(parameters.slope > 0)).map(({ id }) => id);
  if (falling.length > 0) {
    remarks.push({ code: 'thresholds-not-rising', values: { items: falling.join(', ') } });
    return null;
  }
  const items = calibration.items.map(({ parameters }) => parameters);
  const given = calibration.setAside.reduce((sum, { score }) => sum + (score ?? 0), 0);
  const found = domain.thresholds.flatMap((points) => {
    const theta = thetaOfExpectedSum(items, Math.ceil(points / unit - 1e-6) - 0.5 - given);
    if (theta === null) remarks.push({ code: 'threshold-out-of-reach', values: { points } });
    return theta === null ? [] : [{ points, theta }];
  });
  const cuts = found.filter((cut, k) => k === 0 || cut.theta - (found[k - 1]?.theta ?? 0) > 1e-9);
  if (cuts.length < found.length) remarks.push({ code: 'thresholds-equal', values: {} });
  if (cuts.length === 0) return null;
  const result = classify(
    estimates.estimate,
    estimates.standardError,
    cuts.map(({ theta }) => theta),
  );
  return {
    cuts: cuts.map(({ points, theta }, k) => ({
      points,
      theta,
      scale: toScale(scale, theta),
      falsePositive: result.falsePositive[k] ?? 0,
      falseNegative: result.falseNegative[k] ?? 0,
    })),
    accuracy: result.accuracy,
    consistency: result.consistency,
    kappa: result.kappa,
    shares: result.shares,
  };
}
