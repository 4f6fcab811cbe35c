/**
 * Linking constants: θ(target) = slope·θ(source) + shift, from items calibrated on both sides (Kolen & Brennan 2014, ch. 6).
 * Mean-mean (Loyd & Hoover 1980), mean-sigma (Marco 1977), Haebara (1980), Stocking & Lord (1983).
 */
import { MeasurementError } from '../errors/measurement-error.ts';
import {
  difficulties,
  fillLogProbabilities,
  type ItemParameters,
  itemMoments,
  rescaleItem,
} from '../models/item-models.ts';
import { minimiseSmooth } from '../numeric/minimise.ts';

export type LinkMethod = 'mean-mean' | 'mean-sigma' | 'haebara' | 'stocking-lord';

export interface CommonItem {
  readonly id: string;
  readonly target: ItemParameters;
  readonly source: ItemParameters;
}

export interface LinkConstants {
  readonly slope: number;
  readonly shift: number;
}

export interface Link extends LinkConstants {
  readonly method: LinkMethod;
  readonly items: number;
  /** Jackknife over common items: what another choice of anchors would do. Null below three items. */
  readonly slopeError: number | null;
  readonly shiftError: number | null;
  /** Standard deviation of difficulty differences after linking over √items (OECD 2014, PISA 2012 technical report, ch. 12). */
  readonly linkingError: number | null;
}

/** −4 to 4 by 0.05 with standard normal weights that sum to 1, on the target's scale. */
const GRID = Float64Array.from({ length: 161 }, (_, k) => -4 + k * 0.05);
const GRID_WEIGHTS = (() => {
  const density = GRID.map((x) => Math.exp(-0.5 * x * x));
  const total = density.reduce((sum, one) => sum + one, 0);
  return density.map((one) => one / total);
})();

/** Items present on both sides, in the target's order. */
export function commonItems(
  target: readonly { readonly id: string; readonly parameters: ItemParameters }[],
  source: readonly { readonly id: string; readonly parameters: ItemParameters }[],
): readonly CommonItem[] {
  const known = new Map(source.map((item) => [item.id, item.parameters]));
  return target.flatMap(({ id, parameters }) => {
    const other = known.get(id);
    return other === undefined ? [] : [{ id, target: parameters, source: other }];
  });
}

/** Throws `linking-too-few`, `linking-model` (naming the items), or `linking-no-solution`. */
export function link(items: readonly CommonItem[], method: LinkMethod): Link {
  const constants = linkConstants(items, method);
  const n = items.length;
  let slopeError: number | null = null;
  let shiftError: number | null = null;
  if (n >= 3) {
    const without = items.map((_, k) =>
      linkConstants(
        items.filter((_, j) => j !== k),
        method,
      ),
    );
    const spread = (values: readonly number[]) => {
      const mean = values.reduce((sum, one) => sum + one, 0) / n;
      return Math.sqrt(((n - 1) / n) * values.reduce((sum, one) => sum + (one - mean) ** 2, 0));
    };
    slopeError = spread(without.map(({ slope }) => slope));
    shiftError = spread(without.map(({ shift }) => shift));
  }
  return {
    method,
    ...constants,
    items: n,
    slopeError,
    shiftError,
    linkingError: linkingError(items, constants),
  };
}

export function linkConstants(items: readonly CommonItem[], method: LinkMethod): LinkConstants {
  if (items.length < 2) throw new MeasurementError('linking-too-few', { common: items.length });
  const unlike = items.filter(
    ({ target, source }) =>
      target.kind !== source.kind ||
      target.scores.join() !== source.scores.join() ||
      target.slope === 0 ||
      source.slope === 0,
  );
  if (unlike.length > 0) throw new MeasurementError('linking-model', { items: unlike.map(({ id }) => id) });
  switch (method) {
    case 'mean-mean': {
      const slope = mean(items.map((one) => one.source.slope)) / mean(items.map((one) => one.target.slope));
      const shift = mean(locations(items, 'target')) - slope * mean(locations(items, 'source'));
      return finite({ slope, shift });
    }
    case 'mean-sigma': {
      const slope = deviation(locations(items, 'target')) / deviation(locations(items, 'source'));
      const shift = mean(locations(items, 'target')) - slope * mean(locations(items, 'source'));
      return finite({ slope, shift });
    }
    case 'haebara':
    case 'stocking-lord':
      return byCurves(items, method);
  }
}

/** The source's items on the target's scale. */
export function toTargetScale(item: ItemParameters, { slope, shift }: LinkConstants): ItemParameters {
  return rescaleItem(item, 1 / slope, -shift / slope);
}

function byCurves(items: readonly CommonItem[], method: 'haebara' | 'stocking-lord'): LinkConstants {
  const targets = items.map(({ target }) => probabilities(target));
  const targetScores = items.map(({ target }) => itemMoments(target, GRID).expected);
  const loss = ([slope, shift]: readonly number[]) => {
    // Slopes below this are no scale; the search is turned back.
    if (!(slope! > 1e-3)) return 1e6 * (1 + (1e-3 - slope!) ** 2);
    const moved = items.map(({ source }) => toTargetScale(source, { slope: slope!, shift: shift! }));
    let sum = 0;
    if (method === 'haebara') {
      moved.forEach((item, j) => {
        const there = probabilities(item);
        const n = GRID.length;
        // The lowest category follows from the others, as for two categories only P(1) is compared.
        for (let at = n; at < there.length; at++)
          sum += GRID_WEIGHTS[at % n]! * (there[at]! - targets[j]![at]!) ** 2;
      });
      return sum;
    }
    const difference = new Float64Array(GRID.length);
    moved.forEach((item, j) => {
      const there = itemMoments(item, GRID).expected;
      for (let q = 0; q < GRID.length; q++) difference[q]! += there[q]! - targetScores[j]![q]!;
    });
    for (let q = 0; q < GRID.length; q++) sum += GRID_WEIGHTS[q]! * difference[q]! ** 2;
    return sum;
  };
  const start = linkConstants(items, 'mean-mean');
  const found = minimiseSmooth(loss, [start.slope, start.shift]);
  if (found === null) throw new MeasurementError('linking-no-solution', { method });
  return finite({ slope: found[0]!, shift: found[1]! });
}

function probabilities(item: ItemParameters): Float64Array {
  const out = new Float64Array(item.scores.length * GRID.length);
  fillLogProbabilities(item, GRID, out);
  return out.map(Math.exp);
}

function locations(items: readonly CommonItem[], side: 'target' | 'source'): readonly number[] {
  return items.flatMap((one) => difficulties(one[side]).map((b) => b!));
}

function linkingError(items: readonly CommonItem[], constants: LinkConstants): number | null {
  if (items.length < 3) return null;
  const differences = items.map((one) => difficultyDifference(one, constants));
  return deviation(differences) / Math.sqrt(items.length);
}

/** Mean difficulty of the source's item on the target's scale, minus the target's. */
export function difficultyDifference({ target, source }: CommonItem, constants: LinkConstants): number {
  const location = (item: ItemParameters) => mean(difficulties(item).map((b) => b!));
  return constants.slope * location(source) + constants.shift - location(target);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, one) => sum + (one - center) ** 2, 0) / (values.length - 1));
}

function finite(constants: LinkConstants): LinkConstants {
  if (!Number.isFinite(constants.slope) || !Number.isFinite(constants.shift) || constants.slope <= 0)
    throw new MeasurementError('linking-no-solution', { ...constants });
  return constants;
}
