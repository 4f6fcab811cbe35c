/**
 * `cloison breach revoke`: after a leak, replaces every code and every root of one school, or of the whole campaign, while it
 * runs. Pupils get their successor as for a lost code, so that each sitting goes on where it was; reserves are new ones; staff,
 * classes and schools get new roots. All or nothing, in one transaction: codes are minted before.
 */
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import { requireApproval } from '../roles/approvals.ts';
import { schoolIds, schoolOfUai } from '../roster/schools.ts';
import type { HolderRow } from '../vault/rows.ts';
import { type DrawnHolder, drawRoot } from './draw.ts';
import { inspectorsOf, territoryHolders } from './holders.ts';
import { insertHolder } from './insert-holder.ts';
import { mintCodes } from './mint.ts';
import { refuseSchool } from './refusals.ts';
import { CodeStock } from './stock.ts';

export interface ReplacedCodes {
  readonly schools: number;
  readonly pupils: number;
  readonly reserves: number;
  readonly staff: number;
  /** Classes and schools that got a new root, and areas when it is the whole campaign. */
  readonly newRoots: number;
}

/** `uai`: of one school; without it, of all. Throws `school-unknown`, `campaign-closed`, `approval-missing`. */
export async function replaceLeakedCodes(
  campaign: OpenCampaign,
  { uai, signal }: { readonly uai?: string; readonly signal?: AbortSignal } = {},
): Promise<ReplacedCodes> {
  requireOpen(campaign);
  const { vault, actor, name } = campaign;
  const schools = uai === undefined ? schoolIds(campaign) : [schoolIdOf(campaign, uai)];
  requireApproval(vault, actor, 'breach-revoke', name);
  const inspectors = uai === undefined ? inspectorsOf(campaign) : [];
  const territories = uai === undefined ? territoryHolders(campaign) : [];
  const count = (list: (school: number) => readonly unknown[]) =>
    schools.reduce((sum, school) => sum + list(school).length, 0);
  const pupilCodes =
    count((school) => pupilsOf(campaign, school)) + count((school) => reservesOf(campaign, school));
  const staffCodes = count((school) => staffOf(campaign, school)) + inspectors.length;
  // Before the transaction, and again only as many as are missing when this was killed.
  await mintCodes(campaign, {
    stock: { pupil: pupilCodes, staff: staffCodes },
    ...(signal === undefined ? {} : { signal }),
  });
  const roots: DrawnHolder[] = [];
  const groupCount = count((school) => groupsOf(campaign, school)) + territories.length;
  while (roots.length < groupCount) roots.push(await drawRoot(campaign.campaignId));
  return vault.transaction(() => {
    const stock = { pupil: new CodeStock(campaign, 'pupil'), staff: new CodeStock(campaign, 'staff') };
    const done = { schools: schools.length, pupils: 0, reserves: 0, staff: 0, newRoots: 0 };
    const replaceStaff = (old: HolderRow) => {
      succeed(campaign, old, 'revoked', stock.staff);
      // One line each: the closing counts issued codes of staff by them.
      appendJournal(vault, actor, 'codes.revoke', name, { role: old.role ?? '', newRoots: 0 });
      done.staff += 1;
    };
    const replaceRoot = ({ holder_id, kind, calendar, class_level, school, territory }: HolderRow) => {
      revoke(campaign, holder_id, 'revoked');
      const links = { calendar, class_level, school, territory, replaces: holder_id };
      insertHolder(campaign, present(roots.pop()), kind, 'assigned', links);
      done.newRoots += 1;
    };
    for (const old of inspectors) replaceStaff(old);
    for (const old of territories) replaceRoot(old);
    for (const school of schools) {
      for (const old of pupilsOf(campaign, school)) {
        // As for a lost code: what was done with the old one counts, and goes on.
        succeed(campaign, old, 'lost', stock.pupil);
        done.pupils += 1;
      }
      for (const old of reservesOf(campaign, school)) {
        succeed(campaign, old, 'revoked', stock.pupil);
        done.reserves += 1;
      }
      for (const old of staffOf(campaign, school)) replaceStaff(old);
      for (const old of groupsOf(campaign, school)) replaceRoot(old);
    }
    // The closing counts issued codes of pupils by these lines.
    for (const what of ['pupils', 'reserves'] as const) {
      appendJournal(vault, actor, 'codes.assign', name, { what, count: done[what] });
    }
    appendJournal(vault, actor, 'breach.revoke', name, { ...done, scope: uai ?? 'campaign' });
    return done;
  });
}

function schoolIdOf(campaign: OpenCampaign, uai: string): number {
  const school = schoolOfUai(campaign, uai);
  if (school === null) throw refuseSchool(uai);
  return school.id;
}

function pupilsOf({ vault }: OpenCampaign, school: number): HolderRow[] {
  return vault.all<HolderRow>(
    `SELECT h.* FROM holder h JOIN pupil_view p ON p.id = h.pupil WHERE p.school = ? AND h.state = 'assigned'`,
    school,
  );
}

function reservesOf({ vault }: OpenCampaign, school: number): HolderRow[] {
  const sql = `SELECT * FROM holder WHERE school = ? AND kind = 'pupil' AND state = 'reserve'`;
  return vault.all<HolderRow>(sql, school);
}

function staffOf({ vault }: OpenCampaign, school: number): HolderRow[] {
  const sql = `SELECT * FROM holder WHERE school = ? AND kind = 'staff' AND state = 'assigned'`;
  return vault.all<HolderRow>(sql, school);
}

function groupsOf({ vault }: OpenCampaign, school: number): HolderRow[] {
  return vault.all<HolderRow>(
    `SELECT * FROM holder WHERE kind IN ('class', 'school') AND state = 'assigned'
       AND (school = ?1 OR class_level IN (SELECT class_level FROM class_level_view WHERE school = ?1))`,
    school,
  );
}

/** A fresh code takes the place of `old`, whatever that place was. */
function succeed(campaign: OpenCampaign, old: HolderRow, reason: 'lost' | 'revoked', stock: CodeStock): void {
  revoke(campaign, old.holder_id, reason);
  campaign.vault.run(
    `UPDATE holder SET state = ?, pupil = ?, school = ?, territory = ?, class = ?, role = ?, rank = ?, calendar = ?, replaces = ?
     WHERE holder_id = ?`,
    old.state,
    old.pupil,
    // A reserve that was given to a pupil keeps its school, a pupil's first code has none.
    old.kind === 'pupil' && old.state === 'assigned' ? null : old.school,
    old.territory,
    old.class,
    old.role,
    old.kind === 'pupil' && old.state === 'assigned' ? null : old.rank,
    old.calendar,
    old.holder_id,
    present(stock.take()),
  );
}

function revoke({ vault }: OpenCampaign, holder: HolderRow['holder_id'], reason: 'lost' | 'revoked'): void {
  vault.run(`UPDATE holder SET state = 'revoked', reason = ? WHERE holder_id = ?`, reason, holder);
}

function present<T>(one: T | undefined): T {
  // The lock keeps other commands from taking codes since these were counted.
  if (one === undefined) throw new Error('fewer codes than were minted');
  return one;
}
