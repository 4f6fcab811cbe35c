/** Where a class stands, read from its desk. */
import { type ClassReport, secondKeyingOf } from '@cloison/protocol';
import { completionOf, totalOf } from '../entry-records/completion.ts';
import { statusOf } from '../entry-records/entry-status.ts';
import { keyedTwiceOf } from '../entry-records/keyed-twice.ts';
import type { ClassDesk, ManifestSequence } from './class-desk.ts';
import { type ClassState, type SequenceState, totalOfParticipation } from './class-state.ts';
import { windowView } from './windows.ts';

/** Whether a report has a result of any pupil. An empty one is published as soon as the class exists. */
export function saysSomething({ pupils }: Pick<ClassReport, 'pupils'>): boolean {
  return pupils.some(
    ({ domains, items }) =>
      Object.values(domains).some((result) => result !== null) || Object.keys(items).length > 0,
  );
}

export function classStateOf(desk: ClassDesk): ClassState {
  const pupils = desk.pupils.map(({ orderNumber }) => orderNumber);
  return {
    index: desk.index,
    label: desk.label,
    name: desk.name,
    level: desk.level,
    mode: desk.mode,
    pupils: pupils.length,
    sequences: desk.sequences.map((sequence) => sequenceStateOf(desk, sequence, pupils)),
    hasReport: desk.report.view.kind === 'ready' && saysSomething(desk.report.view.value),
  };
}

function sequenceStateOf(
  desk: ClassDesk,
  { id, title }: ManifestSequence,
  pupils: readonly string[],
): SequenceState {
  const roster = desk.roster.view;
  const dates =
    roster.kind === 'ready' ? roster.value.sequences.find((sequence) => sequence.id === id) : undefined;
  const window = dates === undefined ? null : windowView(dates, desk.nowMs());
  if (desk.mode === 'online') {
    const { view } = desk.participation;
    const total = view.kind === 'ready' ? totalOfParticipation(view.value, id, pupils) : null;
    return { id, title, window, total, unsaved: 0, conflicts: 0 };
  }
  const book = desk.openedBook(id);
  if (book === null) return { id, title, window, total: null, unsaved: 0, conflicts: 0 };
  const items = desk.keyableItems(id);
  const rows = pupils.map((pupil) => book.rows.get(pupil) ?? null);
  const cells = rows.flatMap((row) => [...new Set(row?.body.conflicts.map(({ item }) => item))]);
  return {
    id,
    title,
    window,
    total: totalOf(rows.map((row) => completionOf(items, row?.body ?? null))),
    unsaved:
      statusOf(book.rows.values()).unsaved +
      statusOf(desk.openedBook(secondKeyingOf(id))?.rows.values() ?? []).unsaved,
    conflicts: cells.length,
    ...secondOf(desk, id),
  };
}

/** What waits of the booklets that are keyed twice. */
function secondOf(desk: ClassDesk, sequence: string): Pick<SequenceState, 'second'> {
  const book = desk.openedBook(sequence);
  const drawn = desk.keyedTwice(sequence) ?? [];
  if (book === null || drawn.length === 0) return {};
  const entries = desk.record?.entries ?? {};
  const items = desk.keyableItems(sequence);
  let booklets = 0;
  let cells = 0;
  for (const pupil of drawn) {
    const keying = keyedTwiceOf(entries, pupil, sequence);
    if (keying !== null) cells += keying.differing.filter(({ kept }) => kept === null).length;
    else if (completionOf(items, book.rows.get(pupil)?.body ?? null).state === 'complete') booklets += 1;
  }
  return booklets + cells === 0 ? {} : { second: { booklets, cells } };
}
