/**
 * Runs the actions on one holder in order, within this process. Actions on one record run in the order of their arrival. An
 * action on the whole holder (a revocation) runs after everything that arrived before it and before everything that arrives
 * later. Compare-and-swap protects against other processes; these locks only avoid races inside one process.
 */
import { text } from './schema.ts';

export class HolderLocks {
  /** The last action on each record, by its subject, and on each holder, by its text. */
  readonly #records = new Map<string, Promise<unknown>>();
  readonly #holders = new Map<string, Promise<unknown>>();

  /** Number of records and holders with an action that has not ended. */
  get size(): number {
    return this.#records.size + this.#holders.size;
  }

  /** `subject` is of a record of this holder. `act` may reject, but must not throw. */
  withRecord<T>(subject: string, holder: Uint8Array, act: () => Promise<T>): Promise<T> {
    const before =
      this.#records.get(subject) ?? (this.#holders.size === 0 ? undefined : this.#holders.get(text(holder)));
    return begun(this.#records, subject, before === undefined ? act() : before.then(act, act));
  }

  withHolder<T>(holder: Uint8Array, act: () => Promise<T>): Promise<T> {
    const key = text(holder);
    const records = [...this.#records].filter(([subject]) => subject.includes(`.${key}.`));
    const before = [...records.map(([, one]) => one), this.#holders.get(key)];
    for (const [subject] of records) this.#records.delete(subject);
    return begun(this.#holders, key, Promise.allSettled(before).then(act));
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
