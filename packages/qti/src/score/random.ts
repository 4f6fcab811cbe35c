/**
 * Random numbers of template and response processing: the same for the same seed on every machine, for ever. SplitMix32
 * from FNV-1a of the seed, as `shuffled` uses for choices.
 */
import { fnv1a, splitMix32 } from '../delivery/shuffle.ts';

/** Numbers in [0, 1). */
export function randomFrom(seed: string): () => number {
  const next = splitMix32(fnv1a(seed));
  return () => next() / 0x1_0000_0000;
}
