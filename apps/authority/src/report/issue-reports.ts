/**
 * Participation and reports of the classes where something changed, and of their schools, kept to be pushed. One class
 * that fails (its document does not fit) never stops the others: it is named, and tried again at the next pass.
 */
import { resultsInOrder } from '@cloison/threads';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { keepPrepared } from '../documents/document-ledger.ts';
import { clearDueReport, dueReports, markReports } from '../score/due-reports.ts';
import { markIssued } from '../standards/standards-in-force.ts';
import { keepParticipation } from './participation-totals.ts';
import type { DueSchool, PreparedReports, ReportFailure } from './prepare-reports.ts';
import { type ReportThreads, reportsHere, reportsInThreads } from './report-tasks.ts';
import { reportsAreOut } from './reports-are-out.ts';

export type { ReportFailure } from './prepare-reports.ts';

export interface IssueOutcome {
  readonly classes: number;
  /** Documents that changed and wait to be pushed. */
  readonly documents: number;
  readonly failures: readonly ReportFailure[];
  /** Whether classes were left because the time was over. */
  readonly cutShort: boolean;
}

export interface IssueOptions {
  readonly signal?: AbortSignal;
  /** To make reports in: how many, or those there are. By default what the machine has, when there are many. */
  readonly threads?: number | ReportThreads;
  /** Rows of `class_level` whose schools come first. */
  readonly first?: ReadonlySet<number>;
  /** No school but these. */
  readonly onlyFirst?: boolean;
  /** On the clock of `performance`: what is not begun by then stays due, but for those that come first. */
  readonly until?: number;
}

/** Schools that a thread does at a time. */
const SCHOOLS_A_TASK = 4;
/** Fewer classes than these are done on this thread: others would take longer to start. */
const THREADS_FROM = 200;

export async function issueReports(
  campaign: OpenCampaign,
  {
    signal,
    threads,
    first = new Set(),
    onlyFirst = false,
    until = Number.POSITIVE_INFINITY,
  }: IssueOptions = {},
): Promise<IssueOutcome> {
  markRetrievals(campaign);
  const all = [...Map.groupBy(dueReports(campaign), ({ school }) => school)].map(
    ([school, classes]): DueSchool => ({ school, due: classes.map(({ classLevel }) => classLevel) }),
  );
  const { awaited = [], others = [] } = Object.groupBy(all, ({ due }) =>
    due.some((classLevel) => first.has(classLevel)) ? 'awaited' : 'others',
  );
  let cutShort = false;
  const tasks = function* () {
    yield* partsOf(awaited, SCHOOLS_A_TASK);
    for (const part of onlyFirst ? [] : partsOf(others, SCHOOLS_A_TASK)) {
      cutShort = performance.now() >= until;
      if (cutShort) return;
      yield part;
    }
  };
  const count = (onlyFirst ? awaited : all).reduce((sum, { due }) => sum + due.length, 0);
  const own =
    typeof threads === 'number' || (threads === undefined && count >= THREADS_FROM)
      ? await reportsInThreads(campaign, threads)
      : reportsHere(campaign);
  const { ahead, run } = typeof threads === 'object' && count >= THREADS_FROM ? threads : own;
  const failures: ReportFailure[] = [];
  let classes = 0;
  let documents = 0;
  try {
    for await (const { result } of resultsInOrder(tasks(), run, ahead)) {
      signal?.throwIfAborted();
      keepReports(campaign, result);
      for (const school of result) {
        classes += school.classes.length;
        documents += school.changed;
        failures.push(...school.failures);
      }
    }
  } finally {
    await own.close();
  }
  return { classes, documents, failures, cutShort };
}

/** In one transaction, with the mark that reports are out under the thresholds in force. */
function keepReports(campaign: OpenCampaign, schools: readonly PreparedReports[]): void {
  const { vault } = campaign;
  vault.transaction(() => {
    for (const { rows, classes, issued } of schools) {
      for (const level of issued) markIssued(campaign, level);
      keepPrepared(vault, { rows });
      for (const { classLevel, sequences } of classes) {
        keepParticipation(vault, classLevel, { sequences });
        clearDueReport(vault, classLevel);
      }
    }
  });
}

function* partsOf<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
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
