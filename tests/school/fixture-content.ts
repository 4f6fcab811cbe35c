/** A small campaign with what the school app meets: two entry levels, an online one, letters, pictures, a number. */
import type { DeliveryItem, SequenceContent } from '@cloison/qti/delivery';

export function choiceItem(id: string, title: string, labels: readonly string[]): DeliveryItem {
  return {
    v: 1,
    id,
    title,
    language: 'fr',
    body: [
      {
        kind: 'choice',
        responseId: 'RESPONSE',
        classes: labels.every((label) => label.length > 3) ? ['qti-labels-upper-alpha'] : [],
        label: null,
        prompt: [{ kind: 'text', text: title }],
        choices: labels.map((text, i) => ({
          id: `choix${i + 1}`,
          content: [{ kind: 'text', text }],
          fixed: false,
        })),
        shuffle: false,
        minChoices: 0,
        maxChoices: 1,
        orientation: 'horizontal',
      },
    ],
    responses: [{ id: 'RESPONSE', cardinality: 'single', baseType: 'identifier' }],
    assets: [],
  };
}

export function numberItem(
  id: string,
  title: string,
  { maxLength = 6, integer = false }: { maxLength?: number; integer?: boolean } = {},
): DeliveryItem {
  return {
    v: 1,
    id,
    title,
    language: 'fr',
    body: [
      {
        kind: 'textEntry',
        responseId: 'RESPONSE',
        classes: [],
        label: null,
        input: 'numeric',
        expectedLength: 4,
        maxLength,
        patternMask: null,
        patternMessage: null,
        placeholder: null,
      },
    ],
    responses: [{ id: 'RESPONSE', cardinality: 'single', baseType: integer ? 'integer' : 'float' }],
    assets: [],
  };
}

const LETTERS = ['b', 'd', 'm', 'r', 'f', 't', 'a', 'n'];
const WORDS: readonly (readonly string[])[] = [
  ['lapin', 'jardin', 'tapis'],
  ['moto', 'loto', 'radis'],
  ['chaton', 'bâton', 'chapeau'],
  ['souris', 'souci', 'tapis'],
  ['vélo', 'vérité', 'lavabo'],
  ['fusée', 'musée', 'fumée'],
];

export const FRENCH_CP: SequenceContent = {
  v: 1,
  id: 'francais-cp',
  items: [
    ...LETTERS.map((letter, i) =>
      choiceItem(`l${i + 1}`, `Entourer la lettre ${letter}`, ['A', 'B', 'C', 'D']),
    ),
    ...WORDS.map((words, i) =>
      choiceItem(`s${i + 1}`, `Trouver le mot qui rime avec l’image ${i + 1}`, words),
    ),
    numberItem('f1', 'Mots lus correctement en une minute'),
  ],
  exercises: [
    {
      id: 'lettres',
      title: { fr: 'Reconnaître les lettres', en: 'Letter recognition' },
      page: 'pages/lettres.svg',
      day: 1,
      items: LETTERS.map((_, i) => `l${i + 1}`),
    },
    {
      id: 'rimes',
      title: { fr: 'Trouver les rimes', en: 'Finding rhymes' },
      page: 'pages/rimes.svg',
      day: 2,
      items: WORDS.map((_, i) => `s${i + 1}`),
    },
    {
      id: 'fluence',
      title: { fr: 'Lire à voix haute', en: 'Reading aloud' },
      page: null,
      day: 1,
      items: ['f1'],
    },
  ],
};

export const MATHS_CP: SequenceContent = {
  v: 1,
  id: 'maths-cp',
  items: [1, 2, 3, 4].map((n) => numberItem(`n${n}`, `Écrire le nombre dicté ${n}`)),
  exercises: [
    {
      id: 'nombres',
      title: { fr: 'Écrire des nombres', en: 'Writing numbers' },
      page: null,
      day: 1,
      items: ['n1', 'n2', 'n3', 'n4'],
    },
  ],
};

export const FRENCH_CE1: SequenceContent = {
  v: 1,
  id: 'francais-ce1',
  items: WORDS.map((words, i) => choiceItem(`c${i + 1}`, `Comprendre la phrase ${i + 1}`, words)),
  exercises: [
    {
      id: 'phrases',
      title: { fr: 'Comprendre des phrases', en: 'Understanding sentences' },
      page: null,
      items: WORDS.map((_, i) => `c${i + 1}`),
    },
  ],
};

export const FRENCH_6E: SequenceContent = {
  v: 1,
  id: 'francais-6e',
  items: WORDS.map((words, i) => choiceItem(`x${i + 1}`, `Question ${i + 1}`, words)),
};

/** A page of the booklet: frames with a drawing and the letters to circle. */
export function pageSvg(
  title: string,
  rows: readonly (readonly string[])[],
  items: readonly string[] = [],
): string {
  const lines = rows.map((cells, r) => {
    const y = 110 + r * 74;
    const boxes = cells.map(
      (cell, c) =>
        `<rect x="${150 + c * 130}" y="${y}" width="118" height="56" rx="8" fill="none" stroke="#333"/>` +
        `<text x="${209 + c * 130}" y="${y + 37}" font-size="26" text-anchor="middle">${cell}</text>`,
    );
    const region = `<rect data-item="${items[r] ?? ''}" x="40" y="${y - 6}" width="640" height="68" fill="none"/>`;
    return `${region}<text x="60" y="${y + 37}" font-size="22" font-weight="bold">${r + 1}</text>${boxes.join('')}`;
  });
  const height = 140 + rows.length * 74;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 ${height}" font-family="sans-serif"><rect width="700" height="${height}" fill="#fff"/><text x="40" y="60" font-size="30" font-weight="bold">${title}</text>${lines.join('')}</svg>`;
}

export const PAGES: Readonly<Record<string, string>> = {
  'assets/francais-cp/pages/lettres.svg': pageSvg(
    'Entoure la lettre que tu entends',
    LETTERS.map((letter) => [letter, 'p', 'q', 'u']),
    LETTERS.map((_, i) => `l${i + 1}`),
  ),
  'assets/francais-cp/pages/rimes.svg': pageSvg(
    'Entoure le mot qui rime',
    WORDS,
    WORDS.map((_, i) => `s${i + 1}`),
  ),
};

export const FIRST_NAMES = [
  'Inès',
  'Malo',
  'Aya',
  'Gabin',
  'Lina',
  'Noé',
  'Zoé',
  'Elias',
  'Jade',
  'Côme',
  'Nour',
  'Maël',
  'Alma',
  'Sacha',
  'Rose',
  'Ilyes',
  'Louise',
  'Tom',
  'Anaïs',
  'Yanis',
  'Élise',
  'Hugo',
  'Maya',
  'Victor',
  'Fatou',
  'Basile',
];
export const LAST_NAMES = [
  'Abadie',
  'Benali',
  'Carpentier',
  'Diallo',
  'Estève',
  'Fournier-Delacroix',
  'Garnier',
  'Haddad',
  'Ibanez',
  'Jourdan',
  'Kervella',
  'Lefèvre',
  'Moreau',
  'N’Diaye',
  'Olivier',
  'Perrin',
  'Quéré',
  'Rousseau',
  'Sylla',
  'Tessier',
  'Urbain',
  'Vasseur',
  'Weber',
  'Xavier',
  'Yilmaz',
  'Zanetti',
];
