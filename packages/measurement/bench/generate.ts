/** Writes a seeded 2PL response file as CSV: persons × items, no header. Fast, and the same bytes for the same seed. */
import { closeSync, openSync, writeSync } from 'node:fs';

export interface GeneratedItem {
  readonly slope: number;
  readonly intercept: number;
}

export function generatedItems(items: number, seed: number): readonly GeneratedItem[] {
  const next = generator(seed ^ 0x5bd1e995);
  return Array.from({ length: items }, () => ({
    slope: Math.exp(0.3 * normal(next)),
    intercept: 1.1 * normal(next),
  }));
}

export function writeResponses(path: string, persons: number, items: number, seed: number): void {
  const known = generatedItems(items, seed);
  const next = generator(seed);
  const file = openSync(path, 'w');
  const rowBytes = 2 * items;
  const buffer = new Uint8Array(rowBytes * 4096);
  let filled = 0;
  for (let i = 0; i < persons; i++) {
    const theta = normal(next);
    for (const { slope, intercept } of known) {
      buffer[filled] = next() < 1 / (1 + Math.exp(-(slope * theta + intercept))) ? 49 : 48;
      buffer[filled + 1] = 44;
      filled += 2;
    }
    buffer[filled - 1] = 10;
    if (filled === buffer.length || i === persons - 1) {
      writeSync(file, buffer, 0, filled);
      filled = 0;
    }
  }
  closeSync(file);
}

/** xoshiro128** (Blackman & Vigna 2018), seeded by splitmix32. */
function generator(seed: number): () => number {
  let mix = seed >>> 0;
  const split = () => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let a = split();
  let b = split();
  let c = split();
  let d = split();
  return () => {
    const scaled = Math.imul(b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return (result + 0.5) / 4_294_967_296;
  };
}

function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}
