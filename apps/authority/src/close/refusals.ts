import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseClose = refusals({
  'closing-counts': {
    exit: EXIT.refused,
    fr: 'Les comptes ne tombent pas juste ; rien n’a été détruit, la campagne reste ouverte. {list}',
    en: 'The counts do not reconcile; nothing was destroyed, the campaign stays open. {list}',
  },
  'closing-copies': {
    exit: EXIT.refused,
    fr: 'Des copies enregistrées de la clé sont hors d’atteinte, ou en lecture seule : {list}. Branchez leur support, de sorte qu’on puisse y écrire, et relancez la même commande ; ou ajoutez --leave-copies : le certificat dira qu’elles n’ont pas été détruites.',
    en: 'Registered copies of the key are out of reach, or read-only: {list}. Connect their medium so that it can be written to, and run the same command again; or add --leave-copies: the certificate will say that they were not destroyed.',
  },
  'closing-relays': {
    exit: EXIT.refused,
    fr: 'Des portables d’écoles sans internet n’ont encore rien rapporté : {list}. Reprenez leurs fichiers (« cloison campaign relay-take »), ou ajoutez --leave-relays : ce qu’ils contiennent ne pourra plus jamais être lu.',
    en: 'Laptops of schools without internet have not brought anything back: {list}. Take their files in (“cloison campaign relay-take”), or add --leave-relays: what they hold can never be read again.',
  },
  'closing-room': {
    exit: EXIT.refused,
    fr: 'Fermer demande environ {needed} Mo libres sur le disque du coffre {path}, le temps d’écrire le fichier sans ce qui est détruit ; il y en a {free}. Rien n’a été changé : libérez de la place et relancez la même commande.',
    en: 'Closing takes some {needed} MB of free room on the disk of the vault {path}, while its file is written without what is destroyed; there are {free}. Nothing was changed: make room and run the same command again.',
  },
  'closing-windows': {
    exit: EXIT.refused,
    fr: 'Des élèves de {campaign} peuvent encore répondre : {count} fenêtre(s) ouverte(s), la dernière jusqu’au {until}. Rien n’a été détruit. Attendez ce jour ; pour fermer quand même, ajoutez --despite-windows {until}.',
    en: 'Pupils of {campaign} can still answer: {count} window(s) open, the last until {until}. Nothing was destroyed. Wait for that day; to close all the same, add --despite-windows {until}.',
  },
  'closing-cohort': {
    exit: EXIT.refused,
    fr: '{count} élève(s) de {campaign} qui {count|a|ont} passé une épreuve n’{count|a|ont} pas d’identifiant de la cohorte {cohort} : {count|sa ligne|leurs lignes} ne {count|serait reliée|seraient reliées} à rien. Rien n’a été détruit, la campagne reste ouverte. Le dépositaire lance « cloison cohort mark --campaign {campaign} --part 1 --key FICHIER », puis le statisticien « cloison cohort mark --campaign {campaign} --part 2 --key FICHIER » ; fermez ensuite.',
    en: '{count} pupil(s) of {campaign} with a sitting {count|has|have} no identifier of cohort {cohort}: {count|the row|their rows} would be linked to nothing. Nothing was destroyed, the campaign stays open. The custodian runs “cloison cohort mark --campaign {campaign} --part 1 --key FILE”, then the statistician “cloison cohort mark --campaign {campaign} --part 2 --key FILE”; then close.',
  },
  'closing-purge': {
    exit: EXIT.damaged,
    fr: 'La déclaration d’effacement de la plateforme n’est pas valable ({detail}). La clé de la campagne n’a pas été détruite. Demandez-en une autre à son exploitant. S’il n’en donne jamais : --without-statement "la raison", approuvé par une autre personne (« cloison roles approve close-unstated ») ; le certificat le dira.',
    en: 'The platform’s statement of erasure is not valid ({detail}). The campaign’s key was not destroyed. Ask its operator for another. If it never gives one: --without-statement "the reason", approved by another person (“cloison roles approve close-unstated”); the certificate will say so.',
  },
  'closing-feed': {
    exit: EXIT.damaged,
    fr: 'La plateforme n’a pas montré tout ce qu’elle a : son flux ne finit pas, ou n’est pas lisible. Rien n’a été détruit, la campagne reste ouverte. « cloison campaign status » dit ce qui a été constaté. Si elle ne le montre jamais : --without-collection et --without-statement "la raison", approuvés par une autre personne (« cloison roles approve close-unstated »).',
    en: 'The platform did not show all that it has: its feed does not end, or can’t be read. Nothing was destroyed, the campaign stays open. “cloison campaign status” says what was found. If it never shows it: --without-collection and --without-statement "the reason", approved by another person (“cloison roles approve close-unstated”).',
  },
  'closing-certificate': {
    exit: EXIT.damaged,
    fr: 'Le certificat, tel qu’il serait écrit, ne serait pas valable ({detail}). La clé de la campagne n’a pas été détruite.',
    en: 'The certificate as it would be written would not be valid ({detail}). The campaign’s key was not destroyed.',
  },
  'closing-cohort-ending': {
    exit: EXIT.refused,
    fr: '{count} élève(s) de {campaign} qui {count|a|ont} passé une épreuve n’{count|a|ont} pas d’identifiant de la cohorte {cohort}, dont une clé est déjà détruite. Rien n’a été détruit, la campagne reste ouverte. Finissez la cohorte : qui détient la clé {left} lance « cloison cohort end --cohort {cohort} --part {left} --despite-until {until} --yes ». Fermez ensuite : les lignes de cette campagne seront sans identifiant.',
    en: '{count} pupil(s) of {campaign} with a sitting {count|has|have} no identifier of cohort {cohort}, of which one key is destroyed already. Nothing was destroyed, the campaign stays open. End the cohort: who holds key {left} runs “cloison cohort end --cohort {cohort} --part {left} --despite-until {until} --yes”. Then close: rows of this campaign will have no identifier.',
  },
  'closing-unconfirmed': {
    exit: EXIT.usage,
    fr: 'La fermeture détruit les noms, les codes et les réponses de la campagne {campaign}, pour toujours. Confirmez avec --yes.',
    en: 'Closing destroys the names, codes and answers of campaign {campaign}, for ever. Confirm with --yes.',
  },
  'recognise-invalid': {
    exit: EXIT.damaged,
    fr: 'Ce certificat n’est pas valable ({detail}). Rien n’a changé.',
    en: 'This certificate is not valid ({detail}). Nothing has changed.',
  },
  'recognise-other': {
    exit: EXIT.refused,
    fr: 'Ce certificat n’est pas celui de la campagne {campaign} de ce coffre : {whyFr}. Rien n’a changé.',
    en: 'This certificate is not that of campaign {campaign} of this vault: {whyEn}. Nothing has changed.',
  },
  'recognise-key': {
    exit: EXIT.key,
    fr: 'Ce certificat est signé par une clé que ce coffre ne connaît pas, ou ne reconnaissait plus à cette date : {found}. Si la clé de signature a été remplacée après la sauvegarde, « cloison keys replace-signing --adopt » l’inscrit d’abord. Rien n’a changé.',
    en: 'This certificate was signed by a key that this vault does not know, or no longer accepted on that day: {found}. If the signing key was replaced after the backup, “cloison keys replace-signing --adopt” enters it first. Nothing has changed.',
  },
  'recognise-leaked': {
    exit: EXIT.key,
    fr: 'Ce certificat est signé par une clé qui a été divulguée ({found}) : quiconque l’a trouvée a pu l’écrire, à n’importe quelle date. Il faudrait que la plateforme que ce coffre connaît y atteste l’effacement, et elle ne le fait pas. Rien n’a changé. Si la campagne est bien fermée : branchez chaque support des copies de sa clé, pour que l’on voie qu’elle n’y est plus ; si elle y est encore, fermez la campagne ici à deux : « cloison campaign close --without-collection --without-statement "la raison" ».',
    en: 'This certificate was signed by a key that has leaked ({found}): whoever found it may have written it, of any date. The platform that this vault knows would have to state the erasure in it, and does not. Nothing has changed. If the campaign is closed indeed: connect each medium of the copies of its key, to show that the key is gone; if it is still there, close the campaign here by two persons: “cloison campaign close --without-collection --without-statement "the reason"”.',
  },
  'recognise-copies': {
    exit: EXIT.refused,
    fr: 'Des copies de la clé, que la fermeture n’a pas détruites d’après son certificat, sont hors d’atteinte : {list}. Branchez leur support et relancez la même commande ; ou ajoutez --leave-copies : « cloison keys list » les nommera.',
    en: 'Copies of the key which the closing has not destroyed, by its certificate, are out of reach: {list}. Connect their medium and run the same command again; or add --leave-copies: “cloison keys list” will name them.',
  },
  'not-closed': {
    exit: EXIT.refused,
    fr: 'La campagne {campaign} n’est pas fermée : il n’y a pas encore de certificat.',
    en: 'Campaign {campaign} is not closed: there is no certificate yet.',
  },
});
