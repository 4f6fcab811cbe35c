import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseFigures = refusals({
  'figures-none': {
    exit: EXIT.refused,
    fr: 'Aucun chiffre ne peut être diffusé : trop peu d’élèves ou d’écoles ont un résultat.',
    en: 'No figure may be released: too few pupils or schools have a result.',
  },
  'figures-leak': {
    exit: EXIT.refused,
    fr: 'Les chiffres de {domain} ne sont pas diffusés : l’attaque y retrouve {count} cases sensibles.',
    en: 'The figures of {domain} are not released: the attack recovers {count} sensitive cells.',
  },
  'figures-differencing': {
    exit: EXIT.refused,
    fr: 'Les chiffres de {domain} ne sont pas diffusés : comparés à ceux déjà diffusés et aux groupes que l’analyse a montrés, ils révéleraient quelques élèves. Attendez que plus de résultats aient changé.',
    en: 'The figures of {domain} are not released: beside those already released and the groups that the analysis has shown they would reveal a few pupils. Wait until more results have changed.',
  },
});
