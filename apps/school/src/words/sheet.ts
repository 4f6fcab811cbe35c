/** A pupil’s sheet. */

const fr = {
  title: 'Fiche individuelle',
  pupil: (label: string, number: string) => `${label} · n° ${number}`,
  measured: 'Ce qui a été évalué',
  means: 'Ce que cela veut dire',
  score: (score: string, max: string) => `${score} sur ${max}`,
  meansNeeds: 'À besoins, avant le premier trait : l’élève a besoin d’un appui dans ce domaine.',
  meansFragile: 'Fragile, du premier trait au second : les acquis sont là, mais pas encore sûrs.',
  meansSatisfactory:
    'Satisfaisant, à partir du second trait : l’élève maîtrise ce qui est attendu à ce moment de l’année.',
  meansNot: 'Ce que cela ne veut pas dire',
  meansNotText:
    'C’est un repère à un moment donné, sur une partie des apprentissages. Ce n’est ni une note, ni un classement, ni une prévision ; l’enseignant le lit avec tout ce qu’il sait de l’élève. Près d’un seuil, quelques réponses de plus ou de moins suffisent à changer de groupe.',
  atHome: 'À la maison',
  /** Where the campaign says nothing. */
  atHomeText:
    'Parlez avec l’enfant de ce qu’il réussit déjà. L’enseignant vous dira ce qui peut l’aider à la maison.',
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
};

export type SheetWords = typeof fr;

const en: SheetWords = {
  title: 'Pupil report',
  pupil: (label, number) => `${label} · no. ${number}`,
  measured: 'What was assessed',
  means: 'What it means',
  score: (score, max) => `${score} of ${max}`,
  meansNeeds: 'Needs support, before the first line: the pupil needs help in this domain.',
  meansFragile:
    'Fragile, from the first line to the second: the pupil has learnt this, but is not yet secure.',
  meansSatisfactory:
    'Satisfactory, from the second line on: the pupil masters what is expected at this time of the year.',
  meansNot: 'What it does not mean',
  meansNotText:
    'It is a snapshot of part of what pupils learn. It is not a mark, a ranking or a forecast; the teacher reads it alongside everything else they know about the pupil. Near a threshold, a few answers either way can change the group.',
  atHome: 'At home',
  atHomeText:
    'Talk with your child about what already goes well. The teacher can tell you what would help at home.',
  who: 'Who may read this report',
  whoText:
    'The teachers of the class, the head of school and, through them, the family. Agents of the statistics office are bound by secrecy (law 51-711 of 7 June 1951). The host of the platform cannot read it.',
  why: {
    absent: 'No result: the pupil was absent.',
    unfinished: 'No result: the sequence was started but not finished.',
    notBegun: 'No result: the sequence was not started.',
    notYet: 'The sequence is complete; its result is not computed yet.',
  },
  bar: (score, max, group, first, second) =>
    `${score} of ${max}: ${group}. Thresholds: ${first} and ${second}.`,
  date: (date) => `Results of ${date}`,
  noDomains: 'No domain has a result for now.',
};

export const sheet = { fr, en };
