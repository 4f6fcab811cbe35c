import type { SchoolRequestState } from '@cloison/console-messages';

/** Of a state's tag; undefined: plain. */
export const STATE_TONES: Readonly<Record<SchoolRequestState, 'now' | 'good' | 'bad' | 'wait' | undefined>> =
  {
    asked: 'now',
    granted: 'good',
    refused: 'bad',
    withdrawn: undefined,
    told: 'wait',
  };
