/** What can be wrong with a panel's table. */
import type { Words } from '@cloison/command/refusal';

export const TABLE_PROBLEMS = {
  'file-encoding': {
    fr: 'Ce fichier n’est pas en UTF-8. Enregistrez-le en UTF-8, ou convertissez-le : iconv -f WINDOWS-1252 -t UTF-8 {file} > {file}.utf8 (-f UTF-16 s’il est en UTF-16).',
    en: 'This file is not UTF-8. Save it as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 {file} > {file}.utf8 (-f UTF-16 where it is UTF-16).',
  },
  'table-empty': { fr: 'Cette table n’a aucune ligne.', en: 'This table has no row.' },
  'table-quote': { fr: 'Guillemets mal fermés.', en: 'Quotes are not closed.' },
  'table-header': {
    fr: 'En-tête attendu : {expected}.',
    en: 'Expected header: {expected}.',
  },
  'table-cells': {
    fr: '{found} cellule(s) au lieu de {expected}.',
    en: '{found} cell(s) instead of {expected}.',
  },
  'table-judge': { fr: 'Il manque le nom du juge.', en: 'The judge’s name is missing.' },
  'table-judge-twice': {
    fr: 'Le juge « {judge} » est déjà donné ligne {first}.',
    en: 'Judge “{judge}” is given already on line {first}.',
  },
  'table-judge-half': {
    fr: 'Le juge « {judge} » n’a pas de ligne pour le seuil {threshold}.',
    en: 'Judge “{judge}” has no row for threshold {threshold}.',
  },
  'table-threshold': {
    fr: 'Le seuil est 1 ou 2 (trouvé « {value} »).',
    en: 'The threshold is 1 or 2 (found “{value}”).',
  },
  'table-number': {
    fr: 'Nombre attendu, trouvé « {value} ».',
    en: 'Expected a number, found “{value}”.',
  },
  'table-range': {
    fr: '{value} est hors des bornes : de {least} à {most}.',
    en: '{value} is out of bounds: from {least} to {most}.',
  },
  'table-item': {
    fr: '« {item} » n’est pas un item de ce domaine.',
    en: '“{item}” is not an item of this domain.',
  },
  'table-item-missing': {
    fr: 'Il manque une colonne pour l’item « {item} ».',
    en: 'Item “{item}” has no column.',
  },
  'table-item-twice': { fr: 'L’item « {item} » a deux colonnes.', en: 'Item “{item}” has two columns.' },
  'table-mark': {
    fr: 'Un signet est un numéro de page, un item (« f3 » ou « f3/2 » pour son score 2), ou « fin » ; trouvé « {value} ».',
    en: 'A bookmark is a page number, an item (“f3”, or “f3/2” for its score 2), or “end”; found “{value}”.',
  },
  'table-order': {
    fr: 'Le second seuil du juge « {judge} » n’est pas au-dessus du premier.',
    en: 'The second threshold of judge “{judge}” is not above the first.',
  },
} as const satisfies Readonly<Record<string, Words>>;

export type TableProblemCode = keyof typeof TABLE_PROBLEMS;
