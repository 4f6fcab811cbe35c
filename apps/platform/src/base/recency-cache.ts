/** A bounded memory of what was used lately. */
export class RecencyCache<Value> {
  readonly #most: number;
  /** What was used since the last time that this was full; and what was used in the time before it. */
  #newer = new Map<string, Value>();
  #older = new Map<string, Value>();

  /** `most` are remembered, and as many again on their way out. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Value | undefined {
    return this.#newer.get(key) ?? this.#again(key);
  }

  /** Whether it is there; this is no use of it. */
  has(key: string): boolean {
    return this.#newer.has(key) || this.#older.has(key);
  }

  set(key: string, value: Value): void {
    if (this.#newer.size >= this.#most && !this.#newer.has(key)) {
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

  /** What is used again stays as long as what is new: those that are used once do not push out the others. */
  #again(key: string): Value | undefined {
    const value = this.#older.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }
}
