/**
 * One after the other, for one holder in this process: acts on one record in the order in which they came, and acts on the
 * whole holder (a revocation) after all that came before and before all that come after. Other processes are held off by
 * compare and swap; this only spares races with oneself.
 */
export class Turns {
  /** The last act on each record, by holder and record, and on each holder. */
  readonly #records = new Map<string, Promise<unknown>>();
  readonly #wholes = new Map<string, Promise<unknown>>();

  /** Nothing under way or waiting is remembered of whatever has ended. */
  get size(): number {
    return this.#records.size + this.#wholes.size;
  }

  /** Of a holder's text without spaces. `act` rejects, and never throws. */
  record<T>(holder: string, record: string, act: () => Promise<T>): Promise<T> {
    const key = `${holder} ${record}`;
    const before = this.#records.get(key) ?? this.#wholes.get(holder);
    return begun(this.#records, key, before === undefined ? act() : before.then(act, act));
  }

  whole<T>(holder: string, act: () => Promise<T>): Promise<T> {
    const records = [...this.#records].filter(([key]) => key.startsWith(`${holder} `));
    const before = [...records.map(([, one]) => one), this.#wholes.get(holder)];
    for (const [key] of records) this.#records.delete(key);
    return begun(this.#wholes, holder, Promise.allSettled(before).then(act));
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
