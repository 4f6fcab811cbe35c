/** Bringing a rescue file. */
import { english, french } from './counts.ts';

const fr = {
  title: 'Déposer un fichier de secours',
  text: 'Un fichier de secours contient des réponses chiffrées qu’un ordinateur n’a pas pu envoyer. La plateforme les garde à part ; le service statistique décide ce qui compte.',
  choose: 'Choisir un fichier',
  done: (kept: number, refused: number) =>
    `Fichier reçu : ${kept} envoi${french.s(kept)} transmis au service statistique${refused > 0 ? `, ${refused} refusé${french.s(refused)}` : ''}.`,
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
  wrong: 'This is not a rescue file.',
  wrongCampaign: 'This file comes from another campaign.',
  failed: 'Nothing was sent: the platform does not answer. Keep the file and try again.',
  notStaff: 'This code does not allow this upload.',
};

export const rescue = { fr, en };
