/** What a browser may know about responses without knowing what is right: whether they are there, and how long. */

import type { ResponseValue } from './delivery-item.ts';
import { type DeliveryItem, type Interaction, type ItemResponses, interactionsOf } from './delivery-item.ts';

export type AnswerState = 'none' | 'partial' | 'complete';

/**
 * `complete`: every interaction has a response, and as many choices or pairs as the item asks for at least.
 * An item without interactions (a text to read) is complete.
 */
export function answerState(item: DeliveryItem, responses: ItemResponses): AnswerState {
  const interactions = interactionsOf(item.body);
  let begun = 0;
  let finished = 0;
  for (const interaction of interactions) {
    const count = countOf(ownValue(responses, interaction.responseId));
    if (count > 0) begun += 1;
    if (count > 0 && count >= minimumOf(interaction)) finished += 1;
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
  return value.length;
}

function minimumOf(interaction: Interaction): number {
  switch (interaction.kind) {
    case 'choice':
    case 'order':
      return interaction.minChoices;
    case 'match':
      return interaction.minAssociations;
    case 'inlineChoice':
    case 'textEntry':
    case 'extendedText':
      return 1;
  }
}

/** A half of a surrogate pair alone. `toWellFormed` is newer than the browsers that are supported. */
const HALF_PAIR = /\p{Cs}/gu;
const HALF_PAIR_AT_END = /\p{Cs}$/u;

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
  for (const interaction of interactionsOf(item.body)) {
    total += jsonBytes(interaction.responseId) + 2 + valueBytes(item, interaction);
  }
  return Math.max(2, total - 1);
}

function valueBytes(item: DeliveryItem, interaction: Interaction): number {
  const declared = item.responses.find((response) => response.id === interaction.responseId);
  const brackets = declared?.cardinality === 'single' ? 0 : 2;
  switch (interaction.kind) {
    case 'textEntry':
    case 'extendedText':
      return Math.max(4, 2 + brackets + interaction.maxLength * bytesPerUnit);
    case 'inlineChoice':
      return Math.max(4, ...interaction.choices.map((choice) => jsonBytes(choice.id)));
    case 'choice':
    case 'order':
      return largest(
        interaction.choices.map((choice) => jsonBytes(choice.id)),
        interaction.maxChoices,
      );
    case 'match': {
      const pairs = interaction.sources.flatMap((source) =>
        interaction.targets.map((target) => jsonBytes(`${source.id} ${target.id}`)),
      );
      return largest(pairs, interaction.maxAssociations);
    }
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
