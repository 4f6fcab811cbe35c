/** Words of the practice page, loaded with it: French, and its English twin. */
import type { Language } from '../words/catalogue.ts';

const fr = {
  title: 'Entraîne-toi',
  nothingKept: 'Ici, rien n’est enregistré. Tu peux essayer, te tromper et recommencer.',
  step: (n: number, total: number) => `Essai ${n} sur ${total}`,
  kites: 'Combien de cerfs-volants vois-tu ?',
  kitesPicture: 'Trois cerfs-volants dans le ciel : un rouge, un bleu et un orange',
  numbers: { two: 'Deux', three: 'Trois', four: 'Quatre' },
  animals: 'Range les animaux du plus petit au plus grand.',
  mouse: 'la souris',
  cat: 'le chat',
  elephant: 'l’éléphant',
  notes: 'Écoute. Combien de notes entends-tu ?',
  notesField: 'Écris le nombre de notes :',
  play: 'Écouter les notes',
  silent: 'Je n’entends rien',
  silentHelp:
    'Branche le casque, monte le son de l’ordinateur, puis appuie encore sur « Écouter les notes ». Toujours rien ? Lève la main.',
  chosen: 'Ta réponse est choisie. Tu peux encore changer.',
  soundWorks: 'Le son marche.',
  previous: 'Précédent',
  next: 'Suivant',
  finish: 'J’ai compris',
  doneTitle: 'Tu sais répondre !',
  done: [
    'Avec « Suivant » et « Précédent », tu passes d’une question à l’autre. Tu peux toujours revenir.',
    'En haut, le numéro de la question ouvre la liste de toutes les questions.',
    'En bas, « Outils » agrandit le texte, l’espace ou change ses couleurs.',
    'Chaque réponse est enregistrée toute seule : regarde en bas à gauche.',
  ],
  again: 'Recommencer',
  back: 'Retour',
  toCode: 'Taper mon code',
};

const en: typeof fr = {
  title: 'Practise',
  nothingKept: 'Nothing is recorded here. You can try, make mistakes and start again.',
  step: (n, total) => `Try ${n} of ${total}`,
  kites: 'How many kites can you see?',
  kitesPicture: 'Three kites in the sky: a red one, a blue one and an orange one',
  numbers: { two: 'Two', three: 'Three', four: 'Four' },
  animals: 'Put the animals in order, from the smallest to the largest.',
  mouse: 'the mouse',
  cat: 'the cat',
  elephant: 'the elephant',
  notes: 'Listen. How many notes can you hear?',
  notesField: 'Write the number of notes:',
  play: 'Play the notes',
  silent: 'I hear nothing',
  silentHelp:
    'Plug in the headphones, turn up the sound of the computer, then press “Play the notes” again. Still nothing? Raise your hand.',
  chosen: 'Your answer is chosen. You can still change it.',
  soundWorks: 'The sound works.',
  previous: 'Previous',
  next: 'Next',
  finish: 'I see how it works',
  doneTitle: 'You know how to answer!',
  done: [
    '“Next” and “Previous” take you from one question to another. You can always come back.',
    'At the top, the number of the question opens the list of all questions.',
    'At the bottom, “Tools” makes the text larger or wider, or changes its colours.',
    'Each answer is saved by itself: look at the bottom left.',
  ],
  again: 'Start again',
  back: 'Back',
  toCode: 'Type my code',
};

export type PracticeWords = typeof fr;
export const PRACTICE_WORDS: Readonly<Record<Language, PracticeWords>> = { fr, en };
