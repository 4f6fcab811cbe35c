/** The head’s screens: participation, codes and slips, results of the school. */
import { english, french } from './counts.ts';
import type { SchoolType } from './school-type.ts';

const ofSchool = (schoolType: SchoolType) => (schoolType === 'ecole' ? 'de l’école' : 'de l’établissement');

const fr = {
  participation: 'Participation',
  class: 'Classe',
  level: 'Niveau',
  sequence: 'Séquence',
  expected: 'Attendus',
  sentence: (complete: number, all: number, absent: number) =>
    `${complete} passation${french.s(complete)} sur ${all} ${complete > 1 ? 'sont terminées' : 'est terminée'}${absent > 0 ? ` ; ${absent} absence${french.s(absent)}` : ''}.`,
  noParticipation: 'La participation n’est pas encore arrivée.',
  todo: {
    codes: 'Distribuer les codes des enseignants',
    slips: 'Imprimer les étiquettes des élèves',
    results: (schoolType: SchoolType) => `Lire les résultats ${ofSchool(schoolType)}`,
    follow: (label: string, left: number) => `${label} : ${left} passation${french.s(left)} à terminer`,
  },
  codes: 'Codes et étiquettes',
  codesIntro:
    'Les codes ouvrent des noms et des réponses. Imprimez-les quand il le faut, remettez-les en main propre, ne les envoyez pas.',
  printFromPage:
    'Pour imprimer les codes, appuyez sur « Imprimer » dans la page : elle vérifie d’abord lesquels ont été remplacés.',
  teacherCards: 'Cartes des enseignants',
  cardsCount: (count: number) => `${count} carte${french.s(count)}, une par enseignant`,
  slipsOf: (label: string) => `Étiquettes de ${label}`,
  slipsCount: (count: number) => `${count} étiquette${french.s(count)}, dix par page`,
  slipsNone: 'Saisie par l’enseignant : pas d’étiquettes',
  noCodes: 'Aucun code n’est publié pour l’instant.',
  codesClosed: (opens: string | null, closes: string | null) =>
    opens === null || closes === null
      ? 'Les codes ne sont pas disponibles en ce moment.'
      : `Les codes sont disponibles du ${opens} au ${closes}.`,
  codesReplaced:
    'Les accès ont changé : les codes qui étaient affichés ici ne servent peut-être plus. N’en distribuez pas ; déconnectez-vous et entrez avec votre nouveau code pour avoir ceux qui servent.',
  codesMissing: (classes: number) =>
    `Les codes ${classes > 1 ? `de ${classes} classes` : 'd’une classe'} ne sont pas arrivés : la plateforme ne les donne pas. La page réessaie ; si cela dure, prévenez l’assistance de la campagne.`,
  slip: {
    code: 'Ton code : ne le montre à personne.',
    number: (order: string) => `N° d’ordre ${order}`,
    receipts: 'Reçu',
    goTo: 'Va à l’adresse',
    cut: 'À détacher avant de donner l’étiquette',
    rehearsal: 'CAMPAGNE BLANCHE',
  },
  card: {
    title: 'Code d’enseignant',
    which: 'Carte',
    number: (rank: number) => `carte ${rank}`,
    goTo: 'Adresse',
    keep: 'Ce code ouvre les noms, la saisie et les résultats de la classe. Gardez-le pour vous ; s’il est perdu, la direction en demande un autre.',
  },
  results: (schoolType: SchoolType) => `Résultats ${ofSchool(schoolType)}`,
  noResults: (schoolType: SchoolType) => `Les résultats ${ofSchool(schoolType)} ne sont pas encore arrivés.`,
  resultsIntro:
    'Nombre d’élèves dans chaque groupe, par classe et par domaine. La barre entière est la classe entière ; ce qui reste blanc n’a pas encore de résultat.',
  allClasses: 'Ensemble',
  noResultYet: 'Pas encore de résultat',
  fewResults: (fewest: number) => `Moins de ${fewest} résultats`,
  shares: (needs: string, fragile: string, satisfactory: string) =>
    `${needs} % · ${fragile} % · ${satisfactory} %`,
};

export type HeadWords = typeof fr;

const en: HeadWords = {
  participation: 'Participation',
  class: 'Class',
  level: 'Level',
  sequence: 'Sequence',
  expected: 'Expected',
  sentence: (complete, all, absent) =>
    `${complete} of ${all} sittings are complete${absent > 0 ? `; ${absent} absence${english.s(absent)}` : ''}.`,
  noParticipation: 'Participation has not arrived yet.',
  todo: {
    codes: 'Hand out the teachers’ codes',
    slips: 'Print the pupils’ slips',
    results: () => 'Read the school’s results',
    follow: (label, left) => `${label}: ${left} sitting${english.s(left)} to go`,
  },
  codes: 'Codes and slips',
  codesIntro:
    'Codes open names and answers. Print them when they are needed, hand them over in person, do not send them.',
  printFromPage:
    'To print the codes, press “Print” in the page: it first checks which of them were replaced.',
  teacherCards: 'Teachers’ cards',
  cardsCount: (count) => `${count} card${english.s(count)}, one for each teacher`,
  slipsOf: (label) => `Slips of ${label}`,
  slipsCount: (count) => `${count} slip${english.s(count)}, ten to a page`,
  slipsNone: 'Keyed in by the teacher: no slips',
  noCodes: 'No code is published for now.',
  codesClosed: (opens, closes) =>
    opens === null || closes === null
      ? 'Codes are not available at this time.'
      : `Codes are available from ${opens} to ${closes}.`,
  codesReplaced:
    'Access has changed: the codes that were shown here may no longer work. Hand none of them out; sign out, and sign in with your new code for those that do.',
  codesMissing: (classes) =>
    `The codes of ${classes > 1 ? `${classes} classes` : 'one class'} have not arrived: the platform does not give them. The page keeps trying; if this goes on, tell the campaign’s support.`,
  slip: {
    code: 'Your code: do not show it to anyone.',
    number: (order) => `Order number ${order}`,
    receipts: 'Receipt',
    goTo: 'Go to',
    cut: 'Cut off before handing out the slip',
    rehearsal: 'REHEARSAL',
  },
  card: {
    title: 'Teacher’s code',
    which: 'Card',
    number: (rank) => `card ${rank}`,
    goTo: 'Address',
    keep: 'This code opens the names, entry and results of the class. Keep it to yourself; if it is lost, the head of school asks for another.',
  },
  results: () => 'School results',
  noResults: () => 'The school’s results have not arrived yet.',
  resultsIntro:
    'Number of pupils in each group, by class and domain. The whole bar is the whole class; what stays white has no result yet.',
  allClasses: 'All classes',
  noResultYet: 'No result yet',
  fewResults: (fewest) => `Fewer than ${fewest} results`,
  shares: (needs, fragile, satisfactory) => `${needs}% · ${fragile}% · ${satisfactory}%`,
};

export const head = { fr, en };
