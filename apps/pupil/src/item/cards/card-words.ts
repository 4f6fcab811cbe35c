/** Words of what catalogs open, loaded with it: French, and its English twin. */
import type { Language } from '../../words/catalogue.ts';

const fr = {
  cards: {
    close: 'Fermer',
    glossary: 'Ce que cela veut dire',
    guidance: 'Pour mieux comprendre',
    translation: 'Dans une autre langue',
    language: 'Choisis une langue',
  },
  signs: {
    title: 'Langue des signes',
    move: 'Mettre dans un autre coin',
    larger: 'Agrandir',
    smaller: 'Réduire',
    close: 'Fermer la langue des signes',
    missing: 'Cette vidéo ne peut pas être montrée ici. Lève la main.',
  },
};

const en: typeof fr = {
  cards: {
    close: 'Close',
    glossary: 'What it means',
    guidance: 'To understand better',
    translation: 'In another language',
    language: 'Choose a language',
  },
  signs: {
    title: 'Sign language',
    move: 'Put into another corner',
    larger: 'Larger',
    smaller: 'Smaller',
    close: 'Close sign language',
    missing: 'This video cannot be shown here. Raise your hand.',
  },
};

export type CardWords = typeof fr;
export const CARD_WORDS: Readonly<Record<Language, CardWords>> = { fr, en };
