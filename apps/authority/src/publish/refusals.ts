import { EXIT, refusals } from '@cloison/command/refusal';

export const refusePublish = refusals({
  'codes-missing': {
    exit: EXIT.refused,
    fr: '{count} élève(s), classe(s), école(s) ou membre(s) du personnel {count|n’a|n’ont} pas encore de code : lancez « cloison codes assign » avant de publier. Rien n’a été envoyé.',
    en: '{count} pupil(s), class(es), school(s) or member(s) of staff {count|has|have} no code yet: run “cloison codes assign” before publishing. Nothing was sent.',
  },
  'document-too-large': {
    exit: EXIT.refused,
    fr: 'Des documents ne tiennent pas dans la taille que la campagne a fixée ; rien n’a été envoyé. {list}',
    en: 'Some documents do not fit in the size that the campaign has set; nothing was sent. {list}',
  },
  'documents-left-out': {
    exit: EXIT.refused,
    fr: 'Des documents ne tiennent pas dans la taille que la campagne a fixée ; tous les autres ont été envoyés. {list}',
    en: 'Some documents do not fit in the size that the campaign has set; all the others were sent. {list}',
  },
  'document-versions': {
    exit: EXIT.damaged,
    fr: 'La plateforme a des versions de documents plus récentes que ce coffre, plusieurs fois de suite. Un autre coffre publie-t-il la même campagne ?',
    en: 'The platform has newer versions of documents than this vault, several times in a row. Does another vault publish the same campaign?',
  },
});
