/** How the saving of a record stands, as screens say it. */
import type { PlatformErrorCode } from '@cloison/protocol/public';
import { RefusedError } from '../platform/api.ts';

export type SaveState =
  /** Not sealed on this computer yet: to leave the page now would lose it. */
  | { readonly kind: 'keeping' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  /** Kept here and sent again by itself. `busy`: the platform asked to wait; `offline`: it did not answer. */
  | { readonly kind: 'waiting'; readonly reason: 'offline' | 'busy' | 'storage-full' }
  /** Another device has written. Kept here (and by the platform, as a branch). Call `takeOver`, or stay read-only. */
  | { readonly kind: 'conflict' }
  /** After the window: kept by the platform apart; the authority decides. */
  | { readonly kind: 'late' }
  /** Outside the window: kept here only (rescue file). */
  | { readonly kind: 'closed'; readonly opensMs: number | null; readonly closesMs: number | null }
  /** Refused for good: kept here only (rescue file). */
  | { readonly kind: 'refused'; readonly code: PlatformErrorCode };

const ARRIVED: Readonly<Record<SaveState['kind'], boolean>> = {
  keeping: false,
  saved: true,
  saving: false,
  waiting: false,
  conflict: false,
  late: true,
  closed: false,
  refused: false,
};

/** Whether the platform keeps all that this computer has, as the record or apart. */
export function hasArrived({ kind }: SaveState): boolean {
  return ARRIVED[kind];
}

/** Whether the platform answered as it does where it may keep an envelope beside a record. */
export async function wasSentBeside(put: Promise<unknown>): Promise<boolean> {
  return put.then(
    () => true,
    (error: unknown) => error instanceof RefusedError && error.code === 'unknown-code',
  );
}
