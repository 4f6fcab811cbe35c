/** What the data say of each item before estimation: observed scores, its model, and a start. */
import { MeasurementError } from '../errors/measurement-error.ts';
import { categoryCount, type ItemParameters } from '../models/item-models.ts';
import { MAX_SCORE, type ResponseMatrix } from '../responses/response-matrix.ts';
import type { CalibrationRequest, ModelName, SetAside } from './calibration.ts';
import { type AsymptotePriors, modeOf } from './maximisation.ts';

export interface ItemDescription {
  readonly id: string;
  /** Column in the request's matrix. */
  readonly column: number;
  readonly model: ModelName;
  /** Observed scores, rising. */
  readonly scores: readonly number[];
  /** Weighted number of answers with each. */
  readonly frequencies: readonly number[];
  /** Answers that count: those of persons whose weight is 0 do not. */
  readonly persons: number;
}

/** Models for two scores. */
const DICHOTOMOUS: ReadonlySet<ModelName> = new Set(['rasch', '2pl', '3pl', '4pl']);

/** Throws `model-unfit` with all items that have more than two scores under a model for two. */
export function describeItems(
  request: CalibrationRequest,
  weights: Float64Array | null,
): { readonly described: readonly ItemDescription[]; readonly setAside: readonly SetAside[] } {
  const { matrix, model, anchors } = request;
  const described: ItemDescription[] = [];
  const setAside: SetAside[] = [];
  const unfit: string[] = [];
  const tables = tabulate(matrix, weights);
  for (const [column, id] of matrix.itemIds.entries()) {
    const { totals, counts } = tables[column]!;
    const seen = Array.from(totals.keys()).filter((score) => totals[score]! > 0);
    const persons = counts.reduce((sum, one) => sum + one, 0);
    const anchor = anchors?.get(id);
    if (anchor !== undefined) {
      if (seen.some((score) => !anchor.scores.includes(score)) || categoryCount(anchor) < 2)
        throw new MeasurementError('anchors-invalid', { item: id, anchor: anchor.scores, observed: seen });
    } else if (seen.length < 2) {
      setAside.push({ id, reason: seen.length === 0 ? 'no-answers' : 'one-score', score: seen[0] ?? null });
      continue;
    }
    const own = typeof model === 'string' ? model : model.get(id);
    if (own === undefined) throw new MeasurementError('model-unfit', { item: id, model: 'none given' });
    const scores = anchor?.scores ?? seen;
    if (anchor === undefined && seen.length > 2 && DICHOTOMOUS.has(own)) unfit.push(id);
    described.push({
      id,
      column,
      model: own,
      scores,
      frequencies: scores.map((score) => totals[score]!),
      persons,
    });
  }
  if (unfit.length > 0)
    throw new MeasurementError('model-unfit', {
      itemsWithMoreThanTwoScores: unfit,
      modelsForThem: ['pcm', 'gpcm', 'grm'],
    });
  return { described, setAside };
}

function tabulate(matrix: ResponseMatrix, weights: Float64Array | null) {
  const items = matrix.itemIds.length;
  const tables = Array.from({ length: items }, () => ({
    totals: new Float64Array(MAX_SCORE + 1),
    counts: new Float64Array(MAX_SCORE + 1),
  }));
  for (let i = 0, at = 0; i < matrix.persons; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    for (let j = 0; j < items; j++, at++) {
      const score = matrix.scores[at]!;
      if (score > MAX_SCORE) continue;
      tables[j]!.totals[score]! += weight;
      if (weight > 0) tables[j]!.counts[score]!++;
    }
  }
  return tables;
}

/** Slope 1 and intercepts from the observed proportions. */
export function startingItem(item: ItemDescription, priors: AsymptotePriors): ItemParameters {
  const { scores, frequencies } = item;
  const total = frequencies.reduce((sum, one) => sum + one, 0);
  // Marginal logits are flatter than those at θ = 0 by √(1 + 1/1.7²·slope²), near 1.2 for a slope of 1 (Cox & Snell's approximation).
  const steeper = 1.2;
  switch (item.model) {
    case '3pl': {
      const g = modeOf(priors.guessing);
      const right = Math.min(0.97, Math.max(0.03, (frequencies[1]! / total - g) / (1 - g)));
      return {
        kind: 'guessing',
        slope: 1,
        scores,
        intercept: steeper * Math.log(right / (1 - right)),
        guessing: g,
      };
    }
    case '4pl': {
      const [g, u] = [modeOf(priors.guessing), modeOf(priors.upper)];
      const right = Math.min(0.97, Math.max(0.03, (frequencies[1]! / total - g) / (u - g)));
      const intercept = steeper * Math.log(right / (1 - right));
      return { kind: 'asymptotes', slope: 1, scores, intercept, guessing: g, upper: u };
    }
    case 'grm': {
      let above = total;
      const intercepts = scores.map((_, c) => {
        if (c === 0) return 0;
        above -= frequencies[c - 1]!;
        return steeper * Math.log(above / (total - above));
      });
      return { kind: 'graded', slope: 1, scores, intercepts };
    }
    default:
      return {
        kind: 'partialCredit',
        slope: 1,
        scores,
        intercepts: scores.map((_, c) =>
          c === 0 ? 0 : steeper * Math.log(frequencies[c]! / frequencies[0]!),
        ),
      };
  }
}
