/** What is wrong with attributes, and with what is shown to pupils: content, interactions, catalogs, style sheets. */
export const bodyWords = {
  'attribute-missing': { en: '{name} is required', fr: 'il manque l’attribut {name}' },
  'bad-identifier': {
    en: '{name}="{value}": start with a letter or _, then letters, digits, . - _',
    fr: '{name}="{value}" : une lettre ou _, puis des lettres, des chiffres, . - _',
  },
  'bad-attribute': {
    en: '{name}="{value}": expected {expected}',
    fr: '{name}="{value}" : il faut {expected}',
  },
  'attribute-unsupported': {
    en: 'the attribute {name} is not supported here',
    fr: 'l’attribut {name} n’est pas accepté ici',
  },
  'expect-boolean': { en: 'true or false', fr: 'true ou false' },
  'expect-number': { en: 'a number', fr: 'un nombre' },
  'expect-whole': { en: 'a whole number', fr: 'un nombre entier' },
  'expect-whole-range': { en: 'a whole number from {min} to {max}', fr: 'un nombre entier de {min} à {max}' },
  'expect-whole-from': { en: 'a whole number from {min}', fr: 'un nombre entier à partir de {min}' },
  'expect-language': { en: 'a language tag such as fr or en-GB', fr: 'une langue, comme fr ou en-GB' },
  'expect-classes': {
    en: 'at most 100 names of at most 200 characters',
    fr: 'au plus 100 noms d’au plus 200 caractères',
  },
  'expect-length': { en: 'at most {max} characters', fr: 'au plus {max} caractères' },
  'expect-most': { en: 'at most {max}', fr: 'au plus {max}' },
  range: { en: 'from {min} to {max}', fr: 'de {min} à {max}' },
  'expect-shown-signs': {
    en: 'no control characters, nor marks that reverse the direction of writing',
    fr: 'aucun caractère de contrôle, ni marque qui inverse le sens d’écriture',
  },
  'expect-pixels': { en: 'a number of pixels', fr: 'un nombre de pixels' },
  'coordinates-of-poly': { en: 'three pairs of numbers or more', fr: 'trois paires de nombres ou plus' },
  coordinates: { en: '{count} numbers', fr: '{count} nombres' },
  'expect-coordinates': { en: '{coordinates} for a {shape}', fr: '{coordinates} pour la forme {shape}' },
  'expect-two-numbers': { en: 'two numbers', fr: 'deux nombres' },
  'expect-above-lower': { en: 'more than lower-bound', fr: 'plus que lower-bound' },
  'expect-above-zero': { en: 'more than 0', fr: 'plus que 0' },
  'expect-media-types': {
    en: 'media types, such as image/png',
    fr: 'des types de fichiers, comme image/png',
  },
  'expect-image': { en: 'an image', fr: 'une image' },
  'expect-pattern': { en: 'an XML Schema pattern ({reason})', fr: 'un motif de XML Schema ({reason})' },
  'expect-no-comparison': {
    en: 'nothing: this response is a number already',
    fr: 'rien : cette réponse est déjà un nombre',
  },
  'expect-field': { en: 'the name of a field', fr: 'le nom d’un champ' },
  'expect-base-type': { en: 'of base type {type}', fr: 'une valeur du type {type}' },
  'expect-no-weight': { en: 'nothing: weights belong to tests', fr: 'rien : les poids sont dans les tests' },
  'expect-whole-or-variable': {
    en: 'a whole number, or a variable of one',
    fr: 'un nombre entier, ou une variable qui en est un',
  },
  'expect-number-or-variable': {
    en: 'a number, or a variable of one',
    fr: 'un nombre, ou une variable qui en est un',
  },
  'expect-tolerances': {
    en: 'one or two numbers from 0, or variables of numbers',
    fr: 'un ou deux nombres à partir de 0, ou des variables qui en sont',
  },
  'body-large': { en: 'a body of more than {max} nodes', fr: 'un énoncé de plus de {max} nœuds' },
  'text-long': { en: 'a text is too long', fr: 'un texte est trop long' },
  'element-not-shown': {
    en: 'this element is not shown to pupils',
    fr: 'cet élément n’est pas montré aux élèves',
  },
  'picture-text': {
    en: 'write what a pupil who cannot see it needs to know, or alt="" for a decoration',
    fr: 'écrivez ce qu’il faut savoir sans la voir, ou alt="" si elle décore',
  },
  'object-text': {
    en: 'write between <object> and </object> what a pupil who cannot see it needs to know',
    fr: 'écrivez entre <object> et </object> ce qu’il faut savoir sans le voir',
  },
  'element-empty': { en: 'this element is always empty', fr: 'cet élément est toujours vide' },
  'stimulus-once': {
    en: '{name}="{value}": expected a stimulus of the item, once',
    fr: '{name}="{value}" : il faut un texte partagé de l’item, une seule fois',
  },
  'interaction-inside': {
    en: 'an interaction inside a prompt or a choice',
    fr: 'une interaction dans une consigne ou dans un choix',
  },
  'semantics-children': {
    en: 'semantics holds one presentation and annotations',
    fr: 'semantics contient une présentation et des annotations',
  },
  'semantics-empty': { en: 'semantics without a presentation', fr: 'semantics sans présentation' },
  'second-content-body': { en: 'a second qti-content-body', fr: 'un second qti-content-body' },
  'text-beside': { en: 'text beside qti-content-body', fr: 'du texte à côté de qti-content-body' },
  'text-in-block': {
    en: 'text has to be inside a block, such as <p>',
    fr: 'le texte est dans un bloc, comme <p>',
  },
  'namespace-unsupported': {
    en: 'elements of "{namespace}" are not supported here',
    fr: 'les éléments de « {namespace} » ne sont pas acceptés ici',
  },
  'custom-interaction': {
    en: 'custom interactions are no standard: write a portable custom interaction',
    fr: 'une interaction propre à un logiciel n’est pas de la norme : faites-en une interaction sur mesure portable',
  },
  'interaction-not-read': {
    en: 'this interaction is not read here',
    fr: 'cette interaction n’est pas lue ici',
  },
  'feedback-not-read': { en: 'feedback is not read here', fr: 'un retour à l’élève n’est pas lu ici' },
  'rubric-not-read': {
    en: 'rubric blocks are not read here',
    fr: 'une consigne (rubric block) n’est pas lue ici',
  },
  'materials-not-delivered': {
    en: 'companion materials are not delivered',
    fr: 'les matériels d’accompagnement ne sont pas transmis',
  },
  'element-unsupported': {
    en: 'this element is not supported here',
    fr: 'cet élément n’est pas accepté ici',
  },
  'attribute-long': { en: '{name} is too long', fr: '{name} est trop long' },
  'link-outside': {
    en: '{name}="{value}": links lead to a place of the same item (#name)',
    fr: '{name}="{value}" : un lien mène à un endroit du même item (#nom)',
  },
  'value-covers': {
    en: '{name}="{value}": it could lay one thing over another',
    fr: '{name}="{value}" : cela pourrait poser une chose sur une autre',
  },
  'value-pretends': {
    en: '{name}="{value}": it could pass for a part of the app',
    fr: '{name}="{value}" : cela pourrait passer pour une partie de l’application',
  },
  'shared-files': {
    en: 'more than {files} shared texts and style sheets, or than {bytes} bytes of them',
    fr: 'plus de {files} textes partagés et feuilles de style, ou plus de {bytes} octets en tout',
  },
  'many-files': { en: 'too many files', fr: 'trop de fichiers' },
  'address-outside': {
    en: '{name}="{value}": put the file into the package and refer to it by a relative path',
    fr: '{name}="{value}" : mettez le fichier dans le paquet et donnez son chemin relatif',
  },
  'bad-path': {
    en: '{name}="{value}": use letters without accents, digits and ._()+=@,- and stay in the package',
    fr: '{name}="{value}" : lettres sans accent, chiffres et ._()+=@,- seulement, sans sortir du paquet',
  },
  'object-type': {
    en: 'an object of type "{type}" is not shown to pupils',
    fr: 'un objet du type « {type} » n’est pas montré aux élèves',
  },
  'many-catalogs': { en: 'too many catalogs', fr: 'trop de catalogues' },
  'catalog-twice': { en: 'two catalogs are called {id}', fr: 'deux catalogues s’appellent {id}' },
  'card-for-nobody': {
    en: 'nobody is shown a card of support "{support}"',
    fr: 'une carte de catalogue « {support} » n’est montrée à personne',
  },
  'sign-without-video': {
    en: 'a card of sign language without a video',
    fr: 'une carte en langue des signes sans vidéo',
  },
  'sign-heavy': {
    en: '{path}: {size} MB; at most {max} MB for one video',
    fr: '{path} : {size} Mo ; au plus {max} Mo par vidéo',
  },
  'card-file-type': {
    en: 'a file of type "{type}": write its content into qti-html-content',
    fr: 'un fichier du type « {type} » : écrivez son contenu dans qti-html-content',
  },
  'stage-prompt': {
    en: 'write what to do before the stage: no prompt here',
    fr: 'écrivez ce qu’il faut faire avant la scène : pas de consigne ici',
  },
  'stage-needed': {
    en: 'it stands in a qti-position-object-stage',
    fr: 'elle est dans un qti-position-object-stage',
  },
  'stage-empty': {
    en: 'a stage without qti-position-object-interaction',
    fr: 'une scène sans qti-position-object-interaction',
  },
  'response-undeclared': {
    en: 'the response {id} is not declared',
    fr: 'la réponse {id} n’est pas déclarée',
  },
  'response-reused': {
    en: '{id} already belongs to another interaction',
    fr: '{id} est déjà la réponse d’une autre interaction',
  },
  'many-interactions': { en: 'too many interactions', fr: 'trop d’interactions' },
  'one-recording': {
    en: 'it holds one recording: audio, video, or an object of such a type',
    fr: 'il faut un enregistrement : audio, vidéo, ou un objet de ce type',
  },
  'match-sets': {
    en: '{count} qti-simple-match-set; expected two',
    fr: '{count} qti-simple-match-set ; il en faut deux',
  },
  'match-minimum': {
    en: 'match-min asks for more pairs than there can be',
    fr: 'match-min demande plus de paires qu’il ne peut y en avoir',
  },
  'picture-missing': { en: 'the picture is missing', fr: 'il manque l’image' },
  'module-twice': { en: 'the module {id} is listed twice', fr: 'le module {id} est deux fois dans la liste' },
  'file-not-in-package': { en: 'this file is not in the package', fr: 'ce fichier n’est pas dans le paquet' },
  'file-too-large': { en: 'this file is too large', fr: 'ce fichier est trop gros' },
  'file-not-json': { en: 'this file is not JSON', fr: 'ce fichier n’est pas du JSON' },
  'file-without-paths': { en: 'it has no "paths"', fr: 'il n’a pas de « paths »' },
  'module-outside': {
    en: '{path}: a module is a file of the package',
    fr: '{path} : un module est un fichier du paquet',
  },
  'module-not-named': {
    en: 'the module {id}: a campaign uses only the modules that it names',
    fr: 'le module {id} : une campagne n’utilise que les modules qu’elle nomme',
  },
  'module-without-file': {
    en: 'the module {id} has no file: qti-interaction-module with a primary-path',
    fr: 'le module {id} n’a pas de fichier : qti-interaction-module avec primary-path',
  },
  'response-mismatch': {
    en: '{id} is {given}; expected {expected}',
    fr: '{id} est « {given} » ; il faut « {expected} »',
  },
  'choices-need-multiple': {
    en: 'max-choices="{max}" needs a response of multiple cardinality',
    fr: 'max-choices="{max}" veut une réponse de cardinalité « multiple »',
  },
  'associations-need-multiple': {
    en: 'max-associations="{max}" needs a response of multiple cardinality',
    fr: 'max-associations="{max}" veut une réponse de cardinalité « multiple »',
  },
  'no-choice': { en: 'there is nothing to choose from', fr: 'il n’y a rien à choisir' },
  'many-choices': { en: 'more than {max} choices', fr: 'plus de {max} choix' },
  'choice-empty': {
    en: 'the choice {id} has no text and no described picture',
    fr: 'le choix {id} n’a ni texte ni image décrite',
  },
  'choice-twice': { en: 'two choices are called {id}', fr: 'deux choix s’appellent {id}' },
  'text-between-choices': { en: 'text is not allowed between choices', fr: 'pas de texte entre les choix' },
  'second-picture': { en: 'a second picture', fr: 'une seconde image' },
  'picture-needed': {
    en: 'the picture (img, picture or object) is missing',
    fr: 'il manque l’image (img, picture ou object)',
  },
  'picture-without-img': { en: 'a picture without img', fr: 'une image (picture) sans img' },
  'string-identifier': {
    en: 'string-identifier: declare the response as a string, or as a record',
    fr: 'string-identifier : déclarez la réponse comme un texte (string), ou comme un enregistrement (record)',
  },
  'could-cover': {
    en: 'it could lay one thing over another, or hide it',
    fr: 'cela pourrait poser une chose sur une autre, ou la cacher',
  },
  'could-fetch': {
    en: 'it could fetch what is not in the item',
    fr: 'cela pourrait chercher ce qui n’est pas dans l’item',
  },
  'could-hide': { en: 'it could hide what is written', fr: 'cela pourrait cacher ce qui est écrit' },
  'could-fade': {
    en: 'text of this colour could hardly be seen on its ground',
    fr: 'un texte de cette couleur se verrait à peine sur son fond',
  },
  'too-deep': {
    en: 'brackets within brackets, too deep to be read',
    fr: 'trop de parenthèses les unes dans les autres',
  },
  'a-bracket': { en: 'a bracket', fr: 'une parenthèse' },
  colours: { en: 'color: {color} on {ground}', fr: 'color: {color} sur {ground}' },
  'style-outside': {
    en: 'href="{href}": put the style sheet into the package',
    fr: 'href="{href}" : mettez la feuille de style dans le paquet',
  },
  'style-type': {
    en: 'a style sheet of type "{type}": only text/css',
    fr: 'une feuille de style du type « {type} » : seulement text/css',
  },
  'style-missing': {
    en: '{path} is not in the package: the item looks as the others do',
    fr: '{path} n’est pas dans le paquet : l’item a l’aspect des autres',
  },
  'too-long': { en: '{path} is too long', fr: '{path} est trop long' },
  'many-styles': { en: 'more than {max} rules of style', fr: 'plus de {max} règles de style' },
  'style-left-out': { en: '{what}: left out', fr: '{what} : laissé de côté' },
  'expect-one-of': { en: 'one of {values}', fr: 'l’un de : {values}' },
  'style-harmful': { en: '{what}: {harm}', fr: '{what} : {harm}' },
  configuration: { en: '{path}: {reason}', fr: '{path} : {reason}' },
} as const;
