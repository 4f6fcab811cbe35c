/** What an analysis has to say of a domain besides numbers: stable codes, with their words. No person is in them. */

import { fill, type Lang, type Values, type Words } from '@cloison/command/refusal';
import { measurementWords, STANDARD_REMARKS } from '@cloison/study-files';

export const REMARKS = {
  ...STANDARD_REMARKS,
  'too-few-pupils': {
    fr: '{pupils} élève(s) : il en faut au moins {least} pour que quoi que ce soit soit calculé.',
    en: '{pupils} pupil(s): at least {least} are needed before anything is computed.',
  },
  'too-few-to-calibrate': {
    fr: '{pupils} élève(s) : statistiques classiques seulement, une calibration en demande au moins {least}.',
    en: '{pupils} pupil(s): classical statistics only; a calibration needs at least {least}.',
  },
  'equal-slopes-few-pupils': {
    fr: '{pupils} élève(s), moins de {least} : pentes égales (Rasch, crédit partiel).',
    en: '{pupils} pupil(s), fewer than {least}: equal slopes (Rasch, partial credit).',
  },
  'free-slopes-few-pupils': {
    fr: 'Pentes libres demandées pour {pupils} élève(s), moins de {least} : paramètres peu sûrs.',
    en: 'Free slopes were asked for with {pupils} pupil(s), fewer than {least}: parameters are uncertain.',
  },
  'equal-slopes-few-items': {
    fr: '{items} item(s) : pentes égales, car il en faut {least} pour estimer des pentes.',
    en: '{items} item(s): equal slopes, because {least} are needed to estimate slopes.',
  },
  'equal-slopes-no-solution': {
    fr: 'Les pentes libres n’ont pas de solution ({code}) : pentes égales.',
    en: 'Free slopes have no solution ({code}): equal slopes.',
  },
  'too-few-items': {
    fr: 'Moins de deux items où les élèves diffèrent : ni fidélité, ni calibration, ni échelle.',
    en: 'Fewer than two items on which pupils differ: no reliability, no calibration, no scale.',
  },
  'no-calibration': {
    fr: 'La calibration n’a pas de solution ({code}) : statistiques classiques seulement.',
    en: 'The calibration has no solution ({code}): classical statistics only.',
  },
  'no-spread': {
    fr: 'Les élèves ne diffèrent presque pas sur ces items (écart-type {sd}) : pas d’échelle.',
    en: 'Pupils hardly differ on these items (standard deviation {sd}): no scale.',
  },
  'no-standard-errors': {
    fr: 'L’information n’est pas définie positive : pas d’erreurs types des paramètres.',
    en: 'The information is not positive definite: no standard errors of parameters.',
  },
  'nodes-not-enough': {
    fr: 'Les nœuds de quadrature ne suffisent pas : deux fois plus changeraient le résultat.',
    en: 'There are too few quadrature nodes: twice as many would change the result.',
  },
  'lowest-score-only': {
    fr: 'Personne ne réussit : {items}. À l’écart de la calibration.',
    en: 'Nobody gets it right: {items}. Left out of the calibration.',
  },
  'one-score-only': {
    fr: 'Tous les élèves ont le même score : {items}. À l’écart de la calibration.',
    en: 'All pupils have the same score: {items}. Left out of the calibration.',
  },
  'no-score': {
    fr: 'Aucune réponse notée : {items}. À l’écart.',
    en: 'No scored answer: {items}. Left out.',
  },
  'scores-unfit': {
    fr: 'Scores négatifs, ou plus de {most} pas : {items}. À l’écart.',
    en: 'Negative scores, or more than {most} step(s): {items}. Left out.',
  },
  'negative-discrimination': {
    fr: 'Corrélation négative avec les autres items : {items}. Clé à vérifier.',
    en: 'Negative correlation with the other items: {items}. Check the key.',
  },
  incomplete: {
    fr: '{complete} élève(s) sur {pupils} {complete|a|ont} tous les items : alpha porte sur {complete|lui|eux} ; S-X² aussi sur les livrets de 100 élèves ou plus.',
    en: '{complete} of {pupils} pupil(s) {complete|has|have} every item: alpha is theirs; S-X² also of booklets of 100 pupils or more.',
  },
  'no-s-x2': {
    fr: 'S-X² n’a pas pu être calculé ({code}) ; infit et outfit le remplacent.',
    en: 'S-X² could not be computed ({code}); infit and outfit stand for it.',
  },
  'no-estimate': {
    fr: '{pupils} élève(s) sans estimation : aucun item calibré ne leur a été proposé.',
    en: '{pupils} pupil(s) without an estimate: they met no calibrated item.',
  },
  'threshold-out-of-reach': {
    fr: 'Seuil {points} : aucun niveau n’y correspond sur les items calibrés ; il n’est pas étudié.',
    en: 'Threshold {points}: no ability matches it on the calibrated items; it is not studied.',
  },
  'thresholds-equal': {
    fr: 'Les deux seuils séparent les mêmes élèves : ils comptent pour un.',
    en: 'Both thresholds part the same pupils: they count as one.',
  },
  'no-dimensions': {
    fr: 'Pas de calibration en plusieurs dimensions ({code}).',
    en: 'No calibration in several dimensions ({code}).',
  },
  'guessing-few-pupils': {
    fr: 'Pseudo-chance demandée pour {pupils} élève(s), moins de {least} : elle tient surtout à ce qui a été supposé d’avance.',
    en: 'Guessing was asked for with {pupils} pupil(s), fewer than {least}: it rests mostly on what was assumed beforehand.',
  },
  'groups-small': {
    fr: 'Colonne {column} : {labels} ont moins de {least} élève(s) ou de {schools} école(s) ; ils sont réunis, ou joints au groupe le plus nombreux.',
    en: 'Column {column}: {labels} have fewer than {least} pupil(s) or {schools} school(s); they are taken together, or with the largest group.',
  },
  'groups-one': {
    fr: 'Colonne {column} : un seul groupe ; une seule population est estimée.',
    en: 'Column {column}: one group only; one population is estimated.',
  },
  'groups-secret': {
    fr: 'Colonne {column} : une seule population est estimée, car les moyennes des groupes révéleraient quelques écoles, à côté de ce qui a été montré.',
    en: 'Column {column}: one population is estimated, because the means of the groups would tell of a few schools beside what was shown.',
  },
  'clusters-few': {
    fr: '{clusters} grappe(s), moins de {least} : les erreurs types par grappe sont trop petites, ou manquent.',
    en: '{clusters} cluster(s), fewer than {least}: standard errors by cluster are too small, or missing.',
  },
  'anchors-unlike': {
    fr: 'Items qui ne peuvent pas être des ancres cette année (écartés, autre modèle ou autres scores) : {items}.',
    en: 'Items that can’t be anchors this year (set aside, another model or other scores): {items}.',
  },
  'anchors-moved': {
    fr: 'Items communs qui ont changé de difficulté : {items}. Ils ne servent pas à relier les deux années.',
    en: 'Common items whose difficulty has changed: {items}. They do not link the two years.',
  },
  'no-link': {
    fr: 'Pas de liaison à l’année de référence ({code}) : pas d’échelle, aucun score d’élève.',
    en: 'No link to the reference year ({code}): no scale, no pupil’s score.',
  },
  'no-m2': {
    fr: 'M2 n’a pas pu être calculé ({code}) : il demande un seul groupe, et tous les items pour tous.',
    en: 'M2 could not be computed ({code}): it wants one group, and every item given to everybody.',
  },
  'dif-items': {
    fr: '{items} item(s) : comparer des groupes à réussite égale en demande au moins {least}.',
    en: '{items} item(s): comparing groups at equal success takes at least {least}.',
  },
  'dif-small': {
    fr: 'Colonne {column} : {labels} ont moins de {least} élève(s) ou de {schools} école(s) ; ces groupes ne sont pas comparés.',
    en: 'Column {column}: {labels} have fewer than {least} pupil(s) or {schools} school(s); these groups are not compared.',
  },
  'dif-one': {
    fr: 'Colonne {column} : un seul groupe, rien à comparer.',
    en: 'Column {column}: one group only, nothing to compare.',
  },
  'no-dif': {
    fr: 'Colonne {column}, {label} : la comparaison n’a pas de solution ({code}).',
    en: 'Column {column}, {label}: the comparison has no solution ({code}).',
  },
  'plausible-unconditioned': {
    fr: 'Valeurs plausibles sans variables de contexte ({code}) : les moyennes des groupes n’en sont pas tirées.',
    en: 'Plausible values without background ({code}): no means of groups come from them.',
  },
  'no-plausible': {
    fr: 'Pas de valeurs plausibles ({code}).',
    en: 'No plausible values ({code}).',
  },
  'regression-small': {
    fr: 'Régression latente non calculée : colonne {column}, {labels} ont moins de {minPupils} élève(s) ou de {minSchools} école(s). Retirez la colonne, ou prenez-en une plus grossière.',
    en: 'Latent regression not computed: column {column}, {labels} have fewer than {minPupils} pupil(s) or {minSchools} school(s). Leave the column out, or take a coarser one.',
  },
  'regression-secret': {
    fr: 'Régression latente non calculée : colonne {column}, ce qu’elle dirait de {labels} révélerait d’autres groupes de quelques élèves ou écoles, à côté de ce qui a été montré.',
    en: 'Latent regression not computed: column {column}, what it would say of {labels} would tell of other groups of a few pupils or schools beside what was shown.',
  },
  'regression-reference': {
    fr: 'Régression latente non calculée : colonne {column}, aucun élève n’a la modalité de référence « {reference} » ; il y a {labels}.',
    en: 'Latent regression not computed: column {column}, no pupil has the reference value “{reference}”; there are {labels}.',
  },
  'regression-one': {
    fr: 'Régression latente non calculée : colonne {column}, tous les élèves ont la même modalité.',
    en: 'Latent regression not computed: column {column}, all pupils have the same value.',
  },
  'regression-values': {
    fr: 'Régression latente non calculée : colonne {column}, {values} modalité(s), plus de {most}. Prenez une colonne plus grossière.',
    en: 'Latent regression not computed: column {column} has {values} value(s), more than {most}. Take a coarser column.',
  },
  'regression-collinear': {
    fr: 'Régression latente non calculée : une colonne se déduit des autres (ainsi la région du département). Retirez-en une.',
    en: 'Latent regression not computed: one column follows from the others (as the region does from the département). Leave one out.',
  },
  'no-regression': {
    fr: 'La régression latente n’a pas de solution ({code}).',
    en: 'The latent regression has no solution ({code}).',
  },
  'groups-hidden': {
    fr: '{groups} groupe(s) tu(s) par le secret statistique (moins de {minPupils} élève(s) ou de {minSchools} école(s), ou un autre groupe s’en déduirait, seul ou avec ce qui a été montré).',
    en: '{groups} group(s) kept secret (fewer than {minPupils} pupil(s) or {minSchools} school(s), or another group would follow, alone or with what was shown).',
  },
} as const satisfies Readonly<Record<string, Words>>;

export type RemarkCode = keyof typeof REMARKS;

/** Why there is no latent regression. */
export const REGRESSION_REFUSALS: readonly RemarkCode[] = [
  'regression-small',
  'regression-secret',
  'regression-reference',
  'regression-one',
  'regression-values',
  'regression-collinear',
  'no-regression',
];

export interface Remark {
  readonly code: RemarkCode;
  readonly values: Values;
}

export function sayRemark({ code, values }: Remark, lang: Lang): string {
  // Older analyses kept decimals as text.
  const said = Object.entries(values).map(([key, value]) => [
    key,
    key === 'code' ? causeIn(lang, value) : decimalIn(lang, value),
  ]);
  return fill(REMARKS[code][lang], Object.fromEntries(said), lang);
}

/** Why the measurement package refused, in words. */
function causeIn(lang: Lang, value: Values[string]): Values[string] {
  if (value === 'groups') return lang === 'fr' ? 'plusieurs groupes' : 'several groups';
  return typeof value === 'string' ? (measurementWords(value, lang) ?? value) : value;
}

function decimalIn(lang: Lang, value: Values[string]): Values[string] {
  const number = typeof value === 'string' && /^\d+\.\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && !Number.isInteger(number)
    ? new Intl.NumberFormat(lang, { maximumFractionDigits: 3 }).format(number)
    : value;
}
