import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseReadBack = refusals({
  'read-back-unknown': {
    exit: EXIT.refused,
    fr: 'Ce coffre a été rétabli d’une sauvegarde : il ne sait pas ce que la plateforme a reçu depuis, et rien ne peut être comparé. Publiez d’abord « cloison campaign publish --again » pour {campaign}.',
    en: 'This vault was put back from a backup: it does not know what the platform was given since, and nothing can be compared. Run “cloison campaign publish --again” for {campaign} first.',
  },
});
