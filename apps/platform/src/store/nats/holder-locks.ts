/**
 * One after the other, for one holder in this process: acts on one record in the order in which they came, and acts on the
 * whole holder (a revocation) after all that came before and before all that come after. Other processes are held off by
 * compare and swap; this only spares races with oneself.
 */
import { text } from './schema.ts';

export class HolderLocks {
  /** The last act on each record, by its subject, and on each holder, by its text. */
  readonly #records = new Map<string, Promise<unknown>>();
  readonly #wholes = new Map<string, Promise<unknown>>();

  /** Nothing under way or waiting is remembered of whatever has ended. */
  get size(): number {
    return this.#records.size + this.#wholes.size;
  }

  /** `subject` is of a record of this holder. `act` rejects, and never throws. */
  record<T>(subject: string, holder: Uint8Array, act: () => Promise<T>): Promise<T> {
    const before =
      this.#records.get(subject) ?? (this.#wholes.size === 0 ? undefined : this.#wholes.get(text(holder)));
    return begun(this.#records, subject, before === undefined ? act() : before.then(act, act));
  }

  whole<T>(holder: Uint8Array, act: () => Promise<T>): Promise<T> {
    const key = text(holder);
    const records = [...this.#records].filter(([subject]) => subject.includes(`.${key}.`));
    const before = [...records.map(([, one]) => one), this.#wholes.get(key)];
    for (const [subject] of records) this.#records.delete(subject);
    return begun(this.#wholes, key, Promise.allSettled(before).then(act));
  }
}

function begun<T>(all: Map<string, Promise<unknown>>, key: string, mine: Promise<T>): Promise<T> {
  all.set(key, mine);
  const done = () => {
    if (all.get(key) === mine) all.delete(key);
  };
  mine.then(done, done);
  return mine;
}
