import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseRelease = refusals({
  'content-open': {
    exit: EXIT.refused,
    fr: 'Cette campagne n’a pas de contenu scellé à l’avance (« content: ahead: true » dans campaign.yaml) : il n’y a pas de clé à envoyer.',
    en: 'This campaign has no content sealed ahead (“content: ahead: true” in campaign.yaml): there is no key to send.',
  },
});
