/** Words of the commands for backups, in French and English. */
export const backupWords = {
  en: {
    backup: 'Copy the embedded store into a new folder, while the service runs; never the secrets',
    restore: 'Put a backup in the place of a store that is not there',
    restoredElsewhere:
      'Say that the store was put back by other tools, so that the authority collects from the beginning',
    rehearse: 'Restore a backup into a temporary place, read it whole, and say how long it took',
    to: 'folder of the backups: each gets a folder of its own in it',
    from: 'the backup: a folder that `backup` made',
    in: 'where there is room for the temporary copy (default: beside the backup)',
    backupHelp: `The copy is of one moment and saves go on meanwhile. In it: sealed envelopes, keyed hashes of tokens, public content,
the state of campaigns. It needs no other seal, and opens nothing without the platform's secrets, which are kept apart.
For PostgreSQL and NATS see docs/operations.md.`,
    restoreHelp: `The service must be stopped. Every file is compared with what the backup says of it. Afterwards the authority collects
from the beginning, finds what is missing and names it; browsers send again what they still have.`,
    restoredHelp:
      'Of PostgreSQL and NATS, restored by their own tools; the service is stopped. `restore` does it by itself.',
    begunAnew: 'The authority will collect from the beginning: {campaigns}',
    rehearseHelp:
      'The secrets of the platform are needed, and the service may run: nothing of it is touched.',
    backedUp: 'Backup {folder}: {files} file(s), {mib} MiB.',
    restored:
      'Restored {backup}, of {finished}, in {seconds} s. Tell the authority: it collects from the beginning.',
    rehearsed:
      '{backup}, of {finished}, is whole: {mib} MiB, {envelopes} envelope(s) and {content} content file(s) as their hashes say.',
    took: 'Copied and compared in {copy} s, opened and counted in {open} s, read in {read} s.',
  },
  fr: {
    backup: 'Copier les données dans un nouveau dossier, pendant que le service tourne ; jamais les secrets',
    restore: 'Mettre une sauvegarde à la place de données qui n’y sont plus',
    restoredElsewhere:
      'Dire que les données ont été rétablies par d’autres outils, pour que l’autorité recueille depuis le début',
    rehearse:
      'Rétablir une sauvegarde dans un lieu provisoire, la lire toute, et dire combien de temps cela prend',
    to: 'dossier des sauvegardes : chacune y reçoit le sien',
    from: 'la sauvegarde : un dossier fait par `backup`',
    in: 'où il y a de la place pour la copie provisoire (sinon : à côté de la sauvegarde)',
    backupHelp: `La copie est celle d’un instant, et les enregistrements continuent. Elle contient des enveloppes scellées, des empreintes
de jetons mêlées au poivre, du contenu public, l’état des campagnes. Elle n’a pas besoin d’autre sceau, et n’ouvre rien
sans les secrets de la plateforme, gardés à part. Pour PostgreSQL et NATS, voyez docs/operations.md.`,
    restoreHelp: `Le service doit être arrêté. Chaque fichier est comparé à ce que la sauvegarde en dit. L’autorité recueille ensuite depuis
le début, trouve ce qui manque et le nomme ; les navigateurs renvoient ce qu’ils ont encore.`,
    restoredHelp:
      'De PostgreSQL et NATS, rétablis par leurs propres outils ; service arrêté. `restore` le fait de lui-même.',
    begunAnew: 'L’autorité recueillera depuis le début : {campaigns}',
    rehearseHelp: 'Il faut les secrets de la plateforme ; le service peut tourner, rien de lui n’est touché.',
    backedUp: 'Sauvegarde {folder} : {files} fichier(s), {mib} Mio.',
    restored:
      '{backup}, du {finished}, rétablie en {seconds} s. Prévenez l’autorité : elle recueille depuis le début.',
    rehearsed:
      '{backup}, du {finished}, est entière : {mib} Mio, {envelopes} enveloppe(s) et {content} fichier(s) de contenu tels que le disent leurs empreintes.',
    took: 'Copiée et comparée en {copy} s, ouverte et comptée en {open} s, lue en {read} s.',
  },
};
