/**
 * The order in which a pupil sees the choices: the same on every machine for the same ticket, different between
 * items and between pupils. Not for secrets: the generator is SplitMix32 (32-bit form of SplitMix64, Steele, Lea &
 * Flood, OOPSLA 2014, with the finaliser of MurmurHash3), started from FNV-1a (32 bits) of "seed NUL itemId" in UTF-16
 * units; the shuffle is Fisher–Yates from the last free place down.
 */

/** 32 bits, of UTF-16 units. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

/** Whole numbers in [0, 2³²), for ever, from a 32-bit state. */
export function splitMix32(state: number): () => number {
  let s = state;
  return () => {
    s = (s + 0x9e3779b9) | 0;
    let z = s;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
}

/**
 * A new list with the same choices; those that are `fixed` stay where they are. Deterministic in (choices' places,
 * seed, itemId). Pass `interaction.responseId` within `itemId` (`"item/RESPONSE"`) if an item has several lists that
 * should not share their order.
 */
export function shuffled<C extends { readonly fixed: boolean }>(
  choices: readonly C[],
  seed: string | number,
  itemId: string,
): C[] {
  const next = splitMix32(fnv1a(`${seed}\u0000${itemId}`));
  const free = choices.flatMap((choice, place) => (choice.fixed ? [] : [place]));
  const result = choices.slice();
  for (let i = free.length - 1; i > 0; i -= 1) {
    // 2^32 / (i + 1) buckets: the bias is below (i + 1) / 2^32, invisible for lists of choices.
    const j = Math.floor((next() / 0x1_0000_0000) * (i + 1));
    const a = free[i] as number;
    const b = free[j] as number;
    [result[a], result[b]] = [result[b] as C, result[a] as C];
  }
  return result;
}
