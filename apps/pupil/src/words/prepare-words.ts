/** Words of the page that prepares a computer: for adults, loaded with it. */
import type { Language } from './catalogue.ts';

const plural = (n: number, one: string, many: string) => `${n} ${n >= 2 ? many : one}`;
const pluralEn = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

const fr = {
  title: 'Préparer cet ordinateur',
  what: 'Cette page charge à l’avance, sous scellés, ce que les élèves verront le jour de l’évaluation. Personne ne peut le lire avant l’heure : la clé n’arrive qu’à l’ouverture. Il n’y a pas de code à taper.',
  working: 'Chargement en cours : laissez cette page ouverte.',
  progress: (done: string, total: string) => `${done} sur ${total}`,
  ready: 'Cet ordinateur est prêt.',
  readyWhat: (sequences: number, size: string) =>
    `${plural(sequences, 'séquence est chargée', 'séquences sont chargées')} (${size}). Le jour venu, l’élève ouvre la page des élèves et tape son code, comme d’habitude.`,
  nothing:
    'Cette évaluation n’a pas de contenu à charger à l’avance : il arrivera quand l’élève aura tapé son code.',
  almost: 'Cet ordinateur n’est pas tout à fait prêt.',
  appNotKept:
    'Le contenu est chargé, mais le navigateur n’a pas gardé la page elle-même : elle sera rechargée le jour venu, ce qui demande le réseau. Vérifiez à nouveau dans une minute.',
  asking:
    'Le navigateur demande peut-être, en haut de la fenêtre, s’il peut conserver des données pour ce site : répondez « Autoriser ».',
  notPromised:
    'Ce navigateur n’a pas promis de garder ce qui est chargé. Dans une fenêtre de navigation privée, tout s’efface quand on la ferme : ouvrez alors une fenêtre ordinaire et vérifiez à nouveau.',
  untilThen: 'D’ici là',
  rules: [
    'Ouvrez cette page dans le navigateur, et sous le compte de session, que les élèves utiliseront.',
    'N’effacez pas les données de navigation.',
    'Si une machine n’est pas prête, rien n’est perdu : elle chargera le contenu le jour venu, plus lentement.',
  ],
  again: 'Vérifier à nouveau',
  retry: 'Réessayer',
  toCode: 'Aller à la page des élèves',
  failed: {
    notKept: {
      what: 'Ce navigateur ne garde rien.',
      do: 'C’est le cas d’une navigation privée, d’un disque plein ou d’un réglage qui efface tout. Changez de fenêtre ou de réglage, puis réessayez. Sinon cette machine chargera le contenu le jour venu.',
    },
    unreachable: {
      what: 'La plateforme ne répond pas.',
      do: 'Vérifiez le réseau, puis réessayez : ce qui est déjà chargé n’est pas chargé deux fois.',
    },
    busy: {
      what: 'La plateforme est très demandée.',
      do: 'Attendez une minute, puis réessayez : ce qui est déjà chargé n’est pas chargé deux fois.',
    },
    noCampaign: {
      what: 'Il n’y a pas d’évaluation à cette adresse.',
      do: 'Comparez l’adresse, lettre par lettre, avec celle qui vous a été donnée.',
    },
    wrong: {
      what: 'Ce qui est arrivé n’est pas ce qui devait arriver.',
      do: 'Rien n’en a été gardé. Réessayez ; si cela continue, prévenez la personne qui vous a donné cette adresse.',
    },
  },
};

const en: typeof fr = {
  title: 'Prepare this computer',
  what: 'This page fetches ahead, under seal, what pupils will see on the day. Nobody can read it before then: the key only comes at the opening. There is no code to type.',
  working: 'Fetching: leave this page open.',
  progress: (done, total) => `${done} of ${total}`,
  ready: 'This computer is ready.',
  readyWhat: (sequences, size) =>
    `${pluralEn(sequences, 'sequence is here', 'sequences are here')} (${size}). On the day, the pupil opens the pupils’ page and types the code, as usual.`,
  nothing: 'This assessment has no content to fetch ahead: it will come when the pupil has typed the code.',
  almost: 'This computer is not quite ready.',
  appNotKept:
    'The content is loaded, but the browser has not kept the page itself: it will be loaded again on the day, which needs the network. Check again in a minute.',
  asking:
    'The browser may be asking, at the top of the window, whether it may keep data for this site: answer “Allow”.',
  notPromised:
    'This browser has not promised to keep what is loaded. In a private window everything goes when it is closed: then open an ordinary window and check again.',
  untilThen: 'Until then',
  rules: [
    'Open this page in the browser, and in the account of the computer, that pupils will use.',
    'Do not clear browsing data.',
    'If a computer is not ready, nothing is lost: it fetches the content on the day, more slowly.',
  ],
  again: 'Check again',
  retry: 'Try again',
  toCode: 'Go to the pupils’ page',
  failed: {
    notKept: {
      what: 'This browser keeps nothing.',
      do: 'That is so in a private window, with a full disk, or with a setting that clears everything. Change the window or the setting, then try again. Otherwise this computer fetches the content on the day.',
    },
    unreachable: {
      what: 'The platform does not answer.',
      do: 'Check the network, then try again: what is here already is not fetched twice.',
    },
    busy: {
      what: 'The platform is very busy.',
      do: 'Wait a minute, then try again: what is here already is not fetched twice.',
    },
    noCampaign: {
      what: 'There is no assessment at this address.',
      do: 'Compare the address, letter by letter, with the one that you were given.',
    },
    wrong: {
      what: 'What came is not what should have come.',
      do: 'None of it was kept. Try again; if that goes on, tell the person who gave you this address.',
    },
  },
};

export const PREPARE_WORDS: Readonly<Record<Language, typeof fr>> = { fr, en };
