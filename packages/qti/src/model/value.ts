/** The values that response processing computes with. Null is QTI's NULL; empty containers and strings are null. */

import type { BaseType, Cardinality } from '../delivery/delivery-item.ts';
import { noFolding, normalizeText, type TextFolding } from '../lexical/french-text.ts';
import { isIdentifier, isLooseIdentifier } from '../lexical/identifier.ts';
import { readXmlFloat } from '../lexical/xml-number.ts';

/** `record` is the type of a whole record; its fields have the others. */
export type ValueBaseType = BaseType;

/** What an item can write as a base type. */
export const valueBaseTypes: readonly Exclude<ValueBaseType, 'record'>[] = [
  'identifier',
  'string',
  'integer',
  'float',
  'boolean',
  'point',
  'pair',
  'directedPair',
  'duration',
  'file',
  'uri',
];

/** Pairs are "A B"; those without direction have their two identifiers sorted. Points are "x y". */
export type Scalar = string | number | boolean;

export interface RecordField {
  readonly baseType: ValueBaseType;
  readonly value: Scalar;
}

export interface NonNullValue {
  readonly cardinality: Cardinality;
  readonly baseType: ValueBaseType;
  /** Never empty; one for single. Of a record: the values of its fields. */
  readonly members: readonly Scalar[];
  /** Of a record: its fields by name, those that are NULL left out. */
  readonly fields?: ReadonlyMap<string, RecordField>;
  /** How strings are compared; absent for other types. */
  readonly folding?: TextFolding;
}

export type Value = NonNullValue | null;

export function single(baseType: ValueBaseType, member: Scalar, folding?: TextFolding): NonNullValue {
  return folding
    ? { cardinality: 'single', baseType, members: [member], folding }
    : { cardinality: 'single', baseType, members: [member] };
}

const yes: NonNullValue = single('boolean', true);
const no: NonNullValue = single('boolean', false);

export function bool(value: boolean): NonNullValue {
  return value ? yes : no;
}

export function container(
  cardinality: 'multiple' | 'ordered',
  baseType: ValueBaseType,
  members: readonly Scalar[],
  folding?: TextFolding,
): Value {
  return members.length === 0 ? null : { cardinality, baseType, members, ...(folding ? { folding } : {}) };
}

export function record(fields: ReadonlyMap<string, RecordField>): Value {
  if (fields.size === 0) return null;
  const members = [...fields.values()].map(({ value }) => value);
  return { cardinality: 'record', baseType: 'record', members, fields };
}

/** A value as an item's XML writes it, or null when it is not one. Strings are kept (they are compared normalised). */
export function readXmlScalar(text: string, baseType: ValueBaseType): Scalar | null {
  switch (baseType) {
    case 'identifier':
      return isIdentifier(text.trim()) ? text.trim() : null;
    case 'string':
      return text.normalize('NFC');
    case 'uri':
    case 'file':
      return text.trim();
    case 'float':
      return readXmlFloat(text);
    case 'duration': {
      const seconds = readXmlFloat(text);
      return seconds !== null && seconds >= 0 ? seconds : null;
    }
    case 'integer': {
      const value = readXmlFloat(text);
      return value !== null && Number.isSafeInteger(value) ? value : null;
    }
    case 'boolean':
      return { true: true, '1': true, false: false, '0': false }[text.trim()] ?? null;
    case 'point':
      return readPoint(text)?.join(' ') ?? null;
    case 'pair':
    case 'directedPair': {
      const parts = text.trim().split(/[ \t\n]+/);
      if (parts.length !== 2 || !parts.every(isIdentifier)) return null;
      return (baseType === 'pair' ? parts.toSorted() : parts).join(' ');
    }
    case 'record':
      return null;
  }
}

/**
 * A value that is not of its type by the standard's letter and that other engines read all the same: identifiers of
 * digits or with spaces, durations as ISO 8601 writes them. Null for what is not.
 */
export function readLooseScalar(text: string, baseType: ValueBaseType): Scalar | null {
  const words = text.trim().split(/\s+/);
  switch (baseType) {
    case 'identifier': {
      const word = words.join(' ');
      return isLooseIdentifier(word) ? word : null;
    }
    case 'pair':
    case 'directedPair':
      if (words.length !== 2 || !words.every(isLooseIdentifier)) return null;
      return (baseType === 'pair' ? words.toSorted() : words).join(' ');
    case 'duration':
      return readIsoDuration(text.trim());
    default:
      return null;
  }
}

/** Seconds; null for what is no duration, or one of months or years. */
function readIsoDuration(text: string): number | null {
  const found = /^P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$/.exec(
    text,
  );
  if (found === null || !/\d/.test(text)) return null;
  const [days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** "x y", or null. */
export function readPoint(text: string): readonly [x: number, y: number] | null {
  const found = /^\s*([+-]?\d{1,6}(?:\.\d{1,6})?)\s+([+-]?\d{1,6}(?:\.\d{1,6})?)\s*$/.exec(text);
  return found === null ? null : [Number(found[1]), Number(found[2])];
}

/** A value in the form of a record (`ResponseValue`); of a record of fields, what was typed. */
export function recordedValue(value: Value): null | string | readonly string[] {
  if (value === null) return null;
  if (value.fields !== undefined) {
    const text = value.fields.get('stringValue') ?? value.fields.get('floatValue');
    return text === undefined ? null : String(text.value);
  }
  const members = value.members.map(String);
  return value.cardinality === 'single' ? (members[0] ?? null) : members;
}

export function isNumeric(baseType: ValueBaseType): boolean {
  return baseType === 'integer' || baseType === 'float' || baseType === 'duration';
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

/** QTI's `match`: same members; in order unless both are multiple (then as bags); records by their fields. */
export function sameValue(a: NonNullValue, b: NonNullValue): boolean {
  if (a.cardinality !== b.cardinality || a.members.length !== b.members.length) return false;
  if (a.fields !== undefined || b.fields !== undefined) return sameFields(a.fields, b.fields);
  const folding = foldingOf(a, b);
  if (a.cardinality !== 'multiple') {
    return a.members.every((member, i) => sameScalar(member, b.members[i] as Scalar, folding));
  }
  return bagContains(a, b);
}

function sameFields(a: NonNullValue['fields'], b: NonNullValue['fields']): boolean {
  if (a === undefined || b === undefined || a.size !== b.size) return false;
  return [...a].every(([name, { baseType, value }]) => {
    const other = b.get(name);
    return other !== undefined && other.baseType === baseType && sameScalar(value, other.value, noFolding);
  });
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
