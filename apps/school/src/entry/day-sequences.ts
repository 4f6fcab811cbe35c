/** The other sequences of a class that have exercises of the same days, opened so that an absence for a day reaches them. */
import type { ClassDesk, ManifestSequence } from '../desk/class-desk.ts';
import { windowView } from '../desk/windows.ts';
import type { EntryBook } from '../entry-records/entry-book.ts';
import type { EntryExercise } from '../entry-records/entry-columns.ts';

export interface DaySequence {
  readonly sequence: string;
  readonly book: EntryBook;
  readonly exercises: readonly EntryExercise[];
}

/** Those whose entry is open. Nothing is opened where the campaign says no day. */
export async function openDays(
  desk: ClassDesk,
  { id: own }: ManifestSequence,
  exercises: readonly EntryExercise[],
): Promise<readonly DaySequence[]> {
  const days = new Set(exercises.map(({ day }) => day));
  days.delete(null);
  if (days.size === 0) return [];
  const found: DaySequence[] = [];
  for (const { id } of desk.sequences) {
    if (id === own || !isOpen(desk, id)) continue;
    const others = await desk.exercises(id);
    if (!others.some(({ day }) => days.has(day))) continue;
    found.push({ sequence: id, book: await desk.book(id), exercises: others });
  }
  return found;
}

function isOpen(desk: ClassDesk, sequence: string): boolean {
  const { view } = desk.roster;
  const dates = view.kind === 'ready' ? view.value.sequences.find(({ id }) => id === sequence) : undefined;
  return dates !== undefined && windowView(dates, desk.nowMs()).kind === 'open';
}
