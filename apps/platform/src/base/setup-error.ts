/**
 * What is wrong with how the service is set up, or with what a command was given. A reason has words in French and English;
 * its code is coarser and stable: programs read it (`docs/operations.md`). Shown to the operator, never to a caller.
 */
import { EXIT, Refusal, type RefusalEntry, type Values } from '@cloison/command/refusal';

export type SetupErrorCode =
  | 'not-initialised'
  | 'already-initialised'
  | 'wrong-secrets'
  | 'bad-authority-key'
  | 'in-use'
  | 'bad-setting'
  | 'too-new'
  | 'plain-http'
  | 'plain-store'
  | 'store-exists'
  | 'bad-backup'
  | 'unknown-campaign'
  | 'not-a-relay'
  | 'not-exported'
  | 'already-purged'
  | 'already-here'
  | 'not-frozen'
  | 'bad-transfer-file'
  | 'bad-transfer-key';

interface SetupEntry extends RefusalEntry {
  readonly code: SetupErrorCode;
}

export const SETUP_REASONS = {
  'no-secrets': {
    code: 'not-initialised',
    exit: EXIT.key,
    fr: 'Il n’y a pas de secrets dans {folder} : lancez d’abord « cloison platform init ».',
    en: 'No secrets in {folder}: run `cloison platform init` first.',
  },
  'secrets-exist': {
    code: 'already-initialised',
    exit: EXIT.refused,
    fr: 'Il y a déjà des secrets dans {folder} ; ils ne sont pas remplacés.',
    en: 'There are secrets in {folder} already; they are not replaced.',
  },
  'store-without-secrets': {
    code: 'wrong-secrets',
    exit: EXIT.key,
    fr: 'Il y a déjà des données dans {folder} : indiquez leurs --secrets.',
    en: 'There is a store in {folder} already: give its --secrets.',
  },
  'secret-missing': {
    code: 'wrong-secrets',
    exit: EXIT.key,
    fr: 'Il manque {path}.',
    en: '{path} is missing.',
  },
  'secret-open': {
    code: 'wrong-secrets',
    exit: EXIT.key,
    fr: '{path} est lisible par d’autres : chmod 600.',
    en: '{path} can be read by others: chmod 600 it.',
  },
  'secret-length': {
    code: 'wrong-secrets',
    exit: EXIT.key,
    fr: '{path} ne contient pas 32 octets en base64.',
    en: '{path} does not hold 32 bytes in base64.',
  },
  'secret-damaged': {
    code: 'wrong-secrets',
    exit: EXIT.key,
    fr: '{path} ou {other} est abîmé.',
    en: '{path} or {other} is damaged.',
  },
  'secrets-of-another-store': {
    code: 'wrong-secrets',
    exit: EXIT.key,
    fr: 'Ces secrets ne sont pas ceux de ces données : tous les codes seraient inconnus.',
    en: 'The secrets do not belong to this store: every code would be unknown.',
  },
  'pepper-differs': {
    code: 'already-initialised',
    exit: EXIT.refused,
    fr: '{path} contient un autre poivre ; il n’est pas remplacé.',
    en: '{path} holds another pepper; it is not replaced.',
  },
  'authority-key-form': {
    code: 'bad-authority-key',
    exit: EXIT.key,
    fr: 'La clé de l’autorité a 32 octets, écrits en base64url (43 caractères).',
    en: "The authority's key must be 32 bytes in base64url (43 characters).",
  },
  'authority-key-differs': {
    code: 'bad-authority-key',
    exit: EXIT.key,
    fr: 'Cette plateforme connaît une autre clé d’autorité. Si l’autorité a remplacé la sienne : « cloison platform replace-authority ».',
    en: 'This platform knows another key of the authority. If the authority has replaced its own: `cloison platform replace-authority`.',
  },
  'authority-key-fingerprint': {
    code: 'bad-authority-key',
    exit: EXIT.key,
    fr: 'La clé donnée a l’empreinte {found}, pas celle que l’autorité a lue. Rien n’a changé : n’inscrivez pas cette clé, et rappelez l’autorité.',
    en: 'The key that was given has the fingerprint {found}, not the one that the authority has read out. Nothing has changed: do not register this key, and call the authority back.',
  },
  'campaign-of-another-authority': {
    code: 'bad-authority-key',
    exit: EXIT.key,
    fr: 'La campagne est d’une autre autorité que cette plateforme, ou l’autorité a remplacé sa clé depuis l’export : exportez de nouveau, une fois la nouvelle clé inscrite des deux côtés.',
    en: 'The campaign is of another authority than this platform, or the authority has replaced its key since the export: export again, once the new key is registered at both ends.',
  },
  'folder-in-use': {
    code: 'in-use',
    exit: EXIT.locked,
    fr: 'Un autre processus de la plateforme utilise ce dossier de données.',
    en: 'Another process of the platform is using this data folder.',
  },
  'folder-not-writable': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Le dossier des données n’est pas inscriptible.',
    en: 'The data folder cannot be written.',
  },
  'schema-newer': {
    code: 'too-new',
    exit: EXIT.refused,
    fr: '{file} vient d’une version plus récente de ce programme (schéma {version} ; celle-ci connaît le {known}) : rien n’a été modifié.',
    en: '{file} was made by a later version of this program (schema {version}; this one knows {known}): nothing was changed.',
  },
  'postgres-schema-newer': {
    code: 'too-new',
    exit: EXIT.refused,
    fr: 'PostgreSQL a été mis à jour par une version plus récente de ce programme ({schema}, schéma {version} ; celle-ci connaît le {known}) : rien n’a été modifié.',
    en: '{schema} in PostgreSQL was made by a later version of this program (schema {version}; this one knows {known}): nothing was changed.',
  },
  'tls-unreadable': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: '{cert} et {key} ne sont pas un certificat et sa clé.',
    en: '{cert} and {key} are not a certificate and its key.',
  },
  'plain-http': {
    code: 'plain-http',
    exit: EXIT.refused,
    fr: 'Pas de HTTP en clair sur {host} : donnez --tls-cert et --tls-key, ou --behind-proxy quand un mandataire, devant, parle TLS.',
    en: 'Refusing plain HTTP on {host}: give --tls-cert and --tls-key, or --behind-proxy when a proxy in front speaks TLS.',
  },
  'port-in-use': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Le port {port} de {host} est déjà pris.',
    en: 'Port {port} of {host} is in use already.',
  },
  'cannot-listen': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Impossible d’écouter sur {host}, port {port} ({reason}).',
    en: 'Cannot listen on {host}, port {port} ({reason}).',
  },
  'store-name': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Un magasin se nomme sqlite:DOSSIER ou postgres://rôle@hôte/base ou nats://hôte,hôte,hôte.',
    en: 'A store is named as sqlite:FOLDER or postgres://role@host/database or nats://host,host,host.',
  },
  'quota-elsewhere': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: '--quota est pour le magasin intégré : limitez les autres là où ils tournent.',
    en: '--quota is for the embedded store: bound the others where they run.',
  },
  'embedded-only': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Ceci est pour le magasin intégré : les autres ont leurs propres outils.',
    en: 'This is for the embedded store: the others have their own tools.',
  },
  'password-on-command-line': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Un mot de passe sur une ligne de commande est lisible par tous sur cette machine : donnez l’adresse dans CLOISON_STORE, ou le mot de passe dans un fichier que nomme CLOISON_STORE_PASSWORD_FILE.',
    en: 'A password on a command line can be read by everybody on this machine: give the address in CLOISON_STORE, or the password in a file named by CLOISON_STORE_PASSWORD_FILE.',
  },
  'store-password-unreadable': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Le fichier du mot de passe du magasin, {file}, n’est pas lisible.',
    en: "The file of the store's password, {file}, cannot be read.",
  },
  'store-file-unreadable': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Le {parameter} du magasin, {file}, n’est pas lisible.',
    en: "The store's {parameter} {file} cannot be read.",
  },
  'store-parameter-value': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Le {parameter} du magasin n’est pas l’un de {allowed}.',
    en: "The store's {parameter} is one of {allowed}.",
  },
  'store-parameter-unknown': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'L’adresse du magasin a un paramètre {parameter}, qui ne veut rien dire ici.',
    en: "The store's address has a parameter {parameter}, which means nothing here.",
  },
  'postgres-name': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Un magasin PostgreSQL se nomme postgres://rôle@hôte:port/base.',
    en: 'A PostgreSQL store is named as postgres://role@host:port/database.',
  },
  'postgres-sslmode': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Le sslmode du magasin n’est pas l’un de {allowed}.',
    en: "The store's sslmode is none of {allowed}.",
  },
  'postgres-sslrootcert': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'L’adresse du magasin a sslmode=verify-full sans sslrootcert : un fichier, ou « system ».',
    en: "The store's address has sslmode=verify-full without sslrootcert: a file, or `system`.",
  },
  'postgres-plain': {
    code: 'plain-store',
    exit: EXIT.refused,
    fr: 'Pas de connexion à PostgreSQL sur {host} sans certificat vérifié : donnez sslmode=verify-full et sslrootcert=FICHIER (ou sslrootcert=system).',
    en: 'Refusing a connection to PostgreSQL on {host} whose certificate is not verified: give sslmode=verify-full and sslrootcert=FILE (or sslrootcert=system).',
  },
  'postgres-unusable': {
    code: 'bad-setting',
    exit: EXIT.unreachable,
    fr: 'PostgreSQL n’est pas utilisable sur {host}, port {port}, base {database} : tourne-t-il, le rôle a-t-il son mot de passe et le droit de créer des schémas, le certificat correspond-il ?',
    en: 'PostgreSQL cannot be used on {host}, port {port}, database {database}: is it there, does the role have its password, may it create schemas, does its certificate match?',
  },
  'nats-name': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Un magasin NATS se nomme nats://hôte:port,hôte:port?ca=FICHIER.',
    en: 'A NATS store is named as nats://host:port,host:port?ca=FILE.',
  },
  'nats-server-name': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Un serveur d’un magasin NATS se nomme hôte ou hôte:port.',
    en: 'A server of a NATS store is named as host or host:port.',
  },
  'nats-server-address': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Avec TLS, un serveur d’un magasin NATS est donné par le nom que porte son certificat, non par {host}.',
    en: 'With TLS a server of a NATS store is given by the name that its certificate bears, not as {host}.',
  },
  'nats-plain': {
    code: 'plain-store',
    exit: EXIT.refused,
    fr: 'Pas de connexion à NATS sur {host} sans TLS : donnez ca=FICHIER (ou ca=system).',
    en: 'Refusing a connection to NATS on {host} without TLS: give ca=FILE (or ca=system).',
  },
  'nats-encoding': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Le nom ou le mot de passe dans l’adresse du magasin n’est pas codé comme dans une adresse.',
    en: "The name or password in the store's address is not encoded as in an address.",
  },
  'nats-prefix': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Le prefix du magasin n’a que des lettres minuscules, des chiffres et des tirets.',
    en: "The store's prefix is of a-z, 0-9 and -.",
  },
  'nats-unusable': {
    code: 'bad-setting',
    exit: EXIT.unreachable,
    fr: 'Aucun serveur NATS parmi {servers} n’est utilisable : {reason}',
    en: 'No NATS server of {servers} can be used: {reason}',
  },
  'jetstream-unusable': {
    code: 'bad-setting',
    exit: EXIT.unreachable,
    fr: 'JetStream n’est pas utilisable sur {servers} ({reason}) : est-il activé, la majorité des serveurs tourne-t-elle, y a-t-il de la place ?',
    en: 'JetStream of {servers} cannot be used ({reason}): is it enabled, does a majority of the servers run, is there room?',
  },
  'no-store': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Il n’y a pas de données dans {folder}.',
    en: 'There is no store in {folder}.',
  },
  'store-in-place': {
    code: 'store-exists',
    exit: EXIT.refused,
    fr: 'Il y a des données dans {folder} : déplacez-les d’abord.',
    en: 'There is a store in {folder}: move it away first.',
  },
  'not-a-backup': {
    code: 'bad-backup',
    exit: EXIT.refused,
    fr: '{folder} n’est pas une sauvegarde, ou n’a pas été terminée.',
    en: '{folder} is not a backup, or one that was not finished.',
  },
  'backup-manifest-damaged': {
    code: 'bad-backup',
    exit: EXIT.damaged,
    fr: '{path} est abîmé.',
    en: '{path} is damaged.',
  },
  'backup-file-differs': {
    code: 'bad-backup',
    exit: EXIT.damaged,
    fr: '{path} manque à la sauvegarde, ou n’est plus ce qu’il était.',
    en: '{path} of the backup is missing or not what it was.',
  },
  'backup-content-differs': {
    code: 'bad-backup',
    exit: EXIT.damaged,
    fr: '{path} de la sauvegarde n’est pas ce que dit son nom.',
    en: '{path} of the backup is not what its name says.',
  },
  'backup-database-damaged': {
    code: 'bad-backup',
    exit: EXIT.damaged,
    fr: '{file} de la sauvegarde n’est pas une base saine.',
    en: '{file} of the backup is not a sound database.',
  },
  'backup-envelope-differs': {
    code: 'bad-backup',
    exit: EXIT.damaged,
    fr: 'Une enveloppe de {campaign} n’est pas ce que dit son empreinte.',
    en: 'An envelope of {campaign} is not what its hash says.',
  },
  'backup-count-differs': {
    code: 'bad-backup',
    exit: EXIT.damaged,
    fr: 'La sauvegarde annonce {count} {kind} de {campaign}, qui n’y sont pas.',
    en: 'The backup says {count} {kind} of {campaign}, and they are not there.',
  },
  'tls-together': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: '--tls-cert et --tls-key vont ensemble.',
    en: '--tls-cert and --tls-key go together.',
  },
  'file-missing': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Il n’y a pas de fichier {file}.',
    en: 'There is no file {file}.',
  },
  'never-published': {
    code: 'unknown-campaign',
    exit: EXIT.refused,
    fr: 'Aucune campagne « {campaign} » n’a été publiée ici.',
    en: 'No campaign “{campaign}” was ever published here.',
  },
  'not-a-laptop': {
    code: 'not-a-relay',
    exit: EXIT.refused,
    fr: '{folder} n’est le portable d’aucune campagne : lancez-le avec le fichier de l’autorité.',
    en: "{folder} is no laptop of a campaign: start it with the authority's file.",
  },
  'folder-of-another-use': {
    code: 'already-initialised',
    exit: EXIT.refused,
    fr: '{folder} sert à autre chose : donnez un dossier neuf avec --data.',
    en: '{folder} belongs to something else: give a new folder with --data.',
  },
  'openssl-missing': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'openssl n’est pas installé : installez-le, ou donnez --tls-cert et --tls-key.',
    en: 'openssl is not installed: install it, or give --tls-cert and --tls-key.',
  },
  'openssl-failed': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'openssl n’a pas pu faire de certificat pour ces adresses.',
    en: 'openssl could not make a certificate for these addresses.',
  },
  'saved-since-export': {
    code: 'not-exported',
    exit: EXIT.refused,
    fr: 'Des réponses sont arrivées depuis le dernier export : exportez-les d’abord, ou ajoutez --discard.',
    en: 'Something was saved since the last export: export it first, or add --discard.',
  },
  'purged-here': {
    code: 'already-purged',
    exit: EXIT.refused,
    fr: '{campaign} a été purgée ici.',
    en: '{campaign} was purged here.',
  },
  'campaign-here': {
    code: 'already-here',
    exit: EXIT.refused,
    fr: '{campaign} est déjà ici : elle n’est pas remplacée.',
    en: '{campaign} is here already: it is not replaced.',
  },
  'still-changing': {
    code: 'not-frozen',
    exit: EXIT.refused,
    fr: '{campaign} change encore : ajoutez --final.',
    en: '{campaign} is still being changed: add --final.',
  },
  'not-an-origin': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: '{text} n’est pas une origine telle que https://pages.example.',
    en: '{text} is not an origin such as https://pages.example.',
  },
  'not-a-built-app': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: '{folder} n’est pas une application construite.',
    en: '{folder} is not a built app.',
  },
  'exists-already': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: '{path} existe déjà : il n’est pas remplacé.',
    en: '{path} exists already: it is not replaced.',
  },
  'no-room': {
    code: 'bad-setting',
    exit: EXIT.damaged,
    fr: 'Il n’y a pas la place d’écrire {path}.',
    en: 'There is no room to write {path}.',
  },
  'transfer-purpose': {
    code: 'bad-transfer-file',
    exit: EXIT.refused,
    fr: 'Le fichier sert à autre chose : {purpose}.',
    en: 'The file is for another purpose: {purpose}.',
  },
  'transfer-key-differs': {
    code: 'bad-transfer-key',
    exit: EXIT.key,
    fr: 'Le fichier a été fait sous une autre clé de transfert : rien n’a été modifié.',
    en: 'The file was made under another transfer key: nothing was changed.',
  },
  'transfer-file-altered': {
    code: 'bad-transfer-file',
    exit: EXIT.damaged,
    fr: 'Le fichier est incomplet ou altéré : rien n’a été modifié.',
    en: 'The file is not whole and unaltered: nothing was changed.',
  },
  'transfer-key-missing': {
    code: 'bad-transfer-key',
    exit: EXIT.key,
    fr: 'La clé de transfert manque : donnez --key-file ou CLOISON_TRANSFER_KEY.',
    en: 'The transfer key is missing: give --key-file or CLOISON_TRANSFER_KEY.',
  },
  'transfer-key-form': {
    code: 'bad-transfer-key',
    exit: EXIT.key,
    fr: 'Une clé de transfert a 32 symboles, par groupes de quatre.',
    en: 'A transfer key has 32 symbols in groups of four.',
  },
  'running-platform-failed': {
    code: 'bad-setting',
    exit: EXIT.damaged,
    fr: 'La plateforme en marche n’a pas pu le faire : son journal dit pourquoi.',
    en: 'The running platform could not do it: its log says why.',
  },
  'control-call-unknown': {
    code: 'bad-setting',
    exit: EXIT.refused,
    fr: 'Cet appel n’existe pas sur la prise de commande.',
    en: 'Not a call of the control socket.',
  },
} as const satisfies Readonly<Record<string, SetupEntry>>;

export type SetupReason = keyof typeof SETUP_REASONS;

export class SetupError extends Refusal {
  declare readonly code: SetupErrorCode;
  readonly reason: SetupReason;
  readonly values: Values;
  constructor(reason: SetupReason, values: Values = {}) {
    const entry: SetupEntry = SETUP_REASONS[reason];
    super(entry.code, entry, values, { reason });
    this.name = 'SetupError';
    this.reason = reason;
    this.values = values;
  }
}
