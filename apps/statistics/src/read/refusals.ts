/** What the measurement commands refuse. Codes of the package itself (`MEASUREMENT_ERRORS`) are passed on with its words. */
import { EXIT, refusals } from '@cloison/command';

export const refuseMeasurement = refusals({
  'responses-missing': {
    exit: EXIT.refused,
    fr: 'Fichier introuvable : {path}',
    en: 'No such file: {path}',
  },
  'responses-empty': {
    exit: EXIT.refused,
    fr: 'Le fichier {path} ne contient aucune ligne de réponses.',
    en: 'The file {path} holds no row of responses.',
  },
  'responses-unreadable': {
    exit: EXIT.refused,
    fr: 'Le fichier {path} ne se lit pas : {fr}',
    en: 'The file {path} cannot be read: {en}',
  },
  'responses-bad': {
    exit: EXIT.refused,
    fr: '{count} cellule(s) ou ligne(s) du fichier {path} ne se {count|lit|lisent} pas :\n{list}',
    en: '{count} cell(s) or row(s) of the file {path} cannot be read:\n{list}',
  },
  'weights-zero': {
    exit: EXIT.refused,
    fr: 'Tous les poids du fichier {path} (colonne « {column} ») sont nuls : aucune réponse ne compterait.',
    en: 'All weights of the file {path} (column “{column}”) are zero: no response would count.',
  },
  'header-unclear': {
    exit: EXIT.refused,
    fr: 'La première ligne de {path} peut être un en-tête ou une ligne de réponses : dites-le par --header yes ou --header no.',
    en: 'The first line of {path} may be a header or a row of responses: say which by --header yes or --header no.',
  },
  'column-unknown': {
    exit: EXIT.refused,
    fr: 'Colonnes absentes du fichier : {columns}. Il y a : {known}',
    en: 'Columns that are not in the file: {columns}. There are: {known}',
  },
  'key-bad': {
    exit: EXIT.refused,
    fr: 'La clé {path} ne se lit pas :\n{list}',
    en: 'The key {path} cannot be read:\n{list}',
  },
  'calibration-bad': {
    exit: EXIT.refused,
    fr: '{path} n’est pas une calibration écrite par « cloison measurement calibrate » : {detail}',
    en: '{path} is not a calibration written by "cloison measurement calibrate": {detail}',
  },
  'groups-needed': {
    exit: EXIT.refused,
    fr: 'Il faut deux groupes dans la colonne {column} ; il y a : {labels}. Choisissez-les par --reference et --focal.',
    en: 'Two groups are needed in the column {column}; there are: {labels}. Choose them by --reference and --focal.',
  },
  'table-bad': {
    exit: EXIT.refused,
    fr: 'La table {path} n’est pas valable, {count} problème(s) :\n{list}',
    en: 'The table {path} is not valid, {count} problem(s):\n{list}',
  },
  'standard-impossible': {
    exit: EXIT.refused,
    fr: 'La table {path} ne donne pas de seuils : {fr}',
    en: 'The table {path} gives no thresholds: {en}',
  },
  'population-conditional': {
    exit: EXIT.refused,
    fr: 'La population de cette calibration dépend de variables de contexte ({names}) : donnez les scores des élèves par --scores.',
    en: 'The population of this calibration depends on background ({names}): give pupils’ scores by --scores.',
  },
  'items-unknown': {
    exit: EXIT.refused,
    fr: 'Items absents de {path} : {items}',
    en: 'Items that are not in {path}: {items}',
  },
  'items-bad': {
    exit: EXIT.refused,
    fr: 'Des items du dossier {path} ne se lisent pas, {count} problème(s) :\n{french}',
    en: 'Items of the folder {path} cannot be read, {count} problem(s):\n{list}',
  },
  'items-twice': {
    exit: EXIT.refused,
    fr: 'Un élève rencontrerait deux fois : {items}',
    en: 'A pupil would meet twice: {items}',
  },
  'bank-small': {
    exit: EXIT.refused,
    fr: 'La banque ne suffit pas : un module demande {wanted} item(s), les règles en laissent {found}.',
    en: 'The bank is too small: a module wants {wanted} item(s), the rules leave {found}.',
  },
  'design-bad': {
    exit: EXIT.refused,
    fr: 'Le plan {path} ne se lit pas : {detail}',
    en: 'The design {path} cannot be read: {detail}',
  },
  'groups-many': {
    exit: EXIT.refused,
    fr: 'La colonne {column} a {groups} groupes ; {most} au plus.',
    en: 'The column {column} has {groups} groups; {most} at most.',
  },
  'group-unknown': {
    exit: EXIT.refused,
    fr: 'Groupes inconnus de la calibration : {labels}',
    en: 'Groups that the calibration does not know: {labels}',
  },
});
