/**
 * Questions of one turn of the event loop, or of some milliseconds when there are many (`pace.ts`), asked together: a
 * question that comes while others are being answered waits for the next round, because the answer must be as of a moment
 * after it was asked.
 */
import { Pace } from './pace.ts';

const MOST_KEYS = 1000;
/**
 * Of five kinds of questions each has its own statements, and a login asks all five: with 140 logins a second and process
 * half as many statements leave a tenth of two cores to others.
 */
const GATHER_MS = 50;

interface Question<V> {
  readonly key: string;
  readonly resolve: (value: V | null) => void;
  readonly reject: (error: unknown) => void;
}

export class QueryBatcher<V> {
  readonly #answer: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>;
  readonly #mostKeys: number;
  #waiting: Question<V>[] = [];
  readonly #pace = new Pace(GATHER_MS, () => void this.#round());
  #asking = false;

  /** `answer` gives what there is for each key, and nothing for the others; it is asked for at most `mostKeys`. */
  constructor(answer: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>, mostKeys = MOST_KEYS) {
    this.#answer = answer;
    this.#mostKeys = mostKeys;
  }

  ask(key: string): Promise<V | null> {
    return new Promise((resolve, reject) => {
      if (this.#asking || this.#waiting.length > 0) this.#pace.overlapped();
      this.#waiting.push({ key, resolve, reject });
      if (!this.#asking) this.#pace.schedule(this.#waiting.length);
    });
  }

  async #round(): Promise<void> {
    this.#asking = true;
    this.#pace.began();
    const questions = this.#waiting.splice(0, this.#mostKeys);
    try {
      const answers = await this.#answer([...new Set(questions.map(({ key }) => key))]);
      for (const { key, resolve } of questions) resolve(answers.get(key) ?? null);
    } catch (error) {
      for (const { reject } of questions) reject(error);
    }
    this.#asking = false;
    if (this.#waiting.length > 0) this.#pace.schedule(this.#waiting.length);
  }
}
