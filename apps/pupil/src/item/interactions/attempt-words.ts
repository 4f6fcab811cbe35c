/** Words of questions with several attempts, loaded with them: French, and its English twin. */
import type { Language } from '../../words/catalogue.ts';

const fr = {
  submit: 'Valider ma réponse',
  kept: 'C’est noté. Lis ce qui est écrit au-dessus, puis continue.',
  over: 'Ta réponse est notée. Cette question est finie.',
};

const en: typeof fr = {
  submit: 'Hand in my answer',
  kept: 'Noted. Read what is written above, then go on.',
  over: 'Your answer is noted. This question is over.',
};

export const ATTEMPT_WORDS: Readonly<Record<Language, typeof fr>> = { fr, en };
