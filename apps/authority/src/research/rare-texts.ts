/**
 * Texts that pupils typed may hold anything, a name too. A text response is kept only when at least k pupils gave the
 * same one to the same item; the others are suppressed and counted. Choices, pairs, orders and numbers stay.
 */
import { hash } from 'node:crypto';
import type { ResearchItem, ResearchRecord } from './research-record.ts';

/** Which responses are free text: item identifier → response identifiers. */
export type TextResponses = ReadonlyMap<string, ReadonlySet<string>>;

/** What stands for a suppressed text. No pupil's text can be it: texts that begin with "#" are escaped on export. */
export const SUPPRESSED_TEXT = '#SUP';

/** How many pupils gave each text to each item. */
export class TextCounter {
  readonly #texts: TextResponses;
  readonly #counts = new Map<string, number>();
  constructor(texts: TextResponses) {
    this.#texts = texts;
  }

  /** Every record once, here or in a counter that is added. */
  count(record: ResearchRecord): void {
    for (const key of this.#keys(record)) this.#add(key, 1);
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** What another counter has counted of other records. */
  add(counts: ReadonlyMap<string, number>): void {
    for (const [key, count] of counts) this.#add(key, count);
  }

  /** Texts that at least k pupils gave. */
  common(k: number): CommonTexts {
    const common = new Set<string>();
    for (const [key, count] of this.#counts) if (count >= k) common.add(key);
    return common;
  }

  #add(key: string, count: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  *#keys(record: ResearchRecord): Iterable<string> {
    for (const [id, texts] of this.#texts) {
      const item = Object.hasOwn(record.items, id) ? record.items[id] : undefined;
      if (item === undefined) continue;
      for (const responseId of texts) {
        const value = Object.hasOwn(item.responses, responseId) ? item.responses[responseId] : null;
        if (value !== null && value !== undefined) yield keyOf(id, responseId, value);
      }
    }
  }
}

/** Texts of items that may leave, as `TextCounter` names them. */
export type CommonTexts = ReadonlySet<string>;

/** The record without the texts that are not common, and how many were suppressed. */
export function withoutRareTexts(
  record: ResearchRecord,
  responsesOf: TextResponses,
  common: CommonTexts,
): { readonly record: ResearchRecord; readonly suppressed: number } {
  let suppressed = 0;
  const items: Record<string, ResearchItem> = { ...record.items };
  for (const [id, texts] of responsesOf) {
    const item = Object.hasOwn(items, id) ? items[id] : undefined;
    if (item === undefined) continue;
    const responses = Object.fromEntries(
      Object.entries(item.responses).map(([responseId, value]) => {
        const isRare = texts.has(responseId) && value !== null && !common.has(keyOf(id, responseId, value));
        if (isRare) suppressed += 1;
        return [responseId, isRare ? SUPPRESSED_TEXT : value];
      }),
    );
    items[id] = { ...item, responses };
  }
  return { record: { ...record, items }, suppressed };
}

/** Longer names are kept as hashes: what a country's pupils wrote would not fit in memory. */
const LONGEST = 60;

function keyOf(item: string, response: string, value: string | readonly string[]): string {
  const key = JSON.stringify([item, response, value]);
  return key.length <= LONGEST ? key : hash('sha256', key, 'base64');
}
