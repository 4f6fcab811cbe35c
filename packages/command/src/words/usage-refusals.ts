/** Refusals of a command line: exit code 2, before anything is opened. */
import { EXIT, refusals } from './refusal.ts';

const exit = EXIT.usage;

export const refuseUsage = refusals({
  'command-unknown': {
    exit,
    fr: 'Commande inconnue : « {name} ».{suggestion}',
    en: 'Unknown command: “{name}”.{suggestion}',
  },
  'option-unknown': {
    exit,
    fr: 'Option inconnue : « {option} ».{suggestion}',
    en: 'Unknown option: “{option}”.{suggestion}',
  },
  'option-missing': {
    exit,
    fr: 'Il manque l’option {option} ; attendu : {expected}.',
    en: 'The option {option} is missing; expected: {expected}.',
  },
  'option-value-missing': {
    exit,
    fr: 'Il manque la valeur de l’option {option}.',
    en: 'The option {option} has no value.',
  },
  'option-bad': {
    exit,
    fr: 'La valeur « {given} » de {option} n’est pas admise ; attendu : {expected}.',
    en: 'The value “{given}” of {option} is not accepted; expected: {expected}.',
  },
  'option-twice': {
    exit,
    fr: 'L’option {option} est donnée deux fois.',
    en: 'The option {option} is given twice.',
  },
  'argument-missing': {
    exit,
    fr: 'Il manque <{argument}> ; attendu : {expected}.',
    en: '<{argument}> is missing; expected: {expected}.',
  },
  'arguments-too-many': {
    exit,
    fr: 'Trop d’arguments : {extra}.',
    en: 'Too many arguments: {extra}.',
  },
  'options-one-of': {
    exit,
    fr: 'Il faut exactement une de ces options : {options}.',
    en: 'Exactly one of these options is needed: {options}.',
  },
  'options-apart': {
    exit,
    fr: 'Les options {options} ne vont pas ensemble.',
    en: 'The options {options} do not go together.',
  },
  'options-together': {
    exit,
    fr: 'L’option {option} demande aussi {needed}.',
    en: 'The option {option} also needs {needed}.',
  },
  'would-overwrite': {
    exit,
    fr: '{option} écrirait sur {path}, que la commande lit : donnez un autre nom.',
    en: '{option} would write over {path}, which the command reads: give another name.',
  },
  'outputs-same': {
    exit,
    fr: 'Les options {options} écriraient le même fichier, {path} : donnez deux noms.',
    en: 'The options {options} would write the same file, {path}: give two names.',
  },
  'command-line': {
    exit,
    fr: 'Cette ligne de commande n’est pas comprise.',
    en: 'This command line is not understood.',
  },
});
