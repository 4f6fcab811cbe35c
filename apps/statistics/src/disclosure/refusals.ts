/** What the disclosure commands refuse, and the package's own errors with French words. */
import { EXIT, Refusal, refusals } from '@cloison/command';
import { DisclosureError } from '@cloison/disclosure';

export const refuseDisclosure = refusals({
  'microdata-empty': {
    exit: EXIT.refused,
    fr: 'Le fichier {path} n’a pas de ligne de données sous son en-tête.',
    en: 'The file {path} has no row of data below its header.',
  },
  'microdata-header': {
    exit: EXIT.refused,
    fr: 'La première ligne de {path} doit nommer chaque colonne, une fois : {fr}',
    en: 'The first line of {path} has to name every column, once: {en}',
  },
  'microdata-bad': {
    exit: EXIT.refused,
    fr: '{count} cellule(s) ou ligne(s) du fichier {path} ne se {count|lit|lisent} pas :\n{list}',
    en: '{count} cell(s) or row(s) of the file {path} cannot be read:\n{list}',
  },
  'specification-bad': {
    exit: EXIT.refused,
    fr: 'La spécification {path} n’est pas valable, {count} problème(s) :\n{list}',
    en: 'The specification {path} is not valid, {count} problem(s):\n{list}',
  },
  'hierarchy-bad': {
    exit: EXIT.refused,
    fr: 'La hiérarchie {path} ne se lit pas : {fr}',
    en: 'The hierarchy {path} cannot be read: {en}',
  },
  'undeclared-variables': {
    exit: EXIT.refused,
    fr: 'Variables du fichier que la spécification ne déclare pas : {columns}. Donnez à chacune son rôle : identifier, quasi-identifier, sensitive ou other.',
    en: 'Variables of the file that the specification does not declare: {columns}. Give each of them its role: identifier, quasi-identifier, sensitive or other.',
  },
  'missing-variables': {
    exit: EXIT.refused,
    fr: 'Variables de la spécification absentes du fichier : {columns}',
    en: 'Variables of the specification that are not in the file: {columns}',
  },
  'population-missing': {
    exit: EXIT.refused,
    fr: 'Le fichier de la population est introuvable : {path}',
    en: 'The file of the population is not there: {path}',
  },
  'release-unreadable': {
    exit: EXIT.refused,
    fr: 'Le fichier {path} n’est pas le release.json d’une diffusion : {detail}',
    en: 'The file {path} is not the release.json of a release: {detail}',
  },
  'numbers-bad': {
    exit: EXIT.refused,
    fr: 'Fichier {path}, ligne {line}, colonne {column} : ce n’est pas un nombre.',
    en: 'File {path}, line {line}, column {column}: not a number.',
  },
  'attack-found': {
    exit: EXIT.refused,
    fr: 'L’attaque a trouvé {count} case(s) :\n{list}',
    en: 'The attack found {count} cell(s):\n{list}',
  },
  'would-overwrite': {
    exit: EXIT.refused,
    fr: 'Le fichier à écrire est celui qui est lu : {path}',
    en: 'The file to write is the one that is read: {path}',
  },
});

function frenchValue(name: string, value: unknown): string {
  if (name === 'reason' && typeof value === 'string') return FRENCH_REASONS[value] ?? value;
  if (typeof value === 'number') return value.toLocaleString('fr', { useGrouping: name !== 'line' });
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const FRENCH: Readonly<Partial<Record<string, string>>> = {
  'column-unknown': 'une variable nommée n’est pas dans le fichier',
  'column-kind': 'cette règle demande une variable d’une autre nature (nombres, dates ou catégories)',
  'weights-invalid': 'les poids de sondage doivent être des nombres positifs ou nuls, non tous nuls',
  'variable-undeclared': 'le fichier a des variables que la spécification ne déclare pas',
  'variable-repeated': 'une variable est nommée deux fois',
  'rule-invalid': 'une règle de la spécification ne peut être appliquée',
  'hierarchy-invalid': 'une hiérarchie n’est pas emboîtée, ou il y manque une valeur du fichier',
  'no-quasi-identifier': 'aucune variable n’est déclarée quasi-identifiante',
  'too-few-rows': 'le fichier a trop peu de lignes pour cette protection',
  'no-solution':
    'aucune généralisation permise n’atteint la protection dans la limite de suppression permise',
  'too-many-sets':
    'trop d’ensembles de variables pour chercher les uniques spéciaux : donnez une taille plus petite',
  'table-too-large': 'les tableaux ont trop de cases pour être protégés en un temps utile',
  'table-unprotectable': 'une case sensible ne peut être protégée : rien ne peut être masqué à côté d’elle',
  'measure-negative': 'cette règle demande des contributions positives ou nulles',
  'release-differencing':
    'ce que cette diffusion montre et ce qu’une antérieure a montré révèlent ensemble une case sensible',
  'release-invalid': 'la fiche d’une diffusion antérieure ne se lit pas',
  'rounding-unsolved': 'aucun arrondi additif dans l’écart permis',
  'responses-too-unique':
    'plus d’enregistrements sont seuls par leurs réponses que la spécification n’en accepte',
};

/** What an error's data says, by its key. */
const FRENCH_KEYS: Readonly<Partial<Record<string, string>>> = {
  variable: 'variable',
  variables: 'variables',
  column: 'colonne',
  measure: 'mesure',
  contributors: 'contributeurs',
  rows: 'lignes',
  line: 'ligne',
  rule: 'règle',
  reason: 'raison',
  level: 'niveau',
  last: 'dernier niveau',
  code: 'code',
  category: 'modalité',
  cell: 'case',
  cells: 'cases',
  most: 'au plus',
  size: 'taille',
  release: 'diffusion',
  method: 'méthode',
  change: 'base ou modification',
  tabulated: 'variable du tableau',
  filtered: 'variable du filtre',
  unique: 'seuls',
  accepted: 'part acceptée',
  solver: 'solveur',
  rounds: 'essais',
  file: 'fichier',
  at: 'endroit',
  expected: 'attendu',
};

const FRENCH_REASONS: Readonly<Partial<Record<string, string>>> = {
  'a whole number from 1 on': 'un nombre entier à partir de 1',
  'a value of the file is not in the hierarchy': 'une valeur du fichier n’est pas dans la hiérarchie',
  'more than 2000 categories': 'plus de 2 000 modalités',
  'matching is for local suppression to k only': 'matching ne vaut que pour la suppression locale à k',
  'all values hidden': 'même en masquant toutes les valeurs',
  'not one of the categories': 'ce n’est pas une des modalités déclarées',
};

/** Null for other errors. `rowLine`: the line in the file of a row from 1. */
export function disclosureRefusal(
  error: unknown,
  rowLine: (row: number) => number = (row) => row + 1,
): Refusal | null {
  if (!(error instanceof DisclosureError)) return null;
  const data =
    typeof error.data.row === 'number' ? { ...error.data, line: rowLine(error.data.row) } : error.data;
  const details = Object.entries(data)
    .filter(([name]) => name !== 'row')
    .map(([name, value]) => `${FRENCH_KEYS[name] ?? name} : ${frenchValue(name, value)}`)
    .join(' ; ');
  const french = FRENCH[error.code];
  return new Refusal(
    error.code,
    {
      exit: EXIT.refused,
      en: error.message,
      fr: french === undefined ? error.message : [french, details].filter(Boolean).join(' ; '),
    },
    {},
    { details: data },
  );
}
