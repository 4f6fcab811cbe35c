/** Booklets that are keyed twice. */
import { english, french } from './counts.ts';

const fr = {
  title: (sequence: string) => `Seconde saisie : ${sequence}`,
  back: 'Cahiers saisis deux fois',
  intro:
    'Quelques cahiers tirés au sort sont saisis une seconde fois, sans voir la première, puis les deux saisies sont comparées. Le service statistique connaît ainsi la qualité de la saisie ; aucun enseignant n’est noté.',
  states: {
    first: 'première saisie à finir',
    absent: 'absent, rien à saisir',
    second: 'à saisir de nouveau',
    compare: 'à comparer',
    settle: 'cases à trancher',
    done: 'comparé',
  },
  nothingToKey: 'Aucun cahier n’est à saisir de nouveau : la première saisie vient d’abord.',
  key: 'Saisir de nouveau',
  compare: 'Comparer les deux saisies',
  differing: (differing: number, all: number) =>
    differing === 0
      ? `les deux saisies disent la même chose dans ${french.cells(all)}`
      : `${french.cells(differing)} différente${french.s(differing)} sur ${all}`,
  agreement: (percent: string) => `Accord entre les deux saisies : ${percent} %`,
  differences: 'Cases différentes',
  look: 'Regardez le cahier, puis choisissez. La réponse retenue remplace celle de la première saisie, qui compte pour les résultats.',
  first: 'Première saisie :',
  second: 'Seconde saisie :',
  other: 'Autre réponse',
  replaced: 'remplacée',
  choose: 'Choisir…',
};

export type SecondEntryWords = typeof fr;

const en: SecondEntryWords = {
  title: (sequence) => `Second entry: ${sequence}`,
  back: 'Booklets entered twice',
  intro:
    'A few booklets drawn at random are entered a second time, without seeing the first entry, and the two are then compared. It tells the statistics office how reliable entry is; no teacher is marked.',
  states: {
    first: 'first entry not finished',
    absent: 'absent, nothing to enter',
    second: 'to enter again',
    compare: 'to compare',
    settle: 'cells to settle',
    done: 'compared',
  },
  nothingToKey: 'No booklet is waiting to be entered again: the first entry comes first.',
  key: 'Enter again',
  compare: 'Compare the two entries',
  differing: (differing, all) =>
    differing === 0
      ? `both entries say the same in ${english.cells(all)}`
      : `${english.cells(differing)} of ${all} ${differing > 1 ? 'differ' : 'differs'}`,
  agreement: (percent) => `Agreement between the two entries: ${percent}%`,
  differences: 'Cells that differ',
  look: 'Check the booklet, then choose. The answer that you keep replaces that of the first entry, which is the one that counts.',
  first: 'First entry:',
  second: 'Second entry:',
  other: 'Another answer',
  replaced: 'replaced',
  choose: 'Choose…',
};

export const secondEntry = { fr, en };
