/** What became of every record received, for the counts of a closing. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { OTHER_HOLDERS } from '../vault/read-model.ts';
import type { Vault } from '../vault/vault.ts';
import { countToOpen } from './received-records.ts';

export interface ReceivedCounts {
  /** Records of which something was received. */
  readonly records: number;
  readonly counted: number;
  /** Nameless: a misused code, or a reserve that nobody was given. */
  readonly apart: number;
  readonly quarantined: number;
}

/** Every record received has to be somewhere: counted for a pupil, set apart, or quarantined whole. */
export function receivedCounts({ vault, name }: Pick<OpenCampaign, 'vault' | 'name'>): ReceivedCounts {
  const rows = vault.all<{ place: string; count: number }>(
    `WITH named AS (
       SELECT r.holder, r.name FROM record r UNION SELECT b.holder, b.name FROM branch b
     ), received AS (
       -- A stage's record is named by its sequence and number, a reopened one by its sequence and how often.
       SELECT holder, name, substr(name, 1, coalesce(
         nullif(min(iif(instr(name, '/') = 0, 99, instr(name, '/')), iif(instr(name, '~') = 0, 99, instr(name, '~'))), 99) - 1,
         length(name))) AS sequence FROM named
     )
     SELECT CASE
       WHEN h.kind = 'pupil' AND h.pupil IS NULL THEN 'apart'
       WHEN EXISTS (SELECT 1 FROM apart_view a WHERE a.holder = x.holder AND a.sequence = x.sequence) THEN 'apart'
       WHEN x.name <> x.sequence AND EXISTS (
         SELECT 1 FROM quarantine q WHERE q.campaign = h.campaign AND q.holder = x.holder AND q.name = x.name) THEN 'quarantined'
       WHEN h.kind = 'pupil' AND EXISTS (
         SELECT 1 FROM result_view s WHERE s.pupil = h.pupil AND s.sequence = x.sequence) THEN 'counted'
       WHEN h.kind = 'class' AND EXISTS (
         SELECT 1 FROM entry_name e JOIN result_view s ON s.pupil = e.pupil AND s.sequence = e.sequence
         WHERE e.holder = x.holder AND e.name = x.name) THEN 'counted'
       WHEN EXISTS (
         SELECT 1 FROM quarantine q WHERE q.campaign = h.campaign AND q.holder = x.holder AND q.name = x.name) THEN 'quarantined'
       WHEN h.kind IN ('school', 'class') AND x.name = 'desk' THEN 'counted'
       -- A second keying: read, and compared at the desk.
       WHEN h.kind = 'class' AND EXISTS (
         SELECT 1 FROM entry_name e WHERE e.holder = x.holder AND e.name = x.name AND e.sequence LIKE '%~second') THEN 'counted'
       WHEN EXISTS (SELECT 1 FROM observation_view o WHERE o.pupil = h.pupil AND o.sequence = x.sequence
                    AND o.code = 'late-refused') THEN 'quarantined'
       ELSE 'lost' END AS place, count(*) AS count
     FROM received x JOIN holder_view h ON h.holder_id = x.holder WHERE h.campaign = ? GROUP BY place`,
    name,
  );
  const of = (place: string) => rows.find((row) => row.place === place)?.count ?? 0;
  return {
    records: rows.reduce((sum, { count }) => sum + count, 0),
    counted: of('counted'),
    apart: of('apart'),
    quarantined: of('quarantined'),
  };
}

/**
 * How much a collection has brought since it was last asked: records that had not changed since it began, branches, and records that
 * were opened. An accomplice of the host may have another version of one record each time: that is no news.
 */
export function newsOfCollection({ vault, name }: Pick<OpenCampaign, 'vault' | 'name'>): () => number {
  const first = vault.count('SELECT coalesce(max(rowid), 0) FROM record');
  const count = () => ({
    // A version that takes the place of another is a row of its own.
    kept: vault.count(
      `SELECT (SELECT count(*) FROM record r JOIN holder_view h ON h.holder_id = r.holder WHERE +h.campaign = ?1 AND r.rowid > ?2)
            + (SELECT count(*) FROM branch b JOIN holder_view h ON h.holder_id = b.holder WHERE +h.campaign = ?1)`,
      name,
      first,
    ),
    waiting: countToOpen({ vault, name }),
  });
  let before = count();
  return () => {
    const now = count();
    const news = Math.max(0, now.kept - before.kept) + Math.max(0, before.waiting - now.waiting);
    before = { kept: Math.max(now.kept, before.kept), waiting: Math.min(now.waiting, before.waiting) };
    return news;
  };
}

/** For `campaign status`: envelopes at the head of their record, final ones among them, and branches. */
export function countReceived(
  vault: Vault,
  campaign: string,
): { readonly received: number; readonly final: number; readonly branches: number } {
  // All of the vault less those of its other campaigns: a country's records are not looked up one by one.
  const of = (table: 'record' | 'branch', sum: string) => {
    const counted = (from: string, ...values: string[]) =>
      vault.get<{ count: number; final: number }>(
        `SELECT count(*) AS count, coalesce(sum(${sum}), 0) AS final FROM ${from}`,
        ...values,
      )!;
    const all = counted(`${table} t`);
    const others = counted(`${OTHER_HOLDERS} h CROSS JOIN ${table} t ON t.holder = h.holder_id`, campaign);
    return { count: all.count - others.count, final: all.final - others.final };
  };
  const { count: received, final } = of('record', 't.final');
  return { received, final, branches: of('branch', '0').count };
}
