import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseUploads = refusals({
  'uploads-item': {
    exit: EXIT.refused,
    fr: 'Aucun item de la campagne ne s’appelle « {item} ».',
    en: 'No item of the campaign is called “{item}”.',
  },
  'uploads-folder': {
    exit: EXIT.refused,
    fr: 'Le dossier {path} ne peut pas recevoir ces fichiers ({code}).',
    en: 'The folder {path} can’t take these files ({code}).',
  },
});
