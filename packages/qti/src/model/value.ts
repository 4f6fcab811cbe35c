/** The values that response processing computes with. Null is QTI's NULL; empty containers and strings are null. */

import type { Cardinality } from '../delivery/delivery-item.ts';
import { noFolding, normalizeText, type TextFolding } from '../lexical/french-text.ts';
import { isIdentifier } from '../lexical/identifier.ts';
import { readXmlNumber } from '../lexical/xml-number.ts';

export type ValueBaseType =
  | 'identifier'
  | 'string'
  | 'integer'
  | 'float'
  | 'boolean'
  | 'pair'
  | 'directedPair';

export const valueBaseTypes: readonly ValueBaseType[] = [
  'identifier',
  'string',
  'integer',
  'float',
  'boolean',
  'pair',
  'directedPair',
];

/** Pairs are "A B"; those without direction have their two identifiers sorted. */
export type Scalar = string | number | boolean;

export interface NonNullValue {
  readonly cardinality: Cardinality;
  readonly baseType: ValueBaseType;
  /** Never empty; one for single. */
  readonly members: readonly Scalar[];
  /** How strings are compared; absent for other types. */
  readonly folding?: TextFolding;
}

export type Value = NonNullValue | null;

export function single(baseType: ValueBaseType, member: Scalar, folding?: TextFolding): NonNullValue {
  return { cardinality: 'single', baseType, members: [member], ...(folding ? { folding } : {}) };
}

export function bool(value: boolean): NonNullValue {
  return single('boolean', value);
}

export function container(
  cardinality: 'multiple' | 'ordered',
  baseType: ValueBaseType,
  members: readonly Scalar[],
  folding?: TextFolding,
): Value {
  return members.length === 0 ? null : { cardinality, baseType, members, ...(folding ? { folding } : {}) };
}

/** A value as an item's XML writes it, or null when it is not one. Strings are kept (they are compared normalised). */
export function readXmlScalar(text: string, baseType: ValueBaseType): Scalar | null {
  switch (baseType) {
    case 'identifier':
      return isIdentifier(text.trim()) ? text.trim() : null;
    case 'string':
      return text.normalize('NFC');
    case 'float':
      return readXmlNumber(text);
    case 'integer': {
      const value = readXmlNumber(text);
      return value !== null && Number.isSafeInteger(value) ? value : null;
    }
    case 'boolean':
      return { true: true, '1': true, false: false, '0': false }[text.trim()] ?? null;
    case 'pair':
    case 'directedPair': {
      const parts = text.trim().split(/[ \t\n]+/);
      if (parts.length !== 2 || !parts.every(isIdentifier)) return null;
      return (baseType === 'pair' ? parts.toSorted() : parts).join(' ');
    }
  }
}

export function isNumeric(baseType: ValueBaseType): boolean {
  return baseType === 'integer' || baseType === 'float';
}

/** Equality of two members; strings by the looser of the two foldings. */
export function sameScalar(a: Scalar, b: Scalar, folding: TextFolding | null): boolean {
  if (typeof a === 'string' && typeof b === 'string' && folding !== null) {
    return a === b || normalizeText(a, folding) === normalizeText(b, folding);
  }
  return a === b;
}

/** Null when neither value is made of strings. */
export function foldingOf(a: NonNullValue, b: NonNullValue): TextFolding | null {
  if (a.baseType !== 'string' && b.baseType !== 'string') return null;
  const x = a.folding ?? noFolding;
  const y = b.folding ?? noFolding;
  return {
    ignoreCase: x.ignoreCase || y.ignoreCase,
    ignoreAccents: x.ignoreAccents || y.ignoreAccents,
    asNumber: x.asNumber || y.asNumber,
  };
}

/** QTI's `match`: same members; in order unless both are multiple (then as bags). */
export function sameValue(a: NonNullValue, b: NonNullValue): boolean {
  if (a.cardinality !== b.cardinality || a.members.length !== b.members.length) return false;
  const folding = foldingOf(a, b);
  if (a.cardinality !== 'multiple') {
    return a.members.every((member, i) => sameScalar(member, b.members[i] as Scalar, folding));
  }
  return bagContains(a, b);
}

/** Every member of `inner` is in `outer`, as often. */
export function bagContains(outer: NonNullValue, inner: NonNullValue): boolean {
  const folding = foldingOf(outer, inner);
  const left = [...outer.members];
  for (const member of inner.members) {
    const at = left.findIndex((candidate) => sameScalar(candidate, member, folding));
    if (at === -1) return false;
    left.splice(at, 1);
  }
  return true;
}
