/** Which branch goes when a record has as many as are kept of one. */
import { vectorFollows } from '@cloison/protocol';
import { toBase64Url } from '@cloison/protocol/public';
import type { BranchRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import type { RecordState } from './follow.ts';
import { branchesOf, dropBranch } from './received-records.ts';
import type { ReadStates } from './record-state.ts';

/**
 * Branches that are kept of one record: the sixteen that a platform keeps, late ones and rescued ones beside them, and as
 * many again from another platform.
 */
export const MAX_BRANCHES = 64;

/**
 * Gives up a branch of a full record for this one, if there is one whose answers stand in another that is kept. A host that
 * shows a pupil's old versions as branches keeps no later one out. In the caller's transaction.
 */
export function makeRoom(vault: Vault, shown: BranchRow, states: ReadStates): boolean {
  const opened = [...branchesOf(vault, shown.holder, shown.name), shown].flatMap((row) => {
    const read = states.get(toBase64Url(row.hash));
    return read?.kind === 'opened' ? [{ row, state: read.state }] : [];
  });
  const spare = opened.filter((one) => opened.some((other) => standsForAnother(other, one)));
  const [first] = spare;
  if (first === undefined || spare.some(({ row }) => row === shown)) return false;
  dropBranch(vault, first.row);
  return true;
}

interface OpenedBranch {
  readonly row: Pick<BranchRow, 'reason'>;
  readonly state: RecordState;
}

/**
 * Whether `later` has all that `one` has, by the version vectors sealed in both. A final stands for what it ended; a late save,
 * which may be refused, stands for no save in time.
 */
function standsForAnother(later: OpenedBranch, one: OpenedBranch): boolean {
  if (later.state.saves === null || one.state.saves === null) return false;
  if (one.state.final && !later.state.final) return false;
  if (later.row.reason === 'late' && one.row.reason !== 'late') return false;
  return vectorFollows(later.state.saves, one.state.saves);
}
