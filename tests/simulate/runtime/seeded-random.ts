/**
 * Randomness from a text: the same text gives the same bytes, on any machine. Not for secrets. The generator is sfc32
 * (Chris Doty-Humphrey, PractRand), its state is taken from SHA-256.
 */
import { createHash } from 'node:crypto';

export class SeededRandom {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string) {
    this.#seed = seed;
    const state = createHash('sha256').update(`cloison/simulate\0${seed}`).digest();
    this.#a = state.readInt32LE(0);
    this.#b = state.readInt32LE(4);
    this.#c = state.readInt32LE(8);
  }

  /** Another source, which does not depend on how much was drawn from this one. */
  fork(label: string | number): SeededRandom {
    return new SeededRandom(`${this.#seed}/${label}`);
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const drawn = new Uint8Array(length);
    for (let at = 0; at < length; at += 4) {
      const word = this.#word();
      for (let i = 0; i < 4 && at + i < length; i++) drawn[at + i] = word >>> (8 * i);
    }
    return drawn;
  }

  /** In [0, 1). */
  fraction(): number {
    return this.#word() / 2 ** 32;
  }

  /** A whole number in [from, below). */
  between(from: number, below: number): number {
    return from + Math.floor(this.fraction() * (below - from));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.between(0, values.length)];
    if (value === undefined) throw new RangeError('nothing to pick from');
    return value;
  }

  #word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
