import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseDesk = refusals({
  'request-unknown': {
    exit: EXIT.refused,
    fr: 'Aucune demande n’a un numéro qui commence par {id}. « cloison requests list » les montre.',
    en: 'No request has a number that begins with {id}. “cloison requests list” shows them.',
  },
  'request-several': {
    exit: EXIT.refused,
    fr: 'Plusieurs demandes ont un numéro qui commence par {id} : donnez-en plus de signes.',
    en: 'Several requests have a number that begins with {id}: give more of it.',
  },
  'request-answered': {
    exit: EXIT.refused,
    fr: 'La demande {id} n’attend pas de réponse : elle en a une, ou elle a été retirée.',
    en: 'Request {id} waits for no answer: it has one, or was taken back.',
  },
  'level-unknown': {
    exit: EXIT.refused,
    fr: 'Cette campagne n’a pas de niveau « {level} ».',
    en: 'This campaign has no level “{level}”.',
  },
  'notice-unknown': {
    exit: EXIT.refused,
    fr: 'Il n’y a pas d’avis en cours n° {number}.',
    en: 'There is no notice number {number} in force.',
  },
});
