import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseKeys = refusals({
  'key-missing': {
    exit: EXIT.key,
    fr: 'La clé « {purpose} » de la campagne {campaign} n’est pas dans {folder}. Indiquez le bon dossier avec --keys, ou remettez-y une copie (« cloison keys list » dit où elles sont).{moreFr}',
    en: 'The “{purpose}” key of campaign {campaign} is not in {folder}. Name the right folder with --keys, or put a copy back (“cloison keys list” says where they are).{moreEn}',
  },
  'key-store-missing': {
    exit: EXIT.key,
    fr: 'Il n’y a pas de clés dans {folder}. Créez-les avec « cloison keys init », ou indiquez le bon dossier avec --keys.',
    en: 'There are no keys in {folder}. Create them with “cloison keys init”, or name the right folder with --keys.',
  },
  'passphrase-wrong': {
    exit: EXIT.key,
    fr: 'Cette phrase secrète n’ouvre pas {path}.{elseFr}',
    en: 'This passphrase does not open {path}.{elseEn}',
  },
  'shares-wrong': {
    exit: EXIT.key,
    fr: 'Ces parts vont ensemble, mais n’ouvrent pas {path} : elles datent d’avant une rotation, ou sont d’autres clés, ou ces clés ont de nouveau une phrase secrète (« cloison keys join »). Prenez celles de la dernière répartition (le « set » écrit dans chaque part).',
    en: 'These shares belong together, but do not open {path}: they are from before a rotation, or of other keys, or these keys have a passphrase again (“cloison keys join”). Take those of the last split (the “set” written in each share).',
  },
  'passphrase-missing': {
    exit: EXIT.key,
    fr: 'Il faut {whichFr} : {option} FICHIER, ou {variable}, ou un terminal pour la taper{sharesFr}.',
    en: '{whichEn} is needed: {option} FILE, or {variable}, or a terminal to type it in{sharesEn}.',
  },
  'passphrase-untypable': {
    exit: EXIT.key,
    fr: 'La phrase secrète de {where} contient des caractères que personne ne peut taper : fichier en UTF-16, marque d’ordre des octets (BOM) ou plusieurs lignes. Rien n’a été créé ni changé. Enregistrez-la sur une seule ligne, en UTF-8 sans BOM.',
    en: 'The passphrase in {where} has characters that nobody can type: a file in UTF-16, a byte order mark (BOM), or several lines. Nothing was made or changed. Save it on a single line, as UTF-8 without BOM.',
  },
  'passphrase-short': {
    exit: EXIT.key,
    fr: 'La phrase secrète est trop courte : au moins 12 caractères (cinq mots au hasard font une bonne phrase).',
    en: 'The passphrase is too short: at least 12 characters (five random words make a good one).',
  },
  'passphrase-same': {
    exit: EXIT.refused,
    fr: 'La nouvelle phrase secrète est celle d’avant : rien n’a changé.',
    en: 'The new passphrase is the one of before: nothing has changed.',
  },
  'key-change-kept': {
    exit: EXIT.damaged,
    fr: '{whyFr} Le changement est pourtant noté, et compte : il faut maintenant {secretFr} pour ouvrir les clés. Ne relancez pas la même commande. Libérez de la place, puis lancez « cloison keys rehearse » avec {secretFr} : cela finit le changement. D’ici là, gardez aussi le secret d’avant.',
    en: '{whyEn} Yet the change is kept, and counts: from now on {secretEn} must be given to open the keys. Do not run the same command again. Make room, then run “cloison keys rehearse” with {secretEn}: it finishes the change. Until then keep the former secret too.',
  },
  'key-medium-missing': {
    exit: EXIT.refused,
    fr: 'Le dossier {folder} n’est pas là, ni de quoi le créer sans risque : si c’est un support, branchez-le ; sinon créez ce dossier vous-même, puis relancez. Aucune clé n’a été créée.',
    en: 'The folder {folder} is not there, nor a safe place to make it: if it is a medium, connect it; else make that folder yourself, then run this again. No key was made.',
  },
  'key-copy-in-vault': {
    exit: EXIT.refused,
    fr: 'Une copie de clé ne va jamais dans le coffre ({path}) : la clé et le coffre ne doivent jamais être sauvegardés ensemble. Rien n’a été copié.',
    en: 'A copy of a key never goes into the vault ({path}): key and vault must never be backed up together. Nothing was copied.',
  },
  'shares-numbers': {
    exit: EXIT.usage,
    fr: 'Des parts : de 2 à 255, dont au moins 2 et au plus toutes ensemble ({threshold} de {of} ne va pas).',
    en: 'Shares: from 2 to 255, of which at least 2 and at most all together ({threshold} of {of} won’t do).',
  },
  'shares-few': {
    exit: EXIT.key,
    fr: 'Il faut {threshold} part(s) ; {given} {given|a été donnée|ont été données} (--share, une fois par part).',
    en: '{threshold} shares are needed; {given} were given (--share, once a share).',
  },
  'shares-mixed': {
    exit: EXIT.key,
    fr: 'Ces parts ne sont pas du même secret : certaines datent d’avant une rotation.',
    en: 'These shares are not of the same secret: some are from before a rotation.',
  },
  'share-twice': {
    exit: EXIT.key,
    fr: 'La part {number} a été donnée deux fois.',
    en: 'Share {number} was given twice.',
  },
  'share-damaged': {
    exit: EXIT.damaged,
    fr: 'Le fichier {path} n’est pas une part, ou il est abîmé. Prenez la part d’une autre personne.',
    en: 'The file {path} is no share, or is damaged. Take the share of another person.',
  },
  'shares-together': {
    exit: EXIT.damaged,
    fr: 'Ensemble, ces parts ne donnent pas leur secret : au moins une a été modifiée. Essayez avec d’autres.',
    en: 'Together these shares do not give their secret: at least one was altered. Try with others.',
  },
  'share-place': {
    exit: EXIT.refused,
    fr: 'Les parts ne s’écrivent ni dans le coffre ni à côté des clés ({folder}). Rien n’a changé.',
    en: 'Shares are written neither into the vault nor beside the keys ({folder}). Nothing has changed.',
  },
  'share-exists': {
    exit: EXIT.refused,
    fr: 'Il y a déjà un fichier {path} : une part n’en remplace pas un autre.',
    en: 'There is a file {path} already: a share replaces no other.',
  },
  'signing-key-begun': {
    exit: EXIT.refused,
    fr: 'Dans {folder}, un remplacement de la clé de signature a été interrompu. Relancez « cloison keys replace-signing » : elle le termine, ou le recommence.',
    en: 'In {folder} a replacement of the signing key was cut short. Run “cloison keys replace-signing” again: it finishes it, or begins it anew.',
  },
  'signing-key-replaced': {
    exit: EXIT.key,
    fr: 'La clé de signature trouvée dans {folder} a été remplacée le {at} : son empreinte est {found}, celle de la clé en vigueur {expected}. Rien n’est signé avec l’ancienne. Indiquez avec --keys le dossier qui a la nouvelle ; si elle est perdue elle aussi, « cloison keys replace-signing --reason lost ».',
    en: 'The signing key found in {folder} was replaced on {at}: its fingerprint is {found}, that of the key in force {expected}. Nothing is signed with the old one. Name with --keys the folder that has the new one; if that one is lost too, “cloison keys replace-signing --reason lost”.',
  },
  'signing-key-other': {
    exit: EXIT.key,
    fr: 'La clé de signature trouvée dans {folder} n’est pas celle que ce coffre connaît : son empreinte est {found}, et le coffre attend {expected}. Si la clé a été remplacée depuis que cette copie du coffre a été faite, ou depuis un autre coffre, « cloison keys replace-signing --adopt » l’inscrit ici ; sinon, indiquez le bon dossier avec --keys.',
    en: 'The signing key found in {folder} is not the one that this vault knows: its fingerprint is {found}, and the vault expects {expected}. If the key was replaced after this copy of the vault was made, or from another vault, “cloison keys replace-signing --adopt” enters it here; else name the right folder with --keys.',
  },
  'signing-key-changed': {
    exit: EXIT.key,
    fr: 'La clé de signature a été remplacée pendant que cette commande tournait. Elle s’arrête ici : publiez (« cloison campaign publish »), puis relancez-la.',
    en: 'The signing key was replaced while this command ran. It ends here: publish (“cloison campaign publish”), then start it again.',
  },
  'replace-unconfirmed': {
    exit: EXIT.refused,
    fr: 'La clé de signature en vigueur, {former}, ne servirait plus à rien. Ajoutez --yes pour la remplacer.',
    en: 'The signing key in force, {former}, would no longer be of use. Add --yes to replace it.',
  },
  'replace-former': {
    exit: EXIT.usage,
    fr: 'Ce coffre n’a pas encore inscrit la clé de signature, et elle n’est plus dans {folder}. Donnez sa clé publique avec --former : « platform.json » de la plateforme la contient.',
    en: 'This vault has not taken note of the signing key yet, and it is no longer in {folder}. Give its public key with --former: the platform’s “platform.json” has it.',
  },
  'replace-adopt': {
    exit: EXIT.refused,
    fr: 'La clé trouvée dans {folder} a l’empreinte {found}, pas celle qui a été donnée. Rien n’a changé.',
    en: 'The key found in {folder} has the fingerprint {found}, not the one that was given. Nothing has changed.',
  },
  'replace-adopt-former': {
    exit: EXIT.refused,
    fr: 'La clé {found} est celle en vigueur, ou en a été remplacée : ce n’est pas une nouvelle clé. Rien n’a changé.',
    en: 'The key {found} is the one in force, or was replaced before: it is no new key. Nothing has changed.',
  },
  'key-damaged': {
    exit: EXIT.damaged,
    fr: 'Le fichier de clé {path} est abîmé. Remettez une copie (« cloison keys list » dit où elles sont).',
    en: 'The key file {path} is damaged. Put a copy back (“cloison keys list” says where they are).',
  },
  'key-other': {
    exit: EXIT.key,
    fr: 'La clé trouvée dans {folder} n’est pas celle de la campagne {campaign} de ce coffre.',
    en: 'The key found in {folder} is not the one of campaign {campaign} in this vault.',
  },
  'key-copy-folder': {
    exit: EXIT.refused,
    fr: 'Il n’y a pas de dossier {folder} : rien n’a été copié ni inscrit. Branchez le support, ou créez ce dossier, et relancez la même commande.',
    en: 'There is no folder {folder}: nothing was copied or registered. Connect the medium, or make that folder, and run the same command again.',
  },
  'key-copy-exists': {
    exit: EXIT.refused,
    fr: 'Il y a déjà un fichier {path} : une copie de clé n’en remplace pas un autre.',
    en: 'There is a file {path} already: a copy of a key replaces no other.',
  },
});
