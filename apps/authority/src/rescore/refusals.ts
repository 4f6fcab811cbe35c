import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseItems = refusals({
  'items-unknown': {
    exit: EXIT.usage,
    fr: 'Il n’y a pas d’item « {item} » dans la campagne, ou pas dans la séquence donnée.',
    en: 'There is no item “{item}” in the campaign, or not in the sequence given.',
  },
  'items-which': {
    exit: EXIT.usage,
    fr: 'L’item « {item} » est dans plusieurs séquences ({sequences}) : dites laquelle avec --sequence.',
    en: 'Item “{item}” is in several sequences ({sequences}): say which with --sequence.',
  },
  'items-withdrawn': {
    exit: EXIT.refused,
    fr: 'L’item « {item} » est déjà retiré.',
    en: 'Item “{item}” is withdrawn already.',
  },
  'items-unchanged': {
    exit: EXIT.refused,
    fr: 'L’item « {item} » est tel qu’il a été publié : il n’y a rien à annuler.',
    en: 'Item “{item}” is as it was published: there is nothing to take back.',
  },
  'items-file': {
    exit: EXIT.refused,
    fr: 'Le fichier corrigé n’est pas un item valable : {count} problème(s). Rien n’a changé.',
    en: 'The corrected file is not a valid item: {count} problem(s). Nothing has changed.',
  },
  'items-other': {
    exit: EXIT.refused,
    fr: 'Le fichier est l’item « {found} », et non « {item} ».',
    en: 'The file is item “{found}”, not “{item}”.',
  },
  'items-question': {
    exit: EXIT.refused,
    fr: 'Le fichier change ce que les élèves voient de l’item « {item} ». Ce qui est publié ne change pas : une correction n’a qu’une autre clé. Retirez l’item, ou corrigez seulement la clé.',
    en: 'The file changes what pupils see of item “{item}”. What is published does not change: a correction has another key only. Withdraw the item, or correct the key alone.',
  },
  'items-same': {
    exit: EXIT.refused,
    fr: 'Le fichier est celui qui est en vigueur pour l’item « {item} ».',
    en: 'The file is the one in force for item “{item}”.',
  },
  'items-unscored': {
    exit: EXIT.refused,
    fr: 'L’item « {item} » corrigé n’a plus de score automatique, mais il est dans le domaine « {domain} ».',
    en: 'The corrected item “{item}” has no automatic score any more, but is in domain “{domain}”.',
  },
  'items-maximum': {
    exit: EXIT.refused,
    fr: 'L’item « {item} » corrigé vaut {now} point(s) au lieu de {before}, et les élèves du domaine « {domain} » n’ont pas tous les mêmes items : ses seuils ne vaudraient plus.',
    en: 'The corrected item “{item}” is worth {now} point(s) instead of {before}, and pupils of domain “{domain}” do not all sit the same items: its thresholds would no longer hold.',
  },
  'items-threshold': {
    exit: EXIT.refused,
    fr: 'Le domaine « {domain} » n’aurait plus que {maximum} point(s), sous son second seuil ({threshold}). Fixez d’abord ses seuils (« cloison standards set »), ou retirez l’item avec --credit all.',
    en: 'Domain “{domain}” would have only {maximum} point(s), below its second threshold ({threshold}). Set its thresholds first (“cloison standards set”), or withdraw the item with --credit all.',
  },
  'items-forms': {
    exit: EXIT.refused,
    fr: 'Les élèves du domaine « {domain} » n’ont pas tous les mêmes items : seul --credit all garde ses seuils valables.',
    en: 'Pupils of domain “{domain}” do not all sit the same items: only --credit all keeps its thresholds valid.',
  },
});
