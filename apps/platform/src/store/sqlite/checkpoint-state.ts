/** The state that the saving thread and the checkpointing thread share, in one number. */
export const STATE = { idle: 0, asked: 1, done: 2, closing: 3, closed: 4, died: 5 } as const;

export interface CheckpointThreadData {
  readonly databasePath: string;
  /** One of `STATE`. */
  readonly state: Int32Array;
}

/** Copies as much of the log as possible without blocking readers or writers. */
export const CHECKPOINT = 'PRAGMA wal_checkpoint(PASSIVE)';
