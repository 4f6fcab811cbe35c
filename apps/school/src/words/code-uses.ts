/** When codes were used: on both homes, and for a head a table of them all. */
const fr = {
  first: 'Première connexion notée avec ce code.',
  before: (when: string, here: boolean) =>
    `Connexion précédente avec ce code : ${when}, ${here ? 'sur cet ordinateur' : 'sur un autre ordinateur'}.`,
  /** To whom an unknown sign-in is told. */
  notYou: {
    teacher: 'Si ce n’était pas vous, prévenez la direction : elle fait remplacer le code en une minute.',
    head: 'Si ce n’était pas vous, prévenez l’assistance de la campagne.',
  },
  title: 'Dernière connexion avec chaque code',
  intro:
    'L’heure est celle où le code a été tapé dans cette page, à la minute près. La page la note elle-même, chiffrée : l’hébergeur ne la lit pas, et une connexion faite autrement que par cette page n’y est pas.',
  code: 'Code',
  last: 'Dernière connexion',
  others: 'Autres ordinateurs, dernière connexion de chacun',
  never: 'Aucune connexion',
  here: (when: string) => `${when} (cet ordinateur)`,
  teacherOf: (label: string) => `Enseignant ou enseignante de ${label}`,
  replace: 'Faire remplacer un code d’enseignant',
  loading: (read: number, all: number) => `Lecture des classes : ${read} sur ${all}…`,
  unread: 'Certaines classes n’ont pas pu être lues : la plateforme ne répond pas.',
};

export type CodeUsesWords = typeof fr;

const en: CodeUsesWords = {
  first: 'First sign-in noted with this code.',
  before: (when, here) =>
    `Last sign-in with this code: ${when}, ${here ? 'on this computer' : 'on another computer'}.`,
  notYou: {
    teacher: 'If that was not you, tell the head of school, who can have the code replaced within a minute.',
    head: 'If that was not you, tell the campaign’s support.',
  },
  title: 'Last sign-in with each code',
  intro:
    'The time is when the code was typed into this page, to the minute. The page notes it itself, encrypted: the host cannot read it, and a sign-in by any other means is not in it.',
  code: 'Code',
  last: 'Last sign-in',
  others: 'Other computers, last sign-in at each',
  never: 'No sign-in',
  here: (when) => `${when} (this computer)`,
  teacherOf: (label) => `Teacher of ${label}`,
  replace: 'Have a teacher’s code replaced',
  loading: (read, all) => `Reading classes: ${read} of ${all}…`,
  unread: 'Some classes could not be read: the platform does not answer.',
};

export const codeUses = { fr, en };
