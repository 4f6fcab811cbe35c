import { code, optional } from '@cloison/command';

const ONE_CHARACTER = code(
  { fr: 'caractère', en: 'character' },
  { fr: 'un seul caractère, ou \\t', en: 'one character, or \\t' },
  (given) => (given === '\\t' ? '\t' : [...given].length === 1 ? given : null),
);

/** The option `--delimiter` of every command that reads a table. */
export const DELIMITER = optional(ONE_CHARACTER, {
  fr: 'séparateur de cellules (défaut : deviné)',
  en: 'what separates cells (default: guessed)',
});
