/**
 * Participation and reports of the classes of one school where something changed, and of the school, made ready to be kept.
 * Reads the vault and changes nothing: it may be done in a thread.
 */
import type { Comparison } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holderOfClassLevel, holderOfSchool } from '../codes/holders.ts';
import { type ClassView, readClassView } from '../documents/class-view.ts';
import type { DocumentDraft } from '../documents/document-draft.ts';
import { classParticipation, schoolParticipation } from '../documents/participation.ts';
import { type PreparedDrafts, prepareDrafts } from '../documents/prepare-drafts.ts';
import { comparisonsOf } from '../figures/comparison.ts';
import { figuresInForce } from '../figures/figures-store.ts';
import { classLevel, classLevelsOfSchool } from '../roster/class-levels.ts';
import { schoolRow } from '../roster/schools.ts';
import { isStorageError } from '../vault/vault.ts';
import { classReport } from './class-report.ts';
import { type ClassMoves, classProgress, movesOfClass, progressSource, schoolProgress } from './progress.ts';
import { reissueNotices } from './reissue-notices.ts';
import { reportsAreOut } from './reports-are-out.ts';
import { schoolReport } from './school-report.ts';

export interface ReportFailure {
  /** Row of `class_level`, or null for the documents of a school or an area. */
  readonly classLevel: number | null;
  /** Null for those of an area. */
  readonly school: number | null;
  readonly document: string;
  readonly why: string;
}

/** A school with the rows of `class_level` whose reports are due. */
export interface DueSchool {
  readonly school: number;
  readonly due: readonly number[];
}

export interface PreparedReports extends Pick<PreparedDrafts, 'rows' | 'changed'> {
  /** Classes that did not fail, with what their participation says. */
  readonly classes: readonly ({ readonly classLevel: number } & Pick<ClassView, 'sequences'>)[];
  /** Levels of which reports are among the rows. */
  readonly issued: readonly string[];
  readonly failures: readonly ReportFailure[];
}

export async function prepareReports(
  campaign: OpenCampaign,
  schools: readonly DueSchool[],
): Promise<readonly PreparedReports[]> {
  const figures = figuresInForce(campaign);
  const prepared: PreparedReports[] = [];
  for (const { school, due } of schools) {
    const comparisons = figures.length === 0 ? [] : comparisonsOf(figures, schoolRow(campaign.vault, school));
    prepared.push(await prepareSchoolReports(campaign, school, due, comparisons));
  }
  return prepared;
}

async function prepareSchoolReports(
  campaign: OpenCampaign,
  school: number,
  due: readonly number[],
  comparisons: readonly Comparison[],
): Promise<PreparedReports> {
  const views = new SchoolViews(campaign);
  const issued = new Set<string>();
  const rows: PreparedReports['rows'][number][] = [];
  const classes: PreparedReports['classes'][number][] = [];
  const failures: ReportFailure[] = [];
  let changed = 0;
  /** Whether all of it could be made. */
  const add = async (classLevelId: number | null, draft: () => DocumentDraft[]): Promise<boolean> => {
    const where = { school, classLevel: classLevelId };
    try {
      const prepared = await prepareDrafts(campaign, draft());
      rows.push(...prepared.rows);
      changed += prepared.changed;
      for (const { name, bytes, ceiling } of prepared.misfits) {
        failures.push({ ...where, document: name, why: `${bytes} > ${ceiling}` });
      }
      return prepared.misfits.length === 0;
    } catch (error) {
      if (isStorageError(error)) throw error;
      failures.push({ ...where, document: '', why: (error as Error).message });
      return false;
    }
  };
  for (const id of due) {
    const isMade = await add(id, () => classResultDrafts(campaign, id, views.of(id), comparisons, issued));
    if (isMade) classes.push({ classLevel: id, sequences: views.of(id).view.sequences });
  }
  await add(null, () => schoolResultDrafts(campaign, school, views, comparisons, issued));
  return { rows, changed, classes, issued: [...issued], failures };
}

interface ReportedClass {
  readonly area: number;
  readonly view: ClassView;
  readonly moves: ClassMoves;
}

/** Views of the classes of one school, each read once. Reading one throws when something of the class is damaged. */
class SchoolViews {
  readonly #campaign: OpenCampaign;
  readonly #known = new Map<number, ReportedClass>();
  constructor(campaign: OpenCampaign) {
    this.#campaign = campaign;
  }

  of(id: number): ReportedClass {
    let found = this.#known.get(id);
    if (found === undefined) {
      const { area, level, label } = classLevel(this.#campaign, id);
      const view = readClassView(this.#campaign, id, level, label);
      const isReported = reportsAreOut(this.#campaign, area, level);
      found = { area, view, moves: isReported ? movesOfClass(this.#campaign, id, view) : new Map() };
      this.#known.set(id, found);
    }
    return found;
  }
}

function classResultDrafts(
  campaign: OpenCampaign,
  id: number,
  { area, view, moves }: ReportedClass,
  comparisons: readonly Comparison[],
  issued: Set<string>,
): DocumentDraft[] {
  const at = campaign.actor.now().toISOString();
  const holder = holderOfClassLevel(campaign.vault, id);
  if (holder === null) return [];
  const drafts = [classParticipation(holder, view, at)];
  if (reportsAreOut(campaign, area, view.level)) {
    issued.add(view.level);
    const own = comparisons.filter(({ domain }) => view.domains.some(({ id }) => id === domain));
    const progress = classProgress(progressSource(campaign, [view.level]), moves);
    const body = classReport(view, reissueNotices(campaign, area, view.level), own, progress, at);
    drafts.push({ holder, name: 'report/class', body });
  }
  return drafts;
}

function schoolResultDrafts(
  campaign: OpenCampaign,
  school: number,
  known: SchoolViews,
  comparisons: readonly Comparison[],
  issued: Set<string>,
): DocumentDraft[] {
  const at = campaign.actor.now().toISOString();
  const holder = holderOfSchool(campaign.vault, school);
  if (holder === null) return [];
  const classes = classLevelsOfSchool(campaign.vault, school).map((id) => known.of(id));
  const views = classes.map(({ view }) => view);
  const reported = classes.filter(({ area, view }) => reportsAreOut(campaign, area, view.level));
  const drafts = [schoolParticipation(holder, views, at)];
  if (reported.length > 0) {
    const areas = new Map(reported.map(({ area, view }) => [view.level, area]));
    for (const level of areas.keys()) issued.add(level);
    const notices = [...areas].flatMap(([level, area]) => reissueNotices(campaign, area, level));
    const body = schoolReport(
      reported.map(({ view }) => view),
      notices,
      comparisons.filter(({ domain }) =>
        reported.some(({ view }) => view.domains.some(({ id }) => id === domain)),
      ),
      schoolProgress(
        progressSource(campaign, [...areas.keys()]),
        reported.map(({ view: { label, level }, moves }) => ({ label, level, moves })),
      ),
      at,
    );
    drafts.push({ holder, name: 'report/school', body });
  }
  return drafts;
}
