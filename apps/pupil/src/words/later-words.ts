/** Words of the screens that come after the last question, or in place of the first one: loaded with those. */
import type { Language } from './catalogue.ts';

const plural = (n: number, one: string, many: string) => `${n} ${n >= 2 ? many : one}`;
const pluralEn = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

const fr = {
  review: {
    title: 'Avant de finir',
    allDone: 'Tu as répondu à toutes les questions.',
    blank: (n: number) => `${plural(n, 'question sans réponse', 'questions sans réponse')} :`,
    partial: (n: number) => `${plural(n, 'question à compléter', 'questions à compléter')} :`,
    sureTitle: 'Tu veux vraiment finir maintenant ?',
    sure: (n: number) =>
      `${plural(n, 'question n’a pas encore de réponse', 'questions n’ont pas encore de réponse')}. Après, tu ne pourras plus répondre.`,
    sureFinish: 'Finir quand même',
    optional: 'Tu peux finir sans y répondre.',
    back: 'Revenir aux questions',
    finish: 'J’ai terminé',
    warning: 'Après, tu ne pourras plus changer tes réponses.',
  },
  closing: {
    title: 'On envoie tes réponses…',
    text: 'Encore un instant. Ne ferme pas cette page.',
  },
  waiting: {
    title: 'Tes réponses sont gardées. Il manque le réseau.',
    stay: 'Reste sur cette page : l’envoi reprendra tout seul.',
    call: 'Si ça dure, appelle ton enseignant.',
    retry: 'Réessayer maintenant',
    file: 'Pour l’enseignant : fichier de secours',
    fileText:
      'Il contient les réponses, illisibles sans la clé de l’évaluation. À déposer dans l’espace de l’école, sur n’importe quel ordinateur.',
    download: 'Enregistrer le fichier',
    problemTitle: 'Tes réponses sont gardées, mais elles ne partent pas.',
  },
  late: {
    title: 'C’est fini, après l’heure.',
    text: 'Tes réponses sont arrivées après la fermeture. Elles sont gardées à part : dis-le à ton enseignant.',
  },
  ending: {
    title: 'C’est terminé !',
    timeUp: 'Le temps est écoulé. C’est terminé !',
    text: 'Toutes tes réponses sont enregistrées.',
    who: (sequence: string, orderNumber: string) => `${sequence}, élève n° ${orderNumber}`,
    receipt: 'Ton reçu',
    receiptHelp: 'Recopie-le sur ton étiquette : il prouve que tu as terminé.',
    nothing: 'Tu n’as plus rien à faire.',
    pause: 'Fais une pause.',
    nextPart: (title: string) => `Il te reste : ${title}. Attends que ton enseignant te le dise.`,
    later: (title: string, when: string) => `Il te reste : ${title}. Ça ouvre ${when}.`,
    go: 'Continuer',
  },
  elsewhere: {
    title: 'Cette séquence est déjà commencée',
    text: 'Est-elle encore ouverte sur un autre ordinateur, ou dans une autre fenêtre ? On ne peut répondre qu’à un seul endroit à la fois.',
    goOnText: 'Si tu continues ici, tu reprends là où tu en étais, et l’autre s’arrête.',
    notMe: 'Quelqu’un d’autre travaille avec ton code ? Appelle ton enseignant.',
  },
};

const en: typeof fr = {
  review: {
    title: 'Before you finish',
    allDone: 'You have answered every question.',
    blank: (n) => `${pluralEn(n, 'question without an answer', 'questions without an answer')}:`,
    partial: (n) => `${pluralEn(n, 'question to complete', 'questions to complete')}:`,
    sureTitle: 'Do you really want to finish now?',
    sure: (n) =>
      `${pluralEn(n, 'question has', 'questions have')} no answer yet. Afterwards you cannot answer any more.`,
    sureFinish: 'Finish anyway',
    optional: 'You may finish without answering.',
    back: 'Back to the questions',
    finish: 'I have finished',
    warning: 'After that, you cannot change your answers.',
  },
  closing: { title: 'Sending your answers…', text: 'One moment. Do not close this page.' },
  waiting: {
    title: 'Your answers are kept. The network is missing.',
    stay: 'Stay on this page: sending goes on by itself.',
    call: 'If it takes long, call your teacher.',
    retry: 'Try again now',
    file: 'For the teacher: rescue file',
    fileText:
      'It holds the answers, unreadable without the assessment’s key. Upload it in the school area, on any computer.',
    download: 'Save the file',
    problemTitle: 'Your answers are kept, but they cannot be sent.',
  },
  late: {
    title: 'Finished, after closing time.',
    text: 'Your answers came after closing time. They are kept apart: tell your teacher.',
  },
  ending: {
    title: 'You have finished!',
    timeUp: 'Time is up. You have finished!',
    text: 'All your answers are saved.',
    who: (sequence, orderNumber) => `${sequence}, pupil no. ${orderNumber}`,
    receipt: 'Your receipt',
    receiptHelp: 'Copy it onto your slip: it proves that you have finished.',
    nothing: 'There is nothing left to do.',
    pause: 'Take a break.',
    nextPart: (title) => `Still to do: ${title}. Wait until your teacher tells you.`,
    later: (title, when) => `Still to do: ${title}. It opens ${when}.`,
    go: 'Go on',
  },
  elsewhere: {
    title: 'This sequence has already begun',
    text: 'Is it still open on another computer, or in another window? You can only answer in one place at a time.',
    goOnText: 'If you go on here, you start where you were, and the other one stops.',
    notMe: 'Is somebody else working with your code? Call your teacher.',
  },
};

export const LATER_WORDS: Readonly<Record<Language, typeof fr>> = { fr, en };
