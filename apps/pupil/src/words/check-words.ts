/** Words of the page that checks a computer: for adults, loaded with it. */
import type { Language } from './catalogue.ts';

const plural = (n: number, one: string, many: string) => `${n} ${n >= 2 ? many : one}`;
const pluralEn = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

const fr = {
  title: 'Contrôler cet ordinateur',
  what: 'Cette page vérifie, avant le jour de l’évaluation, que cet ordinateur et le réseau de l’école conviennent. Il n’y a pas de code à taper, et rien de ce qui est mesuré ici n’est envoyé ni gardé.',
  working: 'Contrôle en cours : quelques secondes.',
  allGood: 'Cet ordinateur convient.',
  withRemarks: 'Cet ordinateur convient, avec des remarques.',
  notGood: 'Cet ordinateur ne convient pas encore.',
  marks: { good: 'Bon', warning: 'À voir', bad: 'À corriger', ask: 'À essayer' },
  browser: 'Navigateur',
  browserGood: (name: string) => `${name} convient.`,
  browserUnknown: 'Ce navigateur n’est pas de ceux qui ont été essayés, mais il a ce qu’il faut.',
  browserOld: (name: string) =>
    `${name} est ancien. Mettez-le à jour : il faut Chrome ou Edge 109, Firefox 115 ou Safari 16, au moins.`,
  browserMissing: (what: string) =>
    `Il manque ${what} à ce navigateur, ou un réglage l’interdit. Prenez un navigateur plus récent, ou demandez à l’administrateur du poste.`,
  storage: 'Mémoire',
  storageGood: (size: string | null) =>
    size === null
      ? 'Les réponses sont gardées si le réseau tombe.'
      : `Les réponses sont gardées si le réseau tombe (${size} disponibles).`,
  storageSmall: (size: string) =>
    `Il ne reste que ${size} pour ce navigateur. Libérez de la place sur le disque avant le jour de l’évaluation.`,
  storageNone:
    'Ce navigateur ne garde rien : fenêtre de navigation privée, ou réglage qui efface tout. Les réponses partent au fur et à mesure, mais une coupure du réseau en ferait perdre si la page est fermée.',
  clock: 'Horloge',
  clockGood: 'L’heure est juste.',
  clockWrong: (minutes: number, isAhead: boolean) =>
    `L’horloge ${isAhead ? 'avance' : 'retarde'} de ${plural(minutes, 'minute', 'minutes')}. Le test marche quand même, car les heures d’ouverture sont celles de la plateforme ; mieux vaut la régler.`,
  clockUnknown: 'L’heure n’a pas pu être comparée.',
  network: 'Réseau',
  networkGood: (speed: string, answerMs: number) =>
    `La plateforme répond en ${answerMs} ms ; le débit mesuré est de ${speed} Mbit/s.`,
  networkNone: 'La plateforme ne répond pas. Vérifiez le réseau et le filtrage de l’école, puis recommencez.',
  pupils: 'Élèves qui commencent en même temps',
  forAll: (pupils: number, time: string) =>
    `Pour ${plural(pupils, 'élève', 'élèves')} : environ ${time} avant que chacun ait sa première question.`,
  slow: 'C’est long. Faites commencer les élèves par petits groupes.',
  slowPrepare:
    'C’est long. Préparez les ordinateurs la veille : il ne passera presque plus rien par le réseau.',
  prepare: 'Préparer cet ordinateur',
  seconds: (n: number) => plural(n, 'seconde', 'secondes'),
  minutes: (n: number) => plural(n, 'minute', 'minutes'),
  sound: 'Son',
  soundAsk: 'Appuyez, et écoutez : trois notes.',
  soundPlay: 'Écouter les notes',
  soundHeard: 'Je les entends',
  soundSilent: 'Je n’entends rien',
  soundGood: 'Le son marche.',
  soundBad:
    'Pas de son. Branchez un casque, montez le volume, vérifiez que l’onglet n’est pas muet. Sans exercice d’écoute, ce n’est pas gênant.',
  voice: 'Lecture à voix haute',
  voiceGood: (name: string) => `Une voix française est installée sur cet ordinateur (${name}).`,
  voiceNone:
    'Aucune voix française n’est installée sur cet ordinateur. Les élèves qui ont droit à la lecture à voix haute n’auront que les textes enregistrés. Le système permet d’ajouter une voix.',
  screen: 'Écran',
  screenGood: (width: number, height: number) => `${width} × ${height} : convient.`,
  screenSmall: (width: number, height: number) =>
    `${width} × ${height} : c’est petit. Tout tient, mais il faudra faire défiler ; réduisez le zoom du navigateur si possible.`,
  again: 'Contrôler à nouveau',
  print: 'Imprimer le résultat',
  toCode: 'Aller à la page des élèves',
  toPractice: 'Essayer deux questions',
  doneAt: (when: string, page: string) => `Contrôlé le ${when}, à l’adresse ${page}`,
};

const en: typeof fr = {
  title: 'Check this computer',
  what: 'This page checks, before the day of the assessment, that this computer and the school’s network will do. There is no code to type, and nothing that is measured here is sent or kept.',
  working: 'Checking: a few seconds.',
  allGood: 'This computer will do.',
  withRemarks: 'This computer will do, with remarks.',
  notGood: 'This computer will not do yet.',
  marks: { good: 'Good', warning: 'To look at', bad: 'To mend', ask: 'To try' },
  browser: 'Browser',
  browserGood: (name) => `${name} will do.`,
  browserUnknown: 'This browser is none of those that were tried, but it has what is needed.',
  browserOld: (name) =>
    `${name} is old. Update it: Chrome or Edge 109, Firefox 115 or Safari 16 at least are needed.`,
  browserMissing: (what) =>
    `This browser has no ${what}, or a setting forbids it. Take a newer browser, or ask the administrator of the computer.`,
  storage: 'Storage',
  storageGood: (size) =>
    size === null
      ? 'Answers are kept when the network fails.'
      : `Answers are kept when the network fails (${size} free).`,
  storageSmall: (size) =>
    `Only ${size} are left for this browser. Make room on the disk before the day of the assessment.`,
  storageNone:
    'This browser keeps nothing: a private window, or a setting that clears everything. Answers are sent as they are given, but a cut of the network would lose some if the page is closed.',
  clock: 'Clock',
  clockGood: 'The time is right.',
  clockWrong: (minutes, isAhead) =>
    `The clock is ${pluralEn(minutes, 'minute', 'minutes')} ${isAhead ? 'fast' : 'slow'}. The test works all the same, since opening times are the platform’s; it is better to set it.`,
  clockUnknown: 'The time could not be compared.',
  network: 'Network',
  networkGood: (speed, answerMs) =>
    `The platform answers in ${answerMs} ms; the speed measured is ${speed} Mbit/s.`,
  networkNone: 'The platform does not answer. Check the network and the school’s filter, then try again.',
  pupils: 'Pupils who begin at the same time',
  forAll: (pupils, time) =>
    `For ${pluralEn(pupils, 'pupil', 'pupils')}: about ${time} until each has the first question.`,
  slow: 'That is long. Let pupils begin in small groups.',
  slowPrepare:
    'That is long. Prepare the computers the day before: almost nothing will go over the network then.',
  prepare: 'Prepare this computer',
  seconds: (n) => pluralEn(n, 'second', 'seconds'),
  minutes: (n) => pluralEn(n, 'minute', 'minutes'),
  sound: 'Sound',
  soundAsk: 'Press, and listen: three notes.',
  soundPlay: 'Play the notes',
  soundHeard: 'I hear them',
  soundSilent: 'I hear nothing',
  soundGood: 'The sound works.',
  soundBad:
    'No sound. Plug in headphones, turn up the volume, check that the tab is not muted. Where nothing has to be listened to, this does no harm.',
  voice: 'Reading aloud',
  voiceGood: (name) => `A French voice is installed on this computer (${name}).`,
  voiceNone:
    'No French voice is installed on this computer. Pupils who have a right to reading aloud will only have texts that were recorded. The system lets you add a voice.',
  screen: 'Screen',
  screenGood: (width, height) => `${width} × ${height}: will do.`,
  screenSmall: (width, height) =>
    `${width} × ${height}: this is small. Everything fits, but has to be scrolled; make the browser’s zoom smaller if you can.`,
  again: 'Check again',
  print: 'Print the result',
  toCode: 'Go to the pupils’ page',
  toPractice: 'Try two questions',
  doneAt: (when, page) => `Checked ${when}, at the address ${page}`,
};

export const CHECK_WORDS: Readonly<Record<Language, typeof fr>> = { fr, en };
