/** Simulation of a two-stage design: what the routes do to precision, before a pupil sits them. */
import { fillLogProbabilities, type ItemParameters } from '../models/item-models.ts';
import { normalQuantile } from '../numeric/distributions.ts';
import { uniformAt } from '../numeric/random.ts';
import type { RoutingCut } from './modules.ts';

export interface TwoStageDesign {
  readonly routing: readonly ItemParameters[];
  /** In rising difficulty. */
  readonly modules: readonly (readonly ItemParameters[])[];
  readonly cuts: readonly RoutingCut[];
}

export interface TwoStageResult {
  readonly persons: number;
  /** Of EAP minus θ. */
  readonly bias: number;
  readonly rmse: number;
  /** 1 − mean posterior variance/population variance. */
  readonly reliability: number;
  readonly routes: readonly {
    readonly module: number;
    readonly share: number;
    readonly meanTheta: number | null;
    /** Share of those routed here whose true θ lies beyond the cuts of this module. */
    readonly misrouted: number | null;
  }[];
  /** By θ in steps of half a standard deviation. */
  readonly conditional: readonly {
    readonly theta: number;
    readonly persons: number;
    readonly bias: number;
    readonly rmse: number;
  }[];
}

/** Persons are drawn from a normal population; the same seed gives the same result to the last bit. */
export function simulateTwoStage(
  design: TwoStageDesign,
  persons: number,
  seed: number,
  population: { readonly mean: number; readonly sd: number } = { mean: 0, sd: 1 },
): TwoStageResult {
  const theta = Float64Array.from({ length: 81 }, (_, k) => population.mean + population.sd * (-5 + k / 8));
  const prior = theta.map((x) => -(((x - population.mean) / population.sd) ** 2) / 2);
  const logsOf = (items: readonly ItemParameters[]) =>
    items.map((item) => {
      const logP = new Float64Array(item.scores.length * theta.length);
      fillLogProbabilities(item, theta, logP);
      return logP;
    });
  const routingLogs = logsOf(design.routing);
  const moduleLogs = design.modules.map(logsOf);
  const routes = design.modules.map(() => ({ persons: 0, theta: 0, misrouted: 0 }));
  const bins = new Map<number, { persons: number; bias: number; squares: number }>();
  let bias = 0;
  let squares = 0;
  let posteriorVariance = 0;
  const logPosterior = new Float64Array(theta.length);
  for (let i = 0; i < persons; i++) {
    let draw = 0;
    const next = () => uniformAt(seed, i, draw++);
    const truth = population.mean + population.sd * normalQuantile(next());
    logPosterior.set(prior);
    const sum = sit(design.routing, routingLogs, truth, next, logPosterior);
    const module = design.cuts.filter((cut) => sum >= cut.sum).length;
    sit(design.modules[module]!, moduleLogs[module]!, truth, next, logPosterior);
    let top = Number.NEGATIVE_INFINITY;
    for (const one of logPosterior) if (one > top) top = one;
    let mass = 0;
    let first = 0;
    let second = 0;
    for (let q = 0; q < theta.length; q++) {
      const p = Math.exp(logPosterior[q]! - top);
      mass += p;
      first += p * theta[q]!;
      second += p * theta[q]! * theta[q]!;
    }
    const eap = first / mass;
    const error = eap - truth;
    bias += error;
    squares += error * error;
    posteriorVariance += second / mass - eap * eap;
    const route = routes[module]!;
    route.persons++;
    route.theta += truth;
    const best = design.cuts.filter((cut) => truth >= cut.theta).length;
    if (best !== module) route.misrouted++;
    const bin = Math.round(((truth - population.mean) / population.sd) * 2);
    const own = bins.get(bin) ?? { persons: 0, bias: 0, squares: 0 };
    own.persons++;
    own.bias += error;
    own.squares += error * error;
    bins.set(bin, own);
  }
  return {
    persons,
    bias: bias / persons,
    rmse: Math.sqrt(squares / persons),
    reliability: 1 - posteriorVariance / persons / population.sd ** 2,
    routes: routes.map((route, module) => ({
      module,
      share: route.persons / persons,
      meanTheta: route.persons === 0 ? null : route.theta / route.persons,
      misrouted: route.persons === 0 ? null : route.misrouted / route.persons,
    })),
    conditional: [...bins]
      .sort(([a], [b]) => a - b)
      .map(([bin, own]) => ({
        theta: population.mean + (population.sd * bin) / 2,
        persons: own.persons,
        bias: own.bias / own.persons,
        rmse: Math.sqrt(own.squares / own.persons),
      })),
  };
}

/** Draws answers at θ, adds their log-likelihood to the posterior, and returns their sum. */
function sit(
  items: readonly ItemParameters[],
  logs: readonly Float64Array[],
  truth: number,
  next: () => number,
  logPosterior: Float64Array,
): number {
  const at = Float64Array.of(truth);
  let sum = 0;
  items.forEach((item, j) => {
    const logP = new Float64Array(item.scores.length);
    fillLogProbabilities(item, at, logP);
    let rest = next();
    let category = 0;
    while (category < logP.length - 1 && rest >= Math.exp(logP[category]!)) {
      rest -= Math.exp(logP[category]!);
      category++;
    }
    sum += item.scores[category]!;
    const n = logPosterior.length;
    for (let q = 0; q < n; q++) logPosterior[q]! += logs[j]![category * n + q]!;
  });
  return sum;
}
