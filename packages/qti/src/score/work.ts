/**
 * Counted steps, so that nothing an author writes takes longer than a second: time differs between machines, the
 * count does not. A step is about the evaluation of one small expression: 40 to 120 ns, by its kind.
 */
export class Work {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  /** Throws `WorkExceeded` when no step is left. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new WorkExceeded();
  }

  get left(): number {
    return this.#left;
  }
}

export class WorkExceeded extends Error {
  override readonly name = 'WorkExceeded';
}

export const workLimits = {
  /** Of one run of response processing. */
  scoring: 5_000_000,
  /** Of the search for what an item can give, all runs together: a quarter of a second. Items of tests take 13,000. */
  search: 2_000_000,
} as const;
