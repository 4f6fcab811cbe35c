/** Numbers of a slider: where its steps are, and how they are written. */
import type { SliderInteraction } from '@cloison/qti/delivery';

/** More marks than this would touch. */
const MAX_MARKS = 21;

/** The values of the scale from the lower bound to the upper one; null when they are too many to be marked. */
export function sliderSteps({
  lowerBound,
  upperBound,
  step,
}: Pick<SliderInteraction, 'lowerBound' | 'upperBound' | 'step'>): number[] | null {
  const count = Math.floor((upperBound - lowerBound) / step + 1e-9);
  if (!(step > 0) || count + 1 > MAX_MARKS) return null;
  // Twelve digits: 0.1 × 3 is written 0.3.
  return Array.from({ length: count + 1 }, (_, index) => Number((lowerBound + index * step).toPrecision(12)));
}

/** With the comma where the language of the item has one. */
export function sliderText(value: number, language: string): string {
  const text = String(Number(value.toPrecision(12)));
  return /^(fr|de|es|it|pt|nl)/.test(language) ? text.replace('.', ',') : text;
}
