/** An inspector’s screens. */
import { french } from './counts.ts';

const fr = {
  kinds: {
    region: 'Région académique',
    academie: 'Académie',
    departement: 'Département',
    circonscription: 'Circonscription',
    other: 'Territoire',
  },
  sentence: (behind: number, all: number) =>
    behind === 0
      ? `Toutes les écoles ont commencé (${all}).`
      : behind === all
        ? `Aucune école n’a encore commencé, sur ${all}.`
        : `${behind} école${french.s(behind)} sur ${all} n’${behind > 1 ? 'ont' : 'a'} pas commencé.`,
  allHidden: (all: number) =>
    `${all} école${french.s(all)}, de trop peu d’élèves pour que l’avancement soit montré.`,
  none: 'La participation n’est pas encore arrivée.',
  noSchool: 'Aucune école de ce territoire n’a d’élève à ce niveau.',
  choose: 'Niveau et séquence',
  search: 'Chercher une école, une commune, un UAI',
  show: 'Montrer',
  all: 'Toutes',
  schoolsByState: 'Écoles selon leur avancement',
  pupilsSentence: (expected: number, done: string, left: string) =>
    `Élèves : ${expected} attendus, ${done} ont terminé ou sont absents, ${left} restent.`,
  secrecy: (fewest: number) =>
    `Un groupe de moins de ${fewest} élèves n’est pas montré : deux nombres l’encadrent. Une école qui a moins de ${fewest} élèves à ce niveau n’a que son nom, et ne compte pas dans les sommes.`,
  missing: (parts: number) =>
    `La plateforme ne donne pas ${parts > 1 ? `${parts} parties` : 'une partie'} de la liste : des écoles manquent. Si cela dure, prévenez le service.`,
  span: (low: number, high: number) => (low === high ? String(low) : `${low} à ${high}`),
  states: {
    notBegun: 'Pas commencé',
    underWay: 'En cours',
    done: 'Terminé',
    hidden: 'Trop peu d’élèves',
  },
  school: 'École',
  uai: 'UAI',
  town: 'Commune',
  state: 'Avancement',
  expected: 'Attendus',
  done: 'Terminés ou absents',
  left: 'Restent',
  complete: 'Terminés',
  absent: 'Absents',
  begun: 'Commencés',
  notBegun: 'Pas commencés',
  shown: (shown: number, all: number) =>
    `${shown} école${french.s(shown)} montrée${french.s(shown)} sur ${all}.`,
  showAll: 'Montrer toutes les écoles',
  nothingFound: 'Aucune école ne correspond.',
  table: 'Tableau (CSV)',
  print: 'Imprimer',
  results: 'Résultats du territoire',
  participation: 'Participation',
  own: 'Votre territoire',
  level: 'Niveau',
  domain: 'Domaine',
  place: 'Lieu',
  spread: 'Répartition',
  pupils: 'Élèves',
  mean: 'Score moyen',
  outOf: 'Sur',
  meanOf: (mean: string, max: string) => `${mean} sur ${max}`,
  noResults: 'Le service n’a pas encore diffusé de résultats pour ce territoire.',
  resultsIntro:
    'Chiffres diffusés par le service statistique, le secret statistique appliqué : ce qui aurait fait reconnaître quelques élèves ou quelques écoles est masqué, et d’autres cases avec, pour qu’une soustraction ne le rende pas.',
  hidden: 'masqué',
  ownHidden: 'Couvert par le secret statistique.',
  released: (date: string) => `Diffusé le ${date}`,
  map: {
    title: 'Par département',
    departement: 'Département',
    schools: 'Écoles',
    notBegun: 'N’ont pas commencé',
    group: 'Groupe',
    /** Bounds of a share. Equal bounds: the share itself. */
    percent: (low: number, high: number) => (low === high ? `${low}\u00a0%` : `${low} à ${high}\u00a0%`),
    shortPercent: (low: number, high: number) => (low === high ? `${low}\u00a0%` : `${low}–${high}\u00a0%`),
    labelDone: (name: string) =>
      `Carte, ${name} : part des élèves qui ont terminé ou sont absents, par département. Le tableau à côté dit la même chose.`,
    labelGroup: (group: string, domain: string) =>
      `Carte, ${domain} : part des élèves du groupe « ${group} », par département. Le tableau à côté dit la même chose.`,
    legendDone: {
      0: 'aucun élève',
      1: 'moins de 25\u00a0%',
      2: 'moins de 50\u00a0%',
      3: 'moins de 80\u00a0%',
      4: '80\u00a0% et plus',
    },
    fewPupils: 'Trop peu d’élèves pour que l’avancement soit montré',
    secret: 'masqué par le secret statistique',
  },
};

export type AreaWords = typeof fr;

const en: AreaWords = {
  kinds: {
    region: 'Region',
    academie: 'Académie',
    departement: 'Département',
    circonscription: 'District',
    other: 'Area',
  },
  sentence: (behind, all) =>
    behind === 0
      ? `All schools have begun (${all}).`
      : behind === all
        ? `No school has begun yet, of ${all}.`
        : `${behind} of ${all} schools ${behind > 1 ? 'have' : 'has'} not begun.`,
  allHidden: (all) =>
    `${all} ${all > 1 ? 'schools' : 'school'}, with too few pupils for their progress to be shown.`,
  none: 'Participation has not arrived yet.',
  noSchool: 'No school of this area has pupils at this level.',
  choose: 'Level and sequence',
  search: 'Find a school, a town, a UAI',
  show: 'Show',
  all: 'All',
  schoolsByState: 'Schools by their progress',
  pupilsSentence: (expected, done, left) =>
    `Pupils: ${expected} expected, ${done} have finished or are absent, ${left} are left.`,
  secrecy: (fewest) =>
    `A group of fewer than ${fewest} pupils is not shown: two numbers enclose it. A school with fewer than ${fewest} pupils at this level has its name only, and is in no sum.`,
  missing: (parts) =>
    `The platform does not give ${parts > 1 ? `${parts} parts` : 'one part'} of the list: schools are missing. If it lasts, tell the office.`,
  span: (low, high) => (low === high ? String(low) : `${low} to ${high}`),
  states: { notBegun: 'Not started', underWay: 'Under way', done: 'Finished', hidden: 'Too few pupils' },
  school: 'School',
  uai: 'UAI',
  town: 'Town',
  state: 'Progress',
  expected: 'Expected',
  done: 'Finished or absent',
  left: 'Left',
  complete: 'Finished',
  absent: 'Absent',
  begun: 'Begun',
  notBegun: 'Not started',
  shown: (shown, all) => `${shown} of ${all} ${all > 1 ? 'schools' : 'school'} shown.`,
  showAll: 'Show all schools',
  nothingFound: 'No school matches.',
  table: 'Table (CSV)',
  print: 'Print',
  results: 'Results of the area',
  participation: 'Participation',
  own: 'Your area',
  level: 'Level',
  domain: 'Domain',
  place: 'Place',
  spread: 'Distribution',
  pupils: 'Pupils',
  mean: 'Mean score',
  outOf: 'Out of',
  meanOf: (mean, max) => `${mean} out of ${max}`,
  noResults: 'The office has not released results for this area yet.',
  resultsIntro:
    'Figures released by the statistics office under statistical secrecy: what would have identified a few pupils or a few schools is hidden, and other cells with it, so that no subtraction brings it back.',
  hidden: 'hidden',
  ownHidden: 'Under statistical secrecy.',
  released: (date) => `Released on ${date}`,
  map: {
    title: 'By département',
    departement: 'Département',
    schools: 'Schools',
    notBegun: 'Not started',
    group: 'Group',
    percent: (low, high) => (low === high ? `${low}%` : `${low} to ${high}%`),
    shortPercent: (low, high) => (low === high ? `${low}%` : `${low}–${high}%`),
    labelDone: (name) =>
      `Map, ${name}: share of pupils who have finished or are absent, by département. The table beside it says the same.`,
    labelGroup: (group, domain) =>
      `Map, ${domain}: share of pupils in the group “${group}”, by département. The table beside it says the same.`,
    legendDone: { 0: 'no pupil', 1: 'under 25%', 2: 'under 50%', 3: 'under 80%', 4: '80% and more' },
    fewPupils: 'Too few pupils for progress to be shown',
    secret: 'hidden by statistical secrecy',
  },
};

export const area = { fr, en };
