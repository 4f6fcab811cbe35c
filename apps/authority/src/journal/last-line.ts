/** When something was last done, by the journal. */
import type { JournalRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import type { JournalLine } from './journal.ts';

/** The newest line of a campaign about `what` (`letters.print`), or of none (`vault.restore`); null when there is none. */
export function lastJournalLine(vault: Vault, campaign: string | null, what: string): JournalLine | null {
  const row = vault.get<Pick<JournalRow, 'line'>>(
    `SELECT line FROM journal WHERE json_extract(line, '$.what') = ? AND json_extract(line, '$.campaign') IS ?
     ORDER BY number DESC LIMIT 1`,
    what,
    campaign,
  );
  return row === undefined ? null : (JSON.parse(row.line) as JournalLine);
}
