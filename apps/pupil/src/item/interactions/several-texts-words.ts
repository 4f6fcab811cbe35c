/** Words of several texts in one response, loaded with their fields: French, and its English twin. */
import type { Language } from '../../words/catalogue.ts';

const fr = {
  add: 'Ajouter une réponse',
  howMany: (min: number, max: number): string | undefined => {
    if (max === 1) return undefined;
    if (min === max) return `Écris ${max} réponses.`;
    return min > 1 ? `Écris de ${min} à ${max} réponses.` : `Écris jusqu’à ${max} réponses.`;
  },
};

const en: typeof fr = {
  add: 'Add an answer',
  howMany: (min, max) => {
    if (max === 1) return undefined;
    if (min === max) return `Write ${max} answers.`;
    return min > 1 ? `Write ${min} to ${max} answers.` : `Write up to ${max} answers.`;
  },
};

export const SEVERAL_TEXTS_WORDS: Readonly<Record<Language, typeof fr>> = { fr, en };
