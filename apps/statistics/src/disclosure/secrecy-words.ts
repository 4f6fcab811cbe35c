/** Numbers and words that several sections of the secrecy report share. */
import type { Lang } from '@cloison/command';
import type { TableSpec } from '@cloison/study-files';

export type Cell = TableSpec['rows'][number][number];

export const CRITERION = {
  k: { fr: 'k-anonymat', en: 'k-anonymity' },
  kMap: { fr: 'k-map (population)', en: 'k-map (population)' },
  distinct: { fr: 'l-diversité, valeurs distinctes', en: 'distinct l-diversity' },
  entropy: { fr: 'l-diversité, entropie', en: 'entropy l-diversity' },
  recursive: { fr: 'l-diversité récursive (c, l)', en: 'recursive (c, l)-diversity' },
  closeness: { fr: 't-proximité', en: 't-closeness' },
} as const;

export const ROLE = {
  identifier: { fr: 'identifiant', en: 'identifier' },
  'quasi-identifier': { fr: 'quasi-identifiant', en: 'quasi-identifier' },
  sensitive: { fr: 'sensible', en: 'sensitive' },
  other: { fr: 'autre', en: 'other' },
} as const;

export const count = (value: number, lang: Lang) =>
  new Intl.NumberFormat(lang, { maximumFractionDigits: 0 }).format(value);
export const decimal = (value: number, lang: Lang) =>
  new Intl.NumberFormat(lang, { maximumFractionDigits: 4 }).format(value);
