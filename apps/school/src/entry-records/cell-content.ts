/** What a cell of the grid says, and how it is written in a record: `EntryBody` with edits `[counter, device]`. */
import { type EntryBody, type EntryCell, mergeEntryBodies, nextEditCounter } from '@cloison/protocol';

/** Absent, no answer and not taught are three different facts; none of them is empty. */
export type CellContent =
  | { readonly kind: 'empty' }
  | { readonly kind: 'value'; readonly value: string | readonly string[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'noAnswer' }
  | { readonly kind: 'notTaught' };

export const EMPTY: CellContent = { kind: 'empty' };

export interface ItemContent {
  readonly item: string;
  readonly content: CellContent;
}

/** Version of the app, as bodies state it. */
export const APP_VERSION = 'school/0.1.0';

export function emptyBody(manifest: string): EntryBody {
  return { v: 1, cells: {}, conflicts: [], manifest, app: APP_VERSION };
}

/**
 * What a record that somebody else sealed says of this sequence. The office refuses a body that names another item or other
 * content: it must not be sealed again with what is keyed here.
 */
export function entryOfSequence(body: EntryBody, items: ReadonlySet<string>, manifest: string): EntryBody {
  return {
    ...body,
    manifest,
    cells: Object.fromEntries(Object.entries(body.cells).filter(([item]) => items.has(item))),
    conflicts: body.conflicts.filter(({ item }) => items.has(item)),
  };
}

/** A record that a page shows already: the part of before over which it was read, and the page's device, hexadecimal. */
export interface OnPage {
  readonly former: EntryBody | null;
  readonly device: string;
}

/**
 * A record over what was keyed under roots that were replaced, or by another class, as the office counts both: a cell keyed under
 * the root in force stands. One of before, which the record carries on, stands where none of before is later.
 */
export function overKeyedBefore(
  body: EntryBody,
  before: EntryBody | null,
  onPage: OnPage | null = null,
): EntryBody {
  if (before === null) return body;
  const isCarried = (item: string, [counter, device]: EntryCell['edit']) => {
    // A page keys before its save is in the vector.
    if (device === onPage?.device) return false;
    if (body.saves !== undefined) return !Object.hasOwn(body.saves, device);
    const former = onPage?.former?.cells ?? {};
    const edit = Object.hasOwn(former, item) ? former[item]?.edit : undefined;
    return edit?.[0] === counter && edit[1] === device;
  };
  const { cells } = mergeEntryBodies(body, before);
  const keyed = Object.entries(body.cells).filter(([item, { edit }]) => !isCarried(item, edit));
  return { ...body, cells: { ...cells, ...Object.fromEntries(keyed) } };
}

export function contentOfCell(cell: EntryCell | undefined): CellContent {
  if (cell === undefined) return EMPTY;
  if ('state' in cell) return { kind: cell.state };
  return cell.value === null ? EMPTY : { kind: 'value', value: cell.value };
}

export function contentOf(body: EntryBody, item: string): CellContent {
  return contentOfCell(Object.hasOwn(body.cells, item) ? body.cells[item] : undefined);
}

/** The values of this item that lost against a simultaneous edit and are not settled yet. */
export function rivalsOf(body: EntryBody, item: string): readonly CellContent[] {
  return body.conflicts
    .filter((conflict) => conflict.item === item)
    .map((conflict) => contentOfCell(conflict.cell));
}

export function sameContent(a: CellContent, b: CellContent): boolean {
  if (a.kind !== 'value' || b.kind !== 'value') return a.kind === b.kind;
  return JSON.stringify(a.value) === JSON.stringify(b.value);
}

/**
 * The body after one gesture of `device` (hexadecimal): all its cells get the same counter, above every one seen.
 * Writing a cell also settles what was in conflict there.
 */
export function withContents(body: EntryBody, changes: readonly ItemContent[], device: string): EntryBody {
  if (changes.length === 0) return body;
  const counter = nextEditCounter(body);
  const cells: Record<string, EntryCell> = { ...body.cells };
  for (const { item, content } of changes) cells[item] = cellOf(content, [counter, device]);
  const written = new Set(changes.map(({ item }) => item));
  const conflicts = body.conflicts.filter(({ item }) => !written.has(item));
  return { ...body, cells, conflicts, app: APP_VERSION };
}

function cellOf(content: CellContent, edit: [number, string]): EntryCell {
  if (content.kind !== 'value') return { state: content.kind, edit };
  return { value: typeof content.value === 'string' ? content.value : [...content.value], edit };
}
