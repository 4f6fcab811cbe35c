/**
 * `cloison codes revoke`: takes a member of staff's code away (protocol 1, "Revoking"). Every holder whose root was in that
 * keyring gets a new root; documents and the other keyrings follow at the next publication, because they are made of roots.
 */

import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import { classOfLabel, schoolOfUai } from '../roster/schools.ts';
import { refuseAreas } from '../territories/refusals.ts';
import { territoryOfCode } from '../territories/territories.ts';
import type { HolderRow, SchoolRow } from '../vault/rows.ts';
import { drawRoot } from './draw.ts';
import { headOfSchool, inspectorsOf, teachersOfClass } from './holders.ts';
import { insertHolder } from './insert-holder.ts';
import { refuseCodes, refuseSchool } from './refusals.ts';
import { shuffle } from './shuffle.ts';

export type StaffMember =
  | { readonly role: 'head'; readonly uai: string }
  | { readonly role: 'teacher'; readonly uai: string; readonly label: string; readonly rank: number }
  | { readonly role: 'inspector'; readonly area: string };

export interface RevokedStaff {
  /** Classes, schools and areas that got a new root. */
  readonly newRoots: number;
}

/**
 * The person's successor gets a new code at once (a stock of one is needed: `codes-short`). Throws `school-unknown`,
 * `class-unknown`, `staff-unknown`, `area-unknown`, `campaign-closed`.
 */
export async function revokeStaff(campaign: OpenCampaign, member: StaffMember): Promise<RevokedStaff> {
  requireOpen(campaign);
  const { vault, actor, name } = campaign;
  const staff = findStaff(campaign, member);
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
      `UPDATE holder SET state = 'assigned', role = ?, school = ?, territory = ?, class = ?, rank = ?, calendar = ?, replaces = ?
       WHERE holder_id = ?`,
      staff.role,
      staff.school,
      staff.territory,
      staff.class,
      staff.rank,
      staff.calendar,
      staff.holder_id,
      fresh.holder_id,
    );
    for (const [i, group] of groups.entries()) {
      revoke(campaign, group);
      const { calendar, class_level, school: of, territory, holder_id } = group;
      insertHolder(campaign, roots[i]!, group.kind, 'assigned', {
        calendar,
        class_level,
        school: of,
        territory,
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

function findStaff(campaign: OpenCampaign, member: StaffMember): HolderRow {
  const found =
    member.role === 'inspector' ? findInspector(campaign, member.area) : findAtSchool(campaign, member);
  if (found === null) throw refuseCodes('staff-unknown');
  return found;
}

function findInspector(campaign: OpenCampaign, area: string): HolderRow | null {
  const territory = territoryOfCode(campaign, area);
  if (territory === null) throw refuseAreas('area-unknown', { area });
  return inspectorsOf(campaign).find((holder) => holder.territory === territory.id) ?? null;
}

function findAtSchool(
  campaign: OpenCampaign,
  member: Exclude<StaffMember, { readonly role: 'inspector' }>,
): HolderRow | null {
  const school = schoolOfUai(campaign, member.uai);
  if (school === null) throw refuseSchool(member.uai);
  return member.role === 'head'
    ? headOfSchool(campaign.vault, school.id)
    : findTeacher(campaign, school, member.label, member.rank);
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

/** Holders whose roots are in the keyring: a teacher's class at each of its levels; a head's school and all its classes; an area. */
function groupsOf({ vault }: OpenCampaign, staff: HolderRow): HolderRow[] {
  const [where, value] = keyringOf(staff);
  return vault.all<HolderRow>(
    `SELECT * FROM holder WHERE kind IN ('class', 'school', 'territory') AND state = 'assigned' AND ${where}`,
    value,
  );
}

function keyringOf(staff: HolderRow): readonly [where: string, value: number | null] {
  switch (staff.role) {
    case 'teacher':
      return ['class_level IN (SELECT class_level FROM class_level_view WHERE class = ?1)', staff.class];
    case 'inspector':
      return ['territory = ?1', staff.territory];
    default:
      return [
        '(school = ?1 OR class_level IN (SELECT class_level FROM class_level_view WHERE school = ?1))',
        staff.school,
      ];
  }
}
