/** Which branch may go when a record has as many as are kept of one. */
import { vectorFollows } from '@cloison/protocol';
import type { BranchRow } from '../vault/rows.ts';
import type { RecordState } from './follow.ts';

export interface OpenedBranch {
  readonly row: Pick<BranchRow, 'reason'>;
  readonly state: RecordState;
}

/**
 * Whether `later` has all that `one` has, by the version vectors sealed in both. A final stands for what it ended; a late save,
 * which may be refused, stands for no save in time.
 */
export function standsForAnother(later: OpenedBranch, one: OpenedBranch): boolean {
  if (later.state.saves === null || one.state.saves === null) return false;
  if (one.state.final && !later.state.final) return false;
  if (later.row.reason === 'late' && one.row.reason !== 'late') return false;
  return vectorFollows(later.state.saves, one.state.saves);
}
