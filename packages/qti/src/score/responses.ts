/** What a record says about one item, checked: only what a player could have sent is scored, unless asked otherwise. */

import { type Interaction, interactionsOf } from '../delivery/delivery-item.ts';
import { responseShape } from '../delivery/interaction-kinds.ts';
import { limits } from '../delivery/limits.ts';
import { opaqueFault } from '../delivery/opaque-response.ts';
import type { ResponseShape } from '../delivery/response-shape.ts';
import { parseInteger, parseNumber } from '../lexical/french-text.ts';
import type { Item, ResponseDeclaration } from '../model/item.ts';
import { type RecordField, readPoint, record, type Scalar, single, type Value } from '../model/value.ts';

export const responseErrorCodes = {
  QTI_RESPONSE_SHAPE: 'not an object of responses, or a list of something else than strings',
  QTI_RESPONSE_UNKNOWN: 'a response that the item does not ask for',
  QTI_RESPONSE_CARDINALITY: 'a list where one value is expected, or the reverse',
  QTI_RESPONSE_CHOICE: 'a choice or pair that is not there to choose',
  QTI_RESPONSE_REPEATED: 'the same choice or pair twice',
  QTI_RESPONSE_TOO_MANY: 'more choices or pairs than allowed',
  QTI_RESPONSE_TOO_LONG: 'a text beyond its maximum length',
  QTI_RESPONSE_VALUE: 'not a value of its type, or one outside its bounds',
} as const;

export type ResponseErrorCode = keyof typeof responseErrorCodes;

/**
 * Which responses are scored.
 * `player`: only what a player could have sent; the rest is `invalid`.
 * `specification`: whatever has the cardinality of its declaration, as QTI scores it when a test does not ask for
 * `validate-responses`: too many choices, unknown ones and repeated ones count as they are (once each in a mapping), and
 * so does a declared response that no interaction asks for.
 */
export type Validity = 'player' | 'specification';

/** Holds no value of the response: safe to log. */
export interface ResponseError {
  readonly code: ResponseErrorCode;
  /** A declared response, or null when the error is about something else. */
  readonly responseId: string | null;
}

export interface ReadResponses {
  readonly values: ReadonlyMap<string, Value>;
  /** Numbers expected, something else typed ("quatre"): they count as no response. */
  readonly unreadable: readonly string[];
  readonly errors: readonly ResponseError[];
}

/** `input` is what the record says for this item: response identifier → `ResponseValue`. Never throws. */
export function readResponses(item: Item, input: unknown, validity: Validity = 'player'): ReadResponses {
  const unreadable: string[] = [];
  const errors: ResponseError[] = [];
  const { asked, declared, defaults } = answersOf(item);
  const values = new Map<string, Value>(defaults);
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { values, unreadable, errors: [{ code: 'QTI_RESPONSE_SHAPE', responseId: null }] };
  }
  for (const id in input) {
    if (!Object.hasOwn(input, id)) continue;
    const value: unknown = (input as Record<string, unknown>)[id];
    const answer = asked.get(id);
    const declaration = answer?.declaration ?? (validity === 'specification' ? declared.get(id) : undefined);
    if (declaration === undefined) {
      errors.push({ code: 'QTI_RESPONSE_UNKNOWN', responseId: null });
      continue;
    }
    const code = check(value, answer?.shape ?? anything, declaration, validity);
    if (code !== null) {
      errors.push({ code, responseId: id });
      continue;
    }
    const read = toValue(value as string | readonly string[] | null, declaration);
    if (read === 'unreadable') unreadable.push(id);
    else values.set(id, read);
  }
  return { values, unreadable, errors };
}

interface Answer {
  readonly interaction: Interaction;
  readonly shape: ResponseShape;
  readonly declaration: ResponseDeclaration;
}

/** Of a response that no interaction asks for. */
const anything: ResponseShape = {
  kind: 'text',
  min: 0,
  max: Number.POSITIVE_INFINITY,
  maxLength: limits.textLength,
};

interface Answers {
  readonly declared: ReadonlyMap<string, ResponseDeclaration>;
  /** By response identifier: those that an interaction asks for, now or in a later attempt. */
  readonly asked: ReadonlyMap<string, Answer>;
  readonly defaults: readonly (readonly [id: string, value: Value])[];
}

const known = new WeakMap<Item, Answers>();

/** The interactions and declarations of an item by response identifier. */
export function answersOf(item: Item): Answers {
  const found = known.get(item);
  if (found !== undefined) return found;
  const declarations = new Map(item.responses.map((declaration) => [declaration.id, declaration]));
  const asked = new Map<string, Answer>();
  for (const interaction of [...interactionsOf(item.body), ...interactionsOf(item.laterBody)]) {
    const declaration = declarations.get(interaction.responseId);
    if (declaration === undefined) continue;
    asked.set(declaration.id, { interaction, shape: responseShape(interaction), declaration });
  }
  const defaults = item.responses.flatMap(({ id, defaultValue }) =>
    defaultValue === null ? [] : [[id, defaultValue] as const],
  );
  const answers = { asked, declared: declarations, defaults };
  known.set(item, answers);
  return answers;
}

/** Whether a player could send this response. */
export function isAllowedResponse(
  value: unknown,
  interaction: Interaction,
  declaration: ResponseDeclaration,
): boolean {
  return check(value, responseShape(interaction), declaration, 'player') === null;
}

/** Longer than any list of different choices can be: not worth looking at. */
const maxMembers = 4_000;

/** Null when it may be scored. */
function check(
  value: unknown,
  shape: ResponseShape,
  declaration: ResponseDeclaration,
  validity: Validity,
): ResponseErrorCode | null {
  if (value === null) return null;
  const { cardinality, baseType } = declaration;
  if (cardinality === 'single' || cardinality === 'record') {
    if (typeof value !== 'string') return 'QTI_RESPONSE_CARDINALITY';
    if (value === '') return null;
    return validity === 'player' ? checkMembers([value], shape, baseType) : checkLength(value, shape);
  }
  if (!Array.isArray(value)) return 'QTI_RESPONSE_CARDINALITY';
  const members: string[] = [];
  for (const member of value) {
    if (typeof member !== 'string') return 'QTI_RESPONSE_SHAPE';
    if (validity === 'specification' && checkLength(member, shape) !== null) return 'QTI_RESPONSE_TOO_LONG';
    members.push(member);
    if (members.length > maxMembers) return 'QTI_RESPONSE_TOO_MANY';
  }
  return validity === 'player' ? checkMembers(members, shape, baseType) : null;
}

/** In every mode: what is longer than anything that could be meant is not looked at. */
function checkLength(text: string, shape: ResponseShape): ResponseErrorCode | null {
  const most = shape.kind === 'file' ? shape.maxLength : limits.textLength;
  return text.length > most ? 'QTI_RESPONSE_TOO_LONG' : null;
}

function checkMembers(
  members: readonly string[],
  shape: ResponseShape,
  baseType: ResponseDeclaration['baseType'],
): ResponseErrorCode | null {
  switch (shape.kind) {
    case 'text':
      if (members.some((member) => member.length > shape.maxLength)) return 'QTI_RESPONSE_TOO_LONG';
      return members.length > shape.max ? 'QTI_RESPONSE_TOO_MANY' : null;
    case 'opaque':
      return checkOpaque(members, shape.maxLength, baseType);
    case 'choices':
      if (new Set(members).size < members.length) return 'QTI_RESPONSE_REPEATED';
      if (!members.every((member) => shape.ids.includes(member))) return 'QTI_RESPONSE_CHOICE';
      return members.length > shape.max ? 'QTI_RESPONSE_TOO_MANY' : null;
    case 'pairs':
      return checkPairs(members, shape);
    case 'points':
      if (!members.every((member) => member.length <= 62 && readPoint(member) !== null))
        return 'QTI_RESPONSE_VALUE';
      return members.length > shape.max ? 'QTI_RESPONSE_TOO_MANY' : null;
    case 'number': {
      const [text = ''] = members;
      const value = text.length > 30 ? null : baseType === 'integer' ? parseInteger(text) : parseNumber(text);
      return value === null || value < shape.lower || value > shape.upper ? 'QTI_RESPONSE_VALUE' : null;
    }
    case 'file': {
      const [text = ''] = members;
      if (text.length > shape.maxLength) return 'QTI_RESPONSE_TOO_LONG';
      return /^data:[\w.+-]{1,80}\/[\w.+-]{1,80};base64,[A-Za-z0-9+/]*={0,2}$/.test(text)
        ? null
        : 'QTI_RESPONSE_VALUE';
    }
    case 'flag':
      return members.every((member) => member === 'true' || member === 'false') ? null : 'QTI_RESPONSE_VALUE';
  }
}

/** As a list, whatever the cardinality: its shape has been looked at. */
function checkOpaque(
  members: readonly string[],
  maxLength: number,
  baseType: ResponseDeclaration['baseType'],
): ResponseErrorCode | null {
  if (members.length === 0) return null;
  const fault = opaqueFault(members, { cardinality: 'multiple', baseType }, maxLength);
  switch (fault) {
    case null:
      return null;
    case 'too-many':
      return 'QTI_RESPONSE_TOO_MANY';
    case 'too-long':
      return 'QTI_RESPONSE_TOO_LONG';
    case 'shape':
    case 'value':
      return 'QTI_RESPONSE_VALUE';
  }
}

function checkPairs(
  members: readonly string[],
  shape: Extract<ResponseShape, { readonly kind: 'pairs' }>,
): ResponseErrorCode | null {
  const { sources, targets, undirected } = shape;
  const keys = undirected ? members.map(sortedPair) : members;
  if (new Set(keys).size < keys.length) return 'QTI_RESPONSE_REPEATED';
  if (members.length > shape.max) return 'QTI_RESPONSE_TOO_MANY';
  const left = new Map(sources.map(({ id, matchMax }) => [id, matchMax]));
  const right = undirected ? left : new Map(targets.map(({ id, matchMax }) => [id, matchMax]));
  for (const member of members) {
    const parts = member.split(' ');
    const [source, target] = parts as [string, string | undefined];
    if (parts.length !== 2 || target === undefined) return 'QTI_RESPONSE_CHOICE';
    if (undirected && source === target) return 'QTI_RESPONSE_CHOICE';
    const sourceLeft = left.get(source);
    const targetLeft = right.get(target);
    if (sourceLeft === undefined || targetLeft === undefined) return 'QTI_RESPONSE_CHOICE';
    if (sourceLeft === 0 || targetLeft === 0) return 'QTI_RESPONSE_TOO_MANY';
    left.set(source, sourceLeft - 1);
    right.set(target, targetLeft - 1);
  }
  return null;
}

function sortedPair(pair: string): string {
  return pair.split(' ').toSorted().join(' ');
}

function toValue(
  value: string | readonly string[] | null,
  declaration: ResponseDeclaration,
): Value | 'unreadable' {
  const { baseType, cardinality, folding } = declaration;
  if (value === null || value.length === 0) return null;
  if (typeof value !== 'string') {
    if (cardinality !== 'multiple' && cardinality !== 'ordered') return null;
    const members: Scalar[] = [];
    for (const text of value) {
      const member = readMember(text, baseType);
      if (member === null) return 'unreadable';
      if (member !== '') members.push(member);
    }
    if (members.length === 0) return null;
    return baseType === 'string'
      ? { cardinality, baseType, members, folding }
      : { cardinality, baseType, members };
  }
  if (cardinality === 'record') return numberRecord(value);
  const member = readMember(value, baseType);
  if (member === null) return 'unreadable';
  if (member === '') return null;
  return baseType === 'string' ? single(baseType, member, folding) : single(baseType, member);
}

/** A member as it is computed with; empty for none, null for what is not of its type. */
function readMember(text: string, baseType: ResponseDeclaration['baseType']): Scalar | null {
  switch (baseType) {
    case 'identifier':
    case 'directedPair':
    case 'file':
    case 'uri':
      return text;
    case 'pair':
      return sortedPair(text);
    case 'string':
      return text.trim() === '' ? '' : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : null;
    case 'point':
      return readPoint(text)?.join(' ') ?? null;
    case 'integer':
      return text.trim() === '' ? '' : parseInteger(text);
    case 'float':
    case 'duration':
      return text.trim() === '' ? '' : parseNumber(text);
    case 'record':
      return null;
  }
}

/**
 * A typed number as QTI's record of it: stringValue, and where it is a number floatValue, integerValue, leftDigits,
 * rightDigits, ndp, nsf and exponent (QTI 3.0 ASI, section "Text entry interaction").
 */
function numberRecord(text: string): Value {
  if (text.trim() === '') return null;
  const fields = new Map<string, RecordField>([['stringValue', { baseType: 'string', value: text }]]);
  const value = parseNumber(text);
  if (value !== null) {
    const digits = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
    const [mantissa = '', exponent] = digits.split(/[eE]/);
    const [left = '', right = ''] = mantissa.replace(/^[+\u2212-]/, '').split('.');
    const integer = (count: number): RecordField => ({ baseType: 'integer', value: count });
    const isWhole = !digits.includes('.') && exponent === undefined;
    fields.set('floatValue', { baseType: 'float', value });
    if (isWhole) fields.set('integerValue', integer(value));
    fields.set('leftDigits', integer(left.length));
    fields.set('rightDigits', integer(right.length));
    if (exponent !== undefined) fields.set('exponent', integer(Number(exponent)));
    fields.set('ndp', integer(right.length));
    const significant = `${left}${right}`.replace(/^0+/, '');
    fields.set(
      'nsf',
      integer(right === '' ? significant.replace(/0+$/, '').length || 1 : significant.length),
    );
  }
  return record(fields);
}
