/** Everything that the console says, in French. English has the same keys (`en.ts`). */
import type {
  IncidentKind,
  LifeRemarkCode,
  LifeStepId,
  QuarantineReason,
  SchoolRequestKind,
  SchoolRequestState,
  Work,
  WorkEvent,
  WorkKind,
  WorkStep,
} from '@cloison/console-messages';
import { typeset } from '@cloison/theme/typography';
import type { PageName } from '../navigation/routes.ts';

const s = (count: number | string) => (Number(count) > 1 ? 's' : '');
type Values = Readonly<Record<string, string | number>>;
type Fill = (values: Values) => string;
/** Counts, and how the language writes a number. */
type Facts = (counts: Readonly<Record<string, number>>, n: (count: number | undefined) => string) => string;

/** A value of a result, written as the language writes numbers. */
type Say = (key: string) => string;
type Result = (say: Say, result: Readonly<Record<string, unknown>>) => string;
type Event = (say: Say, counts: Readonly<Record<string, number>>) => string;

/** `applied` of a withdrawal or correction. */
const itemOutcome = (applied: unknown) =>
  applied === null
    ? 'Rien n’a changé.'
    : applied === true
      ? 'Fait : recueillez pour recalculer et rééditer.'
      : 'C’était fait déjà : rien n’a changé.';

export const fr = typeset({
  appName: 'Console de l’office',
  language: 'Langue',
  skipToContent: 'Aller au contenu',
  loading: 'Chargement…',
  leave: 'Quitter',
  again: 'Actualiser',
  close: 'Fermer',
  cancel: 'Annuler',
  rehearsal: 'Campagne blanche : les données sont jetées à la fermeture.',
  noKeys:
    'Les clés ne sont pas branchées : noms, réponses et résultats restent fermés. Les comptes, eux, sont lisibles.',
  vaultUser: (command: string, since: string) =>
    `Le coffre sert en ce moment à « ${command} », depuis le ${since}. Un acte attendra son tour.`,
  everybody: 'Aucun rôle n’est donné : chacun peut tout faire.',
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
    left: 'Vous avez quitté la console. Pour revenir, appuyez sur Entrée dans le terminal où elle tourne.',
  },
  trouble: {
    away: 'Le programme de l’office ne répond pas. S’il a été arrêté, relancez « cloison console » ; ce qui était fait est gardé.',
    unexpected: 'Le programme de l’office a rencontré une erreur imprévue. Le terminal la décrit.',
    session:
      'La session est finie. Appuyez sur Entrée dans le terminal de la console pour une nouvelle adresse.',
    origin: 'Le programme de l’office n’a pas entendu cette demande.',
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
    items: 'Items',
    results: 'Résultats',
    closing: 'Fermeture',
    works: 'Travaux',
    create: 'Nouvelle campagne',
  } satisfies Readonly<Record<PageName, string>>,
  life: {
    title: 'Où en est la campagne',
    states: { open: 'Ouverte', closing: 'En cours de fermeture', closed: 'Fermée' },
    next: 'À faire maintenant',
    nothingNext: 'Rien à faire pour l’instant.',
    steps: 'Les étapes',
    why: 'Pourquoi pas maintenant',
    command: 'En ligne de commande',
    stepStates: {
      done: 'Fait',
      again: 'Fait, peut être refait',
      now: 'À faire',
      refused: 'Pas encore',
    },
    names: {
      specify: 'Spécifier',
      validate: 'Valider',
      roster: 'Importer élèves et écoles',
      mint: 'Créer les codes',
      assign: 'Attribuer les codes',
      print: 'Imprimer les lettres',
      publish: 'Publier',
      collect: 'Recueillir',
      report: 'Restituer',
      close: 'Fermer',
      export: 'Diffuser à la recherche',
    } satisfies Readonly<Record<LifeStepId, string>>,
    what: {
      specify: 'Le dossier de la campagne : calendrier, niveaux, séquences, items, domaines et seuils.',
      validate: 'Tout ce que dit le dossier est vérifié, et la campagne entre au coffre.',
      roster: 'Les fichiers d’écoles et d’élèves entrent au coffre, scellés.',
      mint: 'Les codes sont tirés au hasard à l’avance, sur tous les cœurs.',
      assign: 'Chaque élève, chaque adulte et chaque école reçoit le sien, avec un numéro d’ordre.',
      print: 'Une lettre par direction, avec son code, part par un autre chemin.',
      publish: 'Contenu sans corrigés, titulaires et documents scellés vont à la plateforme.',
      collect: 'Ce que la plateforme a reçu est rapporté, ouvert, vérifié et corrigé.',
      report: 'Les restitutions scellées vont aux enseignants et aux directions.',
      close: 'La plateforme est effacée, la clé détruite, le certificat signé.',
      export: 'Le fichier anonymisé sort du coffre avec son dictionnaire.',
    } satisfies Readonly<Record<LifeStepId, string>>,
    facts: {
      specify: (v, n) =>
        `${n(v.levels)} niveau${v.levels === 1 ? '' : 'x'}, ${n(v.sequences)} séquence${s(v.sequences ?? 0)}, ${n(v.items)} items, ${n(v.domains)} domaine${s(v.domains ?? 0)}`,
      validate: () => 'Au coffre',
      roster: (v, n) =>
        `${n(v.pupils)} élèves dans ${n(v.schools)} école${s(v.schools ?? 0)}, ${n(v.imports)} import${s(v.imports ?? 0)}`,
      mint: (v, n) =>
        Number(v.missing) > 0
          ? `Il en manque ${n(v.missing)}`
          : `En stock : ${n(v.stockPupils)} d’élèves, ${n(v.stockStaff)} d’adultes`,
      assign: (v, n) =>
        Number(v.unassigned) > 0 ? `Restent ${n(v.unassigned)} à attribuer` : 'Tous attribués',
      print: (v, n) =>
        Number(v.letters) > 0 ? `${n(v.letters)} lettre${s(v.letters ?? 0)}` : 'Aucune lettre imprimée',
      publish: (v, n) =>
        `${n(v.documents)} document${s(v.documents ?? 0)} sur la plateforme${Number(v.waiting) > 0 ? `, ${n(v.waiting)} en attente` : ''}`,
      collect: (v, n) => `${n(v.received)} envois, dont ${n(v.final)} définitifs`,
      report: (v, n) => `${n(v.complete)} passations terminées à restituer`,
      close: (v, n) => `${n(v.begun)} passations inachevées, ${n(v.notBegun)} jamais commencées`,
      export: (v, n) => (v.research === undefined ? '' : `${n(v.research)} lignes gardées pour la recherche`),
    } satisfies Readonly<Record<LifeStepId, Facts>>,
    remarks: {
      'campaign-over': () => 'La campagne se ferme ou est fermée : plus rien n’y entre.',
      'roster-first': () => 'Importez d’abord les élèves et les écoles.',
      'mint-first': (v) => `Il manque ${v.count} codes : créez-les d’abord.`,
      'assign-first': (v) =>
        `${v.count} élèves, adultes ou classes n’ont pas encore de code : ils seraient oubliés en silence.`,
      'publish-first': () => 'Rien n’est encore publié : la plateforme ne connaît pas cette campagne.',
      'close-first': () =>
        'Le fichier de recherche n’existe qu’après la fermeture : avant, il contiendrait des noms.',
      'anonymise-first': () => 'Rendez d’abord les lignes anonymes : ce qui est gardé est encore personnel.',
      'not-open-yet': (v) => `La première fenêtre s’ouvre le ${v.at}.`,
      'reports-wait': (v) => `Les restitutions s’ouvrent le ${v.at}, une fois toutes les passations faites.`,
      'windows-open': (v) =>
        `Des élèves peuvent encore répondre jusqu’au ${v.at} : fermer maintenant détruirait leur travail.`,
      'rehearsal-keeps-nothing': () => 'Une campagne blanche ne garde rien pour la recherche.',
      'second-person': () => 'À deux : une autre personne approuve d’abord.',
      'codes-on-paper': () =>
        'Les lettres portent des codes en clair : imprimez-les, puis effacez les fichiers.',
      'to-publish': () => 'Des documents ont changé depuis la dernière publication.',
      nightly: () => 'À refaire chaque nuit : arrivées, départs et changements de classe.',
      'platform-unknown': () =>
        'La plateforme n’est pas encore connue : elle le sera à la première publication.',
    } satisfies Readonly<Record<LifeRemarkCode, Fill>>,
    calendar: 'Calendrier par zone',
    area: 'Zone',
    schools: (count: string) => `${count} écoles`,
    window: 'Séquence',
    opens: 'Ouvre',
    closes: 'Ferme',
    status: 'État',
    windowStates: {
      before: (days: string) => `dans ${days} j`,
      open: (days: string) => `ouverte, encore ${days} j`,
      after: 'terminée',
    },
    reports: 'Restitutions',
    localTime: (zone: string) => `Heures de ${zone}`,
  },
  participation: {
    asOf: (at: string) => `Comptes du dernier passage, ${at}`,
    nothing: 'Aucun passage n’a encore compté la participation. Lancez « Recueillir » à la page des étapes.',
    sequences: 'Participation par séquence',
    sequence: 'Séquence',
    allSequences: 'Toutes ensemble',
    expected: 'Attendus',
    complete: 'Terminé',
    share: 'Part terminée',
    begun: 'Commencé',
    absent: 'Absents',
    notBegun: 'Pas commencé',
    curve: 'La journée',
    curveLabel: 'Passations reçues depuis minuit, aujourd’hui et hier',
    today: 'aujourd’hui',
    yesterday: 'hier',
    hour: 'Heure',
    asTable: 'La même chose en tableau',
    places: 'Par lieu',
    mapLabel: 'Carte de la part terminée par département ; le tableau à côté dit la même chose',
    legend: { 0: 'rien', 1: 'moins de 25 %', 2: 'moins de 50 %', 3: 'moins de 80 %', 4: '80 % et plus' },
    by: { academie: 'Par académie', departement: 'Par département' },
    academie: 'Académie',
    departement: 'Département',
    schools: 'Écoles',
    schoolsNotBegun: 'Sans rien',
  },
  schools: {
    about:
      'Le coffre n’a pas de numéros de téléphone : l’UAI et la commune suffisent à les trouver. Triez en pressant un titre de colonne.',
    search: 'UAI, nom ou commune',
    name: 'École',
    town: 'Commune',
    pace: 'Où elle en est',
    paces: { notBegun: 'Pas commencé', behind: 'En retard', going: 'En cours', done: 'Terminé' },
    left: 'Restent',
    all: 'Toutes',
    count: (shown: string, all: string) => `${shown} écoles sur ${all}`,
    pages: 'Pages d’écoles',
  },
  incidents: {
    none: 'Rien à signaler : aucun envoi mis à l’écart, aucune réponse anormale de la plateforme.',
    platform: 'Ce que la plateforme n’aurait pas dû faire',
    platformAbout:
      'Rien de ce qui a été recueilli n’est perdu : le coffre garde ce qu’il a vu. Mais prévenez l’exploitant.',
    quarantine: 'Envois mis à l’écart',
    quarantineAbout: 'Ils ne comptent pas. La trace est gardée, pas le contenu.',
    observations: 'Passations à regarder',
    apart: (count: string) =>
      `${count} · passations de codes utilisés par un autre : sans nom, hors statistiques`,
    remedy: 'Que faire :',
    records: (count: string) => `${count} enregistrement(s)`,
    recordsTimes: (records: string, times: string) => `${records} enregistrement(s), ${times} fois`,
    envelopes: (count: string) => `${count} envoi(s)`,
    last: (at: string) => `la dernière fois le ${at}`,
    rollback: {
      what: 'La plateforme a montré des versions plus anciennes que celles déjà vues',
      remedy:
        'Une sauvegarde y a sans doute été remise en place. Prévenez l’exploitant, puis publiez de nouveau en cochant « Tout renvoyer ».',
    },
    remedies: {
      'unreadable-head':
        'Demandez à l’exploitant ce qui est arrivé à son stockage. L’ancienne version compte.',
      fork: 'Demandez si deux copies de la plateforme tournent. La version écartée est gardée à part.',
      'after-final': 'Rien à faire pour l’élève : sa version définitive compte. Signalez-le à l’exploitant.',
      'audit-silent': 'Demandez à l’exploitant s’il a perdu des données. Recueillez de nouveau dans l’heure.',
      'audit-unreadable': 'Demandez à l’exploitant de vérifier son disque.',
      'audit-swapped':
        'Arrêtez de vous fier à cette plateforme : une réponse a été échangée. Prévenez la sécurité.',
      'newer-missing':
        'Recueillez de nouveau ; si cela dure, le flux retient des envois : prévenez l’exploitant.',
      'branches-full':
        'Un même code sert à beaucoup de machines à la fois : regardez qui s’en sert, puis remplacez-le.',
      'impossible-time': 'L’horloge de la plateforme est fausse : demandez qu’elle soit remise à l’heure.',
      'feed-unreadable':
        'La plateforme n’est pas de la bonne version, ou est abîmée : demandez laquelle tourne.',
      'unreadable-rescue':
        'Demandez à l’école de renvoyer son fichier de secours, et vérifiez de qui il vient.',
      'feed-endless': 'Arrêtez le recueil et prévenez l’exploitant : son flux tourne en rond.',
    } satisfies Readonly<Record<IncidentKind, string>>,
    reasons: {
      'unknown-holder': {
        what: 'D’un code que cette campagne n’a jamais émis',
        remedy:
          'Rien, si c’est rare. Si c’est souvent, le coffre a peut-être été rétabli d’une vieille sauvegarde.',
      },
      'unexpected-record': {
        what: 'Pour une séquence que cet élève n’a pas',
        remedy: 'Vérifiez le niveau de l’élève dans le fichier importé, et publiez après correction.',
      },
      'feed-mismatch': {
        what: 'Annoncé autrement que ce qu’il contient',
        remedy: 'Signalez-le à l’exploitant : la plateforme et l’envoi se contredisent.',
      },
      'kind-mismatch': {
        what: 'Dit définitif d’un côté et pas de l’autre',
        remedy: 'Regardez le dossier de l’élève ; s’il n’a rien de compté, faites-le recommencer.',
      },
      'unknown-manifest': {
        what: 'Fait sur un contenu qui n’a pas été publié',
        remedy:
          'Demandez à l’école de recharger la page. Sinon, une page étrangère est servie : vérifiez le site.',
      },
      'unknown-item': {
        what: 'Nomme un item qui n’est pas de la séquence',
        remedy: 'Vérifiez que l’adresse donnée à l’école est celle de cette campagne.',
      },
      'impossible-response': {
        what: 'Une réponse qu’aucune page n’a pu envoyer',
        remedy: 'Quelqu’un l’a écrite à la main. Remplacez le code de l’élève et prévenez la direction.',
      },
      'impossible-route': {
        what: 'Un parcours qu’aucun élève n’a pu suivre',
        remedy: 'Quelqu’un l’a écrit à la main. Remplacez le code de l’élève et prévenez la direction.',
      },
      'envelope-malformed': { what: 'N’est pas une enveloppe', remedy: 'Signalez-le à l’exploitant.' },
      'envelope-too-large': { what: 'Trop grand', remedy: 'Signalez-le à l’exploitant.' },
      'envelope-address': {
        what: 'Adressé à un autre',
        remedy: 'Un envoi a été déplacé : signalez-le à l’exploitant.',
      },
      'envelope-sealed': {
        what: 'Ne s’ouvre pas avec la clé de son titulaire',
        remedy:
          'Le code a été remplacé entre-temps, ou l’envoi a été altéré. Regardez le dossier de l’élève.',
      },
      'body-padding': { what: 'Contenu mal formé', remedy: 'Faites recharger la page ; sinon, signalez-le.' },
      'body-inflate': {
        what: 'Contenu mal compressé',
        remedy: 'Faites recharger la page ; sinon, signalez-le.',
      },
      'body-json': { what: 'Contenu illisible', remedy: 'Faites recharger la page ; sinon, signalez-le.' },
      'message-invalid': {
        what: 'Contenu d’une autre forme que prévu',
        remedy: 'Une page plus ancienne ou plus récente est servie : vérifiez la version de la plateforme.',
      },
      unexpected: {
        what: 'Une erreur de notre côté',
        remedy: 'Le prochain passage réessaie. Si cela reste, vérifiez le coffre (« cloison vault check »).',
      },
    } satisfies Readonly<Record<QuarantineReason, { readonly what: string; readonly remedy: string }>>,
  },
  requests: {
    about:
      'Ce que les directions et les surveillants demandent depuis leur page, et les incidents qu’ils signalent. L’école apprend la réponse à la passe suivante de « Recueillir », ou à la prochaine publication.',
    shown: 'Montrer',
    filters: {
      asked: (count: string) => `À décider (${count})`,
      told: (count: string) => `Incidents signalés (${count})`,
      over: (count: string) => `Répondues ou retirées (${count})`,
      all: (count: string) => `Tout (${count})`,
    },
    search: 'UAI, école, commune, n° d’ordre ou mot',
    ofKind: 'Sorte de demande',
    allKinds: 'Toutes',
    count: (shown: string, all: string) => `${shown} sur ${all}`,
    noneWanted: 'Aucune demande ne répond à cette recherche.',
    pages: 'Pages de demandes',
    next: 'Demande suivante',
    none: {
      asked: 'Aucune demande n’attend de réponse.',
      told: 'Aucun incident n’est signalé.',
      over: 'Rien n’a encore été répondu.',
      all: 'Les écoles n’ont encore rien demandé.',
    },
    kind: 'Demande',
    school: 'École',
    received: 'Reçue',
    state: 'État',
    words: 'Mots de l’école',
    kinds: {
      reserve: 'Code de réserve',
      'teacher-code': 'Code d’enseignant',
      reopen: 'Réouverture',
      'more-time': 'Plus de temps',
      incident: 'Incident',
    } satisfies Readonly<Record<SchoolRequestKind, string>>,
    states: {
      asked: 'à décider',
      granted: 'accordée',
      refused: 'refusée',
      withdrawn: 'retirée',
      told: 'signalé',
    } satisfies Readonly<Record<SchoolRequestState, string>>,
    why: { lost: 'code perdu', misused: 'code utilisé par un autre' },
    pupil: (order: string) => `n° ${order}`,
    pupils: (count: string) => `${count} élèves`,
    minutes: (count: string) => `+${count} min`,
    teacher: (label: string, rank: string) => `classe ${label}, enseignant ${rank}`,
    happened: (at: string) => `Le ${at}, à l’heure de l’ordinateur de l’école.`,
    answered: (at: string) => `Répondu le ${at} :`,
    now: 'Les passations, maintenant',
    noSittings: 'Cette demande ne concerne aucune passation.',
    order: 'N° d’ordre',
    sequence: 'Séquence',
    progress: 'Réponses',
    saved: 'Dernier envoi',
    receipt: 'Reçu',
    given: 'Déjà accordé',
    reopened: (count: string) => `rouverte ${count} fois`,
    of: (answered: string, expected: string) => `${answered} sur ${expected}`,
    decide: 'Décider',
    choices: { grant: 'Accorder', refuse: 'Refuser' },
    effects: {
      reserve:
        'Accorder révoque l’ancien code et donne un code de réserve. Code perdu : la passation continue. Code utilisé par un autre : ce qui a été fait est mis à part, sans nom.',
      'teacher-code':
        'Accorder remplace le code de l’enseignant et change les clés qu’il ouvrait. La passe suivante de « Recueillir » le fait d’elle-même, jusqu’à cinq fois par jour et par école.',
      reopen: 'Accorder rouvre la séquence : elle continue à partir de ce qui était terminé.',
      'more-time': 'Accorder ajoute ces minutes à la limite de temps de la séquence.',
      incident: 'Un incident est signalé : rien n’est demandé.',
    } satisfies Readonly<Record<SchoolRequestKind, string>>,
    moreMinutes: 'Minutes de plus',
    moreMinutesHelp: 'De 1 à 180.',
    mayMinutes: 'Minutes de plus (facultatif)',
    toSchool: { grant: 'Mots pour l’école (facultatif)', refuse: 'Pourquoi, pour l’école' },
    grantNow: 'Accorder la demande',
    refuseNow: 'Refuser la demande',
    granted: 'Accordée. La passe suivante de « Recueillir » le publie à l’école.',
    refused: 'Refusée. L’école lira vos mots à la passe suivante de « Recueillir ».',
  },
  files: {
    pupil: 'Un élève',
    school: 'Une école',
    journaled:
      'Chaque recherche laisse sa ligne au journal, sans nom ni numéro. Rien de ce qui s’affiche n’est gardé.',
    wanted: 'Numéro d’ordre, ou début du nom et du prénom',
    inSchool: 'Dans une école (UAI)',
    find: 'Chercher',
    open: 'Ouvrir',
    nobody: 'Personne.',
    found: (found: string, shown: string) =>
      found === shown
        ? `${found} trouvé(s)`
        : `${found} trouvés, ${shown} montrés : précisez ou ajoutez l’UAI.`,
    order: 'N° d’ordre',
    name: 'Nom',
    birth: 'Naissance',
    class: 'Classe',
    left: 'parti',
    of: (order: string) => `Élève ${order}`,
    history: 'Lire l’histoire des passations',
    approveReading: 'Approuver cette lecture pour une autre personne',
    needsTwo:
      'Il faut deux personnes : quelqu’un d’autre, à sa propre console, cherche cet élève et presse « Approuver cette lecture ». Vous avez ensuite 24 heures.',
    approved: (by: string) => `Approuvé par ${by} : une autre personne a 24 heures pour lire.`,
    noSitting: 'Aucune passation.',
    answered: (answered: string, expected: string) => `${answered} réponses sur ${expected}`,
    receipt: 'reçu',
    final: 'définitif',
    beside: 'gardé à part',
    notPublished: 'pas encore publié',
    sittingStates: {
      notBegun: 'pas commencé',
      begun: 'commencé',
      complete: 'terminé',
      absent: 'absent',
    } as Readonly<Record<string, string>>,
    codeStates: {
      assigned: 'Code en vigueur',
      revoked: 'Code révoqué',
      reserve: 'Code de réserve',
      minted: 'Code en stock',
    } as Readonly<Record<string, string>>,
    reasons: {
      lost: 'perdu',
      misused: 'utilisé par un autre',
      revoked: 'révoqué',
      left: 'parti',
      moved: 'changé d’école',
    } as Readonly<Record<string, string>>,
    reserve: 'Donner un code de réserve',
    reason: 'Pourquoi',
    reserveReasons: {
      lost: 'Perdu : la passation continue avec le nouveau code',
      misused: 'Utilisé par un autre : ce qui a été fait est mis à part, sans nom',
    },
    showCode: 'Montrer le nouveau code ici (sinon, la direction l’imprime après la publication)',
    give: 'Donner le code',
    given: (left: string) =>
      `L’ancien code est révoqué. Publiez pour que le nouveau serve. Réserves restantes : ${left}.`,
    levelCounts: (level: string, classes: string, pupils: string) =>
      `${level} : ${classes} classe(s), ${pupils} élèves`,
    reservesLeft: (count: string) => `${count} code(s) de réserve`,
    replaced: (count: string, reason: string) => `${count} code(s) remplacé(s) : ${reason}`,
    revoke: 'Remplacer le code d’un adulte',
    revokeAbout: 'Toutes les clés que ce code ouvrait changent. La prochaine publication les distribue.',
    revokeNow: 'Révoquer et remplacer',
    revoked: (roots: string) =>
      `Révoqué, un autre code est prêt ; ${roots} clé(s) changée(s). Publiez maintenant.`,
    staff: { head: 'La direction', teacher: 'L’enseignant d’une classe' },
  },
  items: {
    about:
      'Sur les réponses arrivées jusqu’ici, sans calibration ni poids ; rien n’est gardé. L’analyse, elle, est à la page des résultats.',
    read: 'Lire les réponses',
    readAgain: 'Lire de nouveau',
    asOf: (pupils: string, at: string) => `${pupils} passations lues, ${at}.`,
    few: (domains: string, least: string) =>
      `${domains} : moins de ${least} élèves, rien n’est montré (secret statistique).`,
    item: 'Item',
    domain: 'Domaine',
    allDomains: 'Tous',
    search: 'Identifiant d’item',
    count: (shown: string, all: string) => `${shown} items sur ${all}`,
    onlyFlagged: 'Seulement ce qui est à regarder',
    flagged: 'À regarder',
    pupils: 'Élèves',
    facility: 'Facilité',
    discrimination: 'Discrimination',
    omitted: 'Sans réponse',
    scatterLabel: 'Facilité et discrimination de chaque item ; le tableau à côté a les mêmes valeurs',
    scatterHelp:
      'En losange, ce qui est à regarder. Tirets : discrimination de 0,2. Pressez un item du tableau pour voir qui a choisi quoi.',
    itemOf: (id: string) => `Item ${id}`,
    noChoices: 'Cet item n’est pas un choix parmi plusieurs.',
    option: 'Réponse',
    points: 'Points',
    share: 'Part',
    pointBiserial: 'Lien au reste',
    weakest: '1er cinquième',
    strongest: '5e cinquième',
    fifth: 'cinquième des élèves, du moins au plus avancé',
    curvesLabel:
      'Part de chaque réponse selon le cinquième des élèves ; le tableau dessous en a les extrémités',
    missing: { omitted: 'sans réponse', notReached: 'non atteint' },
    change: {
      title: 'Retirer ou corriger cet item',
      about:
        'Montrez d’abord ce qui changerait : rien n’est fait alors. Une fois fait, la passe suivante de « Recueillir » recalcule les scores à partir des enregistrements scellés et réédite les restitutions, qui le disent.',
      ways: {
        all: 'Retirer, ses points à tous ceux qui l’ont eu',
        none: 'Retirer, il ne compte pour personne',
        correct: 'Corriger sa clé',
        restore: 'Annuler la dernière décision sur cet item',
      },
      file: 'Fichier de l’item (QTI), sur cette machine',
      fileHelp: 'La même question, avec une autre clé.',
      preview: 'Montrer ce qui changerait',
      maximum: (before: string, after: string) => `Maximum de l’item : ${before} → ${after}.`,
      domain: (id: string) => `Domaine ${id}`,
      before: 'Avant',
      after: 'Après',
      pupils: 'Élèves',
      mean: 'Score moyen',
      groups: { needs: 'À besoins', fragile: 'Fragiles', satisfactory: 'Satisfaisants' },
      moved: (count: string) => `${count} élève(s) changent de groupe.`,
      reason: 'Pourquoi',
      reasonHelp: 'Une ligne, au journal. Elle ne nomme personne.',
      apply: {
        all: 'Retirer l’item',
        none: 'Retirer l’item',
        correct: 'Corriger la clé',
        restore: 'Annuler la décision',
      },
    },
    flags: {
      key: 'corrigé douteux',
      negative: 'discrimine à l’envers',
      low: 'discrimine peu',
      drawing: 'attire trop',
      hard: 'très difficile',
      easy: 'très facile',
    },
    meanings: {
      key: 'Le corrigé semble faux : une autre réponse est celle des meilleurs élèves. Relisez l’item avant de restituer.',
      negative: 'Ceux qui réussissent le reste échouent ici plus souvent que les autres.',
      low: 'Réussir cet item dit peu de la réussite au reste.',
      drawing:
        'Une mauvaise réponse est choisie plus souvent que la bonne, ou plutôt par les meilleurs élèves.',
      hard: 'Moins d’un élève sur dix y réussit.',
      easy: 'Presque tous y réussissent : il ne distingue personne.',
    },
  },
  results: {
    analysis: 'Analyse',
    analysisAbout:
      'Statistiques classiques, calibration, échelle, groupes : gardées scellées dans le coffre. Lire un rapport le fait sortir du coffre : le journal le dit.',
    noAnalysis: 'Aucune analyse n’a encore été faite.',
    analysedAt: (at: string) => `Dernière analyse le ${at}.`,
    readReport: (level: string) => `Lire le rapport : ${level}`,
    outOptional: 'Écrire aussi les fichiers dans un dossier (facultatif)',
    outHelp: 'Un rapport par niveau, une calibration et un livret ordonné par domaine',
    analyse: 'Analyser',
    analyseAgain: 'Analyser de nouveau',
    standards: 'Seuils',
    ownThresholds: 'De la campagne',
    inForce: 'En vigueur',
    same: 'les mêmes',
    issued: (at: string) => `restitués depuis le ${at}`,
    research: 'Fichier de recherche',
    researchLater: 'Il se fait après la fermeture, à partir de lignes sans nom, école ni code.',
    researchRows: (rows: string) => `${rows} lignes pseudonymes ont été gardées à la fermeture.`,
    anonymise: 'Rendre anonyme',
    anonymiseAgain: 'Rendre anonyme de nouveau',
    fewestPupils: 'Élèves par combinaison, au moins (facultatif)',
    fewestPupilsHelp: 'Vide : le minimum de la campagne, qui ne peut pas être abaissé.',
    releasedItems: 'Ce qui est diffusé de chaque item',
    itemsOf: { responses: 'réponses et points', scores: 'points seuls', none: 'rien' },
    seconds: 'Diffuser les temps passés',
    export: 'Écrire le fichier',
    exportHelp: 'CSV, Parquet et dictionnaire des variables. La sortie du coffre est inscrite au journal.',
    read: (file: string) => `Lire ${file}`,
    keep: (file: string) => `Garder ${file}`,
    secrecy: 'Rapport de secret',
    secrecyText: (rows: string, k: string, cells: string, texts: string, dropped: string) =>
      `${rows} lignes, au moins ${k} élèves par combinaison de contexte ; ${cells} cellules élargies ou retirées, ${texts} textes rares supprimés, ${dropped} lignes écartées.`,
    secrecyHelp:
      'Être seul par ses réponses ne désigne personne à qui ne les connaît pas. Si c’est encore trop, refaites le fichier avec les points seuls, ou plus d’élèves par combinaison.',
    level: 'Niveau',
    rows: 'Lignes',
    fewest: 'Élèves par ligne, au moins',
    unique: 'Seules par leurs réponses',
    uniqueBoth: 'Par réponses et contexte',
    certificate: 'Certificat de fermeture',
    readCertificate: 'Lire le certificat',
    keepCertificate: 'Garder le certificat signé (JSON)',
    certificateLater: 'Il est signé à la fin de la fermeture.',
  },
  closing: {
    fine: 'en ordre',
    look: 'à regarder',
    dies: 'Ce qui sera détruit',
    diesText: (pupils: string) =>
      `Les noms, codes et réponses de ${pupils} élèves : la plateforme est effacée, la clé d’identité détruite avec toutes ses copies, et les lignes scellées effacées. Aucune sauvegarde ne les rouvrira.`,
    places: {
      present: 'sera détruite',
      other: 'un autre fichier est à sa place',
      absent: 'absente de son dossier',
      unreachable: 'hors d’atteinte : branchez son support',
    },
    unfinished: 'Ce qui resterait inachevé',
    allFinished: 'Rien : tous ont terminé ou sont absents.',
    unfinishedText: (count: string) =>
      `${count} passations inachevées ou jamais commencées le resteront pour toujours.`,
    collected: (at: string) => `Dernier recueil le ${at} ; la fermeture en fait un dernier.`,
    neverCollected: 'Rien n’a encore été recueilli.',
    windows: 'Fenêtres',
    windowsOver: 'Toutes sont terminées : plus aucun élève ne peut répondre.',
    windowsOpen: (count: string) => `${count} fenêtre(s) encore ouverte(s) : des élèves peuvent répondre.`,
    until: (at: string) => `jusqu’au ${at}`,
    copies: 'Copies de la clé et portables',
    copiesHere: 'Toutes les copies enregistrées sont à leur place.',
    copiesAway: (count: string) => `${count} copie(s) ne sont pas à leur place : branchez-les avant.`,
    laptops: (labels: string) => `Des portables d’écoles n’ont rien rapporté : ${labels}.`,
    twoPersons: 'Deux personnes',
    noRoles: 'Aucun rôle n’est donné dans ce coffre : une seule personne peut fermer.',
    approvedBy: (who: string) => `Approuvé par ${who}, pour 24 heures.`,
    notApproved: (who: string) =>
      `Quelqu’un d’autre que ${who} doit approuver d’abord, à sa propre console, sur cette page.`,
    approve: 'Approuver la fermeture pour une autre personne',
    act: 'Fermer',
    forEver: 'Pour toujours. Interrompue, la fermeture reprend quand on la relance.',
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
  },
  create: {
    goOn: (name: string) => `Aller aux étapes de ${name}`,
    about:
      'Une campagne est un dossier de cette machine : campaign.yaml, son calendrier et ses paquets d’items. La vérification dit tout ce qui ne va pas, avec la ligne ; rien n’entre au coffre avant.',
  },
  work: {
    about:
      'Un travail continue ici quand on quitte sa page. Arrêté, il finit proprement ; relancé, il reprend. Le journal garde ce qui a été fait.',
    none: 'Aucun travail n’a été lancé depuis que cette console tourne.',
    waiting: 'Une autre commande a le coffre : ce travail commencera dès qu’elle l’aura rendu.',
    stop: 'Arrêter',
    left: (time: string) => `encore ${time} environ`,
    problems: 'Problèmes',
    problem: 'Problème',
    place: 'Endroit',
    moreProblems: (count: string) => `et ${count} autres`,
    notYours: (command: string) => `Votre rôle ne permet pas « cloison ${command} ».`,
    states: {
      waiting: 'Attend son tour',
      running: 'En cours',
      stopping: 'S’arrête…',
      done: 'Fini',
      refused: 'Refusé',
      stopped: 'Arrêté',
    } satisfies Readonly<Record<Work['state'], string>>,
    kinds: {
      validate: 'Vérification d’un dossier',
      create: 'Création de la campagne',
      roster: 'Import des élèves et des écoles',
      mint: 'Création des codes',
      assign: 'Attribution des codes',
      letters: 'Lettres aux directions',
      publish: 'Publication',
      collect: 'Recueil et restitution',
      items: 'Statistiques d’items',
      withdrawItem: 'Retrait d’un item',
      correctItem: 'Correction d’un item',
      restoreItem: 'Annulation d’un changement d’item',
      analyse: 'Analyse',
      close: 'Fermeture',
      anonymise: 'Anonymisation',
      export: 'Fichier de recherche',
    } satisfies Readonly<Record<WorkKind, string>>,
    steps: {
      check: 'Vérification',
      apply: 'Import',
      codes: 'Codes',
      assign: 'Attribution',
      letters: 'Lettres',
      prepare: 'Préparation',
      content: 'Contenu',
      revocations: 'Retraits',
      holders: 'Titulaires',
      routing: 'Tables d’orientation',
      documents: 'Documents',
      read: 'Lecture',
      compute: 'Domaines',
      collected: 'Dernier recueil',
      counted: 'Comptes rapprochés',
      distilled: 'Lignes pour la recherche',
      purged: 'Plateforme effacée',
      destroyed: 'Clé détruite',
      erased: 'Lignes scellées effacées',
      certified: 'Certificat signé',
    } satisfies Readonly<Record<WorkStep, string>>,
    results: {
      validate: (say, result) =>
        result.campaign === null
          ? `Dossier non valable : ${say('problemCount')} problème(s).`
          : `Dossier valable : campagne ${say('campaign')}.`,
      create: (say, result) =>
        result.created === true
          ? `Campagne ${say('name')} créée, ${say('contentFiles')} fichiers à publier.`
          : `La campagne ${say('name')} était déjà là, la même.`,
      roster: (_say, result) => {
        const { total, arrivals, departures, moves } = (result.pupils ?? {}) as Readonly<
          Record<string, number>
        >;
        const counts = `${total} élèves ; arrivées ${arrivals}, départs ${departures}, changements de classe ${moves}.`;
        return result.applied === true ? `Importé : ${counts}` : `Vérifié, rien n’est changé : ${counts}`;
      },
      mint: (say) =>
        `Créés : ${say('pupils')} codes d’élèves, ${say('staff')} d’adultes. En stock : ${say('stockPupils')} et ${say('stockStaff')}.`,
      assign: (say) =>
        `Attribués : ${say('pupils')} élèves, ${say('heads')} directions, ${say('teachers')} enseignants, ${say('reserves')} réserves.`,
      letters: (say) =>
        `${say('letters')} lettre(s) imprimée(s). Elles portent des codes en clair : effacez les fichiers ensuite.`,
      publish: (say, result) =>
        result.dryRun === true
          ? `À envoyer : ${say('content')} fichiers, ${say('holders')} titulaires, ${say('documents')} documents. Rien n’a été envoyé.`
          : `Publié : ${say('content')} fichiers, ${say('holders')} titulaires, ${say('documents')} documents. Journal, à noter sur papier : ligne ${say('journalLine')}, empreinte ${say('journalHash').slice(0, 16)}…`,
      collect: (say) =>
        `${say('passes')} passage(s) : ${say('received')} envois reçus, ${say('sittings')} passations calculées, ${say('documents')} documents envoyés.`,
      items: (say) => `${say('pupils')} passations lues.`,
      withdrawItem: (say, result) =>
        `${say('item')} : ${say('given')} élève(s) l’ont eu ; les points de ${say('changed')} changent (${say('gain')} gagnent, ${say('lose')} perdent). ${itemOutcome(result.applied)}`,
      correctItem: (say, result) =>
        `${say('item')} : ${say('given')} élève(s) l’ont eu ; les points de ${say('changed')} changent (${say('gain')} gagnent, ${say('lose')} perdent). ${itemOutcome(result.applied)}`,
      restoreItem: (say, result) =>
        `${say('item')} : ${say('given')} élève(s) l’ont eu ; les points de ${say('changed')} changent (${say('gain')} gagnent, ${say('lose')} perdent). ${itemOutcome(result.applied)}`,
      analyse: (say) =>
        `${say('domains')} domaines analysés, dont ${say('computedAgain')} calculés cette fois.`,
      close: (say) => `Campagne fermée. ${say('researchRows')} lignes pseudonymes gardées pour la recherche.`,
      anonymise: (say) =>
        `${say('rows')} lignes, au moins ${say('k')} élèves par combinaison ; ${say('cells')} cellules élargies ou retirées, ${say('suppressedTexts')} textes supprimés, ${say('droppedRows')} lignes écartées.`,
      export: (say) => `${say('rows')} lignes écrites dans ${say('folder')}.`,
    } satisfies Readonly<Record<WorkKind, Result>>,
    events: {
      pass: (say, counts) =>
        `${say('received')} reçus, ${say('sittings')} passations calculées, ${say('documents')} documents envoyés${(counts.quarantined ?? 0) > 0 ? `, ${say('quarantined')} mis à l’écart` : ''}${(counts.incidents ?? 0) > 0 ? `, ${say('incidents')} incidents` : ''}`,
      released: () => 'Contenu ouvert',
      'out-of-reach': (say) => `Nouvel essai dans ${say('seconds')} s`,
      problem: () => '',
      'not-journaled': () =>
        'Une autre commande a gardé le coffre : la ligne qui résume ces passages manque au journal.',
      retry: (say) => `Nouvel essai dans ${say('seconds')} s`,
    } satisfies Readonly<Record<WorkEvent['kind'], Event>>,
    forms: {
      folder: 'Dossier de la campagne, sur cette machine',
      folderHelp: 'Par exemple /home/agent/campagnes/6e',
      rehearsal: 'Campagne blanche : son nom finit par -blanche, rien n’est gardé',
      validate: 'Vérifier',
      create: 'Prendre au coffre',
      schools: 'Fichier des écoles (CSV)',
      schoolsHelp: 'uai, nom, commune, secteur, ep',
      pupils: 'Fichier des élèves (CSV, ou exports ONDE, SIECLE, OneRoster)',
      pupilsHelp: 'uai, classe, niveau, ine, nom, prenom, naissance, sexe, amenagements',
      exports: 'Exports ONDE, SIECLE ou OneRoster',
      accommodations: 'Fichier des aménagements (facultatif)',
      accommodationsHelp: 'ine, amenagements : les exports n’en ont pas',
      levelWords: 'Niveaux des exports (facultatif)',
      levelWordsHelp: 'Un mot ou un code de l’export, =, et le niveau de la campagne : 164=6e, 165=5e',
      departures: 'Accepter que plus de 20 % des élèves partent',
      checkOnly: 'Vérifier sans rien changer',
      import: 'Importer',
      mint: 'Créer les codes qui manquent',
      assign: 'Attribuer les codes',
      out: 'Dossier où écrire, sur cette machine',
      lettersHelp:
        'Les fichiers contiennent les codes des directions en clair. L’impression est inscrite au journal.',
      single: 'Un seul fichier pour toutes les écoles',
      print: 'Imprimer les lettres',
      platform: 'Adresse de la plateforme',
      again: 'Tout renvoyer : la plateforme a été rétablie depuis une sauvegarde',
      countOnly: 'Compter sans envoyer',
      publish: 'Publier',
      onePass: 'Un passage',
      continuous: 'Recueillir en continu',
    },
  },
});

export type Words = typeof fr;
