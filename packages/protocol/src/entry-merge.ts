/**
 * Merging two states of a class's entry record (protocol 1, "Saving": cells). Higher counter wins, ties by device; the
 * loser stays in `conflicts` when the two say different things. Order, grouping and repetition
 * change nothing but the order of `conflicts`. Browsers merge two states, the authority all branches of a record.
 */
import type { Edit, EntryBody, EntryCell } from './messages/bodies.ts';

const MAX_CONFLICTS = 50;

/** Two different cells under one edit can't come from an honest browser: any fixed order will do. */
function isLater(a: EntryCell, b: EntryCell): boolean {
  if (a.edit[0] !== b.edit[0]) return a.edit[0] > b.edit[0];
  if (a.edit[1] !== b.edit[1]) return a.edit[1] > b.edit[1];
  return content(a) > content(b);
}

/** What a cell says, without who said it when. */
function content({ edit: _edit, ...rest }: EntryCell): string {
  return JSON.stringify(rest);
}

/** An item may be called `toString`. */
const cellOf = ({ cells }: EntryBody, item: string) => (Object.hasOwn(cells, item) ? cells[item] : undefined);

const sameEdit = (a: Edit, b: Edit) => a[0] === b[0] && a[1] === b[1];

/**
 * `base` is the state that both grew from when it is known: a cell that only one side has changed since is no conflict.
 */
export function mergeEntryBodies(
  mine: EntryBody,
  theirs: EntryBody,
  base: EntryBody | null = null,
): EntryBody {
  const cells: Record<string, EntryCell> = { ...theirs.cells };
  const lost: { item: string; cell: EntryCell }[] = [];
  for (const [item, cell] of Object.entries(mine.cells)) {
    const other = cellOf(theirs, item);
    if (other === undefined) {
      cells[item] = cell;
      continue;
    }
    const [winner, loser] = isLater(cell, other) ? [cell, other] : [other, cell];
    cells[item] = winner;
    const before = base === null ? undefined : cellOf(base, item);
    const seenBefore = before !== undefined && sameEdit(before.edit, loser.edit);
    if (!sameEdit(cell.edit, other.edit) && !seenBefore && content(cell) !== content(other)) {
      lost.push({ item, cell: loser });
    }
  }
  const known = new Set(theirs.conflicts.map((conflict) => JSON.stringify(conflict)));
  const fresh = [...mine.conflicts, ...lost].filter((conflict) => !known.has(JSON.stringify(conflict)));
  const settled = new Set([mine, theirs].flatMap((one) => (base === null ? [] : settledSince(base, one))));
  const open = [...theirs.conflicts, ...fresh].filter((conflict) => !settled.has(JSON.stringify(conflict)));
  // Without `saves`: the caller, who seals the result, states which saves are behind it.
  const { saves: _saves, ...rest } = mine;
  return { ...rest, cells, conflicts: open.slice(-MAX_CONFLICTS) };
}

/** Conflicts of `base` of which somebody has written the cell anew since, and so chosen. */
function settledSince(base: EntryBody, one: EntryBody): readonly string[] {
  const open = new Set(one.conflicts.map((conflict) => JSON.stringify(conflict)));
  return base.conflicts.flatMap((conflict) => {
    const [before, now] = [base, one].map((state) => cellOf(state, conflict.item));
    const text = JSON.stringify(conflict);
    const isWritten = now !== undefined && (before === undefined || isLater(now, before));
    return isWritten && !open.has(text) ? [text] : [];
  });
}

/** Whether this state has each cell of the other one, or a later one of its item. */
export function hasCellsOf(body: EntryBody, other: EntryBody): boolean {
  return Object.entries(other.cells).every(([item, cell]) => {
    const own = cellOf(body, item);
    return own !== undefined && !isLater(cell, own);
  });
}

/**
 * The counter of the next edit: 1 + the highest seen in the record, and no number that would not be read: somebody who has the
 * class's secret may have written the highest there is.
 */
export function nextEditCounter(body: EntryBody): number {
  const edits = [...Object.values(body.cells), ...body.conflicts.map(({ cell }) => cell)].map(
    ({ edit }) => edit[0],
  );
  return Math.min(Number.MAX_SAFE_INTEGER, 1 + Math.max(0, ...edits));
}
