/**
 * Envelopes received, in the vault: heads as the platform showed them, branches beside them, and which records have still
 * to be opened. Nothing is opened here.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { Bytes } from '@cloison/protocol/public';
import { sequenceOfRecord } from '../allowances/allowances.ts';
import { campaignRow } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { BranchRow, KeptBranchRow, RecordRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name'>;

export interface RecordKey {
  readonly holder: Bytes;
  readonly name: string;
}

/** Null when no head was received. */
export function findHead(vault: Vault, holder: Uint8Array, name: string): RecordRow | null {
  return vault.get<RecordRow>('SELECT * FROM record WHERE holder = ? AND name = ?', holder, name) ?? null;
}

/** Whether the head that was received is final. The envelope is not read. */
export function isHeadFinal(vault: Vault, holder: Uint8Array, name: string): boolean {
  const sql = 'SELECT final FROM record WHERE holder = ? AND name = ?';
  return vault.get<Pick<RecordRow, 'final'>>(sql, holder, name)?.final === 1;
}

/** Takes the place of the head before, and has to be opened. In the caller's transaction. */
export function keepHead(vault: Vault, head: RecordRow): void {
  vault.run(
    'INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?)',
    head.holder,
    head.name,
    head.version,
    head.hash,
    head.final,
    head.at,
    head.envelope,
  );
  markToOpen(vault, head.holder, head.name);
}

/** This head is not what its clear header says: nothing final is kept because of it. In the caller's transaction. */
export function refuseHead(
  vault: Vault,
  { holder, name, hash }: { readonly holder: Uint8Array; readonly name: string; readonly hash: Uint8Array },
): void {
  const where = 'holder = ? AND name = ? AND hash = ? AND final = 1';
  vault.run(`UPDATE record SET final = 0 WHERE ${where}`, holder, name, hash);
}

/** In the order of their receipt. */
export function branchesOf(vault: Vault, holder: Uint8Array, name: string): KeptBranchRow[] {
  return vault.all<KeptBranchRow>(
    'SELECT * FROM branch WHERE holder = ? AND name = ? ORDER BY at, hash',
    holder,
    name,
  );
}

export function hasBranch(
  vault: Vault,
  { holder, name, hash }: Pick<BranchRow, 'holder' | 'name' | 'hash'>,
): boolean {
  return (
    vault.count(
      'SELECT count(*) FROM branch WHERE holder = ? AND name = ? AND hash = ?',
      holder,
      name,
      hash,
    ) > 0
  );
}

export function countBranches(vault: Vault, { holder, name }: RecordKey): number {
  return vault.count('SELECT count(*) FROM branch WHERE holder = ? AND name = ?', holder, name);
}

/** Records of a holder of which a head is kept, or a branch. */
export function countNames(vault: Vault, holder: Uint8Array, table: 'record' | 'branch'): number {
  return vault.count(`SELECT count(DISTINCT name) FROM ${table} WHERE holder = ?`, holder);
}

/** Whether it is new; then its record has to be opened. In the caller's transaction. */
export function keepBranch(vault: Vault, branch: BranchRow): boolean {
  const added = vault.run(
    `INSERT INTO branch SELECT ?, ?, ?, ?, ?, ?, ?, ?, state = 'revoked' FROM holder_view WHERE holder_id = ?
     ON CONFLICT DO NOTHING`,
    branch.holder,
    branch.name,
    branch.hash,
    branch.version,
    branch.reason,
    branch.final,
    branch.at,
    branch.envelope,
    branch.holder,
  );
  if (added > 0) markToOpen(vault, branch.holder, branch.name);
  return added > 0;
}

export function dropBranch(
  vault: Vault,
  { holder, name, hash, reason }: Pick<BranchRow, 'holder' | 'name' | 'hash' | 'reason'>,
): void {
  vault.run(
    'DELETE FROM branch WHERE holder = ? AND name = ? AND hash = ? AND reason = ?',
    holder,
    name,
    hash,
    reason,
  );
}

/** Heads and branches of the campaign. */
export function countEnvelopes({ vault, name }: Subject): number {
  return vault.count(
    `SELECT (SELECT count(*) FROM record r JOIN holder_view h ON h.holder_id = r.holder WHERE h.campaign = ?1)
          + (SELECT count(*) FROM branch b JOIN holder_view h ON h.holder_id = b.holder WHERE h.campaign = ?1)`,
    name,
  );
}

/** Hashes of all envelopes of a record. */
export function hashesOf(vault: Vault, { holder, name }: RecordKey): Uint8Array[] {
  return vault
    .all<{ hash: Uint8Array }>(
      `SELECT hash FROM record WHERE holder = ?1 AND name = ?2
       UNION SELECT hash FROM branch WHERE holder = ?1 AND name = ?2`,
      holder,
      name,
    )
    .map(({ hash }) => hash);
}

// The plus keeps SQLite from the index of holders that begins with the campaign: each page would read and sort all records.
const OF_CAMPAIGN = '+h.campaign = ?';

/**
 * The newest heads, which a restored backup lacks, and some of any age: of holders drawn by their ids, which nobody chose. How often
 * a record has changed makes its being drawn no likelier.
 */
export function sampleHeads({ vault, name }: Subject, newest: number, random: number): RecordKey[] {
  const select = (where: string, limit: number, ...values: readonly Uint8Array[]) =>
    vault.all<RecordKey>(
      `SELECT r.holder, r.name FROM record r JOIN holder_view h ON h.holder_id = r.holder
       WHERE ${OF_CAMPAIGN} ${where} LIMIT ${limit}`,
      name,
      ...values,
    );
  const heads = select('ORDER BY r.rowid DESC', newest);
  for (let i = 0; i < random; i++) {
    // The first holder from there on, or the first of all.
    const [drawn = select('ORDER BY r.holder', 1)[0]] = select(
      'AND r.holder >= ? ORDER BY r.holder',
      1,
      randomBytes(16),
    );
    if (drawn === undefined) break;
    const names = vault.all<RecordKey>('SELECT holder, name FROM record WHERE holder = ?', drawn.holder);
    heads.push(names[randomInt(names.length)] ?? drawn);
  }
  return heads;
}

/** All heads, in batches. */
export function* headsInBatches({ vault, name }: Subject, size: number): Generator<readonly RecordKey[]> {
  for (let last = 0; ; ) {
    const batch = vault.all<RecordKey & { rowid: number }>(
      `SELECT r.rowid, r.holder, r.name FROM record r JOIN holder_view h ON h.holder_id = r.holder
       WHERE ${OF_CAMPAIGN} AND r.rowid > ? ORDER BY r.rowid LIMIT ${size}`,
      name,
      last,
    );
    const end = batch.at(-1);
    if (end === undefined) return;
    last = end.rowid;
    yield batch;
  }
}

/** The record has to be opened, or opened again. */
export function markToOpen(vault: Vault, holder: Uint8Array, name: string): void {
  vault.run('INSERT INTO to_open VALUES (?, ?) ON CONFLICT DO NOTHING', holder, name);
}

/** Final heads of pupils, what else there is of pupils, and what is not of pupils. */
export type WhichRecords = 'final' | 'unfinished' | 'others';

const IS_FINAL =
  'EXISTS (SELECT 1 FROM record r WHERE r.holder = t.holder AND r.name = t.name AND r.final = 1)';
const WHICH: Readonly<Record<WhichRecords, string>> = {
  final: `h.kind = 'pupil' AND ${IS_FINAL}`,
  unfinished: `h.kind = 'pupil' AND NOT ${IS_FINAL}`,
  others: `h.kind <> 'pupil'`,
};
const BEFORE_ALL: RecordKey = { holder: new Uint8Array(0), name: '' };

/** In the order of holder and name, those that come after `after`; null: from the first. */
export function recordsToOpen(
  { vault, name }: Subject,
  which: WhichRecords,
  after: RecordKey | null,
  limit: number,
): RecordKey[] {
  const from = after ?? BEFORE_ALL;
  return vault.all<RecordKey>(
    `SELECT t.holder, t.name FROM to_open t JOIN holder_view h ON h.holder_id = t.holder
     WHERE ${OF_CAMPAIGN} AND (t.holder, t.name) > (?, ?) AND ${WHICH[which]} ORDER BY t.holder, t.name LIMIT ?`,
    name,
    from.holder,
    from.name,
    limit,
  );
}

export function countToOpen({ vault, name }: Subject): number {
  return vault.count(
    'SELECT count(*) FROM to_open t JOIN holder_view h ON h.holder_id = t.holder WHERE h.campaign = ?',
    name,
  );
}

export function markOpened(vault: Vault, { holder, name }: RecordKey): void {
  vault.run('DELETE FROM to_open WHERE holder = ? AND name = ?', holder, name);
}

/** Records of pupils' codes that changed hands have to be opened again: what they count for may have changed. */
export function reopenReplaced({ vault, name }: Subject): void {
  vault.run(
    `INSERT INTO to_open SELECT r.holder, r.name FROM record r JOIN holder_view h ON h.holder_id = r.holder
     WHERE h.campaign = ?1 AND h.kind = 'pupil' AND (h.state = 'revoked' OR h.replaces IS NOT NULL)
     UNION SELECT b.holder, b.name FROM branch b JOIN holder_view h ON h.holder_id = b.holder
     WHERE h.campaign = ?1 AND h.kind = 'pupil' AND (h.state = 'revoked' OR h.replaces IS NOT NULL)
     ON CONFLICT DO NOTHING`,
    name,
  );
}

/**
 * Once after each import of a roster: records that were of nobody before it have to be opened again, for it may have made them
 * somebody's. In a transaction of its own.
 */
export function reopenUnexpected({ vault, name }: Subject): void {
  const { roster_version: version } = campaignRow(vault, name);
  const mark = `unexpected-reopened:${name}`;
  if (vault.meta(mark) === String(version)) return;
  vault.transaction(() => {
    vault.run(
      `INSERT INTO to_open SELECT DISTINCT q.holder, q.name FROM quarantine q
       WHERE q.campaign = ? AND q.code = 'unexpected-record' AND (
         EXISTS (SELECT 1 FROM record r WHERE r.holder = q.holder AND r.name = q.name)
         OR EXISTS (SELECT 1 FROM branch b WHERE b.holder = q.holder AND b.name = q.name))
       ON CONFLICT DO NOTHING`,
      name,
    );
    vault.setMeta(mark, String(version));
  });
}

/** All records of a sequence are opened and scored again. Number of records that wait now. In the caller's transaction. */
export function reopenSequence({ vault, name }: Subject, sequence: string): number {
  vault.run(
    `INSERT INTO to_open SELECT x.holder, x.name FROM
       (SELECT holder, name FROM record UNION SELECT holder, name FROM branch) x
     JOIN holder_view h ON h.holder_id = x.holder
     WHERE h.campaign = ?1 AND h.kind = 'pupil' AND (x.name = ?2 OR x.name LIKE ?2 || '/%' OR x.name LIKE ?2 || '~%')
     UNION SELECT e.holder, e.name FROM entry_name e JOIN holder_view h ON h.holder_id = e.holder
     WHERE h.campaign = ?1 AND e.sequence = ?2 AND EXISTS (
       SELECT 1 FROM record r WHERE r.holder = e.holder AND r.name = e.name)
     ON CONFLICT DO NOTHING`,
    name,
    sequence,
  );
  return countToOpen({ vault, name });
}

/** When the newest save of each sequence of a pupil was received, to the minute: by the name of the sequence. */
export function lastSaves(vault: Vault, pupil: number): ReadonlyMap<string, string> {
  return lastSavesOfPupils(vault, [pupil]).get(pupil) ?? new Map();
}

/** As `lastSaves`, of those pupils of whom anything was received. */
export function lastSavesOfPupils(
  vault: Vault,
  pupils: readonly number[],
): ReadonlyMap<number, ReadonlyMap<string, string>> {
  const rows = vault.all<{ pupil: number; name: string; at: string }>(
    `SELECT h.pupil, r.name, r.at FROM holder_view h JOIN record r ON r.holder = h.holder_id
     WHERE h.pupil IN (SELECT value FROM json_each(?)) AND h.kind = 'pupil' AND h.reason IS NOT 'misused'`,
    JSON.stringify(pupils),
  );
  const all = new Map<number, Map<string, string>>();
  for (const { pupil, name, at } of rows) {
    const last = all.get(pupil) ?? new Map<string, string>();
    const sequence = sequenceOfRecord(name);
    if (at > (last.get(sequence) ?? '')) last.set(sequence, at);
    all.set(pupil, last);
  }
  return all;
}
