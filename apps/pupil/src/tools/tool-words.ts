/** Words of the tools, loaded with them: French, and its English twin. */
import type { Language } from '../words/catalogue.ts';

const fr = {
  dock: 'Outils ouverts',
  close: 'Fermer',
  calculator: {
    title: 'Calculatrice',
    close: 'Fermer la calculatrice',
    error: 'Impossible',
    keys: {
      C: 'Tout effacer',
      '⌫': 'Effacer le dernier',
      '÷': 'divisé par',
      '×': 'fois',
      '−': 'moins',
      '+': 'plus',
      ',': 'virgule',
      '=': 'égal',
    } as Readonly<Record<string, string>>,
  },
  aloud: {
    title: 'Lecture à voix haute',
    text: 'Lire le texte',
    question: 'Lire la question',
    pause: 'Pause',
    goOn: 'Continuer',
    stop: 'Arrêter',
    slow: 'Plus lentement',
    off: 'Fermer la lecture',
    noVoice: 'Cet ordinateur n’a pas de voix pour lire ce texte. Lève la main : quelqu’un peut te le lire.',
  },
  highlighter: {
    title: 'Surligneur',
    help: 'Choisis des mots avec la souris ou le doigt. Ou va de phrase en phrase.',
    previous: 'Phrase précédente',
    next: 'Phrase suivante',
    mark: 'Surligner',
    unmark: 'Ne plus surligner',
    clear: 'Tout enlever',
    off: 'Fermer le surligneur',
  },
  guide: { name: 'Aide à la lecture', move: 'Déplacer la règle', moveMask: 'Déplacer la fenêtre de lecture' },
  math: { over: 'sur', power: 'puissance', root: 'racine carrée de' },
};

const en: typeof fr = {
  dock: 'Open tools',
  close: 'Close',
  calculator: {
    title: 'Calculator',
    close: 'Close the calculator',
    error: 'Impossible',
    keys: {
      C: 'Clear all',
      '⌫': 'Delete the last one',
      '÷': 'divided by',
      '×': 'times',
      '−': 'minus',
      '+': 'plus',
      ',': 'decimal comma',
      '=': 'equals',
    },
  },
  aloud: {
    title: 'Reading aloud',
    text: 'Read the text',
    question: 'Read the question',
    pause: 'Pause',
    goOn: 'Go on',
    stop: 'Stop',
    slow: 'More slowly',
    off: 'Close reading aloud',
    noVoice: 'This computer has no voice for this text. Raise your hand: somebody can read it to you.',
  },
  highlighter: {
    title: 'Highlighter',
    help: 'Select words with the mouse or a finger. Or go from sentence to sentence.',
    previous: 'Previous sentence',
    next: 'Next sentence',
    mark: 'Highlight',
    unmark: 'Do not highlight',
    clear: 'Take all away',
    off: 'Close the highlighter',
  },
  guide: { name: 'Help with reading', move: 'Move the ruler', moveMask: 'Move the reading window' },
  math: { over: 'over', power: 'to the power of', root: 'square root of' },
};

export type ToolWords = typeof fr;
export const TOOL_WORDS: Readonly<Record<Language, ToolWords>> = { fr, en };
