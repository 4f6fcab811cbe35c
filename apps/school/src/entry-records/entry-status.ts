/** One word of truth about everything that a book has to save. */
import { hasArrived, type SaveState } from '@cloison/client';
import type { EntryRow } from './entry-book.ts';

export interface EntryStatus {
  readonly state: 'saved' | 'saving' | 'waiting' | 'problem';
  /** Records that the platform has not acknowledged. */
  readonly unsaved: number;
  /** The gravest state among the records. */
  readonly worst: SaveState;
}

const GRAVITY: Readonly<Record<SaveState['kind'], number>> = {
  saved: 0,
  saving: 1,
  conflict: 1,
  late: 2,
  waiting: 3,
  keeping: 4,
  closed: 5,
  refused: 6,
};

export function statusOf(rows: Iterable<EntryRow>): EntryStatus {
  let unsaved = 0;
  let worst: SaveState = { kind: 'saved' };
  for (const { save } of rows) {
    if (!hasArrived(save)) unsaved += 1;
    if (GRAVITY[save.kind] > GRAVITY[worst.kind]) worst = save;
  }
  switch (worst.kind) {
    case 'saved':
    case 'late':
      return { state: 'saved', unsaved, worst };
    case 'saving':
    case 'conflict':
    case 'keeping':
      return { state: 'saving', unsaved, worst };
    case 'waiting':
      return { state: 'waiting', unsaved, worst };
    case 'closed':
    case 'refused':
      return { state: 'problem', unsaved, worst };
  }
}
