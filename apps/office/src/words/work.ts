/** Long work, wherever it is shown, and the forms that start it. */
import type { Work, WorkEvent, WorkKind, WorkStep } from '@cloison/console-messages';

/** A value of a result, written as the language writes numbers. */
type Say = (key: string) => string;
type Result = (say: Say, result: Readonly<Record<string, unknown>>) => string;
type Event = (say: Say, counts: Readonly<Record<string, number>>) => string;

/** `applied` of a withdrawal or correction. */
const frenchOutcome = (applied: unknown) =>
  applied === null
    ? 'Rien n’a changé.'
    : applied === true
      ? 'Fait : recueillez pour recalculer et rééditer.'
      : 'C’était fait déjà : rien n’a changé.';
const englishOutcome = (applied: unknown) =>
  applied === null
    ? 'Nothing has changed.'
    : applied === true
      ? 'Done: collect to score and issue again.'
      : 'It was done already: nothing has changed.';

const fr = {
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
    letters: 'Lettres',
    importAreas: 'Déclaration de territoires',
    assignAreas: 'Codes de territoires',
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
    importAreas: (say, result) =>
      `${result.applied === true ? 'Déclarés' : result.dryRun === true ? 'Vérifié, rien n’est changé' : 'Rien de nouveau'} : ${say('areas')} territoires ; nouveaux ${say('added')}, changés ${say('changed')}, inchangés ${say('unchanged')} ; ${say('elsewhere')} lignes d’écoles hors de la campagne.`,
    assignAreas: (say) =>
      `${say('assigned')} territoire(s) ont reçu un code, ${say('unchanged')} en avaient un. La prochaine publication ouvre les codes.`,
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
      `${say('item')} : ${say('given')} élève(s) l’ont eu ; les points de ${say('changed')} changent (${say('gain')} gagnent, ${say('lose')} perdent). ${frenchOutcome(result.applied)}`,
    correctItem: (say, result) =>
      `${say('item')} : ${say('given')} élève(s) l’ont eu ; les points de ${say('changed')} changent (${say('gain')} gagnent, ${say('lose')} perdent). ${frenchOutcome(result.applied)}`,
    restoreItem: (say, result) =>
      `${say('item')} : ${say('given')} élève(s) l’ont eu ; les points de ${say('changed')} changent (${say('gain')} gagnent, ${say('lose')} perdent). ${frenchOutcome(result.applied)}`,
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
};

export type WorkWords = typeof fr;

const en: WorkWords = {
  about:
    'Work goes on here when you leave its page. Stopped, it ends cleanly; started again, it continues. The journal keeps what was done.',
  none: 'No work was started since this console runs.',
  waiting: 'Another command has the vault: this work begins as soon as it is given back.',
  stop: 'Stop',
  left: (time) => `about ${time} left`,
  problems: 'Problems',
  problem: 'Problem',
  place: 'Place',
  moreProblems: (count) => `and ${count} more`,
  notYours: (command) => `Your role does not allow “cloison ${command}”.`,
  states: {
    waiting: 'Waits its turn',
    running: 'Going on',
    stopping: 'Stopping…',
    done: 'Done',
    refused: 'Refused',
    stopped: 'Stopped',
  },
  kinds: {
    validate: 'Check of a folder',
    create: 'Creation of the campaign',
    roster: 'Import of pupils and schools',
    mint: 'Minting of codes',
    assign: 'Assignment of codes',
    letters: 'Letters',
    importAreas: 'Declaring areas',
    assignAreas: 'Codes of areas',
    publish: 'Publication',
    collect: 'Collecting and reporting',
    items: 'Item statistics',
    withdrawItem: 'Withdrawal of an item',
    correctItem: 'Correction of an item',
    restoreItem: 'A change of an item taken back',
    analyse: 'Analysis',
    close: 'Closing',
    anonymise: 'Anonymisation',
    export: 'Research file',
  },
  steps: {
    check: 'Checking',
    apply: 'Importing',
    codes: 'Codes',
    assign: 'Assigning',
    letters: 'Letters',
    prepare: 'Preparing',
    content: 'Content',
    revocations: 'Revocations',
    holders: 'Holders',
    routing: 'Routing tables',
    documents: 'Documents',
    read: 'Reading',
    compute: 'Domains',
    collected: 'Last collection',
    counted: 'Counts reconciled',
    distilled: 'Rows for research',
    purged: 'Platform erased',
    destroyed: 'Key destroyed',
    erased: 'Sealed rows erased',
    certified: 'Certificate signed',
  },
  results: {
    validate: (say, result) =>
      result.campaign === null
        ? `The folder is not valid: ${say('problemCount')} problem(s).`
        : `The folder is valid: campaign ${say('campaign')}.`,
    create: (say, result) =>
      result.created === true
        ? `Campaign ${say('name')} created, ${say('contentFiles')} files to publish.`
        : `Campaign ${say('name')} was there already, the same.`,
    roster: (_say, result) => {
      const { total, arrivals, departures, moves } = (result.pupils ?? {}) as Readonly<
        Record<string, number>
      >;
      const counts = `${total} pupils; arrivals ${arrivals}, departures ${departures}, moves ${moves}.`;
      return result.applied === true ? `Imported: ${counts}` : `Checked, nothing is changed: ${counts}`;
    },
    mint: (say) =>
      `Minted: ${say('pupils')} pupils’ codes, ${say('staff')} of staff. In stock: ${say('stockPupils')} and ${say('stockStaff')}.`,
    assign: (say) =>
      `Assigned: ${say('pupils')} pupils, ${say('heads')} heads, ${say('teachers')} teachers, ${say('reserves')} reserves.`,
    importAreas: (say, result) =>
      `${result.applied === true ? 'Declared' : result.dryRun === true ? 'Checked, nothing is changed' : 'Nothing new'}: ${say('areas')} areas; new ${say('added')}, changed ${say('changed')}, unchanged ${say('unchanged')}; ${say('elsewhere')} lines of schools that are not of the campaign.`,
    assignAreas: (say) =>
      `${say('assigned')} area(s) got a code, ${say('unchanged')} had one. The next publication opens the codes.`,
    letters: (say) =>
      `${say('letters')} letter(s) printed. They bear codes in clear: erase the files afterwards.`,
    publish: (say, result) =>
      result.dryRun === true
        ? `To be sent: ${say('content')} files, ${say('holders')} holders, ${say('documents')} documents. Nothing was sent.`
        : `Published: ${say('content')} files, ${say('holders')} holders, ${say('documents')} documents. Journal, to be noted on paper: line ${say('journalLine')}, hash ${say('journalHash').slice(0, 16)}…`,
    collect: (say) =>
      `${say('passes')} pass(es): ${say('received')} received, ${say('sittings')} sittings computed, ${say('documents')} documents sent.`,
    items: (say) => `${say('pupils')} sittings read.`,
    withdrawItem: (say, result) =>
      `${say('item')}: ${say('given')} pupil(s) had it; the points of ${say('changed')} change (${say('gain')} gain, ${say('lose')} lose). ${englishOutcome(result.applied)}`,
    correctItem: (say, result) =>
      `${say('item')}: ${say('given')} pupil(s) had it; the points of ${say('changed')} change (${say('gain')} gain, ${say('lose')} lose). ${englishOutcome(result.applied)}`,
    restoreItem: (say, result) =>
      `${say('item')}: ${say('given')} pupil(s) had it; the points of ${say('changed')} change (${say('gain')} gain, ${say('lose')} lose). ${englishOutcome(result.applied)}`,
    analyse: (say) =>
      `${say('domains')} domains analysed, ${say('computedAgain')} of them computed this time.`,
    close: (say) => `Campaign closed. ${say('researchRows')} pseudonymous rows kept for research.`,
    anonymise: (say) =>
      `${say('rows')} rows, at least ${say('k')} pupils a combination; ${say('cells')} cells coarsened or removed, ${say('suppressedTexts')} texts suppressed, ${say('droppedRows')} rows dropped.`,
    export: (say) => `${say('rows')} rows written to ${say('folder')}.`,
  },
  events: {
    pass: (say, counts) =>
      `${say('received')} received, ${say('sittings')} sittings computed, ${say('documents')} documents sent${(counts.quarantined ?? 0) > 0 ? `, ${say('quarantined')} quarantined` : ''}${(counts.incidents ?? 0) > 0 ? `, ${say('incidents')} incidents` : ''}`,
    released: () => 'Content opened',
    'out-of-reach': (say) => `Trying again in ${say('seconds')} s`,
    problem: () => '',
    'not-journaled': () =>
      'Another command kept the vault: the journal lacks the line that sums up these passes.',
    retry: (say) => `Trying again in ${say('seconds')} s`,
  },
  forms: {
    folder: 'Folder of the campaign, on this machine',
    folderHelp: 'For example /home/agent/campaigns/6e',
    rehearsal: 'Rehearsal: its name ends with -blanche, nothing is kept',
    validate: 'Check',
    create: 'Take into the vault',
    schools: 'File of schools (CSV)',
    schoolsHelp: 'Columns: uai, nom, commune, secteur, ep',
    pupils: 'File of pupils (CSV, or exports of ONDE, SIECLE, OneRoster)',
    pupilsHelp: 'Columns: uai, classe, niveau, ine, nom, prenom, naissance, sexe, amenagements',
    exports: 'Exports of ONDE, SIECLE or OneRoster',
    accommodations: 'File of accommodations (optional)',
    accommodationsHelp: 'ine, amenagements: exports have none',
    levelWords: 'Levels of exports (optional)',
    levelWordsHelp: 'A word or code of the export, =, and the campaign’s level: 164=6e, 165=5e',
    departures: 'Accept that more than 20 % of the pupils leave',
    checkOnly: 'Check, change nothing',
    import: 'Import',
    mint: 'Mint the codes that are missing',
    assign: 'Assign the codes',
    out: 'Folder to write to, on this machine',
    lettersHelp: 'The files hold the heads’ codes in clear. The printing is in the journal.',
    single: 'One file for all schools',
    print: 'Print the letters',
    platform: 'Address of the platform',
    again: 'Send everything again: the platform was restored from a backup',
    countOnly: 'Count, send nothing',
    publish: 'Publish',
    onePass: 'One pass',
    continuous: 'Collect continuously',
  },
};

export const work = { fr, en };
