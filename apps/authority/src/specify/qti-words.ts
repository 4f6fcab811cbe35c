/**
 * What `@cloison/qti` says of items, in French, by its stable codes; it speaks English itself. A code has a sentence that is
 * always true, and forms that keep the names and numbers of the English message when it has the shape that they expect: a
 * message that is worded otherwise one day falls back to the sentence, a code that is not here to the English text.
 */
import type { QtiLintCode, QtiProblemCode } from '@cloison/qti';

type Form = readonly [message: RegExp, french: string];

const SENTENCES: Readonly<Record<QtiProblemCode | QtiLintCode, string>> = {
  QTI_XML_ENCODING: 'le fichier n’est pas en UTF-8 : enregistrez-le en UTF-8',
  QTI_XML_TOO_LARGE: 'le fichier est trop gros, trop profond ou a trop d’éléments',
  QTI_XML_MALFORMED: 'le fichier n’est pas du XML bien formé',
  QTI_XML_DOCTYPE: 'enlevez la déclaration de type de document (DOCTYPE) et ses entités',
  QTI_XML_PROCESSING_INSTRUCTION: 'enlevez cette instruction de traitement',
  QTI_VERSION: 'ce n’est pas un document QTI 2 ou 3 : convertissez-le',
  QTI_UNSUPPORTED_ELEMENT: 'cet élément n’est pas accepté ici',
  QTI_UNSUPPORTED_ATTRIBUTE: 'cet attribut n’est pas accepté ici',
  QTI_UNSUPPORTED_INTERACTION: 'cette interaction n’est pas acceptée',
  QTI_UNSUPPORTED_TEMPLATE_ITEM: 'le tirage des variables de l’item demande trop de calculs',
  QTI_UNSUPPORTED_FEEDBACK: 'un retour à l’élève là où il n’est pas lu',
  QTI_UNSUPPORTED_MODULE: 'une interaction sur mesure dont la campagne ne nomme pas le module',
  QTI_UNSUPPORTED_OPERATOR: 'un opérateur sur mesure : seuls ceux de la norme sont calculés',
  QTI_UNSUPPORTED_STYLESHEET: 'une feuille de style qui n’est pas du CSS, ou qui est trop longue',
  QTI_UNSUPPORTED_CATALOG: 'une fiche de catalogue d’une forme qui n’est pas lue',
  QTI_UNSUPPORTED_STIMULUS: 'le texte partagé ne peut pas être lu',
  QTI_UNSUPPORTED_RUBRIC: 'une consigne (rubric block) là où elle n’est pas lue',
  QTI_UNSUPPORTED_MATERIAL: 'les matériels d’accompagnement ne sont pas transmis',
  QTI_UNSUPPORTED_EXPRESSION: 'cet opérateur ou cette règle n’est pas accepté dans le calcul du score',
  QTI_UNSUPPORTED_TEMPLATE:
    'ce modèle de calcul du score n’est ni un de ceux de la norme, ni un fichier du paquet',
  QTI_UNSUPPORTED_TYPE: 'ce type ou cette cardinalité n’est pas accepté ici',
  QTI_MISSING_ATTRIBUTE: 'il manque un attribut obligatoire',
  QTI_BAD_ATTRIBUTE: 'un attribut a une valeur qu’il ne peut pas avoir',
  QTI_MISSING_ELEMENT: 'il manque un élément obligatoire',
  QTI_DUPLICATE: 'ce qui ne peut y être qu’une fois y est deux fois',
  QTI_TEXT_NOT_ALLOWED: 'il y a du texte là où seuls des éléments peuvent être',
  QTI_BAD_IDENTIFIER: 'ce n’est pas un identifiant',
  QTI_BAD_VALUE: 'une valeur ne convient pas à son type ou à sa cardinalité',
  QTI_UNKNOWN_VARIABLE: 'une variable n’est pas déclarée',
  QTI_RESPONSE_MISMATCH: 'l’interaction et la déclaration de sa réponse ne vont pas ensemble',
  QTI_RESPONSE_REUSED: 'deux interactions partagent la même réponse',
  QTI_TYPE_MISMATCH: 'une expression reçoit des opérandes du mauvais type',
  QTI_NO_MAPPING: 'le score demande un barème (qti-mapping) qui n’est pas déclaré',
  QTI_EXTERNAL_RESOURCE: 'une adresse hors du paquet : mettez le fichier dans le paquet',
  QTI_UNSAFE_VALUE: 'une valeur qui pourrait poser une chose sur une autre, ou mener hors de l’item',
  QTI_BAD_PATH:
    'chemin de fichier refusé : lettres sans accent, chiffres et ._()+=@,- seulement, dans le paquet',
  QTI_ASSET_MISSING: 'un fichier dont l’item a besoin n’est pas dans le paquet',
  QTI_ASSET_TYPE: 'un fichier d’un type qui n’est pas montré aux élèves',
  QTI_ASSET_UNSAFE: 'un dessin qui contient un script, un contenu étranger ou une adresse extérieure',
  QTI_ZIP_MALFORMED: 'l’archive n’est pas un zip lisible',
  QTI_ZIP_TOO_LARGE: 'l’archive a trop de fichiers ou trop d’octets',
  QTI_ZIP_DUPLICATE: 'l’archive contient deux fois le même nom',
  QTI_ZIP_PATH: 'l’archive contient un nom qui sort d’elle, ou qui n’est pas lisible',
  QTI_ZIP_ENTRY: 'l’archive contient un fichier chiffré, abîmé, ou rangé d’une façon non acceptée',
  QTI_MANIFEST_MISSING: 'il n’y a pas de imsmanifest.xml en haut du paquet',
  QTI_MANIFEST: 'le manifeste n’est pas un manifeste QTI 2 ou 3',
  QTI_MANIFEST_REFERENCE: 'le manifeste renvoie à quelque chose qui n’y est pas',
  QTI_TEST_UNSUPPORTED: 'le test utilise quelque chose qui n’est pas accepté',
  QTI_TEST_REFERENCE: 'le test renvoie à un item que le manifeste ne cite pas',
  QTI_LINT_UNKNOWN_CHOICE: 'une bonne réponse ou un barème nomme un choix qui n’existe pas',
  QTI_LINT_IMPOSSIBLE_KEY: 'personne ne peut donner la bonne réponse telle qu’elle est écrite',
  QTI_LINT_KEY_SCORES_NOTHING: 'la bonne réponse ne rapporte aucun point',
  QTI_LINT_KEY_NOT_BEST: 'la bonne réponse rapporte moins de points qu’une autre',
  QTI_LINT_CONSTANT_SCORE: 'toutes les réponses rapportent le même nombre de points',
  QTI_LINT_MAXIMUM: 'le maximum déclaré n’est pas le plus que l’on puisse obtenir',
  QTI_LINT_NO_KEY: 'il est noté, mais rien ne dit quelle réponse est juste',
  QTI_LINT_NOT_SCORED: 'pas de calcul du score (qti-response-processing) : cet item ne compte pas',
  QTI_LINT_RESPONSE_UNUSED: 'une réponse déclarée qu’aucune interaction ne donne',
  QTI_LINT_RESPONSE_NOT_SCORED: 'une interaction que le calcul du score ne regarde pas',
  QTI_LINT_CASE_NOT_SAID: 'un barème de textes qui ne dit pas si les majuscules comptent (case-sensitive)',
  QTI_LINT_NO_ALT:
    'une image sans attribut alt : écrivez ce qu’il faut savoir sans la voir, ou alt="" si elle décore',
  QTI_LINT_EMPTY_CHOICE: 'un choix où il n’y a rien à lire : ni texte, ni image décrite',
  QTI_LINT_NO_LANGUAGE: 'l’item ne dit pas sa langue (xml:lang)',
  QTI_LINT_NOT_PLAYABLE: 'l’item se lit et se corrige, mais la page de l’élève ne sait pas encore le montrer',
  QTI_LINT_NOT_SHOWN: 'une partie de l’item que la page de l’élève ne montre pas',
  QTI_LINT_HEAVY: 'une vidéo en langue des signes trop lourde pour les postes d’une classe',
  QTI_LINT_CASE_TWINS: 'deux clés d’un barème ne diffèrent que par les majuscules',
  QTI_LINT_TOO_MUCH_WORK: 'le calcul du score demande trop d’opérations',
  QTI_LINT_DATA_IGNORED: 'un attribut pour d’autres logiciels, qui n’est pas transmis',
  QTI_LINT_STYLE_IGNORED:
    'une partie d’une feuille de style n’est pas acceptée, ou la feuille manque : laissée de côté',
  QTI_LINT_STYLE_UNSAFE:
    'une partie d’une feuille de style pourrait cacher ou chercher quelque chose, ou sortir de l’item',
  QTI_LINT_FEEDBACK: 'des retours à l’élève, qui ne sont pas montrés pendant l’item',
  QTI_LINT_LEFT_OUT: 'ce qu’une campagne refuse, laissé de côté pour calculer l’item quand même',
};

const FORMS: Readonly<Partial<Record<QtiProblemCode | QtiLintCode, readonly Form[]>>> = {
  QTI_UNSUPPORTED_ATTRIBUTE: [[/^the attribute (\S+) is not/, 'l’attribut $1 n’est pas accepté ici']],
  QTI_UNSUPPORTED_TYPE: [[/("[^"]*"); supported: (.*)$/, '$1 n’est pas accepté ici ; acceptés : $2']],
  QTI_UNSUPPORTED_TEMPLATE: [
    [
      /^(template="[^"]*"); supported: (.*), a file of the package$/,
      '$1 n’est pas accepté ; acceptés : $2, un fichier du paquet',
    ],
  ],
  QTI_MISSING_ATTRIBUTE: [[/^(\S+) is required$/, 'il manque l’attribut $1']],
  QTI_MISSING_ELEMENT: [
    [
      /^the module (.+) has no file/,
      'le module $1 n’a pas de fichier : qti-interaction-module avec primary-path',
    ],
    [/^(qti-\S+) is missing$/, 'il manque $1'],
    [/nothing to choose from/, 'il n’y a rien à choisir'],
  ],
  QTI_BAD_ATTRIBUTE: [[/^([\w:-]+="[^"]*"): expected/, '$1 n’est pas une valeur possible']],
  QTI_DUPLICATE: [
    [/^two (?:choices|resources) are called (.+)$/, 'deux s’appellent $1'],
    [/^(\S+) is (?:declared|given) twice$/, '$1 y est deux fois'],
    [/^map-key (".*") is mapped twice$/, 'map-key $1 y est deux fois'],
  ],
  QTI_BAD_VALUE: [[/^(?:map-key )?(".*") is not of base type (\S+)$/, '$1 n’est pas du type $2']],
  QTI_UNKNOWN_VARIABLE: [
    [
      /^the template (\S+) needs (?:a response|an outcome) named (\S+)$/,
      'le modèle $1 demande $2, qui n’est pas déclaré',
    ],
    [
      /^(?:the response |the template variable )?(\S+) is not (?:declared|a declared (?:outcome|response|variable|template variable))$/,
      '$1 n’est pas déclaré',
    ],
  ],
  QTI_RESPONSE_MISMATCH: [[/^(\S+) is (.+); expected (.+)$/, '$1 est « $2 » ; il faut « $3 »']],
  QTI_RESPONSE_REUSED: [[/^(\S+) already belongs/, '$1 est déjà la réponse d’une autre interaction']],
  QTI_NO_MAPPING: [[/^(\S+) declares no qti-mapping$/, '$1 ne déclare pas de barème (qti-mapping)']],
  QTI_EXTERNAL_RESOURCE: [
    [/^([\w:-]+="[^"]*")/, '$1 : mettez le fichier dans le paquet et donnez son chemin relatif'],
  ],
  QTI_BAD_PATH: [
    [
      /^([\w:-]+="[^"]*")/,
      '$1 : lettres sans accent, chiffres et ._()+=@,- seulement, sans sortir du paquet',
    ],
  ],
  QTI_ASSET_MISSING: [[/^(.+) is not in the package$/, '$1 n’est pas dans le paquet']],
  QTI_ASSET_TYPE: [
    [/^(.+) is not of a type that is shown$/, '$1 est d’un type qui n’est pas montré aux élèves'],
  ],
  QTI_MANIFEST_REFERENCE: [
    [/^the file (.+) is not in the package$/, 'le fichier $1 n’est pas dans le paquet'],
    [/^it depends on (.+), which is not listed$/, 'elle dépend de $1, qui n’est pas dans la liste'],
  ],
  QTI_TEST_REFERENCE: [[/^(.+) is not an item of the manifest$/, '$1 n’est pas un item du manifeste']],
  QTI_LINT_UNKNOWN_CHOICE: [
    [
      /^the correct response of (\S+) names (.+), which is not there/,
      'la bonne réponse de $1 nomme $2, qui n’est pas parmi les choix',
    ],
    [
      /^the mapping of (\S+) names (.+), which is not there/,
      'le barème de $1 nomme $2, qui n’est pas parmi les choix',
    ],
  ],
  QTI_LINT_IMPOSSIBLE_KEY: [
    [
      /correct response of (\S+) \(/,
      'l’interaction n’admet pas la bonne réponse de $1 (trop de choix, trop longue, ou répétée)',
    ],
  ],
  QTI_LINT_KEY_SCORES_NOTHING: [[/scores (\S+)$/, 'la bonne réponse rapporte $1 point']],
  QTI_LINT_KEY_NOT_BEST: [[/scores (\S+), another one (\S+)$/, 'la bonne réponse rapporte $1, une autre $2']],
  QTI_LINT_CONSTANT_SCORE: [[/scores (\S+)$/, 'toutes les réponses essayées rapportent $1']],
  QTI_LINT_MAXIMUM: [
    [/maximum of (\S+); (\S+) can be reached$/, 'l’item déclare un maximum de $1 ; on peut obtenir $2'],
  ],
  QTI_LINT_RESPONSE_UNUSED: [[/^no interaction gives (\S+)$/, 'aucune interaction ne donne $1']],
  QTI_LINT_RESPONSE_NOT_SCORED: [[/look at (\S+)$/, 'le calcul du score ne regarde pas $1']],
  QTI_LINT_CASE_NOT_SAID: [
    [
      /qti-map-entry of (\S+) /,
      'écrivez case-sensitive="true" ou "false" dans chaque qti-map-entry de $1 (sans lui : false)',
    ],
  ],
  QTI_UNSUPPORTED_MODULE: [
    [/^the module (.+): a campaign/, 'le module $1 : une campagne n’utilise que les modules qu’elle nomme'],
  ],
  QTI_UNSUPPORTED_OPERATOR: [
    [/^the custom operator (.+): only/, 'l’opérateur sur mesure $1 : seuls ceux de la norme sont calculés'],
  ],
  QTI_LINT_NOT_PLAYABLE: [
    [/interaction yet: (\S+)$/, 'la page de l’élève ne dessine pas encore cette interaction : $1'],
    [/text with markup/, 'la page de l’élève n’a pas encore de champ pour un texte mis en forme'],
    [
      /^it has several attempts/,
      'il a plusieurs essais : une campagne qui les veut nomme l’item sous « attempts »',
    ],
    [
      /attempts: (\S+) depends on the key of (.+), which .* over$/,
      'la page de l’élève ne peut pas donner ses essais : $1 dépend de la clé de $2, que le navigateur n’a pas, et seul le service peut dire quand l’item est fini',
    ],
    [
      /attempts: (\S+) depends on (.+), which .* over$/,
      'la page de l’élève ne peut pas donner ses essais : $1 dépend de $2, et seul le service peut dire quand l’item est fini',
    ],
    [
      /attempts: (\S+) depends on .*another question$/,
      'la page de l’élève ne peut pas donner ses essais : $1 dépend de ce qui est répondu, et montre une autre question',
    ],
    [
      /nothing says when/,
      'la page de l’élève ne peut pas donner ses essais : rien ne dit quand ils sont finis',
    ],
    [
      /too many states/,
      'la page de l’élève ne peut pas donner ses essais : ils mènent à trop d’états, ou à de trop longs',
    ],
    [
      /does not hold/,
      'la page de l’élève ne peut pas donner ses essais : un enregistrement n’en contient pas toutes les réponses',
    ],
    [/before the pupil answers/, 'la page de l’élève ne montre pas une réponse donnée d’avance'],
  ],
  QTI_LINT_NOT_SHOWN: [
    [/support "(.*)"$/, 'une carte de catalogue « $1 » n’est montrée à personne'],
    [/without a video$/, 'une carte en langue des signes sans vidéo'],
  ],
  QTI_LINT_HEAVY: [[/^(\S+): ([\d.]+) MB; at most ([\d.]+) MB/, '$1 : $2 Mo ; au plus $3 Mo par vidéo']],
  QTI_LINT_CASE_TWINS: [
    [
      /^map-keys of (\S+) differ only by case: (.+); what/,
      'des clés du barème de $1 ne diffèrent que par les majuscules : $2 ; ce qui est tapé exactement l’emporte',
    ],
  ],
  QTI_LINT_DATA_IGNORED: [
    [/^(\S+) is for other systems/, '$1 est pour d’autres logiciels : il n’est pas transmis'],
  ],
  QTI_LINT_STYLE_IGNORED: [
    [/^(.+): left out$/, '« $1 » : laissé de côté'],
    [/^(.+) is not in the package: .*$/, '$1 n’est pas dans le paquet : l’item a l’aspect des autres'],
  ],
  QTI_LINT_STYLE_UNSAFE: [
    [/^(.+): it could lay/, '« $1 » pourrait poser une chose sur une autre, ou la cacher'],
    [/^(.+): it could fetch/, '« $1 » pourrait chercher ce qui n’est pas dans l’item'],
    [/^(.+): it could hide/, '« $1 » pourrait cacher ce qui est écrit'],
    [/^(.+): text of this colour/, '« $1 » : un texte de cette couleur se verrait à peine sur son fond'],
    [/^(.+): brackets/, 'trop de parenthèses les unes dans les autres'],
  ],
  QTI_LINT_EMPTY_CHOICE: [[/^the choice (\S+) has/, 'le choix $1 n’a ni texte ni image décrite']],
};

/** In French, the sentence of a code, with the names of its English message where they are known. */
export function qtiInFrench(code: string, message: string): string {
  if (!Object.hasOwn(SENTENCES, code)) return message;
  const inner = code === 'QTI_LINT_LEFT_OUT' ? /^([A-Z_]+): (.*)$/s.exec(message) : null;
  if (inner !== null) return `laissé de côté : ${qtiInFrench(inner[1] ?? '', inner[2] ?? '')} [${inner[1]}]`;
  const known = code as keyof typeof SENTENCES;
  for (const [pattern, french] of FORMS[known] ?? []) {
    const found = pattern.exec(message);
    if (found !== null) return french.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? '');
  }
  return SENTENCES[known];
}
