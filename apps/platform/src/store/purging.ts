/** The end of a campaign. Every step may be repeated after a crash. */
import type { PurgeStatement, SignedStatement } from '@cloison/protocol/public';

export interface PurgeStore {
  /**
   * What `erase` of this adapter leaves behind, as a sentence of the purge statement (English, at most 400 characters). ''
   * when it leaves nothing except copies that only the operator knows of.
   */
  readonly notErased: string;
  /** From here on the campaign answers nothing. A second call gives what the first one counted. */
  beginPurge(name: string, nowMs: number): Promise<PurgeBegun>;
  /** Erases all of the campaign except its name and the counts. */
  erase(name: string): Promise<void>;
  finishPurge(name: string, statement: SignedStatement): Promise<void>;
}

export type PurgeCounts = PurgeStatement['erased'];

export interface PurgeBegun {
  readonly atMs: number;
  readonly counts: PurgeCounts;
}
