/**
 * `cloison codes revoke`: takes a member of staff's code away (protocol 1, "Revoking"). Every holder whose root was in that
 * keyring gets a new root; documents and the other keyrings follow at the next publication, because they are made of roots.
 */
import { type OpenCampaign, requireOpen } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { HolderRow, SchoolRow } from '../vault/rows.ts';
import { drawRoot } from './draw.ts';
import { insertHolder } from './insert-holder.ts';
import { refuseCodes } from './refusals.ts';
import { shuffle } from './shuffle.ts';

export type StaffMember =
  | { readonly role: 'head'; readonly uai: string }
  | { readonly role: 'teacher'; readonly uai: string; readonly label: string; readonly rank: number };

export interface RevokedStaff {
  /** Classes and schools that got a new root. */
  readonly newRoots: number;
}

/**
 * The person's successor gets a new code at once (a stock of one is needed: `codes-short`). Throws `school-unknown`,
 * `class-unknown`, `staff-unknown`, `campaign-closed`.
 */
export async function revokeStaff(campaign: OpenCampaign, member: StaffMember): Promise<RevokedStaff> {
  requireOpen(campaign);
  const { vault, actor, name } = campaign;
  const school = vault.get<SchoolRow>(
    'SELECT * FROM school WHERE campaign = ? AND uai = ?',
    name,
    member.uai,
  );
  if (school === undefined) throw refuseCodes('school-unknown', { uai: member.uai });
  const staff = findStaff(campaign, school, member);
  const groups = groupsOf(campaign, staff);
  const roots = await Promise.all(groups.map(() => drawRoot(campaign.campaignId)));
  return vault.transaction(() => {
    const fresh = shuffle(
      vault.all<HolderRow>(
        `SELECT * FROM holder WHERE campaign = ? AND kind = 'staff' AND state = 'minted'`,
        name,
      ),
    )[0];
    if (fresh === undefined) throw refuseCodes('codes-short', { pupil: 0, staff: 1 });
    revoke(campaign, staff);
    vault.run(
      `UPDATE holder SET state = 'assigned', role = ?, school = ?, class = ?, rank = ?, calendar = ?, replaces = ? WHERE holder_id = ?`,
      staff.role,
      staff.school,
      staff.class,
      staff.rank,
      staff.calendar,
      staff.holder_id,
      fresh.holder_id,
    );
    for (const [i, group] of groups.entries()) {
      revoke(campaign, group);
      const { calendar, class_level, school: of, holder_id } = group;
      insertHolder(campaign, roots[i]!, group.kind, 'assigned', {
        calendar,
        class_level,
        school: of,
        replaces: holder_id,
      });
    }
    appendJournal(vault, actor, 'codes.revoke', name, { role: member.role, newRoots: groups.length });
    return { newRoots: groups.length };
  });
}

function revoke({ vault }: OpenCampaign, { holder_id }: HolderRow): void {
  vault.run(`UPDATE holder SET state = 'revoked', reason = 'revoked' WHERE holder_id = ?`, holder_id);
}

function findStaff({ vault, sealer }: OpenCampaign, school: SchoolRow, member: StaffMember): HolderRow {
  let found: HolderRow | undefined;
  if (member.role === 'head') {
    found = vault.get<HolderRow>(
      `SELECT * FROM holder WHERE school = ? AND role = 'head' AND state = 'assigned'`,
      school.id,
    );
  } else {
    const row = vault.get<{ id: number }>(
      'SELECT id FROM class WHERE school = ? AND label_lookup = ?',
      school.id,
      sealer.lookup('class', school.uai, member.label),
    );
    if (row === undefined) throw refuseCodes('class-unknown', { uai: school.uai });
    found = vault.get<HolderRow>(
      `SELECT * FROM holder WHERE class = ? AND role = 'teacher' AND rank = ? AND state = 'assigned'`,
      row.id,
      member.rank,
    );
  }
  if (found === undefined) throw refuseCodes('staff-unknown');
  return found;
}

/** Holders whose roots are in the keyring: a teacher's class at each of its levels; a head's school and all its classes. */
function groupsOf({ vault }: OpenCampaign, staff: HolderRow): HolderRow[] {
  if (staff.role === 'teacher') {
    return vault.all<HolderRow>(
      `SELECT h.* FROM holder h JOIN class_level l ON l.id = h.class_level
       WHERE l.class = ? AND h.kind = 'class' AND h.state = 'assigned'`,
      staff.class,
    );
  }
  return vault.all<HolderRow>(
    `SELECT h.* FROM holder h LEFT JOIN class_level l ON l.id = h.class_level LEFT JOIN class c ON c.id = l.class
     WHERE h.kind IN ('class', 'school') AND h.state = 'assigned' AND (c.school = ?1 OR h.school = ?1)`,
    staff.school,
  );
}
