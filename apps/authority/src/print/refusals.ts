import { EXIT, refusals } from '@cloison/command/refusal';

export const refusePrint = refusals({
  'letters-none': {
    exit: EXIT.refused,
    fr: 'Aucune direction n’a de code : lancez d’abord « cloison campaign prepare ».',
    en: 'No head has a code: run “cloison campaign prepare” first.',
  },
  'letters-areas': {
    exit: EXIT.refused,
    fr: 'Aucun territoire n’a de code : lancez d’abord « cloison areas assign ».',
    en: 'No area has a code: run “cloison areas assign” first.',
  },
  'letters-school': {
    exit: EXIT.refused,
    fr: 'L’école {uai} n’a pas de code de direction dans cette campagne.',
    en: 'School {uai} has no head’s code in this campaign.',
  },
});
