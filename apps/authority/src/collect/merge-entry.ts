/**
 * One entry body from several (docs/protocol.md, "Saving"): cell by cell, the higher edit counter wins, ties by device.
 * Order, grouping and repetition of the bodies change nothing, so branches of an entry record are merged and nothing
 * that a teacher keyed is lost.
 */
import type { Edit, EntryBody, EntryCell } from '@cloison/protocol';

export interface MergedEntry {
  readonly cells: Readonly<Record<string, EntryCell>>;
  /** Cells that a different value overruled, in any of the bodies. */
  readonly overruled: number;
}

export function mergeEntry(bodies: readonly EntryBody[]): MergedEntry {
  const cells = new Map<string, EntryCell>();
  let overruled = 0;
  for (const body of bodies) {
    for (const [item, cell] of Object.entries(body.cells)) {
      const held = cells.get(item);
      if (held === undefined) {
        cells.set(item, cell);
        continue;
      }
      if (contentOf(held) !== contentOf(cell)) overruled += 1;
      if (isLater(cell, held)) cells.set(item, cell);
    }
  }
  return { cells: Object.fromEntries([...cells].sort(([a], [b]) => (a < b ? -1 : 1))), overruled };
}

function isLater(a: EntryCell, b: EntryCell): boolean {
  const order = compareEdits(a.edit, b.edit);
  // Two different cells under one edit can't come from an honest browser: any fixed order will do.
  return order !== 0 ? order > 0 : contentOf(a) > contentOf(b);
}

function compareEdits(a: Edit, b: Edit): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  if (a[1] === b[1]) return 0;
  return a[1] < b[1] ? -1 : 1;
}

function contentOf(cell: EntryCell): string {
  return 'value' in cell ? `value ${JSON.stringify(cell.value)}` : `state ${cell.state}`;
}
