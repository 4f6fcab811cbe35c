/** A pupil or a school. */
import { inEnglish, inFrench } from './counts.ts';

const fr = {
  pupil: 'Un élève',
  school: 'Une école',
  journaled:
    'Chaque recherche laisse sa ligne au journal, sans nom ni numéro. Rien de ce qui s’affiche n’est gardé.',
  wanted: 'Numéro d’ordre, ou début du nom et du prénom',
  inSchool: 'Dans une école (UAI)',
  find: 'Chercher',
  searching: 'Recherche…',
  searchingAll:
    'Recherche… Un nom se cherche dans tout le pays en une dizaine de secondes ; avec l’UAI de l’école, aussitôt.',
  open: 'Ouvrir',
  nobody: 'Aucun élève trouvé.',
  found: (found: string, shown: string) =>
    found === shown
      ? inFrench`${found} trouvé(s)`
      : inFrench`${found} trouvé(s), ${shown} montré(s) : précisez ou ajoutez l’UAI.`,
  order: 'N° d’ordre',
  name: 'Nom',
  birth: 'Naissance',
  class: 'Classe',
  left: 'parti',
  of: (order: string) => `Élève ${order}`,
  history: 'Lire l’histoire des passations',
  approveReading: 'Approuver cette lecture pour une autre personne',
  needsTwo:
    'Il faut deux personnes : quelqu’un d’autre, à sa propre console, cherche cet élève et choisit « Approuver cette lecture ». Vous avez ensuite 24 heures.',
  approved: (by: string) => `Approuvé par ${by} : une autre personne a 24 heures pour lire.`,
  noSitting: 'Aucune passation.',
  answered: (answered: string, expected: string) => inFrench`${answered} réponse(s) sur ${expected}`,
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
  showCode: 'Afficher le nouveau code ici (sinon, la direction l’imprime après la publication)',
  give: 'Donner le code',
  given: (left: string) =>
    `L’ancien code est révoqué. Publiez pour que le nouveau serve. Réserves restantes : ${left}.`,
  levelCounts: (level: string, classes: string, pupils: string) =>
    inFrench`${level} : ${classes} classe(s), ${pupils} élève(s)`,
  reservesLeft: (count: string) => inFrench`${count} code(s) de réserve`,
  replaced: (count: string, reason: string) => inFrench`${count} code(s) remplacé(s) : ${reason}`,
  revoke: 'Remplacer le code d’un adulte',
  revokeAbout: 'Toutes les clés que ce code ouvrait changent. La prochaine publication les distribue.',
  revokeNow: 'Révoquer et remplacer',
  revoked: (roots: string) =>
    inFrench`Révoqué, un autre code est prêt ; ${roots} clé(s) changée(s). Publiez maintenant.`,
  staff: { head: 'La direction', teacher: 'L’enseignant d’une classe' },
};

export type FilesWords = typeof fr;

const en: FilesWords = {
  pupil: 'A pupil',
  school: 'A school',
  journaled:
    'Each search leaves its line in the journal, without name or number. Nothing that is shown is kept.',
  wanted: 'Order number, or beginnings of the names',
  inSchool: 'In one school (UAI)',
  find: 'Find',
  searching: 'Searching…',
  searchingAll:
    'Searching… A name is sought in the whole country in some ten seconds; with the school’s UAI, at once.',
  open: 'Open',
  nobody: 'No pupil found.',
  found: (found, shown) =>
    found === shown ? `${found} found` : `${found} found, ${shown} shown: say more, or add the UAI.`,
  order: 'Order no.',
  name: 'Name',
  birth: 'Born',
  class: 'Class',
  left: 'left',
  of: (order) => `Pupil ${order}`,
  history: 'Read the history of the sittings',
  approveReading: 'Approve this reading for another person',
  needsTwo:
    'Two persons are needed: somebody else, at a console of their own, finds this pupil and chooses “Approve this reading”. You have 24 hours then.',
  approved: (by) => `Approved by ${by}: another person has 24 hours to read.`,
  noSitting: 'No sitting.',
  answered: (answered, expected) => `${answered} of ${expected} answered`,
  receipt: 'receipt',
  final: 'final',
  beside: 'kept apart',
  notPublished: 'not published yet',
  sittingStates: { notBegun: 'not begun', begun: 'begun', complete: 'finished', absent: 'absent' },
  codeStates: {
    assigned: 'Code in force',
    revoked: 'Revoked code',
    reserve: 'Reserve code',
    minted: 'Code in stock',
  },
  reasons: { lost: 'lost', misused: 'used by another', revoked: 'revoked', left: 'left', moved: 'moved' },
  reserve: 'Give a reserve code',
  reason: 'Why',
  reserveReasons: {
    lost: 'Lost: the sitting goes on with the new code',
    misused: 'Used by another: what was done is set apart, without a name',
  },
  showCode: 'Show the new code here (else the head prints it after publication)',
  give: 'Give the code',
  given: (left) => `The old code is revoked. Publish so that the new one works. Reserves left: ${left}.`,
  levelCounts: (level, classes, pupils) => inEnglish`${level}: ${classes} class(es), ${pupils} pupil(s)`,
  reservesLeft: (count) => inEnglish`${count} reserve code(s)`,
  replaced: (count, reason) => inEnglish`${count} code(s) replaced: ${reason}`,
  revoke: 'Replace the code of a member of staff',
  revokeAbout: 'Every key that this code opened changes. The next publication hands them out.',
  revokeNow: 'Revoke and replace',
  revoked: (roots) => inEnglish`Revoked, another code is ready; ${roots} key(s) changed. Publish now.`,
  staff: { head: 'The head', teacher: 'The teacher of a class' },
};

export const files = { fr, en };
