import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseAnalysis = refusals({
  'analysis-no-domain': {
    exit: EXIT.refused,
    fr: 'La campagne {campaign} n’a pas de domaine : il n’y a rien à analyser.',
    en: 'Campaign {campaign} has no domain: there is nothing to analyse.',
  },
  'analysis-weights': {
    exit: EXIT.refused,
    fr: 'Niveau {level} : {pupils} élève(s) sans poids. L’analyse est pondérée (« weight: poids ») : il en faut un à chacun dans la colonne « poids » de l’import.',
    en: 'Level {level}: {pupils} pupil(s) without a weight. The analysis is weighted (“weight: poids”): each needs one in the roster’s column “poids”.',
  },
  'analysis-folder': {
    exit: EXIT.refused,
    fr: 'Le dossier {path} ne peut pas recevoir les rapports ({code}).',
    en: 'The folder {path} can’t take the reports ({code}).',
  },
});
