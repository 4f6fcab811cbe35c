/** Everything that is said of items and packages, in English and French, by code; `{name}` is filled with a value. */
import { bodyWords } from './body-words.ts';
import { itemWords } from './item-words.ts';
import { lintWords } from './lint-words.ts';
import { packageWords } from './package-words.ts';
import { patternWords } from './pattern-words.ts';

export const words = {
  ...patternWords,
  ...packageWords,
  ...bodyWords,
  ...itemWords,
  ...lintWords,
} as const;

export type QtiWord = keyof typeof words;
