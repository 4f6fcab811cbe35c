/** What is wrong with a pattern of XML Schema (`lexical/pattern.ts`). */
export const patternWords = {
  'pattern-long': { en: 'longer than {max} characters', fr: 'plus de {max} caractères' },
  'pattern-repeats': { en: 'it repeats too much', fr: 'il répète trop' },
  'pattern-closing': { en: 'a ")" without "("', fr: 'une « ) » sans « ( »' },
  'pattern-ends': { en: 'it ends too early', fr: 'il finit trop tôt' },
  'pattern-count': { en: '{written} is not a count', fr: '{written} n’est pas un nombre de fois' },
  'pattern-nested': { en: 'too many parentheses', fr: 'trop de parenthèses' },
  'pattern-group': {
    en: '(? is not part of XML Schema patterns',
    fr: '« (? » n’existe pas dans les motifs de XML Schema',
  },
  'pattern-opening': { en: 'a "(" without ")"', fr: 'une « ( » sans « ) »' },
  'pattern-bare': { en: '"{character}" has to be written {escape}', fr: '« {character} » s’écrit {escape}' },
  'pattern-category': {
    en: '{escape} has to be followed by a category in braces',
    fr: '{escape} veut une catégorie entre accolades à sa suite',
  },
  'pattern-unsupported': { en: '{escape} is not supported', fr: '{escape} n’est pas accepté' },
  'pattern-class-bracket': {
    en: '"[" within a class has to be written \\[',
    fr: '« [ » dans une classe s’écrit \\[',
  },
  'pattern-empty-class': { en: 'an empty class', fr: 'une classe vide' },
  'pattern-subtraction': {
    en: 'what is taken out of a class stands at its end',
    fr: 'ce qu’on retire d’une classe est à sa fin',
  },
  'pattern-range': { en: '{from}-{to} is not a range', fr: '{from}-{to} n’est pas un intervalle' },
} as const;
