/**
 * Sends the look-ups of one iteration of the event loop, or of some milliseconds when there are many (`pace.ts`), in one
 * query. A look-up that arrives while a query is running waits for the next query, because its answer must not be older than
 * the look-up itself.
 */
import { Pace } from './pace.ts';

const MAX_KEYS = 1000;
/**
 * There are five kinds of look-ups, each with its own statement, and a login needs all five. At 140 logins a second and
 * process, half as many statements save a tenth of two cores.
 */
const GATHER_MS = 50;

interface Lookup<V> {
  readonly key: string;
  readonly resolve: (value: V | null) => void;
  readonly reject: (error: unknown) => void;
}

export class QueryBatcher<V> {
  readonly #answer: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>;
  readonly #maxKeys: number;
  #waiting: Lookup<V>[] = [];
  readonly #pace = new Pace(GATHER_MS, () => void this.#round());
  #isRunning = false;

  /** `answer` gets at most `maxKeys` keys and returns the values of those that exist. */
  constructor(answer: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>, maxKeys = MAX_KEYS) {
    this.#answer = answer;
    this.#maxKeys = maxKeys;
  }

  ask(key: string): Promise<V | null> {
    return new Promise((resolve, reject) => {
      if (this.#isRunning || this.#waiting.length > 0) this.#pace.overlapped();
      this.#waiting.push({ key, resolve, reject });
      if (!this.#isRunning) this.#pace.schedule(this.#waiting.length);
    });
  }

  async #round(): Promise<void> {
    this.#isRunning = true;
    this.#pace.began();
    const lookups = this.#waiting.splice(0, this.#maxKeys);
    try {
      const answers = await this.#answer([...new Set(lookups.map(({ key }) => key))]);
      for (const { key, resolve } of lookups) resolve(answers.get(key) ?? null);
    } catch (error) {
      for (const { reject } of lookups) reject(error);
    }
    this.#isRunning = false;
    if (this.#waiting.length > 0) this.#pace.schedule(this.#waiting.length);
  }
}
