import { randomInt } from 'node:crypto';

/**
 * A random order. Holder ids are public: were codes given out in the order of their ids, ids side by side would show the
 * platform which pupils stand side by side in a roster.
 */
export function shuffle<T>(list: readonly T[]): T[] {
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}

/** 0 … count − 1 in a random order, for lists that are not kept as one. */
export function shuffledPositions(count: number): Uint32Array {
  const mixed = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const j = randomInt(i + 1);
    mixed[i] = mixed[j]!;
    mixed[j] = i;
  }
  return mixed;
}
