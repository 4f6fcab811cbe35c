/**
 * Passes values on in another order than they came, with a bounded number of them in memory: each that comes in sends out one
 * that was drawn among those that wait. Of two pupils of a class nobody can tell who came first.
 */
import { randomInt } from 'node:crypto';

/** More than the pupils of any ten schools. */
const WAITING = 8_192;

export class ShuffleBuffer<Value> {
  readonly #waiting: Value[] = [];
  readonly #send: (value: Value) => void;
  readonly #random: (below: number) => number;

  constructor(send: (value: Value) => void, random: (below: number) => number = (below) => randomInt(below)) {
    this.#send = send;
    this.#random = random;
  }

  add(value: Value): void {
    if (this.#waiting.length < WAITING) {
      this.#waiting.push(value);
      return;
    }
    const drawn = this.#random(WAITING);
    const out = this.#waiting[drawn]!;
    this.#waiting[drawn] = value;
    this.#send(out);
  }

  /** Sends what still waits. */
  end(): void {
    while (this.#waiting.length > 0) {
      const drawn = this.#random(this.#waiting.length);
      const last = this.#waiting.pop()!;
      const out = drawn === this.#waiting.length ? last : this.#waiting[drawn]!;
      if (drawn < this.#waiting.length) this.#waiting[drawn] = last;
      this.#send(out);
    }
  }
}
