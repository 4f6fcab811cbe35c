/**
 * A bounded cache that keeps what was used recently. It holds two generations: when the newer one is full it becomes the
 * older one, and the previous older one is dropped. This costs less than an exact order of use.
 */
export class RecencyCache<Value> {
  readonly #max: number;
  #newer = new Map<string, Value>();
  #older = new Map<string, Value>();

  /** Keeps at least the `max` values used last, and at most twice as many. */
  constructor(max: number) {
    this.#max = max;
  }

  get(key: string): Value | undefined {
    return this.#newer.get(key) ?? this.#renew(key);
  }

  /** Peeks without counting as use. */
  has(key: string): boolean {
    return this.#newer.has(key) || this.#older.has(key);
  }

  set(key: string, value: Value): void {
    if (this.#newer.size >= this.#max && !this.#newer.has(key)) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(key, value);
  }

  delete(key: string): void {
    this.#newer.delete(key);
    this.#older.delete(key);
  }

  clear(): void {
    this.#newer.clear();
    this.#older.clear();
  }

  /** Moves a value that is used again to the newer generation, so that values used once do not push it out. */
  #renew(key: string): Value | undefined {
    const value = this.#older.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }
}
