/** What the checks of a tabulation say, by code, in English and French. `{name}` is filled with a value. */
const WORDS = {
  'a-number': { en: 'a number', fr: 'un nombre' },
  'a-name': {
    en: 'a name of letters, digits, “_”, “.” or “-”',
    fr: 'un nom fait de lettres, de chiffres, de « _ », « . » ou « - »',
  },
  'a-date': { en: 'a year, a month or a day', fr: 'une année, un mois ou un jour' },
  'table-twice': { en: 'two tables are called {table}', fr: 'deux tableaux s’appellent {table}' },
  'variable-unknown': {
    en: '{variable} is not one of the variables',
    fr: '{variable} n’est pas une des variables',
  },
  'level-unknown': { en: '{variable} has no level {level}', fr: '{variable} n’a pas de niveau {level}' },
  'variable-twice': {
    en: '{variable} stands twice in one table',
    fr: '{variable} est deux fois dans un tableau',
  },
  'sum-needed': {
    en: 'dominance and pPercent need a sum',
    fr: 'dominance et pPercent demandent une somme',
  },
  'suppression-needed': {
    en: 'sums need the method suppression: beside changed counts, the sum of one person stands as it is',
    fr: 'les sommes demandent la méthode suppression : à côté d’effectifs modifiés, la somme d’une seule personne reste telle quelle',
  },
  'groups-absent': {
    en: 'groups are those of minGroups, which is absent',
    fr: 'les groupes sont ceux de minGroups, qui n’est pas donné',
  },
  'no-rule': {
    en: 'at least one rule must say which cells are sensitive',
    fr: 'une règle au moins doit dire quelles cases sont sensibles',
  },
} as const;

export type SpecificationCode = keyof typeof WORDS;

/** What a check of the schema gives as its message, which can hold a text alone: a code and its values. */
export function problemMessage(
  code: SpecificationCode,
  values: Readonly<Record<string, string>> = {},
): string {
  return JSON.stringify([code, values]);
}

/** The words of a message that `problemMessage` made; null for any other. */
export function problemWords(message: string): { readonly en: string; readonly fr: string } | null {
  if (!message.startsWith('["')) return null;
  const [code, values] = JSON.parse(message) as [SpecificationCode, Readonly<Record<string, string>>];
  const said = (text: string) => text.replace(/\{(\w+)\}/gu, (_, name: string) => values[name] ?? name);
  const { en, fr } = WORDS[code];
  return { en: said(en), fr: said(fr) };
}
