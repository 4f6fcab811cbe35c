/** The room, while pupils sit. */

const fr = {
  title: (label: string) => `Salle, ${label}`,
  link: 'Surveiller la salle',
  states: {
    stuck: 'Semble bloqué',
    notBegun: 'Pas commencé',
    atWork: 'Au travail',
    finished: 'Terminé',
    absent: 'Absent',
  },
  answered: (answered: number, expected: number) => `${answered} / ${expected}`,
  saved: (minutes: number) => (minutes === 0 ? 'enregistré à l’instant' : `enregistré il y a ${minutes} min`),
  moreTime: 'Plus de temps',
  reopen: 'Rouvrir',
  timeForAll: 'Plus de temps pour tous',
  report: 'Signaler un incident',
  send: 'Envoyer',
  happened: 'Ce qui s’est passé (sans nom d’élève)',
  asks: {
    'more-time': 'Demander plus de temps',
    reopen: 'Demander une réouverture',
    incident: 'Signaler un incident',
  },
  helps: {
    'more-time':
      'Le service accorde la demande ; l’élève retape alors son code, et le temps ajouté est compté. Rien de ce qu’il a fait n’est perdu.',
    reopen:
      'Le service accorde la demande ; l’élève retape alors son code et reprend ce qu’il avait terminé.',
    incident: 'Le rapport part scellé au service statistique ; la direction le voit aussi.',
  },
};

export type RoomWords = typeof fr;

const en: RoomWords = {
  title: (label) => `Room, ${label}`,
  link: 'Watch the room',
  states: {
    stuck: 'Seems stuck',
    notBegun: 'Not started',
    atWork: 'At work',
    finished: 'Finished',
    absent: 'Absent',
  },
  answered: (answered, expected) => `${answered} / ${expected}`,
  saved: (minutes) => (minutes === 0 ? 'saved just now' : `saved ${minutes} min ago`),
  moreTime: 'More time',
  reopen: 'Reopen',
  timeForAll: 'More time for all',
  report: 'Report an incident',
  send: 'Send',
  happened: 'What happened (no pupil’s name)',
  asks: {
    'more-time': 'Ask for more time',
    reopen: 'Ask for a reopening',
    incident: 'Report an incident',
  },
  helps: {
    'more-time':
      'Once the service grants it, the pupil types the code again and the added time counts. Nothing that was done is lost.',
    reopen: 'Once the service grants it, the pupil types the code again and goes on from what was finished.',
    incident: 'The report leaves sealed for the statistics office; the head sees it too.',
  },
};

export const room = { fr, en };
