/** What `lintItem` says of an item that can be read, and why the player does not show an item or give its attempts. */
export const lintWords = {
  'response-unused': { en: 'no interaction gives {response}', fr: 'aucune interaction ne donne {response}' },
  'response-not-scored': {
    en: 'response processing does not look at {response}',
    fr: 'le calcul du score ne regarde pas {response}',
  },
  'not-scored': {
    en: 'no qti-response-processing: it counts for nothing',
    fr: 'pas de calcul du score (qti-response-processing) : cet item ne compte pas',
  },
  'card-pressed': {
    en: 'no card of catalog {catalog} opens in {response}: what names it is pressed to answer',
    fr: 'aucune carte du catalogue {catalog} ne s’ouvre dans {response} : on y répond en appuyant sur ce qui la nomme',
  },
  'browsers-refuse': {
    en: 'browsers would refuse what they get of it, and the whole sequence with it: {place}',
    fr: 'les navigateurs refuseraient ce qu’ils en reçoivent, et toute la séquence avec lui : {place}',
  },
  'attempts-not-played': {
    en: 'the player cannot give its attempts: {reason}',
    fr: 'la page de l’élève ne peut pas donner ses essais : {reason}',
  },
  'attempts-without-end': {
    en: 'the player cannot give its attempts: nothing says when they are over',
    fr: 'la page de l’élève ne peut pas donner ses essais : rien ne dit quand ils sont finis',
  },
  'attempts-not-wanted': {
    en: 'it has several attempts: a campaign that wants them names the item under "attempts"',
    fr: 'il a plusieurs essais : une campagne qui les veut nomme l’item sous « attempts »',
  },
  'default-not-taken': {
    en: 'the default value of {response} is no response that its interaction takes',
    fr: 'la valeur de départ de {response} n’est pas une réponse que son interaction accepte',
  },
  'key-named': {
    en: 'what the browser gets tells which choice of {response} is right: {names}',
    fr: 'ce que le navigateur reçoit dit quel choix de {response} est juste : {names}',
  },
  'key-shown': {
    en: 'the correct response of {response} is there before the pupil answers',
    fr: 'la bonne réponse de {response} est déjà là avant que l’élève réponde',
  },
  'key-names-stranger': {
    en: 'the correct response of {response} names {choices}, which is not there to choose',
    fr: 'la bonne réponse de {response} nomme {choices}, qui n’est pas parmi les choix',
  },
  'mapping-names-stranger': {
    en: 'the mapping of {response} names {choices}, which is not there to choose',
    fr: 'le barème de {response} nomme {choices}, qui n’est pas parmi les choix',
  },
  'impossible-key': {
    en: 'the interaction does not allow the correct response of {response} (too many, too long, or repeated)',
    fr: 'l’interaction n’admet pas la bonne réponse de {response} (trop de choix, trop longue, ou répétée)',
  },
  'case-not-said': {
    en: 'write case-sensitive="true" or "false" in each qti-map-entry of {response} (without it: false)',
    fr: 'écrivez case-sensitive="true" ou "false" dans chaque qti-map-entry de {response} (sans lui : false)',
  },
  'case-twins': {
    en: 'map-keys of {response} differ only by case: {keys}; what is typed exactly so wins',
    fr: 'des clés du barème de {response} ne diffèrent que par les majuscules : {keys} ; ce qui est tapé exactement l’emporte',
  },
  'many-points': {
    en: 'a response can have {points} points: beyond {max}, sums and statistics break',
    fr: 'une réponse peut valoir {points} points : au-delà de {max}, les sommes et les statistiques ne tiennent plus',
  },
  'too-much-work': {
    en: 'response processing takes more steps than are taken for one item',
    fr: 'le calcul du score demande plus d’opérations qu’on n’en fait pour un item',
  },
  'constant-score': {
    en: 'every response that was tried scores {score}',
    fr: 'toutes les réponses essayées rapportent {score}',
  },
  'key-scores': { en: 'the correct response scores {score}', fr: 'la bonne réponse rapporte {score}' },
  'key-not-best': {
    en: 'the correct response scores {score}, another one {best}',
    fr: 'la bonne réponse rapporte {score}, une autre {best}',
  },
  maximum: {
    en: 'the item declares a maximum of {declared}; {best} can be reached',
    fr: 'l’item déclare un maximum de {declared} ; on peut obtenir {best}',
  },
  'end-unknown': {
    en: 'completionStatus depends on {cause}, which a browser cannot know: only the office can say when the item is over',
    fr: 'completionStatus dépend de {cause}, que le navigateur ne peut pas connaître : seul l’office peut dire quand l’item est fini',
  },
  'question-unknown': {
    en: '{outcome} depends on {cause}, which a browser cannot know, and shows another question',
    fr: '{outcome} dépend de {cause}, que le navigateur ne peut pas connaître, et montre une autre question',
  },
  'too-many-states': {
    en: 'its attempts lead to too many states, or to too long ones',
    fr: 'ils mènent à trop d’états, ou à de trop longs',
  },
  'record-too-small': {
    en: 'a record does not hold the responses of all its attempts',
    fr: 'un enregistrement ne contient pas les réponses de tous ses essais',
  },
  'not-drawn': {
    en: 'the player does not draw this interaction yet: {kind}',
    fr: 'la page de l’élève ne dessine pas encore cette interaction : {kind}',
  },
  'markup-single': {
    en: 'the player has a field for one text with markup, whose response is a single string',
    fr: 'la page de l’élève a un champ pour un seul texte mis en forme, dont la réponse est une chaîne (single string)',
  },
  'left-out': { en: '{code}: {reason}', fr: 'laissé de côté : {reason} [{code}]' },
  'the-key-of': { en: 'the key of {response}', fr: 'la clé de {response}' },
  chance: { en: 'chance', fr: 'un tirage au sort' },
} as const;
