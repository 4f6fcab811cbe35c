/** What a pupil has chosen, or the ticket gives, for the comfort of reading. Never stored. */
import { type Appearance, DEFAULT_APPEARANCE } from '@cloison/theme';

export interface Comfort {
  readonly appearance: Appearance;
  /** A ruler that shows one line at a time. */
  readonly guide: boolean;
  /** Wider letters, words and lines (WCAG 2.2, 1.4.12). */
  readonly isSpaced: boolean;
}

export const DEFAULT_COMFORT: Comfort = { appearance: DEFAULT_APPEARANCE, guide: false, isSpaced: false };
