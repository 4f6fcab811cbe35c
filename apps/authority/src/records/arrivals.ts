/** When sittings arrived, as the platform said it: counts by quarter of an hour, of nobody in particular. */
import { OTHER_HOLDERS } from '../vault/read-model.ts';
import type { Vault } from '../vault/vault.ts';

const QUARTER_MS = 15 * 60_000;

/** From `from` on, for `quarters` quarters of an hour: finals of pupils, latest versions of what teachers keyed. */
export function arrivalsByQuarter(vault: Vault, campaign: string, from: Date, quarters: number): number[] {
  const end = new Date(from.getTime() + quarters * QUARTER_MS);
  // The query walks all records of the vault and leaves out those of other campaigns. It counts by minute, from the text of
  // the time: looking up and converting a country's records one by one takes too long.
  const rows = vault.all<{ minute: string; count: number }>(
    `SELECT substr(r.at, 1, 16) AS minute, count(*) AS count FROM record r
     WHERE r.at >= ?2 AND r.at < ?3
       AND (r.final = 1 OR r.holder IN (SELECT holder_id FROM holder_view WHERE campaign = ?1 AND kind = 'class'))
       AND r.holder NOT IN ${OTHER_HOLDERS}
     GROUP BY minute`,
    campaign,
    from.toISOString(),
    end.toISOString(),
  );
  const counts = new Array<number>(quarters).fill(0);
  for (const { minute, count } of rows) {
    const quarter = Math.floor((Date.parse(`${minute}Z`) - from.getTime()) / QUARTER_MS);
    counts[quarter] = (counts[quarter] ?? 0) + count;
  }
  return counts;
}
