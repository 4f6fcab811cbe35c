/**
 * Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011). The number depends on seed, stream
 * and counter alone, never on what was drawn before, so results are the same for any division of labour.
 */
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const middle2 = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000)) >>> 0;
}

/** Ten rounds on counter (c0, c1, c2, c3) with key (k0, k1); all unsigned 32-bit. */
export function philox(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
): readonly [number, number, number, number] {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(M0, c0);
    const low0 = Math.imul(M0, c0) >>> 0;
    const high1 = multiplyHigh(M1, c2);
    const low1 = Math.imul(M1, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** Uniform in (0, 1), never 0 or 1, 52 bits, of `seed` (whole, below 2⁵³), `stream` and `counter` (32 bits). */
export function uniformAt(seed: number, stream: number, counter: number): number {
  const [high, low] = philox(
    counter >>> 0,
    stream >>> 0,
    0,
    0,
    seed >>> 0,
    Math.floor(seed / 0x1_0000_0000) >>> 0,
  );
  return ((high >>> 6) * 0x400_0000 + (low >>> 6) + 0.5) / 0x10_0000_0000_0000;
}

/** A sequence of uniforms from one stream. */
export function uniformSequence(seed: number, stream = 0): () => number {
  let counter = 0;
  return () => uniformAt(seed, stream, counter++);
}
