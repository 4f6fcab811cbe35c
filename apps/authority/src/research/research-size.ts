import type { Vault } from '../vault/vault.ts';

/** Rows whose length is looked at. */
const SAMPLE = 1_000;

/** About how many bytes the rows of research take, of all campaigns: their number by the mean of the first. */
export function researchSize(vault: Vault): number {
  return ['research', 'anonymised']
    .map(
      (table) =>
        vault.count(`SELECT count(*) FROM ${table}`) *
        vault.count(
          `SELECT coalesce(avg(length(sealed)), 0) FROM (SELECT sealed FROM ${table} LIMIT ${SAMPLE})`,
        ),
    )
    .reduce((sum, bytes) => sum + bytes, 0);
}
