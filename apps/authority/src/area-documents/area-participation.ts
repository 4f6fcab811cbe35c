/** Participation of an area: its schools in parts, each under the ceiling of its name. */
import type { AreaParticipation, AreaSchool } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { DocumentDraft } from '../documents/document-draft.ts';
import { ceilingOf, encodeDocument } from '../documents/seal-document.ts';
import { participationOfSchools } from '../report/participation-totals.ts';
import type { Area } from '../territories/territories.ts';
import type { HolderRow, SchoolRow } from '../vault/rows.ts';
import { levelProgress } from './school-progress.ts';

/** Groups of fewer pupils are hidden from an area. At least 3: if pairs were shown, a hidden group would be one pupil. */
export function fewestOf({ spec }: Pick<OpenCampaign, 'spec'>): number {
  const { minPupils } = spec.secrecy;
  return minPupils <= 1 ? 1 : Math.max(3, minPupils);
}

/** Schools as areas see them, by their rows. A school without pupils is left out. Each is read once, however many areas it is in. */
export function visibleSchools(
  campaign: OpenCampaign,
  schools: readonly SchoolRow[],
): ReadonlyMap<number, AreaSchool> {
  const fewest = fewestOf(campaign);
  const levels = campaign.spec.levels.map(({ id }) => id);
  const rows = Map.groupBy(
    participationOfSchools(
      campaign.vault,
      schools.map(({ id }) => id),
    ),
    ({ school }) => school,
  );
  return new Map(
    schools.flatMap(({ id, uai, name, town }) => {
      const byLevel = Map.groupBy(rows.get(id) ?? [], ({ level }) => level);
      const visible = levels.flatMap((level) => levelProgress(level, byLevel.get(level) ?? [], fewest) ?? []);
      return visible.length === 0 ? [] : [[id, { uai, name, town, levels: visible }] as const];
    }),
  );
}

/** Schools of one part, tried one after the other: with many levels and sequences fewer fit under the ceiling. */
const SIZES = [60, 30, 15, 8] as const;

/** The area's schools, in the order of their UAIs, so that one that changes leaves the other parts as they are. */
export function areaParticipation(
  campaign: OpenCampaign,
  holder: HolderRow,
  { schools }: Area,
  visible: ReadonlyMap<number, AreaSchool>,
  at: string,
): DocumentDraft[] {
  const all = schools.flatMap(({ id }) => visible.get(id) ?? []);
  let drafts: DocumentDraft[] = [];
  for (const size of SIZES) {
    const of = Math.max(1, Math.ceil(all.length / size));
    drafts = Array.from({ length: of }, (_, i): DocumentDraft => {
      const body: AreaParticipation = {
        ...{ v: 1, kind: 'area-participation', at },
        ...{ part: i + 1, of, fewest: fewestOf(campaign) },
        schools: all.slice(i * size, (i + 1) * size),
      };
      return { holder, name: `participation/${i + 1}`, body };
    });
    const fits = ({ name, body }: DocumentDraft) =>
      encodeDocument(campaign, holder, JSON.stringify(body)).bytes <= ceilingOf(campaign, name);
    if (drafts.every(fits)) return drafts;
  }
  return drafts;
}
