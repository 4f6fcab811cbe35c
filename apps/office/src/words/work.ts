/** Long work, wherever it is shown, and the forms that start it. */

import type { Work, WorkEvent, WorkKind, WorkStep } from '@cloison/console-messages';
import { inEnglish, inFrench, oneOrSeveral } from './counts.ts';

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
  none: 'Aucun travail n’a été lancé depuis l’ouverture de cette console.',
  interrupted: (what: string, since: string) =>
    `${what} : interrompu par l’arrêt du programme, commencé le ${since}. Ce qui était enregistré est gardé ; relancez l’opération pour la finir.`,
  waiting: 'Le coffre est occupé par une autre opération : ce travail commencera dès qu’il sera libre.',
  stop: 'Arrêter',
  left: (time: string) => `encore environ ${time}`,
  problems: 'Problèmes',
  problem: 'Problème',
  place: 'Endroit',
  moreProblems: (count: string) => `et ${count} autres`,
  states: {
    waiting: 'En attente',
    running: 'En cours',
    stopping: 'S’arrête…',
    done: 'Terminé',
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
    closeByCertificate: 'Fermeture d’après un certificat',
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
    'read-back': 'Relecture',
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
        ? inFrench`Dossier non valable : ${say('problemCount')} problème(s).`
        : `Dossier valable : campagne ${say('campaign')}.`,
    create: (say, result) =>
      result.created === true
        ? inFrench`Campagne ${say('name')} créée, ${say('contentFiles')} fichier(s) à publier.`
        : `La campagne ${say('name')} était déjà là, la même.`,
    roster: (say, result) => {
      const counts = inFrench`${say('pupils.total')} élève(s) ; arrivées ${say('pupils.arrivals')}, départs ${say('pupils.departures')}, changements de classe ${say('pupils.moves')}.`;
      return result.applied === true ? `Importé : ${counts}` : `Vérifié, rien n’est changé : ${counts}`;
    },
    mint: (say) =>
      inFrench`Créés : ${say('pupils')} code(s) d’élève(s), ${say('staff')} d’adulte(s). En stock : ${say('stockPupils')} et ${say('stockStaff')}.`,
    assign: (say) =>
      inFrench`Attribués : ${say('pupils')} élève(s), ${say('heads')} direction(s), ${say('teachers')} enseignant(s), ${say('reserves')} réserve(s).`,
    importAreas: (say, result) =>
      inFrench`${result.applied === true ? 'Déclarés' : result.dryRun === true ? 'Vérifié, rien n’est changé' : 'Rien de nouveau'} : ${say('areas')} territoire(s) ; nouveaux ${say('added')}, changés ${say('changed')}, inchangés ${say('unchanged')} ; ${say('elsewhere')} ligne(s) d’écoles hors de la campagne.`,
    assignAreas: (say) =>
      inFrench`Codes donnés : ${say('assigned')} territoire(s) ; ${say('unchanged')} déjà pourvu(s). La prochaine publication ouvre les codes.`,
    letters: (say) =>
      inFrench`${say('letters')} lettre(s) imprimée(s). Elles portent des codes en clair : effacez les fichiers ensuite.`,
    publish: (say, result) =>
      result.dryRun === true
        ? inFrench`À envoyer : ${say('content')} fichier(s), ${say('holders')} titulaire(s), ${say('documents')} document(s). Rien n’a été envoyé.`
        : inFrench`Publié : ${say('content')} fichier(s), ${say('holders')} titulaire(s), ${say('documents')} document(s). Journal, à noter sur papier : ligne ${say('journalLine')}, empreinte ${say('journalHash').slice(0, 16)}…${notServed(result.wrong, ' Tout n’est pas servi comme publié : voyez « Incidents ».')}`,
    collect: (say) =>
      inFrench`${say('passes')} passage(s) : ${say('received')} envoi(s) reçu(s), ${say('sittings')} passation(s) calculée(s), ${say('documents')} document(s) envoyé(s).`,
    items: (say) => inFrench`${say('pupils')} passation(s) lue(s).`,
    withdrawItem: (say, result) =>
      inFrench`${say('item')} : ${say('given')} élève(s) en cause ; les points de ${say('changed')} changent (${say('gain')} gagne(nt), ${say('lose')} ${oneOrSeveral(say('lose'), 'perd', 'perdent')}). ${frenchOutcome(result.applied)}`,
    correctItem: (say, result) =>
      inFrench`${say('item')} : ${say('given')} élève(s) en cause ; les points de ${say('changed')} changent (${say('gain')} gagne(nt), ${say('lose')} ${oneOrSeveral(say('lose'), 'perd', 'perdent')}). ${frenchOutcome(result.applied)}`,
    restoreItem: (say, result) =>
      inFrench`${say('item')} : ${say('given')} élève(s) en cause ; les points de ${say('changed')} changent (${say('gain')} gagne(nt), ${say('lose')} ${oneOrSeveral(say('lose'), 'perd', 'perdent')}). ${frenchOutcome(result.applied)}`,
    analyse: (say) =>
      inFrench`${say('domains')} domaine(s) analysé(s), dont ${say('computedAgain')} calculé(s) cette fois.`,
    close: (say) =>
      inFrench`Campagne fermée. ${say('researchRows')} ligne(s) pseudonymisée(s) gardée(s) pour la recherche.`,
    closeByCertificate: (say, { lostRows, lostKey }) =>
      `Campagne fermée dans ce coffre aussi, d’après le certificat, qu’il garde.${
        typeof lostRows === 'number' && lostRows > 0
          ? inFrench` ${say('lostRows')} ligne(s) de recherche de cette fermeture n’étaient que dans le coffre perdu et dans ses sauvegardes d’après la fermeture.`
          : ''
      }${
        typeof lostKey === 'string'
          ? ` La clé de recherche est encore là (${lostKey}) : s’il n’y a plus de telle sauvegarde, « cloison campaign destroy-research » la détruit.`
          : ''
      }`,
    anonymise: (say) =>
      inFrench`${say('rows')} ligne(s), au moins ${say('k')} élève(s) par combinaison ; ${say('cells')} cellule(s) élargie(s) ou retirée(s), ${say('suppressedTexts')} texte(s) supprimé(s), ${say('droppedRows')} ligne(s) écartée(s).`,
    export: (say) => inFrench`${say('rows')} ligne(s) écrite(s) dans ${say('folder')}.`,
  } satisfies Readonly<Record<WorkKind, Result>>,
  events: {
    pass: (say, counts) =>
      inFrench`${say('received')} reçu(s), ${say('sittings')} passation(s) calculée(s), ${say('documents')} document(s) envoyé(s)` +
      ((counts.quarantined ?? 0) > 0 ? `, ${say('quarantined')} mis à l’écart` : '') +
      ((counts.incidents ?? 0) > 0 ? inFrench`, ${say('incidents')} incident(s)` : ''),
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
    create: 'Enregistrer dans le coffre',
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
    onePass: 'Faire un passage',
    continuous: 'Recueillir en continu',
  },
};

export type WorkWords = typeof fr;

const en: WorkWords = {
  about:
    'Work goes on here when you leave its page. Stopped, it ends cleanly; started again, it continues. The journal keeps what was done.',
  none: 'No work was started since this console was opened.',
  interrupted: (what, since) =>
    `${what}: cut off when the program ended, begun on ${since}. What was stored is kept; start it again to finish it.`,
  waiting: 'Another command has the vault: this work begins as soon as it is given back.',
  stop: 'Stop',
  left: (time) => `about ${time} left`,
  problems: 'Problems',
  problem: 'Problem',
  place: 'Place',
  moreProblems: (count) => `and ${count} more`,
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
    closeByCertificate: 'Closing by a certificate',
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
    'read-back': 'Reading back',
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
        ? inEnglish`The folder is not valid: ${say('problemCount')} problem(s).`
        : `The folder is valid: campaign ${say('campaign')}.`,
    create: (say, result) =>
      result.created === true
        ? inEnglish`Campaign ${say('name')} created, ${say('contentFiles')} file(s) to publish.`
        : `Campaign ${say('name')} was there already, the same.`,
    roster: (say, result) => {
      const counts = inEnglish`${say('pupils.total')} pupil(s); arrivals ${say('pupils.arrivals')}, departures ${say('pupils.departures')}, moves ${say('pupils.moves')}.`;
      return result.applied === true ? `Imported: ${counts}` : `Checked, nothing is changed: ${counts}`;
    },
    mint: (say) =>
      inEnglish`Minted: ${say('pupils')} code(s) of pupils, ${say('staff')} of staff. In stock: ${say('stockPupils')} and ${say('stockStaff')}.`,
    assign: (say) =>
      inEnglish`Assigned: ${say('pupils')} pupil(s), ${say('heads')} head(s), ${say('teachers')} teacher(s), ${say('reserves')} reserve(s).`,
    importAreas: (say, result) =>
      inEnglish`${result.applied === true ? 'Declared' : result.dryRun === true ? 'Checked, nothing is changed' : 'Nothing new'}: ${say('areas')} area(s); new ${say('added')}, changed ${say('changed')}, unchanged ${say('unchanged')}; ${say('elsewhere')} line(s) of schools that are not of the campaign.`,
    assignAreas: (say) =>
      inEnglish`${say('assigned')} area(s) got a code, ${say('unchanged')} had one. The next publication opens the codes.`,
    letters: (say) =>
      inEnglish`${say('letters')} letter(s) printed. They bear codes in clear: erase the files afterwards.`,
    publish: (say, result) =>
      result.dryRun === true
        ? inEnglish`To be sent: ${say('content')} file(s), ${say('holders')} holder(s), ${say('documents')} document(s). Nothing was sent.`
        : inEnglish`Published: ${say('content')} file(s), ${say('holders')} holder(s), ${say('documents')} document(s). Journal, to be noted on paper: line ${say('journalLine')}, hash ${say('journalHash').slice(0, 16)}…${notServed(result.wrong, ' Not all of it is served as it was published: see “Incidents”.')}`,
    collect: (say) =>
      inEnglish`${say('passes')} pass(es): ${say('received')} received, ${say('sittings')} sitting(s) computed, ${say('documents')} document(s) sent.`,
    items: (say) => inEnglish`${say('pupils')} sitting(s) read.`,
    withdrawItem: (say, result) =>
      inEnglish`${say('item')}: ${say('given')} pupil(s) had it; the points of ${say('changed')} change (${say('gain')} gain, ${say('lose')} lose). ${englishOutcome(result.applied)}`,
    correctItem: (say, result) =>
      inEnglish`${say('item')}: ${say('given')} pupil(s) had it; the points of ${say('changed')} change (${say('gain')} gain, ${say('lose')} lose). ${englishOutcome(result.applied)}`,
    restoreItem: (say, result) =>
      inEnglish`${say('item')}: ${say('given')} pupil(s) had it; the points of ${say('changed')} change (${say('gain')} gain, ${say('lose')} lose). ${englishOutcome(result.applied)}`,
    analyse: (say) =>
      inEnglish`${say('domains')} domain(s) analysed, ${say('computedAgain')} of them computed this time.`,
    close: (say) => `Campaign closed. ${say('researchRows')} pseudonymous rows kept for research.`,
    closeByCertificate: (say, { lostRows, lostKey }) =>
      `Campaign closed in this vault too, by the certificate, which it keeps.${
        typeof lostRows === 'number' && lostRows > 0
          ? inEnglish` ${say('lostRows')} research row(s) of that closing were only in the lost vault and in its backups of after the closing.`
          : ''
      }${
        typeof lostKey === 'string'
          ? ` The research key is still there (${lostKey}): if there is no such backup left, “cloison campaign destroy-research” destroys it.`
          : ''
      }`,
    anonymise: (say) =>
      inEnglish`${say('rows')} row(s), at least ${say('k')} pupil(s) a combination; ${say('cells')} cell(s) coarsened or removed, ${say('suppressedTexts')} text(s) suppressed, ${say('droppedRows')} row(s) dropped.`,
    export: (say) => inEnglish`${say('rows')} row(s) written to ${say('folder')}.`,
  },
  events: {
    pass: (say, counts) =>
      inEnglish`${say('received')} received, ${say('sittings')} sitting(s) computed, ${say('documents')} document(s) sent` +
      ((counts.quarantined ?? 0) > 0 ? `, ${say('quarantined')} quarantined` : '') +
      ((counts.incidents ?? 0) > 0 ? inEnglish`, ${say('incidents')} incident(s)` : ''),
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
    onePass: 'Make one pass',
    continuous: 'Collect continuously',
  },
};

export const work = { fr, en };

const notServed = (wrong: unknown, said: string) => (Number(wrong) > 0 ? said : '');
