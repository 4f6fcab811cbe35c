/** What is wrong with an item as a whole, its declarations, its expressions and its rules. */
export const itemWords = {
  namespace: { en: 'the namespace has to be {namespace}', fr: 'l’espace de noms doit être {namespace}' },
  'old-item': {
    en: 'an assessmentItem of "{namespace}": QTI 2.0 to 2.2 and 3.0 are read',
    fr: 'un assessmentItem de « {namespace} » : QTI 2.0 à 2.2 et 3.0 sont lus',
  },
  'not-an-assessment-item': { en: 'expected qti-assessment-item', fr: 'il faut qti-assessment-item' },
  'wrong-namespace': {
    en: 'the namespace "{namespace}"; expected {expected}',
    fr: 'l’espace de noms « {namespace} » ; il faut {expected}',
  },
  'body-missing': { en: 'qti-item-body is missing', fr: 'il manque qti-item-body' },
  'templates-work': {
    en: 'template processing takes too many steps',
    fr: 'le tirage des variables de l’item demande trop de calculs',
  },
  'declared-twice': { en: '{id} is declared twice', fr: '{id} est déclaré deux fois' },
  'second-part': { en: '{what}: there is a second one', fr: 'en double : {what}' },
  'the-processing': { en: 'response processing', fr: 'le calcul du score' },
  'the-templates': { en: 'template processing', fr: 'le tirage des variables' },
  'the-materials': { en: 'list of companion materials', fr: 'la liste des matériels d’accompagnement' },
  'text-outside': { en: 'text outside the body', fr: 'du texte hors de l’énoncé' },
  'catalog-unknown': {
    en: 'data-catalog-idref="{id}": expected a catalog of the item',
    fr: 'data-catalog-idref="{id}" : il faut un catalogue de l’item',
  },
  'no-language': {
    en: 'add xml:lang="fr" (or what it is) to the item, for those who listen to it',
    fr: 'ajoutez xml:lang="fr" (ou ce qu’il est) à l’item, pour ceux qui l’écoutent',
  },
  'feedback-not-shown': {
    en: '{count} feedback element(s): they depend on the score, and are not shown while the item is answered',
    fr: '{count} retour(s) à l’élève : ils dépendent de son score, et ne sont pas montrés pendant l’item',
  },
  'attribute-ignored': {
    en: '{name} is for other systems: it is not delivered',
    fr: '{name} est pour d’autres logiciels : il n’est pas transmis',
  },
  'only-calculator': {
    en: 'of companion materials only a calculator is delivered',
    fr: 'des matériels d’accompagnement, seule une calculatrice est transmise',
  },
  'calculator-file': {
    en: 'a calculator that is a file is not delivered',
    fr: 'une calculatrice qui est un fichier n’est pas transmise',
  },
  'calculator-type': {
    en: 'a calculator of type "{type}": the player has basic and standard ones',
    fr: 'une calculatrice du type « {type} » : la page de l’élève a « basic » et « standard »',
  },
  undeclared: { en: '{id} is not declared', fr: '{id} n’est pas déclaré' },
  'undeclared-outcome': {
    en: '{id} is not a declared outcome',
    fr: '{id} n’est pas un résultat déclaré (outcome)',
  },
  'undeclared-template': {
    en: 'the template variable {id} is not declared',
    fr: 'la variable {id} (template) n’est pas déclarée',
  },
  'not-a-point': {
    en: '{id} is no point: only points are mapped by areas',
    fr: '{id} n’est pas un point : seuls des points ont un barème par zones',
  },
  'given-twice': { en: '{element} is given twice', fr: '{element} y est deux fois' },
  'type-unsupported': {
    en: '{what} "{written}" is not supported here; supported: {supported}',
    fr: '{what} « {written} » n’est pas accepté ici ; acceptés : {supported}',
  },
  'the-base-type': { en: 'the base type', fr: 'le type' },
  'many-values': {
    en: '{count} values for a single cardinality',
    fr: '{count} valeurs pour la cardinalité « single »',
  },
  'not-of-type': { en: '"{value}" is not of base type {type}', fr: '"{value}" n’est pas du type {type}' },
  'bounds-crossed': { en: 'lower-bound is above upper-bound', fr: 'lower-bound dépasse upper-bound' },
  'key-not-of-type': {
    en: 'map-key "{key}" is not of base type {type}',
    fr: 'map-key "{key}" n’est pas du type {type}',
  },
  'key-twice': { en: 'map-key "{key}" is mapped twice', fr: 'map-key "{key}" y est deux fois' },
  'mapping-empty': {
    en: 'a mapping has at least one qti-map-entry',
    fr: 'un barème a au moins un qti-map-entry',
  },
  'area-mapping-empty': {
    en: 'an area mapping has at least one qti-area-map-entry',
    fr: 'un barème par zones a au moins un qti-area-map-entry',
  },
  'many-entries': { en: 'too many entries', fr: 'trop d’entrées' },
  'second-lookup-table': { en: 'a second lookup table', fr: 'une seconde table de correspondance' },
  'lookup-single': {
    en: 'a lookup table gives single values',
    fr: 'une table de correspondance donne des valeurs simples',
  },
  'table-empty': { en: 'a table has at least one {element}', fr: 'une table a au moins un {element}' },
  'custom-operator': {
    en: 'the custom operator {name}: only the operators of the standard are computed',
    fr: 'l’opérateur sur mesure {name} : seuls ceux de la norme sont calculés',
  },
  nameless: { en: 'without a name', fr: 'sans nom' },
  'not-an-operator': {
    en: 'this is no operator of the standard',
    fr: 'ce n’est pas un opérateur de la norme',
  },
  'no-mapping': { en: '{id} declares no qti-mapping', fr: '{id} ne déclare pas de barème (qti-mapping)' },
  'no-area-mapping': {
    en: '{id} declares no qti-area-mapping',
    fr: '{id} ne déclare pas de barème par zones (qti-area-mapping)',
  },
  'no-operand': { en: '{element} takes no operand', fr: '{element} ne prend pas d’opérande' },
  'about-tests': {
    en: 'it is about the items of a test, and belongs to outcome processing',
    fr: 'cela porte sur les items d’un test, et sa place est dans le calcul des résultats du test',
  },
  'bad-pattern': { en: 'pattern: {reason}', fr: 'motif : {reason}' },
  'operand-count': { en: '{function} takes {count} operand(s)', fr: '{function} prend {count} opérande(s)' },
  'operands-number': {
    en: '{count} operands; expected {expected}',
    fr: '{count} opérandes ; il en faut {expected}',
  },
  'operands-kind': { en: 'the operands have to be {expected}', fr: 'il faut comme opérandes {expected}' },
  'single-booleans': { en: 'single booleans', fr: 'des booléens simples' },
  'single-numbers': { en: 'single numbers', fr: 'des nombres simples' },
  'single-integers': { en: 'single integers', fr: 'des entiers simples' },
  'single-durations': { en: 'single durations', fr: 'des durées simples' },
  'single-strings': { en: 'single strings', fr: 'des textes simples' },
  'same-shape': {
    en: 'of the same cardinality and base type',
    fr: 'des valeurs de même cardinalité et de même type',
  },
  'member-and-container': {
    en: 'a single value and a container of its base type',
    fr: 'une valeur simple et un ensemble de valeurs de son type',
  },
  'two-containers': {
    en: 'two containers of the same kind',
    fr: 'deux ensembles de valeurs de la même sorte',
  },
  'one-base-type': { en: 'of one base type', fr: 'des valeurs d’un même type' },
  'a-container': { en: 'a container', fr: 'un ensemble de valeurs' },
  'a-record': { en: 'a record', fr: 'un enregistrement (record)' },
  'template-and-rules': {
    en: 'both a template and rules: keep one of them',
    fr: 'un modèle de calcul et des règles : gardez l’un des deux',
  },
  'template-unsupported': {
    en: 'template="{template}"; supported: {supported}, a file of the package',
    fr: 'template="{template}" n’est pas accepté ; acceptés : {supported}, un fichier du paquet',
  },
  'template-response': {
    en: 'the template {template} needs a response named RESPONSE',
    fr: 'le modèle {template} demande une réponse nommée RESPONSE',
  },
  'template-key': {
    en: '{template} needs a qti-correct-response in RESPONSE',
    fr: '{template} demande un qti-correct-response dans RESPONSE',
  },
  'template-mapping': {
    en: '{template} needs a {element} in RESPONSE',
    fr: '{template} demande un {element} dans RESPONSE',
  },
  'template-outcome': {
    en: 'the template {template} needs an outcome named {id}',
    fr: 'le modèle {template} demande un résultat nommé {id}',
  },
  'not-a-float': {
    en: '{id} has to be a single float',
    fr: '{id} doit être un nombre simple (single float)',
  },
  'conditions-deep': {
    en: 'conditions nested more than {max} deep',
    fr: 'plus de {max} conditions les unes dans les autres',
  },
  'no-lookup-table': {
    en: '{id} declares no lookup table',
    fr: '{id} ne déclare pas de table de correspondance',
  },
  'rule-unsupported': {
    en: 'this rule is not supported in {processing} processing',
    fr: 'cette règle n’est pas acceptée ici (qti-{processing}-processing)',
  },
  'one-expression': { en: 'it takes exactly one expression', fr: 'il faut exactement une expression' },
  'wrong-type': {
    en: '{id} is {declared}, the expression {given}',
    fr: '{id} est {declared}, l’expression {given}',
  },
  'boolean-condition': {
    en: 'the condition has to be a single boolean',
    fr: 'la condition doit être un booléen simple',
  },
  'lookup-number': { en: 'a single number is looked up', fr: 'on y cherche un nombre simple' },
  branches: {
    en: 'expected {element}, then else-ifs, then at most one else',
    fr: 'il faut {element}, puis des else-if, puis au plus un else',
  },
  'condition-missing': { en: 'a condition is missing', fr: 'il manque une condition' },
  'expression-missing': { en: 'an expression is missing', fr: 'il manque une expression' },
  'element-missing': { en: '{element} is missing', fr: 'il manque {element}' },
  'text-here': { en: 'text is not allowed here', fr: 'pas de texte ici' },
  'not-a-stimulus': {
    en: '{path} is no qti-assessment-stimulus',
    fr: '{path} n’est pas un qti-assessment-stimulus',
  },
  'not-processing': { en: 'expected qti-response-processing', fr: 'il faut qti-response-processing' },
  'undeclared-response': { en: '{id} is not a declared response', fr: '{id} n’est pas une réponse déclarée' },
  'undeclared-variable': {
    en: '{id} is not a declared variable',
    fr: '{id} n’est pas une variable déclarée',
  },
  'the-body': { en: 'the body', fr: 'l’énoncé' },
  'the-cardinality': { en: 'the cardinality', fr: 'la cardinalité' },
  numbers: { en: 'numbers', fr: 'des nombres' },
  integers: { en: 'integers', fr: 'des entiers' },
  points: { en: 'points', fr: 'des points' },
} as const;
