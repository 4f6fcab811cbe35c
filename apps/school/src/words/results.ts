/** Results of a class. */
import { english, french } from './counts.ts';

const fr = {
  title: (label: string) => `Résultats : ${label}`,
  map: 'Carte de la classe',
  itemsTab: 'Par item',
  groupsTab: 'Groupes de travail',
  sheets: 'Imprimer toutes les fiches',
  printMap: 'Imprimer la carte',
  table: 'Tableau (CSV)',
  lastName: 'Nom',
  firstName: 'Prénom',
  group: 'groupe',
  sortBy: (what: string) => `Trier par ${what}`,
  pupil: 'Élève',
  none: 'Pas encore de résultats : ils arrivent d’eux-mêmes quand une séquence est terminée.',
  closed: (opens: string | null, closes: string | null) =>
    opens === null || closes === null
      ? 'La période de récupération est fermée.'
      : `Les résultats se lisent du ${opens} au ${closes}.`,
  counts: (needs: number, fragile: number, satisfactory: number) =>
    `${needs} à besoins, ${fragile} fragile${french.s(fragile)}, ${satisfactory} satisfaisant${french.s(satisfactory)}`,
  shares: (needs: string, fragile: string, satisfactory: string) =>
    `${needs} % à besoins, ${fragile} % fragiles, ${satisfactory} % satisfaisants`,
  schoolsAlike: (kind: string) => `Même type : ${kind}`,
  notReleased: 'Non diffusé',
  clickPupil: 'Cliquez sur un nom pour ouvrir la fiche.',
  chooseDomain: 'Domaine',
  groupOf: (count: number) => french.pupils(count),
  guidance: 'Ce que conseille la campagne',
  emptyGroup: 'Personne',
  noSpecific: 'Aucun domaine de cette classe ne donne le détail par item.',
  score: (score: string, max: string) => `${score} sur ${max}`,
  full: 'Réussi',
  part: 'En partie',
  zero: 'Non réussi',
  item: 'Item',
  itemsOf: (domain: string) => `Items : ${domain}`,
  asked: 'Ce qui est demandé',
  otherAnswers: 'Autres réponses les plus fréquentes',
  answer: (answer: string, count: number) => `${answer} (${french.pupils(count)})`,
};

export type ResultsWords = typeof fr;

const en: ResultsWords = {
  title: (label) => `Results: ${label}`,
  map: 'Map of the class',
  itemsTab: 'By item',
  groupsTab: 'Work groups',
  sheets: 'Print all the reports',
  printMap: 'Print the map',
  table: 'Table (CSV)',
  lastName: 'Last name',
  firstName: 'First name',
  group: 'group',
  sortBy: (what) => `Sort by ${what}`,
  pupil: 'Pupil',
  none: 'No results yet: they appear by themselves once a sequence is finished.',
  closed: (opens, closes) =>
    opens === null || closes === null
      ? 'The retrieval period is closed.'
      : `Results can be read from ${opens} to ${closes}.`,
  counts: (needs, fragile, satisfactory) =>
    `${needs} need support, ${fragile} fragile, ${satisfactory} satisfactory`,
  shares: (needs, fragile, satisfactory) =>
    `${needs}% need support, ${fragile}% fragile, ${satisfactory}% satisfactory`,
  schoolsAlike: (kind) => `Same kind: ${kind}`,
  notReleased: 'Not released',
  clickPupil: 'Click a name to open the pupil’s report.',
  chooseDomain: 'Domain',
  groupOf: (count) => english.pupils(count),
  guidance: 'What the campaign suggests',
  emptyGroup: 'Nobody',
  noSpecific: 'No domain of this class gives details by item.',
  score: (score, max) => `${score} of ${max}`,
  full: 'Right',
  part: 'Partly',
  zero: 'Not right',
  item: 'Item',
  itemsOf: (domain) => `Items: ${domain}`,
  asked: 'What is asked',
  otherAnswers: 'Most frequent other answers',
  answer: (answer, count) => `${answer} (${english.pupils(count)})`,
};

export const results = { fr, en };
