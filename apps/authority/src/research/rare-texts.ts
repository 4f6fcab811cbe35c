/**
 * Texts that pupils typed may hold anything, a name too. A text response is kept only when at least k pupils gave the
 * same one to the same item; the others are suppressed and counted. Choices, pairs, orders and numbers stay.
 */
import type { ResearchItem, ResearchRecord } from './research-record.ts';

/** Which responses are free text: item identifier → response identifiers. */
export type TextResponses = ReadonlyMap<string, ReadonlySet<string>>;

/** What stands for a suppressed text. No pupil's text can be it: texts that begin with "#" are escaped on export. */
export const SUPPRESSED_TEXT = '#SUP';

export class TextCounter {
  readonly #texts: TextResponses;
  readonly #counts = new Map<string, number>();
  constructor(texts: TextResponses) {
    this.#texts = texts;
  }

  /** First pass: every record once. */
  count(record: ResearchRecord): void {
    for (const key of this.#keys(record)) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Second pass: the record without its rare texts, and how many were suppressed. */
  withoutRare(
    record: ResearchRecord,
    k: number,
  ): { readonly record: ResearchRecord; readonly suppressed: number } {
    let suppressed = 0;
    const items = Object.fromEntries(
      Object.entries(record.items).map(([id, item]): [string, ResearchItem] => {
        const texts = this.#texts.get(id);
        if (texts === undefined) return [id, item];
        const responses = Object.fromEntries(
          Object.entries(item.responses).map(([responseId, value]) => {
            const isRare =
              texts.has(responseId) &&
              value !== null &&
              (this.#counts.get(keyOf(id, responseId, value)) ?? 0) < k;
            if (isRare) suppressed += 1;
            return [responseId, isRare ? SUPPRESSED_TEXT : value];
          }),
        );
        return [id, { ...item, responses }];
      }),
    );
    return { record: { ...record, items }, suppressed };
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

function keyOf(item: string, response: string, value: string | readonly string[]): string {
  return JSON.stringify([item, response, value]);
}
