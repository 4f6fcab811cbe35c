/**
 * `cloison areas assign`: a code and a root for areas that have none. Asked for area by area or kind by kind, because most
 * campaigns need few of them; nobody who has a code gets another.
 */
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { calendarNumber } from '../campaign/spec.ts';
import { appendJournal } from '../journal/journal.ts';
import { refuseAreas } from '../territories/refusals.ts';
import { type Area, areasOf, keepTerritory } from '../territories/territories.ts';
import type { HolderRow, TerritoryKind } from '../vault/rows.ts';
import { drawRoot } from './draw.ts';
import { inspectorsOf } from './holders.ts';
import { insertHolder } from './insert-holder.ts';
import { mintCodes } from './mint.ts';
import { codesNeeded } from './needs.ts';
import { shuffle } from './shuffle.ts';

export interface AssignAreasOptions {
  /** By code. Without it, all of these kinds; without either, those that were declared. */
  readonly areas?: readonly string[];
  readonly kinds?: readonly TerritoryKind[];
  readonly signal?: AbortSignal;
}

export interface AssignedAreas {
  /** Codes of the areas that got a code. */
  readonly assigned: readonly string[];
  /** Areas that had one already. */
  readonly unchanged: number;
}

/** Throws `area-unknown`, `area-empty`, `campaign-closed`. Killed, it goes on when run again. */
export async function assignAreas(
  campaign: OpenCampaign,
  options: AssignAreasOptions,
): Promise<AssignedAreas> {
  requireOpen(campaign);
  const { vault, actor, name } = campaign;
  const wanted = chosen(campaign, options);
  const taken = new Set(inspectorsOf(campaign).map(({ territory }) => territory));
  const needing = wanted.filter(({ id }) => id === null || !taken.has(id));
  if (needing.length === 0) return { assigned: [], unchanged: wanted.length };
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  // Beside those that heads and teachers are going to need.
  await mintCodes(campaign, { stock: { staff: codesNeeded(campaign).staff + needing.length }, ...signal });
  const roots = await Promise.all(needing.map(() => drawRoot(campaign.campaignId)));
  vault.transaction(() => {
    const stock = shuffle(
      vault.all<Pick<HolderRow, 'holder_id'>>(
        `SELECT holder_id FROM holder WHERE campaign = ? AND kind = 'staff' AND state = 'minted'`,
        name,
      ),
    );
    for (const [i, area] of needing.entries()) {
      const territory = keepTerritory(campaign, area);
      const calendar = calendarOf(campaign, area);
      insertHolder(campaign, roots[i]!, 'territory', 'assigned', { calendar, territory });
      const code = stock.pop();
      if (code === undefined) throw new Error('fewer codes than were minted');
      vault.run(
        `UPDATE holder SET state = 'assigned', role = 'inspector', territory = ?, rank = 1, calendar = ? WHERE holder_id = ?`,
        territory,
        calendar,
        code.holder_id,
      );
    }
    // The closing counts issued codes of staff by these lines.
    appendJournal(vault, actor, 'codes.assign', name, { what: 'areas', count: needing.length });
  });
  return { assigned: needing.map(({ code }) => code), unchanged: wanted.length - needing.length };
}

function chosen(campaign: OpenCampaign, { areas, kinds }: AssignAreasOptions): readonly Area[] {
  const all = areasOf(campaign);
  if (areas === undefined) {
    const isWanted = ({ kind, declared }: Area) => (kinds === undefined ? declared : kinds.includes(kind));
    return all.filter((area) => isWanted(area) && area.schools.length > 0);
  }
  return areas.map((code) => {
    const area = all.find((one) => one.code === code);
    if (area === undefined) throw refuseAreas('area-unknown', { area: code });
    if (area.schools.length === 0) throw refuseAreas('area-empty', { area: code });
    return area;
  });
}

/** The windows that most of its schools have. */
function calendarOf({ spec }: OpenCampaign, { schools }: Area): number {
  const counts = new Map<number, number>();
  for (const { area } of schools) counts.set(area, (counts.get(area) ?? 0) + 1);
  const [most] = [...counts].toSorted(([a, m], [b, n]) => n - m || a - b);
  return calendarNumber(spec, most?.[0] ?? 0, null);
}
