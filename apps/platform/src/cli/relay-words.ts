/** Words of `cloison platform relay …`, in French and English: read by the person who sets up a laptop in a school. */
export const relayWords = {
  en: {
    relay: 'A school without internet: a laptop that serves its pupils, and brings back what they saved',
    start: "Serve one school's part of a campaign from this laptop, until SIGTERM or SIGINT",
    export: 'Write what was saved on this laptop to a sealed file, for the authority',
    status: 'Say what this laptop holds, and whether all of it was exported',
    purge: 'Erase this laptop and print its signed statement, for the authority',
    fileArgument: "the authority's file (cloison campaign relay-bundle); not needed the second time",
    address: 'address or name by which the school’s computers call this laptop',
    host: 'network interface to listen on (default: this laptop alone, or all with --address)',
    tlsCert: 'certificate chain, PEM, if the school has one for these addresses',
    tlsKey: 'its private key, PEM',
    to: 'the file to write',
    discard: 'erase although something was saved since the last export: it is lost',
    statementTo: 'write the statement to this file too',
    port: 'port to listen on',
    pupilApp: 'built app of pupils',
    schoolApp: 'built app of schools',
    log: 'where the log goes: a file, stderr or none',
    startHelp: `Without --address, pupils sit at this laptop itself: nothing of the network is used. With it, the school's computers reach
the laptop by TLS: browsers do the sealing only over a secure connection, so plain HTTP on a network is refused. The laptop
makes a certificate of its own, good for these addresses alone; install the file that is named on each computer first, or
give a certificate that they trust. Set the clock: windows open and close by this laptop's.`,
    exportHelp:
      'May be done while the laptop serves, and again: the authority takes each save once. The last export comes after the last pupil.',
    purgeHelp:
      'Only after the authority has said that it took the file in. It refuses when something was saved since the last export.',
    ready: 'Laptop “{label}”, campaign {campaign}.',
    here: 'Pupils, on this laptop: {url}c/{campaign}/     Staff: {url}c/{campaign}/ecole/',
    network: 'Pupils, on the school’s computers: {url}c/{campaign}/     Staff: {url}c/{campaign}/ecole/',
    install:
      'First, on each of those computers, install this authority: {path}\n  SHA-256 {fingerprint}\n  good until {expires}, for these addresses only; its key no longer exists.',
    clock: 'The time here: {now}. If it is wrong, stop, set the clock, and start again.',
    afterwards: 'Afterwards: cloison platform relay export --data {data} --to FILE',
    stopped: 'Stopped: what was under way is finished.',
    exported:
      '{records} record(s) written to {file}: give it to the authority (cloison campaign relay-take). It is sealed for it alone.',
    holds: 'Laptop “{label}”, campaign {campaign}: {records} record(s), {versions} save(s).',
    allExported: 'All of it is in the export of {at}.',
    notExported: 'Not all of it was exported: cloison platform relay export.',
    isPurged: 'Erased.',
    purged: 'Laptop “{label}” erased. Statement, for the authority (cloison campaign purged):',
  },
  fr: {
    relay: 'Une école sans internet : un portable qui sert ses élèves, et rapporte ce qu’ils ont enregistré',
    start: 'Servir depuis ce portable la part d’une école dans une campagne, jusqu’à SIGTERM ou SIGINT',
    export: 'Écrire dans un fichier scellé, pour l’autorité, ce qui a été enregistré sur ce portable',
    status: 'Dire ce que contient ce portable, et si tout en a été exporté',
    purge: 'Effacer ce portable et afficher son attestation signée, pour l’autorité',
    fileArgument: 'le fichier de l’autorité (cloison campaign relay-bundle) ; inutile la seconde fois',
    address: 'adresse ou nom par lequel les ordinateurs de l’école appellent ce portable',
    host: 'interface réseau à écouter (sinon : ce portable seul, ou toutes avec --address)',
    tlsCert: 'chaîne de certificats, PEM, si l’école en a une pour ces adresses',
    tlsKey: 'sa clé privée, PEM',
    to: 'le fichier à écrire',
    discard: 'effacer bien que des réponses soient arrivées depuis le dernier export : elles sont perdues',
    statementTo: 'écrire aussi l’attestation dans ce fichier',
    port: 'port d’écoute',
    pupilApp: 'application des élèves, construite',
    schoolApp: 'application des écoles, construite',
    log: 'où va le journal technique : un fichier, stderr ou none',
    startHelp: `Sans --address, les élèves s’installent devant ce portable : le réseau ne sert pas. Avec, les ordinateurs de l’école
joignent le portable par TLS : un navigateur ne scelle que sur une connexion sûre, le HTTP en clair sur un réseau est donc
refusé. Le portable se fait un certificat, valable pour ces seules adresses ; installez d’abord sur chaque ordinateur le
fichier indiqué, ou donnez un certificat qu’ils reconnaissent. Réglez l’horloge : c’est elle qui ouvre et ferme.`,
    exportHelp:
      'Peut se faire pendant que le portable sert, et se refaire : l’autorité ne prend chaque enregistrement qu’une fois. Le\ndernier export vient après le dernier élève.',
    purgeHelp:
      'Seulement quand l’autorité a dit qu’elle a repris le fichier. Refusé si des réponses sont arrivées depuis le dernier export.',
    ready: 'Portable « {label} », campagne {campaign}.',
    here: 'Élèves, sur ce portable : {url}c/{campaign}/     Adultes : {url}c/{campaign}/ecole/',
    network:
      'Élèves, sur les ordinateurs de l’école : {url}c/{campaign}/     Adultes : {url}c/{campaign}/ecole/',
    install:
      'D’abord, sur chacun de ces ordinateurs, installez cette autorité : {path}\n  SHA-256 {fingerprint}\n  valable jusqu’au {expires}, pour ces seules adresses ; sa clé n’existe plus.',
    clock: 'L’heure d’ici : {now}. Si elle est fausse, arrêtez, réglez l’horloge, relancez.',
    afterwards: 'Ensuite : cloison platform relay export --data {data} --to FICHIER',
    stopped: 'Arrêté : ce qui était en cours est terminé.',
    exported:
      '{records} enregistrement(s) écrit(s) dans {file} : donnez-le à l’autorité (cloison campaign relay-take). Il est scellé pour elle seule.',
    holds:
      'Portable « {label} », campagne {campaign} : {records} enregistrement(s), {versions} sauvegarde(s).',
    allExported: 'Tout est dans l’export du {at}.',
    notExported: 'Tout n’a pas été exporté : cloison platform relay export.',
    isPurged: 'Effacé.',
    purged: 'Portable « {label} » effacé. Attestation, pour l’autorité (cloison campaign purged) :',
  },
};
