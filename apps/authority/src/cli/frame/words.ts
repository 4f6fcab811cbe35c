/** Words of the options and questions that every command of the authority has. */
export const sessionWords = {
  campaign: {
    fr: 'la campagne, quand le coffre en contient plusieurs',
    en: 'the campaign, when the vault holds several',
  },
  vault: { fr: 'dossier du coffre', en: 'folder of the vault' },
  keys: { fr: 'dossier des clés, jamais dans le coffre', en: 'folder of the keys, never inside the vault' },
  passphraseFile: {
    fr: 'fichier de la phrase secrète (ou CLOISON_PASSPHRASE, ou elle est demandée)',
    en: 'file of the passphrase (or CLOISON_PASSPHRASE, or it is asked for)',
  },
  share: {
    fr: 'une part du secret (« keys split »), au lieu de la phrase secrète',
    en: 'a share of the secret (“keys split”), instead of the passphrase',
  },
  wait: {
    fr: 'attendre qu’une autre commande libère le coffre',
    en: 'wait for another command to release the vault',
  },
  clockBehind: {
    fr: 'Attention : l’horloge de ce poste est en retard sur le journal, dont la dernière ligne est du {at}. Vérifiez-la ; le journal le retiendra.',
    en: 'Mind: this machine’s clock is behind the journal, whose last line is of {at}. Check it; the journal will say so.',
  },
  passphraseAsk: { fr: 'Phrase secrète : ', en: 'Passphrase: ' },
  newPassphraseAsk: { fr: 'Nouvelle phrase secrète : ', en: 'New passphrase: ' },
  cohortPassphraseAsk: {
    fr: 'Phrase secrète de la clé de cohorte : ',
    en: 'Passphrase of the cohort’s key: ',
  },
  cohortOverdue: {
    fr: 'À faire : la cohorte {cohort} était promise jusqu’au {until}. Ses clés et ses identifiants sont à détruire, à deux : « cloison cohort end --cohort {cohort} --part 1 », puis 2.',
    en: 'To be done: cohort {cohort} was promised until {until}. Its keys and identifiers are to be destroyed, by two persons: “cloison cohort end --cohort {cohort} --part 1”, then 2.',
  },
  passphraseAgain: { fr: 'Encore une fois : ', en: 'Once more: ' },
  passphraseDiffer: { fr: 'Les deux diffèrent. Recommencez.', en: 'They differ. Try again.' },
} as const;
