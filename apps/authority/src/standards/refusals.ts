import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseStandards = refusals({
  'standards-domain': {
    exit: EXIT.usage,
    fr: 'Il n’y a pas de domaine « {domain} ». Il y a : {domains}.',
    en: 'There is no domain “{domain}”. There are: {domains}.',
  },
  'standards-forms': {
    exit: EXIT.refused,
    fr: 'Les élèves n’ont pas tous les mêmes items du domaine « {domain} » : deux nombres de points ne valent pas pour tous. Donnez la table d’une commission, dont les seuils sont portés à chaque module ou cahier.',
    en: 'Pupils do not all sit the same items of domain “{domain}”: two numbers of points do not hold for all. Give a panel’s table, whose thresholds are carried to each module or booklet.',
  },
  'standards-how': {
    exit: EXIT.usage,
    fr: 'Donnez --domain avec --method et --table, ou --domain avec --points ; sans --domain, les tables du dossier de la campagne.',
    en: 'Give --domain with --method and --table, or --domain with --points; without --domain, the tables of the campaign’s folder.',
  },
  'standards-points': {
    exit: EXIT.refused,
    fr: '« {points} » : deux seuils qui montent, séparés par une virgule, au-dessus de 0 et au plus {most} (par exemple 4,7 ; avec des décimales, 2.5,4).',
    en: '“{points}”: two rising thresholds separated by a comma, above 0 and {most} at most (for example 4,7; with decimals, 2.5,4).',
  },
  'standards-no-table': {
    exit: EXIT.refused,
    fr: 'Aucun domaine de la campagne n’a de table de seuils (« standard » dans campaign.yaml). Donnez --domain, --method et --table.',
    en: 'No domain of the campaign has a table of standards (“standard” in campaign.yaml). Give --domain, --method and --table.',
  },
  'standards-no-analysis': {
    exit: EXIT.refused,
    fr: 'Le domaine « {domain} » n’a pas de calibration : lancez d’abord « cloison campaign analyse ».',
    en: 'Domain “{domain}” has no calibration: run “cloison campaign analyse” first.',
  },
  'standards-impossible': {
    exit: EXIT.refused,
    fr: 'Domaine « {domain} » : {fr}',
    en: 'Domain “{domain}”: {en}',
  },
  'standards-table': {
    exit: EXIT.refused,
    fr: 'La table n’est pas valable : {count} problème(s). Rien n’a changé.',
    en: 'The table is not valid: {count} problem(s). Nothing has changed.',
  },
  'standards-reason': {
    exit: EXIT.refused,
    fr: 'Dites pourquoi, en une ligne de 500 signes au plus : --reason "…". Le journal et l’historique des seuils la gardent ; elle ne nomme personne.',
    en: 'Say why, in one line of at most 500 symbols: --reason "…". The journal and the history of thresholds keep it; it names nobody.',
  },
  'standards-none': {
    exit: EXIT.refused,
    fr: 'Les seuils sont ceux de la campagne : il n’y a rien à annuler.',
    en: 'The thresholds are the campaign’s own: there is nothing to undo.',
  },
  'standards-issued': {
    exit: EXIT.refused,
    fr: 'Des restitutions avec ces seuils ont été faites le {fr} : on ne peut plus revenir en arrière. Fixez d’autres seuils ; les restitutions seront rééditées et le diront.',
    en: 'Reports with these thresholds were made on {en}: there is no way back. Set other thresholds; reports will be issued again, and say so.',
  },
});
