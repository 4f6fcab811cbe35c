/** Something that screens watch: `version` moves with every change. */
export class Observable {
  version = 0;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  changed(): void {
    this.version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}
