/**
 * `cloison codes revoke`: takes a member of staff's code away (protocol 1, "Revoking"). Every holder whose root was in that
 * keyring gets a new root; documents and the other keyrings follow at the next publication, because they are made of roots.
 */

import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import { classOfLabel, schoolOfUai } from '../roster/schools.ts';
import type { HolderRow, SchoolRow } from '../vault/rows.ts';
import { drawRoot } from './draw.ts';
import { headOfSchool, teachersOfClass } from './holders.ts';
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
  const school = schoolOfUai(campaign, member.uai);
  if (school === null) throw refuseCodes('school-unknown', { uai: member.uai });
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

function findStaff(campaign: OpenCampaign, school: SchoolRow, member: StaffMember): HolderRow {
  const found =
    member.role === 'head'
      ? headOfSchool(campaign.vault, school.id)
      : findTeacher(campaign, school, member.label, member.rank);
  if (found === null) throw refuseCodes('staff-unknown');
  return found;
}

function findTeacher(
  campaign: OpenCampaign,
  school: SchoolRow,
  label: string,
  rank: number,
): HolderRow | null {
  const id = classOfLabel(campaign, school, label);
  if (id === null) throw refuseCodes('class-unknown', { uai: school.uai });
  return teachersOfClass(campaign.vault, id).find((teacher) => teacher.rank === rank) ?? null;
}

/** Holders whose roots are in the keyring: a teacher's class at each of its levels; a head's school and all its classes. */
function groupsOf({ vault }: OpenCampaign, staff: HolderRow): HolderRow[] {
  const [where, value] =
    staff.role === 'teacher'
      ? ['class_level IN (SELECT class_level FROM class_level_view WHERE class = ?1)', staff.class]
      : [
          '(school = ?1 OR class_level IN (SELECT class_level FROM class_level_view WHERE school = ?1))',
          staff.school,
        ];
  return vault.all<HolderRow>(
    `SELECT * FROM holder WHERE kind IN ('class', 'school') AND state = 'assigned' AND ${where}`,
    value,
  );
}
