/** Seeded responses under a model, for recovery studies and examples. */
import { fillLogProbabilities, type ItemParameters } from '../models/item-models.ts';
import { normalQuantile } from '../numeric/distributions.ts';
import { uniformAt } from '../numeric/random.ts';
import type { ResponseMatrix } from '../responses/response-matrix.ts';

export interface SimulatedResponses {
  readonly matrix: ResponseMatrix;
  readonly theta: Float64Array;
}

/** θ normal with the given mean and standard deviation of each person's group. */
export function simulateResponses(
  items: readonly { readonly id: string; readonly parameters: ItemParameters }[],
  persons: number,
  seed: number,
  ability: (person: number) => { readonly mean: number; readonly sd: number } = () => ({ mean: 0, sd: 1 }),
): SimulatedResponses {
  const theta = new Float64Array(persons);
  const scores = new Uint8Array(new SharedArrayBuffer(persons * items.length));
  const at = new Float64Array(1);
  for (let i = 0; i < persons; i++) {
    const { mean, sd } = ability(i);
    theta[i] = mean + sd * normalQuantile(uniformAt(seed, i, 0));
    at[0] = theta[i]!;
    for (const [j, { parameters }] of items.entries()) {
      const logP = new Float64Array(parameters.scores.length);
      fillLogProbabilities(parameters, at, logP);
      let rest = uniformAt(seed, i, j + 1);
      let category = 0;
      while (category < logP.length - 1 && rest >= Math.exp(logP[category]!)) {
        rest -= Math.exp(logP[category]!);
        category++;
      }
      scores[i * items.length + j] = parameters.scores[category]!;
    }
  }
  return { matrix: { persons, itemIds: items.map(({ id }) => id), scores }, theta };
}
