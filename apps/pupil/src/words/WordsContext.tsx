/** The language of the screens and its words, for every component below. */
import { createContext, useContext } from 'react';
import { fr, type Language, type Words } from './catalogue.ts';

export interface Spoken {
  readonly language: Language;
  readonly words: Words;
}

export const FRENCH: Spoken = { language: 'fr', words: fr };

/** French is part of the page. Rejects when the file of another language cannot be loaded. */
export async function loadLanguage(language: Language): Promise<Spoken> {
  switch (language) {
    case 'fr':
      return FRENCH;
    case 'en':
      return { language, words: (await import('./english.ts')).en };
  }
}

export const LanguageContext = createContext<Spoken>(FRENCH);

export function useLanguage(): Language {
  return useContext(LanguageContext).language;
}

export function useWords(): Words {
  return useContext(LanguageContext).words;
}
