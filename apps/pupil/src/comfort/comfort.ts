/** What a pupil has chosen, or the ticket gives, for the comfort of reading and working. For the sitting only: never stored. */
import { type Appearance, DEFAULT_APPEARANCE } from '@cloison/theme';

export interface Comfort {
  readonly appearance: Appearance;
  /** A ruler over one line, or a mask with a window of some lines. */
  readonly guide: 'off' | 'line' | 'mask';
  /** Wider letters, words and lines (WCAG 2.2, 1.4.12). */
  readonly isSpaced: boolean;
  readonly highlighter: boolean;
  /** Open, where reading aloud and the calculator are allowed. */
  readonly aloud: boolean;
  readonly calculator: boolean;
}

export const DEFAULT_COMFORT: Comfort = {
  appearance: DEFAULT_APPEARANCE,
  guide: 'off',
  isSpaced: false,
  highlighter: false,
  aloud: false,
  calculator: false,
};
