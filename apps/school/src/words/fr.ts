/** Everything that the school's screens say, in French. English has the same keys (`en.ts`). */

import { typeset } from '@cloison/theme/typography';
import type { SchoolType } from './school-type.ts';

const s = (count: number) => (count > 1 ? 's' : '');
const pupils = (count: number) => `${count} élève${s(count)}`;
const ofSchool = (schoolType: SchoolType) => (schoolType === 'ecole' ? 'de l’école' : 'de l’établissement');
const cells = (count: number) => `${count} case${s(count)}`;

export const fr = typeset({
  language: 'Français',
  appName: 'Espace école',
  rehearsal: 'Campagne blanche : les données saisies ici seront effacées.',
  skipToContent: 'Aller au contenu',
  signOut: 'Se déconnecter',
  signOutWaiting: (records: number) =>
    `${records} élève${s(records)} ${records > 1 ? 'ont' : 'a'} des réponses qui attendent le réseau. Elles restent sur cet ordinateur, chiffrées, et partiront à votre prochaine connexion.`,
  signOutAnyway: 'Se déconnecter quand même',
  stay: 'Rester',
  home: 'Accueil',
  print: 'Imprimer',
  previous: 'Précédent',
  next: 'Suivant',
  loading: 'Chargement…',
  unreachableBanner:
    'La plateforme ne répond pas. Ce que vous voyez date de la dernière connexion ; votre travail est gardé sur cet ordinateur.',
  revokedBanner:
    'Les accès ont changé. Déconnectez-vous et retapez votre code ; s’il n’est plus accepté, demandez le nouveau à la direction. Votre travail non envoyé est gardé sur cet ordinateur.',
  storageBanner:
    'Ce navigateur ne peut rien garder (navigation privée ou disque plein). Ne fermez pas la page tant que tout n’est pas enregistré.',
  refusedDocuments: {
    school: 'École ou établissement',
    parts: {
      roster: 'liste des élèves',
      participation: 'participation',
      report: 'résultats',
      entryBase: 'saisie à reprendre',
      slips: 'codes à distribuer',
      answers: 'réponses du service',
      notices: 'avis du service',
    },
    unsigned: (owner: string, part: string) =>
      `${owner}, ${part} : la plateforme présente une version que le service statistique n’a pas signée. Elle est écartée ; vous voyez la dernière version signée, s’il y en a une. Quelqu’un a fabriqué ce document : prévenez l’assistance de la campagne.`,
    unreadable: (owner: string, part: string) =>
      `${owner}, ${part} : la plateforme présente une version qui ne se lit pas. Elle est écartée ; vous voyez la dernière version lisible, s’il y en a une. Si ce message revient demain, prévenez l’assistance de la campagne.`,
  },
  signIn: {
    title: 'Espace école',
    label: 'Votre code d’accès',
    help: 'Cinq groupes de quatre caractères, remis par la direction. Majuscules, espaces et tirets n’ont pas d’importance.',
    go: 'Entrer',
    checking: 'Vérification…',
    good: 'Ce code est bien formé.',
    partial: (typed: number, length: number) => `${typed} caractères sur ${length}`,
    symbol: (position: number, symbol: string) =>
      `Le caractère ${position} (« ${symbol} ») n’existe dans aucun code. Vérifiez-le.`,
    tooLong: (length: number) => `Il y a trop de caractères : un code en a ${length}.`,
    check: 'Un caractère est faux, ou deux sont inversés. Comparez avec le papier, groupe par groupe.',
    unknown:
      'Ce code n’est pas, ou n’est plus, valable. Vérifiez qu’il est bien de cette campagne ; sinon demandez-en un autre à la direction (ou, pour la direction, à l’académie).',
    closed: (opens: string | null, closes: string | null) =>
      opens === null || closes === null
        ? 'Ce code est bon, mais la période est fermée.'
        : `Ce code est bon, mais il sert du ${opens} au ${closes}. Revenez pendant cette période.`,
    browser:
      'Ce navigateur est trop ancien, ou un réglage l’empêche de vérifier votre code. Ouvrez cette page dans un autre navigateur, plus récent : votre code reste bon.',
    unreachable:
      'La plateforme ne répond pas. Vérifiez le réseau, puis réessayez : votre code n’est pas en cause.',
    busy: 'La plateforme reçoit trop de demandes. Attendez une minute, puis réessayez.',
    noKeyring:
      'Ce code est bon, mais rien n’a encore été publié pour lui. Réessayez demain, ou prévenez la direction.',
    altered:
      'Ce que la plateforme a envoyé n’est pas ce que le service statistique a scellé. N’entrez rien ; prévenez l’assistance de la campagne.',
    wrongPage:
      'Cette page ne s’ouvre pas à la bonne adresse : il manque le nom de la campagne. Reprenez l’adresse imprimée sur votre carte.',
    locked: 'Verrouillé après 30 minutes sans activité. Retapez votre code : rien n’est perdu.',
    signedOut: 'Vous êtes déconnecté. Rien ne reste en clair sur cet ordinateur.',
    pupilPage: 'Vous êtes élève ? Allez à la page des élèves.',
    privacy:
      'Les noms et les réponses sont chiffrés dans votre navigateur. L’hébergeur ne peut pas les lire.',
  },
  roles: { teacher: 'Enseignant', head: 'Direction' },
  area: {
    kinds: {
      region: 'Région académique',
      academie: 'Académie',
      departement: 'Département',
      circonscription: 'Circonscription',
      other: 'Territoire',
    },
    sentence: (behind: number, all: number) =>
      behind === 0
        ? `Toutes les écoles ont commencé (${all}).`
        : behind === all
          ? `Aucune école n’a encore commencé, sur ${all}.`
          : `${behind} école${s(behind)} sur ${all} n’${behind > 1 ? 'ont' : 'a'} pas commencé.`,
    allHidden: (all: number) =>
      `${all} école${s(all)}, de trop peu d’élèves pour que l’avancement soit montré.`,
    none: 'La participation n’est pas encore arrivée.',
    noSchool: 'Aucune école de ce territoire n’a d’élève à ce niveau.',
    choose: 'Niveau et séquence',
    search: 'Chercher une école, une commune, un UAI',
    show: 'Montrer',
    all: 'Toutes',
    schoolsByState: 'Écoles selon leur avancement',
    pupilsSentence: (expected: number, done: string, left: string) =>
      `Élèves : ${expected} attendus, ${done} ont terminé ou sont absents, ${left} restent.`,
    secrecy: (fewest: number) =>
      `Un groupe de moins de ${fewest} élèves n’est pas montré : deux nombres l’encadrent. Une école qui a moins de ${fewest} élèves à ce niveau n’a que son nom, et ne compte pas dans les sommes.`,
    missing: (parts: number) =>
      `La plateforme ne donne pas ${parts > 1 ? `${parts} parties` : 'une partie'} de la liste : des écoles manquent. Si cela dure, prévenez le service.`,
    span: (low: number, high: number) => (low === high ? String(low) : `${low} à ${high}`),
    states: {
      notBegun: 'Pas commencé',
      underWay: 'En cours',
      done: 'Terminé',
      hidden: 'Trop peu d’élèves',
    },
    school: 'École',
    uai: 'UAI',
    town: 'Commune',
    state: 'Avancement',
    expected: 'Attendus',
    done: 'Terminés ou absents',
    left: 'Restent',
    complete: 'Terminés',
    absent: 'Absents',
    begun: 'Commencés',
    notBegun: 'Pas commencés',
    shown: (shown: number, all: number) => `${shown} école${s(shown)} montrée${s(shown)} sur ${all}.`,
    showAll: 'Montrer toutes les écoles',
    nothingFound: 'Aucune école ne correspond.',
    table: 'Tableau (CSV)',
    print: 'Imprimer',
    results: 'Résultats du territoire',
    participation: 'Participation',
    own: 'Votre territoire',
    level: 'Niveau',
    domain: 'Domaine',
    place: 'Lieu',
    spread: 'Répartition',
    pupils: 'Élèves',
    mean: 'Score moyen',
    outOf: 'Sur',
    meanOf: (mean: string, max: string) => `${mean} sur ${max}`,
    noResults: 'Le service n’a pas encore diffusé de résultats pour ce territoire.',
    resultsIntro:
      'Chiffres diffusés par le service statistique, le secret statistique appliqué : ce qui aurait fait reconnaître quelques élèves ou quelques écoles est masqué, et d’autres cases avec, pour qu’une soustraction ne le rende pas.',
    hidden: 'masqué',
    ownHidden: 'Couvert par le secret statistique.',
    released: (date: string) => `Diffusé le ${date}`,
  },
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
  homePage: {
    progress: (title: string, complete: number, all: number, absent: number, left: number) =>
      `${title} : ${complete === 0 ? `aucun élève sur ${all} n’a encore` : `${pupils(complete)} sur ${all} ${complete > 1 ? 'ont' : 'a'}`} terminé${
        absent > 0 ? ` ; ${absent} ${absent > 1 ? 'sont absents' : 'est absent'}` : ''
      }${left > 0 && complete + absent > 0 ? ` ; il en reste ${left}` : ''}.`,
    keyed: (title: string, keyed: number, all: number, cellsLeft: number) =>
      `${title} : ${keyed === 0 ? `aucun cahier saisi sur ${all}` : `${keyed} cahier${s(keyed)} saisi${s(keyed)} sur ${all}`}, il reste ${cells(cellsLeft)} à saisir.`,
    done: (sequences: number) =>
      sequences > 1
        ? `Tout est terminé : ${sequences} séquences sur ${sequences}.`
        : 'Tout est terminé pour la séquence ouverte.',
    soon: (date: string) => `Rien à faire pour l’instant : la campagne ouvre le ${date}.`,
    over: 'Les séquences sont fermées. Les résultats restent lisibles ici.',
    noClass: 'Aucune classe n’est rattachée à ce code. Prévenez la direction.',
    todo: 'À faire',
    nothing: 'Rien n’attend.',
    classes: 'Classes',
    tasks: {
      unsaved: (title: string, label: string, records: number) =>
        `${title}, ${label} : les réponses de ${pupils(records)} attendent le réseau`,
      conflicts: (title: string, label: string, count: number) =>
        `${title}, ${label} : ${cells(count)} à trancher entre deux saisies`,
      enter: (title: string, label: string) => `Saisir : ${title}, ${label}`,
      follow: (title: string, label: string) => `Suivre : ${title}, ${label}`,
      second: (title: string, label: string) => `Seconde saisie : ${title}, ${label}`,
      secondBooklets: (booklets: number) =>
        `${booklets} cahier${s(booklets)} tiré${s(booklets)} au sort à saisir de nouveau`,
      secondCells: (count: number) => `${cells(count)} où les deux saisies diffèrent`,
      read: (label: string) => `Lire les résultats de ${label}`,
      left: (left: number) => `${pupils(left)} à terminer`,
      booklets: (left: number) => `il reste ${left} cahier${s(left)} à saisir`,
    },
    enter: 'Saisir',
    look: 'Relire la saisie',
    seeGrid: 'Voir la grille',
    follow: 'Suivre',
    results: 'Résultats',
    noResults: 'Pas encore de résultats',
    pupils: 'Liste des élèves',
    rescue: 'Déposer un fichier de secours',
  },
  classPage: {
    progress: (complete: number, absent: number, all: number) =>
      `${complete} terminé${s(complete)}${absent > 0 ? `, ${absent} absent${s(absent)}` : ''} sur ${all}`,
    keyed: (booklets: number, absent: number, all: number, cellsLeft: number) =>
      `${booklets === 0 ? 'aucun cahier saisi' : `${booklets} cahier${s(booklets)} saisi${s(booklets)}`} sur ${all}${
        absent > 0 ? `, dont ${absent} absent${s(absent)}` : ''
      }${cellsLeft > 0 ? ` ; il reste ${cells(cellsLeft)} à saisir` : ''}`,
    fill: 'Compléter',
    bookletOf: (pupil: string) => `le cahier de ${pupil}`,
    pupil: 'Élève',
    orderNumber: 'N° d’ordre',
    answered: (answered: number, expected: number) => `${answered} / ${expected}`,
    receipt: 'Reçu',
    left: 'A quitté la classe',
    noPupils: 'La liste de la classe n’est pas encore arrivée.',
    attendance: 'Feuille de présence',
    present: 'Présent',
    remarks: 'Observations',
    invigilator: 'Date, nom et signature de l’adulte présent',
    attendanceHelp: 'Une croix dans la case si l’élève est présent, A s’il est absent.',
    receiptHelp:
      'Le reçu est le code de six caractères que l’élève voit à la fin. Il est ici dès que ses réponses sont arrivées.',
    entryHelp: 'Le compte est fait ici, à partir de la saisie : il est immédiat.',
  },
  entry: {
    title: (sequence: string) => `Saisie : ${sequence}`,
    byExercise: 'Par exercice',
    byPupil: 'Par élève',
    viewLabel: 'Ordre de saisie',
    directionLabel: 'Après une réponse',
    right: 'aller à droite',
    down: 'aller en bas',
    exercise: 'Exercice',
    pupil: 'Élève',
    undo: 'Annuler',
    redo: 'Rétablir',
    notTaught: 'Exercice non enseigné',
    nextEmpty: 'Case vide suivante',
    gridLabel: (exercise: string) => `Grille de saisie, ${exercise}`,
    item: (n: number) => `Item ${n}`,
    cells: { empty: 'vide', absent: 'absent', noAnswer: 'sans réponse', notTaught: 'non enseigné' },
    short: { absent: 'abs', noAnswer: '–', notTaught: 'n. e.' },
    conflictCell: 'deux saisies différentes',
    unsupported: 'non saisissable',
    left: (left: number, expected: number) =>
      left === 0 ? 'Tout est saisi' : `Il reste ${cells(left)} à saisir sur ${expected}`,
    leftHere: (left: number) => (left === 0 ? 'Cet exercice est complet' : `dont ${left} dans cet exercice`),
    leftPupil: (left: number) => (left === 0 ? 'Ce cahier est complet' : `dont ${left} pour cet élève`),
    progressLabel: 'Saisie de la séquence',
    saved: 'Tout est enregistré',
    keeping: 'Pas encore enregistré…',
    saving: 'Enregistrement…',
    waiting: (records: number) =>
      `Pas de réseau : ${pupils(records)} en attente, gardé${s(records)} sur cet ordinateur`,
    waitingBusy: (records: number) =>
      `Plateforme occupée : ${pupils(records)} en attente, gardé${s(records)} ici`,
    late: 'Enregistré après la date : gardé à part, le service statistique décidera',
    closed: (records: number) =>
      `La période est fermée : ${pupils(records)} non enregistré${s(records)}. Gardez un fichier de secours.`,
    refused: (records: number) =>
      `${pupils(records)} non enregistré${s(records)} : la plateforme refuse. Gardez un fichier de secours.`,
    retry: 'Réessayer',
    rescueFile: 'Fichier de secours',
    before: (date: string) => `La saisie ouvre le ${date}. Vous pouvez déjà regarder la grille.`,
    after: (date: string) => `La saisie est fermée depuis le ${date}. La grille se lit sans se modifier.`,
    legend: 'Touches',
    commands: {
      noAnswer: 'Sans réponse',
      restNoAnswer: 'Sans réponse jusqu’au bout',
      absent: 'Absent, exercice',
      absentSequence: 'Absent, séquence',
      absentDay: 'Absent, journée',
      notTaught: 'Non enseigné',
      repeat: 'Même réponse',
      repeatRun: '… et la suite aussi',
      clear: 'Vider la case',
    },
    or: ' ou ',
    fluency: {
      title: 'Lecture pendant une minute',
      left: (seconds: number) => `${seconds} s`,
      start: 'Lancer la minute',
      stop: 'Arrêter',
      read: 'Mots lus',
      errors: 'Erreurs',
      write: (count: string) => `Noter ${count} mots bien lus`,
    },
    space: 'Espace',
    shift: 'Maj',
    typeText: 'Tapez le texte de la réponse, puis Entrée',
    typeNumber: 'Tapez le nombre, puis Entrée',
    typeDecimal: 'Tapez le nombre, avec une virgule si besoin, puis Entrée',
    edit: 'Modifier la case',
    sound: 'Son si la touche est fausse',
    several: 'Plusieurs réponses possibles : tapez-les, puis Entrée',
    ordered: 'Tapez les réponses dans l’ordre de l’élève, puis Entrée',
    cannot: 'Cet item ne se saisit pas dans une case.',
    moreKeys: 'Autres touches',
    keys: {
      move: 'Se déplacer',
      moveKeys: 'Flèches, Tab, Origine, Fin',
      enter: 'Case suivante, puis exercice suivant',
      enterKey: 'Entrée',
      page: 'Exercice (ou élève) précédent, suivant',
      pageKeys: 'Page haut, Page bas',
      empty: 'Case vide suivante',
      emptyKeys: 'Ctrl + Entrée',
      undo: 'Annuler, rétablir',
      undoKeys: 'Ctrl + Z, Ctrl + Y',
      clearKeys: 'Suppr',
      copy: 'Copier, coller avec un tableur',
      copyKeys: 'Ctrl + C, Ctrl + V',
      leave: 'Sortir de la grille',
      leaveKey: 'Échap',
      edit: 'Modifier un texte ou un nombre',
      editKey: 'F2',
      zoom: 'Agrandir la page du cahier',
      zoomKey: 'F4',
    },
    page: (exercise: string) => `Page du cahier : ${exercise}`,
    noPage: 'Pas d’image pour cet exercice.',
    pageFailed: 'L’image de la page n’a pas pu être vérifiée.',
    zoomPage: 'Agrandir la page',
    conflict: 'Deux saisies différentes pour cette case',
    conflictHelp:
      'Une autre personne a saisi la même case en même temps. Regardez le cahier, puis choisissez.',
    keep: (value: string) => `Garder ${value}`,
    take: (value: string) => `Prendre ${value}`,
    conflicts: (count: number) => `${cells(count)} à trancher`,
    openFailed: 'La saisie n’a pas pu s’ouvrir.',
    messages: {
      absentExercise: (kept: number) =>
        `Absent à cet exercice.${kept > 0 ? ` ${kept} réponse${s(kept)} déjà saisie${s(kept)} gardée${s(kept)}.` : ''} Ctrl + Z pour annuler.`,
      absentSequence: (kept: number) =>
        `Absent à toute la séquence.${kept > 0 ? ` ${kept} réponse${s(kept)} gardée${s(kept)}.` : ''} Ctrl + Z pour annuler.`,
      absentDay: (kept: number) =>
        `Absent toute la journée, dans toutes les séquences de ce jour.${kept > 0 ? ` ${kept} réponse${s(kept)} gardée${s(kept)}.` : ''} Ctrl + Z pour annuler.`,
      absentBack: 'N’est plus absent.',
      dayUnknown: 'La campagne ne dit pas quel jour se passe cet exercice : rien n’a changé.',
      dayNotOpened: 'Les autres séquences de ce jour ne sont pas encore ouvertes : rien n’a changé.',
      restNoAnswer: (count: number) => `${cells(count)} sans réponse.`,
      exerciseNotTaught: (count: number) =>
        `${cells(count)} non enseignée${s(count)}. Ctrl + Z pour annuler.`,
      undone: (count: number) =>
        count === 0 ? 'Rien à reprendre : la case a changé depuis.' : `Annulé : ${cells(count)}.`,
      redone: (count: number) => `Rétabli : ${cells(count)}.`,
      nothingToUndo: 'Rien à annuler.',
      nothingToRedo: 'Rien à rétablir.',
      exerciseEnd: 'Fin de l’exercice. Entrée : exercice suivant.',
      sequenceEnd: 'Fin de la séquence.',
      pupilChanged: 'Élève suivant.',
      noEmptyCell: 'Il ne reste aucune case vide.',
      pasted: (count: number, refused: number) =>
        `${cells(count)} collée${s(count)}.${refused > 0 ? ` ${refused} valeur${s(refused)} non comprise${s(refused)} : ces cases n’ont pas changé.` : ''}`,
      copied: (count: number) => `${cells(count)} copiée${s(count)}, sans les noms.`,
      notNumber: 'Ce n’est pas un nombre. Exemples : 12 ou 3,5.',
      notInteger: 'Il faut un nombre entier.',
      tooLong: 'C’est trop long.',
      pattern: 'Cette réponse n’a pas la forme attendue.',
      repeated: (count: number) => `${cells(count)} avec la même réponse. Ctrl + Z pour annuler.`,
      readOnly: 'La saisie n’est pas ouverte : rien n’a changé.',
      wrongKey: (key: string) => `La touche « ${key} » n’est pas une réponse ici : rien n’a changé.`,
      absentRow: 'Élève absent : rien n’a changé. X ou / pour ne plus le noter absent.',
      exerciseOver: 'L’exercice est fini : rien n’a changé. Entrée pour passer au suivant.',
      sequenceOver: 'La séquence est finie : rien n’a changé. Flèches ou clic pour corriger une case.',
      nothingToRepeat: 'Il n’y a pas de réponse juste avant : rien n’a changé.',
      cannotRepeat: 'La réponse précédente n’existe pas pour cet item : rien n’a changé.',
      cannotKey: 'Rien de plus ne se saisit dans cette case : rien n’a changé.',
    },
  },
  results: {
    title: (label: string) => `Résultats : ${label}`,
    map: 'Carte de la classe',
    itemsTab: 'Par item',
    groupsTab: 'Groupes de travail',
    sheets: 'Imprimer toutes les fiches',
    printMap: 'Imprimer la carte',
    table: 'Tableau (CSV)',
    lastName: 'Nom',
    firstName: 'Prénom',
    group: 'groupe',
    sortBy: (what: string) => `Trier par ${what}`,
    pupil: 'Élève',
    none: 'Pas encore de résultats : ils arrivent d’eux-mêmes quand une séquence est terminée.',
    closed: (opens: string | null, closes: string | null) =>
      opens === null || closes === null
        ? 'La période de récupération est fermée.'
        : `Les résultats se lisent du ${opens} au ${closes}.`,
    counts: (needs: number, fragile: number, satisfactory: number) =>
      `${needs} à besoins, ${fragile} fragile${s(fragile)}, ${satisfactory} satisfaisant${s(satisfactory)}`,
    shares: (needs: string, fragile: string, satisfactory: string) =>
      `${needs} % à besoins, ${fragile} % fragiles, ${satisfactory} % satisfaisants`,
    schoolsAlike: (kind: string) => `Même type : ${kind}`,
    notReleased: 'Non diffusé',
    clickPupil: 'Cliquez sur un nom pour ouvrir la fiche.',
    chooseDomain: 'Domaine',
    groupOf: (count: number) => pupils(count),
    guidance: 'Ce que conseille la campagne',
    emptyGroup: 'Personne',
    noSpecific: 'Aucun domaine de cette classe ne donne le détail par item.',
    score: (score: string, max: string) => `${score} sur ${max}`,
    full: 'Réussi',
    part: 'En partie',
    zero: 'Non réussi',
    item: 'Item',
    itemsOf: (domain: string) => `Items : ${domain}`,
    asked: 'Ce qui est demandé',
    otherAnswers: 'Autres réponses les plus fréquentes',
    answer: (answer: string, count: number) => `${answer} (${pupils(count)})`,
  },
  sheet: {
    title: 'Fiche individuelle',
    pupil: (label: string, number: string) => `${label} · n° ${number}`,
    measured: 'Ce qui a été évalué',
    means: 'Ce que cela veut dire',
    meansNeeds: 'À besoins : l’élève a besoin d’un appui dans ce domaine.',
    meansFragile: 'Fragile : les acquis sont là, mais pas encore sûrs.',
    meansSatisfactory: 'Satisfaisant : l’élève maîtrise ce qui est attendu à ce moment de l’année.',
    meansNot: 'Ce que cela ne veut pas dire',
    meansNotText:
      'C’est un repère à un moment donné, sur une partie des apprentissages. Ce n’est ni une note, ni un classement, ni une prévision ; l’enseignant le lit avec tout ce qu’il sait de l’élève. Près d’un seuil, quelques réponses de plus ou de moins suffisent à changer de groupe.',
    who: 'Qui peut lire cette fiche',
    whoText:
      'Les enseignants de la classe, la direction et, par leur intermédiaire, la famille. Les agents du service statistique sont tenus au secret (loi n° 51-711 du 7 juin 1951). L’hébergeur de la plateforme ne peut pas la lire.',
    why: {
      absent: 'Pas de résultat : l’élève était absent.',
      unfinished: 'Pas de résultat : la séquence n’a pas été terminée.',
      notBegun: 'Pas de résultat : la séquence n’a pas été commencée.',
      notYet: 'La séquence est terminée ; le résultat n’est pas encore calculé.',
    },
    bar: (score: string, max: string, group: string, first: string, second: string) =>
      `${score} sur ${max} : ${group}. Seuils : ${first} et ${second}.`,
    date: (date: string) => `Résultats du ${date}`,
    noDomains: 'Aucun domaine n’a de résultat pour l’instant.',
  },
  head: {
    participation: 'Participation',
    class: 'Classe',
    level: 'Niveau',
    sequence: 'Séquence',
    expected: 'Attendus',
    sentence: (complete: number, all: number, absent: number) =>
      `${complete} passation${s(complete)} sur ${all} ${complete > 1 ? 'sont terminées' : 'est terminée'}${absent > 0 ? ` ; ${absent} absence${s(absent)}` : ''}.`,
    noParticipation: 'La participation n’est pas encore arrivée.',
    todo: {
      codes: 'Distribuer les codes des enseignants',
      slips: 'Imprimer les étiquettes des élèves',
      results: (schoolType: SchoolType) => `Lire les résultats ${ofSchool(schoolType)}`,
      follow: (label: string, left: number) => `${label} : ${left} passation${s(left)} à terminer`,
    },
    codes: 'Codes et étiquettes',
    codesIntro:
      'Les codes ouvrent des noms et des réponses. Imprimez-les quand il le faut, remettez-les en main propre, ne les envoyez pas.',
    teacherCards: 'Cartes des enseignants',
    cardsCount: (count: number) => `${count} carte${s(count)}, une par enseignant`,
    slipsOf: (label: string) => `Étiquettes de ${label}`,
    slipsCount: (count: number) => `${count} étiquette${s(count)}, dix par page`,
    slipsNone: 'Saisie par l’enseignant : pas d’étiquettes',
    noCodes: 'Aucun code n’est publié pour l’instant.',
    codesClosed: (opens: string | null, closes: string | null) =>
      opens === null || closes === null
        ? 'Les codes ne sont pas disponibles en ce moment.'
        : `Les codes sont disponibles du ${opens} au ${closes}.`,
    slip: {
      code: 'Ton code : ne le montre à personne.',
      number: (order: string) => `N° d’ordre ${order}`,
      receipts: 'Reçu',
      goTo: 'Va à l’adresse',
      cut: 'À détacher avant de donner l’étiquette',
      rehearsal: 'CAMPAGNE BLANCHE',
    },
    card: {
      title: 'Code d’enseignant',
      goTo: 'Adresse',
      keep: 'Ce code ouvre les noms, la saisie et les résultats de la classe. Gardez-le pour vous ; s’il est perdu, la direction en demande un autre.',
    },
    results: (schoolType: SchoolType) => `Résultats ${ofSchool(schoolType)}`,
    noResults: (schoolType: SchoolType) =>
      `Les résultats ${ofSchool(schoolType)} ne sont pas encore arrivés.`,
    resultsIntro:
      'Nombre d’élèves dans chaque groupe, par classe et par domaine. La barre entière est la classe entière ; ce qui reste blanc n’a pas encore de résultat.',
    allClasses: 'Ensemble',
    noResultYet: 'Pas encore de résultat',
    fewResults: (fewest: number) => `Moins de ${fewest} résultats`,
    shares: (needs: string, fragile: string, satisfactory: string) =>
      `${needs} % · ${fragile} % · ${satisfactory} %`,
  },
  notices: { title: 'Avis du service' },
  second: {
    title: (sequence: string) => `Seconde saisie : ${sequence}`,
    back: 'Cahiers saisis deux fois',
    intro:
      'Quelques cahiers tirés au sort sont saisis une seconde fois, sans voir la première, puis les deux saisies sont comparées. Le service statistique connaît ainsi la qualité de la saisie ; aucun enseignant n’est noté.',
    states: {
      first: 'première saisie à finir',
      absent: 'absent, rien à saisir',
      second: 'à saisir de nouveau',
      compare: 'à comparer',
      settle: 'cases à trancher',
      done: 'comparé',
    },
    nothingToKey: 'Aucun cahier n’est à saisir de nouveau : la première saisie vient d’abord.',
    key: 'Saisir de nouveau',
    compare: 'Comparer les deux saisies',
    differing: (differing: number, all: number) =>
      differing === 0
        ? `les deux saisies disent la même chose dans ${cells(all)}`
        : `${cells(differing)} différente${s(differing)} sur ${all}`,
    agreement: (percent: string) => `Accord entre les deux saisies : ${percent} %`,
    differences: 'Cases différentes',
    look: 'Regardez le cahier, puis choisissez. La réponse retenue remplace celle de la première saisie, qui compte pour les résultats.',
    first: 'Première saisie :',
    second: 'Seconde saisie :',
    other: 'Autre réponse',
    replaced: 'remplacée',
    choose: 'Choisir…',
  },
  notSitting: {
    link: 'Élèves qui ne passent pas',
    title: 'Élèves qui ne passent pas l’évaluation',
    intro:
      'Dites-le pour chaque élève concerné : il ne sera plus attendu, et la liste de la classe peut se terminer. Ce qu’un élève a déjà terminé reste compté. La raison part scellée : la plateforme ne peut pas la lire.',
    notHere: 'Cette campagne ne reçoit pas de déclarations depuis le bureau.',
    reason: 'Raison',
    sits: 'Passe l’évaluation',
    all: 'Toutes les séquences',
  },
  telling: {
    title: 'Demandes au service',
    link: 'Demander un code, une réouverture, du temps',
    intro:
      'Vos demandes partent scellées vers le service statistique. La réponse revient ici ; un code d’enseignant perdu est remplacé en moins d’une minute.',
    what: 'Demande',
    asks: {
      lost: 'Un code de réserve : étiquette perdue',
      misused: 'Un code de réserve : code utilisé par un autre élève',
      'teacher-code': 'Un nouveau code d’enseignant : code perdu',
      reopen: 'Rouvrir une séquence terminée par erreur',
      'more-time': 'Plus de temps, après une coupure',
    },
    helps: {
      lost: 'L’élève reprendra où il en était, avec une nouvelle étiquette ; l’ancien code ne servira plus.',
      misused:
        'Ce qui a été fait avec l’ancien code est mis à part, sans nom et hors statistiques ; l’élève recommence avec une nouvelle étiquette.',
      'teacher-code':
        'L’ancien code n’ouvre plus rien dès que la demande est reçue. La nouvelle carte est à imprimer dans « Codes et étiquettes », après vous être reconnecté.',
      reopen: 'L’élève reprendra ce qu’il avait terminé, avec le même code.',
      'more-time': 'L’élève se déconnecte et retape son code : le temps ajouté est alors compté.',
    },
    choose: 'Choisir un élève',
    wholeClass: 'Toute la classe',
    minutesLabel: 'Minutes de plus',
    minutes: (count: number) => `${count} minute${s(count)} de plus`,
    pupils: (count: number) => pupils(count),
    note: 'Précision (facultative, sans nom)',
    ask: 'Demander',
    cancel: 'Annuler',
    sent: 'Demande partie. La réponse s’affichera ci-dessous.',
    told: 'Demandes et réponses',
    none: 'Rien pour l’instant.',
    takeBack: 'Retirer',
    kinds: {
      reserve: 'Code de réserve',
      'teacher-code': 'Code d’enseignant',
      reopen: 'Réouverture',
      'more-time': 'Plus de temps',
      incident: 'Incident',
    },
    states: {
      sent: 'Envoyée',
      asked: 'Reçue, en attente',
      granted: 'Accordée',
      refused: 'Refusée',
      withdrawn: 'Retirée',
      told: 'Reçu par le service',
    },
    save: (state: string): string =>
      state === 'saved'
        ? 'Tout est envoyé.'
        : state === 'saving' || state === 'keeping'
          ? 'Envoi…'
          : state === 'waiting' || state === 'conflict'
            ? 'Gardé sur cet ordinateur, chiffré : partira avec le réseau.'
            : 'Non envoyé : la période est fermée, ou l’envoi a été refusé.',
  },
  room: {
    title: (label: string) => `Salle, ${label}`,
    link: 'Surveiller la salle',
    states: {
      stuck: 'Semble bloqué',
      notBegun: 'Pas commencé',
      atWork: 'Au travail',
      finished: 'Terminé',
      absent: 'Absent',
    },
    answered: (answered: number, expected: number) => `${answered} / ${expected}`,
    saved: (minutes: number) =>
      minutes === 0 ? 'enregistré à l’instant' : `enregistré il y a ${minutes} min`,
    moreTime: 'Plus de temps',
    reopen: 'Rouvrir',
    timeForAll: 'Plus de temps pour tous',
    report: 'Signaler un incident',
    send: 'Envoyer',
    happened: 'Ce qui s’est passé (sans nom d’élève)',
    asks: {
      'more-time': 'Demander plus de temps',
      reopen: 'Demander une réouverture',
      incident: 'Signaler un incident',
    },
    helps: {
      'more-time':
        'Le service accorde la demande ; l’élève retape alors son code, et le temps ajouté est compté. Rien de ce qu’il a fait n’est perdu.',
      reopen:
        'Le service accorde la demande ; l’élève retape alors son code et reprend ce qu’il avait terminé.',
      incident: 'Le rapport part scellé au service statistique ; la direction le voit aussi.',
    },
  },
  day: {
    title: 'Bilan de la journée',
    link: 'Bilan de la journée, à garder',
    incidents: 'Incidents',
  },
  rescue: {
    title: 'Déposer un fichier de secours',
    text: 'Un fichier de secours contient des réponses chiffrées qu’un ordinateur n’a pas pu envoyer. La plateforme les garde à part ; le service statistique décide ce qui compte.',
    choose: 'Choisir un fichier',
    done: (kept: number, refused: number) =>
      `Fichier reçu : ${kept} envoi${s(kept)} transmis au service statistique${refused > 0 ? `, ${refused} refusé${s(refused)}` : ''}.`,
    wrong: 'Ce fichier n’est pas un fichier de secours.',
    wrongCampaign: 'Ce fichier vient d’une autre campagne.',
    failed: 'Rien n’a été envoyé : la plateforme ne répond pas. Gardez le fichier et réessayez.',
    notStaff: 'Ce code ne permet pas ce dépôt.',
  },
  failure: {
    text: 'Cet écran n’a pas pu s’afficher. Rien n’est perdu : ce qui a été saisi est enregistré ou gardé, chiffré, sur cet ordinateur. Rechargez la page et retapez votre code.',
    reload: 'Recharger',
  },
  lock: { warning: 'Vous serez déconnecté dans une minute, faute d’activité.' },
});

export type Words = typeof fr;
