/** Words of interactions of a campaign's own and of files, loaded with them: French, and its English twin. */
import type { Language } from '../../words/catalogue.ts';

const fr = {
  opening: 'L’activité s’ouvre…',
  help: 'Au clavier : Tab pour entrer dans l’activité, Échap pour en sortir.',
  enter: 'Entrer dans l’activité',
  after: 'Fin de l’activité',
  gone: 'Cette activité ne répond pas. Ce n’est pas ta faute, et ta réponse d’avant est gardée. Tu peux la rouvrir, ou continuer avec la question suivante.',
  missing:
    'Cette activité n’a pas pu être chargée. Ce n’est pas ta faute : tu peux réessayer, ou continuer avec la question suivante.',
  faulty: 'L’activité a eu un problème. Si elle ne marche plus, rouvre-la : ta réponse est gardée.',
  again: 'Rouvrir l’activité',
  kilobytes: (bytes: number) => `${Math.max(1, Math.round(bytes / 1000)).toLocaleString('fr')}\u202fko`,
  uploadHelp: (most: string) =>
    `Le nom du fichier n’est pas envoyé. Une photo est réduite pour tenir dans ${most} ; un autre fichier en a ${most} au plus.`,
  uploadChoose: 'Choisir un fichier',
  uploadOther: 'Choisir un autre fichier',
  uploadRemove: 'Enlever le fichier',
  uploadNone: 'Aucun fichier pour le moment.',
  uploadReading: 'Le fichier est lu…',
  uploadHeld: (size: string) => `Ton fichier est ta réponse (${size}).`,
  uploadPicture: 'L’image que tu as choisie',
  uploadAuthor: 'Un document peut contenir le nom de la personne qui l’a écrit.',
  uploadRefused: {
    type: 'Ce fichier n’est pas d’une sorte acceptée ici. Ta réponse n’a pas changé.',
    large: (most: string) => `Ce fichier est trop gros : ${most} au plus. Ta réponse n’a pas changé.`,
    unreadable: 'Ce fichier ne peut pas être lu. Ta réponse n’a pas changé.',
    empty: 'Ce fichier est vide. Ta réponse n’a pas changé.',
  },
};
export type OwnWords = typeof fr;

const en: OwnWords = {
  opening: 'The activity is opening…',
  help: 'With the keyboard: Tab goes into the activity, Escape leaves it.',
  enter: 'Go into the activity',
  after: 'End of the activity',
  gone: 'This activity does not answer. It is not your fault, and your answer from before is kept. You can open it again, or go on with the next question.',
  missing:
    'This activity could not be loaded. It is not your fault: try again, or go on with the next question.',
  faulty: 'The activity had a problem. If it no longer works, open it again: your answer is kept.',
  again: 'Open the activity again',
  kilobytes: (bytes: number) => `${Math.max(1, Math.round(bytes / 1000)).toLocaleString('en')}\u202fkB`,
  uploadHelp: (most: string) =>
    `The name of the file is not sent. A photo is made smaller to fit in ${most}; another file has ${most} at most.`,
  uploadChoose: 'Choose a file',
  uploadOther: 'Choose another file',
  uploadRemove: 'Take the file away',
  uploadNone: 'No file yet.',
  uploadReading: 'Reading the file…',
  uploadHeld: (size: string) => `Your file is your answer (${size}).`,
  uploadPicture: 'The picture that you chose',
  uploadAuthor: 'A document may hold the name of the person who wrote it.',
  uploadRefused: {
    type: 'This kind of file is not accepted here. Your answer has not changed.',
    large: (most: string) => `This file is too large: ${most} at most. Your answer has not changed.`,
    unreadable: 'This file cannot be read. Your answer has not changed.',
    empty: 'This file is empty. Your answer has not changed.',
  },
};

export const OWN_WORDS: Readonly<Record<Language, OwnWords>> = { fr, en };
