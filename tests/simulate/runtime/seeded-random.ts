/** Randomness from a text: the same text gives the same bytes, on any machine. Not for secrets. */
import { createCipheriv, createHash } from 'node:crypto';

/** Drawn at once: small, because most sources are asked for little. */
const BLOCK = new Uint8Array(256);

export class SeededRandom {
  readonly #seed: string;
  readonly #stream: ReturnType<typeof createCipheriv>;
  #block = Buffer.alloc(0);
  #at = 0;

  constructor(seed: string) {
    this.#seed = seed;
    const key = createHash('sha256').update(`cloison/simulate\0${seed}`).digest();
    this.#stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  }

  /** Another source, which does not depend on how much was drawn from this one. */
  fork(label: string | number): SeededRandom {
    return new SeededRandom(`${this.#seed}/${label}`);
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const drawn = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      if (this.#at === this.#block.length) {
        this.#block = this.#stream.update(BLOCK);
        this.#at = 0;
      }
      const part = this.#block.subarray(this.#at, this.#at + length - done);
      drawn.set(part, done);
      done += part.length;
      this.#at += part.length;
    }
    return drawn;
  }

  /** In [0, 1). */
  fraction(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.bytes(4);
    return (((a * 256 + b) * 256 + c) * 256 + d) / 2 ** 32;
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
}
