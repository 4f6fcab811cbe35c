/** Opens every value of a campaign that is sealed under its identity key: one that was altered or moved is named. */
import { toHex } from '@cloison/protocol/public';
import type { Sealer } from './sealer.ts';
import type { Vault } from './vault.ts';

interface SealedCell {
  readonly row: number | string | Uint8Array;
  readonly sealed: Uint8Array;
}

/** Table, column and rows of one campaign, with the name of the row that the value was sealed for. */
const CELLS: readonly (readonly [table: string, column: string, sql: string])[] = [
  ['campaign', 'key_check', 'SELECT name AS row, key_check AS sealed FROM campaign WHERE name = ?'],
  ['content_key', 'sealed', 'SELECT sequence AS row, sealed FROM content_key WHERE campaign = ?'],
  [
    'class',
    'sealed',
    'SELECT id AS row, sealed FROM class WHERE school IN (SELECT id FROM school WHERE campaign = ?)',
  ],
  ['pupil', 'sealed', 'SELECT id AS row, sealed FROM pupil WHERE campaign = ?'],
  [
    'pupil',
    'order_sealed',
    'SELECT id AS row, order_sealed AS sealed FROM pupil WHERE campaign = ? AND order_sealed IS NOT NULL',
  ],
  ['holder', 'sealed', 'SELECT holder_id AS row, sealed FROM holder WHERE campaign = ?'],
  [
    'result',
    'sealed',
    `SELECT r.pupil || '/' || r.sequence AS row, r.sealed FROM result r JOIN pupil p ON p.id = r.pupil
     WHERE p.campaign = ?`,
  ],
  [
    'apart',
    'sealed',
    `SELECT lower(hex(a.holder)) || '/' || a.sequence AS row, a.sealed FROM apart a
     JOIN holder h ON h.holder_id = a.holder WHERE h.campaign = ?`,
  ],
  [
    'document',
    'envelope',
    `SELECT lower(hex(d.holder)) || '/' || d.name || '/' || d.version AS row, d.envelope AS sealed FROM document d
     JOIN holder h ON h.holder_id = d.holder WHERE h.campaign = ? AND d.pushed = 0 AND length(d.hash) = 0`,
  ],
  [
    'declaration',
    'sealed',
    `SELECT d.pupil || '/' || d.sequence AS row, d.sealed FROM declaration d JOIN pupil p ON p.id = d.pupil
     WHERE p.campaign = ?`,
  ],
  [
    'objection',
    'sealed',
    'SELECT o.pupil AS row, o.sealed FROM objection o JOIN pupil p ON p.id = o.pupil WHERE p.campaign = ?',
  ],
  [
    'cohort_mark',
    'sealed',
    `SELECT m.pupil || '/' || m.part AS row, m.sealed FROM cohort_mark m JOIN pupil p ON p.id = m.pupil
     WHERE p.campaign = ?`,
  ],
  ['request', 'sealed', 'SELECT id AS row, sealed FROM request WHERE campaign = ?'],
  [
    'request',
    'answer_sealed',
    'SELECT id AS row, answer_sealed AS sealed FROM request WHERE campaign = ? AND answer_sealed IS NOT NULL',
  ],
  [
    'analysis',
    'statistics_sealed',
    'SELECT domain AS row, statistics_sealed AS sealed FROM analysis WHERE campaign = ?',
  ],
  ['estimate', 'sealed', "SELECT domain || '/' || part AS row, sealed FROM estimate WHERE campaign = ?"],
  [
    'place',
    'return_key_sealed',
    'SELECT public_key AS row, return_key_sealed AS sealed FROM place WHERE campaign = ? AND return_key_sealed IS NOT NULL',
  ],
];

/** Number of values opened. Throws `vault-sealed` with table, column and row. */
export function checkSealed(vault: Vault, sealer: Sealer): number {
  let opened = 0;
  for (const [table, column, sql] of CELLS) {
    for (const { row, sealed } of vault.iterate<SealedCell>(sql, sealer.campaign)) {
      sealer.open(table, column, row instanceof Uint8Array ? toHex(row) : row, sealed);
      opened += 1;
    }
  }
  return opened;
}
