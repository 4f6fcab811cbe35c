/** Value types that the messages share. */
import * as v from 'valibot';
import { ProtocolError } from '../primitives/errors.ts';

/** Whether the last symbol of base64url has no bits beyond the bytes, so that the text can be decoded. */
function endsCanonically(text: string): boolean {
  const beyond = text.length % 4;
  if (beyond === 0) return true;
  return beyond === 2 ? /[AQgw]$/.test(text) : beyond === 3 && /[AEIMQUYcgkosw048]$/.test(text);
}
const base64url = [v.regex(/^[A-Za-z0-9_-]*$/), v.check(endsCanonically, 'not canonical')] as const;
/** base64url of exactly `bytes` bytes: what passes is decoded without an error. */
export const binary = (bytes: number) =>
  v.pipe(v.string(), v.length(Math.ceil((bytes * 4) / 3)), ...base64url);
/** base64url of any length up to `maxBytes`; what passes is decoded without an error. */
export const binaryUpTo = (maxBytes: number) =>
  v.pipe(v.string(), v.maxLength(Math.ceil((maxBytes * 4) / 3)), ...base64url);
/** SHA-256 of content: lower-case hexadecimal. */
export const contentHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
export const text = (max = 500) => v.pipe(v.string(), v.maxLength(max));
export const identifier = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9_.~/-]{0,99}$/));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** As an instant is written; there may be no such day or hour. */
export const writtenInstant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/),
);
/** ISO 8601 in UTC: one that there is, since a date that is none stops whoever shows it. */
export const instant = v.pipe(
  writtenInstant,
  v.check((text) => Number.isFinite(Date.parse(text)), 'no such instant'),
);
export const orderNumber = v.pipe(v.string(), v.regex(/^\d{7}$/));
/** A text of the screens: French always, English its twin. */
export const localised = v.strictObject({ fr: text(2000), en: text(2000) });
export type Localised = v.InferOutput<typeof localised>;
export const mode = v.picklist(['online', 'entry']);
/** Tools that change what is measured, so that somebody has to allow them: a campaign for everybody, a ticket for one pupil. */
export const TOOLS = [
  'readAloud',
  'calculator',
  'glossary',
  'translation',
  'guidance',
  'signLanguage',
] as const;
export const tools = v.pipe(v.array(v.picklist(TOOLS)), v.maxLength(TOOLS.length));
export type Tool = (typeof TOOLS)[number];
/** A file in a response, as long as a record can hold one: 30,000 bytes in base64. */
const fileValue = v.pipe(v.string(), v.maxLength(40_200), v.startsWith('data:'));
/** Lexical QTI value: pairs as "A B", files as `data:` URLs; null is no response. */
export const responseValue = v.nullable(
  v.union([text(8000), fileValue, v.pipe(v.array(text(500)), v.maxLength(100))]),
);
export type ResponseValue = v.InferOutput<typeof responseValue>;
/** Keys that valibot leaves out of a map without a word. What is sent under them is refused instead of lost. */
const LEFT_OUT = ['__proto__', 'prototype', 'constructor'];

function isMap(value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !LEFT_OUT.some((key) => Object.hasOwn(value, key));
}
/** A map and nothing that only looks like one: valibot takes an array for an empty map. */
export const recordOf = <K extends v.GenericSchema<string, string>, S extends v.GenericSchema>(
  key: K,
  value: S,
) => v.pipe(v.unknown(), v.check(isMap, 'not a map'), v.record(key, value));
/** Keys of maps are bounded like the identifiers they are. */
export const mapOf = <S extends v.GenericSchema>(value: S, max = 2000) =>
  v.pipe(
    recordOf(identifier, value),
    v.check((map) => Object.keys(map).length <= max, 'too many entries'),
  );

const MAX_DEPTH = 24;

function depth(value: unknown, left: number): boolean {
  if (left === 0) return false;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((child) => depth(child, left - 1));
}

/** Fields of our own messages; keys that a sender made up are no such names, or are left out by `fieldOf`. */
const FIELD = /^[A-Za-z][A-Za-z0-9]{0,30}$/;
const UNNAMED = '…';

/** The field at fault as the protocol names it: nothing that the sender wrote. */
function fieldOf(issue: v.BaseIssue<unknown>): string {
  const isUnexpected = issue.expected === 'never';
  const path = (issue.path ?? []).map(({ key }) =>
    typeof key === 'number' ? String(key) : typeof key === 'string' && FIELD.test(key) ? key : UNNAMED,
  );
  return (isUnexpected ? [...path.slice(0, -1), UNNAMED] : path).join('.');
}

function faultOf({ expected, received }: v.BaseIssue<unknown>): string {
  if (expected === 'never') return 'a field that is not of the protocol';
  return received === 'undefined' ? 'missing' : 'not as the protocol says';
}

/**
 * Parses a hostile JSON value or throws `message-invalid` with the field of the first fault, never its content, nor the name of
 * a field that the protocol does not have.
 */
export function parseMessage<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  if (!depth(value, MAX_DEPTH)) throw new ProtocolError('message-invalid', 'too deep');
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = fieldOf(issue);
  throw new ProtocolError('message-invalid', `${field === '' ? '.' : field}: ${faultOf(issue)}`, null, field);
}
