/**
 * Questions of one turn of the event loop, asked together: a question that comes while others are being answered waits
 * for the next round, because the answer must be as of a moment after it was asked.
 */
const MOST_KEYS = 1000;

interface Question<V> {
  readonly key: string;
  readonly resolve: (value: V | null) => void;
  readonly reject: (error: unknown) => void;
}

export class TurnBatch<V> {
  readonly #answer: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>;
  readonly #mostKeys: number;
  #waiting: Question<V>[] = [];
  #scheduled = false;
  #asking = false;

  /** `answer` gives what there is for each key, and nothing for the others; it is asked for at most `mostKeys`. */
  constructor(answer: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>, mostKeys = MOST_KEYS) {
    this.#answer = answer;
    this.#mostKeys = mostKeys;
  }

  ask(key: string): Promise<V | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject });
      if (this.#scheduled || this.#asking) return;
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        void this.#round();
      });
    });
  }

  async #round(): Promise<void> {
    this.#asking = true;
    while (this.#waiting.length > 0) {
      const questions = this.#waiting.splice(0, this.#mostKeys);
      try {
        const answers = await this.#answer([...new Set(questions.map(({ key }) => key))]);
        for (const { key, resolve } of questions) resolve(answers.get(key) ?? null);
      } catch (error) {
        for (const { reject } of questions) reject(error);
      }
    }
    this.#asking = false;
  }
}
