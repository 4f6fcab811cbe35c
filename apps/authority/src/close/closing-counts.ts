/**
 * Counts that have to reconcile before anything is destroyed, each from two sides: what was received against what it
 * was counted as, what schools were shown against what the vault has, codes by state against codes issued.
 */

import type { SittingCounts, SittingState } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { CodesByState } from '../codes/holders.ts';
import { countHolders } from '../codes/holders.ts';
import { type JournalLine, journalLines } from '../journal/journal.ts';
import type { ReceivedCounts } from '../records/received-counts.ts';
import { receivedCounts } from '../records/received-counts.ts';
import { countToOpen } from '../records/received-records.ts';
import { participationTotals } from '../report/participation-totals.ts';
import { highestPupil } from '../roster/pupils.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { sittingStates } from '../score/sittings.ts';

export interface CodeCounts {
  readonly kind: 'pupil' | 'staff';
  /** By the journal: ever bound to somebody or to a school's reserve. */
  readonly issued: number;
  readonly live: number;
  readonly reserve: number;
  readonly revoked: number;
  /** Of each, those with something received; null for staff, whose reading leaves no trace at the authority. */
  readonly used: { readonly live: number; readonly reserve: number; readonly revoked: number } | null;
}

export interface SequenceCounts {
  readonly sequence: string;
  readonly expected: number;
  readonly final: number;
  readonly unfinished: number;
  readonly absent: number;
  readonly neverBegun: number;
  /** Of pupils who left: not among the expected. */
  readonly left: number;
}

export interface ClosingCounts {
  readonly codes: readonly CodeCounts[];
  readonly sequences: readonly SequenceCounts[];
  readonly received: ReceivedCounts;
  readonly holders: number;
}

export interface CountDifference {
  readonly what: string;
  readonly left: number;
  readonly right: number;
}

export function closingCounts(campaign: OpenCampaign): {
  readonly counts: ClosingCounts;
  readonly differences: readonly CountDifference[];
} {
  const byState = countHolders(campaign);
  const codes = (['pupil', 'staff'] as const).map((kind) => codeCounts(campaign, byState, kind));
  const sequences = sequenceCounts(campaign);
  const received = receivedCounts(campaign);
  const differences: CountDifference[] = [];
  const same = (what: string, left: number, right: number) => {
    if (left !== right) differences.push({ what, left, right });
  };
  for (const one of codes) {
    same(
      `codes ${one.kind}: issued = live + reserve + revoked`,
      one.issued,
      one.live + one.reserve + one.revoked,
    );
  }
  for (const one of sequences) {
    const sum = one.final + one.unfinished + one.absent + one.neverBegun;
    same(`${one.sequence}: expected = final + unfinished + absent + never begun`, one.expected, sum);
  }
  for (const [sequence, shown] of shownCounts(campaign)) {
    const one = sequences.find((counts) => counts.sequence === sequence);
    same(`${sequence}: final, as shown to schools`, one?.final ?? 0, shown.complete);
    same(`${sequence}: expected, as shown to schools`, one?.expected ?? 0, shown.expected);
  }
  same(
    'records received = counted + apart + quarantined',
    received.records,
    received.counted + received.apart + received.quarantined,
  );
  same('records waiting to be opened', countToOpen(campaign), 0);
  const holders = byState.reduce((sum, { published }) => sum + published, 0);
  return { counts: { codes, sequences, received, holders }, differences };
}

function codeCounts(
  campaign: OpenCampaign,
  byState: readonly CodesByState[],
  kind: 'pupil' | 'staff',
): CodeCounts {
  const rows = byState.filter((row) => row.kind === kind);
  const sum = (state: string, used?: number) =>
    rows
      .filter((row) => row.state === state && (used === undefined || row.used === used))
      .reduce((total, { count }) => total + count, 0);
  const issued = issuedByJournal(campaign, kind);
  return {
    kind,
    issued,
    live: sum('assigned'),
    reserve: sum('reserve'),
    revoked: sum('revoked'),
    used:
      kind === 'staff'
        ? null
        : { live: sum('assigned', 1), reserve: sum('reserve', 1), revoked: sum('revoked', 1) },
  };
}

/** What the journal says was given out: independent of the rows as they are now. */
function issuedByJournal(campaign: OpenCampaign, kind: 'pupil' | 'staff'): number {
  const given = kind === 'pupil' ? ['pupils', 'reserves'] : ['heads', 'teachers', 'areas'];
  let issued = 0;
  for (const text of journalLines(campaign.vault)) {
    const { what, campaign: name, detail } = JSON.parse(text) as JournalLine;
    if (name !== campaign.name) continue;
    if (what === 'codes.assign' && given.includes(String(detail.what))) issued += Number(detail.count);
    // Whoever takes over from a revoked member of staff got a code at once.
    if (what === 'codes.revoke' && kind === 'staff') issued += 1;
  }
  return issued;
}

/** A byte of each pupil: its level, counted from 1, and whether it left. Zero: nobody of the campaign. */
const LEFT = 0x80;

function sequenceCounts(campaign: OpenCampaign): SequenceCounts[] {
  const { vault, name } = campaign;
  const levels = campaign.spec.levels.map(({ id }) => id);
  const pupils = new Uint8Array(1 + highestPupil(vault));
  const expected = new Map<string, number>();
  // The plus has SQLite read the pupils as the file has them, not by an index of random values.
  const rows = vault.iterate<{ id: number; state: string; level: string }>(
    'SELECT id, state, level FROM pupil_view WHERE +campaign = ?',
    name,
  );
  for (const { id, state, level } of rows) {
    pupils[id] = levels.indexOf(level) + 1 + (state === 'left' ? LEFT : 0);
    if (state !== 'left') expected.set(level, (expected.get(level) ?? 0) + 1);
  }
  const counts = new Map(
    [...scoringModel(campaign).values()].map(({ id, level }) => [
      id,
      { level: levels.indexOf(level) + 1, expected: expected.get(level) ?? 0, by: new Map<string, number>() },
    ]),
  );
  for (const { pupil, sequence, state } of sittingStates(campaign, (id) => pupils[id] !== 0)) {
    const of = counts.get(sequence);
    const isLeft = (pupils[pupil] ?? 0) >= LEFT;
    if (of === undefined || (!isLeft && of.level !== pupils[pupil])) continue;
    const counted = isLeft ? 'left' : state;
    of.by.set(counted, (of.by.get(counted) ?? 0) + 1);
  }
  return [...counts].map(([sequence, { expected: all, by }]) => {
    const of = (state: SittingState | 'left') => by.get(state) ?? 0;
    const withSitting = [...by.values()].reduce((sum, count) => sum + count, 0) - of('left');
    return {
      sequence,
      expected: all,
      final: of('complete'),
      unfinished: of('begun'),
      absent: of('absent'),
      neverBegun: of('notBegun') + all - withSitting,
      left: of('left'),
    };
  });
}

/** Counts that the last participation documents showed, by sequence. */
function shownCounts(campaign: OpenCampaign): Map<string, Pick<SittingCounts, 'expected' | 'complete'>> {
  const rows = participationTotals(campaign).sequences;
  return new Map(rows.map(({ sequence, expected, complete }) => [sequence, { expected, complete }]));
}
