/** Words that every command shares. */
export const frame = {
  campaign: {
    fr: 'la campagne, quand le coffre en contient plusieurs',
    en: 'the campaign, when the vault holds several',
  },
  vault: { fr: 'dossier du coffre (ou CLOISON_VAULT)', en: 'folder of the vault (or CLOISON_VAULT)' },
  keys: {
    fr: 'dossier des clés, jamais dans le coffre (ou CLOISON_KEYS)',
    en: 'folder of the keys, never inside the vault (or CLOISON_KEYS)',
  },
  passphraseFile: {
    fr: 'fichier de la phrase secrète (ou CLOISON_PASSPHRASE, ou elle est demandée)',
    en: 'file of the passphrase (or CLOISON_PASSPHRASE, or it is asked for)',
  },
  wait: {
    fr: 'attendre qu’une autre commande libère le coffre',
    en: 'wait for another command to release the vault',
  },
  json: {
    fr: 'finir par une ligne JSON sur la sortie standard',
    en: 'end with one JSON line on standard output',
  },
  lang: { fr: 'langue des textes (ou CLOISON_LANG)', en: 'language of the words (or CLOISON_LANG)' },
  help: { fr: 'cette aide', en: 'this help' },
  examples: { fr: 'Exemples :', en: 'Examples:' },
  exits: {
    fr: 'Codes de sortie : 0 fait · 1 refusé, rien n’a été fait · 2 commande mal écrite · 3 coffre occupé ·\n  4 plateforme injoignable · 5 clé ou phrase secrète · 6 quelque chose est abîmé · 130 interrompu, relancer continue',
    en: 'Exit codes: 0 done · 1 refused, nothing was done · 2 wrong command line · 3 vault in use ·\n  4 platform out of reach · 5 key or passphrase · 6 something is damaged · 130 interrupted, run again to go on',
  },
  interrupted: {
    fr: 'Interrompu. Relancez la même commande : elle continuera.',
    en: 'Interrupted. Run the same command again: it will go on.',
  },
  unexpected: { fr: 'Erreur imprévue : {detail}', en: 'Unexpected error: {detail}' },
  passphraseAsk: { fr: 'Phrase secrète : ', en: 'Passphrase: ' },
  passphraseAgain: { fr: 'Encore une fois : ', en: 'Once more: ' },
  passphraseDiffer: { fr: 'Les deux diffèrent. Recommencez.', en: 'They differ. Try again.' },
} as const;
