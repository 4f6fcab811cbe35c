import { EXIT, refusals } from '../feedback/refusal.ts';

export const refuseResearch = refusals({
  'research-not-distilled': {
    exit: EXIT.refused,
    fr: 'La campagne {campaign} n’est pas encore fermée : il n’y a pas de données de recherche. Lancez « cloison campaign close ».',
    en: 'Campaign {campaign} is not closed yet: there are no research data. Run “cloison campaign close”.',
  },
  'research-empty': {
    exit: EXIT.refused,
    fr: 'La campagne {campaign} n’a pas laissé de données de recherche (campagne blanche, ou aucun élève).',
    en: 'Campaign {campaign} left no research data (a rehearsal, or no pupil).',
  },
  'research-k': {
    exit: EXIT.usage,
    fr: 'Le seuil {k} est trop bas : la campagne fixe au moins {least} élèves.',
    en: 'The threshold {k} is too low: the campaign sets at least {least} pupils.',
  },
  'research-not-anonymised': {
    exit: EXIT.refused,
    fr: 'Les données de la campagne {campaign} ne sont pas encore anonymisées. Lancez « cloison campaign anonymise ».',
    en: 'The data of campaign {campaign} are not anonymised yet. Run “cloison campaign anonymise”.',
  },
  'export-folder': {
    exit: EXIT.refused,
    fr: 'Le dossier {path} ne peut pas recevoir l’export ({detail}).',
    en: 'The folder {path} can’t take the export ({detail}).',
  },
});
