/** Words of a text with markup, loaded with its field: French, and its English twin. */
import type { Language } from '../../words/catalogue.ts';

const fr = {
  toolbar: 'Mise en forme',
  bold: { name: 'Gras', sign: 'G' },
  italic: { name: 'Italique', sign: 'I' },
  underline: { name: 'Souligné', sign: 'S' },
  bullets: { name: 'Liste à puces', sign: '• —' },
  numbers: { name: 'Liste numérotée', sign: '1. —' },
};

const en: typeof fr = {
  toolbar: 'Formatting',
  bold: { name: 'Bold', sign: 'B' },
  italic: { name: 'Italic', sign: 'I' },
  underline: { name: 'Underlined', sign: 'U' },
  bullets: { name: 'Bulleted list', sign: '• —' },
  numbers: { name: 'Numbered list', sign: '1. —' },
};

export const MARKED_TEXT_WORDS: Readonly<Record<Language, typeof fr>> = { fr, en };
