/** Bringing a rescue file. */
import { english, french } from './counts.ts';

const fr = {
  title: 'Déposer un fichier de secours',
  text: 'Un fichier de secours contient des réponses chiffrées qu’un ordinateur n’a pas pu envoyer. La plateforme les garde à part ; le service statistique décide ce qui compte.',
  choose: 'Choisir un fichier',
  done: (kept: number, refused: number) =>
    `Fichier reçu : ${kept} envoi${french.s(kept)} transmis au service statistique${refused > 0 ? `, ${refused} refusé${french.s(refused)}` : ''}.`,
  hereTitle: 'Sur cet ordinateur',
  here: (records: number) =>
    records === 1
      ? 'Une copie ou une fiche saisie ici avec un autre code n’est pas partie. Son contenu est chiffré : vous l’envoyez sans pouvoir le lire.'
      : `${records} copies ou fiches saisies ici avec d’autres codes ne sont pas parties. Leur contenu est chiffré : vous les envoyez sans pouvoir les lire.`,
  sendFromHere: 'Envoyer ce qui attend ici',
  sentFromHere: (kept: number, refused: number) =>
    `${kept} copie${french.s(kept)} ou fiche${french.s(kept)} de cet ordinateur transmise${french.s(kept)} au service statistique${refused > 0 ? `, ${refused} refusée${french.s(refused)}` : ''}.`,
  failedHere:
    'L’envoi s’est arrêté : la plateforme ne répond pas. Tout reste sur cet ordinateur : réessayez plus tard.',
  wrong: 'Ce fichier n’est pas un fichier de secours.',
  wrongCampaign: 'Ce fichier vient d’une autre campagne.',
  failed: 'Rien n’a été envoyé : la plateforme ne répond pas. Gardez le fichier et réessayez.',
  notStaff: 'Ce code ne permet pas ce dépôt.',
};

export type RescueWords = typeof fr;

const en: RescueWords = {
  title: 'Upload a rescue file',
  text: 'A rescue file holds encrypted answers that a computer could not send. The platform keeps them apart; the statistics office decides what counts.',
  choose: 'Choose a file',
  done: (kept, refused) =>
    `File received: ${kept} submission${english.s(kept)} passed on to the statistics office${refused > 0 ? `, ${refused} refused` : ''}.`,
  hereTitle: 'On this computer',
  here: (records) =>
    records === 1
      ? 'One piece of work that was keyed here with another code has not left. Its content is encrypted: you send it without being able to read it.'
      : `${records} pieces of work that were keyed here with other codes have not left. Their content is encrypted: you send them without being able to read them.`,
  sendFromHere: 'Send what waits here',
  sentFromHere: (kept, refused) =>
    `${kept} piece${english.s(kept)} of work of this computer passed on to the statistics office${refused > 0 ? `, ${refused} refused` : ''}.`,
  failedHere:
    'Sending has stopped: the platform does not answer. All of it stays on this computer: try again later.',
  wrong: 'This is not a rescue file.',
  wrongCampaign: 'This file comes from another campaign.',
  failed: 'Nothing was sent: the platform does not answer. Keep the file and try again.',
  notStaff: 'This code does not allow this upload.',
};

export const rescue = { fr, en };
