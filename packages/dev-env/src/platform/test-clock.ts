/** A clock that the test moves. A sleeper wakes when the clock has reached its time. */
export class TestClock {
  now = 0;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  readonly nowMs = () => this.now;
  readonly sleep = (ms: number) =>
    new Promise<void>((wake) => {
      this.#sleepers.push({ at: this.now + ms, wake });
    });
  async move(ms: number): Promise<void> {
    this.now += ms;
    for (const { at, wake } of this.#sleepers) if (at <= this.now + 1e-6) wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
