/** The sides of a pupil's booklet, in the order in which they are printed. */
import type { EntryExercise } from '../entry-records/entry-columns.ts';

export type BookletSide =
  | { readonly kind: 'cover' }
  /** `page`: path of the picture in the package of the sequence. */
  | { readonly kind: 'page'; readonly page: string; readonly title: EntryExercise['title'] }
  /** The last side, where the others are odd: printed on both sides, no sheet has two pupils. */
  | { readonly kind: 'blank' };

/** Empty when the campaign has no picture of a page of this booklet. A page of several exercises comes once. */
export function bookletSides(exercises: readonly EntryExercise[]): readonly BookletSide[] {
  const titles = new Map<string, EntryExercise['title']>();
  for (const { page, title } of exercises) if (page !== null && !titles.has(page)) titles.set(page, title);
  if (titles.size === 0) return [];
  const pages = [...titles].map(([page, title]): BookletSide => ({ kind: 'page', page, title }));
  const sides: readonly BookletSide[] = [{ kind: 'cover' }, ...pages];
  return sides.length % 2 === 0 ? sides : [...sides, { kind: 'blank' }];
}

/** Sheets of paper, printed on both sides. */
export function sheetsOf(booklets: number, sides: readonly BookletSide[]): number {
  return (booklets * sides.length) / 2;
}

/** Days of the booklet, for a date line each; one without a number where the campaign says no day. */
export function daysOf(exercises: readonly EntryExercise[]): readonly (number | null)[] {
  const days = [...new Set(exercises.map(({ day }) => day))].filter((day) => day !== null);
  return days.length < 2 ? [null] : days.sort((a, b) => a - b);
}
