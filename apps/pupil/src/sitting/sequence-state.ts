/** What a pupil may do with a sequence now. Times are by the platform's clock, since that of a PC may be wrong. */
import { patternOf } from '@cloison/protocol/public';

export type SequenceState =
  | { readonly kind: 'todo' }
  | { readonly kind: 'begun' }
  | { readonly kind: 'finished' }
  /** Finished with an older code, whose receipt holds. To end it again under this one would give another receipt. */
  | { readonly kind: 'finishedBefore' }
  /** The pupil has finished, but the platform has not acknowledged it yet. */
  | { readonly kind: 'unsent' }
  | { readonly kind: 'opens'; readonly opensMs: number }
  | { readonly kind: 'closed'; readonly closesMs: number };

export interface KnownRecord {
  readonly version: number;
  readonly final: boolean;
}

export interface SequenceKnowledge {
  /** Name of the record that the ticket states. */
  readonly record: string;
  /** Windows by pattern, or null when the platform could not be asked. */
  readonly windows: Readonly<Record<string, { readonly opens: string; readonly closes: string }>> | null;
  readonly nowMs: number;
  /** The platform's head, or null. */
  readonly onPlatform: KnownRecord | null;
  /** What this browser has, acknowledged or not, or null. */
  readonly here: (KnownRecord & { readonly acknowledged: boolean }) | null;
  /** The ticket carries a state to go on from. `ended`: of an older code, with which the pupil had ended the sequence. */
  readonly resumes: boolean | 'ended';
}

export function sequenceState(known: SequenceKnowledge): SequenceState {
  const { record, windows, nowMs, onPlatform, here, resumes } = known;
  if (onPlatform?.final === true) return { kind: 'finished' };
  if (here?.final === true) return { kind: here.acknowledged ? 'finished' : 'unsent' };
  if (resumes === 'ended' && onPlatform === null && here === null) return { kind: 'finishedBefore' };
  const window = windows?.[patternOf(record)];
  if (window !== undefined && nowMs < Date.parse(window.opens)) {
    return { kind: 'opens', opensMs: Date.parse(window.opens) };
  }
  if (window !== undefined && nowMs >= Date.parse(window.closes)) {
    return { kind: 'closed', closesMs: Date.parse(window.closes) };
  }
  return { kind: onPlatform !== null || here !== null || resumes !== false ? 'begun' : 'todo' };
}
