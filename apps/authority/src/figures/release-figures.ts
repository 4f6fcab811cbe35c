/**
 * Releases the figures of a campaign to its schools: the groups of each domain in the country, in each region and département,
 * and in each kind of school. Reports issued from then on carry them, each school those that are about it.
 */
import type { LinearSolver } from '@cloison/disclosure/tables';
import { readAnalysis } from '../analysis/analysis-store.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import { markReports } from '../score/due-reports.ts';
import { keepFigures, type ReleasedFigures, releasesOf } from './figures-store.ts';
import { readGroupedPupils } from './grouped-pupils.ts';
import { refuseFigures } from './refusals.ts';
import { releasedByAnalysis } from './released-places.ts';
import { type TabulatedGroups, tabulateGroups } from './tabulate-groups.ts';

export interface FiguresOptions {
  readonly solver: LinearSolver;
  /** Computes, and keeps nothing. */
  readonly dryRun?: boolean;
  readonly onClass?: (level: string, done: number, of: number) => void;
  readonly signal?: AbortSignal;
}

export interface FiguresOutcome {
  readonly released: readonly ReleasedFigures[];
  /** Domains of which not even the whole may be shown. */
  readonly secret: readonly string[];
  /** Domains whose last release still says the same. */
  readonly unchanged: readonly string[];
}

/** Throws `figures-none`, `figures-leak`, `figures-differencing`; then nothing is kept. */
export async function releaseFigures(
  campaign: OpenCampaign,
  { solver, dryRun = false, onClass, signal }: FiguresOptions,
): Promise<FiguresOutcome> {
  const { spec, vault, actor, name } = campaign;
  const at = actor.now().toISOString();
  const analysed = readAnalysis(campaign);
  const released: ReleasedFigures[] = [];
  const secret: string[] = [];
  const unchanged: string[] = [];
  for (const { id: level } of spec.levels) {
    const { schools, domains } = await readGroupedPupils(
      campaign,
      level,
      (done, of) => onClass?.(level, done, of),
      signal,
    );
    for (const pupils of domains) {
      const domain = spec.domains.find(({ id }) => id === pupils.domain)!;
      const before = releasesOf(campaign, domain.id);
      const earlier = before.map(({ release }) => release);
      const last = before.at(-1);
      const analysis = analysed.find((statistics) => statistics.domain === domain.id);
      const inAnalysis = analysis === undefined ? [] : releasedByAnalysis(analysis, schools);
      const { secrecy } = spec;
      const figures = tabulateGroups({
        domain,
        schools,
        pupils,
        secrecy,
        earlier,
        released: inAnalysis,
        solver,
      });
      if (figures === null) secret.push(domain.id);
      else if (last !== undefined && sameFigures(last, figures)) unchanged.push(domain.id);
      else released.push({ domain: domain.id, at, ...figures });
    }
  }
  if (released.length === 0 && unchanged.length === 0) throw refuseFigures('figures-none');
  if (!dryRun && released.length > 0)
    vault.transaction(() => {
      for (const figures of released) keepFigures(campaign, figures);
      for (const level of levelsOf(campaign, released)) markReports(campaign, level);
      appendJournal(vault, actor, 'campaign.figures', name, {
        domains: released.map(({ domain }) => domain).join(' '),
        secret: secret.length,
      });
    });
  return { released, secret, unchanged };
}

function sameFigures(a: TabulatedGroups, b: TabulatedGroups): boolean {
  return JSON.stringify([a.release, a.means]) === JSON.stringify([b.release, b.means]);
}

function levelsOf({ spec }: OpenCampaign, released: readonly ReleasedFigures[]): ReadonlySet<string> {
  return new Set(released.map(({ domain }) => spec.domains.find(({ id }) => id === domain)!.level));
}
