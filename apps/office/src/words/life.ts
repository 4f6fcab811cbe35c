/** The page of steps. */
import type { LifeRemarkCode, LifeStepId } from '@cloison/console-messages';
import { inEnglish, inFrench } from './counts.ts';

type Values = Readonly<Record<string, string | number>>;
type Fill = (values: Values) => string;
/** Counts, and how the language writes a number. */
type Facts = (counts: Readonly<Record<string, number>>, n: (count: number | undefined) => string) => string;

const fr = {
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
    validate: 'Tout ce que dit le dossier est vérifié, et la campagne entre dans le coffre.',
    roster: 'Les fichiers d’écoles et d’élèves entrent dans le coffre, scellés.',
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
      inFrench`${n(v.levels)} niveau(x), ${n(v.sequences)} séquence(s), ${n(v.items)} item(s), ${n(v.domains)} domaine(s)`,
    validate: () => 'Enregistrée dans le coffre',
    roster: (v, n) =>
      v.imports === 0
        ? 'Rien n’est encore importé'
        : inFrench`${n(v.pupils)} élève(s) dans ${n(v.schools)} école(s), ${n(v.imports)} import(s)`,
    mint: (v, n) =>
      Number(v.missing) > 0
        ? `Il en manque ${n(v.missing)}`
        : `En stock : ${n(v.stockPupils)} d’élèves, ${n(v.stockStaff)} d’adultes`,
    assign: (v, n) =>
      Number(v.unassigned) > 0 ? `Restent ${n(v.unassigned)} à attribuer` : 'Tous attribués',
    print: (v, n) => (Number(v.letters) > 0 ? inFrench`${n(v.letters)} lettre(s)` : 'Aucune lettre imprimée'),
    publish: (v, n) =>
      inFrench`${n(v.documents)} document(s) sur la plateforme${Number(v.waiting) > 0 ? `, ${n(v.waiting)} en attente` : ''}`,
    collect: (v, n) => inFrench`${n(v.received)} envoi(s), dont ${n(v.final)} définitif(s)`,
    report: (v, n) => inFrench`${n(v.complete)} passation(s) terminée(s) à restituer`,
    close: (v, n) =>
      v.research === undefined
        ? inFrench`${n(v.begun)} passation(s) inachevée(s), ${n(v.notBegun)} jamais commencée(s)`
        : inFrench`${n(v.research)} ligne(s) gardée(s) pour la recherche`,
    export: (v, n) =>
      v.research === undefined ? '' : inFrench`${n(v.research)} ligne(s) gardée(s) pour la recherche`,
  } satisfies Readonly<Record<LifeStepId, Facts>>,
  remarks: {
    'campaign-over': () => 'La campagne se ferme ou est fermée : plus rien n’y entre.',
    'roster-first': () => 'Importez d’abord les élèves et les écoles.',
    'mint-first': (v) => inFrench`Il manque ${v.count} code(s) : créez-les d’abord.`,
    'assign-first': (v) =>
      inFrench`Sans code encore : ${v.count} élève(s), adulte(s) ou classe(s), qui seraient oubliés en silence.`,
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
  schools: (count: string) => inFrench`${count} école(s)`,
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
};

export type LifeWords = typeof fr;

const en: LifeWords = {
  title: 'Where the campaign stands',
  states: { open: 'Open', closing: 'Closing', closed: 'Closed' },
  next: 'To do now',
  nothingNext: 'Nothing to do for the moment.',
  steps: 'The steps',
  why: 'Why not now',
  command: 'On the command line',
  stepStates: { done: 'Done', again: 'Done, may be done again', now: 'To do', refused: 'Not yet' },
  names: {
    specify: 'Specify',
    validate: 'Validate',
    roster: 'Import pupils and schools',
    mint: 'Mint codes',
    assign: 'Assign codes',
    print: 'Print letters',
    publish: 'Publish',
    collect: 'Collect',
    report: 'Report',
    close: 'Close',
    export: 'Release to research',
  },
  what: {
    specify: 'The campaign’s folder: calendar, levels, sequences, items, domains and thresholds.',
    validate: 'All that the folder says is checked, and the campaign enters the vault.',
    roster: 'Files of schools and pupils enter the vault, sealed.',
    mint: 'Codes are drawn at random ahead of time, on every core.',
    assign: 'Each pupil, each member of staff and each school gets one, with an order number.',
    print: 'One letter to each head, with the code, goes by another way.',
    publish: 'Content without keys, holders and sealed documents go to the platform.',
    collect: 'What the platform received is fetched, opened, checked and scored.',
    report: 'Sealed reports go to teachers and heads.',
    close: 'The platform is erased, the key destroyed, the certificate signed.',
    export: 'The anonymised file leaves the vault with its codebook.',
  },
  facts: {
    specify: (v, n) =>
      inEnglish`${n(v.levels)} level(s), ${n(v.sequences)} sequence(s), ${n(v.items)} item(s), ${n(v.domains)} domain(s)`,
    validate: () => 'In the vault',
    roster: (v, n) =>
      v.imports === 0
        ? 'Nothing is imported yet'
        : inEnglish`${n(v.pupils)} pupil(s) in ${n(v.schools)} school(s), ${n(v.imports)} import(s)`,
    mint: (v, n) =>
      Number(v.missing) > 0
        ? `${n(v.missing)} are missing`
        : `In stock: ${n(v.stockPupils)} of pupils, ${n(v.stockStaff)} of staff`,
    assign: (v, n) => (Number(v.unassigned) > 0 ? `${n(v.unassigned)} left to assign` : 'All assigned'),
    print: (v, n) => (Number(v.letters) > 0 ? inEnglish`${n(v.letters)} letter(s)` : 'No letter printed'),
    publish: (v, n) =>
      inEnglish`${n(v.documents)} document(s) on the platform${Number(v.waiting) > 0 ? `, ${n(v.waiting)} waiting` : ''}`,
    collect: (v, n) => `${n(v.received)} received, ${n(v.final)} of them final`,
    report: (v, n) => `${n(v.complete)} finished sittings to report`,
    close: (v, n) =>
      v.research === undefined
        ? `${n(v.begun)} unfinished sittings, ${n(v.notBegun)} never begun`
        : inEnglish`${n(v.research)} row(s) kept for research`,
    export: (v, n) => (v.research === undefined ? '' : inEnglish`${n(v.research)} row(s) kept for research`),
  },
  remarks: {
    'campaign-over': () => 'The campaign is closing or closed: nothing enters it any more.',
    'roster-first': () => 'Import pupils and schools first.',
    'mint-first': (v) => inEnglish`${v.count} code(s) missing: mint first.`,
    'assign-first': (v) =>
      inEnglish`Without a code yet: ${v.count} pupil(s), staff or classes, who would be left out in silence.`,
    'publish-first': () => 'Nothing is published yet: the platform does not know this campaign.',
    'close-first': () => 'The research file exists only after closing: before, it would hold names.',
    'anonymise-first': () => 'Make the rows anonymous first: what is kept is still personal.',
    'not-open-yet': (v) => `The first window opens on ${v.at}.`,
    'reports-wait': (v) => `Reports open on ${v.at}, once all sittings are over.`,
    'windows-open': (v) => `Pupils may still answer until ${v.at}: closing now would destroy their work.`,
    'rehearsal-keeps-nothing': () => 'A rehearsal keeps nothing for research.',
    'second-person': () => 'By two: another person approves first.',
    'codes-on-paper': () => 'The letters bear codes in clear: print them, then erase the files.',
    'to-publish': () => 'Documents have changed since the last publication.',
    nightly: () => 'To be done again each night: arrivals, departures, changes of class.',
    'platform-unknown': () => 'The platform is not known yet: the first publication will say which it is.',
  },
  calendar: 'Calendar by area',
  area: 'Area',
  schools: (count) => inEnglish`${count} school(s)`,
  window: 'Sequence',
  opens: 'Opens',
  closes: 'Closes',
  status: 'State',
  windowStates: {
    before: (days) => `in ${days} d`,
    open: (days) => `open, ${days} d left`,
    after: 'over',
  },
  reports: 'Reports',
};

export const life = { fr, en };
