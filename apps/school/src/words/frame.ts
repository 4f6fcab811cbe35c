/** What is on every screen, and words that several screens use. */
import { english, french } from './counts.ts';

const fr = {
  language: 'Français',
  appName: 'Espace école',
  rehearsal: 'Campagne blanche : les données saisies ici seront effacées.',
  skipToContent: 'Aller au contenu',
  signOut: 'Se déconnecter',
  signOutWaiting: (records: number) =>
    `${records} élève${french.s(records)} ${records > 1 ? 'ont' : 'a'} des réponses qui attendent le réseau. Elles restent sur cet ordinateur, chiffrées, et partiront à votre prochaine connexion.`,
  signOutTelling:
    'Des déclarations ou des demandes attendent le réseau. Elles restent sur cet ordinateur, chiffrées, et partiront à votre prochaine connexion.',
  signOutAnyway: 'Se déconnecter quand même',
  stay: 'Rester',
  home: 'Accueil',
  print: 'Imprimer',
  previous: 'Précédent',
  next: 'Suivant',
  loading: 'Chargement…',
  unreachableBanner:
    'La plateforme ne répond pas. Ce que vous voyez date de la dernière connexion ; votre travail est gardé sur cet ordinateur.',
  failedBanner: (fault: string) =>
    `Cette page n’a pas pu lire ce que la plateforme lui a donné (${fault}). Elle réessaie ; ce que vous voyez date de la dernière fois. Si cela dure, rechargez la page et signalez ce message.`,
  revokedBanner:
    'Les accès ont changé. Déconnectez-vous et retapez votre code ; s’il n’est plus accepté, entrez ensuite avec le nouveau (demandez-le à la direction ; la direction, à l’académie). Ce qui n’est pas parti est gardé sur cet ordinateur, chiffré, et partira alors d’ici.',
  storageBanner:
    'Ce navigateur ne peut rien garder (navigation privée ou disque plein). Ne fermez pas la page tant que tout n’est pas enregistré.',
  refusedDocuments: {
    school: 'École ou établissement',
    parts: {
      keyring: 'accès aux classes',
      roster: 'liste des élèves',
      participation: 'participation',
      report: 'résultats',
      entryBase: 'saisie à reprendre',
      slips: 'codes à distribuer',
      answers: 'réponses du service',
      notices: 'avis du service',
      deskRecord: 'déclarations et demandes',
      entries: 'réponses saisies',
    },
    unsigned: (owner: string, part: string) =>
      `${owner}, ${part} : la plateforme présente une version que le service statistique n’a pas signée. Elle est écartée ; vous voyez la dernière version signée, s’il y en a une. Quelqu’un a pu fabriquer ce document, ou le service vient de changer de clé : si ce message est encore là dans une heure, prévenez l’assistance de la campagne.`,
    unreadable: (owner: string, part: string) =>
      `${owner}, ${part} : la plateforme présente une version qui ne se lit pas. Elle est écartée ; vous voyez la dernière version lisible, s’il y en a une. Si ce message revient demain, prévenez l’assistance de la campagne.`,
    older: (owner: string, part: string) =>
      `${owner}, ${part} : la plateforme présente une version plus ancienne que celle que cet ordinateur a déjà reçue. Elle est écartée ; vous voyez la plus récente. Si ce message revient demain, prévenez l’assistance de la campagne.`,
    withheld: (owner: string, part: string) =>
      `${owner}, ${part} : la plateforme dit ne rien avoir, alors que cet ordinateur l’a déjà reçu. Vous voyez ce qu’il a. Si ce message revient demain, prévenez l’assistance de la campagne.`,
  },
  roles: { teacher: 'Enseignant', head: 'Direction' },
  when: {
    opens: (date: string) => `ouvre le ${date}`,
    closes: (date: string) => `jusqu’au ${date}`,
    closed: (date: string) => `fermé depuis le ${date}`,
    at: (date: string) => `Données reçues le ${date}`,
  },
  states: {
    notBegun: 'Pas commencé',
    begun: 'Commencé',
    complete: 'Terminé',
    absent: 'Absent',
  },
  groups: {
    needs: 'À besoins',
    fragile: 'Fragile',
    satisfactory: 'Satisfaisant',
    noResult: 'Sans résultat',
  },
  missing: {
    absent: 'Absent',
    unfinished: 'Commencé',
    notBegun: 'Pas commencé',
    notYet: 'Terminé, résultat à venir',
  },
  notices: { title: 'Avis du service' },
  failure: {
    text: 'Cet écran n’a pas pu s’afficher. Rien n’est perdu : ce qui a été saisi est enregistré ou gardé, chiffré, sur cet ordinateur. Rechargez la page et retapez votre code.',
    reload: 'Recharger',
  },
  lock: { warning: 'Déconnexion dans une minute, faute d’activité.' },
};

export type FrameWords = typeof fr;

const en: FrameWords = {
  language: 'English',
  appName: 'School desk',
  rehearsal: 'Rehearsal: data entered here will be erased.',
  skipToContent: 'Skip to content',
  signOut: 'Sign out',
  signOutWaiting: (records) =>
    `Answers of ${english.pupils(records)} are waiting for the network. They stay on this computer, encrypted, and leave at your next sign-in.`,
  signOutTelling:
    'Declarations or requests are waiting for the network. They stay on this computer, encrypted, and leave at your next sign-in.',
  signOutAnyway: 'Sign out anyway',
  stay: 'Stay',
  home: 'Home',
  print: 'Print',
  previous: 'Previous',
  next: 'Next',
  loading: 'Loading…',
  unreachableBanner:
    'The platform does not answer. What you see dates from the last connection; your work is kept on this computer.',
  failedBanner: (fault: string) =>
    `This page could not read what the platform gave it (${fault}). It keeps trying; what you see dates from the last time. If this goes on, reload the page and report this message.`,
  revokedBanner:
    'Access has changed. Sign out and type your code again; if it is refused, enter next with the new one (ask the head of school; heads, the académie). What has not left is kept on this computer, encrypted, and leaves from here then.',
  storageBanner:
    'This browser cannot keep anything (private window or full disk). Do not close the page until everything is saved.',
  refusedDocuments: {
    school: 'School',
    parts: {
      keyring: 'access to classes',
      roster: 'list of pupils',
      participation: 'participation',
      report: 'results',
      entryBase: 'entry to go on from',
      slips: 'codes to hand out',
      answers: 'the service’s answers',
      notices: 'the service’s notices',
      deskRecord: 'declarations and requests',
      entries: 'keyed answers',
    },
    unsigned: (owner, part) =>
      `${owner}, ${part}: the platform shows a version that the statistics office did not sign. It is set aside; you see the last signed version, if there is one. Somebody may have made this document up, or the office has just changed its key: if this message is still here in an hour, tell the campaign’s support.`,
    unreadable: (owner, part) =>
      `${owner}, ${part}: the platform shows a version that cannot be read. It is set aside; you see the last one that can, if there is one. If this message is back tomorrow, tell the campaign’s support.`,
    older: (owner, part) =>
      `${owner}, ${part}: the platform shows an older version than the one that this computer has had. It is set aside; you see the newest. If this message is back tomorrow, tell the campaign’s support.`,
    withheld: (owner, part) =>
      `${owner}, ${part}: the platform says that it has nothing, though this computer has had it. You see what it has. If this message is back tomorrow, tell the campaign’s support.`,
  },
  roles: { teacher: 'Teacher', head: 'Head of school' },
  when: {
    opens: (date) => `opens ${date}`,
    closes: (date) => `until ${date}`,
    closed: (date) => `closed since ${date}`,
    at: (date) => `Data received on ${date}`,
  },
  states: { notBegun: 'Not started', begun: 'In progress', complete: 'Finished', absent: 'Absent' },
  groups: {
    needs: 'Needs support',
    fragile: 'Fragile',
    satisfactory: 'Satisfactory',
    noResult: 'No result',
  },
  missing: {
    absent: 'Absent',
    unfinished: 'In progress',
    notBegun: 'Not started',
    notYet: 'Finished, result to come',
  },
  notices: { title: 'News from the service' },
  failure: {
    text: 'This screen could not be shown. Nothing is lost: what was keyed is saved, or kept encrypted on this computer. Reload the page and type your code again.',
    reload: 'Reload',
  },
  lock: { warning: 'You will be signed out in one minute, for lack of activity.' },
};

export const frame = { fr, en };
