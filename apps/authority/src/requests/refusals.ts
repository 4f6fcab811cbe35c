import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseRequests = refusals({
  'request-nothing-asked': {
    exit: EXIT.refused,
    fr: '{id} est un incident signalé : rien n’est demandé.',
    en: '{id} is an incident that was reported: nothing is asked.',
  },
  'reopen-unfinished': {
    exit: EXIT.refused,
    fr: 'L’élève {order} n’a pas terminé « {sequence} » : il n’y a rien à rouvrir. Son code suffit pour reprendre.',
    en: 'Pupil {order} has not finished “{sequence}”: there is nothing to open again. The code is enough to go on.',
  },
});
