import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseQti = refusals({
  'package-refused': {
    exit: EXIT.refused,
    fr: '{count} problème(s) dans le paquet.',
    en: '{count} problem(s) in the package.',
  },
  'item-refused': {
    exit: EXIT.refused,
    fr: '{count} problème(s) dans l’item.',
    en: '{count} problem(s) in the item.',
  },
  'responses-bad': {
    exit: EXIT.refused,
    fr: 'Le fichier des réponses est refusé. Attendu : un objet JSON en UTF-8 qui donne à chaque réponse un texte, une liste de textes ou null, comme { "RESPONSE": "A" } ou { "RESPONSE": ["A", "B"] }.',
    en: 'The responses file is refused. Expected: a JSON object in UTF-8 that gives each response a text, a list of texts or null, such as { "RESPONSE": "A" } or { "RESPONSE": ["A", "B"] }.',
  },
  'responses-invalid': {
    exit: EXIT.refused,
    fr: 'Aucun lecteur n’aurait pu envoyer ces réponses, rien n’est compté. Réponses de l’item : {asked}.',
    en: 'No player could have sent these responses, nothing is scored. Responses of the item: {asked}.',
  },
});
