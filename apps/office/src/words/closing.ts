/** Closing. */
import { inEnglish, inFrench } from './counts.ts';

const fr = {
  fine: 'en ordre',
  look: 'à regarder',
  dies: 'Ce qui sera détruit',
  diesText: (pupils: string) =>
    inFrench`Les noms, codes et réponses de ${pupils} élève(s) : la plateforme est effacée, la clé d’identité détruite avec toutes ses copies, et les lignes scellées effacées. Aucune sauvegarde ne les rouvrira.`,
  places: {
    present: 'sera détruite',
    other: 'un autre fichier est à sa place',
    absent: 'absente de son dossier',
    unreachable: 'hors d’atteinte : branchez son support',
  },
  unfinished: 'Ce qui resterait inachevé',
  allFinished: 'Rien : tous ont terminé ou sont absents.',
  unfinishedText: (count: string) =>
    inFrench`Définitivement : ${count} passation(s) inachevée(s) ou jamais commencée(s).`,
  collected: (at: string) => `Dernier recueil le ${at} ; la fermeture en fait un dernier.`,
  neverCollected: 'Rien n’a encore été recueilli.',
  windows: 'Fenêtres',
  windowsOver: 'Toutes sont terminées : plus aucun élève ne peut répondre.',
  windowsOpen: (count: string) =>
    inFrench`${count} fenêtre(s) encore ouverte(s) : des élèves peuvent répondre.`,
  until: (at: string) => `jusqu’au ${at}`,
  windowOf: (sequence: string, area: string) => `${sequence}, ${area} :`,
  moreWindows: (count: string) => inFrench`et ${count} autre(s)`,
  copies: 'Copies de la clé et portables',
  copiesHere: 'Toutes les copies enregistrées sont à leur place.',
  copiesAway: (count: string) => inFrench`${count} copie(s) hors de portée : branchez-en le support avant.`,
  laptops: (labels: string) => `Des portables d’écoles n’ont rien rapporté : ${labels}.`,
  cohort: 'Suivi de cohorte',
  cohortText: (name: string, count: string, until: string) =>
    inFrench`Cohorte ${name} : ${count} élève(s) avec une épreuve et sans identifiant. Les clés restent jusqu’au ${until}.`,
  cohortMark:
    'La fermeture attend ces identifiants. Ils se donnent en ligne de commande : le dépositaire lance « cloison cohort mark --part 1 », puis le statisticien « cloison cohort mark --part 2 ».',
  room: 'Place sur le disque',
  roomText: (needed: string, free: string) =>
    `Le coffre demande environ ${needed} Mo de plus pendant la fermeture ; ${free} Mo sont libres.`,
  makeRoom: 'Libérez de la place d’abord : la fermeture refuserait de commencer.',
  twoPersons: 'Deux personnes',
  noRoles: 'Aucun rôle n’est donné dans ce coffre : une seule personne peut fermer.',
  approvedBy: (who: string) => `Approuvé par ${who}, pour 24 heures.`,
  youApproved: 'Vous avez approuvé : une autre personne a 24 heures pour fermer, à sa propre console.',
  notApproved: (who: string) =>
    `Quand tout est en ordre, quelqu’un d’autre que ${who} approuve, à sa propre console, sur cette page.`,
  verify: 'Vérifier avant l’accord',
  verifyText:
    'Tout ce que la fermeture vérifie avant de commencer, la plateforme comprise, est vérifié. Rien n’est changé ni détruit. S’il ne manque plus que l’accord de l’autre personne, le bas de cette page le dit.',
  verifyNow: 'Tout vérifier, sans rien détruire',
  afterApproval: 'Le bouton qui ferme vient ici quand l’autre personne a approuvé.',
  approve: 'Approuver la fermeture pour une autre personne',
  act: 'Fermer',
  forEver: 'C’est irréversible. Interrompue, la fermeture reprend quand on la relance.',
  day: 'Jour où finit la dernière fenêtre',
  dayHelp: (day: string) => `Pour fermer quand même, écrivez-le : ${day}`,
  leaveCopies: 'Continuer sans les copies hors d’atteinte ; le certificat les nommera',
  leaveRelays: 'Continuer sans ce que des portables n’ont pas rapporté : illisible pour toujours',
  unstated: 'La plateforme ne donne aucune attestation d’effacement valable',
  unstatedText:
    'En dernier recours : la clé est détruite sans que la plateforme ait attesté l’effacement. Le certificat dit qui, pourquoi et ce qui n’allait pas, et compte tout ce qu’elle avait comme non effacé.',
  unstatedWhy: 'Pourquoi fermer sans attestation',
  unstatedHelp: 'Vide : la fermeture s’arrête si l’attestation n’est pas valable. Ne nommez personne.',
  approveUnstated: 'Approuver, pour une autre personne, de fermer sans attestation',
  confirm: (name: string) => `Écrivez ${name} pour confirmer`,
  close: 'Fermer la campagne',
  closed:
    'La campagne est fermée. Son certificat et, si ce coffre a les lignes de recherche, leur fichier sont à la page des résultats.',
  steps: 'Étapes de la fermeture',
  byCertificate: 'Cette campagne a-t-elle déjà été fermée ?',
  restored: (at: string) =>
    `Ce coffre a été repris d’une sauvegarde le ${at}. Si la campagne a été fermée après cette sauvegarde, il ne le sait pas : il la dit ouverte, alors que la plateforme est effacée et la clé détruite.`,
  keyGone:
    'Aucune copie de la clé de cette campagne n’est à sa place : plus rien n’en est lisible ici. Si un support est débranché, branchez-le. Si la campagne a déjà été fermée, ce coffre ne le sait pas.',
  byCertificateText:
    'Donnez-lui alors le certificat de la fermeture (le fichier JSON). Il vérifie qu’il est bien de cette campagne et de l’office, détruit les copies de la clé qui restent, efface les lignes scellées et garde le certificat. La plateforme n’y sert pas.',
  certificateMissing:
    'Le fichier n’est pas sur ce poste ? Le certificat est publié, et archivé par le service. Du PDF, extrayez la pièce jointe certificat.json.',
  certificateFile: 'Fichier du certificat, sur cette machine',
  certificateFileHelp: 'Par exemple /home/agent/certificat-2026-6e.json',
  readFile: 'Lire le certificat',
  certificateSays: 'Ce que dit ce certificat',
  certificate: {
    campaign: 'Campagne',
    at: 'Fermée le',
    key: 'Signé par la clé d’empreinte',
    platform: 'Plateforme',
    pupilCodes: 'Codes d’élèves donnés',
    copies: 'Copies de la clé détruites alors',
    left: 'Copies non détruites alors',
    researchRows: 'Lignes de recherche gardées alors',
  },
  erasedAt: (at: string) => `effacée, elle l’atteste, le ${at}`,
  notErased: 'n’a pas attesté l’effacement',
  nothingLeft: 'aucune',
  otherCampaign: (named: string, here: string) =>
    `Ce certificat est celui de ${named}, et cette page celle de ${here} : choisissez l’autre campagne en haut de la page, ou un autre fichier.`,
  taken:
    'Une fermeture d’après un certificat est commencée, et s’est interrompue. Elle reprend d’après le certificat que ce coffre a déjà : le fichier n’est plus nécessaire.',
  verifyCertificate: 'Tout vérifier, sans rien détruire',
  verifyCertificateText:
    'Le certificat, les copies de la clé et la place sur le disque sont vérifiés. Rien n’est changé ni détruit. S’il ne manque plus que l’accord de l’autre personne, le bas de cette page le dit.',
  withoutCertificate: 'La fermer ici comme une autre, sans certificat',
  leaveCertified: 'Continuer sans les copies de la clé hors d’atteinte ; « cloison keys list » les nommera',
  forEverHere: 'C’est irréversible : tout ce qui est scellé de cette campagne est détruit dans ce coffre.',
  closeByCertificate: 'Fermer d’après ce certificat',
  goOn: 'Reprendre la fermeture',
};

export type ClosingWords = typeof fr;

const en: ClosingWords = {
  fine: 'in order',
  look: 'to be looked at',
  dies: 'What will be destroyed',
  diesText: (pupils) =>
    inEnglish`Names, codes and answers of ${pupils} pupil(s): the platform is erased, the identity key destroyed with all its copies, the sealed rows erased. No backup will open them again.`,
  places: {
    present: 'will be destroyed',
    other: 'another file is in its place',
    absent: 'not in its folder',
    unreachable: 'out of reach: connect its medium',
  },
  unfinished: 'What would stay unfinished',
  allFinished: 'Nothing: all have finished or are absent.',
  unfinishedText: (count) => inEnglish`For ever: ${count} sitting(s) unfinished or never begun.`,
  collected: (at) => `Last collection on ${at}; closing makes a last one.`,
  neverCollected: 'Nothing was collected yet.',
  windows: 'Windows',
  windowsOver: 'All are over: no pupil can answer any more.',
  windowsOpen: (count) => inEnglish`${count} window(s) still open: pupils can answer.`,
  until: (at) => `until ${at}`,
  windowOf: (sequence, area) => `${sequence}, ${area}:`,
  moreWindows: (count) => `and ${count} more`,
  copies: 'Copies of the key, and laptops',
  copiesHere: 'All registered copies are in their place.',
  copiesAway: (count) =>
    `${count} of the copies ${count === '1' ? 'is not in its place: connect it' : 'are not in their places: connect them'} first.`,
  laptops: (labels) => `Laptops of schools have brought nothing back: ${labels}.`,
  cohort: 'Cohort',
  cohortText: (name, count, until) =>
    inEnglish`Cohort ${name}: ${count} pupil(s) with a sitting and without an identifier. The keys stay until ${until}.`,
  cohortMark:
    'The closing waits for these identifiers. They are given by command: the custodian runs “cloison cohort mark --part 1”, then the statistician “cloison cohort mark --part 2”.',
  room: 'Room on the disk',
  roomText: (needed, free) =>
    `The vault takes some ${needed} MB more during the closing; ${free} MB are free.`,
  makeRoom: 'Make room first: the closing would refuse to begin.',
  twoPersons: 'Two persons',
  noRoles: 'No role is given in this vault: one person alone may close.',
  approvedBy: (who) => `Approved by ${who}, for 24 hours.`,
  youApproved: 'You have approved: another person has 24 hours to close, at a console of their own.',
  notApproved: (who) =>
    `When all is in order, somebody other than ${who} approves, at a console of their own, on this page.`,
  verify: 'Verify before the approval',
  verifyText:
    'All that the closing verifies before it begins is verified, the platform included. Nothing is changed or destroyed. If only the other person’s approval is missing, this is said at the foot of this page.',
  verifyNow: 'Verify all, destroy nothing',
  afterApproval: 'The button that closes comes here once the other person has approved.',
  approve: 'Approve the closing for another person',
  act: 'Close',
  forEver: 'For ever. Cut short, the closing goes on when it is started again.',
  day: 'Day on which the last window ends',
  dayHelp: (day) => `To close all the same, write it: ${day}`,
  leaveCopies: 'Go on without copies that are out of reach; the certificate will name them',
  leaveRelays: 'Go on without what laptops have not brought back: unreadable for ever',
  unstated: 'The platform gives no valid statement of erasure',
  unstatedText:
    'As a last resort: the key is destroyed though the platform has not stated the erasure. The certificate says who, why and what was wrong, and counts all that it had as not erased.',
  unstatedWhy: 'Why to close without a statement',
  unstatedHelp: 'Empty: closing stops if the statement is not valid. Name nobody.',
  approveUnstated: 'Approve, for another person, closing without a statement',
  confirm: (name) => `Write ${name} to confirm`,
  close: 'Close the campaign',
  closed:
    'The campaign is closed. Its certificate and, if this vault has the research rows, their file are on the page of results.',
  steps: 'Steps of the closing',
  byCertificate: 'Was this campaign closed already?',
  restored: (at) =>
    `This vault was put back from a backup on ${at}. If the campaign was closed after that backup, the vault does not know: it says that the campaign is open, though the platform is erased and the key destroyed.`,
  keyGone:
    'No copy of this campaign’s key is in its place: nothing of it can be read here any more. If a medium is not connected, connect it. If the campaign was closed already, this vault does not know.',
  byCertificateText:
    'Then give it the certificate of the closing (the JSON file). It verifies that it is of this campaign and of the office, destroys the copies of the key that are left, erases the sealed rows and keeps the certificate. The platform plays no part.',
  certificateMissing:
    'The file is not on this computer? The certificate is published, and archived by the office. From the PDF, extract the attachment certificat.json.',
  certificateFile: 'File of the certificate, on this machine',
  certificateFileHelp: 'For example /home/agent/certificat-2026-6e.json',
  readFile: 'Read the certificate',
  certificateSays: 'What this certificate says',
  certificate: {
    campaign: 'Campaign',
    at: 'Closed on',
    key: 'Signed by the key with fingerprint',
    platform: 'Platform',
    pupilCodes: 'Codes of pupils given',
    copies: 'Copies of the key destroyed then',
    left: 'Copies not destroyed then',
    researchRows: 'Research rows kept then',
  },
  erasedAt: (at) => `erased, as it states, on ${at}`,
  notErased: 'has not stated the erasure',
  nothingLeft: 'none',
  otherCampaign: (named, here) =>
    `This certificate is that of ${named}, and this page is that of ${here}: choose the other campaign at the top of the page, or another file.`,
  taken:
    'A closing by a certificate has begun and was cut short. It goes on by the certificate that this vault already has: the file is no longer needed.',
  verifyCertificate: 'Verify all, destroy nothing',
  verifyCertificateText:
    'The certificate, the copies of the key and the room on the disk are verified. Nothing is changed or destroyed. If only the other person’s approval is missing, this is said at the foot of this page.',
  withoutCertificate: 'Close it here like any other, without a certificate',
  leaveCertified: 'Go on without copies of the key that are out of reach; “cloison keys list” will name them',
  forEverHere: 'For ever: all that is sealed of this campaign is destroyed in this vault.',
  closeByCertificate: 'Close by this certificate',
  goOn: 'Go on with the closing',
};

export const closing = { fr, en };
