/**
 * `cloison codes assign`: binds roots to pupils, staff, classes and schools, as the roster is now. After a roster update it
 * gives codes to arrivals and new classes, and follows moves; nobody who has a code gets another.
 */

import { type ProgressMaker, silentProgress } from '@cloison/command/progress';
import { toHex } from '@cloison/protocol/public';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { calendarNumber } from '../campaign/spec.ts';
import { appendJournal } from '../journal/journal.ts';
import { countPupils, giveOrderNumber, pupilsWithoutNumber } from '../roster/pupils.ts';
import type { HolderRow } from '../vault/rows.ts';
import { drawRoot } from './draw.ts';
import { insertHolder } from './insert-holder.ts';
import type { GroupNeed } from './needs.ts';
import {
  codesInStock,
  codesNeeded,
  groupsWithoutRoot,
  pupilsWithoutCode,
  reservesMissing,
  staffWithoutCode,
} from './needs.ts';
import { TO_GIVE_AGAIN } from './publish-holders.ts';
import { refuseCodes } from './refusals.ts';
import { CodeStock } from './stock.ts';

export interface AssignOptions {
  readonly progress?: ProgressMaker;
  readonly label?: string;
}

export interface AssignedCodes {
  readonly orderNumbers: number;
  readonly pupils: number;
  readonly reserves: number;
  readonly heads: number;
  readonly teachers: number;
  readonly classes: number;
  readonly schools: number;
  /** Pupils whose windows changed with their class. */
  readonly moved: number;
}

const BATCH = 2_000;

/** Throws `codes-short` before anything is done, `roster-empty`, `campaign-closed`. Killed, it goes on when run again. */
export async function assignCodes(
  campaign: OpenCampaign,
  options: AssignOptions = {},
): Promise<AssignedCodes> {
  requireOpen(campaign);
  const { vault, actor, name } = campaign;
  if (countPupils(campaign) === 0) throw refuseCodes('roster-empty');
  const [needed, stock] = [codesNeeded(campaign), codesInStock(campaign)];
  if (needed.pupil > stock.pupil || needed.staff > stock.staff) {
    const missing = {
      pupil: Math.max(0, needed.pupil - stock.pupil),
      staff: Math.max(0, needed.staff - stock.staff),
    };
    throw refuseCodes('codes-short', missing, { missing });
  }
  const counts: { -readonly [Key in keyof AssignedCodes]: number } = {
    orderNumbers: 0,
    pupils: 0,
    reserves: 0,
    heads: 0,
    teachers: 0,
    classes: 0,
    schools: 0,
    moved: 0,
  };
  const toNumber = pupilsWithoutNumber(campaign);
  const groups = groupsWithoutRoot(campaign);
  const total = toNumber.length + needed.pupil + needed.staff + groups.length;
  const progress = (options.progress ?? silentProgress)(options.label ?? 'assign', total);
  let done = 0;
  /** Each batch is one transaction with its line in the journal. */
  const inBatches = <T>(list: readonly T[], what: keyof AssignedCodes, work: (one: T) => void) => {
    for (let at = 0; at < list.length; at += BATCH) {
      const batch = list.slice(at, at + BATCH);
      vault.transaction(() => {
        for (const one of batch) work(one);
        appendJournal(vault, actor, 'codes.assign', name, { what, count: batch.length });
      });
      counts[what] += batch.length;
      done += batch.length;
      progress.update(done);
    }
  };
  try {
    inBatches(toNumber, 'orderNumbers', (id) => giveOrderNumber(campaign, id));
    await assignGroups(campaign, groups, inBatches);
    assignStaff(campaign, inBatches);
    assignPupils(campaign, inBatches);
    inBatches(movedPupils(campaign), 'moved', ({ holder_id, calendar }) => {
      vault.run(
        `UPDATE holder SET calendar = ?, pushed = ${TO_GIVE_AGAIN} WHERE holder_id = ?`,
        calendar,
        holder_id,
      );
    });
  } finally {
    progress.stop();
  }
  return counts;
}

type InBatches = <T>(list: readonly T[], what: keyof AssignedCodes, work: (one: T) => void) => void;

async function assignGroups(
  campaign: OpenCampaign,
  groups: readonly GroupNeed[],
  inBatches: InBatches,
): Promise<void> {
  for (let at = 0; at < groups.length; at += BATCH) {
    const drawn = await Promise.all(
      groups
        .slice(at, at + BATCH)
        .map(async (group) => ({ group, root: await drawRoot(campaign.campaignId) })),
    );
    for (const kind of ['class', 'school'] as const) {
      const own = drawn.filter(({ group }) => group.kind === kind);
      inBatches(own, kind === 'class' ? 'classes' : 'schools', ({ group, root }) => {
        const calendar = calendarNumber(campaign.spec, group.area, group.level);
        const link = kind === 'class' ? { class_level: group.id } : { school: group.id };
        insertHolder(campaign, root, kind, 'assigned', { ...link, calendar });
      });
    }
  }
}

function assignStaff(campaign: OpenCampaign, inBatches: InBatches): void {
  const stock = new CodeStock(campaign, 'staff');
  const needs = staffWithoutCode(campaign);
  for (const role of ['head', 'teacher'] as const) {
    const own = needs.filter((need) => need.role === role);
    inBatches(own, role === 'head' ? 'heads' : 'teachers', (need) => {
      take(
        campaign,
        stock.take(),
        `UPDATE holder SET state = 'assigned', role = ?, school = ?, class = ?, rank = ?, calendar = ? WHERE holder_id = ?`,
        role,
        need.school,
        need.class,
        need.rank,
        need.calendar,
      );
    });
  }
}

function assignPupils(campaign: OpenCampaign, inBatches: InBatches): void {
  const { spec } = campaign;
  const stock = new CodeStock(campaign, 'pupil');
  for (let after = 0; ; ) {
    const batch = pupilsWithoutCode(campaign, after, BATCH);
    if (batch.length === 0) break;
    after = batch.at(-1)!.pupil;
    inBatches(batch, 'pupils', ({ pupil, area, level }) => {
      const calendar = calendarNumber(spec, area, level);
      take(
        campaign,
        stock.take(),
        `UPDATE holder SET state = 'assigned', pupil = ?, calendar = ? WHERE holder_id = ?`,
        pupil,
        calendar,
      );
    });
  }
  const reserves = reservesMissing(campaign).flatMap(({ count, nextRank, ...need }) =>
    Array.from({ length: count }, (_, i) => ({ ...need, rank: nextRank + i })),
  );
  inBatches(reserves, 'reserves', ({ school, calendar, rank }) => {
    take(
      campaign,
      stock.take(),
      `UPDATE holder SET state = 'reserve', school = ?, calendar = ?, rank = ? WHERE holder_id = ?`,
      school,
      calendar,
      rank,
    );
  });
}

function take(
  { vault }: OpenCampaign,
  holder: HolderRow['holder_id'] | undefined,
  sql: string,
  ...values: readonly (string | number | null)[]
): void {
  if (holder === undefined) throw refuseCodes('codes-short', { pupil: '?', staff: '?' });
  if (vault.run(sql, ...values, holder) !== 1) throw new Error(`holder ${toHex(holder)} is gone`);
}

/** Pupils whose holder has the windows of another area or level than their class. */
function movedPupils({
  vault,
  name,
  spec,
}: OpenCampaign): { holder_id: HolderRow['holder_id']; calendar: number }[] {
  const moved: { holder_id: HolderRow['holder_id']; calendar: number }[] = [];
  for (const row of vault.iterate<{
    holder_id: HolderRow['holder_id'];
    calendar: number;
    area: number;
    level: string;
  }>(
    `SELECT h.holder_id, h.calendar, p.area, p.level FROM holder h JOIN pupil_view p ON p.id = h.pupil
     WHERE h.campaign = ? AND h.kind = 'pupil' AND h.state = 'assigned'`,
    name,
  )) {
    const calendar = calendarNumber(spec, row.area, row.level);
    if (row.calendar !== calendar) moved.push({ holder_id: row.holder_id, calendar });
  }
  return moved;
}
