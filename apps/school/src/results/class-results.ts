/** A class's results as its screens need them: the report joined with names and with what each domain measures. */
import type { ClassReport, Group, Manifest, Roster, SittingState } from '@cloison/protocol';
import { byName, type PupilIdentity } from '../desk/pupil-identity.ts';

export interface DomainColumn {
  readonly id: string;
  readonly title: { readonly fr: string; readonly en: string };
  readonly sentence: { readonly fr: string; readonly en: string };
  readonly sequence: string;
  readonly items: readonly string[];
  readonly testSpecific: boolean;
  /** What the campaign advises for the pupils of each group. */
  readonly guidance?: Manifest['domains'][number]['guidance'];
  readonly maxScore: number;
  readonly thresholds: readonly [number, number];
  /** By form, where pupils sit different items. */
  readonly forms?: ClassReport['domains'][number]['forms'];
}

/** Why there is no result. `notYet`: the sequence is complete, its result is not out. */
export type MissingReason = 'absent' | 'unfinished' | 'notBegun' | 'notYet';

export type ResultCell =
  | {
      readonly kind: 'result';
      readonly score: number;
      readonly group: Group;
      /** Of what this pupil sat: pupils of an adaptive sequence, or with rotated booklets, sit different items. */
      readonly maxScore: number;
      readonly thresholds: readonly [number, number];
    }
  | { readonly kind: 'missing'; readonly why: MissingReason };

export interface PupilRow {
  readonly pupil: PupilIdentity;
  /** In the order of the domains. */
  readonly cells: readonly ResultCell[];
  readonly items: ClassReport['pupils'][number]['items'];
}

export interface ClassResults {
  readonly domains: readonly DomainColumn[];
  readonly rows: readonly PupilRow[];
}

/** Domains come in the campaign's order; pupils in the roster's, those who left without a result apart. */
export function classResults(report: ClassReport, roster: Roster, manifest: Manifest): ClassResults {
  const domains = manifest.domains.flatMap((domain): DomainColumn[] => {
    const scale = report.domains.find(({ id }) => id === domain.id);
    if (scale === undefined) return [];
    const { maxScore, thresholds, forms } = scale;
    return [{ ...domain, maxScore, thresholds, ...(forms === undefined ? {} : { forms }) }];
  });
  const reported = new Map(report.pupils.map((pupil) => [pupil.orderNumber, pupil]));
  const rows = roster.pupils
    .filter(({ left, orderNumber }) => !left || reported.has(orderNumber))
    .map((pupil): PupilRow => {
      const results = reported.get(pupil.orderNumber);
      const cells = domains.map((domain): ResultCell => {
        const result = results?.domains[domain.id];
        if (result !== undefined && result !== null) {
          const { score, group, form } = result;
          const { maxScore, thresholds } = (form === undefined ? null : domain.forms?.[form]) ?? domain;
          return { kind: 'result', score, group, maxScore, thresholds };
        }
        return { kind: 'missing', why: reasonOf(results?.sequences[domain.sequence]?.state) };
      });
      return { pupil, cells, items: results?.items ?? {} };
    });
  return { domains, rows };
}

function reasonOf(state: SittingState | undefined): MissingReason {
  switch (state) {
    case 'absent':
      return 'absent';
    case 'begun':
      return 'unfinished';
    case 'complete':
      return 'notYet';
    case 'notBegun':
    case undefined:
      return 'notBegun';
  }
}

export type SortKey =
  | { readonly by: 'name' }
  | { readonly by: 'orderNumber' }
  | { readonly by: 'domain'; readonly index: number };

/** By domain: lowest scores first (as a share of what was sat), ties by name, pupils without a result last. `reverse` leaves those last. */
export function sortRows(rows: readonly PupilRow[], key: SortKey, reverse = false): readonly PupilRow[] {
  const sign = reverse ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (key.by === 'orderNumber') return sign * a.pupil.orderNumber.localeCompare(b.pupil.orderNumber);
    if (key.by === 'name') return sign * byName(a.pupil, b.pupil);
    const x = a.cells[key.index];
    const y = b.cells[key.index];
    if (x?.kind !== 'result' || y?.kind !== 'result') {
      return Number(x?.kind !== 'result') - Number(y?.kind !== 'result') || byName(a.pupil, b.pupil);
    }
    return sign * (x.score / x.maxScore - y.score / y.maxScore) || byName(a.pupil, b.pupil);
  });
}

export interface GroupCounts {
  readonly needs: number;
  readonly fragile: number;
  readonly satisfactory: number;
  readonly noResult: number;
}

export function countGroups(rows: readonly PupilRow[], domain: number): GroupCounts {
  const counts = { needs: 0, fragile: 0, satisfactory: 0, noResult: 0 };
  for (const { cells } of rows) {
    const cell = cells[domain];
    counts[cell?.kind === 'result' ? cell.group : 'noResult'] += 1;
  }
  return counts;
}

/** Pupils of each group in a domain, by name, for making work groups. */
export function workGroups(
  rows: readonly PupilRow[],
  domain: number,
): Readonly<Record<keyof GroupCounts, readonly PupilIdentity[]>> {
  const groups: Record<keyof GroupCounts, PupilIdentity[]> = {
    needs: [],
    fragile: [],
    satisfactory: [],
    noResult: [],
  };
  for (const { pupil, cells } of sortRows(rows, { by: 'name' })) {
    const cell = cells[domain];
    groups[cell?.kind === 'result' ? cell.group : 'noResult'].push(pupil);
  }
  return groups;
}
