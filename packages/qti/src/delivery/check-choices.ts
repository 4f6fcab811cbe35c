/** Checks that several kinds of interaction have in common. */

import { compilePattern } from '../lexical/pattern.ts';
import { DeliveryError } from './delivery-error.ts';
import type { AssociableChoice, Hotspot } from './delivery-item.ts';

export function inconsistent(place: string, message: string): never {
  throw new DeliveryError('QTI_DELIVERY_INCONSISTENT', place, message);
}

export function unique(values: readonly string[], place: string): ReadonlySet<string> {
  const set = new Set(values);
  if (set.size < values.length) inconsistent(place, 'the same identifier twice');
  return set;
}

const coordinates = { circle: 3, rect: 4, ellipse: 4, default: 0 } as const;

export function checkShapes(list: readonly Hotspot[], place: string): void {
  for (const { shape: form, coords } of list) {
    const fits =
      form === 'poly' ? coords.length >= 6 && coords.length % 2 === 0 : coords.length === coordinates[form];
    if (!fits) inconsistent(place, 'coordinates that do not fit their shape');
  }
}

export function checkPattern(source: string, place: string): void {
  try {
    compilePattern(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    inconsistent(place, 'a pattern that is none');
  }
}

export function choiceIds(choices: readonly { readonly id: string }[], place: string): void {
  if (choices.length === 0) inconsistent(place, 'nothing to choose from');
  unique(
    choices.map(({ id }) => id),
    place,
  );
}

export function matchCounts(
  choice: Pick<AssociableChoice, 'matchMax' | 'matchMin'>,
  others: number,
  place: string,
): void {
  if (choice.matchMax < 1 || choice.matchMax > others || choice.matchMin > choice.matchMax) {
    inconsistent(place, 'limits of a match that do not fit');
  }
}
