/** Words of the heads' letter. */
export const letterWords = {
  fr: {
    title: 'Votre code de direction',
    to: 'À la direction de',
    confidential: 'Confidentiel : à remettre en main propre, fermé.',
    rehearsal: 'CAMPAGNE BLANCHE : un exercice. Toutes les réponses seront effacées.',
    code: 'Votre code',
    qr: 'Le même code, pour une caméra',
    qrAlt: 'Carré à lire avec une caméra : il contient le code écrit à gauche, et rien d’autre.',
    intro:
      'Ce code ouvre l’espace de votre école : les codes des enseignants, les étiquettes des élèves, l’avancement et, le moment venu, les résultats. Il ne contient ni votre nom ni celui de l’école.',
    stepsTitle: 'Ce qu’il y a à faire',
    open: 'Ouvrez {address} dans un navigateur récent.',
    type: 'Tapez votre code. Majuscules, espaces et tirets n’ont pas d’importance.',
    teachers:
      'Remettez à chaque enseignant le code de sa classe, un par un (page « Codes des enseignants »).',
    slips:
      'Imprimez les étiquettes des élèves et distribuez-les le jour de l’évaluation (à partir du {slips}).',
    booklets:
      'Imprimez la liste des numéros d’ordre : chaque cahier porte le numéro de l’élève, jamais son nom.',
    both: 'Imprimez les étiquettes et les numéros d’ordre des élèves (à partir du {slips}) : un cahier porte un numéro, jamais un nom.',
    results: 'Suivez l’avancement. Les résultats se consultent jusqu’au {report}.',
    datesTitle: 'Les dates de votre école',
    sequence: '{level} · {title}',
    window: 'du {opens} au {closes}',
    lost: 'Lettre perdue, ou vue par quelqu’un d’autre ? Dites-le au service qui vous l’a envoyée : le code sera remplacé aussitôt, et rien ne sera perdu. Ne photographiez pas cette lettre et n’envoyez pas le code par courriel.',
    fileSubject: 'Lettre à la direction',
  },
  en: {
    title: 'Your head’s code',
    to: 'To the head of',
    confidential: 'Confidential: to be handed over in person, closed.',
    rehearsal: 'REHEARSAL: an exercise. All answers will be erased.',
    code: 'Your code',
    qr: 'The same code, for a camera',
    qrAlt: 'Square to be read by a camera: it holds the code written on its left, and nothing else.',
    intro:
      'This code opens your school’s space: the teachers’ codes, the pupils’ slips, the progress and, in time, the results. It holds neither your name nor the school’s.',
    stepsTitle: 'What there is to do',
    open: 'Open {address} in a recent browser.',
    type: 'Type your code. Capitals, spaces and hyphens do not matter.',
    teachers: 'Give each teacher the code of their class, one by one (page “Teachers’ codes”).',
    slips: 'Print the pupils’ slips and hand them out on the day of the test (from {slips}).',
    booklets: 'Print the list of order numbers: each booklet bears the pupil’s number, never the name.',
    both: 'Print the pupils’ slips and order numbers (from {slips}): a booklet bears a number, never a name.',
    results: 'Follow the progress. Results can be read until {report}.',
    datesTitle: 'Your school’s dates',
    sequence: '{level} · {title}',
    window: 'from {opens} to {closes}',
    lost: 'Letter lost, or seen by somebody else? Tell the office that sent it: the code will be replaced at once, and nothing will be lost. Do not photograph this letter and do not send the code by e-mail.',
    fileSubject: 'Letter to the head',
  },
} as const;
