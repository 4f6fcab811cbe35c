import { EXIT, refusals } from '../../feedback/refusal.ts';

export const refuseQti = refusals({
  'package-refused': {
    exit: EXIT.refused,
    fr: '{count} problème(s) dans le paquet.',
    en: '{count} problem(s) in the package.',
  },
});
