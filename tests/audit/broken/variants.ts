/** All broken variants. Each must turn its line red. */
import { AFTER_THE_END } from './after-the-end.ts';
import { AGAINST_A_LYING_HOST } from './against-a-lying-host.ts';
import { AGAINST_READING } from './against-reading.ts';
import { AGAINST_THE_WRONG_PERSON } from './against-the-wrong-person.ts';
import type { Variant } from './variant.ts';

/** In the order of the lines. */
export const VARIANTS: readonly Variant[] = [
  ...AGAINST_A_LYING_HOST,
  ...AGAINST_READING,
  ...AGAINST_THE_WRONG_PERSON,
  ...AFTER_THE_END,
];

export function variantOf(name: string): Variant {
  const found = VARIANTS.find((variant) => variant.name === name);
  if (found === undefined) throw new Error(`no broken variant is called ${name}`);
  return found;
}
