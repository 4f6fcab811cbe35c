/** Everything that can be wrong with a campaign folder, besides its items (those have the codes of `@cloison/qti`). */

import { Problems } from '@cloison/command/problem';
import type { Words } from '@cloison/command/refusal';
import { TABLE_PROBLEMS } from '@cloison/study-files';

export const CAMPAIGN_PROBLEMS = {
  'file-missing': { fr: 'Ce fichier manque.', en: 'This file is missing.' },
  'yaml-syntax': { fr: 'YAML mal écrit : {detail}', en: 'Malformed YAML: {detail}' },
  'key-twice': {
    fr: '« {key} » est donné deux fois (déjà ligne {first}).',
    en: '“{key}” is given twice (first on line {first}).',
  },
  'key-missing': { fr: 'Il manque « {key} ».', en: '“{key}” is missing.' },
  'key-unknown': { fr: '« {key} » n’est pas prévu ici.', en: '“{key}” is not expected here.' },
  'value-type': {
    fr: '« {key} » : {expected} attendu, trouvé {received}.',
    en: '“{key}”: expected {expected}, found {received}.',
  },
  'value-empty': { fr: '« {key} » ne peut pas être vide.', en: '“{key}” can’t be empty.' },
  'value-long': { fr: '« {key} » est trop long.', en: '“{key}” is too long.' },
  'value-range': {
    fr: '« {key} » est hors des bornes ({expected}).',
    en: '“{key}” is out of bounds ({expected}).',
  },
  'campaign-name': {
    fr: 'Un nom de campagne a 3 à 40 signes : minuscules, chiffres, tirets, et commence par une lettre ou un chiffre.',
    en: 'A campaign name has 3 to 40 symbols: lower-case letters, digits, hyphens, and begins with a letter or digit.',
  },
  'rehearsal-name': {
    fr: 'La campagne blanche s’appellerait « {name} » : c’est plus de {most} signes. Raccourcissez le nom de la campagne, ou faites une copie du dossier avec « rehearsal: true » et un autre nom.',
    en: 'The rehearsal would be called “{name}”: that is more than {most} symbols. Shorten the campaign’s name, or make a copy of the folder with “rehearsal: true” and another name.',
  },
  'sequence-name': {
    fr: 'Un nom de séquence a 2 à 31 signes : minuscules, chiffres, tirets, et commence par une lettre ou un chiffre.',
    en: 'A sequence name has 2 to 31 symbols: lower-case letters, digits, hyphens, and begins with a letter or digit.',
  },
  'text-sign': {
    fr: '« {key} » contient un caractère invisible : un caractère de contrôle, ou une marque qui inverse le sens d’écriture.',
    en: '“{key}” holds an invisible symbol: a control character, or a mark that reverses the direction of writing.',
  },
  'sequence-name-reserved': {
    fr: 'Une séquence ne peut pas s’appeler « {id} » : c’est le nom d’un document.',
    en: 'A sequence can’t be called “{id}”: a document has that name.',
  },
  identifier: {
    fr: 'Un identifiant n’a que des lettres sans accent, des chiffres, « . », « _ » et « - », et commence par une lettre ou un chiffre.',
    en: 'An identifier has only unaccented letters, digits, “.”, “_” and “-”, and begins with a letter or digit.',
  },
  address: {
    fr: 'L’adresse doit être une adresse https:// (http:// sur cette machine seulement), sans « ? » ni « # ».',
    en: 'The address must be an https:// address (http:// on this machine only), without “?” or “#”.',
  },
  'local-time': {
    fr: 'Une heure s’écrit 2026-09-07T08:00, sans décalage.',
    en: 'A time is written 2026-09-07T08:00, without an offset.',
  },
  'quoted-prefix': {
    fr: 'Un préfixe d’UAI s’écrit entre guillemets ("974"), en chiffres, ou "*".',
    en: 'A UAI prefix is written in quotes ("974"), in digits, or "*".',
  },
  'id-twice': {
    fr: '{what} « {id} » est déjà défini ligne {first}.',
    en: '{what} “{id}” is defined already on line {first}.',
  },
  'level-unknown': {
    fr: 'Le niveau « {id} » n’est pas dans « levels ».',
    en: 'Level “{id}” is not in “levels”.',
  },
  'sequence-unknown': {
    fr: 'La séquence « {id} » n’est pas dans campaign.yaml.',
    en: 'Sequence “{id}” is not in campaign.yaml.',
  },
  'domain-level': {
    fr: 'Ce domaine est du niveau {level}, mais sa séquence est du niveau {other}.',
    en: 'This domain is of level {level}, but its sequence is of level {other}.',
  },
  'level-empty': { fr: 'Le niveau « {id} » n’a aucune séquence.', en: 'Level “{id}” has no sequence.' },
  'exercises-required': {
    fr: 'Une séquence en saisie doit dire ses exercices.',
    en: 'An entry sequence must state its exercises.',
  },
  'items-and-exercises': {
    fr: 'Avec des exercices, « items » n’est pas permis : l’ordre est celui des exercices.',
    en: 'With exercises, “items” is not allowed: the order is that of the exercises.',
  },
  'minutes-entry': {
    fr: 'Une séquence en saisie n’a pas de durée limite.',
    en: 'An entry sequence has no time limit.',
  },
  'double-entry-level': {
    fr: 'La double saisie demande un niveau en saisie (mode: entry).',
    en: 'Double entry needs a level by entry (mode: entry).',
  },
  'cohort-name': {
    fr: 'Un nom de cohorte s’écrit en minuscules, chiffres et tirets simples, comme panel-2026.',
    en: 'A cohort’s name is written in lower-case letters, digits and single hyphens, such as panel-2026.',
  },
  'cohort-day': {
    fr: '« until » est un jour, comme 2032-08-31.',
    en: '“until” is a day, such as 2032-08-31.',
  },
  'cohort-until': {
    fr: 'Les clés d’une cohorte vont jusqu’à un jour après la dernière fenêtre ({last}) et au plus vingt ans plus tard ({latest}).',
    en: 'A cohort’s keys last until a day after the last window ({last}), and at most twenty years later ({latest}).',
  },
  'progress-self': {
    fr: 'Une campagne ne se compare pas à elle-même : « since » nomme une campagne d’avant.',
    en: 'A campaign is not compared with itself: “since” names an earlier one.',
  },
  'progress-domain': {
    fr: 'Il n’y a pas de domaine « {id} » dans cette campagne.',
    en: 'There is no domain “{id}” in this campaign.',
  },
  'package-missing': {
    fr: 'Le paquet « {path} » n’est pas à côté de campaign.yaml.',
    en: 'Package “{path}” is not beside campaign.yaml.',
  },
  'package-path': {
    fr: 'Le paquet « {path} » doit être un dossier ou un .zip dans le dossier de la campagne.',
    en: 'Package “{path}” must be a folder or .zip inside the campaign’s folder.',
  },
  'package-large': {
    fr: 'Le fichier « {path} » est trop gros ({bytes} octet(s)).',
    en: 'File “{path}” is too large ({bytes} byte(s)).',
  },
  'item-missing': {
    fr: 'L’item « {item} » n’est pas dans le paquet « {package} ».',
    en: 'Item “{item}” is not in package “{package}”.',
  },
  'item-refused': {
    fr: 'L’item « {item} » est dans le paquet, mais il a été refusé (voir ses problèmes).',
    en: 'Item “{item}” is in the package, but was refused (see its problems).',
  },
  'item-twice': {
    fr: 'L’item « {item} » est utilisé deux fois (déjà ligne {first}).',
    en: 'Item “{item}” is used twice (first on line {first}).',
  },
  'item-other-sequence': {
    fr: 'L’item « {item} » n’est pas dans la séquence « {sequence} ».',
    en: 'Item “{item}” is not in sequence “{sequence}”.',
  },
  'item-two-domains': {
    fr: 'L’item « {item} » est déjà dans le domaine « {domain} » (ligne {first}).',
    en: 'Item “{item}” is in domain “{domain}” already (line {first}).',
  },
  'item-entry-type': {
    fr: 'L’item « {item} » ne peut pas être saisi par un enseignant : il faut un seul choix unique, une seule réponse courte ou une liste de réponses courtes.',
    en: 'Item “{item}” can’t be keyed in by a teacher: it needs one single choice, one short text or a list of short texts.',
  },
  'item-unscored': {
    fr: 'L’item « {item} » n’a pas de score automatique et ne peut pas être dans un domaine.',
    en: 'Item “{item}” has no automatic score and can’t be in a domain.',
  },
  'content-ahead-entry': {
    fr: 'Seul ce que les élèves voient à l’écran est scellé à l’avance, et aucun niveau n’est en ligne.',
    en: 'Only what pupils see on screen is sealed ahead, and no level is online.',
  },
  'no-items': { fr: 'La séquence « {id} » n’a aucun item.', en: 'Sequence “{id}” has no item.' },
  'page-missing': {
    fr: 'L’image « {path} » n’est pas dans le paquet, ou n’y est pas acceptée.',
    en: 'Picture “{path}” is not in the package, or is not accepted there.',
  },
  'page-type': {
    fr: 'L’image « {path} » doit être .svg, .png, .jpg, .jpeg ou .webp.',
    en: 'Picture “{path}” must be .svg, .png, .jpg, .jpeg or .webp.',
  },
  'thresholds-order': {
    fr: 'Les seuils doivent monter : 0 < premier ≤ second (trouvé {first} et {second}).',
    en: 'Thresholds must rise: 0 < first ≤ second (found {first} and {second}).',
  },
  'threshold-above-maximum': {
    fr: 'Le seuil {value} est au-dessus du score maximal du domaine ({maximum}).',
    en: 'Threshold {value} is above the domain’s maximum score ({maximum}).',
  },
  'accommodation-empty': {
    fr: 'Cet aménagement ne change rien : donnez time, font, zoom, contrast ou tools.',
    en: 'This accommodation changes nothing: give time, font, zoom, contrast or tools.',
  },
  'zone-unknown': {
    fr: 'Le fuseau « {zone} » n’existe pas (exemples : Europe/Paris, Indian/Reunion).',
    en: 'There is no zone “{zone}” (examples: Europe/Paris, Indian/Reunion).',
  },
  'area-last': {
    fr: 'La zone qui prend tout ("*") doit être la dernière.',
    en: 'The area that takes all ("*") must be the last.',
  },
  'area-no-rest': {
    fr: 'Aucune zone ne prend le reste : la dernière doit avoir departements: ["*"].',
    en: 'No area takes the rest: the last must have departements: ["*"].',
  },
  'area-shadowed': {
    fr: 'Le préfixe « {prefix} » est déjà pris par la zone « {area} ».',
    en: 'Prefix “{prefix}” is already taken by area “{area}”.',
  },
  'area-unknown': { fr: 'Il n’y a pas de zone « {id} ».', en: 'There is no area “{id}”.' },
  'time-impossible': {
    fr: '{time} n’existe pas : {whyFr}.',
    en: '{time} does not exist: {whyEn}.',
  },
  'window-backwards': {
    fr: 'La fenêtre « {name} » ferme ({closes}) avant d’ouvrir ({opens}).',
    en: 'Window “{name}” closes ({closes}) before it opens ({opens}).',
  },
  'window-several': {
    fr: 'La séquence « {name} » a plusieurs fenêtres dans la même zone : il en faut une.',
    en: 'Sequence “{name}” has several windows in one area: it needs one.',
  },
  'window-overlap': {
    fr: 'Deux fenêtres de « {name} » se chevauchent dans la même zone (l’autre est ligne {first}).',
    en: 'Two windows of “{name}” overlap in one area (the other is on line {first}).',
  },
  'window-missing': {
    fr: 'La séquence « {name} » n’a pas de fenêtre.',
    en: 'Sequence “{name}” has no window.',
  },
  'report-early': {
    fr: 'Les restitutions ferment ({closes}) avant la séquence « {name} » ({other}).',
    en: 'Reports close ({closes}) before sequence “{name}” ({other}).',
  },
  'keyring-short': {
    fr: 'La fenêtre « keyring » doit couvrir toutes les autres : « {name} » va de {opens} à {closes}.',
    en: 'The “keyring” window must cover all others: “{name}” is from {opens} to {closes}.',
  },
  'answers-large': {
    fr: 'Les réponses de la séquence « {id} » peuvent dépasser ce qu’une enveloppe contient : réduisez la longueur des textes ou coupez la séquence.',
    en: 'The answers of sequence “{id}” may be larger than an envelope: shorten its texts or split it.',
  },
  'file-path': {
    fr: '« {path} » doit être un fichier du dossier de la campagne.',
    en: '“{path}” must be a file of the campaign’s folder.',
  },
  'file-absent': { fr: 'Le fichier « {path} » manque.', en: 'File “{path}” is missing.' },
  'file-large': {
    fr: 'Le fichier « {path} » dépasse {most} Mo.',
    en: 'File “{path}” is larger than {most} MB.',
  },
  'reference-bad': {
    fr: '« {path} » n’est pas une calibration (cloison-calibration/1) : {detail}',
    en: '“{path}” is not a calibration (cloison-calibration/1): {detail}',
  },
  'reference-item': {
    fr: 'L’item « {item} » n’est pas dans « {path} » : il ne peut pas servir d’ancre.',
    en: 'Item “{item}” is not in “{path}”: it can’t be an anchor.',
  },
  'reference-item-domain': {
    fr: 'L’item « {item} » n’est pas dans ce domaine : il ne peut pas servir d’ancre.',
    en: 'Item “{item}” is not in this domain: it can’t be an anchor.',
  },
  'reference-few': {
    fr: '{count} item(s) en commun avec « {path} » : il en faut au moins {least}.',
    en: '{count} item(s) in common with “{path}”: at least {least} are needed.',
  },
  'reference-responses': {
    fr: '« responses » va avec « method: concurrent », et seulement avec lui.',
    en: '“responses” goes with “method: concurrent”, and with nothing else.',
  },
  'reference-scale': {
    fr: 'L’échelle de la campagne ({mean}, {sd}) n’est pas celle de « {path} » ({other}, {otherSd}) : l’échelle de l’année de référence est conservée, écrivez-la dans « scale ».',
    en: 'The campaign’s scale ({mean}, {sd}) is not that of “{path}” ({other}, {otherSd}): the scale of the reference year is kept, write it in “scale”.',
  },
  'regression-reference': {
    fr: 'La colonne « {column} » n’a pas la modalité « {reference} » : {known}.',
    en: 'Column “{column}” has no value “{reference}”: {known}.',
  },
  'column-again': {
    fr: 'La colonne « {column} » est donnée deux fois.',
    en: 'Column “{column}” is given twice.',
  },
  'module-name': {
    fr: 'Un nom de module ou de bloc a 1 à 16 signes : lettres sans accent, chiffres, tirets, et commence par une lettre ou un chiffre.',
    en: 'The name of a module or block has 1 to 16 symbols: unaccented letters, digits, hyphens, and begins with a letter or digit.',
  },
  'design-entry': {
    fr: 'Seule une séquence en ligne peut avoir des modules ou des cahiers tournants.',
    en: 'Only an online sequence can have modules or rotated booklets.',
  },
  'design-alone': {
    fr: '« {key} » dit déjà quels items : ni « items », ni « exercises », et l’un des deux seulement de « modules » et « booklets ».',
    en: '“{key}” says the items already: neither “items” nor “exercises”, and only one of “modules” and “booklets”.',
  },
  'attempts-none': {
    fr: 'L’item « {item} » n’est pas dans la séquence, ou n’a qu’un essai : rien ne s’y montre après une réponse.',
    en: 'Item “{item}” is not in the sequence, or has one attempt: it shows nothing after an answer.',
  },
  'attempts-entry': {
    fr: 'Seule une séquence en ligne peut donner plusieurs essais : sur le papier, rien ne se montre après une réponse.',
    en: 'Only an online sequence can give several attempts: paper shows nothing after an answer.',
  },
  'attempts-modules': {
    fr: 'Une séquence adaptative ne peut pas donner plusieurs essais : les tables de routage comptent une seule réponse.',
    en: 'An adaptive sequence cannot give several attempts: routing tables count one answer.',
  },
  'variants-entry': {
    fr: 'Seule une séquence en ligne peut avoir des variantes : sur papier, tous ont le même cahier.',
    en: 'Only an online sequence can have variants: on paper everybody has the same booklet.',
  },
  'variants-modules': {
    fr: 'Une séquence adaptative ne peut pas avoir de variantes : les tables d’orientation comptent les réponses d’un même item.',
    en: 'An adaptive sequence cannot have variants: routing tables count the responses of one item.',
  },
  'variants-none': {
    fr: 'Aucun item du paquet n’a plusieurs variantes : il y faut des variables de modèle (qti-template-declaration) tirées au hasard.',
    en: 'No item of the package has several variants: they need template variables (qti-template-declaration) drawn at random.',
  },
  'variants-maximum': {
    fr: 'Les variantes de l’item « {item} » ne valent pas toutes autant : de {least} à {most} point(s).',
    en: 'The variants of item “{item}” are not all worth the same: from {least} to {most} point(s).',
  },
  'variants-name': {
    fr: 'La variante « {name} » de l’item « {item} » porte le nom d’un autre item, ou un nom trop long.',
    en: 'Variant “{name}” of item “{item}” bears the name of another item, or one that is too long.',
  },
  'first-alone': {
    fr: '« first » nomme des modules : il n’y en a pas ici.',
    en: '“first” names modules: there are none here.',
  },
  'module-twice': { fr: '« {id} » est là deux fois.', en: '“{id}” is there twice.' },
  'module-unknown': {
    fr: 'Il n’y a pas de module ou de bloc « {id} » dans cette séquence.',
    en: 'There is no module or block “{id}” in this sequence.',
  },
  'module-unreachable': {
    fr: 'Aucun chemin ne mène au module « {id} ».',
    en: 'No way leads to module “{id}”.',
  },
  'module-empty': {
    fr: 'Le module « {id} » n’a pas d’items : donnez « items », ou « file » à l’orientation qui en part ou y mène.',
    en: 'Module “{id}” has no items: give “items”, or a “file” to the route that leads from it or to it.',
  },
  'upload-large': {
    fr: 'L’item « {id} » accepte un fichier de {bytes} octet(s) : la campagne en permet {most} (data-cloison-max-bytes).',
    en: 'Item “{id}” takes a file of {bytes} byte(s): the campaign allows {most} (data-cloison-max-bytes).',
  },
  'upload-type': {
    fr: 'L’item « {id} » accepte des fichiers « {type} », que la campagne ne permet pas.',
    en: 'Item “{id}” takes files of type “{type}”, which the campaign does not allow.',
  },
  digest: {
    fr: 'Une empreinte SHA-256 s’écrit en 64 signes, chiffres et lettres de a à f (sha256sum fichier).',
    en: 'A SHA-256 digest is written in 64 symbols, digits and letters from a to f (sha256sum file).',
  },
  'module-digest': {
    fr: 'Le fichier du module « {module} » ({path}) n’a pas cette empreinte, mais {found}. Relisez-le avant de la changer.',
    en: 'The file of the module “{module}” ({path}) does not have this digest, but {found}. Read it before you change it.',
  },
  'modules-circle': {
    fr: 'Les modules tournent en rond, ou leurs chemins sont plus de 10 000.',
    en: 'The modules go round in a circle, or there are more than 10,000 ways through them.',
  },
  'modules-lengths': {
    fr: 'Tous les chemins doivent avoir autant de modules (ici {shortest} à {longest}) : sinon, le nombre d’enregistrements dirait la route à l’hébergeur.',
    en: 'All ways must have as many modules (here {shortest} to {longest}): else the number of records would tell the host the route.',
  },
  'modules-stages': {
    fr: 'Un chemin a plus de {most} module(s).',
    en: 'A way has more than {most} module(s).',
  },
  'route-one': {
    fr: 'Le module « {id} » ne mène pas à plusieurs modules : il n’y a rien à orienter.',
    en: 'Module “{id}” does not lead to several modules: there is nothing to route.',
  },
  'route-missing': {
    fr: 'Le module « {id} » mène à plusieurs modules : il manque « route ».',
    en: 'Module “{id}” leads to several modules: “route” is missing.',
  },
  'route-kind': {
    fr: 'Une orientation dit « from » (des points), ou « file », ou « theta » avec « calibration ».',
    en: 'A route says “from” (points), or “file”, or “theta” with “calibration”.',
  },
  'route-cuts': {
    fr: 'Il faut {wanted} seuil(s) d’orientation qui montent (trouvé : {found}).',
    en: 'It needs {wanted} rising routing cut(s) (found: {found}).',
  },
  'route-fallback': {
    fr: 'Le module de repli « {id} » n’est pas parmi ceux qui suivent.',
    en: 'The fallback module “{id}” is not among those that follow.',
  },
  'route-on': {
    fr: '« {id} » n’est pas sur tous les chemins qui mènent ici : ses points ne peuvent pas compter.',
    en: '“{id}” is not on all ways that lead here: its points can’t count.',
  },
  'route-bad': {
    fr: '« {path} » n’est pas un fichier de modules (cloison-modules/1, de « cloison measurement adaptive --out ») : {detail}',
    en: '“{path}” is not a file of modules (cloison-modules/1, of “cloison measurement adaptive --out”): {detail}',
  },
  'route-items': {
    fr: 'Les items du module « {module} » ne sont pas ceux de « {path} ».',
    en: 'The items of module “{module}” are not those of “{path}”.',
  },
  'route-calibration': {
    fr: 'Ces items ne sont pas dans « {path} » : {items}',
    en: 'These items are not in “{path}”: {items}',
  },
  'route-steps': {
    fr: 'Les scores de « {path} » ne sont pas les points des items, à une unité près : donnez « from » en points.',
    en: 'The scores of “{path}” are not the items’ points, up to a unit: give “from” in points.',
  },
  'route-refused': {
    fr: 'Les points de l’item « {item} » ne s’écrivent pas dans une table d’orientation : {reason}.',
    en: 'The points of item “{item}” can’t be written into a routing table: {reason}.',
  },
  'booklets-kind': {
    fr: 'Donnez « perBooklet » (blocs équilibrés) ou « booklets » (leur liste), et l’un des deux seulement.',
    en: 'Give “perBooklet” (balanced blocks) or “booklets” (a list of them), and only one of the two.',
  },
  'booklets-unbalanced': {
    fr: 'Il n’y a pas de cahiers équilibrés de {each} bloc(s) sur {blocks} en tournant (il y en a de 2 sur 3, 3 sur 4, 3 sur 7, 4 sur 13…) : listez-les dans « booklets ».',
    en: 'There are no balanced booklets of {each} block(s) out of {blocks} by turning (there are of 2 out of 3, 3 of 4, 3 of 7, 4 of 13 …): list them in “booklets”.',
  },
  'thresholds-forms': {
    fr: 'Les élèves n’ont pas tous les mêmes items de ce domaine : donnez les seuils par {what}, un de : {forms}',
    en: 'Pupils do not all sit the same items of this domain: give thresholds by {what}, one of: {forms}',
  },
  'thresholds-form-missing': {
    fr: 'Il manque les seuils pour : {forms}',
    en: 'Thresholds are missing for: {forms}',
  },
  'thresholds-one': {
    fr: 'Tous les élèves ont les mêmes items de ce domaine : donnez deux seuils.',
    en: 'All pupils sit the same items of this domain: give two thresholds.',
  },
  'form-maximum': {
    fr: 'Avec « {form} » pour dernier module, le domaine a {first} ou {second} point(s) selon le chemin : les seuils ne peuvent pas valoir pour tous.',
    en: 'With “{form}” as last module, the domain has {first} or {second} point(s) by the way taken: thresholds can’t hold for all.',
  },
  'dimensions-domain': { fr: 'Il n’y a pas de domaine « {id} ».', en: 'There is no domain “{id}”.' },
  'dimensions-level': {
    fr: 'Le domaine « {id} » n’est pas du même niveau que le premier.',
    en: 'Domain “{id}” is not of the same level as the first.',
  },
  'calendar-year': {
    fr: 'La première séquence ouvre en {opened}, et la campagne est de {year} : est-ce le bon calendrier ?',
    en: 'The first sequence opens in {opened}, and the campaign is of {year}: is it the right calendar?',
  },
  'media-type': {
    fr: 'Ce fichier ne commence pas comme un fichier {type} : est-ce le bon ?',
    en: 'This file does not begin as a file of type {type} does: is it the right one?',
  },
  'media-large': {
    fr: 'Ce fichier fait {megabytes} Mo : chaque poste d’une classe le charge.',
    en: 'This file has {megabytes} MB: every computer of a class loads it.',
  },
  ...TABLE_PROBLEMS,
} as const satisfies Readonly<Record<string, Words>>;

export type CampaignProblemCode = keyof typeof CAMPAIGN_PROBLEMS;
export type CampaignProblems = Problems<CampaignProblemCode>;

export function campaignProblems(): CampaignProblems {
  return new Problems<CampaignProblemCode>(CAMPAIGN_PROBLEMS);
}
