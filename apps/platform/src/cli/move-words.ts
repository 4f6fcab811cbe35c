/** Words of the commands that take a campaign to another place, in French and English. */
export const moveWords = {
  en: {
    export:
      'Write all of a campaign to a file, for another host or another store; changes are refused here from then on',
    import: 'Take a campaign in from such a file: whole or not at all',
    to: 'the file to write',
    final: 'do it: freeze the campaign here and write the file. Without it, only say what would be moved',
    cancel: 'the campaign stays here after all: changes are accepted again',
    writeKey: 'write the transfer key there instead of showing it',
    readKey: 'file that holds the transfer key (or CLOISON_TRANSFER_KEY)',
    exportHelp: `The service may be running: browsers are told "busy" from the last change on, keep their answers sealed and send
them again; reads are answered. The file holds everything, sealed under a transfer key: send the two by different ways.
Run again after a failure. Then, on the new host: platform import, platform serve, the name in the DNS or the proxy; and
at the authority: cloison campaign move. Only when that has been seen to work: platform purge, here.`,
    importHelp: `The platform must have been initialised with the authority's key (platform init). The file is read to its end before
anything is changed. Killed in the middle, the campaign is not there: run the same command again.`,
    wouldMove: 'Would freeze {campaign} here and write:',
    addFinal: 'Add --to FILE --final to do it.',
    moved: '{campaign} is frozen here, and written to {file} ({mib} MiB):',
    key: 'Transfer key, to be sent by another way than the file: {key}',
    keyFile: 'The transfer key is in {file}: send it by another way.',
    next: 'There: cloison platform import {file} --key-file …   If nothing comes of it: cloison platform export {campaign} --cancel',
    cancelled: '{campaign} stays here: changes are accepted again.',
    imported: '{campaign} is here:',
    after:
      "This platform signs with the key {key}. At the authority: cloison campaign move --platform … --key '{fingerprint}'",
    writing: 'Writing',
    checking: 'Checking',
    taking: 'Taking in',
    counts: {
      published: 'publication',
      caller: 'authority keys',
      content: 'content files',
      holder: 'holders',
      document: 'documents',
      routing: 'routing tables',
      key: 'content keys',
      record: 'records, with their branches',
      rescue: 'rescued envelopes',
    },
  },
  fr: {
    export:
      'Écrire toute une campagne dans un fichier, pour un autre hébergeur ou une autre base ; ici, les changements sont alors refusés',
    import: 'Reprendre une campagne depuis un tel fichier : entière ou pas du tout',
    to: 'le fichier à écrire',
    final: 'le faire : geler la campagne ici et écrire le fichier. Sans elle, dit seulement ce qui partirait',
    cancel: 'la campagne reste finalement ici : les changements sont de nouveau acceptés',
    writeKey: 'y écrire la clé de transfert au lieu de l’afficher',
    readKey: 'fichier de la clé de transfert (ou CLOISON_TRANSFER_KEY)',
    exportHelp: `Le service peut tourner : depuis le dernier changement, les navigateurs reçoivent « occupé », gardent leurs réponses
scellées et les renvoient ; les lectures continuent. Le fichier contient tout, scellé sous une clé de transfert : envoyez
les deux par des chemins différents. Après une panne, relancez. Ensuite, chez le nouvel hébergeur : platform import,
platform serve, puis le nom dans le DNS ou le mandataire ; et à l’autorité : cloison campaign move. Seulement quand tout
cela a marché : platform purge, ici.`,
    importHelp: `La plateforme a été créée avec la clé de l’autorité (platform init). Le fichier est lu jusqu’au bout avant tout
changement. Si la commande est tuée au milieu, la campagne n’est pas là : relancez la même commande.`,
    wouldMove: 'Gèlerait {campaign} ici et écrirait :',
    addFinal: 'Ajoutez --to FICHIER --final pour le faire.',
    moved: '{campaign} est gelée ici, et écrite dans {file} ({mib} Mio) :',
    key: 'Clé de transfert, à envoyer par un autre chemin que le fichier : {key}',
    keyFile: 'La clé de transfert est dans {file} : envoyez-la par un autre chemin.',
    next: 'Là-bas : cloison platform import {file} --key-file …   Si rien n’en sort : cloison platform export {campaign} --cancel',
    cancelled: '{campaign} reste ici : les changements sont de nouveau acceptés.',
    imported: '{campaign} est ici :',
    after:
      'Cette plateforme signe avec la clé {key}. À l’autorité : cloison campaign move --platform … --key « {fingerprint} »',
    writing: 'Écriture',
    checking: 'Contrôle',
    taking: 'Reprise',
    counts: {
      published: 'publication',
      caller: 'clés d’autorité',
      content: 'fichiers de contenu',
      holder: 'titulaires',
      document: 'documents',
      routing: 'tables d’orientation',
      key: 'clés de contenu',
      record: 'enregistrements, avec leurs versions en double',
      rescue: 'enveloppes secourues',
    },
  },
};
