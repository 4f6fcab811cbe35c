/** Everything that can be wrong with a roster file. Words show the cell at fault only where it names nobody. */
import { Problems } from '@cloison/command/problem';
import type { Words } from '@cloison/command/refusal';

export const ROSTER_PROBLEMS = {
  'file-missing': {
    fr: 'Ce fichier n’existe pas, ou n’est pas lisible.',
    en: 'This file does not exist, or can’t be read.',
  },
  'file-empty': {
    fr: 'Ce fichier est vide : il faut une ligne d’en-tête.',
    en: 'This file is empty: it needs a header line.',
  },
  'file-swapped': {
    fr: 'Les deux fichiers sont intervertis : --schools veut celui des écoles, --pupils celui des élèves.',
    en: 'The two files are swapped: --schools wants that of the schools, --pupils that of the pupils.',
  },
  'encoding-1252': {
    fr: 'L’octet {byte} n’est pas de l’UTF-8 (« {guess} » en Windows-1252 ?). Convertissez tout le fichier : iconv -f WINDOWS-1252 -t UTF-8 {file} > {file}.utf8, ou dans Excel « CSV UTF-8 ».',
    en: 'Byte {byte} is not UTF-8 (“{guess}” in Windows-1252?). Convert the whole file: iconv -f WINDOWS-1252 -t UTF-8 {file} > {file}.utf8, or “CSV UTF-8” in Excel.',
  },
  'encoding-byte': {
    fr: 'L’octet {byte} n’est pas de l’UTF-8 (« {guess} » en Windows-1252 ?).',
    en: 'Byte {byte} is not UTF-8 (“{guess}” in Windows-1252?).',
  },
  'encoding-mixed': {
    fr: 'L’octet {byte} n’est pas de l’UTF-8 (« {guess} » en Windows-1252 ?), alors que d’autres lignes en sont : deux fichiers mis bout à bout ? Exportez-les de nouveau, chacun pour soi.',
    en: 'Byte {byte} is not UTF-8 (“{guess}” in Windows-1252?), while other lines are: two files put together? Export them again, each by itself.',
  },
  'encoding-more': {
    fr: 'et {count} autre(s) ligne(s) avec des octets qui ne sont pas de l’UTF-8.',
    en: 'and {count} more line(s) with bytes that are not UTF-8.',
  },
  'encoding-utf16': {
    fr: 'Le fichier est en UTF-16. Convertissez-le : iconv -f UTF-16 -t UTF-8 {file} > {file}.utf8, ou dans Excel « CSV UTF-8 ».',
    en: 'The file is UTF-16. Convert it: iconv -f UTF-16 -t UTF-8 {file} > {file}.utf8, or “CSV UTF-8” in Excel.',
  },
  'file-not-text': {
    fr: 'Ce fichier est une archive ou un classeur, que l’import ne lit pas : décompressez-le, ou enregistrez-le en CSV.',
    en: 'This file is an archive or a workbook, which an import does not read: unpack it, or save it as CSV.',
  },
  'separator-semicolon': {
    fr: 'Les colonnes sont séparées par des points-virgules : il faut des virgules.',
    en: 'Columns are separated by semicolons: commas are needed.',
  },
  'separator-tab': {
    fr: 'Les colonnes sont séparées par des tabulations : il faut des virgules.',
    en: 'Columns are separated by tabs: commas are needed.',
  },
  'column-missing': { fr: 'Il manque la colonne « {column} ».', en: 'Column “{column}” is missing.' },
  'column-unknown': {
    fr: 'La colonne « {column} » n’est pas prévue (prévues : {expected}).',
    en: 'Column “{column}” is not expected (expected: {expected}).',
  },
  'column-twice': {
    fr: 'La colonne « {column} » est là deux fois.',
    en: 'Column “{column}” is there twice.',
  },
  'cell-count': {
    fr: '{found} cellule(s) au lieu de {expected}.',
    en: '{found} cell(s) instead of {expected}.',
  },
  quote: {
    fr: 'Guillemet mal placé : une cellule qui en contient s’écrit "comme ""ceci""".',
    en: 'Misplaced quote: a cell that holds one is written "like ""this""".',
  },
  'quote-open': {
    fr: 'Un guillemet s’ouvre ici ou plus haut, et ne se ferme jamais.',
    en: 'A quote opens here or above, and never closes.',
  },
  'cell-empty': { fr: '« {column} » est vide.', en: '“{column}” is empty.' },
  'cell-long': { fr: '« {column} » a plus de {max} signes.', en: '“{column}” has more than {max} symbols.' },
  'cell-control': {
    fr: '« {column} » contient un saut de ligne ou un signe invisible.',
    en: '“{column}” holds a line break or an invisible symbol.',
  },
  'uai-form': {
    fr: '« {uai} » n’est pas un UAI : 7 chiffres et une lettre.',
    en: '“{uai}” is not a UAI: 7 digits and a letter.',
  },
  'uai-letter': {
    fr: 'L’UAI « {uai} » a une lettre de contrôle fausse (ce serait {letter}).',
    en: 'UAI “{uai}” has a wrong control letter (it would be {letter}).',
  },
  'uai-twice': {
    fr: 'L’UAI « {uai} » est déjà ligne {first}.',
    en: 'UAI “{uai}” is on line {first} already.',
  },
  'uai-unknown': {
    fr: 'L’UAI « {uai} » n’est pas dans le fichier des écoles.',
    en: 'UAI “{uai}” is not in the schools’ file.',
  },
  'uai-area': {
    fr: 'L’UAI « {uai} » n’est dans aucune zone du calendrier.',
    en: 'UAI “{uai}” is in no area of the calendar.',
  },
  sector: { fr: '« {value} » : le secteur est PU ou PR.', en: '“{value}”: the sector is PU or PR.' },
  priority: {
    fr: '« {value} » : l’éducation prioritaire est HEP, REP ou REP+.',
    en: '“{value}”: priority education is HEP, REP or REP+.',
  },
  'level-unknown': {
    fr: 'Le niveau « {value} » n’est pas de cette campagne ({expected}).',
    en: 'Level “{value}” is not of this campaign ({expected}).',
  },
  'ine-form': {
    fr: 'Un INE a 11 signes : 9 chiffres, un chiffre ou une lettre, une lettre.',
    en: 'An INE has 11 symbols: 9 digits, a digit or letter, a letter.',
  },
  'ine-twice': { fr: 'Cet INE est déjà ligne {first}.', en: 'This INE is on line {first} already.' },
  'date-form': {
    fr: 'Une date de naissance s’écrit AAAA-MM-JJ.',
    en: 'A date of birth is written YYYY-MM-DD.',
  },
  'date-impossible': { fr: 'Cette date n’existe pas.', en: 'There is no such date.' },
  'birth-year': {
    fr: 'Année de naissance impossible pour un élève en {year}.',
    en: 'Impossible year of birth for a pupil in {year}.',
  },
  'date-french': {
    fr: 'Une date de naissance s’écrit JJ/MM/AAAA ou AAAA-MM-JJ.',
    en: 'A date of birth is written DD/MM/YYYY or YYYY-MM-DD.',
  },
  sex: { fr: 'Le sexe s’écrit : {expected}.', en: 'Sex is written: {expected}.' },
  'folder-empty': {
    fr: 'Ce dossier ne contient ni fichier .csv, ni fichier .xml.',
    en: 'This folder holds no .csv and no .xml file.',
  },
  'file-large': {
    fr: 'Ce fichier a plus de {max} Mo : un export SIECLE est celui d’un établissement.',
    en: 'This file has more than {max} MB: a SIECLE export is that of one school.',
  },
  'onde-uai': {
    fr: 'De quelle école est cet export ONDE ? Son nom commence par l’UAI (0750001A.csv), ou il a une colonne UAI.',
    en: 'Of which school is this ONDE export? Its name begins with the UAI (0750001A.csv), or it has a column UAI.',
  },
  'ine-elsewhere': {
    fr: 'Cet INE est déjà dans {file}, ligne {first}, pour la même école.',
    en: 'This INE is in {file}, line {first}, already, for the same school.',
  },
  'xml-broken': { fr: 'Ce n’est plus du XML bien formé ici.', en: 'This is no longer well-formed XML.' },
  'xml-unclosed': {
    fr: 'Le fichier finit avant que l’élément {tag} soit fermé : est-il entier ?',
    en: 'The file ends before the element {tag} is closed: is it complete?',
  },
  'xml-entity': {
    fr: 'Ce renvoi (« &… ; ») ne dit rien ici : écrivez le signe lui-même.',
    en: 'This reference (“&…;”) means nothing here: write the character itself.',
  },
  'xml-character': { fr: 'Un signe interdit dans du XML.', en: 'A character that XML does not allow.' },
  'xml-encoding': {
    fr: 'L’encodage annoncé, {encoding}, n’est pas de ceux qui sont lus ({expected}).',
    en: 'The stated encoding, {encoding}, is not one that is read ({expected}).',
  },
  'xml-root': {
    fr: 'L’élément {found} n’est pas BEE_ELEVES : est-ce bien l’export « Élèves sans adresses » de SIECLE ?',
    en: 'Element {found} is not BEE_ELEVES: is it SIECLE’s export of pupils without addresses?',
  },
  'siecle-structures': {
    fr: 'Ce fichier ne donne la classe d’aucun élève (STRUCTURES_ELEVE, type D) : dans SIECLE, exportez après l’affectation dans les divisions.',
    en: 'This file gives no pupil’s class (STRUCTURES_ELEVE, type D): in SIECLE, export after pupils were put into classes.',
  },
  'oneroster-file': {
    fr: 'Il manque {file} : un dossier OneRoster a manifest.csv, orgs.csv, classes.csv, users.csv, enrollments.csv et demographics.csv.',
    en: '{file} is missing: a OneRoster folder has manifest.csv, orgs.csv, classes.csv, users.csv, enrollments.csv and demographics.csv.',
  },
  'oneroster-version': {
    fr: 'oneroster.version est « {value} » : la version lue est 1.2.',
    en: 'oneroster.version is “{value}”: the version that is read is 1.2.',
  },
  'oneroster-delta': {
    fr: '« {file} » est annoncé « {value} » : un import demande des fichiers entiers (bulk).',
    en: '“{file}” is stated “{value}”: an import needs whole files (bulk).',
  },
  'oneroster-reference': {
    fr: '« {column} » renvoie à un identifiant qui n’est pas dans {file}.',
    en: '“{column}” refers to an identifier that is not in {file}.',
  },
  'oneroster-twice': {
    fr: 'Ce sourcedId est déjà ligne {first}.',
    en: 'This sourcedId is on line {first} already.',
  },
  'oneroster-birth': {
    fr: 'Cet élève n’a pas de ligne dans demographics.csv (date de naissance et sexe).',
    en: 'This pupil has no line in demographics.csv (date of birth and sex).',
  },
  'accommodation-unknown': {
    fr: 'Un aménagement n’est pas de cette campagne ({expected}).',
    en: 'An accommodation is not of this campaign ({expected}).',
  },
  'area-code': {
    fr: '« {value} » : un territoire se nomme par une lettre, puis des lettres sans accent, chiffres ou tirets (40 au plus).',
    en: '“{value}”: an area is named by a letter, then letters without accents, digits or hyphens (40 at most).',
  },
  'area-reserved': {
    fr: 'Les noms en « {prefix} » sont ceux des territoires que la campagne connaît déjà.',
    en: 'Names in “{prefix}” are those of the areas that the campaign knows already.',
  },
  'area-kind': {
    fr: '« {value} » : le type est {expected}.',
    en: '“{value}”: the type is {expected}.',
  },
  'area-differs': {
    fr: 'Le territoire « {area} » a un autre type ou un autre nom ligne {first}.',
    en: 'Area “{area}” has another type or another name on line {first}.',
  },
  'area-uai-twice': {
    fr: 'L’UAI « {uai} » est déjà dans « {area} », ligne {first}.',
    en: 'UAI “{uai}” is in “{area}” already, on line {first}.',
  },
  'areas-many': { fr: 'Plus de {max} territoire(s).', en: 'More than {max} area(s).' },
  weight: {
    fr: '« {value} » : un poids est un nombre au-dessus de 0, au plus {most}.',
    en: '“{value}”: a weight is a number above 0, {most} at most.',
  },
} as const satisfies Readonly<Record<string, Words>>;

export type RosterProblems = Problems<keyof typeof ROSTER_PROBLEMS>;

export function rosterProblems(): RosterProblems {
  return new Problems<keyof typeof ROSTER_PROBLEMS>(ROSTER_PROBLEMS);
}
