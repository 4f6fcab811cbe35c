/**
 * One after the other, for one holder in this process: acts on one record in the order in which they came, and acts on the
 * whole holder (a revocation) after all that came before and before all that come after. Other processes are held off by
 * compare and swap; this only spares races with oneself.
 */
interface Waiting {
  whole: Promise<unknown> | null;
  readonly records: Map<string, Promise<unknown>>;
}

export class Turns {
  readonly #holders = new Map<string, Waiting>();

  record<T>(holder: string, record: string, act: () => Promise<T>): Promise<T> {
    const waiting = this.#of(holder);
    const before = waiting.records.get(record) ?? waiting.whole;
    const mine = before === null ? act() : before.then(act, act);
    waiting.records.set(record, mine);
    const done = () => {
      if (waiting.records.get(record) === mine) waiting.records.delete(record);
      this.#tidy(holder, waiting);
    };
    mine.then(done, done);
    return mine;
  }

  whole<T>(holder: string, act: () => Promise<T>): Promise<T> {
    const waiting = this.#of(holder);
    const before = [...waiting.records.values(), waiting.whole];
    const mine = Promise.allSettled(before).then(act);
    waiting.records.clear();
    waiting.whole = mine;
    const done = () => {
      if (waiting.whole === mine) waiting.whole = null;
      this.#tidy(holder, waiting);
    };
    mine.then(done, done);
    return mine;
  }

  #of(holder: string): Waiting {
    let waiting = this.#holders.get(holder);
    if (waiting === undefined) {
      waiting = { whole: null, records: new Map() };
      this.#holders.set(holder, waiting);
    }
    return waiting;
  }

  #tidy(holder: string, waiting: Waiting): void {
    if (waiting.whole === null && waiting.records.size === 0 && this.#holders.get(holder) === waiting) {
      this.#holders.delete(holder);
    }
  }
}
