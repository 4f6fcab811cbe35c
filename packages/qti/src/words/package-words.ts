/** What is wrong with files before they are items: XML, archives, manifests, drawings, tests. */
export const packageWords = {
  'no-element': { en: 'there is no element', fr: 'il n’y a aucun élément' },
  'file-large': { en: 'more than {max} bytes', fr: 'plus de {max} octets' },
  'not-utf8': { en: 'its bytes are not valid UTF-8', fr: 'ses octets ne sont pas de l’UTF-8' },
  doctype: {
    en: 'remove the document type declaration',
    fr: 'enlevez la déclaration de type de document (DOCTYPE)',
  },
  instruction: { en: 'remove <?{name} …?>', fr: 'enlevez <?{name} …?>' },
  encoding: {
    en: 'it declares the encoding {encoding}; save it as UTF-8',
    fr: 'il déclare le codage {encoding} : enregistrez-le en UTF-8',
  },
  'many-elements': { en: 'more than {max} elements', fr: 'plus de {max} éléments' },
  'deep-elements': {
    en: 'elements nested more than {max} deep',
    fr: 'plus de {max} éléments les uns dans les autres',
  },
  'many-attributes': { en: 'more than {max} attributes', fr: 'plus de {max} attributs' },
  'zip-large': { en: 'the archive has more than {max} bytes', fr: 'l’archive a plus de {max} octets' },
  'zip-no-directory': { en: 'it has no zip directory at its end', fr: 'pas de répertoire zip à la fin' },
  'zip-parts': {
    en: 'Zip64 and archives in several parts are not read',
    fr: 'le Zip64 et les archives en plusieurs parties ne sont pas lus',
  },
  'zip-entries': { en: 'more than {max} entries', fr: 'plus de {max} fichiers' },
  'zip-directory-short': { en: 'its directory is cut short', fr: 'le répertoire de l’archive est coupé' },
  'zip-directory-damaged': { en: 'its directory is damaged', fr: 'le répertoire de l’archive est abîmé' },
  'zip-unpacks': { en: 'it unpacks to more than {max} bytes', fr: 'elle se déplie en plus de {max} octets' },
  'zip-name': {
    en: 'a name is not readable (neither ASCII nor UTF-8)',
    fr: 'un nom n’est pas lisible (ni ASCII, ni UTF-8)',
  },
  'zip-outside': {
    en: '"{name}" is not a name inside the archive',
    fr: '« {name} » n’est pas un nom à l’intérieur de l’archive',
  },
  'zip-twice': {
    en: '"{name}" is there twice (names that differ in case alone count as one)',
    fr: '« {name} » y est deux fois (les majuscules ne distinguent pas deux noms)',
  },
  'zip-encrypted': { en: '"{name}" is encrypted', fr: '« {name} » est chiffré' },
  'zip-link': { en: '"{name}" is a link', fr: '« {name} » est un lien' },
  'zip-method': {
    en: '"{name}" uses compression method {method}',
    fr: '« {name} » est comprimé par la méthode {method}',
  },
  'zip-entry-large': {
    en: '"{name}" unpacks to more than {max} bytes',
    fr: '« {name} » se déplie en plus de {max} octets',
  },
  'zip-damaged': { en: '"{name}" is damaged: {reason}', fr: '« {name} » est abîmé : {reason}' },
  'zip-elsewhere': { en: 'it is not where the directory says', fr: 'il n’est pas où le répertoire le dit' },
  'zip-short': { en: 'it is cut short', fr: 'il est coupé' },
  'zip-bomb': { en: 'it says that it unpacks to too much', fr: 'il dit se déplier en trop d’octets' },
  'zip-inflate': { en: 'it does not inflate', fr: 'il ne se déplie pas' },
  'zip-size': {
    en: 'its size is not the one in the directory',
    fr: 'sa taille n’est pas celle du répertoire',
  },
  'zip-checksum': { en: 'its checksum is wrong', fr: 'sa somme de contrôle est fausse' },
  'not-svg': { en: 'it is not an SVG document', fr: 'ce n’est pas un document SVG' },
  'drawing-element': {
    en: '{element} is not allowed in a drawing',
    fr: '{element} n’est pas admis dans un dessin',
  },
  'drawing-script': { en: '{attribute}: no script', fr: '{attribute} : pas de script' },
  'drawing-reference': {
    en: '{attribute}: only parts of the drawing itself (#name) and embedded pictures',
    fr: '{attribute} : seulement des parties du dessin (#nom) et des images contenues',
  },
  'drawing-animation': { en: 'references do not move', fr: 'une référence ne change pas' },
  'drawing-attribute-outside': {
    en: '{attribute}: an address outside the drawing',
    fr: '{attribute} : une adresse hors du dessin',
  },
  'drawing-endless': {
    en: 'what it draws again and again is more than {max} elements, or draws itself',
    fr: 'ce qu’il dessine encore et encore fait plus de {max} éléments, ou se dessine lui-même',
  },
  'picture-huge': {
    en: 'it is {width} × {height} pixels: more than {max}, which is too much for a pupil’s computer; make it smaller',
    fr: 'elle fait {width} × {height} pixels : plus de {max}, ce qui est trop pour l’ordinateur d’un élève ; réduisez-la',
  },
  'drawing-outside': { en: 'an address outside the drawing', fr: 'une adresse hors du dessin' },
  'manifest-namespace': {
    en: 'expected a manifest in the namespace {namespace}',
    fr: 'il faut un manifeste dans l’espace de noms {namespace}',
  },
  'manifest-version': {
    en: 'metadata/schemaversion has to be 3.0.0 or 3.0.1',
    fr: 'metadata/schemaversion doit être 3.0.0 ou 3.0.1',
  },
  'manifest-organizations': {
    en: 'organizations are not part of QTI packages',
    fr: 'les paquets QTI n’ont pas de « organizations »',
  },
  'manifest-nested': {
    en: 'manifests inside manifests are not supported',
    fr: 'un manifeste dans un manifeste n’est pas accepté',
  },
  'manifest-resource': { en: 'expected resource', fr: 'il faut resource' },
  'resource-twice': { en: 'two resources are called {id}', fr: 'deux ressources s’appellent {id}' },
  'manifest-child': {
    en: 'expected file, dependency or metadata',
    fr: 'il faut file, dependency ou metadata',
  },
  'href-not-path': {
    en: 'href="{href}" is not a path of the package',
    fr: 'href="{href}" n’est pas un chemin du paquet',
  },
  'dependency-missing': {
    en: 'it depends on {id}, which is not listed',
    fr: 'elle dépend de {id}, qui n’est pas dans la liste',
  },
  'manifest-missing': {
    en: 'list the items in one, or make it with "cloison qti pack"',
    fr: 'citez-y les items, ou faites-le par « cloison qti pack »',
  },
  'manifest-deeper': {
    en: 'there is one at {path}: pack the content of that folder, not the folder',
    fr: 'il y en a un à {path} : archivez le contenu de ce dossier, pas le dossier',
  },
  'file-missing': {
    en: 'the file {path} is not in the package',
    fr: 'le fichier {path} n’est pas dans le paquet',
  },
  'resource-type': {
    en: 'resources of type "{type}" are not supported',
    fr: 'les ressources du type « {type} » ne sont pas acceptées',
  },
  'item-without-file': { en: 'no file for this item', fr: 'pas de fichier pour cet item' },
  'item-twice': { en: '{path} has the identifier {id} already', fr: '{path} a déjà l’identifiant {id}' },
  'not-shown-type': {
    en: '{path} is not of a type that is shown',
    fr: '{path} est d’un type qui n’est pas montré aux élèves',
  },
  'not-in-package': { en: '{path} is not in the package', fr: '{path} n’est pas dans le paquet' },
  'second-test': {
    en: 'a package has one test: this is another',
    fr: 'un paquet a un test : en voici un autre',
  },
  'not-an-item': { en: '{path} is not an item of the manifest', fr: '{path} n’est pas un item du manifeste' },
  'item-in-test-twice': { en: '{path} is in the test twice', fr: '{path} est deux fois dans le test' },
  'file-name': {
    en: 'use letters without accents, digits and ._()+=@,- in names',
    fr: 'des lettres sans accent, des chiffres et ._()+=@,- dans les noms',
  },
  'not-qti': {
    en: 'neither an item nor a test of QTI 2 or 3, nor what they share',
    fr: 'ni un item, ni un test de QTI 2 ou 3, ni ce qu’ils partagent',
  },
  'not-a-test': {
    en: 'expected an assessment test of QTI 2 or 3',
    fr: 'il faut un test (qti-assessment-test) de QTI 2 ou 3',
  },
  'no-section': { en: 'there is no section', fr: 'il n’y a pas de section' },
  'test-part-twice': {
    en: 'two parts of the test are called {id}',
    fr: 'deux parties du test s’appellent {id}',
  },
  'no-such-section': {
    en: '{href} is no section of the package',
    fr: '{href} n’est pas une section du paquet',
  },
  'not-a-section': {
    en: '{path} is no qti-assessment-section',
    fr: '{path} n’est pas un qti-assessment-section',
  },
  'section-twice': { en: 'this section is in the test already', fr: 'cette section est déjà dans le test' },
  'test-element': {
    en: 'this element of tests is not supported',
    fr: 'cet élément des tests n’est pas accepté',
  },
  'test-time': {
    en: 'the time limit of a sequence is in the campaign (minutes)',
    fr: 'le temps d’une séquence est dans la campagne (minutes)',
  },
  'test-selection': {
    en: 'every pupil gets all the items: remove the selection',
    fr: 'chaque élève a tous les items : enlevez la sélection',
  },
  'test-ordering': {
    en: 'items come in the order of the test: remove the ordering',
    fr: 'les items viennent dans l’ordre du test : enlevez le tirage de l’ordre',
  },
  'test-branching': {
    en: 'no item depends on another: use modules and a routing table',
    fr: 'aucun item ne dépend d’un autre : prenez des modules et une table de routage',
  },
  'test-outcomes': {
    en: 'scores are computed from items: remove outcomes of the test',
    fr: 'les scores se calculent des items : enlevez les variables de résultat du test',
  },
  'test-processing': {
    en: 'scores are computed from items: remove outcome processing',
    fr: 'les scores se calculent des items : enlevez le calcul des résultats du test',
  },
  'test-feedback': {
    en: 'an evaluation gives no feedback to the pupil',
    fr: 'une évaluation ne fait aucun retour à l’élève',
  },
  'test-rubric': {
    en: 'instructions to pupils are in the campaign (instructions)',
    fr: 'les consignes aux élèves sont dans la campagne (instructions)',
  },
  'test-weight': { en: 'points are in the items', fr: 'les points sont dans les items' },
  'test-mapping': { en: 'outcomes keep their names', fr: 'les variables de résultat gardent leur nom' },
  'test-template-default': {
    en: 'variables of an item are its own',
    fr: 'les variables d’un item ne dépendent que de lui',
  },
  'test-control': {
    en: '{name}="{value}": the player does as if it were {played}',
    fr: '{name}="{value}" : la page de l’élève fait comme si c’était {played}',
  },
  'in-drawing': { en: '{code}: {reason}', fr: '{reason} [{code}]' },
  'xml-malformed': {
    en: 'this is no longer well-formed XML: a tag, a quote or an attribute is wrong here',
    fr: 'ce n’est plus du XML bien formé : une balise, un guillemet ou un attribut est faux ici',
  },
  'xml-unclosed': {
    en: 'the file ends before {tag} is closed: is it complete?',
    fr: 'le fichier finit avant que {tag} soit fermé : est-il entier ?',
  },
  'xml-entity': {
    en: 'this reference (“&…;”) means nothing in XML: write the character itself',
    fr: 'ce renvoi (« &… ; ») ne dit rien en XML : écrivez le signe lui-même',
  },
  'xml-character': {
    en: 'a character that XML does not allow',
    fr: 'un signe que XML n’admet pas',
  },
} as const;
