/**
 * Looks for what must stay in the office and in browsers: names, codes, answers, keys; in the platform's store and log
 * also the tokens that its callers show. Searched as UTF-8; `tests/leak` searches other forms too.
 */
import type { PeopleOfBase } from './people-of-base.ts';

export class CanaryWatch {
  readonly #canaries: Needles;
  readonly #withTokens: Needles;
  readonly #found: (where: string, number: number) => void;
  readonly #seen = new Set<string>();

  constructor(people: PeopleOfBase, found: (where: string, number: number) => void) {
    this.#canaries = needlesOf(people.canaries);
    this.#withTokens = needlesOf([...people.canaries, ...people.tokens]);
    this.#found = found;
  }

  /** `digest` names the bytes: the same are searched once. */
  look(where: string, bytes: Buffer, digest: string): void {
    if (bytes.length === 0 || this.#seen.has(digest)) return;
    this.#seen.add(digest);
    this.#search(where, bytes, this.#canaries);
  }

  lookAlsoForTokens(where: string, bytes: Buffer): void {
    this.#search(where, bytes, this.#withTokens);
  }

  #search(where: string, bytes: Buffer, { starts, byStart }: Needles): void {
    for (let at = 0; at < bytes.length - 1; at++) {
      const start = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
      if (starts[start] === 0) continue;
      for (const { needle, number } of byStart.get(start) ?? []) {
        if (bytes.subarray(at, at + needle.length).equals(needle)) this.#found(where, number);
      }
    }
  }
}

/** By their first two bytes, so that some millions of bytes are searched in some milliseconds. */
interface Needles {
  readonly starts: Uint8Array;
  readonly byStart: ReadonlyMap<number, readonly { readonly needle: Buffer; readonly number: number }[]>;
}

function needlesOf(texts: readonly string[]): Needles {
  const starts = new Uint8Array(65_536);
  const byStart = new Map<number, { needle: Buffer; number: number }[]>();
  for (const [number, text] of texts.entries()) {
    const needle = Buffer.from(text);
    const start = needle.readUInt16BE(0);
    starts[start] = 1;
    byStart.set(start, [...(byStart.get(start) ?? []), { needle, number }]);
  }
  return { starts, byStart };
}
