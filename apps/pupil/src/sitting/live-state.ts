/** What screens and simulations see of a sequence at work. */
import type { SaveState } from '@cloison/client';
import type { TimeWarning } from './clock.ts';
import type { CodeEnd } from './sign-in.ts';
import type { Sitting } from './sitting.ts';

export type Phase =
  /** Nothing has been saved yet: the instructions are shown, and time does not run. */
  | 'ready'
  | 'answering'
  | 'review'
  /** A stage has ended, and the next is being chosen. Time does not run. */
  | 'routing'
  /** Ended by the pupil or by time; not acknowledged yet. */
  | 'closing'
  /** Ended and acknowledged: there is a receipt. */
  | 'finished'
  /** Ended, but after the window: kept apart, without a receipt. */
  | 'late';

export interface LiveState {
  readonly sitting: Sitting;
  readonly phase: Phase;
  /** `saving` also while an answer has not reached the writer yet. */
  readonly save: SaveState;
  /** Why nothing of this code can be sent any more; it stays while sending is tried again. */
  readonly ended: CodeEnd | null;
  readonly readOnly: boolean;
  readonly timeUp: boolean;
  readonly warning: TimeWarning | null;
  /** Six symbols, once the final envelope is acknowledged. */
  readonly receipt: string | null;
  /**
   * Another computer had gone on with this sequence, so the unsent work of this one was set apart when it was opened.
   */
  readonly diverged: boolean;
  /** Another computer has written last: somebody decides before `begin`, which takes over. */
  readonly elsewhere: boolean;
  /**
   * How often another computer's work has come in the place of what was on screen. What keeps something of its own there, as a module
   * of a portable custom interaction, begins again then.
   */
  readonly takenOver: number;
  /** Taking over failed because the network was down. The question stays on the screen. */
  readonly takeOverFailed: boolean;
}
