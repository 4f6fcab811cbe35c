/** Booklets to print. */
import { english, french } from './counts.ts';

const fr = {
  link: (sequence: string) => `Imprimer les cahiers : ${sequence}`,
  title: (sequence: string) => `Cahiers à imprimer : ${sequence}`,
  which: 'Pour qui',
  all: (pupils: number) => `Toute la classe (${french.pupils(pupils)})`,
  one: (pupil: string, orderNumber: string) => `${pupil}, n° ${orderNumber}`,
  count: (booklets: number, sheets: number) =>
    `${booklets} cahier${french.s(booklets)}, ${sheets} feuille${french.s(sheets)} recto verso`,
  how: 'Dans la fenêtre d’impression : A4, recto verso, retourner sur le bord long, à 100 %. Agrafez chaque cahier sur les deux repères de gauche.',
  give: 'Les cahiers sortent dans l’ordre de la liste de la classe, absents compris. Aucun nom n’y est écrit :',
  giveSheet: 'la feuille de présence dit quel numéro est à quel élève',
  without: (exercises: string) => `Sans page dans le cahier : ${exercises}.`,
  preview: (booklets: number): string =>
    booklets === 1 ? 'Le cahier' : 'Le premier cahier ; les autres ne changent que de numéro',
  noPages:
    'La campagne n’a pas d’images des pages de ce cahier : il ne s’imprime pas d’ici. Les cahiers arrivent par le service statistique.',
  loading: 'Les pages du cahier arrivent…',
  failed: (pages: string) =>
    `Page du cahier qui n’est pas arrivée ou n’a pas pu être vérifiée : ${pages}. Rien ne sera imprimé tant qu’il en manque une.`,
  notOpened: 'Le contenu du cahier n’est pas arrivé ou n’a pas pu être vérifié. Rien ne sera imprimé.',
  retry: 'Réessayer',
  booklet: 'Cahier de l’élève',
  orderNumber: 'N° d’ordre',
  side: (side: number, sides: number) => `page ${side} / ${sides}`,
  date: 'Date',
  day: (day: number) => `Jour ${day}, date`,
  noName: 'N’écrivez pas de nom sur ce cahier : le numéro suffit.',
  blank: 'Cette page est vide.',
};

export type BookletsWords = typeof fr;

const en: BookletsWords = {
  link: (sequence) => `Print the booklets: ${sequence}`,
  title: (sequence) => `Booklets to print: ${sequence}`,
  which: 'For whom',
  all: (pupils) => `The whole class (${english.pupils(pupils)})`,
  one: (pupil, orderNumber) => `${pupil}, no. ${orderNumber}`,
  count: (booklets, sheets) =>
    `${booklets} booklet${english.s(booklets)}, ${sheets} sheet${english.s(sheets)} printed on both sides`,
  how: 'In the print window: A4, both sides, flip on the long edge, at 100%. Staple each booklet at the two marks on the left.',
  give: 'Booklets come in the order of the class list, absent pupils included. No name is on them:',
  giveSheet: 'the attendance sheet says which number is whose',
  without: (exercises) => `Without a page in the booklet: ${exercises}.`,
  preview: (booklets) =>
    booklets === 1 ? 'The booklet' : 'The first booklet; only the number differs in the others',
  noPages:
    'The campaign has no pictures of this booklet’s pages, so it cannot be printed from here. The statistics office sends the booklets.',
  loading: 'The pages of the booklet are on their way…',
  failed: (pages) =>
    `A page of the booklet has not arrived or could not be verified: ${pages}. Nothing is printed while one is missing.`,
  notOpened: 'The content of the booklet has not arrived or could not be verified. Nothing is printed.',
  retry: 'Try again',
  booklet: 'Pupil’s booklet',
  orderNumber: 'Order number',
  side: (side, sides) => `page ${side} / ${sides}`,
  date: 'Date',
  day: (day) => `Day ${day}, date`,
  noName: 'Write no name on this booklet: the number is enough.',
  blank: 'This page is blank.',
};

export const booklets = { fr, en };
