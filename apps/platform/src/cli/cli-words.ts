/** Words of `cloison platform …` for operators, in French and English. What a program reads (`--json`, codes) has no language. */
export type Language = 'fr' | 'en';

export const cliWords = {
  en: {
    descriptions: {
      platform: 'The service that keeps sealed envelopes: set it up, run it, purge a campaign',
      init: 'Make the secrets of a new platform and register the authority that may publish to it',
      pages: 'Write the apps for a machine of the authority that serves pages alone',
      serve: 'Run the service until SIGTERM or SIGINT, which finish what is under way',
      status: 'Say which campaigns a stopped platform keeps, and how much of each',
      purge: 'Erase all of a campaign on a stopped platform, and print the signed statement',
    },
    afterError: '(add --help for what it takes)',
    examples: 'Examples:',
    options: {
      authorityKey: "the authority's Ed25519 public key: base64url, or a file that holds it",
      host: 'address to listen on',
      port: 'port to listen on',
      behindProxy: 'a proxy in front speaks TLS to browsers',
      tlsCert: 'certificate chain, PEM',
      tlsKey: 'private key, PEM',
      pupilApp: 'built app of pupils',
      schoolApp: 'built app of schools',
      appOrigin:
        'origin that serves the apps too (pages of a machine of the authority); may be given several times',
      pagesFolder: 'folder to write, which does not exist yet',
      pagesPlatform: 'origin of the platform that the pages call',
      metrics:
        'where Prometheus, supervisors and balancers ask: a port, or an address and a port (default: nowhere)',
      drainNotice: 'how long /readyz says draining before connections are refused (default: 0)',
      log: 'where the log goes: a file, stderr or none',
      quota: "largest size of one campaign's database",
      store:
        'where campaigns are kept: sqlite:FOLDER (default: in the data folder), postgres://role@host/database, nats://host,host,host; on other machines by verified TLS alone',
      campaign: 'the campaign to erase',
      yes: 'erase: without it, only say what would be erased',
      data: 'data folder of the platform',
      secrets: 'its secrets (default: secrets/ in the data folder)',
      json: 'end with one JSON line',
      notErased: 'what a purge does not reach: your backups and when they expire',
      notErasedDefault: 'a sentence about copies and backups',
    },
    purgeHelp:
      "A running platform is purged by the authority's signed call (cloison campaign close). Repeating a purge, or running it\nagain after a crash, gives the same statement.",
    wholeNumber: 'a whole number is needed.',
    addressAndPort: 'a port, or an address and a port, is needed: 9464, 127.0.0.1:9464, [::1]:9464.',
    secretsMade: 'Secrets made in {folder}: back them up, apart from the store.',
    signsWith: 'This platform signs purge statements with the key {key}',
    pagesWritten:
      'Pages written in {folder}, with nginx.conf to include. Start the platform with their origin: --app-origin.',
    listening: 'Listening on {url} (stop with Ctrl-C)',
    stopped: 'Stopped: what was under way is finished.',
    noCampaign: 'No campaign.',
    wouldErase: 'Would erase of {campaign}, for ever:',
    addYes: 'Add --yes to do it.',
    erased: 'Erased {campaign}. Statement:',
    states: { open: 'open', moved: 'moved', purging: 'purging', purged: 'purged', absent: 'absent' },
    kinds: {
      holders: 'holders',
      documents: 'documents',
      records: 'records',
      versions: 'versions',
      branches: 'branches',
      contentFiles: 'contentFiles',
      routing: 'routing',
    },
  },
  fr: {
    descriptions: {
      platform: 'Le service qui garde les enveloppes scellées : l’installer, le lancer, purger une campagne',
      init: 'Créer les secrets d’une nouvelle plateforme et y inscrire l’autorité qui peut y publier',
      pages: 'Écrire les applications pour une machine de l’autorité qui ne sert que des pages',
      serve: 'Lancer le service jusqu’à SIGTERM ou SIGINT, qui terminent ce qui est en cours',
      status: 'Dire quelles campagnes garde une plateforme arrêtée, et combien de chaque chose',
      purge: 'Effacer toute une campagne sur une plateforme arrêtée, et donner l’attestation signée',
    },
    afterError: '(--help dit ce qu’il faut)',
    examples: 'Exemples :',
    options: {
      authorityKey: 'la clé publique Ed25519 de l’autorité : en base64url, ou un fichier qui la contient',
      host: 'adresse où écouter',
      port: 'port où écouter',
      behindProxy: 'un mandataire, devant, parle TLS aux navigateurs',
      tlsCert: 'chaîne de certificats, PEM',
      tlsKey: 'clé privée, PEM',
      pupilApp: 'application des élèves, construite',
      schoolApp: 'application des écoles, construite',
      appOrigin:
        'origine qui sert aussi les applications (pages d’une machine de l’autorité) ; peut être répétée',
      pagesFolder: 'dossier à écrire, qui n’existe pas encore',
      pagesPlatform: 'origine de la plateforme que ces pages appellent',
      metrics:
        'où demandent Prometheus, superviseurs et répartiteurs : un port, ou une adresse et un port (sinon : nulle part)',
      drainNotice:
        'combien de temps /readyz dit « draining » avant que les connexions ne soient refusées (sinon : 0)',
      log: 'où va le journal technique : un fichier, stderr ou none',
      quota: 'taille maximale de la base d’une campagne',
      store:
        'où sont les campagnes : sqlite:DOSSIER (par défaut : dans le dossier des données), postgres://rôle@hôte/base, nats://hôte,hôte,hôte ; sur d’autres machines par TLS vérifié seulement',
      campaign: 'la campagne à effacer',
      yes: 'effacer : sans elle, dit seulement ce qui serait effacé',
      data: 'dossier des données de la plateforme',
      secrets: 'ses secrets (sinon : secrets/ dans le dossier des données)',
      json: 'finir par une ligne JSON',
      notErased: 'ce qu’une purge n’atteint pas : vos sauvegardes et leur expiration',
      notErasedDefault: 'une phrase sur les copies et les sauvegardes',
    },
    purgeHelp:
      'Une plateforme en marche est purgée par l’appel signé de l’autorité (cloison campaign close). Répéter une purge, ou la\nrelancer après une panne, donne la même attestation.',
    wholeNumber: 'il faut un nombre entier.',
    addressAndPort: 'il faut un port, ou une adresse et un port : 9464, 127.0.0.1:9464, [::1]:9464.',
    secretsMade: 'Secrets créés dans {folder} : sauvegardez-les, à part des données.',
    signsWith: 'Cette plateforme signe ses attestations de purge avec la clé {key}',
    pagesWritten:
      'Pages écrites dans {folder}, avec nginx.conf à inclure. Lancez la plateforme avec leur origine : --app-origin.',
    listening: 'À l’écoute sur {url} (Ctrl-C pour arrêter)',
    stopped: 'Arrêtée : ce qui était en cours est terminé.',
    noCampaign: 'Aucune campagne.',
    wouldErase: 'Effacerait de {campaign}, pour toujours :',
    addYes: 'Ajoutez --yes pour le faire.',
    erased: '{campaign} est effacée. Attestation :',
    states: {
      open: 'ouverte',
      moved: 'déménagée',
      purging: 'en cours de purge',
      purged: 'purgée',
      absent: 'absente',
    },
    kinds: {
      holders: 'titulaires',
      documents: 'documents',
      records: 'enregistrements',
      versions: 'versions',
      branches: 'versions en double',
      contentFiles: 'fichiers de contenu',
      routing: 'tables d’orientation',
    },
  },
} as const;

export type CliWords = (typeof cliWords)[Language];

/** Fills `{name}`. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** What `SetupError` says, by the shape of its English text; one that is not here stays English. */
const FRENCH_ERRORS: readonly (readonly [message: RegExp, french: string])[] = [
  [/^no secrets in (.+): run/s, 'il n’y a pas de secrets dans $1 : lancez d’abord « cloison platform init »'],
  [
    /^there are secrets in (.+) already; they are not replaced$/s,
    'il y a déjà des secrets dans $1 ; ils ne sont pas remplacés',
  ],
  [
    /^there is a store in (.+) already: give its --secrets$/s,
    'il y a déjà des données dans $1 : indiquez leurs --secrets',
  ],
  [/^(.+) is missing$/s, 'il manque $1'],
  [/^(.+) can be read by others: chmod 600 it$/s, '$1 est lisible par d’autres : chmod 600'],
  [/^(.+) does not hold 32 bytes in base64$/s, '$1 ne contient pas 32 octets en base64'],
  [/^(.+) or (\S+) is damaged$/s, '$1 ou $2 est abîmé'],
  [
    /^the authority's key must be 32 bytes/,
    'la clé de l’autorité a 32 octets, écrits en base64url (43 caractères)',
  ],
  [
    /^the data folder was initialised with another authority key$/,
    'le dossier des données a été créé avec une autre clé d’autorité',
  ],
  [
    /^the secrets do not belong to this store/,
    'ces secrets ne sont pas ceux de ces données : tous les codes seraient inconnus',
  ],
  [
    /^another process of the platform is using this data folder$/,
    'un autre processus de la plateforme utilise ce dossier de données',
  ],
  [
    /^(\S+) was made by a later version of this program \(schema (\d+); this one knows (\d+)\): nothing was changed$/,
    '$1 vient d’une version plus récente de ce programme (schéma $2 ; celle-ci connaît le $3) : rien n’a été modifié',
  ],
  [/^(\S+) and (\S+) are not a certificate and its key$/, '$1 et $2 ne sont pas un certificat et sa clé'],
  [
    /^(.+) in PostgreSQL was made by a later version of this program \(schema (\d+); this one knows (\d+)\): nothing was changed$/,
    'PostgreSQL a été mis à jour par une version plus récente de ce programme ($1, schéma $2 ; celle-ci connaît le $3) : rien n’a été modifié',
  ],
  [
    /^PostgreSQL cannot be used on (.+?)(?:, port (\S+), database (.+))?: is it there/s,
    'PostgreSQL n’est pas utilisable sur $1, port $2, base $3 : tourne-t-il, le rôle a-t-il son mot de passe et le droit de créer des schémas, le certificat correspond-il ?',
  ],
  [
    /^refusing a connection to PostgreSQL on (\S+) whose certificate is not verified/,
    'pas de connexion à PostgreSQL sur $1 sans certificat vérifié : donnez sslmode=verify-full et sslrootcert=FICHIER (ou sslrootcert=system)',
  ],
  [/^a PostgreSQL store is named as (\S+)$/, 'un magasin PostgreSQL se nomme postgres://rôle@hôte:port/base'],
  [
    /^a store is named as sqlite:FOLDER or /,
    'un magasin se nomme sqlite:DOSSIER ou postgres://rôle@hôte/base ou nats://hôte,hôte,hôte',
  ],
  [
    /^the store's address has a parameter (.+), which means nothing here$/s,
    'l’adresse du magasin a un paramètre $1, qui ne veut rien dire ici',
  ],
  [
    /^the file of the store's password, (.+), cannot be read$/s,
    'le fichier du mot de passe du magasin, $1, n’est pas lisible',
  ],
  [/^the store's sslmode is none of (.+)$/s, 'le sslmode du magasin n’est pas l’un de $1'],
  [
    /^the store's address has sslmode=verify-full without sslrootcert/,
    'l’adresse du magasin a sslmode=verify-full sans sslrootcert : un fichier, ou « system »',
  ],
  [/^the store's sslrootcert (.+) cannot be read$/s, 'le sslrootcert du magasin, $1, n’est pas lisible'],
  [/^a NATS store is named as (\S+)$/, 'un magasin NATS se nomme nats://hôte:port,hôte:port?ca=FICHIER'],
  [
    /^a server of a NATS store is named as host or host:port$/,
    'un serveur d’un magasin NATS se nomme hôte ou hôte:port',
  ],
  [
    /^refusing a connection to NATS on (\S+) without TLS/,
    'pas de connexion à NATS sur $1 sans TLS : donnez ca=FICHIER (ou ca=system)',
  ],
  [
    /^with TLS a server of a NATS store is given by the name that its certificate bears, not as (\S+)$/,
    'avec TLS, un serveur d’un magasin NATS est donné par le nom que porte son certificat, non par $1',
  ],
  [
    /^the name or password in the store's address is not encoded as in an address$/,
    'le nom ou le mot de passe dans l’adresse du magasin n’est pas codé comme dans une adresse',
  ],
  [/^the store's (ca|creds) (.+) cannot be read$/s, 'le $1 du magasin, $2, n’est pas lisible'],
  [/^the store's (replicas|partitions) is one of (.+)$/s, 'le $1 du magasin n’est pas l’un de $2'],
  [
    /^the store's prefix is of a-z, 0-9 and -$/,
    'le prefix du magasin n’a que des lettres minuscules, des chiffres et des tirets',
  ],
  [/^no NATS server of (.+) can be used: (.+)$/s, 'aucun serveur NATS parmi $1 n’est utilisable : $2'],
  [
    /^JetStream of (.+) cannot be used \((.*)\): is it/s,
    'JetStream n’est pas utilisable sur $1 ($2) : est-il activé, la majorité des serveurs tourne-t-elle, y a-t-il de la place ?',
  ],
  [
    /^--quota is for the embedded store/,
    '--quota est pour le magasin intégré : limitez les autres là où ils tournent',
  ],
  [
    /^this is for the embedded store/,
    'ceci est pour le magasin intégré : les autres ont leurs propres outils',
  ],
  [
    /^a password on a command line can be read by everybody/,
    'un mot de passe sur une ligne de commande est lisible par tous sur cette machine : donnez l’adresse dans CLOISON_STORE, ou le mot de passe dans un fichier que nomme CLOISON_STORE_PASSWORD_FILE',
  ],
  [/^there is no store in (.+)$/s, 'il n’y a pas de données dans $1'],
  [/^there is a store in (.+): move it away first$/s, 'il y a des données dans $1 : déplacez-les d’abord'],
  [
    /^(.+) is not a backup, or one that was not finished$/s,
    '$1 n’est pas une sauvegarde, ou n’a pas été terminée',
  ],
  [
    /^(.+) of the backup is missing or not what it was$/s,
    '$1 manque à la sauvegarde, ou n’est plus ce qu’il était',
  ],
  [/^(.+) of the backup is not what its name says$/s, '$1 de la sauvegarde n’est pas ce que dit son nom'],
  [/^(.+) of the backup is not a sound database$/s, '$1 de la sauvegarde n’est pas une base saine'],
  [
    /^an envelope of (\S+) is not what its hash says$/,
    'une enveloppe de $1 n’est pas ce que dit son empreinte',
  ],
  [
    /^the backup says (\d+) (\w+) of (\S+), and they are not there$/,
    'la sauvegarde annonce $1 $2 de $3, qui n’y sont pas',
  ],
  [/^(.+) is damaged$/s, '$1 est abîmé'],
  [/^the data folder cannot be written$/, 'le dossier des données n’est pas inscriptible'],
  [
    /^refusing plain HTTP on (\S+): /,
    'pas de HTTP en clair sur $1 : donnez --tls-cert et --tls-key, ou --behind-proxy quand un mandataire, devant, parle TLS',
  ],
  [/^port (\d+) of (\S+) is in use already$/, 'le port $1 de $2 est déjà pris'],
  [/^cannot listen on (\S+), port (\d+) \((\w+)\)$/, 'impossible d’écouter sur $1, port $2 ($3)'],
  [/^--tls-cert and --tls-key go together$/, '--tls-cert et --tls-key vont ensemble'],
  [/^there is no file (.+)$/s, 'il n’y a pas de fichier $1'],
  [/^no campaign (".*") was ever published here$/s, 'aucune campagne $1 n’a été publiée ici'],
  [
    /^(.+) is no laptop of a campaign: start it with the authority's file$/s,
    '$1 n’est le portable d’aucune campagne : lancez-le avec le fichier de l’autorité',
  ],
  [
    /^(.+) belongs to something else: give a new folder with --data$/s,
    '$1 sert à autre chose : donnez un dossier neuf avec --data',
  ],
  [
    /^openssl is not installed: /,
    'openssl n’est pas installé : installez-le, ou donnez --tls-cert et --tls-key',
  ],
  [
    /^openssl could not make a certificate for these addresses$/,
    'openssl n’a pas pu faire de certificat pour ces adresses',
  ],
  [/^--tls-cert needs --address: /, '--tls-cert demande --address : par quel nom appelle-t-on ce portable ?'],
  [
    /^something was saved since the last export: /,
    'des réponses sont arrivées depuis le dernier export : exportez-les d’abord, ou ajoutez --discard',
  ],
  [/^(\S+) was purged here$/, '$1 a été purgée ici'],
  [/^(\S+) is here already: it is not replaced$/, '$1 est déjà ici : elle n’est pas remplacée'],
  [/^(\S+) is still being changed: add --final$/, '$1 change encore : ajoutez --final'],
  [
    /^(\S+) is not an origin such as https:\/\/pages\.example$/,
    '$1 n’est pas une origine telle que https://pages.example',
  ],
  [/^(.+) is not a built app$/s, '$1 n’est pas une application construite'],
  [/^(.+) exists already: it is not replaced$/s, '$1 existe déjà : il n’est pas remplacé'],
  [/^there is no room to write (.+)$/s, 'il n’y a pas la place d’écrire $1'],
  [/^--final needs --to and a file$/, '--final demande --to et un fichier'],
  [/^(.+) holds another pepper; it is not replaced$/s, '$1 contient un autre poivre ; il n’est pas remplacé'],
  [/^the file is for another purpose: (\w+)$/, 'le fichier sert à autre chose : $1'],
  [
    /^the campaign is of another authority than this platform$/,
    'la campagne est d’une autre autorité que cette plateforme',
  ],
  [
    /^the file was made under another transfer key: nothing was changed$/,
    'le fichier a été fait sous une autre clé de transfert : rien n’a été modifié',
  ],
  [
    /^the file is not whole and unaltered: nothing was changed$/,
    'le fichier est incomplet ou altéré : rien n’a été modifié',
  ],
  [
    /^the transfer key is missing: give --key-file or CLOISON_TRANSFER_KEY$/,
    'la clé de transfert manque : donnez --key-file ou CLOISON_TRANSFER_KEY',
  ],
  [
    /^a transfer key has 32 symbols in groups of four$/,
    'une clé de transfert a 32 symboles, par groupes de quatre',
  ],
  [
    /^the running platform could not do it: its log says why$/,
    'la plateforme en marche n’a pas pu le faire : son journal dit pourquoi',
  ],
];

export function errorIn(language: Language, message: string): string {
  if (language === 'en') return message;
  for (const [pattern, french] of FRENCH_ERRORS) {
    const found = pattern.exec(message);
    if (found !== null) return french.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? '');
  }
  return message;
}
