import { EXIT, refusals } from '../feedback/refusal.ts';

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
    fr: 'Le fichier {path} n’est pas un coffre, ou il est abîmé ({detail}). Reprenez la dernière sauvegarde.',
    en: 'The file {path} is not a vault, or is damaged ({detail}). Take the last backup.',
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
