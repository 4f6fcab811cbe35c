/** The language of the screens, for every component below. */
import { createContext, useContext } from 'react';
import { CATALOGUE, type Language, type Words } from './catalogue.ts';

export const LanguageContext = createContext<Language>('fr');

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export function useWords(): Words {
  return CATALOGUE[useLanguage()];
}
