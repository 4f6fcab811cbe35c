/** When sittings arrived, as the platform said it: counts by quarter of an hour, of nobody in particular. */
import type { Vault } from '../vault/vault.ts';

const QUARTER_S = 15 * 60;

/** From `from` on, for `quarters` quarters of an hour: finals of pupils, latest versions of what teachers keyed. */
export function arrivalsByQuarter(vault: Vault, campaign: string, from: Date, quarters: number): number[] {
  const start = Math.floor(from.getTime() / 1000);
  const end = new Date((start + quarters * QUARTER_S) * 1000);
  const rows = vault.all<{ quarter: number; count: number }>(
    `SELECT (CAST(strftime('%s', r.at) AS INTEGER) - CAST(? AS INTEGER)) / ${QUARTER_S} AS quarter, count(*) AS count
     FROM record r JOIN holder_view h ON h.holder_id = r.holder
     WHERE h.campaign = ? AND r.at >= ? AND r.at < ? AND (r.final = 1 OR h.kind = 'class') GROUP BY quarter`,
    start,
    campaign,
    from.toISOString(),
    end.toISOString(),
  );
  const counts = new Array<number>(quarters).fill(0);
  for (const { quarter, count } of rows) counts[quarter] = count;
  return counts;
}
