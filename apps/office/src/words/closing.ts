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
    'Tout ce que la fermeture vérifie avant de commencer, la plateforme comprise, est vérifié. Rien n’est changé ni détruit. S’il ne manque plus que l’accord de l’autre personne, cela se dit au bas de cette page.',
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
  closed: 'La campagne est fermée. Son certificat et le fichier de recherche sont à la page des résultats.',
  steps: 'Étapes de la fermeture',
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
  closed: 'The campaign is closed. Its certificate and the research file are on the page of results.',
  steps: 'Steps of the closing',
};

export const closing = { fr, en };
