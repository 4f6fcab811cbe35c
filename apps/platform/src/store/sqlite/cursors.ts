/** Gives out feed cursors inside a transaction, and records their era (`../feed-cursor.ts`). */
import type { EraStart } from '../feed-cursor.ts';
import type { Statements } from './statements.ts';

export type Era = EraStart;

export class Cursors {
  readonly #sql: Statements;
  #stored = 0;
  #last = 0;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Call first in the transaction: another connection may have given out cursors. */
  begin(): void {
    this.#stored = lastCursor(this.#sql);
    this.#last = this.#stored;
  }

  next(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Call last in the transaction. The first change of an era also stores the era. */
  end({ mark, first }: Era): void {
    if (this.#last === this.#stored) return;
    this.#sql.run('UPDATE cursor SET last = ?', this.#last);
    this.#sql.run('INSERT OR IGNORE INTO era VALUES (?, ?)', mark, first);
  }
}

export function lastCursor(sql: Statements): number {
  return (sql.get('SELECT last FROM cursor') as { last: number }).last;
}
