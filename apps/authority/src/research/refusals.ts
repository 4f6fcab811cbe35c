import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseResearch = refusals({
  'research-not-distilled': {
    exit: EXIT.refused,
    fr: 'La campagne {campaign} n’est pas encore fermée : il n’y a pas de données de recherche. Lancez « cloison campaign close ».',
    en: 'Campaign {campaign} is not closed yet: there are no research data. Run “cloison campaign close”.',
  },
  'research-open': {
    exit: EXIT.refused,
    fr: 'La campagne {name} n’est pas fermée : il n’y a pas de données de recherche à détruire.',
    en: 'Campaign {name} is not closed: there are no research data to destroy.',
  },
  'research-copies': {
    exit: EXIT.refused,
    fr: 'Des copies de la clé de recherche sont hors d’atteinte : {list}. Branchez-les et relancez la même commande, ou ajoutez --leave-copies.',
    en: 'Copies of the research key are out of reach: {list}. Connect them and run the same command again, or add --leave-copies.',
  },
  'research-unconfirmed': {
    exit: EXIT.usage,
    fr: 'Les données pseudonymes et anonymisées de {campaign} seront détruites, pour toujours ; ce qui a été exporté reste où il est. Confirmez avec --yes.',
    en: 'The pseudonymous and anonymised data of {campaign} will be destroyed, for ever; what was exported stays where it is. Confirm with --yes.',
  },
  'research-empty': {
    exit: EXIT.refused,
    fr: 'La campagne {campaign} n’a pas laissé de données de recherche dans ce coffre (campagne blanche, aucun élève, ou coffre repris d’une sauvegarde d’avant la fermeture).',
    en: 'Campaign {campaign} left no research data in this vault (a rehearsal, no pupil, or a vault put back from a backup of before the closing).',
  },
  'research-destroyed': {
    exit: EXIT.refused,
    fr: 'Les données de recherche de {campaign} ont été détruites le {fr} par {who}, et leur clé avec elles. Ce qui a été exporté avant reste où il est.',
    en: 'The research data of {campaign} were destroyed on {en} by {who}, and their key with them. What was exported before stays where it is.',
  },
  'research-k': {
    exit: EXIT.usage,
    fr: 'Le seuil {k} est trop bas : la campagne fixe au moins {least} élève(s).',
    en: 'The threshold {k} is too low: the campaign sets at least {least} pupil(s).',
  },
  'research-not-anonymised': {
    exit: EXIT.refused,
    fr: 'Les données de la campagne {campaign} ne sont pas encore anonymisées. Lancez « cloison campaign anonymise ».',
    en: 'The data of campaign {campaign} are not anonymised yet. Run “cloison campaign anonymise”.',
  },
  'export-folder': {
    exit: EXIT.refused,
    fr: 'Le dossier {path} ne peut pas recevoir l’export ({code}).',
    en: 'The folder {path} can’t take the export ({code}).',
  },
});
