/**
 * Documents of areas, on the tick of the others: the areas of schools whose participation has changed, and those that have a
 * new root. What says the same as before is not sealed again.
 */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holderOfTerritory } from '../codes/holders.ts';
import type { DocumentDraft } from '../documents/document-draft.ts';
import { holdersWithout, keepPrepared } from '../documents/document-ledger.ts';
import { prepareDrafts } from '../documents/prepare-drafts.ts';
import { clearSchoolsForAreas, schoolsForAreas } from '../report/participation-totals.ts';
import type { ReportFailure } from '../report/prepare-reports.ts';
import { areasChangedMark } from '../territories/import-areas.ts';
import { areasOf } from '../territories/territories.ts';
import type { HolderRow } from '../vault/rows.ts';
import { areaParticipation, schoolsAsTold } from './area-participation.ts';

export interface AreaOutcome {
  /** Documents that changed and wait to be pushed. */
  readonly documents: number;
  readonly failures: readonly ReportFailure[];
}

/** A country takes seconds: between two turns passes this many times as long as the last one took. */
const REST = 9;
const restingUntil = new WeakMap<OpenCampaign, number>();

export async function issueAreaDocuments(campaign: OpenCampaign): Promise<AreaOutcome> {
  const started = performance.now();
  if (started < (restingUntil.get(campaign) ?? 0)) return { documents: 0, failures: [] };
  const { vault, name } = campaign;
  const due = schoolsForAreas(campaign);
  const hasChanged = vault.meta(areasChangedMark(name)) !== null;
  if (
    due.length === 0 &&
    !hasChanged &&
    holdersWithout(campaign, 'territory', 'participation/1').length === 0
  ) {
    return { documents: 0, failures: [] };
  }
  const prepared = await prepareDrafts(campaign, participationDrafts(campaign, new Set(due), hasChanged));
  vault.transaction(() => {
    keepPrepared(vault, prepared);
    clearSchoolsForAreas(vault, due);
    vault.forgetMeta(areasChangedMark(name));
  });
  restingUntil.set(campaign, performance.now() + REST * (performance.now() - started));
  return { documents: prepared.changed, failures: prepared.misfits.map(failureOf) };
}

function failureOf({
  name,
  bytes,
  ceiling,
}: {
  name: string;
  bytes: number;
  ceiling: number;
}): ReportFailure {
  return { classLevel: null, school: null, document: name, why: `${bytes} > ${ceiling}` };
}

function participationDrafts(
  campaign: OpenCampaign,
  due: ReadonlySet<number>,
  all: boolean,
): readonly DocumentDraft[] {
  const at = campaign.actor.now().toISOString();
  const fresh = new Set(holdersWithout(campaign, 'territory', 'participation/1').map(hex));
  const areas = areasOf(campaign).flatMap((area) => {
    const holder = area.id === null ? null : holderOfTerritory(campaign.vault, area.id);
    if (holder === null) return [];
    const isDue = all || fresh.has(hex(holder.holder_id)) || area.schools.some(({ id }) => due.has(id));
    return isDue ? [{ area, holder }] : [];
  });
  const schools = new Map(areas.flatMap(({ area }) => area.schools.map((school) => [school.id, school])));
  const told = schoolsAsTold(campaign, [...schools.values()]);
  return areas.flatMap(({ area, holder }) => areaParticipation(campaign, holder, area, told, at));
}

function hex(id: HolderRow['holder_id'] | Uint8Array): string {
  return Buffer.from(id).toString('hex');
}
