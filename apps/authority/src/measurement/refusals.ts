/** What the measurement commands refuse. Codes of the package itself (`MEASUREMENT_ERRORS`) are passed on with its words. */
import { MeasurementError } from '@cloison/measurement';
import { EXIT, Refusal, refusals } from '../feedback/refusal.ts';

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
    fr: 'Le fichier {path} ne se lit pas : {detail}',
    en: 'The file {path} cannot be read: {detail}',
  },
  'responses-bad': {
    exit: EXIT.refused,
    fr: '{count} cellules ou lignes du fichier {path} ne se lisent pas :\n{list}',
    en: '{count} cells or rows of the file {path} cannot be read:\n{list}',
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
  'option-bad': {
    exit: EXIT.usage,
    fr: 'L’option {option} attend {expected}.',
    en: 'The option {option} wants {expected}.',
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
  'options-apart': {
    exit: EXIT.usage,
    fr: 'Les options {options} ne vont pas ensemble.',
    en: 'The options {options} do not go together.',
  },
  'options-together': {
    exit: EXIT.usage,
    fr: 'L’option {option} demande aussi {needed}.',
    en: 'The option {option} also needs {needed}.',
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
  'items-twice': {
    exit: EXIT.refused,
    fr: 'Un élève rencontrerait deux fois : {items}',
    en: 'A pupil would meet twice: {items}',
  },
  'bank-small': {
    exit: EXIT.refused,
    fr: 'La banque ne suffit pas : un module demande {wanted} items, les règles en laissent {found}.',
    en: 'The bank is too small: a module wants {wanted} items, the rules leave {found}.',
  },
  'design-bad': {
    exit: EXIT.refused,
    fr: 'Le plan {path} ne se lit pas : {detail}',
    en: 'The design {path} cannot be read: {detail}',
  },
  'group-unknown': {
    exit: EXIT.refused,
    fr: 'Groupes inconnus de la calibration : {labels}',
    en: 'Groups that the calibration does not know: {labels}',
  },
});

const FRENCH: Readonly<Partial<Record<string, string>>> = {
  'too-few-persons': 'trop peu de personnes ont répondu',
  'too-few-items': 'trop peu d’items ont plus d’un score observé',
  'model-unfit': 'le modèle ne convient pas à ce type d’items',
  'no-maximum': 'la vraisemblance n’a pas de maximum : les estimations s’échappent',
  'not-converged': 'pas de convergence dans le nombre d’itérations permis',
  'groups-invalid': 'un groupe est inconnu, vide ou trop petit',
  'group-degenerate': 'les personnes d’un groupe ne diffèrent pas sur ces items',
  'weights-invalid': 'les poids doivent être des nombres positifs ou nuls, non tous nuls',
  'covariates-collinear': 'les variables de contexte sont combinaisons linéaires les unes des autres',
  'covariates-invalid': 'les variables de contexte doivent être des nombres, pour chaque personne',
  'anchors-invalid': 'un item d’ancrage est absent du fichier, ou n’a pas les mêmes scores',
  'dif-groups': 'il faut deux groupes d’au moins deux personnes',
  'linking-too-few': 'il faut au moins deux items communs',
  'linking-model': 'les items communs n’ont pas le même modèle des deux côtés',
  'linking-no-solution': 'les constantes de liaison ne peuvent être déterminées',
  'incomplete-data': 'cette statistique demande que chaque personne ait passé tous les items',
  'standard-invalid': 'les seuils ou la table des juges ne vont pas avec ces items',
  'replicates-invalid': 'il faut au moins deux poids de réplication, un pour chaque personne',
  'design-invalid': 'une strate n’a qu’une grappe : il en faut au moins deux',
  'imputations-invalid': 'une personne a certaines valeurs plausibles et pas les autres',
  'route-invalid':
    'les modules ne permettent pas d’orienter : il en faut deux, du plus facile au plus difficile',
  'score-out-of-range': 'un score n’est pas un nombre entier connu',
};

/** The package's errors as refusals of a command; other errors as they are. */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof MeasurementError)) return error;
  const details = Object.entries(error.data)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
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
    { details: error.data },
  );
}
