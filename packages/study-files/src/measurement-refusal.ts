/** Errors of `@cloison/measurement` as refusals of a command, with French words. */
import { EXIT, type Lang, Refusal, type Words } from '@cloison/command/refusal';
import { MEASUREMENT_ERRORS, MeasurementError, type MeasurementErrorCode } from '@cloison/measurement';

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

/** What data of an error a person can act on, in words; the rest stands in `--json` alone. */
const DETAILS: Readonly<Record<string, Words>> = {
  item: { fr: 'item', en: 'item' },
  items: { fr: 'items', en: 'items' },
  unknown: { fr: 'inconnu', en: 'unknown' },
  twice: { fr: 'deux fois', en: 'twice' },
  tooFewItems: {
    fr: 'moins de deux items où les personnes diffèrent',
    en: 'fewer than two items on which persons differ',
  },
  tooFew: { fr: 'groupes de moins de deux personnes', en: 'groups of fewer than two persons' },
  lonely: { fr: 'seul', en: 'alone' },
  alone: { fr: 'seul', en: 'alone' },
  persons: { fr: 'personnes', en: 'persons' },
  row: { fr: 'ligne', en: 'row' },
  factor: { fr: 'facteur', en: 'factor' },
  levels: { fr: 'modalités', en: 'levels' },
  reference: { fr: 'référence', en: 'reference' },
  group: { fr: 'groupe', en: 'group' },
  groups: { fr: 'groupes', en: 'groups' },
  labels: { fr: 'groupes', en: 'groups' },
  collapsed: { fr: 'groupes', en: 'groups' },
  empty: { fr: 'vide', en: 'empty' },
  model: { fr: 'modèle', en: 'model' },
  statistic: { fr: 'statistique', en: 'statistic' },
  observed: { fr: 'scores observés', en: 'observed scores' },
  anchor: { fr: 'scores de l’ancre', en: 'scores of the anchor' },
  common: { fr: 'items communs', en: 'common items' },
  clusters: { fr: 'grappes', en: 'clusters' },
  strata: { fr: 'strates', en: 'strata' },
  replicates: { fr: 'jeux de poids', en: 'sets of weights' },
  thresholds: { fr: 'seuils', en: 'thresholds' },
  threshold: { fr: 'seuil', en: 'threshold' },
  judges: { fr: 'juges', en: 'judges' },
  judge: { fr: 'juge', en: 'judge' },
  modules: { fr: 'modules', en: 'modules' },
  dimensions: { fr: 'dimensions', en: 'dimensions' },
  between: { fr: 'entre', en: 'between' },
  nodes: { fr: 'nœuds', en: 'nodes' },
};
const MOST_NAMED = 12;

/** Null for what is no code of the measurement package. Without a capital or a full stop, to stand within a sentence. */
export function measurementWords(code: string, lang: Lang): string | null {
  if (!Object.hasOwn(MEASUREMENT_ERRORS, code)) return null;
  const known = code as MeasurementErrorCode;
  return lang === 'fr' ? FRENCH[known] : MEASUREMENT_ERRORS[known];
}

/** Null for other errors. */
export function measurementRefusal(error: unknown): Refusal | null {
  if (!(error instanceof MeasurementError)) return null;
  const said = (lang: Lang) =>
    [lang === 'fr' ? FRENCH[error.code] : MEASUREMENT_ERRORS[error.code], ...detailsOf(error, lang)]
      .filter(Boolean)
      .join(lang === 'fr' ? ' ; ' : '; ');
  return new Refusal(
    error.code,
    { exit: EXIT.refused, fr: asSentence(said('fr')), en: asSentence(said('en')) },
    {},
    { details: error.data },
  );
}

function detailsOf({ data }: MeasurementError, lang: Lang): string[] {
  return Object.entries(data).flatMap(([name, value]) => {
    const words = Object.hasOwn(DETAILS, name) ? DETAILS[name] : undefined;
    const text = sayValue(name, value, lang);
    return words === undefined || text === null
      ? []
      : [`${words[lang]}${lang === 'fr' ? ' :' : ':'} ${text}`];
  });
}

/** Rows are counted from 1 for people. Null: a value that says nothing to them. */
function sayValue(name: string, value: unknown, lang: Lang): string | null {
  if (typeof value === 'number')
    return new Intl.NumberFormat(lang, { maximumFractionDigits: 4 }).format(
      name === 'row' ? value + 1 : value,
    );
  if (typeof value === 'string') return lang === 'fr' ? `« ${value} »` : `“${value}”`;
  if (!Array.isArray(value)) return null;
  const all = value.flatMap((one) => sayValue(name, one, lang) ?? []);
  const more = all.length > MOST_NAMED ? [`… (${all.length})`] : [];
  return all.length === 0 ? null : [...all.slice(0, MOST_NAMED), ...more].join(', ');
}

const asSentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
