/**
 * The write rule (protocol 1, "Saving"): compare and swap on the head, with branches for everything refused.
 * Pure: a store calls it inside the transaction that then does what it says.
 *
 * Guarantees: an envelope once accepted gets the same answer for ever; nothing replaces a head but its successor;
 * nothing follows a final; an envelope that the rule refuses is kept as a branch, never lost.
 */

import type { EnvelopeHeader } from './envelope-header.ts';
import { equalBytes } from './primitives/bytes.ts';
import type { WindowState } from './windows.ts';

/** At most so many devices may have a branch of one record. */
export const MAX_BRANCH_DEVICES = 16;

export interface RecordHead {
  readonly version: number;
  readonly hash: Uint8Array;
  readonly final: boolean;
}

/** What the store knows of this record before the write. */
export interface RecordState {
  readonly head: RecordHead | null;
  /** Whether an envelope with this hash was ever accepted as a version. */
  readonly wasAccepted: boolean;
  /** Whether this envelope is already kept as a branch, and how it was answered. */
  readonly keptAs: 'late' | 'conflict' | null;
  readonly branchDevices: number;
  /** Whether this device already has a branch of this record: its newest replaces it. */
  readonly deviceHasBranch: boolean;
  /** The holder was revoked: it may not read, its writes are branches. */
  readonly revoked: boolean;
}

export type WriteDecision =
  /** Becomes the head. Answer 204. */
  | { readonly kind: 'accept' }
  /** Was a head once, or is. Answer 204, store nothing. */
  | { readonly kind: 'again' }
  /** Kept as a branch, the newest of its device. Answer 202 (late) or 409 (conflict). */
  | { readonly kind: 'branch'; readonly answer: 'late' | 'conflict' }
  /** Kept already. Same answer, store nothing. */
  | { readonly kind: 'kept'; readonly answer: 'late' | 'conflict' }
  /** Sixteen other devices have branches already. Answer 409, store nothing. */
  | { readonly kind: 'full' }
  /** Not in a window. Answer 403 with dates, store nothing. */
  | { readonly kind: 'closed' };

export function decideWrite(
  envelope: Pick<EnvelopeHeader, 'version' | 'previous'>,
  state: RecordState,
  window: WindowState,
): WriteDecision {
  if (state.wasAccepted) return { kind: 'again' };
  if (state.keptAs !== null) return { kind: 'kept', answer: state.keptAs };
  if (window.kind === 'closed' || window.kind === 'none') return { kind: 'closed' };
  const refused = (answer: 'late' | 'conflict'): WriteDecision =>
    state.deviceHasBranch || state.branchDevices < MAX_BRANCH_DEVICES
      ? { kind: 'branch', answer }
      : { kind: 'full' };
  if (window.kind === 'late') return refused('late');
  if (state.revoked) return refused('conflict');
  return follows(envelope, state.head) ? { kind: 'accept' } : refused('conflict');
}

function follows(envelope: Pick<EnvelopeHeader, 'version' | 'previous'>, head: RecordHead | null): boolean {
  if (head === null) return envelope.version === 1 && envelope.previous.every((byte) => byte === 0);
  return !head.final && envelope.version === head.version + 1 && equalBytes(envelope.previous, head.hash);
}
