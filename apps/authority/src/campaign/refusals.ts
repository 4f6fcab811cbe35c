import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseCampaign = refusals({
  'campaign-missing': {
    exit: EXIT.refused,
    fr: 'Il n’y a pas de campagne {name} dans ce coffre. Il y a : {names}.',
    en: 'There is no campaign {name} in this vault. There is: {names}.',
  },
  'campaign-which': {
    exit: EXIT.usage,
    fr: 'Ce coffre contient plusieurs campagnes ({names}) : dites laquelle avec --campaign.',
    en: 'This vault holds several campaigns ({names}): say which with --campaign.',
  },
  'campaign-none': {
    exit: EXIT.refused,
    fr: 'Ce coffre ne contient pas encore de campagne. Créez-en une avec « cloison campaign create DOSSIER ».',
    en: 'This vault holds no campaign yet. Create one with “cloison campaign create FOLDER”.',
  },
  'campaign-exists': {
    exit: EXIT.refused,
    fr: 'La campagne {name} est déjà dans le coffre, avec un autre contenu. Rien n’a été changé. Une campagne créée ne change plus : donnez un autre nom, ou un autre coffre.',
    en: 'Campaign {name} is in the vault already, with other content. Nothing was changed. A campaign once created stays as it is: give another name, or another vault.',
  },
  'campaign-invalid': {
    exit: EXIT.refused,
    fr: 'La campagne n’est pas valable : {count} problème(s). Rien n’a été créé.',
    en: 'The campaign is not valid: {count} problem(s). Nothing was created.',
  },
  'campaign-closed': {
    exit: EXIT.refused,
    fr: 'La campagne {name} est fermée depuis le {fr}. Ses noms, ses codes et ses réponses ont été détruits : cette commande n’est plus possible. « cloison campaign certificate » donne le certificat.',
    en: 'Campaign {name} was closed on {en}. Its names, codes and answers were destroyed: this command is no longer possible. “cloison campaign certificate” gives the certificate.',
  },
  'campaign-closing': {
    exit: EXIT.refused,
    fr: 'La fermeture de la campagne {name} a commencé et n’est pas finie : cette commande n’est plus possible. Relancez « cloison campaign close » : elle continuera.',
    en: 'The closing of campaign {name} has begun and is not finished: this command is no longer possible. Run “cloison campaign close” again: it will go on.',
  },
  'cohort-differs': {
    exit: EXIT.refused,
    fr: 'La cohorte {cohort} dure jusqu’au {until}, d’après la campagne {name} du coffre. Écrivez ce jour dans « until ».',
    en: 'Cohort {cohort} lasts until {until}, by campaign {name} of the vault. Write that day in “until”.',
  },
  'cohort-has-ended': {
    exit: EXIT.refused,
    fr: 'La cohorte {cohort} a pris fin, ou sa fin a commencé : ses clés ont été détruites, et aucun élève ne peut plus y être suivi. Rien n’a été créé. Donnez un autre nom de cohorte, ou retirez « cohort » de campaign.yaml.',
    en: 'Cohort {cohort} has ended, or its end has begun: its keys were destroyed, and no pupil can be followed in it any more. Nothing was created. Give another cohort’s name, or remove “cohort” from campaign.yaml.',
  },
  'cohort-day-past': {
    exit: EXIT.refused,
    fr: 'La cohorte {cohort} n’est suivie que jusqu’au {until}, et ce jour est passé : aucun élève ne peut plus y être suivi. Rien n’a été créé. Donnez un autre nom de cohorte, ou retirez « cohort » de campaign.yaml.',
    en: 'Cohort {cohort} is followed until {until} only, and that day has passed: no pupil can be followed in it any more. Nothing was created. Give another cohort’s name, or remove “cohort” from campaign.yaml.',
  },
  'progress-missing': {
    exit: EXIT.refused,
    fr: 'Les progrès se comptent depuis la campagne {name}, qui n’est pas dans ce coffre. Il y a : {names}. Rien n’a été créé.',
    en: 'Progress is counted since campaign {name}, which is not in this vault. There is: {names}. Nothing was created.',
  },
  'progress-domain-missing': {
    exit: EXIT.refused,
    fr: 'La campagne {name} n’a pas de domaine « {id} ». Elle a : {ids}. Rien n’a été créé.',
    en: 'Campaign {name} has no domain “{id}”. It has: {ids}. Nothing was created.',
  },
  'folder-is-file': {
    exit: EXIT.usage,
    fr: '{path} est un fichier. Donnez le dossier de la campagne, où sont campaign.yaml et calendar.yaml : {folder}.',
    en: '{path} is a file. Give the folder of the campaign, where campaign.yaml and calendar.yaml are: {folder}.',
  },
  'folder-missing': {
    exit: EXIT.refused,
    fr: 'Il n’y a pas de dossier {path}, ou il n’est pas lisible.',
    en: 'There is no folder {path}, or it can’t be read.',
  },
});
