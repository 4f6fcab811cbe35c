/** What a pupil has chosen, or the ticket gives, for the comfort of reading. Never stored. */
import type { Appearance } from '@cloison/theme';

export interface Comfort {
  readonly appearance: Appearance;
  /** A ruler that shows one line at a time. */
  readonly guide: boolean;
}
