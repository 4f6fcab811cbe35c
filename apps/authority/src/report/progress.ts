/**
 * Progress of the same pupils since an earlier campaign of the year: how many went from which group to which, by domain.
 * Counted anew with each report, from both campaigns' results; nothing of it is kept, and the platform gets it sealed.
 */
import type { ClassProgress, Group, ProgressFigures, SchoolProgress } from '@cloison/protocol';
import { campaignState } from '../campaign/campaign-row.ts';
import { lastStepAt } from '../campaign/closing-steps.ts';
import type { EarlierCampaign, OpenCampaign } from '../campaign/open-campaign.ts';
import type { ProgressSpec } from '../campaign/spec.ts';
import type { ClassView } from '../documents/class-view.ts';
import { pupilsElsewhere } from '../roster/pupils-elsewhere.ts';
import { domainResult } from '../score/domain-results.ts';
import { readSittingsOfPupils } from '../score/sittings.ts';
import { domainsInForce } from '../standards/standards-in-force.ts';

/** As every figure of a class or a school on the desk (`FEWEST_RESULTS` of the school's pages), or more if the campaign says so. */
const FEWEST = 5;

const GROUPS: readonly Group[] = ['needs', 'fragile', 'satisfactory'];

/** Groups of pupils at both points in one domain; null: no result. */
export type TwoGroups = readonly { readonly earlier: Group | null; readonly now: Group | null }[];

/** By domain of this campaign, everyone of a class who has a result at either point. */
export type ClassMoves = ReadonlyMap<string, TwoGroups>;

type Source = Omit<ClassProgress, 'figures'>;

/** Null: the campaign names no earlier one with a domain of these levels. */
export function progressSource(campaign: OpenCampaign, levels: readonly string[]): Source | null {
  const { spec, vault } = campaign;
  const earlier = earlierNow(campaign);
  if (earlier === null || spec.progress === undefined) return null;
  const domains = pairsOf(campaign, spec.progress, levels).map(({ id, before }) => ({
    domain: id,
    earlier: earlier.spec.domains.find((one) => one.id === before)?.title ?? earlier.spec.title,
  }));
  if (domains.length === 0) return null;
  const fewest = Math.max(FEWEST, spec.secrecy.minPupils);
  const source = { title: earlier.spec.title, fewest, domains };
  if (earlier.kind === 'open') return source;
  if (earlier.kind === 'locked') return { ...source, without: 'locked' };
  const closedAt = lastStepAt(vault, earlier.spec.name);
  return { ...source, without: 'closed', ...(closedAt === null ? {} : { closedAt }) };
}

/** Empty while the earlier campaign cannot be read. */
export function movesOfClass(campaign: OpenCampaign, classLevel: number, view: ClassView): ClassMoves {
  const { progress } = campaign.spec;
  const earlier = earlierNow(campaign);
  if (progress === undefined || earlier?.kind !== 'open') return new Map();
  const pairs = pairsOf(campaign, progress, [view.level]);
  if (pairs.length === 0) return new Map();
  const there = earlier.campaign;
  const rows = pupilsElsewhere(campaign, classLevel, there);
  const sittings = readSittingsOfPupils(there, [...rows.values()]);
  const domains = new Map(domainsInForce(there).map((domain) => [domain.id, domain]));
  return new Map(
    pairs.map(({ id, before }): [string, TwoGroups] => {
      const domain = domains.get(before);
      return [
        id,
        view.pupils.flatMap(({ orderNumber, results }) => {
          const row = rows.get(orderNumber);
          const sitting =
            row === undefined || domain === undefined
              ? undefined
              : sittings.get(row)?.find(({ sequence }) => sequence === domain.sequence);
          const now = results.get(id)?.group ?? null;
          const earlierGroup = domain === undefined ? null : (domainResult(domain, sitting)?.group ?? null);
          return now === null && earlierGroup === null ? [] : [{ earlier: earlierGroup, now }];
        }),
      ];
    }),
  );
}

export function classProgress(source: Source | null, moves: ClassMoves): ClassProgress | null {
  return source === null ? null : { ...source, figures: figuresOf(moves, source.fewest) };
}

/** The sum of all classes is counted over their pupils, those of classes with too few of them included. */
export function schoolProgress(
  source: Source | null,
  classes: readonly (Pick<ClassView, 'label' | 'level'> & { readonly moves: ClassMoves })[],
): SchoolProgress | null {
  if (source === null) return null;
  const all = new Map<string, TwoGroups>();
  for (const { moves } of classes) {
    for (const [domain, pupils] of moves) all.set(domain, [...(all.get(domain) ?? []), ...pupils]);
  }
  return {
    ...source,
    figures: figuresOf(all, source.fewest),
    classes: classes.map(({ label, level, moves }) => ({
      label,
      level,
      figures: figuresOf(moves, source.fewest),
    })),
  };
}

function figuresOf(moves: ClassMoves, fewest: number): Record<string, ProgressFigures> {
  return Object.fromEntries([...moves].map(([domain, pupils]) => [domain, countMoves(pupils, fewest)]));
}

export function countMoves(pupils: TwoGroups, fewest: number): ProgressFigures {
  const count = (earlier: Group | null, now: Group | null) =>
    pupils.filter((one) => one.earlier === earlier && one.now === now).length;
  const rowOf = (earlier: Group): [number, number, number] => [
    count(earlier, 'needs'),
    count(earlier, 'fragile'),
    count(earlier, 'satisfactory'),
  ];
  const both = pupils.filter(({ earlier, now }) => earlier !== null && now !== null).length;
  return {
    moves: both < fewest ? null : [rowOf('needs'), rowOf('fragile'), rowOf('satisfactory')],
    onlyNow: GROUPS.reduce((sum, group) => sum + count(null, group), 0),
    onlyEarlier: GROUPS.reduce((sum, group) => sum + count(group, null), 0),
  };
}

/** As it is now: it may have been closed since this campaign was opened. */
function earlierNow({ vault, earlier }: OpenCampaign): EarlierCampaign | null {
  if (earlier === undefined) return null;
  const { spec } = earlier;
  if (earlier.kind === 'open' && campaignState({ vault, name: spec.name }) !== 'open')
    return { kind: 'closed', spec };
  return earlier;
}

interface DomainPair {
  readonly id: string;
  /** Of the earlier campaign. */
  readonly before: string;
}

function pairsOf(
  { spec }: OpenCampaign,
  { domains }: ProgressSpec,
  levels: readonly string[],
): readonly DomainPair[] {
  return spec.domains.flatMap(({ id, level }) => {
    const before = Object.hasOwn(domains, id) ? domains[id] : undefined;
    return before === undefined || !levels.includes(level) ? [] : [{ id, before }];
  });
}
