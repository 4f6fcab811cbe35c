import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseCohort = refusals({
  'cohort-none': {
    exit: EXIT.refused,
    fr: 'La campagne {campaign} ne suit pas de cohorte : sa description n’en dit pas, ou c’est une campagne blanche.',
    en: 'Campaign {campaign} follows no cohort: its description names none, or it is a rehearsal.',
  },
  'cohort-unknown': {
    exit: EXIT.refused,
    fr: 'Aucune campagne du coffre ne suit la cohorte {cohort}. {knownFr}',
    en: 'No campaign of the vault follows cohort {cohort}. {knownEn}',
  },
  'cohort-over': {
    exit: EXIT.refused,
    fr: 'La cohorte {cohort} était suivie jusqu’au {until}, comme les certificats le disent. Rien n’a été fait.',
    en: 'Cohort {cohort} was followed until {until}, as certificates say. Nothing was done.',
  },
  'cohort-same-person': {
    exit: EXIT.refused,
    fr: '« {who} » a déjà eu en main la clé {other} de la cohorte {cohort} : la clé {part} est l’affaire d’une autre personne.',
    en: '“{who}” has had key {other} of cohort {cohort} in hand: key {part} is for another person.',
  },
  'cohort-key-there': {
    exit: EXIT.refused,
    fr: 'La clé {part} de la cohorte {cohort} existe déjà, et le coffre en connaît l’empreinte : une autre donnerait d’autres identifiants. Aucune clé n’a été créée.',
    en: 'Key {part} of cohort {cohort} was made already, and the vault knows its fingerprint: another would give other identifiers. No key was made.',
  },
  'cohort-key-place': {
    exit: EXIT.refused,
    fr: 'Une clé de cohorte ne va ni dans le coffre ni dans le dossier des clés ({path}). Aucune clé n’a été créée.',
    en: 'A cohort’s key goes neither into the vault nor into the folder of the keys ({path}). No key was made.',
  },
  'cohort-key-exists': {
    exit: EXIT.refused,
    fr: 'Il y a déjà quelque chose à {path}, et la clé n’a pas été créée. Prenez un autre nom.',
    en: 'There is something at {path} already, and no key was made. Take another name.',
  },
  'cohort-key-none': {
    exit: EXIT.key,
    fr: 'La clé {part} de la cohorte {cohort} n’a pas été créée : « cloison cohort key --cohort {cohort} --part {part} --to FICHIER ».',
    en: 'Key {part} of cohort {cohort} was not made: “cloison cohort key --cohort {cohort} --part {part} --to FILE”.',
  },
  'cohort-key-other': {
    exit: EXIT.key,
    fr: '{path} n’est pas la clé {part} de la cohorte {cohort}, dont l’empreinte est {fingerprint}. Aucun élève n’a été marqué.',
    en: '{path} is not key {part} of cohort {cohort}, whose fingerprint is {fingerprint}. No pupil was marked.',
  },
  'cohort-early': {
    exit: EXIT.refused,
    fr: 'La cohorte {cohort} est suivie jusqu’au {until}, comme les certificats le disent. Pour la finir avant : --despite-until {until}. Rien n’a été détruit.',
    en: 'Cohort {cohort} is followed until {until}, as certificates say. To end it earlier: --despite-until {until}. Nothing was destroyed.',
  },
  'cohort-unconfirmed': {
    exit: EXIT.usage,
    fr: 'La clé {part} de la cohorte {cohort} serait détruite, pour toujours, et rien n’a été fait. Confirmez avec --yes.',
    en: 'Key {part} of cohort {cohort} would be destroyed, for ever, and nothing was done. Confirm with --yes.',
  },
  'cohort-key-foreign': {
    exit: EXIT.key,
    fr: '{path} n’est pas la clé {part} de la cohorte {cohort}. Rien n’a été détruit.',
    en: '{path} is not key {part} of cohort {cohort}. Nothing was destroyed.',
  },
  'cohort-key-gone': {
    exit: EXIT.key,
    fr: 'Il n’y a pas de fichier {path}. Rien n’a été détruit : vérifiez le chemin de cette copie, ou relancez sans elle.',
    en: 'There is no file {path}. Nothing was destroyed: check the path of this copy, or run the command without it.',
  },
  'cohort-key-away': {
    exit: EXIT.key,
    fr: 'Hors d’atteinte : {list}. Branchez le support et relancez la même commande, qui reprend ; ou, s’il est perdu, ajoutez --leave-copies : l’attestation le nommera.',
    en: 'Out of reach: {list}. Connect the medium and run the same command again, which goes on; or, if it is lost, add --leave-copies: the statement will name it.',
  },
  'cohort-not-ended': {
    exit: EXIT.refused,
    fr: 'La cohorte {cohort} n’est pas finie : il n’y a pas d’attestation. « cloison cohort end » la finit, à deux.',
    en: 'Cohort {cohort} has not ended: there is no statement. “cloison cohort end” ends it, by two persons.',
  },
  'cohort-no-rows': {
    exit: EXIT.refused,
    fr: 'Aucune campagne fermée de la cohorte {cohort} n’a de lignes avec un identifiant.',
    en: 'No closed campaign of cohort {cohort} has rows with an identifier.',
  },
  'cohort-export-place': {
    exit: EXIT.refused,
    fr: 'Ces fichiers ne s’écrivent ni dans le coffre ni dans le dossier des clés ({path}). Rien n’a été écrit.',
    en: 'These files go neither into the vault nor into the folder of the keys ({path}). Nothing was written.',
  },
  'cohort-ended': {
    exit: EXIT.refused,
    fr: 'La cohorte {cohort} n’est plus suivie : ses clés et ses marques ont été détruites (« cloison cohort statement --cohort {cohort} »).',
    en: 'Cohort {cohort} is followed no more: its keys and marks were destroyed (“cloison cohort statement --cohort {cohort}”).',
  },
  'cohort-first-missing': {
    exit: EXIT.refused,
    fr: 'La première clé vient d’abord : {count} élève(s) de {campaign} {count|n’a|n’ont} pas la première marque. Le dépositaire lance « cloison cohort mark --campaign {campaign} --part 1 --key FICHIER ».',
    en: 'The first key comes first: {count} pupil(s) of {campaign} {count|has|have} no first mark. The custodian runs “cloison cohort mark --campaign {campaign} --part 1 --key FILE”.',
  },
});
