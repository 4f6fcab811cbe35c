/** Cursors of changes inside one transaction, and the era that they belong to (`../feed-cursor.ts`). */
import type { Statements } from './statements.ts';

export interface Era {
  readonly mark: string;
  /** Its first cursor. */
  readonly first: number;
}

export class Cursors {
  readonly #sql: Statements;
  #kept = 0;
  #last = 0;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** First in the transaction: another connection may have gone on. */
  begin(): void {
    this.#kept = lastCursor(this.#sql);
    this.#last = this.#kept;
  }

  next(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Last in the transaction. An era begins in the store with its first change. */
  end({ mark, first }: Era): void {
    if (this.#last === this.#kept) return;
    this.#sql.run('UPDATE cursor SET last = ?', this.#last);
    this.#sql.run('INSERT OR IGNORE INTO era VALUES (?, ?)', mark, first);
  }
}

export function lastCursor(sql: Statements): number {
  return (sql.get('SELECT last FROM cursor') as { last: number }).last;
}
