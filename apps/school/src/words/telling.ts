/** What a school asks the office. */
import type { SaveState } from '@cloison/client';
import { english, french } from './counts.ts';

const fr = {
  title: 'Demandes au service',
  link: 'Demander un code, une réouverture, du temps',
  intro:
    'Vos demandes partent scellées vers le service statistique. La réponse revient ici ; un code d’enseignant perdu est remplacé en moins d’une minute.',
  what: 'Demande',
  asks: {
    lost: 'Un code de réserve : étiquette perdue',
    misused: 'Un code de réserve : code utilisé par un autre élève',
    'teacher-code': 'Un nouveau code d’enseignant : code perdu',
    reopen: 'Rouvrir une séquence terminée par erreur',
    'more-time': 'Plus de temps, après une coupure',
  },
  helps: {
    lost: 'L’élève reprendra où il en était, avec une nouvelle étiquette ; l’ancien code ne servira plus.',
    misused:
      'Ce qui a été fait avec l’ancien code est mis à part, sans nom et hors statistiques ; l’élève recommence avec une nouvelle étiquette.',
    'teacher-code':
      'L’ancien code n’ouvre plus rien dès que la demande est reçue. Déconnectez-vous, retapez votre code de direction : la nouvelle carte est dans « Codes et étiquettes ».',
    reopen: 'L’élève reprendra ce qu’il avait terminé, avec le même code.',
    'more-time': 'L’élève se déconnecte et retape son code : le temps ajouté est alors compté.',
  },
  choose: 'Choisir un élève',
  wholeClass: 'Toute la classe',
  minutesLabel: 'Minutes de plus',
  minutes: (count: number) => `${count} minute${french.s(count)} de plus`,
  pupils: (count: number) => french.pupils(count),
  note: 'Précision (facultative, sans nom)',
  ask: 'Demander',
  cancel: 'Annuler',
  sent: 'Demande envoyée. La réponse s’affichera ci-dessous.',
  told: 'Demandes et réponses',
  none: 'Rien pour l’instant.',
  former: 'Avant le changement des accès',
  formerHelp:
    'Ces demandes et signalements ont été reçus avant que les codes changent. Le service en a le texte ; voici ce qu’il en a fait. Inutile de les refaire.',
  takeBack: 'Retirer',
  kinds: {
    reserve: 'Code de réserve',
    'teacher-code': 'Code d’enseignant',
    reopen: 'Réouverture',
    'more-time': 'Plus de temps',
    incident: 'Incident',
  },
  states: {
    sent: 'Envoyée',
    asked: 'Reçue, en attente',
    granted: 'Accordée',
    refused: 'Refusée',
    withdrawn: 'Retirée',
    told: 'Reçu par le service',
  },
  full: 'Non gardé : il n’y a plus de place. Prévenez l’assistance de la campagne.',
  save: {
    saved: 'Tout est envoyé.',
    saving: 'Envoi…',
    keeping: 'Envoi…',
    waiting: 'Gardé sur cet ordinateur, chiffré : partira avec le réseau.',
    conflict: 'Gardé sur cet ordinateur, chiffré : partira avec le réseau.',
    late: 'Arrivé après la fermeture : gardé à part, le service décidera.',
    closed: 'Non envoyé : la période est fermée.',
    refused: 'Non envoyé : l’envoi a été refusé.',
  } satisfies Record<SaveState['kind'], string>,
};

export type TellingWords = typeof fr;

const en: TellingWords = {
  title: 'Requests to the service',
  link: 'Ask for a code, a reopening, more time',
  intro:
    'Your requests leave sealed for the statistics office. The answer comes back here; a teacher’s lost code is replaced in under a minute.',
  what: 'Request',
  asks: {
    lost: 'A reserve code: slip lost',
    misused: 'A reserve code: code used by another pupil',
    'teacher-code': 'A new teacher’s code: code lost',
    reopen: 'Reopen a sequence that was finished by mistake',
    'more-time': 'More time, after a power cut',
  },
  helps: {
    lost: 'The pupil goes on where they were, with a new slip; the old code no longer works.',
    misused:
      'What was done with the old code is set apart, without a name and out of statistics; the pupil starts again with a new slip.',
    'teacher-code':
      'The old code opens nothing once the request has arrived. Print the new card under “Codes and slips”, after signing in again.',
    reopen: 'The pupil goes on from what was finished, with the same code.',
    'more-time': 'The pupil signs out and types the code again: the added time then counts.',
  },
  choose: 'Choose a pupil',
  wholeClass: 'The whole class',
  minutesLabel: 'Extra minutes',
  minutes: (count) => `${count} more minute${english.s(count)}`,
  pupils: (count) => `${count} pupil${english.s(count)}`,
  note: 'Detail (optional, no names)',
  ask: 'Ask',
  cancel: 'Cancel',
  sent: 'The request has left. The answer will appear below.',
  told: 'Requests and answers',
  none: 'Nothing yet.',
  former: 'Before access changed',
  formerHelp:
    'These requests and reports arrived before the codes changed. The service has their text; here is what became of them. There is no need to make them again.',
  takeBack: 'Take back',
  kinds: {
    reserve: 'Reserve code',
    'teacher-code': 'Teacher’s code',
    reopen: 'Reopening',
    'more-time': 'More time',
    incident: 'Incident',
  },
  states: {
    sent: 'Sent',
    asked: 'Received, waiting',
    granted: 'Granted',
    refused: 'Refused',
    withdrawn: 'Taken back',
    told: 'Received by the service',
  },
  full: 'Not kept: there is no room left. Tell the campaign’s support.',
  save: {
    saved: 'Everything has been sent.',
    saving: 'Sending…',
    keeping: 'Sending…',
    waiting: 'Kept on this computer, encrypted: it leaves when the network is back.',
    conflict: 'Kept on this computer, encrypted: it leaves when the network is back.',
    late: 'Arrived after the closing: kept apart, the service will decide.',
    closed: 'Not sent: the period is closed.',
    refused: 'Not sent: it was refused.',
  },
};

export const telling = { fr, en };
