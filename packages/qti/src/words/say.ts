/** What is wrong with a file or wants a look, as the code of its words and their values: nobody reads a sentence to know. */
import type { QtiWord, words } from './words.ts';

/** A value is another reason where it needs words of its own. */
export type SaidValue = string | number | boolean | Said;

export interface Said {
  readonly word: QtiWord;
  readonly values: Readonly<Record<string, SaidValue>>;
}

type Holes<Text extends string> = Text extends `${string}{${infer Hole}}${infer Rest}`
  ? Hole | Holes<Rest>
  : never;
type HolesOf<Word extends QtiWord> = Holes<(typeof words)[Word]['en']>;

/** `say('undeclared', { id })`. A value that the words need is missing: it does not compile. */
export function say<Word extends QtiWord>(
  word: Word,
  ...[values]: [HolesOf<Word>] extends [never] ? [] : [Readonly<Record<HolesOf<Word>, SaidValue>>]
): Said {
  return { word, values: values ?? {} };
}
