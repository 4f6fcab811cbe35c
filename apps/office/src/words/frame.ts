/** What is on every page of the console, and its entrance. */
import type { PageName } from '../navigation/routes.ts';
import { inEnglish, inFrench } from './counts.ts';

const fr = {
  appName: 'Console de l’office',
  language: 'Langue',
  skipToContent: 'Aller au contenu',
  loading: 'Chargement…',
  nothingFound: 'Aucun résultat pour ces choix.',
  saveTable: 'Télécharger le tableau (CSV)',
  leave: 'Quitter',
  again: 'Actualiser',
  close: 'Fermer',
  cancel: 'Annuler',
  rehearsal: 'Campagne blanche : les données sont jetées à la fermeture.',
  noKeys:
    'Les clés ne sont pas branchées : noms, réponses et résultats restent fermés. Les comptes, eux, sont lisibles.',
  vaultUser: (what: string, since: string) =>
    `Le coffre est occupé depuis le ${since} : ${what}. Votre opération attendra son tour.`,
  elsewhere: (work: string) => `${work}, à une autre console`,
  everybody: 'Aucun rôle n’est donné : chacun peut tout faire.',
  notYours: {
    ask: (whom: string) => `Votre rôle ne le permet pas. Adressez-vous à ${whom}.`,
    nobody: (roles: string) =>
      `Votre rôle ne le permet pas. Il faut celui-ci : ${roles} ; un dépositaire peut le donner (« cloison roles give »).`,
    others: (count: string) => inFrench`${count} autre(s)`,
  },
  over: 'La campagne est fermée : ses noms, ses codes et ses réponses sont détruits. Restent le fichier de recherche et le certificat.',
  campaign: 'Campagne',
  noCampaign: 'Le coffre ne contient pas encore de campagne.',
  failure: 'Cette page a rencontré une erreur. Rien n’a été changé.',
  reload: 'Recharger',
  navigation: 'Pages de la console',
  pager: {
    before: 'Page précédente',
    after: 'Page suivante',
    shown: (first: string, last: string, of: string) => `${first} à ${last} sur ${of}`,
  },
  entrance: {
    title: 'Console de l’office',
    entering: 'Ouverture…',
    usedTitle: 'Cette adresse a déjà servi',
    used: 'Une adresse de la console s’ouvre une seule fois, dans les dix minutes. Dans le terminal où tourne « cloison console », appuyez sur Entrée : une nouvelle adresse s’affiche.',
    overTitle: 'La session est finie',
    left: 'Vous avez quitté la console. Pour revenir, appuyez sur Entrée dans le terminal où elle tourne.',
  },
  trouble: {
    away: (port: string) =>
      `Le programme de l’office ne répond pas. Ce qui était fait est gardé. S’il a été arrêté, relancez « cloison console --port ${port} » et ouvrez l’adresse qui s’affiche : cette page reprend où vous en étiez.`,
    unexpected: 'Le programme de l’office a rencontré une erreur imprévue. Le terminal la décrit.',
    session:
      'Rien n’est perdu : ce qui était fait est gardé, ce que vous écriviez ici aussi, et un travail en cours continue tant que son programme tourne. Appuyez sur Entrée dans le terminal de la console et ouvrez la nouvelle adresse dans ce navigateur : cette page reprend où vous en étiez.',
    origin: 'Le programme de l’office n’a pas accepté cette demande. Rechargez la page.',
  },
  roles: {
    agent: 'agent',
    statistician: 'statisticien',
    support: 'assistance',
    custodian: 'dépositaire',
  } as Readonly<Record<string, string>>,
  pages: {
    life: 'Étapes',
    participation: 'Participation',
    schools: 'Écoles à appeler',
    incidents: 'Incidents',
    requests: 'Demandes des écoles',
    files: 'Élève ou école',
    areas: 'Territoires',
    items: 'Items',
    results: 'Résultats',
    closing: 'Fermeture',
    works: 'Travaux',
    create: 'Nouvelle campagne',
  } satisfies Readonly<Record<PageName, string>>,
};

export type FrameWords = typeof fr;

const en: FrameWords = {
  appName: 'Office console',
  language: 'Language',
  skipToContent: 'Skip to content',
  loading: 'Loading…',
  nothingFound: 'Nothing answers to these choices.',
  saveTable: 'Download the table (CSV)',
  leave: 'Leave',
  again: 'Refresh',
  close: 'Close',
  cancel: 'Cancel',
  rehearsal: 'Rehearsal: the data are thrown away at closing.',
  noKeys: 'The keys are not connected: names, answers and results stay closed. Counts can be read.',
  vaultUser: (what, since) => `The vault is in use since ${since}: ${what}. What you do will wait its turn.`,
  elsewhere: (work) => `${work}, at another console`,
  everybody: 'No role is given: everybody may do everything.',
  notYours: {
    ask: (whom) => `Your role does not allow it. Ask ${whom}.`,
    nobody: (roles) =>
      `Your role does not allow it. It takes this one: ${roles}; a custodian can give it (“cloison roles give”).`,
    others: (count) => inEnglish`${count} other(s)`,
  },
  over: 'The campaign is closed: its names, codes and answers are destroyed. The research file and the certificate are left.',
  campaign: 'Campaign',
  noCampaign: 'The vault holds no campaign yet.',
  failure: 'This page met an error. Nothing was changed.',
  reload: 'Reload',
  navigation: 'Pages of the console',
  pager: {
    before: 'Previous page',
    after: 'Next page',
    shown: (first, last, of) => `${first} to ${last} of ${of}`,
  },
  entrance: {
    title: 'Office console',
    entering: 'Opening…',
    usedTitle: 'This address was used already',
    used: 'An address of the console opens once, within ten minutes. In the terminal where “cloison console” runs, press Enter: a new address is printed.',
    overTitle: 'The session is over',
    left: 'You have left the console. To come back, press Enter in the terminal where it runs.',
  },
  trouble: {
    away: (port) =>
      `The office’s program does not answer. What was done is kept. If it was stopped, run “cloison console --port ${port}” and open the address that is printed: this page goes on where you were.`,
    unexpected: 'The office’s program met an unforeseen error. The terminal describes it.',
    session:
      'Nothing is lost: what was done is kept, so is what you were writing here, and work goes on for as long as its program runs. Press Enter in the console’s terminal and open the new address in this browser: this page goes on where you were.',
    origin: 'The office’s program did not take this request. Reload the page.',
  },
  roles: { agent: 'agent', statistician: 'statistician', support: 'support', custodian: 'custodian' },
  pages: {
    life: 'Steps',
    participation: 'Participation',
    schools: 'Schools to call',
    incidents: 'Incidents',
    requests: 'Requests from schools',
    files: 'Pupil or school',
    areas: 'Areas',
    items: 'Items',
    results: 'Results',
    closing: 'Closing',
    works: 'Work',
    create: 'New campaign',
  },
};

export const frame = { fr, en };
