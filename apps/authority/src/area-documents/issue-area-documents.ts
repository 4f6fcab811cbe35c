/**
 * Documents of areas, on the tick of the others: the areas of schools whose participation has changed, and those that have a
 * new root. What says the same as before is not sealed again.
 */
import { hash } from 'node:crypto';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { territoryHolders } from '../codes/holders.ts';
import type { DocumentDraft } from '../documents/document-draft.ts';
import { holdersWithout, keepPrepared } from '../documents/document-ledger.ts';
import { prepareDrafts } from '../documents/prepare-drafts.ts';
import { figuresInForce } from '../figures/figures-store.ts';
import { clearSchoolsForAreas, schoolsForAreas } from '../report/participation-totals.ts';
import type { ReportFailure } from '../report/prepare-reports.ts';
import { reportsAreOut } from '../report/reports-are-out.ts';
import { domainsInForce } from '../standards/standards-in-force.ts';
import { areasChangedMark } from '../territories/import-areas.ts';
import { type Area, areasOf } from '../territories/territories.ts';
import type { HolderRow } from '../vault/rows.ts';
import { areaParticipation, visibleSchools } from './area-participation.ts';
import { areaReport } from './area-report.ts';

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
  const nothing = { documents: 0, failures: [] };
  if (started < (restingUntil.get(campaign) ?? 0)) return nothing;
  const { vault, name } = campaign;
  const holders = new Map(territoryHolders(campaign).map((holder) => [holder.territory, holder]));
  const due = schoolsForAreas(campaign);
  if (holders.size === 0) {
    if (due.length > 0) vault.transaction(() => clearSchoolsForAreas(vault, due));
    return nothing;
  }
  const toTell = { schools: new Set(due), all: vault.meta(areasChangedMark(name)) !== null };
  const untold = new Set(holdersWithout(campaign, 'territory', 'participation/1').map(hex));
  const figures = figuresMark(campaign, [...holders.values()]);
  const hasFigures = vault.meta(figuresKey(name)) !== figures;
  if (due.length === 0 && !toTell.all && untold.size === 0 && !hasFigures) return nothing;
  const areas = areasOf(campaign).flatMap((area) => {
    const holder = area.id === null ? undefined : holders.get(area.id);
    return holder === undefined ? [] : [{ area, holder }];
  });
  const isDue = ({ area, holder }: HeldArea) =>
    toTell.all || untold.has(hex(holder.holder_id)) || area.schools.some(({ id }) => toTell.schools.has(id));
  const prepared = await prepareDrafts(campaign, [
    ...participationDrafts(campaign, areas.filter(isDue)),
    ...(hasFigures || toTell.all ? reportDrafts(campaign, areas) : []),
  ]);
  vault.transaction(() => {
    keepPrepared(vault, prepared);
    clearSchoolsForAreas(vault, due);
    vault.dropMeta(areasChangedMark(name));
    vault.setMeta(figuresKey(name), figures);
  });
  restingUntil.set(campaign, performance.now() + REST * (performance.now() - started));
  return { documents: prepared.changed, failures: prepared.misfits.map(failureOf) };
}

interface HeldArea {
  readonly area: Area;
  readonly holder: HolderRow;
}

function participationDrafts(campaign: OpenCampaign, areas: readonly HeldArea[]): DocumentDraft[] {
  const at = campaign.actor.now().toISOString();
  const schools = new Map(areas.flatMap(({ area }) => area.schools.map((school) => [school.id, school])));
  const visible = visibleSchools(campaign, [...schools.values()]);
  return areas.flatMap(({ area, holder }) => areaParticipation(campaign, holder, area, visible, at));
}

/** Of levels whose reports are out for the area's calendar; an area of which nothing was released has no report yet. */
function reportDrafts(campaign: OpenCampaign, areas: readonly HeldArea[]): DocumentDraft[] {
  const at = campaign.actor.now().toISOString();
  const figures = figuresInForce(campaign);
  const domains = domainsInForce(campaign);
  return areas.flatMap(({ area, holder }): DocumentDraft[] => {
    const place = campaign.calendars.calendars[holder.calendar ?? 0]?.area ?? 0;
    const own = domains
      .filter(({ level }) => reportsAreOut(campaign, place, level))
      .map(({ id, maxScore, forms }) => ({ id, maxScore: forms === undefined ? maxScore : null }));
    const body = areaReport(area, figures, own, at);
    return body.domains.length === 0 ? [] : [{ holder, name: 'report/area', body }];
  });
}

/** Older reports had no parts: they are made again. */
const WITH_PARTS = 2;

const figuresKey = (campaign: string) => `area-figures:${campaign}`;

/** What the reports of areas are made from: what was released, what is out, and for whom. */
function figuresMark(campaign: OpenCampaign, holders: readonly HolderRow[]): string {
  const { vault, name, calendars } = campaign;
  const released = vault.all<{ domain: string; number: number }>(
    'SELECT domain, max(number) AS number FROM figures_view WHERE campaign = ? GROUP BY domain ORDER BY domain',
    name,
  );
  if (released.length === 0) return '';
  const out = calendars.calendars.map(({ area, level }) => reportsAreOut(campaign, area, level));
  const ids = holders.map(({ holder_id }) => hex(holder_id)).sort();
  return hash('sha256', JSON.stringify([WITH_PARTS, released, out, ids]), 'base64');
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

function hex(id: HolderRow['holder_id'] | Uint8Array): string {
  return Buffer.from(id).toString('hex');
}
