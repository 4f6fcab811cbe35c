import { EXIT, refusals } from '../refusal.ts';

export const refuseAnalysis = refusals({
  'analysis-no-domain': {
    exit: EXIT.refused,
    fr: 'La campagne {campaign} n’a pas de domaine : il n’y a rien à analyser.',
    en: 'Campaign {campaign} has no domain: there is nothing to analyse.',
  },
  'analysis-folder': {
    exit: EXIT.refused,
    fr: 'Le dossier {path} ne peut pas recevoir les rapports ({detail}).',
    en: 'The folder {path} can’t take the reports ({detail}).',
  },
});
