/**
 * How surely two thresholds part the pupils of a domain. Groups are given by sums of points; a threshold in points becomes
 * the θ at which the expected sum is midway between the lowest sum above it and the next below (test characteristic curve);
 * accuracy and consistency are Rudner's (2001, 2005) on the weighted likelihood estimates.
 */

import { classify, type ItemParameters, type Scale, thetaOfExpectedSum, toScale } from '@cloison/measurement';
import type { StandardProposal } from '@cloison/study-files';
import type { Remark } from '../analysis/remarks.ts';
import type { StandardStudy, ThresholdStudy } from '../analysis/studies.ts';

export interface ThresholdRequest {
  readonly items: readonly { readonly id: string; readonly parameters: ItemParameters }[];
  /** Items without parameters: what everybody scored on each, in steps; null when nobody was scored. */
  readonly setAside: readonly { readonly id: string; readonly score: number | null }[];
  readonly unfit: readonly string[];
  readonly unit: number;
  readonly estimate: Float64Array;
  readonly standardError: Float64Array;
  readonly weights: Float64Array | null;
  readonly scale: Scale | null;
}

export function studyThresholds(
  request: ThresholdRequest,
  thresholds: readonly [number, number],
  remarks: Remark[],
): ThresholdStudy | null {
  const { unit, scale } = request;
  const items = risingItems(request, remarks);
  if (items === null) return null;
  const given = request.setAside.reduce((sum, { score }) => sum + (score ?? 0), 0);
  const found = thresholds.flatMap((points) => {
    const theta = thetaOfExpectedSum(items, Math.ceil(points / unit - 1e-6) - 0.5 - given);
    if (theta === null) remarks.push({ code: 'threshold-out-of-reach', values: { points } });
    return theta === null ? [] : [{ points, theta }];
  });
  const cuts = found.filter((cut, k) => k === 0 || cut.theta - (found[k - 1]?.theta ?? 0) > 1e-9);
  if (cuts.length < found.length) remarks.push({ code: 'thresholds-equal', values: {} });
  if (cuts.length === 0) return null;
  const result = partPupils(
    request,
    cuts.map(({ theta }) => theta),
  );
  return {
    cuts: cuts.map(({ points, theta }, k) => ({
      points,
      theta,
      scale: scale === null ? null : toScale(scale, theta),
      falsePositive: result.falsePositive[k] ?? 0,
      falseNegative: result.falseNegative[k] ?? 0,
    })),
    accuracy: result.accuracy,
    consistency: result.consistency,
    kappa: result.kappa,
    shares: result.shares,
  };
}

export function studyStandard(request: ThresholdRequest, proposal: StandardProposal): StandardStudy {
  const thetas = proposal.cuts.map(({ theta }) => theta);
  const { accuracy, consistency, kappa, shares } = partPupils(request, thetas);
  return { ...proposal, accuracy, consistency, kappa, shares };
}

function partPupils({ estimate, standardError, weights }: ThresholdRequest, cuts: readonly number[]) {
  return classify(estimate, standardError, cuts, weights);
}

/** Null when a sum says nothing of θ; `remarks` has why. */
function risingItems(request: ThresholdRequest, remarks: Remark[]): ItemParameters[] | null {
  if (request.unfit.length > 0 || request.setAside.some(({ score }) => score === null)) {
    remarks.push({ code: 'thresholds-unscored', values: {} });
    return null;
  }
  const falling = request.items.filter(({ parameters }) => !(parameters.slope > 0)).map(({ id }) => id);
  if (falling.length > 0) {
    remarks.push({ code: 'thresholds-not-rising', values: { items: falling.join(', ') } });
    return null;
  }
  return request.items.map(({ parameters }) => parameters);
}
