import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseDocuments = refusals({
  'document-refused': {
    exit: EXIT.refused,
    fr: 'La plateforme a refusé un document ({code}). Relancez « cloison campaign publish » : ce qui lui manque lui sera renvoyé.',
    en: 'The platform refused a document ({code}). Run “cloison campaign publish” again: what it lacks will be sent again.',
  },
});
