/** Numbers with bounds. Nothing is rounded, trimmed or guessed: `830k`, `1e3` and `+5` are no whole numbers. */
import * as v from 'valibot';
import type { Words } from '../words/refusal.ts';
import type { Kind } from './kind.ts';

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

const NUMBER: Words = { fr: 'nombre', en: 'number' };

/** A whole number, within bounds (both admitted). */
export function whole(
  { min = 0, max = Number.MAX_SAFE_INTEGER }: Bounds = {},
  placeholder = NUMBER,
): Kind<number> {
  return {
    name: 'whole',
    placeholder,
    expected: bounded({ fr: 'un nombre entier', en: 'a whole number' }, min, max),
    schema: v.pipe(
      v.string(),
      v.regex(/^-?\d{1,16}$/),
      v.transform(Number),
      v.safeInteger(),
      v.minValue(min),
      v.maxValue(max),
    ),
  };
}

/** How many: at least one. */
export const count = (bounds: Bounds = {}): Kind<number> => whole({ min: 1, ...bounds });

/** A number that may have decimals, with a point. */
export function decimal(
  { min = -Number.MAX_VALUE, max = Number.MAX_VALUE }: Bounds = {},
  placeholder = NUMBER,
): Kind<number> {
  return {
    name: 'decimal',
    placeholder,
    expected: bounded({ fr: 'un nombre', en: 'a number' }, min, max),
    schema: v.pipe(
      v.string(),
      v.regex(/^-?\d+(?:\.\d+)?(?:e-?\d+)?$/i),
      v.transform(Number),
      v.finite(),
      v.minValue(min),
      v.maxValue(max),
    ),
  };
}

const DAY_S = 86_400;

/** Seconds, up to a day unless said otherwise. */
export function seconds({ min = 0, max = DAY_S }: Bounds = {}): Kind<number> {
  const placeholder = { fr: 'secondes', en: 'seconds' };
  const kind = decimal({ min, max }, placeholder);
  return { ...kind, expected: bounded({ fr: 'des secondes', en: 'seconds' }, min, max) };
}

/** A TCP port; 0 lets the system choose one. */
export function port(): Kind<number> {
  const kind = whole({ min: 0, max: 65_535 }, { fr: 'port', en: 'port' });
  return { ...kind, name: 'port', expected: { fr: 'un port, de 0 à 65535', en: 'a port, from 0 to 65535' } };
}

function bounded({ fr, en }: Words, min: number, max: number): Words {
  const hasMin = min > Number.MIN_SAFE_INTEGER;
  const hasMax = max < Number.MAX_SAFE_INTEGER;
  if (hasMin && hasMax) return { fr: `${fr}, de ${min} à ${max}`, en: `${en}, from ${min} to ${max}` };
  if (hasMin) return { fr: `${fr}, ${min} ou plus`, en: `${en}, ${min} or more` };
  return hasMax ? { fr: `${fr}, ${max} ou moins`, en: `${en}, ${max} or less` } : { fr, en };
}
