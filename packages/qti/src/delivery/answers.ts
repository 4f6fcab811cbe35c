/** What a browser may know about responses without knowing what is right: whether they are there, and how long. */

import type { ResponseValue } from './delivery-item.ts';
import { type DeliveryItem, type Interaction, type ItemResponses, interactionsOf } from './delivery-item.ts';
import { responseShape } from './interaction-kinds.ts';
import { limits } from './limits.ts';
import type { ResponseShape } from './response-shape.ts';
import { allInteractions, isOver, itemAt, placeOf, submit } from './steps.ts';

export type AnswerState = 'none' | 'partial' | 'complete';

/**
 * `complete`: every interaction has a response, and as many choices or pairs as the item asks for at least.
 * An item without interactions (a text to read) is complete. Of several attempts: those of the step that is shown, and
 * `complete` only when the item is over or nothing has to be handed in.
 */
export function answerState(item: DeliveryItem, responses: ItemResponses): AnswerState {
  const { steps } = item;
  if (steps === undefined) return stateOf(item, responses);
  if (isOver(steps, responses)) return 'complete';
  const { ended, step } = placeOf(steps, responses);
  const state = stateOf(itemAt(item, responses), responses);
  // What has to be handed in is not complete before it was.
  const waits = Object.hasOwn(steps.list[step ?? 0]?.next ?? {}, submit);
  if (state === 'complete' && waits) return 'partial';
  return state === 'none' && ended > 0 ? 'partial' : state;
}

function stateOf(item: DeliveryItem, responses: ItemResponses): AnswerState {
  const interactions = interactionsOf(item.body);
  let begun = 0;
  let finished = 0;
  for (const interaction of interactions) {
    const count = countOf(ownValue(responses, interaction.responseId));
    if (count > 0) begun += 1;
    if (isOptional(interaction) || (count > 0 && count >= minimumOf(interaction))) finished += 1;
  }
  if (finished === interactions.length) return 'complete';
  return begun > 0 ? 'partial' : 'none';
}

/** True when nothing is left to answer in the item: `answerState` is `complete`. */
export function isAnswered(item: DeliveryItem, responses: ItemResponses): boolean {
  return answerState(item, responses) === 'complete';
}

function ownValue(responses: ItemResponses, id: string): ResponseValue {
  return Object.hasOwn(responses, id) ? (responses[id] ?? null) : null;
}

function countOf(value: ResponseValue): number {
  if (value === null) return 0;
  if (typeof value === 'string') return value.trim() === '' ? 0 : 1;
  // A field that was left empty before one that was not keeps its place in a list of texts.
  return value.filter((member) => member.trim() !== '').length;
}

/** How many members make a response complete; 0 for what need not be answered. */
function minimumOf(interaction: Interaction): number {
  const shape = responseShape(interaction);
  switch (shape.kind) {
    case 'choices':
    case 'pairs':
    case 'points':
    case 'text':
    case 'number':
      return shape.min;
    case 'file':
    case 'opaque':
      return 1;
    case 'flag':
      return 0;
  }
}

/** A half of a surrogate pair alone. `toWellFormed` is newer than the browsers that are supported. */
const HALF_PAIR = /\p{Cs}/gu;
const HALF_PAIR_AT_END = /\p{Cs}$/u;

/** Nothing is missing without it: a button that ends the attempt, a recording that need not be played. */
function isOptional(interaction: Interaction): boolean {
  return interaction.kind === 'endAttempt' || (interaction.kind === 'media' && interaction.minPlays === 0);
}

/**
 * Text as it may be saved: NFC, no control characters but tab and line feed (CR LF becomes LF), no half of a
 * surrogate pair, at most `maxLength` UTF-16 units. Call it when a response is saved, not at each key.
 */
export function cleanText(text: string, maxLength: number): string {
  const cleaned = text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\t\n])[\p{Cc}\ufffe\uffff]/gu, '')
    .replace(HALF_PAIR, '\ufffd')
    .normalize('NFC');
  if (cleaned.length <= maxLength) return cleaned;
  const cut = cleaned.slice(0, maxLength);
  return HALF_PAIR_AT_END.test(cut) ? cut.slice(0, -1) : cut;
}

/** No character of a cleaned text takes more in JSON: three bytes for one UTF-16 unit (a pair takes four for two). */
const bytesPerUnit = 3;
const encoder = new TextEncoder();

/**
 * No set of valid responses to this item, once text has passed `cleanText`, takes more UTF-8 bytes as compact JSON
 * (`JSON.stringify` of id → value). For the ceilings of envelopes.
 */
export function worstCaseResponseBytes(item: DeliveryItem): number {
  let total = 2;
  for (const interaction of allInteractions(item)) {
    total += jsonBytes(interaction.responseId) + 2 + valueBytes(item, interaction);
  }
  const { steps } = item;
  if (steps === undefined) return Math.max(2, total - 1);
  // Each attempt has its own responses, whose names are three symbols longer, and their number.
  return (total + 3 * item.responses.length) * (steps.attempts + 1) + 20;
}

/** As `worstCaseResponseBytes`, of what the modules of its portable custom interactions keep: 0 when it has none. */
export function worstCaseStateBytes(item: DeliveryItem): number {
  return allInteractions(item).reduce(
    (sum, one) =>
      one.kind === 'portableCustom' && one.maxState > 0
        ? sum + jsonBytes(one.responseId) + 4 + one.maxState * bytesPerUnit
        : sum,
    0,
  );
}

function valueBytes(item: DeliveryItem, interaction: Interaction): number {
  const declared = item.responses.find((response) => response.id === interaction.responseId);
  const isList = declared?.cardinality === 'multiple' || declared?.cardinality === 'ordered';
  return shapeBytes(responseShape(interaction), isList);
}

/** `-1234.567 -1234.567`, with quotes: no point of a picture is written longer. */
const pointBytes = 64;

function shapeBytes(shape: ResponseShape, isList: boolean): number {
  const brackets = isList ? 2 : 0;
  switch (shape.kind) {
    case 'text':
      return Math.max(4, brackets + shape.max * (3 + shape.maxLength * bytesPerUnit) - 1);
    case 'choices':
      return isList ? largest(shape.ids.map(jsonBytes), shape.max) : Math.max(4, ...shape.ids.map(jsonBytes));
    case 'pairs': {
      const bytes = shape.sources.flatMap((source) =>
        shape.targets.map((target) => jsonBytes(`${source.id} ${target.id}`)),
      );
      return largest(bytes, shape.max);
    }
    case 'points':
      return Math.max(4, brackets + shape.max * (pointBytes + 1));
    case 'number':
      return 32;
    case 'file':
      return shape.maxLength + 2;
    case 'flag':
      return 7;
    case 'opaque':
      return 4 + 3 * limits.members + shape.maxLength * bytesPerUnit;
  }
}

/** Bytes of a JSON list of the `count` longest values. */
function largest(sizes: readonly number[], count: number): number {
  const longest = [...sizes].sort((a, b) => b - a).slice(0, count);
  return Math.max(4, 1 + longest.reduce((sum, size) => sum + size + 1, 0));
}

function jsonBytes(text: string): number {
  return encoder.encode(JSON.stringify(text)).length;
}
