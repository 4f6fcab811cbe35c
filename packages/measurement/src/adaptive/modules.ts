/** Building and routing a two-stage test from a calibration. */
import { MeasurementError } from '../errors/measurement-error.ts';
import { type ItemParameters, itemMoments } from '../models/item-models.ts';
import { bisect } from '../numeric/minimise.ts';
import { testInformation } from '../persons/person-fit.ts';
import { sumScoreTable } from '../persons/sum-scores.ts';

export interface BankItem {
  readonly id: string;
  readonly parameters: ItemParameters;
  /** What the item measures, for content rules. */
  readonly domain?: string;
}

/** What a module must do: information wanted at points of θ, and how many items of each domain at most. */
export interface ModuleTarget {
  readonly length: number;
  readonly points: readonly { readonly theta: number; readonly information: number }[];
  readonly most?: ReadonlyMap<string, number>;
}

export interface AssembledModule {
  readonly items: readonly BankItem[];
  /** Information reached at each point of the target. */
  readonly reached: readonly number[];
  /** Largest share of the wanted information that is missing at a point; 0 when all are met. */
  readonly shortfall: number;
}

/**
 * The information that the best `length` items of the bank could give at each θ, times `share`: a target that leaves room for
 * content and for the other modules (Luecht & Nungester 1998 derive theirs so).
 */
export function informationTarget(
  bank: readonly BankItem[],
  length: number,
  thetas: readonly number[],
  share = 0.7,
): ModuleTarget {
  const points = thetas.map((theta) => {
    const at = Float64Array.of(theta);
    const all = bank.map((item) => itemMoments(item.parameters, at).information[0]!).sort((a, b) => b - a);
    return { theta, information: share * all.slice(0, length).reduce((sum, one) => sum + one, 0) };
  });
  return { length, points };
}

/** One module alone, from the whole bank. */
export function assembleModule(bank: readonly BankItem[], target: ModuleTarget): AssembledModule {
  return assembleModules(bank, [target])[0]!;
}

/**
 * Modules without a common item. Greedy: the modules take one item in turn, there and back so that none is always first, each time
 * the item that most reduces what the module lacks relative to what it wants; earlier in the bank first when even. A module
 * assembled before the others would leave them what is poor.
 */
export function assembleModules(
  bank: readonly BankItem[],
  targets: readonly ModuleTarget[],
): readonly AssembledModule[] {
  const taken = new Uint8Array(bank.length);
  const growing = targets.map((target) => growModule(bank, target));
  for (let round = 0; growing.some(({ open }) => open()); round++)
    for (const module of round % 2 === 0 ? growing : growing.toReversed())
      if (module.open()) module.take(taken);
  return growing.map(({ done }) => done());
}

function growModule(bank: readonly BankItem[], target: ModuleTarget) {
  const at = Float64Array.from(target.points, ({ theta }) => theta);
  const information = bank.map((item) => itemMoments(item.parameters, at).information);
  const reached = new Float64Array(at.length);
  const used = new Map<string, number>();
  const chosen: BankItem[] = [];
  let exhausted = false;
  const missing = (extra: Float64Array) =>
    target.points.reduce((sum, { information: wanted }, k) => {
      const lacks = Math.max(0, wanted - reached[k]! - extra[k]!);
      return sum + (wanted > 0 ? (lacks / wanted) ** 2 : 0);
    }, 0);
  const allowed = ({ domain }: BankItem) => {
    const limit = domain === undefined ? undefined : target.most?.get(domain);
    return limit === undefined || (used.get(domain!) ?? 0) < limit;
  };
  return {
    open: () => !exhausted && chosen.length < target.length,
    take(taken: Uint8Array) {
      let best = -1;
      let bestMissing = Number.POSITIVE_INFINITY;
      let bestTotal = -1;
      bank.forEach((item, k) => {
        if (taken[k] === 1 || !allowed(item)) return;
        const value = missing(information[k]!);
        const total = information[k]!.reduce((sum, one) => sum + one, 0);
        if (value < bestMissing - 1e-12 || (value < bestMissing + 1e-12 && total > bestTotal)) {
          best = k;
          bestMissing = value;
          bestTotal = total;
        }
      });
      if (best < 0) {
        exhausted = true;
        return;
      }
      taken[best] = 1;
      chosen.push(bank[best]!);
      const { domain } = bank[best]!;
      if (domain !== undefined) used.set(domain, (used.get(domain) ?? 0) + 1);
      for (let k = 0; k < at.length; k++) reached[k]! += information[best]![k]!;
    },
    done: (): AssembledModule => ({
      items: chosen,
      reached: Array.from(reached),
      shortfall: target.points.reduce(
        (worst, { information: wanted }, k) =>
          Math.max(worst, wanted > 0 ? (wanted - reached[k]!) / wanted : 0),
        0,
      ),
    }),
  };
}

export interface RoutingCut {
  /** Where the next module begins to inform more (approximate maximum information, Luecht, Brumfield & Breithaupt 2006). */
  readonly theta: number;
  /** Smallest sum on the routing module from which the next module is taken: the protocol's table has sums, not θ. */
  readonly sum: number;
}

/**
 * Cuts between second-stage modules given in rising difficulty: where the information curves of neighbours cross, and the equivalent sum on the
 * routing module — the first whose EAP reaches the cut. Throws `route-invalid` when neighbours do not cross, or cuts do not rise.
 */
export function routingCuts(
  routing: readonly ItemParameters[],
  modules: readonly (readonly ItemParameters[])[],
  population: { readonly mean: number; readonly sd: number } = { mean: 0, sd: 1 },
): readonly RoutingCut[] {
  if (modules.length < 2 || routing.length === 0 || modules.some((module) => module.length === 0))
    throw new MeasurementError('route-invalid', { modules: modules.length, routingItems: routing.length });
  const sumOf = sumCuts(routing, population);
  const cuts = modules.slice(1).map((harder, k): RoutingCut => {
    const easier = modules[k]!;
    const difference = (x: number) => {
      const at = Float64Array.of(x);
      return testInformation(harder, at)[0]! - testInformation(easier, at)[0]!;
    };
    const crossing = firstCrossing(difference, population);
    if (crossing === null) throw new MeasurementError('route-invalid', { between: [k + 1, k + 2] });
    return { theta: crossing, sum: sumOf(crossing) };
  });
  if (cuts.some((cut, k) => k > 0 && cut.theta <= cuts[k - 1]!.theta))
    throw new MeasurementError('route-invalid', { cuts: cuts.map((cut) => cut.theta) });
  return cuts;
}

/**
 * From an ability to the smallest sum on the routing module whose EAP reaches it; one more than the largest sum when none
 * does. `population` is the prior of the EAP.
 */
export function sumCuts(
  routing: readonly ItemParameters[],
  population: { readonly mean: number; readonly sd: number } = { mean: 0, sd: 1 },
): (theta: number) => number {
  const theta = Float64Array.from({ length: 121 }, (_, k) => population.mean + population.sd * (-6 + k / 10));
  const prior = theta.map((x) => Math.exp(-(((x - population.mean) / population.sd) ** 2) / 2));
  const total = prior.reduce((sum, one) => sum + one, 0);
  const table = sumScoreTable(
    routing,
    theta,
    prior.map((one) => one / total),
  );
  // Rounding must not push a sum whose EAP is the cut itself below it.
  return (cut) => table.find(({ eap }) => eap >= cut - 1e-9)?.sum ?? table.at(-1)!.sum + 1;
}

/** The upward crossing nearest to the population's mean, within four standard deviations. */
function firstCrossing(
  difference: (x: number) => number,
  { mean, sd }: { mean: number; sd: number },
): number | null {
  let best: number | null = null;
  for (let k = -80; k < 80; k++) {
    const low = mean + (sd * k) / 20;
    const high = mean + (sd * (k + 1)) / 20;
    if (!(difference(low) <= 0 && difference(high) > 0)) continue;
    const crossing = bisect(difference, low, high) ?? low;
    if (best === null || Math.abs(crossing - mean) < Math.abs(best - mean)) best = crossing;
  }
  return best;
}
