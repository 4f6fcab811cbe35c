/** Words of `cloison platform …` for operators, in French and English. What a program reads (`--json`, codes) has no language. */ import type { Words } from '@cloison/command';

export const cliWords = {
  en: {
    descriptions: {
      platform: 'The service that keeps sealed envelopes: set it up, run it, purge a campaign',
      init: 'Make the secrets of a new platform and register the authority that may publish to it',
      replaceAuthority: 'Register the new key of an authority that has replaced its own',
      pages: 'Write the apps for a machine of the authority that serves pages alone',
      serve: 'Run the service until SIGTERM or SIGINT, which finish what is under way',
      status: 'Say which campaigns a stopped platform keeps, and how much of each',
      purge: 'Erase all of a campaign on a stopped platform, and print the signed statement',
    },
    options: {
      authorityKey: "the authority's Ed25519 public key: base64url, or a file that holds it",
      fingerprint: 'the fingerprint of that key, as the authority has read it out or printed it',
      host: 'address to listen on',
      port: 'port to listen on',
      behindProxy: 'a proxy in front speaks TLS to browsers',
      tlsCert: 'certificate chain, PEM',
      tlsKey: 'private key, PEM',
      pupilApp: 'built app of pupils',
      schoolApp: 'built app of schools',
      appOrigin: 'origin that serves the apps too (pages of a machine of the authority)',
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
    secretsMade: 'Secrets made in {folder}: back them up, apart from the store.',
    signsWith: 'This platform signs purge statements with the key {key}',
    authorityReplaced:
      'Registered: the authority’s key is now {key}. The one of before, {former}, is accepted no more by a process that starts from now on: restart this platform, on every machine that serves it.',
    authorityKept: 'This platform has that key already: {key}.',
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
      replaceAuthority: 'Inscrire la nouvelle clé d’une autorité qui a remplacé la sienne',
      pages: 'Écrire les applications pour une machine de l’autorité qui ne sert que des pages',
      serve: 'Lancer le service jusqu’à SIGTERM ou SIGINT, qui terminent ce qui est en cours',
      status: 'Dire quelles campagnes garde une plateforme arrêtée, et combien de chaque chose',
      purge: 'Effacer toute une campagne sur une plateforme arrêtée, et donner l’attestation signée',
    },
    options: {
      authorityKey: 'la clé publique Ed25519 de l’autorité : en base64url, ou un fichier qui la contient',
      fingerprint: 'l’empreinte de cette clé, telle que l’autorité l’a lue ou imprimée',
      host: 'adresse où écouter',
      port: 'port où écouter',
      behindProxy: 'un mandataire, devant, parle TLS aux navigateurs',
      tlsCert: 'chaîne de certificats, PEM',
      tlsKey: 'clé privée, PEM',
      pupilApp: 'application des élèves, construite',
      schoolApp: 'application des écoles, construite',
      appOrigin: 'origine qui sert aussi les applications (pages d’une machine de l’autorité)',
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
    secretsMade: 'Secrets créés dans {folder} : sauvegardez-les, à part des données.',
    signsWith: 'Cette plateforme signe ses attestations de purge avec la clé {key}',
    authorityReplaced:
      'Inscrite : la clé de l’autorité est maintenant {key}. Celle d’avant, {former}, n’est plus acceptée par un processus qui démarre à partir de maintenant : redémarrez cette plateforme, sur chaque machine qui la sert.',
    authorityKept: 'Cette plateforme a déjà cette clé : {key}.',
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
};

/** Words in both languages, picked from a table that has one half for each. */
export const wordsOf =
  <Half>(table: { readonly fr: Half; readonly en: Half }) =>
  (pick: (half: Half) => string): Words => ({ fr: pick(table.fr), en: pick(table.en) });
