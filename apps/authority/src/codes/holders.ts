/** Holders in the vault: who holds what, for those who seal for them, open what they sealed, or count them. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { HolderKind, HolderRow, HolderState } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name'>;

/** Null when the vault never issued it. */
export function findHolder(vault: Vault, id: Uint8Array): HolderRow | null {
  return vault.get<HolderRow>('SELECT * FROM holder WHERE holder_id = ?', id) ?? null;
}

/** The holder that stands for a pupil now. */
export function holderOfPupil(vault: Vault, pupil: number): HolderRow | null {
  return vault.get<HolderRow>(`SELECT * FROM holder WHERE pupil = ? AND state = 'assigned'`, pupil) ?? null;
}

export function holderOfClassLevel(vault: Vault, classLevel: number): HolderRow | null {
  const sql = `SELECT * FROM holder WHERE class_level = ? AND state = 'assigned'`;
  return vault.get<HolderRow>(sql, classLevel) ?? null;
}

export function holderOfSchool(vault: Vault, school: number): HolderRow | null {
  const sql = `SELECT * FROM holder WHERE school = ? AND kind = 'school' AND state = 'assigned'`;
  return vault.get<HolderRow>(sql, school) ?? null;
}

export function headOfSchool(vault: Vault, school: number): HolderRow | null {
  const sql = `SELECT * FROM holder WHERE school = ? AND role = 'head' AND state = 'assigned'`;
  return vault.get<HolderRow>(sql, school) ?? null;
}

/** Heads who have a code, in the order of their schools' ids. */
export function headsOf({ vault, name }: Subject): HolderRow[] {
  const sql = `SELECT * FROM holder WHERE campaign = ? AND role = 'head' AND state = 'assigned' ORDER BY school`;
  return vault.all<HolderRow>(sql, name);
}

/** The holder that stands for an area. */
export function holderOfTerritory(vault: Vault, territory: number): HolderRow | null {
  const sql = `SELECT * FROM holder WHERE territory = ? AND kind = 'territory' AND state = 'assigned'`;
  return vault.get<HolderRow>(sql, territory) ?? null;
}

/** The holders of all areas that have a code. */
export function territoryHolders({ vault, name }: Subject): HolderRow[] {
  const sql = `SELECT * FROM holder WHERE campaign = ? AND kind = 'territory' AND state = 'assigned'`;
  return vault.all<HolderRow>(sql, name);
}

/** Those who have a code of an area, by area and rank. */
export function inspectorsOf({ vault, name }: Subject): HolderRow[] {
  // The plus has SQLite take the small index of inspectors, and not all holders of the campaign.
  const sql = `SELECT * FROM holder WHERE +campaign = ? AND role = 'inspector' AND state = 'assigned' ORDER BY territory, rank`;
  return vault.all<HolderRow>(sql, name);
}

/** How many codes of each area were revoked, by the area's row. */
export function revokedInspectors({ vault, name }: Subject): ReadonlyMap<number, number> {
  const sql = `SELECT territory, count(*) AS count FROM holder
    WHERE campaign = ? AND kind = 'staff' AND state = 'revoked' AND role = 'inspector' GROUP BY territory`;
  const rows = vault.all<{ territory: number; count: number }>(sql, name);
  return new Map(rows.map(({ territory, count }) => [territory, count]));
}

/** By rank. */
export function teachersOfClass(vault: Vault, id: number): HolderRow[] {
  const sql = `SELECT * FROM holder WHERE class = ? AND role = 'teacher' AND state = 'assigned' ORDER BY rank`;
  return vault.all<HolderRow>(sql, id);
}

/**
 * All holders that ever stood for a pupil and whose sittings count: the present one first. One that somebody else used
 * is not among them.
 */
export function holdersOfPupil(vault: Vault, pupil: number): HolderRow[] {
  const holders = vault.all<HolderRow>(
    `SELECT * FROM holder WHERE pupil = ? AND kind = 'pupil' ORDER BY state = 'assigned' DESC, holder_id`,
    pupil,
  );
  // With two of them the one in force is the newest.
  return (holders.length > 2 ? newestFirst(holders) : holders).filter((holder) => !isMisused(holder));
}

/** Each before the one that it replaced. Where nothing says so, as they are. */
function newestFirst(holders: readonly HolderRow[]): readonly HolderRow[] {
  const keyOf = (id: Uint8Array) => Buffer.from(id).toString('hex');
  const left = new Map(holders.map((holder) => [keyOf(holder.holder_id), holder]));
  const replaced = new Set(holders.flatMap(({ replaces }) => (replaces === null ? [] : [keyOf(replaces)])));
  const order: HolderRow[] = [];
  for (const first of holders) {
    if (replaced.has(keyOf(first.holder_id))) continue;
    for (let next: HolderRow | undefined = first; next !== undefined; ) {
      const key = keyOf(next.holder_id);
      order.push(next);
      left.delete(key);
      next = next.replaces === null ? undefined : left.get(keyOf(next.replaces));
    }
  }
  return [...order, ...left.values()];
}

/** Whether another person used it: what was done with it is set apart, nameless, out of statistics. */
export function isMisused({ state, reason }: Pick<HolderRow, 'state' | 'reason'>): boolean {
  return state === 'revoked' && reason === 'misused';
}

/** Holders that were given before `holder` to the same pupil, and whose sittings it goes on from: the newest first. */
export function earlierHoldersOfPupil(vault: Vault, pupil: number, holder: HolderRow): HolderRow[] {
  const before = vault.all<HolderRow>(
    `SELECT * FROM holder WHERE pupil = ? AND kind = 'pupil' AND holder_id <> ? ORDER BY holder_id`,
    pupil,
    holder.holder_id,
  );
  return newestFirst(before).filter((one) => !isMisused(one));
}

/** Everybody with a code or root at a school: pupils, staff, classes and the school itself, sorted by id. */
export function holdersOfSchool({ vault, name }: Subject, school: number): HolderRow[] {
  return vault.all<HolderRow>(
    `SELECT * FROM holder h WHERE h.campaign = ? AND h.state IN ('assigned', 'reserve') AND h.calendar IS NOT NULL
       AND coalesce(h.school,
             (SELECT v.school FROM class_level_view v WHERE v.class_level = h.class_level),
             (SELECT p.school FROM pupil_view p WHERE p.id = h.pupil)) = ?
     ORDER BY h.holder_id`,
    name,
    school,
  );
}

export interface CodesByState {
  readonly kind: HolderKind;
  readonly state: HolderState;
  /** 1: something sealed by them was collected. */
  readonly used: number;
  readonly count: number;
  /** Of those, how many the platform has or had. */
  readonly published: number;
}

export function countHolders({ vault, name }: Subject): CodesByState[] {
  return vault.all<CodesByState>(
    `SELECT kind, state, used, count(*) AS count, sum(pushed > 0) AS published FROM holder
     WHERE campaign = ? GROUP BY kind, state, used`,
    name,
  );
}

/** Number of holders that took over from others. */
export function countReplacements({ vault, name }: Subject): number {
  // The plus keeps SQLite from the index of all holders of the campaign: these are few, and have an index.
  return vault.count('SELECT count(*) FROM holder WHERE +campaign = ? AND replaces IS NOT NULL', name);
}

/** Takes note that something sealed by this holder was collected. */
export function markUsed(vault: Vault, holder: Uint8Array): void {
  vault.run('UPDATE holder SET used = 1 WHERE holder_id = ? AND used = 0', holder);
}
