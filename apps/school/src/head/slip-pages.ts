/** Slips laid out ten to a page, in the order in which a head hands them out. */
import type { Slips } from '@cloison/protocol';

export const SLIPS_PER_PAGE = 10;
export const CARDS_PER_PAGE = 4;

export type PupilSlip = Slips['pupils'][number] & { readonly code: string };

/** By name. Pupils of entry levels have no code, hence no slip. */
export function pupilsWithCode({ pupils }: Slips): readonly PupilSlip[] {
  return pupils
    .filter((pupil): pupil is PupilSlip => pupil.code !== null)
    .sort(
      (a, b) => a.lastName.localeCompare(b.lastName, 'fr') || a.firstName.localeCompare(b.firstName, 'fr'),
    );
}

export function pagesOf<T>(entries: readonly T[], perPage: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(entries.length / perPage) }, (_, page) =>
    entries.slice(page * perPage, (page + 1) * perPage),
  );
}

/** Where pupils go, as printed: `Slips.address` without what browsers add by themselves. */
export function pupilAddress({ address }: Pick<Slips, 'address'>): string {
  return address.replace(/^https?:\/\//, '');
}

/** Where staff go: the school app lies below the pupil app. */
export function schoolAddress(slips: Pick<Slips, 'address'>): string {
  return `${pupilAddress(slips)}ecole/`;
}
