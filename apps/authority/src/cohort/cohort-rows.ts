/**
 * Identifiers of followed pupils after a closing: beside the pseudonymous rows, never in them, and sealed under a research key
 * of the cohort's own. What reads research rows can let none out, and destroying that key takes them from the vault and from
 * every backup of it at once.
 */
import type { Actor } from '../journal/journal.ts';
import { registerKeyCopy } from '../keys/copies.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { Sealer } from '../vault/sealer.ts';
import type { Vault } from '../vault/vault.ts';

/** By which the key store and the register of copies call the cohort's research key: no campaign's name has a full stop. */
export function cohortKeyName(cohort: string): string {
  return `cohort.${cohort}`;
}

/** 32 bytes; made at the first closing of a campaign of the cohort, and registered. */
export async function ensureRowsKey(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  cohort: string,
): Promise<Uint8Array> {
  const key = await keys.ensureKey('research', cohortKeyName(cohort));
  registerKeyCopy(vault, actor, 'research', cohortKeyName(cohort), key);
  return key.key;
}

export function sealIdentifier(sealer: Sealer, row: number, identifier: string): Uint8Array {
  return sealer.seal('cohort_row', 'sealed', row, identifier);
}

/** In the caller's transaction. */
export function keepIdentifier(vault: Vault, campaign: string, row: number, sealed: Uint8Array): void {
  vault.run('INSERT INTO cohort_row VALUES (?, ?, ?)', campaign, row, sealed);
}

/** In the caller's transaction; number of identifiers forgotten. */
export function forgetIdentifiers(vault: Vault, campaign: string): number {
  return vault.run('DELETE FROM cohort_row WHERE campaign = ?', campaign);
}

export function countIdentifiers(vault: Vault, campaign: string): number {
  return vault.count('SELECT count(*) FROM cohort_row WHERE campaign = ?', campaign);
}

/** Identifiers by number of their pseudonymous row. */
export function readIdentifiers(vault: Vault, campaign: string, key: Uint8Array): Map<number, string> {
  const sealer = new Sealer(campaign, key);
  const found = new Map<number, string>();
  for (const { id, sealed } of vault.iterate<{ id: number; sealed: Uint8Array }>(
    'SELECT id, sealed FROM cohort_row WHERE campaign = ?',
    campaign,
  ))
    found.set(id, sealer.open<string>('cohort_row', 'sealed', id, sealed));
  return found;
}
