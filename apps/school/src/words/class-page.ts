/** A class: its pupils and the attendance sheet. */
import { english, french } from './counts.ts';

const fr = {
  progress: (complete: number, absent: number, all: number) =>
    `${complete} terminé${french.s(complete)}${absent > 0 ? `, ${absent} absent${french.s(absent)}` : ''} sur ${all}`,
  keyed: (booklets: number, absent: number, all: number, cellsLeft: number) =>
    `${booklets === 0 ? 'aucun cahier saisi' : `${booklets} cahier${french.s(booklets)} saisi${french.s(booklets)}`} sur ${all}${
      absent > 0 ? `, dont ${absent} absent${french.s(absent)}` : ''
    }${cellsLeft > 0 ? ` ; il reste ${french.cells(cellsLeft)} à saisir` : ''}`,
  fill: 'Compléter',
  bookletOf: (pupil: string) => `le cahier de ${pupil}`,
  pupil: 'Élève',
  orderNumber: 'N° d’ordre',
  answered: (answered: number, expected: number) => `${answered} / ${expected}`,
  receipt: 'Reçu',
  left: 'A quitté la classe',
  noPupils: 'La liste de la classe n’est pas encore arrivée.',
  attendance: 'Feuille de présence',
  present: 'Présent',
  remarks: 'Observations',
  invigilator: 'Date, nom et signature de l’adulte présent',
  attendanceHelp: 'Une croix dans la case si l’élève est présent, A s’il est absent.',
  receiptHelp:
    'Le reçu est le code de six caractères que l’élève voit à la fin. Il s’affiche ici dès que ses réponses sont arrivées.',
  entryHelp: 'Les nombres viennent de la saisie : ils changent aussitôt.',
};

export type ClassPageWords = typeof fr;

const en: ClassPageWords = {
  progress: (complete, absent, all) =>
    `${complete} of ${all} finished${absent > 0 ? `, ${absent} absent` : ''}`,
  keyed: (booklets, absent, all, cellsLeft) =>
    `${booklets} of ${all} booklets entered${absent > 0 ? `, including ${absent} absent` : ''}${
      cellsLeft > 0 ? `; ${english.cells(cellsLeft)} left to fill` : ''
    }`,
  fill: 'Complete',
  bookletOf: (pupil) => `the booklet of ${pupil}`,
  pupil: 'Pupil',
  orderNumber: 'Order number',
  answered: (answered, expected) => `${answered} / ${expected}`,
  receipt: 'Receipt',
  left: 'Has left the class',
  noPupils: 'The class list has not arrived yet.',
  attendance: 'Attendance sheet',
  present: 'Present',
  remarks: 'Remarks',
  invigilator: 'Date, name and signature of the adult present',
  attendanceHelp: 'Put a cross in the box if the pupil is present, A if absent.',
  receiptHelp:
    'The receipt is the six-character code that the pupil sees at the end. It is here as soon as the answers have arrived.',
  entryHelp: 'Counted on this page as you enter answers.',
};

export const classPage = { fr, en };
