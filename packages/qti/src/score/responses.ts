/**
 * From what a record holds to values. After an envelope is opened its content is hostile: what no player could have
 * sent is an error here, and the caller sets the record apart. Nothing is repaired.
 */

import { type Interaction, interactionsOf } from '../delivery/delivery-item.ts';
import { parseInteger, parseNumber } from '../lexical/french-text.ts';
import type { Item, ResponseDeclaration } from '../model/item.ts';
import { container, single, type Value } from '../model/value.ts';

export const responseErrorCodes = {
  QTI_RESPONSE_SHAPE: 'not an object of responses, or a list of something else than strings',
  QTI_RESPONSE_UNKNOWN: 'a response that the item does not ask for',
  QTI_RESPONSE_CARDINALITY: 'a list where one value is expected, or the reverse',
  QTI_RESPONSE_CHOICE: 'a choice or pair that is not there to choose',
  QTI_RESPONSE_REPEATED: 'the same choice or pair twice',
  QTI_RESPONSE_TOO_MANY: 'more choices or pairs than allowed',
  QTI_RESPONSE_TOO_LONG: 'a text beyond its maximum length',
} as const;

export type ResponseErrorCode = keyof typeof responseErrorCodes;

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
export function readResponses(item: Item, input: unknown): ReadResponses {
  const values = new Map<string, Value>();
  const unreadable: string[] = [];
  const errors: ResponseError[] = [];
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { values, unreadable, errors: [{ code: 'QTI_RESPONSE_SHAPE', responseId: null }] };
  }
  const { interactions, declarations } = answersOf(item);
  for (const [id, value] of Object.entries(input)) {
    const interaction = interactions.get(id);
    const declaration = declarations.get(id);
    if (interaction === undefined || declaration === undefined) {
      errors.push({ code: 'QTI_RESPONSE_UNKNOWN', responseId: null });
      continue;
    }
    const code = check(value, interaction, declaration);
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

interface Answers {
  readonly interactions: ReadonlyMap<string, Interaction>;
  readonly declarations: ReadonlyMap<string, ResponseDeclaration>;
}

const known = new WeakMap<Item, Answers>();

/** The interactions and declarations of an item by response identifier. */
export function answersOf(item: Item): Answers {
  const found = known.get(item);
  if (found !== undefined) return found;
  const answers = {
    interactions: new Map(
      interactionsOf(item.body).map((interaction) => [interaction.responseId, interaction]),
    ),
    declarations: new Map(item.responses.map((declaration) => [declaration.id, declaration])),
  };
  known.set(item, answers);
  return answers;
}

/** Whether a player could send this response. */
export function isAllowedResponse(
  value: unknown,
  interaction: Interaction,
  declaration: ResponseDeclaration,
): boolean {
  return check(value, interaction, declaration) === null;
}

/** Null when a player could have sent it. */
function check(
  value: unknown,
  interaction: Interaction,
  declaration: ResponseDeclaration,
): ResponseErrorCode | null {
  if (value === null) return null;
  if (declaration.cardinality === 'single') {
    if (typeof value !== 'string') return 'QTI_RESPONSE_CARDINALITY';
    return value === '' ? null : checkMembers([value], interaction);
  }
  if (!Array.isArray(value)) return 'QTI_RESPONSE_CARDINALITY';
  const members: string[] = [];
  for (const member of value) {
    if (typeof member !== 'string') return 'QTI_RESPONSE_SHAPE';
    members.push(member);
    // Longer than any list of different choices can be: not worth looking at.
    if (members.length > 4_000) return 'QTI_RESPONSE_TOO_MANY';
  }
  return checkMembers(members, interaction);
}

function checkMembers(members: readonly string[], interaction: Interaction): ResponseErrorCode | null {
  switch (interaction.kind) {
    case 'textEntry':
    case 'extendedText':
      return members.some((member) => member.length > interaction.maxLength) ? 'QTI_RESPONSE_TOO_LONG' : null;
    case 'choice':
    case 'order':
    case 'inlineChoice': {
      const max = interaction.kind === 'inlineChoice' ? 1 : interaction.maxChoices;
      if (new Set(members).size < members.length) return 'QTI_RESPONSE_REPEATED';
      const ids = interaction.choices.map(({ id }) => id);
      if (!members.every((member) => ids.includes(member))) return 'QTI_RESPONSE_CHOICE';
      return members.length > max ? 'QTI_RESPONSE_TOO_MANY' : null;
    }
    case 'match': {
      if (new Set(members).size < members.length) return 'QTI_RESPONSE_REPEATED';
      if (members.length > interaction.maxAssociations) return 'QTI_RESPONSE_TOO_MANY';
      const left = new Map(interaction.sources.map(({ id, matchMax }) => [id, matchMax]));
      const right = new Map(interaction.targets.map(({ id, matchMax }) => [id, matchMax]));
      for (const member of members) {
        const parts = member.split(' ');
        const [source, target] = parts as [string, string | undefined];
        if (parts.length !== 2 || target === undefined) return 'QTI_RESPONSE_CHOICE';
        const sourceLeft = left.get(source);
        const targetLeft = right.get(target);
        if (sourceLeft === undefined || targetLeft === undefined) return 'QTI_RESPONSE_CHOICE';
        if (sourceLeft === 0 || targetLeft === 0) return 'QTI_RESPONSE_TOO_MANY';
        left.set(source, sourceLeft - 1);
        right.set(target, targetLeft - 1);
      }
      return null;
    }
  }
}

function toValue(
  value: string | readonly string[] | null,
  declaration: ResponseDeclaration,
): Value | 'unreadable' {
  const { baseType, cardinality, folding } = declaration;
  if (value === null || value.length === 0) return null;
  if (typeof value !== 'string') {
    return cardinality === 'single' ? null : container(cardinality, baseType, value);
  }
  if (baseType === 'identifier' || baseType === 'pair' || baseType === 'directedPair')
    return single(baseType, value);
  if (value.trim() === '') return null;
  if (baseType === 'string') return single(baseType, value, folding);
  const number = baseType === 'integer' ? parseInteger(value) : parseNumber(value);
  return number === null ? 'unreadable' : single(baseType, number);
}
