import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseRoster = refusals({
  'roster-invalid': {
    exit: EXIT.refused,
    fr: '{count} problème(s) dans les fichiers. Rien n’a été importé.',
    en: '{count} problem(s) in the files. Nothing was imported.',
  },
  'roster-departures': {
    exit: EXIT.refused,
    fr: 'Cette mise à jour ferait partir {departures} élève(s) sur {before} (plus de 20 %). Le fichier est-il complet ? Rien n’a été importé ; --allow-departures l’accepte quand même.',
    en: 'This update would remove {departures} of {before} pupil(s) (more than 20 %). Is the file complete? Nothing was imported; --allow-departures accepts it all the same.',
  },
  'roster-rename': {
    exit: EXIT.refused,
    fr: 'Aucune classe ne peut passer de « {from} » à « {to} » : l’ancienne doit être dans le coffre et n’avoir plus d’élève dans les fichiers, la nouvelle être dans les fichiers et pas encore dans le coffre. Rien n’a été importé.',
    en: 'No class can go from “{from}” to “{to}”: the old one must be in the vault and have no pupil in the files, the new one be in the files and not yet in the vault. Nothing was imported.',
  },
  'roster-changed': {
    exit: EXIT.refused,
    fr: 'Le fichier {path} a changé pendant l’import. Rien n’a été importé : recommencez.',
    en: 'The file {path} changed during the import. Nothing was imported: start again.',
  },
});
