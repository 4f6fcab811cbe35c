/** What can go wrong between the authority and a platform. Exit code 4: run the same command again, it goes on. */

import { EXIT, Refusal, refusals } from '@cloison/command/refusal';
import type { PlatformErrorCode } from '@cloison/protocol/public';

export const refusePlatform = refusals({
  'platform-unreachable': {
    exit: EXIT.unreachable,
    fr: 'La plateforme ne répond pas : {what} ({whyFr}). Vérifiez qu’elle tourne et que l’adresse est bonne, puis relancez la même commande : elle continuera où elle s’est arrêtée.',
    en: 'The platform does not answer: {what} ({whyEn}). Check that it runs and that the address is right, then run the same command again: it goes on where it stopped.',
  },
  'platform-busy': {
    exit: EXIT.unreachable,
    fr: 'La plateforme répond qu’elle est occupée : {what}. Attendez un peu, puis relancez la même commande : elle continuera où elle s’est arrêtée.',
    en: 'The platform answers that it is busy: {what}. Wait a little, then run the same command again: it goes on where it stopped.',
  },
  'platform-slow': {
    exit: EXIT.unreachable,
    fr: 'La plateforme {platform} fait attendre : {seconds} secondes de trop en {calls} demandes. Le travail s’arrête là, et rien n’est perdu ; il continuera où il s’est arrêté. Si cela dure, voyez avec son exploitant.',
    en: 'The platform {platform} keeps the office waiting: {seconds} seconds too long in {calls} calls. The work stops here, and nothing is lost; it will go on where it stopped. If it lasts, ask its operator.',
  },
  'platform-full': {
    exit: EXIT.unreachable,
    fr: 'Le disque de la plateforme est plein : {what}. Son exploitant doit faire de la place ; relancez ensuite la même commande.',
    en: 'The disk of the platform is full: {what}. Its operator has to make room; then run the same command again.',
  },
  'platform-signature': {
    exit: EXIT.refused,
    fr: 'La plateforme ne reconnaît pas la signature : {what}. Elle a été lancée avec une autre clé publique que celle de ce coffre, ou les horloges diffèrent de plus de cinq minutes. Comparez les horloges ; si la clé de signature a été remplacée, son exploitant inscrit la nouvelle (« cloison platform replace-authority ») et redémarre. Relancez ensuite la même commande.',
    en: 'The platform does not accept the signature: {what}. It was started with another public key than the one of this vault, or the clocks differ by more than five minutes. Compare the clocks; if the signing key was replaced, its operator registers the new one (“cloison platform replace-authority”) and restarts. Then run the same command again.',
  },
  'platform-purged': {
    exit: EXIT.refused,
    fr: 'La plateforme a déjà effacé cette campagne ({what}). Si elle est fermée, et que ce coffre vient d’une sauvegarde d’avant, son certificat fait foi : « cloison campaign close --certificate » la ferme ici aussi. Si sa fermeture n’a pas pu finir, finissez-la à deux : « cloison campaign close --without-collection --without-statement "la raison" ».',
    en: 'The platform has erased this campaign already ({what}). If it is closed, and this vault is from a backup made before, its certificate stands: “cloison campaign close --certificate” closes it here too. If its closing could not end, end it by two persons: “cloison campaign close --without-collection --without-statement "the reason"”.',
  },
  'platform-refused': {
    exit: EXIT.refused,
    fr: 'La plateforme a refusé une demande : {what}.{hintFr} Rien n’est perdu.',
    en: 'The platform refused a request: {what}.{hintEn} Nothing is lost.',
  },
  'platform-answer': {
    exit: EXIT.damaged,
    fr: 'La plateforme a donné une réponse qui ne suit pas le protocole : {what}. Vérifiez que l’adresse est celle d’une plateforme Cloison de la même version.',
    en: 'The platform gave an answer that does not follow the protocol: {what}. Check that the address is that of a Cloison platform of the same version.',
  },
  'platform-key-changed': {
    exit: EXIT.refused,
    fr: 'La plateforme {platform} montre une autre clé ({shown}) que celle enregistrée à la première publication ({registered}). C’est une autre machine, ou sa clé a été remplacée : rien n’a été envoyé. Voyez avec son exploitant.',
    en: 'The platform {platform} shows another key ({shown}) than the one registered at the first publication ({registered}). It is another machine, or its key was replaced: nothing was sent. Ask its operator.',
  },
  'platform-key-unproven': {
    exit: EXIT.refused,
    fr: 'La plateforme {platform} montre une clé sans prouver qu’elle l’a : elle n’a pas signé ce qui lui était demandé. Ce n’est pas la bonne machine, ou elle est d’une version plus ancienne : rien n’a été envoyé. Voyez avec son exploitant.',
    en: 'The platform {platform} shows a key without proving that it has it: it did not sign what it was asked. It is not the right machine, or it is of an older version: nothing was sent. Ask its operator.',
  },
  'platform-unpublished': {
    exit: EXIT.refused,
    fr: 'La campagne {campaign} n’a encore été publiée sur aucune plateforme : lancez d’abord « cloison campaign publish ».',
    en: 'Campaign {campaign} has not been published to any platform yet: run “cloison campaign publish” first.',
  },
  'platform-plain': {
    exit: EXIT.usage,
    fr: '« {platform} » n’est pas chiffrée : http:// n’est accepté que pour cette machine même (127.0.0.1). Il faut une adresse https://.',
    en: '“{platform}” is not encrypted: http:// is taken for this machine alone (127.0.0.1). It has to be an https:// address.',
  },
  'platform-address': {
    exit: EXIT.usage,
    fr: '« {platform} » n’est pas une adresse : il faut par exemple https://evaluation.example/.',
    en: '“{platform}” is not an address: for example https://evaluation.example/.',
  },
});

/** Why a refused call was refused, by the platform's own word. */
export function refusedCall(what: string, status: number, platformCode: PlatformErrorCode | null): Refusal {
  const data = { status, platformCode };
  switch (platformCode) {
    case 'bad-signature':
    case 'replayed-request':
      return refusePlatform('platform-signature', { what }, data);
    case 'already-purged':
      return refusePlatform('platform-purged', { what }, data);
    case 'storage-full':
      return refusePlatform('platform-full', { what }, data);
    default: {
      const [hintFr, hintEn] = platformCode === 'not-found' ? NOT_FOUND : ['', ''];
      return refusePlatform('platform-refused', { what, hintFr, hintEn }, data);
    }
  }
}

const NOT_FOUND = [
  ' Elle ne connaît pas cette campagne, ou pas ce qui lui est demandé : vérifiez que c’est l’adresse où la campagne a été publiée, et que son exploitant sert les bonnes données ; puis relancez la même commande.',
  ' It does not know this campaign, or not what it was asked: check that this is the address that the campaign was published to, and that its operator serves the right data; then run the same command again.',
] as const;

/** Whether it is one of the refusals above: the platform is away, or does not answer as it must. */
export function isOfPlatform(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code.startsWith('platform-');
}

/** Whether the platform was out of reach: what `serve` waits out. */
export function isOutOfReach(error: unknown): boolean {
  return error instanceof Refusal && error.exit === EXIT.unreachable;
}
