/**
 * Which envelope of a pupil's record counts (docs/protocol.md, "Saving", "Branches"): what strays from a revoked code comes last, a final beats a non-final, the final
 * with which the record ended beats those beside it, a state beats what is behind it, then more items answered, then the
 * head, then later receipt. The others are kept and listed, never merged.
 */
import { type VersionVector, vectorFollows } from '@cloison/protocol';

export type CandidateSource = 'head' | 'late' | 'conflict' | 'rescue';

/** One envelope that opened and passed every check. */
export interface Candidate {
  /** Hash of the envelope, base64url. */
  readonly hash: string;
  readonly source: CandidateSource;
  readonly final: boolean;
  /** Saved with a code that is revoked, and not going on from what that code had: it counts when there is nothing else. */
  readonly strays: boolean;
  /** It is final, and the head of its record; of a code that was replaced, only while the one in force has not ended. */
  readonly ends: boolean;
  /** Null: the body has no version vector. */
  readonly saves: VersionVector | null;
  /** Whose record it is of: vectors are compared within one. */
  readonly holder: string;
  readonly version: number;
  /** Items with an answer. */
  readonly answered: number;
  /** When the platform received it, ISO 8601 to the minute. */
  readonly receivedAt: string;
  readonly elapsedMs: number;
}

export type ResolutionFlag =
  /** What counts is not what the platform shows as the record's head. */
  | 'branch-chosen'
  /** A final came on a branch: a person has to look. */
  | 'final-on-branch'
  /** Saved after the window, within its 72 hours, and accepted. */
  | 'late-accepted'
  /** Saved after the window by a pupil whose own time was over: kept and listed, never counted. */
  | 'late-refused';

export interface Resolution<C extends Candidate> {
  /** Null when every candidate was late and refused, or there was none. */
  readonly chosen: C | null;
  /** In order of preference; kept, listed, never merged. */
  readonly others: readonly C[];
  readonly flags: readonly ResolutionFlag[];
}

/**
 * `limitMs` is the ticket's own limit, accommodation included, null when there is none. A late save counts when the
 * pupil was still within that limit (the network was late, not the pupil) or when there is none.
 */
export function resolveBranches<C extends Candidate>(
  candidates: readonly C[],
  limitMs: number | null,
): Resolution<C> {
  const inTime = (candidate: C) =>
    candidate.source !== 'late' || limitMs === null || candidate.elapsedMs <= limitMs;
  const ordered = inOrder(candidates);
  const chosen = ordered.find(inTime) ?? null;
  const flags: ResolutionFlag[] = [];
  if (chosen !== null && chosen.source !== 'head') flags.push('branch-chosen');
  if (candidates.some((candidate) => candidate.final && candidate.source !== 'head')) {
    flags.push('final-on-branch');
  }
  if (chosen?.source === 'late') flags.push('late-accepted');
  if (candidates.some((candidate) => !inTime(candidate))) flags.push('late-refused');
  return { chosen, others: ordered.filter((candidate) => candidate !== chosen), flags };
}

/** Best first. A state never stands before one that has all of its saves and more, unless it is final and that is not. */
function inOrder<C extends Candidate>(candidates: readonly C[]): C[] {
  const isBehind = (one: C) =>
    candidates.some(
      ({ holder, saves, final }) =>
        holder === one.holder &&
        final === one.final &&
        saves !== null &&
        one.saves !== null &&
        vectorFollows(saves, one.saves),
    );
  const behind = new Set(candidates.filter(isBehind));
  return candidates.toSorted(
    (a, b) =>
      Number(a.strays) - Number(b.strays) ||
      Number(b.final) - Number(a.final) ||
      Number(b.ends) - Number(a.ends) ||
      Number(behind.has(a)) - Number(behind.has(b)) ||
      preference(a, b),
  );
}

/** Best first. Equal in all that the rule names: the higher version, then the hash, so that order is total. */
function preference(a: Candidate, b: Candidate): number {
  return (
    b.answered - a.answered ||
    // Before the time of receipt, which is the host's word.
    Number(b.source === 'head') - Number(a.source === 'head') ||
    compareText(b.receivedAt, a.receivedAt) ||
    b.version - a.version ||
    compareText(a.hash, b.hash)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
