/**
 * Participation and reports of the classes where something changed, and of their schools, sealed to be pushed. One class
 * that fails (its document does not fit) never stops the others: it is named, and tried again at the next pass.
 */

import type { Comparison } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holderOfClassLevel, holderOfSchool } from '../codes/holders.ts';
import type { ClassView } from '../documents/class-view.ts';
import { readClassView } from '../documents/class-view.ts';
import type { DocumentDraft } from '../documents/document-draft.ts';
import { keepDrafts } from '../documents/document-ledger.ts';
import { classParticipation, schoolParticipation } from '../documents/participation.ts';
import { comparisonsOf } from '../figures/comparison.ts';
import { figuresInForce } from '../figures/figures-store.ts';
import { classLevel, classLevelsOfSchool } from '../roster/class-levels.ts';
import { schoolRow } from '../roster/schools.ts';
import { clearDueReport, dueReports, markReports } from '../score/due-reports.ts';
import { markIssued } from '../standards/standards-in-force.ts';
import { isStorageError } from '../vault/vault.ts';
import { classReport } from './class-report.ts';
import { keepParticipation } from './participation-totals.ts';
import { reissueNotices } from './reissue-notices.ts';
import { reportsAreOut } from './reports-are-out.ts';
import { schoolReport } from './school-report.ts';

export interface ReportFailure {
  /** Row of `class_level`, or null for a school's own documents. */
  readonly classLevel: number | null;
  readonly school: number;
  readonly document: string;
  readonly why: string;
}

export interface IssueOutcome {
  readonly classes: number;
  /** Documents that changed and wait to be pushed. */
  readonly documents: number;
  readonly failures: readonly ReportFailure[];
}

export async function issueReports(campaign: OpenCampaign, signal?: AbortSignal): Promise<IssueOutcome> {
  const { vault } = campaign;
  markRetrievals(campaign);
  const bySchool = Map.groupBy(dueReports(campaign), ({ school }) => school);
  const figures = bySchool.size === 0 ? [] : figuresInForce(campaign);
  const failures: ReportFailure[] = [];
  let classes = 0;
  let documents = 0;
  for (const [school, changed] of bySchool) {
    signal?.throwIfAborted();
    const views = new SchoolViews(campaign);
    const comparisons = figures.length === 0 ? [] : comparisonsOf(figures, schoolRow(vault, school));
    const failed = new Set<number>();
    for (const { classLevel: id } of changed) {
      const where = { school, classLevel: id };
      const outcome = await issueFor(campaign, where, () =>
        classResultDrafts(campaign, id, views.of(id), comparisons),
      );
      documents += outcome.documents;
      failures.push(...outcome.failures);
      if (outcome.failures.length > 0) failed.add(id);
      else classes += 1;
    }
    const where = { school, classLevel: null };
    const outcome = await issueFor(campaign, where, () =>
      schoolResultDrafts(campaign, school, views, comparisons),
    );
    documents += outcome.documents;
    failures.push(...outcome.failures);
    vault.transaction(() => {
      for (const { classLevel: id } of changed) {
        if (!failed.has(id)) {
          keepParticipation(vault, id, views.of(id).view);
          clearDueReport(vault, id);
        }
      }
    });
  }
  return { classes, documents, failures };
}

async function issueFor(
  campaign: OpenCampaign,
  where: Pick<ReportFailure, 'classLevel' | 'school'>,
  draft: () => DocumentDraft[],
): Promise<Pick<IssueOutcome, 'documents' | 'failures'>> {
  try {
    const { changed, misfits } = await keepDrafts(campaign, draft());
    return {
      documents: changed,
      failures: misfits.map(({ name, bytes, ceiling }) => ({
        ...where,
        document: name,
        why: `${bytes} > ${ceiling}`,
      })),
    };
  } catch (error) {
    if (isStorageError(error)) throw error;
    return { documents: 0, failures: [{ ...where, document: '', why: (error as Error).message }] };
  }
}

interface ReportedClass {
  readonly area: number;
  readonly view: ClassView;
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
      found = { area, view: readClassView(this.#campaign, id, level, label) };
      this.#known.set(id, found);
    }
    return found;
  }
}

function classResultDrafts(
  campaign: OpenCampaign,
  id: number,
  { area, view }: ReportedClass,
  comparisons: readonly Comparison[],
): DocumentDraft[] {
  const at = campaign.actor.now().toISOString();
  const holder = holderOfClassLevel(campaign.vault, id);
  if (holder === null) return [];
  const drafts = [classParticipation(holder, view, at)];
  if (reportsAreOut(campaign, area, view.level)) {
    markIssued(campaign, view.level);
    const own = comparisons.filter(({ domain }) => view.domains.some(({ id }) => id === domain));
    const body = classReport(view, reissueNotices(campaign, area, view.level), own, at);
    drafts.push({ holder, name: 'report/class', body });
  }
  return drafts;
}

function schoolResultDrafts(
  campaign: OpenCampaign,
  school: number,
  known: SchoolViews,
  comparisons: readonly Comparison[],
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
    for (const level of areas.keys()) markIssued(campaign, level);
    const notices = [...areas].flatMap(([level, area]) => reissueNotices(campaign, area, level));
    const body = schoolReport(
      reported.map(({ view }) => view),
      notices,
      comparisons.filter(({ domain }) =>
        reported.some(({ view }) => view.domains.some(({ id }) => id === domain)),
      ),
      at,
    );
    drafts.push({ holder, name: 'report/school', body });
  }
  return drafts;
}

/** Classes whose results waited for the report window are due once it has opened, whether or not anything changed. */
function markRetrievals(campaign: OpenCampaign): void {
  const { vault, spec, calendars } = campaign;
  calendars.calendars.forEach(({ area, level }) => {
    const mark = `reports-out:${campaign.name}:${area}:${level}`;
    const waits = spec.levels.find(({ id }) => id === level)?.reports === 'retrieval';
    if (!waits || !reportsAreOut(campaign, area, level) || vault.meta(mark) !== null) return;
    vault.transaction(() => {
      markReports(campaign, level, area);
      vault.setMeta(mark, campaign.actor.now().toISOString());
    });
  });
}
