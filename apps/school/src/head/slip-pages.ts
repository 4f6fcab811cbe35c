/** Slips laid out ten to a page, in the order in which a head hands them out. */
import type { Slips } from '@cloison/protocol';

export const SLIPS_PER_PAGE = 10;
export const CARDS_PER_PAGE = 4;

export type PupilSlip = Slips['pupils'][number] & { readonly code: string };

/** By name. Pupils of entry levels have no code, hence no slip. */
export function pupilsWithCode({ pupils }: Slips): readonly PupilSlip[] {
  return pupils
    .filter((pupil): pupil is PupilSlip => pupil.code !== null)
    .toSorted(
      (a, b) => a.lastName.localeCompare(b.lastName, 'fr') || a.firstName.localeCompare(b.firstName, 'fr'),
    );
}

export function pagesOf<T>(entries: readonly T[], perPage: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(entries.length / perPage) }, (_, page) =>
    entries.slice(page * perPage, (page + 1) * perPage),
  );
}

/** Where pupils go: the address as printed, with the campaign's folder. */
export function pupilAddress(address: string, campaign: string): string {
  return `${address.replace(/\/?$/, '/')}c/${campaign}/`.replace(/^https?:\/\//, '');
}

/** Where staff go. */
export function schoolAddress(address: string, campaign: string): string {
  return `${pupilAddress(address, campaign)}ecole/`;
}
