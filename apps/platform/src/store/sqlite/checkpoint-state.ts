/** What the thread that saves and the thread that checkpoints tell each other, in one shared number. */
export const STATE = { idle: 0, asked: 1, done: 2, closing: 3, closed: 4, died: 5 } as const;

export interface CheckpointThreadData {
  readonly databasePath: string;
  /** One of `STATE`. */
  readonly state: Int32Array;
}

/** Copies as much as can be copied without anybody waiting. */
export const CHECKPOINT = 'PRAGMA wal_checkpoint(PASSIVE)';
