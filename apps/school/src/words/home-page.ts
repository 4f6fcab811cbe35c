/** The first screen: what is to do, and the classes. */
import { english, french } from './counts.ts';

const fr = {
  progress: (title: string, complete: number, all: number, absent: number, left: number) =>
    `${title} : ${complete === 0 ? `aucun élève sur ${all} n’a encore` : `${french.pupils(complete)} sur ${all} ${complete > 1 ? 'ont' : 'a'}`} terminé${
      absent > 0 ? ` ; ${absent} ${absent > 1 ? 'sont absents' : 'est absent'}` : ''
    }${left > 0 && complete + absent > 0 ? ` ; il en reste ${left}` : ''}.`,
  keyed: (title: string, keyed: number, all: number, cellsLeft: number) =>
    `${title} : ${keyed === 0 ? `aucun cahier saisi sur ${all}` : `${keyed} cahier${french.s(keyed)} saisi${french.s(keyed)} sur ${all}`}, il reste ${french.cells(cellsLeft)} à saisir.`,
  done: (sequences: number) =>
    sequences > 1
      ? `Tout est terminé : ${sequences} séquences sur ${sequences}.`
      : 'Tout est terminé pour la séquence ouverte.',
  soon: (date: string) => `Rien à faire pour l’instant : la campagne ouvre le ${date}.`,
  over: 'Les séquences sont fermées. Les résultats restent lisibles ici.',
  noClass: 'Aucune classe n’est rattachée à ce code. Prévenez la direction.',
  todo: 'À faire',
  nothing: 'Rien à faire pour l’instant.',
  classes: 'Classes',
  tasks: {
    unsaved: (title: string, label: string, records: number) =>
      `${title}, ${label} : les réponses de ${french.pupils(records)} attendent le réseau`,
    conflicts: (title: string, label: string, count: number) =>
      `${title}, ${label} : ${french.cells(count)} à trancher entre deux saisies`,
    enter: (title: string, label: string) => `Saisir : ${title}, ${label}`,
    follow: (title: string, label: string) => `Suivre : ${title}, ${label}`,
    second: (title: string, label: string) => `Seconde saisie : ${title}, ${label}`,
    secondBooklets: (booklets: number) =>
      `${booklets} cahier${french.s(booklets)} tiré${french.s(booklets)} au sort à saisir de nouveau`,
    secondCells: (count: number) => `${french.cells(count)} où les deux saisies diffèrent`,
    read: (label: string) => `Lire les résultats de ${label}`,
    left: (left: number) => `${french.pupils(left)} à terminer`,
    booklets: (left: number) => `il reste ${left} cahier${french.s(left)} à saisir`,
  },
  enter: 'Saisir',
  look: 'Relire la saisie',
  seeGrid: 'Voir la grille',
  follow: 'Suivre',
  results: 'Résultats',
  noResults: 'Pas encore de résultats',
  pupils: 'Liste des élèves',
  rescue: 'Déposer un fichier de secours',
};

export type HomePageWords = typeof fr;

const en: HomePageWords = {
  progress: (title, complete, all, absent, left) =>
    `${title}: ${complete} of ${english.pupils(all)} ${complete === 1 ? 'has' : 'have'} finished${
      absent > 0 ? `; ${absent} ${absent === 1 ? 'is' : 'are'} absent` : ''
    }${left > 0 && complete + absent > 0 ? `; ${left} to go` : ''}.`,
  keyed: (title, keyed, all, cellsLeft) =>
    `${title}: ${keyed === 0 ? `none of ${all} booklets entered` : `${keyed} of ${all} booklets entered`}, ${english.cells(cellsLeft)} left to fill.`,
  done: (sequences) =>
    sequences > 1
      ? `All done: ${sequences} sequences out of ${sequences}.`
      : 'All done for the open sequence.',
  soon: (date) => `Nothing to do for now: the campaign opens on ${date}.`,
  over: 'The sequences are closed. Results can still be read here.',
  noClass: 'No class belongs to this code. Tell the head of school.',
  todo: 'To do',
  nothing: 'Nothing left to do.',
  classes: 'Classes',
  tasks: {
    unsaved: (title, label, records) =>
      `${title}, ${label}: answers of ${english.pupils(records)} are waiting for the network`,
    conflicts: (title, label, count) =>
      `${title}, ${label}: ${english.cells(count)} with two different answers`,
    enter: (title, label) => `Enter: ${title}, ${label}`,
    follow: (title, label) => `See progress: ${title}, ${label}`,
    second: (title, label) => `Second entry: ${title}, ${label}`,
    secondBooklets: (booklets) => `${booklets} booklet${english.s(booklets)} drawn at random to enter again`,
    secondCells: (count) => `${english.cells(count)} where the two entries differ`,
    read: (label) => `Read the results of ${label}`,
    left: (left) => `${english.pupils(left)} still to finish`,
    booklets: (left) => `${left} booklet${english.s(left)} still to enter`,
  },
  enter: 'Enter',
  look: 'Review the entries',
  seeGrid: 'See the grid',
  follow: 'See progress',
  results: 'Results',
  noResults: 'No results yet',
  pupils: 'List of pupils',
  rescue: 'Upload a rescue file',
};

export const homePage = { fr, en };
