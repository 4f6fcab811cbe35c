/** Pupils who do not sit. */

const fr = {
  link: 'Élèves qui ne passent pas',
  title: 'Élèves qui ne passent pas l’évaluation',
  intro:
    'Dites-le pour chaque élève concerné : il ne sera plus attendu, et la liste de la classe peut se terminer. Ce qu’un élève a déjà terminé reste compté. La raison part scellée : la plateforme ne peut pas la lire.',
  notHere: 'Cette campagne ne reçoit pas de déclarations sur cette page.',
  reason: 'Raison',
  sits: 'Passe l’évaluation',
  all: 'Toutes les séquences',
};

export type NotSittingWords = typeof fr;

const en: NotSittingWords = {
  link: 'Pupils who will not sit',
  title: 'Pupils who will not sit the assessment',
  intro:
    'Say so for each of them: they are no longer expected, and the class’s list can be complete. What a pupil has finished still counts. The reason leaves sealed: the platform cannot read it.',
  notHere: 'This campaign takes no declarations on this page.',
  reason: 'Reason',
  sits: 'Sits the assessment',
  all: 'Every sequence',
};

export const notSitting = { fr, en };
