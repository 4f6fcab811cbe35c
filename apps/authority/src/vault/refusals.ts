import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseVault = refusals({
  'vault-locked': {
    exit: EXIT.locked,
    fr: 'Le coffre {path} est utilisé par une autre commande ({who}). Attendez qu’elle finisse, ou arrêtez-la (Ctrl-C) : rien ne sera perdu. Avec --wait 60, cette commande attend jusqu’à une minute.',
    en: 'The vault {path} is used by another command ({who}). Wait until it ends, or stop it (Ctrl-C): nothing will be lost. With --wait 60, this command waits up to a minute.',
  },
  'vault-missing': {
    exit: EXIT.refused,
    fr: 'Il n’y a pas de coffre dans {path}. Créez-le avec « cloison vault create », ou indiquez le bon dossier avec --vault.',
    en: 'There is no vault in {path}. Create it with “cloison vault create”, or name the right folder with --vault.',
  },
  'vault-version': {
    exit: EXIT.damaged,
    fr: 'Le coffre {path} est au format {found} ; ce programme lit le format {expected}.',
    en: 'The vault {path} has format {found}; this program reads format {expected}.',
  },
  'vault-not-one': {
    exit: EXIT.damaged,
    fr: 'Le fichier {path} n’est pas un coffre, ou il est abîmé. Reprenez la dernière sauvegarde.',
    en: 'The file {path} is not a vault, or is damaged. Take the last backup.',
  },
  'vault-damaged': {
    exit: EXIT.damaged,
    fr: 'Le coffre {path} est abîmé. N’effacez rien : « cloison vault check » dit ce qui manque ; reprenez la dernière sauvegarde (« cloison vault restore »).',
    en: 'The vault {path} is damaged. Delete nothing: “cloison vault check” says what is missing; take the last backup (“cloison vault restore”).',
  },
  'vault-cut': {
    exit: EXIT.damaged,
    fr: 'Le coffre {path} a été coupé : il manque {missing} octet(s) à sa dernière page. N’effacez rien ; reprenez la dernière sauvegarde (« cloison vault restore »).',
    en: 'The vault {path} was cut short: {missing} byte(s) of its last page are missing. Delete nothing; take the last backup (“cloison vault restore”).',
  },
  'vault-check-failed': {
    exit: EXIT.damaged,
    fr: 'Le coffre {path} est abîmé : {count} défaut(s), {count|nommé|nommés} ci-dessus. N’effacez rien ; copiez le dossier tel qu’il est, puis reprenez la dernière sauvegarde (« cloison vault restore »).',
    en: 'The vault {path} is damaged: {count} fault(s), named above. Delete nothing; copy the folder as it is, then take the last backup.',
  },
  'output-in-vault': {
    exit: EXIT.usage,
    fr: '{option} écrirait dans le coffre ({path}) : donnez un autre dossier.',
    en: '{option} would write into the vault ({path}): give another folder.',
  },
  'output-in-keys': {
    exit: EXIT.usage,
    fr: '{option} écrirait dans le dossier des clés ({path}) : donnez un autre dossier.',
    en: '{option} would write into the folder of the keys ({path}): give another folder.',
  },
  'vault-in-place': {
    exit: EXIT.refused,
    fr: 'Il y a déjà un coffre dans {path} : une sauvegarde n’en remplace jamais un. Renommez ce dossier d’abord, ou restaurez ailleurs.',
    en: 'There is a vault in {path} already: a backup never replaces one. Rename that folder first, or restore elsewhere.',
  },
  'backup-apart': {
    exit: EXIT.refused,
    fr: 'Le dossier des sauvegardes ({to}) doit être à part du coffre ({vault}) et des clés ({keys}).',
    en: 'The folder of the backups ({to}) must be apart from the vault ({vault}) and from the keys ({keys}).',
  },
  'backup-medium': {
    exit: EXIT.refused,
    fr: 'Le dossier {to} n’est pas là, ni de quoi le créer sans risque : si c’est un support, branchez-le ; sinon créez ce dossier vous-même, puis relancez. Aucune sauvegarde n’a été faite.',
    en: 'The folder {to} is not there, nor a safe place to make it: if it is a medium, connect it; else make that folder yourself, then run this again. No backup was made.',
  },
  'backup-not-one': {
    exit: EXIT.refused,
    fr: 'Le dossier {folder} n’est pas une sauvegarde de coffre, ou elle n’a jamais été finie : il y manque un « backup.json » lisible.',
    en: 'The folder {folder} is no backup of a vault, or it was never finished: a readable “backup.json” is missing.',
  },
  'backup-differs': {
    exit: EXIT.damaged,
    fr: 'Le fichier {path} n’est pas celui que la sauvegarde décrit : il a été abîmé ou modifié. Rien n’a été restauré ; prenez la sauvegarde d’avant.',
    en: 'The file {path} is not the one that the backup describes: it was damaged or altered. Nothing was restored; take the backup before it.',
  },
  'vault-disk-full': {
    exit: EXIT.damaged,
    fr: 'Le disque de {path} est plein. Le coffre est entier, et ce qui était enregistré l’est toujours : libérez de la place et relancez la même commande.',
    en: 'The disk of {path} is full. The vault is whole, and what was saved is still there: make room and run the same command again.',
  },
  'vault-disk-fails': {
    exit: EXIT.damaged,
    fr: 'Le disque de {path} ne lit ou n’écrit pas : quota atteint, support débranché, ou panne. Ce qui était enregistré n’a pas changé ; remettez le disque en état et relancez la même commande.',
    en: 'The disk of {path} does not read or write: quota reached, medium disconnected, or failing. What was saved has not changed; mend the disk and run the same command again.',
  },
  'vault-access': {
    exit: EXIT.refused,
    fr: 'Le système ne laisse pas ouvrir ou changer {path}. Vérifiez les droits et relancez la même commande.',
    en: 'The system does not let {path} be opened or changed. Check its permissions and run the same command again.',
  },
  'vault-no-reading': {
    exit: EXIT.refused,
    fr: 'Ce compte n’a pas le droit de lire {path}. Rien n’a changé. Lancez la commande depuis le compte à qui est le coffre, ou rendez à celui-ci le droit de lire le dossier et ses fichiers.',
    en: 'This account may not read {path}. Nothing has changed. Run the command from the account that the vault belongs to, or give this one the right to read the folder and its files.',
  },
  'vault-no-writing': {
    exit: EXIT.refused,
    fr: 'Ce compte n’a pas le droit d’écrire dans {path}. Rien n’a changé ; les commandes qui ne font que lire marchent. Lancez celle-ci depuis le compte à qui est le coffre, ou rendez à ce compte le droit d’écrire dans le dossier et ses fichiers.',
    en: 'This account may not write to {path}. Nothing has changed; commands that only read work. Run this one from the account that the vault belongs to, or give this account the right to write to the folder and its files.',
  },
  'vault-read-only': {
    exit: EXIT.refused,
    fr: 'Le disque de {path} est monté en lecture seule : le coffre peut être lu, pas changé. Rien n’a changé. Remontez ce disque en écriture et relancez la même commande. Un disque en panne passe parfois en lecture seule de lui-même : faites d’abord une sauvegarde ailleurs (« cloison vault backup »).',
    en: 'The disk of {path} is mounted read-only: the vault can be read, not changed. Nothing has changed. Mount this disk for writing and run the same command again. A failing disk sometimes becomes read-only by itself: make a backup elsewhere first (“cloison vault backup”).',
  },
  'vault-log-waits': {
    exit: EXIT.refused,
    fr: 'Une commande interrompue a laissé dans {log} des changements enregistrés qui ne sont pas encore dans le coffre, et rien ne peut être écrit dans {path}. Rien n’est perdu : n’effacez pas ce fichier. Rendez le dossier inscriptible, ou copiez-le tout entier là où l’on peut écrire et nommez cette copie avec --vault.',
    en: 'A command that was interrupted left saved changes in {log} which are not yet in the vault, and nothing can be written in {path}. Nothing is lost: do not delete that file. Make the folder writable, or copy all of it to where writing is possible and name that copy with --vault.',
  },
  'vault-sealed': {
    exit: EXIT.damaged,
    fr: 'Une valeur scellée de la campagne {campaign} ne s’ouvre pas ({table}.{column}, ligne {row}) : elle a été modifiée ou déplacée.',
    en: 'A sealed value of campaign {campaign} does not open ({table}.{column}, row {row}): it was altered or moved.',
  },
  'vault-busy': {
    exit: EXIT.locked,
    fr: 'Une opération longue occupe le coffre ; recommencez quand elle sera finie.',
    en: 'A long operation has the vault; try again when it has ended.',
  },
  'keys-inside-vault': {
    exit: EXIT.refused,
    fr: 'Les clés ({keys}) ne peuvent pas être rangées dans le coffre ({vault}), ni le coffre dans les clés : ils ne doivent jamais être sauvegardés ensemble.',
    en: 'Keys ({keys}) can’t be kept inside the vault ({vault}), nor the vault inside the keys: they must never be backed up together.',
  },
});
