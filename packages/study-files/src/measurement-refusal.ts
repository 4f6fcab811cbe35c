/** Errors of `@cloison/measurement` as refusals of a command, with French words. */
import { EXIT, Refusal } from '@cloison/command/refusal';
import { MeasurementError, type MeasurementErrorCode } from '@cloison/measurement';

const FRENCH = {
  'too-few-persons': 'trop peu de personnes ont répondu',
  'too-few-items': 'trop peu d’items ont plus d’un score observé',
  'model-unfit': 'le modèle ne convient pas à ce type d’items',
  'no-maximum': 'la vraisemblance n’a pas de maximum : les estimations s’échappent',
  'not-converged': 'pas de convergence dans le nombre d’itérations permis',
  'groups-invalid': 'un groupe est inconnu, vide ou trop petit',
  'group-degenerate': 'les personnes d’un groupe ne diffèrent pas sur ces items',
  'weights-invalid': 'les poids doivent être des nombres positifs ou nuls, non tous nuls',
  'covariates-collinear': 'les variables de contexte sont combinaisons linéaires les unes des autres',
  'covariates-invalid':
    'les variables de contexte doivent être des nombres, ou des facteurs de 2 à 50 modalités, pour chaque personne',
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
  'nodes-invalid': 'la quadrature demande au moins 5 nœuds, sur un intervalle non vide',
  'matrix-not-positive-definite': 'une matrice qui doit être définie positive ne l’est pas',
  'too-many-moments': 'trop d’items : cette statistique croît comme la puissance quatrième de leur nombre',
  'dimensions-invalid':
    'il faut deux à quatre dimensions, de deux items ou plus chacune, et chaque item dans une seule',
  'dimensions-same':
    'deux dimensions ne se distinguent pas : leur corrélation atteint 0,99 ; calibrez-les comme une seule',
} as const satisfies Readonly<Record<MeasurementErrorCode, string>>;

/** Null for other errors. */
export function measurementRefusal(error: unknown): Refusal | null {
  if (!(error instanceof MeasurementError)) return null;
  const details = Object.entries(error.data)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(' ; ');
  return new Refusal(
    error.code,
    {
      exit: EXIT.refused,
      en: error.message,
      fr: [FRENCH[error.code], details].filter(Boolean).join(' ; '),
    },
    {},
    { details: error.data },
  );
}
