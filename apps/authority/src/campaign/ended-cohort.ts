/** Whether a cohort has ended: nobody is marked in it any more, and no later campaign follows it. */
import type { Vault } from '../vault/vault.ts';

/** Name under which the vault keeps the signed statement of the cohort's end. */
export const endMeta = (cohort: string) => `cohort:${cohort}:ended`;

/** Name under which the vault keeps who destroyed one of its two keys, and when. */
export const destroyedMeta = (cohort: string, part: '1' | '2') => `cohort:${cohort}:destroyed:${part}`;

/** Both keys and all marks were destroyed, and a statement says so. */
export function hasEnded(vault: Vault, cohort: string): boolean {
  return vault.meta(endMeta(cohort)) !== null;
}

/** One key at least was destroyed: no further pupil gets an identifier. */
export function endHasBegun(vault: Vault, cohort: string): boolean {
  return hasEnded(vault, cohort) || partLeft(vault, cohort) !== null;
}

/** The key that is left when the other was destroyed; null: no end has begun. */
export function partLeft(vault: Vault, cohort: string): '1' | '2' | null {
  if (vault.meta(destroyedMeta(cohort, '1')) !== null) return '2';
  return vault.meta(destroyedMeta(cohort, '2')) !== null ? '1' : null;
}

/** Whether the day (YYYY-MM-DD, of UTC) has passed. */
export function isPast(day: string, now: Date): boolean {
  return now.toISOString().slice(0, 10) > day;
}
