/**
 * What a sample says of a population: means, standard deviations, percentiles, shares between cuts and differences of groups,
 * over plausible values, with the variance of the design and of the imputation (Rubin 1987).
 *
 * Everything but percentiles is a function of weighted totals, so that a replicate costs one set of totals: given replicate
 * weights, one pass over the persons; by the stratified jackknife, one set of totals for each cluster (a replicate is the whole, less a
 * cluster, its stratum raised: `jackknifeReplicates` on the totals), whatever the number of clusters.
 */
import { MeasurementError } from '../errors/measurement-error.ts';
import { type CombinedEstimate, combineImputations } from './combine-imputations.ts';

export type Design =
  | {
      readonly kind: 'replicates';
      /** One set of weights for each replicate. */
      readonly weights: readonly Float64Array[];
      /** Of every replicate's squared deviation: 1/(R(1 − k)²) under Fay's method, 1 or (R − 1)/R under the jackknife. */
      readonly factor: number;
    }
  | {
      readonly kind: 'jackknife';
      /** Of each person, from 0. Null: each person is a cluster. */
      readonly clusterOf: Uint32Array | null;
      readonly stratumOf: Uint32Array | null;
    };

export interface PopulationRequest {
  /** Plausible values: for each, persons; NaN where a person has none. One set: an estimate taken as observed. */
  readonly values: readonly Float64Array[];
  readonly weights: Float64Array | null;
  readonly design: Design;
  readonly groups: { readonly labels: readonly string[]; readonly of: Uint16Array } | null;
  /** Rising. */
  readonly cuts: readonly number[];
  /** Shares, such as 0.1. */
  readonly percentiles: readonly number[];
}

export interface PopulationGroup {
  /** Null: everybody. */
  readonly label: string | null;
  readonly persons: number;
  /** Sum of weights. */
  readonly weight: number;
  /** Clusters that it is in; with fewer than two, errors between clusters cannot be seen and are 0. Null with given replicates. */
  readonly clusters: number | null;
  readonly mean: CombinedEstimate;
  readonly sd: CombinedEstimate;
  readonly percentiles: readonly CombinedEstimate[];
  /** Below the first cut, between, from the last on. Empty without cuts. */
  readonly shares: readonly CombinedEstimate[];
}

export interface GroupDifference {
  /** Second minus first. */
  readonly first: string;
  readonly second: string;
  readonly mean: CombinedEstimate;
  readonly shares: readonly CombinedEstimate[];
}

export interface PopulationResult {
  readonly groups: readonly PopulationGroup[];
  readonly differences: readonly GroupDifference[];
  readonly replicates: number;
}

/** Totals of a group: Σw, Σwx, Σwx², then Σw from each cut on. */
const FIXED = 3;

/** Groups with fewer are all compared with each other; more are compared with the first. */
const ALL_PAIRS = 10;

/**
 * Groups without a person are left out. Throws `weights-invalid`, `replicates-invalid`, `design-invalid` (strata of one cluster),
 * `standard-invalid` (cuts that do not rise), `too-few-persons`.
 */
export function populationEstimates(request: PopulationRequest): PopulationResult {
  const { values, groups, cuts, design } = request;
  const persons = values[0]?.length ?? 0;
  const weights = request.weights ?? new Float64Array(persons).fill(1);
  check(request, weights, persons);
  const labels = [null, ...(groups?.labels ?? [])];
  const width = FIXED + cuts.length;
  const size = labels.length * width;
  const plan = design.kind === 'jackknife' ? clusterPlan(design, persons) : null;
  const replicates = design.kind === 'jackknife' ? plan!.clusters : design.weights.length;
  const completeDf = plan === null ? replicates : plan.clusters - plan.strata;
  const groupOf = groups?.of ?? null;
  const counts = countPersons(values[0]!, weights, groupOf, labels.length);
  const present = labels.flatMap((label, group) => (counts[group]! > 0 ? [{ label, group }] : []));
  const named = present.filter(({ label }) => label !== null);
  const pairs = named.flatMap((second, k) =>
    named
      .slice(0, k)
      .flatMap((first, l) => (named.length <= ALL_PAIRS || l === 0 ? [{ first, second }] : [])),
  );
  const statistics = [
    ...present.flatMap(({ group }) => ofGroup(group * width, cuts.length)),
    ...pairs.flatMap(({ first, second }) => {
      const left = ofGroup(first.group * width, cuts.length);
      const right = ofGroup(second.group * width, cuts.length);
      return left.map(
        (one, k): Statistic =>
          (t) =>
            right[k]!(t) - one(t),
      );
    }),
  ];
  const whole = new Float64Array(size);
  const perValue = values.map((value) => {
    const variances = new Float64Array(statistics.length);
    whole.fill(0);
    addTotals(whole, value, weights, groupOf, cuts, width);
    const estimates = statistics.map((statistic) => statistic(whole));
    const replicate = (totals: Float64Array, factor: number) =>
      statistics.forEach((statistic, k) => {
        const there = statistic(totals);
        // A replicate without a person of the group tells nothing about it.
        if (Number.isFinite(there)) variances[k]! += factor * (there - estimates[k]!) ** 2;
      });
    if (design.kind === 'jackknife')
      jackknifeTotals(plan!, value, weights, groupOf, cuts, width, whole, replicate);
    else {
      const totals = new Float64Array(size);
      for (const own of design.weights) {
        totals.fill(0);
        addTotals(totals, value, own, groupOf, cuts, width);
        replicate(totals, design.factor);
      }
    }
    return estimates.map((estimate, k) => ({ estimate, variance: variances[k]! }));
  });
  const own = 2 + (cuts.length === 0 ? 0 : cuts.length + 1);
  const clusters = plan === null ? null : countClusters(plan, values[0]!, weights, groupOf, labels.length);
  const dfOf = (group: number) =>
    clusters === null ? completeDf : Math.max(1, Math.min(completeDf, clusters[group]! - plan!.strata));
  const taken = (place: number, df: number) =>
    Array.from({ length: own }, (_, k) =>
      combine(
        perValue.map((one) => one[place * own + k]!),
        df,
      ),
    );
  return {
    groups: present.map(({ label, group }, place): PopulationGroup => {
      const [mean, sd, ...shares] = taken(place, dfOf(group));
      return {
        label,
        persons: counts[group]!,
        weight: sumOfWeights(values[0]!, weights, groupOf, group),
        clusters: clusters === null ? null : clusters[group]!,
        mean: mean!,
        sd: sd!,
        percentiles: percentilesOf(request, weights, group, plan, dfOf(group)),
        shares,
      };
    }),
    differences: pairs.map(({ first, second }, place) => {
      const [mean, , ...shares] = taken(
        present.length + place,
        Math.min(dfOf(first.group), dfOf(second.group)),
      );
      return { first: first.label!, second: second.label!, mean: mean!, shares };
    }),
    replicates,
  };
}

type Statistic = (totals: Float64Array) => number;

/** Mean, standard deviation, then the share of each band between cuts, from the totals at `at`. */
function ofGroup(at: number, cuts: number): readonly Statistic[] {
  const bands = cuts === 0 ? 0 : cuts + 1;
  return [
    (t) => t[at + 1]! / t[at]!,
    (t) => Math.sqrt(Math.max(0, t[at + 2]! / t[at]! - (t[at + 1]! / t[at]!) ** 2)),
    ...Array.from(
      { length: bands },
      (_, k): Statistic =>
        (t) => {
          const from = k === 0 ? t[at]! : t[at + FIXED + k - 1]!;
          const beyond = k === cuts ? 0 : t[at + FIXED + k]!;
          return (from - beyond) / t[at]!;
        },
    ),
  ];
}

function sumOfWeights(
  value: Float64Array,
  weights: Float64Array,
  groupOf: Uint16Array | null,
  group: number,
) {
  let sum = 0;
  for (let i = 0; i < value.length; i++)
    if (Number.isFinite(value[i]!) && (group === 0 || groupOf![i] === group - 1)) sum += weights[i]!;
  return sum;
}

function check({ values, cuts, design, groups }: PopulationRequest, weights: Float64Array, persons: number) {
  if (persons === 0 || values.some((one) => one.length !== persons))
    throw new MeasurementError('too-few-persons', { persons });
  if (values.some((one) => one.some((x, i) => Number.isFinite(x) !== Number.isFinite(values[0]![i]!))))
    throw new MeasurementError('imputations-invalid', { estimates: values.length, persons });
  if (weights.length !== persons || weights.some((one) => !(one >= 0 && Number.isFinite(one))))
    throw new MeasurementError('weights-invalid', { persons: weights.length });
  if (!values[0]!.some((x, i) => Number.isFinite(x) && weights[i]! > 0))
    throw new MeasurementError('too-few-persons', { persons: 0 });
  if (cuts.some((cut, k) => !Number.isFinite(cut) || (k > 0 && cut <= cuts[k - 1]!)))
    throw new MeasurementError('standard-invalid', { thresholds: cuts });
  if (groups !== null && groups.of.length !== persons)
    throw new MeasurementError('groups-invalid', { persons: groups.of.length });
  if (
    design.kind === 'replicates' &&
    (design.weights.length < 2 ||
      design.weights.some((one) => one.length !== persons) ||
      !(design.factor > 0))
  )
    throw new MeasurementError('replicates-invalid', { replicates: design.weights.length, persons });
}

/** One value: no imputation, the design's variance alone. */
function combine(
  perValue: readonly { readonly estimate: number; readonly variance: number }[],
  completeDf: number,
): CombinedEstimate {
  const estimates = perValue.map(({ estimate }) => estimate);
  const variances = perValue.map(({ variance }) => variance);
  if (perValue.length > 1) return combineImputations(estimates, variances, { completeDf });
  // Equal values have no variance between them.
  const twice = combineImputations([estimates[0]!, estimates[0]!], [variances[0]!, variances[0]!], {
    completeDf,
  });
  return { ...twice, between: 0 };
}

function addTotals(
  into: Float64Array,
  value: Float64Array,
  weights: Float64Array,
  groupOf: Uint16Array | null,
  cuts: readonly number[],
  width: number,
): void {
  for (let i = 0; i < value.length; i++)
    if (weights[i] !== 0)
      addPerson(into, 0, value[i]!, weights[i]!, groupOf === null ? -1 : groupOf[i]!, cuts, width);
}

function addPerson(
  into: Float64Array,
  base: number,
  x: number,
  weight: number,
  group: number,
  cuts: readonly number[],
  width: number,
): void {
  if (!Number.isFinite(x)) return;
  for (let at = base; ; at = base + (group + 1) * width) {
    into[at]! += weight;
    into[at + 1]! += weight * x;
    into[at + 2]! += weight * x * x;
    for (let k = 0; k < cuts.length && x >= cuts[k]!; k++) into[at + FIXED + k]! += weight;
    if (at !== base || group < 0) return;
  }
}

interface ClusterPlan {
  readonly clusters: number;
  readonly strata: number;
  /** Of each person. */
  readonly clusterOf: Uint32Array;
  /** Of each cluster. */
  readonly stratumOf: Uint32Array;
  readonly clustersIn: Uint32Array;
}

/** A cluster label that comes in two strata is two clusters, as in `jackknifeReplicates`. */
function clusterPlan(design: Extract<Design, { kind: 'jackknife' }>, persons: number): ClusterPlan {
  const { clusterOf: given, stratumOf } = design;
  if ((given !== null && given.length !== persons) || (stratumOf !== null && stratumOf.length !== persons))
    throw new MeasurementError('replicates-invalid', { persons, clusters: given?.length ?? persons });
  const clusterOf = new Uint32Array(persons);
  const places = new Map<number, number>();
  const strata = new Map<number, number>();
  const stratumOfCluster: number[] = [];
  const clustersIn: number[] = [];
  for (let i = 0; i < persons; i++) {
    const stratum = stratumOf === null ? 0 : stratumOf[i]!;
    if (!strata.has(stratum)) {
      strata.set(stratum, strata.size);
      clustersIn.push(0);
    }
    const own = strata.get(stratum)!;
    const key = own * 0x1_0000_0000 + (given === null ? i : given[i]!);
    let place = places.get(key);
    if (place === undefined) {
      place = places.size;
      places.set(key, place);
      stratumOfCluster.push(own);
      clustersIn[own]!++;
    }
    clusterOf[i] = place;
  }
  const alone = [...strata].filter(([, own]) => clustersIn[own]! < 2).map(([stratum]) => stratum);
  if (alone.length > 0) throw new MeasurementError('design-invalid', { strata: alone });
  return {
    clusters: places.size,
    strata: strata.size,
    clusterOf,
    stratumOf: Uint32Array.from(stratumOfCluster),
    clustersIn: Uint32Array.from(clustersIn),
  };
}

function jackknifeTotals(
  plan: ClusterPlan,
  value: Float64Array,
  weights: Float64Array,
  groupOf: Uint16Array | null,
  cuts: readonly number[],
  width: number,
  whole: Float64Array,
  replicate: (totals: Float64Array, factor: number) => void,
): void {
  const size = whole.length;
  const own = new Float64Array(plan.clusters * size);
  for (let i = 0; i < value.length; i++)
    if (weights[i] !== 0)
      addPerson(
        own,
        plan.clusterOf[i]! * size,
        value[i]!,
        weights[i]!,
        groupOf === null ? -1 : groupOf[i]!,
        cuts,
        width,
      );
  const ofStratum = new Float64Array(plan.strata * size);
  for (let c = 0; c < plan.clusters; c++)
    for (let k = 0; k < size; k++) ofStratum[plan.stratumOf[c]! * size + k]! += own[c * size + k]!;
  const totals = new Float64Array(size);
  for (let c = 0; c < plan.clusters; c++) {
    const stratum = plan.stratumOf[c]!;
    const n = plan.clustersIn[stratum]!;
    for (let k = 0; k < size; k++) {
      const all = ofStratum[stratum * size + k]!;
      totals[k] = whole[k]! - all + ((all - own[c * size + k]!) * n) / (n - 1);
    }
    // The group was in this cluster alone: what rounding leaves of its total counts as empty.
    for (let at = 0; at < size; at += width) if (totals[at]! < 1e-9 * whole[at]!) totals[at] = 0;
    replicate(totals, (n - 1) / n);
  }
}

function countPersons(
  value: Float64Array,
  weights: Float64Array,
  groupOf: Uint16Array | null,
  groups: number,
) {
  const counts = new Float64Array(groups);
  for (let i = 0; i < value.length; i++) {
    if (!Number.isFinite(value[i]!) || weights[i] === 0) continue;
    counts[0]!++;
    if (groupOf !== null) counts[groupOf[i]! + 1]!++;
  }
  return counts;
}

function countClusters(
  plan: ClusterPlan,
  value: Float64Array,
  weights: Float64Array,
  groupOf: Uint16Array | null,
  groups: number,
): Uint32Array {
  const seen = new Uint8Array(plan.clusters * groups);
  for (let i = 0; i < value.length; i++) {
    if (!Number.isFinite(value[i]!) || weights[i] === 0) continue;
    const at = plan.clusterOf[i]! * groups;
    seen[at] = 1;
    if (groupOf !== null) seen[at + groupOf[i]! + 1] = 1;
  }
  const counts = new Uint32Array(groups);
  for (let at = 0; at < seen.length; at++) counts[at % groups]! += seen[at]!;
  return counts;
}

/**
 * Percentiles with given replicates are computed again under each. The jackknife is not consistent for them: their errors are by
 * Woodruff's interval (1952), the error of the share below the percentile, carried to the scale by the distribution itself.
 */
function percentilesOf(
  { design, groups, values, percentiles: wanted }: PopulationRequest,
  weights: Float64Array,
  group: number,
  plan: ClusterPlan | null,
  completeDf: number,
): readonly CombinedEstimate[] {
  if (wanted.length === 0) return [];
  const found = values.map((value) => {
    const members: number[] = [];
    for (let i = 0; i < value.length; i++)
      if (Number.isFinite(value[i]!) && (group === 0 || groups!.of[i] === group - 1)) members.push(i);
    const order = Uint32Array.from(members).sort((a, b) => value[a]! - value[b]! || a - b);
    const main = quantiles(value, order, weights, wanted);
    if (design.kind === 'replicates') {
      const again = design.weights.map((own) => quantiles(value, order, own, wanted));
      return main.map((estimate, k) => ({
        estimate,
        variance: again.reduce((sum, one) => sum + design.factor * (one[k]! - estimate) ** 2, 0),
      }));
    }
    const errors = main.map((at) => shareError(plan!, value, order, weights, at));
    return main.map((estimate, k) => {
      const reach = 1.96 * errors[k]!;
      const clamp = (x: number) => Math.min(1, Math.max(0, x));
      const [low, high] = quantiles(value, order, weights, [
        clamp(wanted[k]! - reach),
        clamp(wanted[k]! + reach),
      ]);
      return { estimate, variance: ((high! - low!) / (2 * 1.96)) ** 2 };
    });
  });
  return wanted.map((_, k) =>
    combine(
      found.map((one) => one[k]!),
      completeDf,
    ),
  );
}

/** Jackknife error of the weighted share of `order` at or below `at`. */
function shareError(
  plan: ClusterPlan,
  value: Float64Array,
  order: Uint32Array,
  weights: Float64Array,
  at: number,
): number {
  const own = new Float64Array(2 * plan.clusters);
  const ofStratum = new Float64Array(2 * plan.strata);
  let total = 0;
  let below = 0;
  for (const i of order) {
    const cluster = plan.clusterOf[i]!;
    const stratum = plan.stratumOf[cluster]!;
    const w = weights[i]!;
    total += w;
    own[2 * cluster]! += w;
    ofStratum[2 * stratum]! += w;
    if (value[i]! > at) continue;
    below += w;
    own[2 * cluster + 1]! += w;
    ofStratum[2 * stratum + 1]! += w;
  }
  let variance = 0;
  for (let c = 0; c < plan.clusters; c++) {
    const stratum = plan.stratumOf[c]!;
    const n = plan.clustersIn[stratum]!;
    const moved = (part: number, whole: number) =>
      whole -
      ofStratum[2 * stratum + part]! +
      ((ofStratum[2 * stratum + part]! - own[2 * c + part]!) * n) / (n - 1);
    const all = moved(0, total);
    if (all > 0) variance += ((n - 1) / n) * (moved(1, below) / all - below / total) ** 2;
  }
  return Math.sqrt(variance);
}

/** Weighted quantiles: the middle of two values where the share is met exactly, as R's `type = 2` without weights. */
function quantiles(
  value: Float64Array,
  order: Uint32Array,
  weights: Float64Array,
  wanted: readonly number[],
): readonly number[] {
  let total = 0;
  for (const i of order) total += weights[i]!;
  const sorted = wanted.map((share, k) => ({ goal: share * total, k })).sort((a, b) => a.goal - b.goal);
  const out = new Array<number>(wanted.length).fill(Number.NaN);
  const slack = 1e-12 * total;
  let sum = 0;
  let next = 0;
  let pending: number[] = [];
  for (const i of order) {
    if (weights[i] === 0) continue;
    const x = value[i]!;
    for (const k of pending) out[k] = (out[k]! + x) / 2;
    pending = [];
    sum += weights[i]!;
    while (next < sorted.length && sum >= sorted[next]!.goal - slack) {
      out[sorted[next]!.k] = x;
      if (sum <= sorted[next]!.goal + slack) pending.push(sorted[next]!.k);
      next++;
    }
  }
  return out;
}
