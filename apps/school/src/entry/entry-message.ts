import type { WrongText } from './typed-answer.ts';

/** The result of the last action, which the screen puts into words. */
export type EntryMessage =
  | {
      readonly kind: 'absentExercise' | 'absentSequence' | 'absentDay';
      readonly pupil: string;
      readonly kept: number;
    }
  | { readonly kind: 'absentBack'; readonly pupil: string }
  | { readonly kind: 'repeated'; readonly cells: number }
  | { readonly kind: 'restNoAnswer'; readonly cells: number }
  | { readonly kind: 'exerciseNotTaught'; readonly cells: number }
  | { readonly kind: 'undone' | 'redone'; readonly cells: number }
  | { readonly kind: 'nothingToUndo' | 'nothingToRedo' }
  | { readonly kind: 'exerciseEnd' | 'sequenceEnd' | 'pupilChanged' | 'noEmptyCell' }
  | { readonly kind: 'pasted'; readonly cells: number; readonly refused: number }
  | { readonly kind: 'copied'; readonly cells: number }
  | { readonly kind: 'wrongText'; readonly why: WrongText }
  | { readonly kind: Refusal }
  | { readonly kind: 'wrongKey'; readonly key: string };

/** Why a key did nothing. The screen shows it at the cell, where somebody who looks up from the paper sees it. */
export type Refusal =
  | 'readOnly'
  | 'absentRow'
  | 'dayUnknown'
  | 'dayNotOpened'
  | 'exerciseOver'
  | 'sequenceOver'
  | 'nothingToRepeat'
  | 'cannotRepeat'
  | 'cannotKey';
