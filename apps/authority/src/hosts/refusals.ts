import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseHosts = refusals({
  'purge-stranger': {
    exit: EXIT.refused,
    fr: 'Cette attestation est signée par une clé ({key}) que la campagne {campaign} ne connaît pas : ni une plateforme d’avant, ni un portable préparé pour elle.',
    en: 'This statement is signed by a key ({key}) that campaign {campaign} does not know: neither a platform of before nor a laptop made for it.',
  },
  'purge-in-force': {
    exit: EXIT.refused,
    fr: 'Cette attestation vient de la plateforme actuelle de la campagne {campaign} ({platform}) : elle n’est pas gardée ici. Si la campagne a changé d’hébergeur, lancez d’abord « cloison campaign move », puis cette commande. Sinon, la fermeture demande elle-même cette attestation.',
    en: 'This statement is of the platform that campaign {campaign} is on ({platform}): it is not kept here. If the campaign has gone to another host, run “cloison campaign move” first, then this command. If not, the closing asks for this statement itself.',
  },
  'purge-unreadable': {
    exit: EXIT.refused,
    fr: 'Ce fichier ne contient pas d’attestation d’effacement valable ({detail}). Il faut ce qu’affiche « cloison platform purge … --yes ».',
    en: 'This file holds no valid statement of erasure ({detail}). It takes what “cloison platform purge … --yes” prints.',
  },
  'purge-differs': {
    exit: EXIT.refused,
    fr: '{place} a déjà attesté un autre effacement pour la campagne {campaign}, et c’est celui que le certificat citera. Rien n’a changé : demandez à son exploitant pourquoi il y en a deux.',
    en: '{place} has already stated another erasure for campaign {campaign}, which is the one that the certificate will say. Nothing was changed: ask its operator why there are two.',
  },
  'move-key': {
    exit: EXIT.refused,
    fr: 'La plateforme {platform} montre la clé {shown}, et non celle donnée par --key. Rien n’a changé : voyez avec son exploitant.',
    en: 'The platform {platform} shows the key {shown}, not the one given with --key. Nothing was changed: ask its operator.',
  },
  'relay-school': {
    exit: EXIT.usage,
    fr: 'La campagne {campaign} n’a pas d’école {school}, ou ses codes ne sont pas encore attribués.',
    en: 'Campaign {campaign} has no school {school}, or its codes are not assigned yet.',
  },
  'relay-file-exists': {
    exit: EXIT.usage,
    fr: '{path} existe déjà : il n’est pas remplacé.',
    en: '{path} exists already: it is not replaced.',
  },
  'relay-stranger': {
    exit: EXIT.refused,
    fr: '{path} ne vient d’aucun portable préparé pour la campagne {campaign}.',
    en: '{path} comes from no laptop made for campaign {campaign}.',
  },
  'relay-damaged': {
    exit: EXIT.refused,
    fr: '{path} est incomplet ou altéré ({detail}) : rien n’a été repris. Refaites l’export sur le portable.',
    en: '{path} is not whole and unaltered ({detail}): nothing was taken in. Export again on the laptop.',
  },
  'relay-changed': {
    exit: EXIT.refused,
    fr: '{path} a changé pendant qu’il était lu. {received} {received|envoi en vient et a été repris|envois en viennent et ont été repris}, et rien d’autre. Redonnez un export du portable à la même commande : il apporte le reste.',
    en: '{path} changed while it was read. {received} {received|envelope came from it and was|envelopes came from it and were} taken in, and nothing else. Give an export of the laptop to the same command again: it brings the rest.',
  },
});
