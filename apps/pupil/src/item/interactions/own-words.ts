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
};

export const OWN_WORDS: Readonly<Record<Language, OwnWords>> = { fr, en };
