/** Words that every command shares. */
import { EXIT, type Words } from './refusal.ts';

export const frameWords = {
  json: {
    fr: 'finir par une ligne JSON sur la sortie standard',
    en: 'end with one JSON line on standard output',
  },
  lang: { fr: 'langue des textes (ou CLOISON_LANG)', en: 'language of the words (or CLOISON_LANG)' },
  help: { fr: 'cette aide', en: 'this help' },
  examples: { fr: 'Exemples :', en: 'Examples:' },
  usage: { fr: 'Usage :', en: 'Usage:' },
  options: { fr: 'Options :', en: 'Options:' },
  commands: { fr: 'Commandes :', en: 'Commands:' },
  arguments: { fr: 'Arguments :', en: 'Arguments:' },
  required: { fr: 'nécessaire', en: 'required' },
  repeated: { fr: 'peut être répétée', en: 'may be repeated' },
  fallback: { fr: 'par défaut : {value}', en: 'default: {value}' },
  choices: { fr: 'choix : {choices}', en: 'choices: {choices}' },
  environment: { fr: 'ou {name}', en: 'or {name}' },
  interrupted: {
    fr: 'Interrompu. Relancez la même commande : elle continuera.',
    en: 'Interrupted. Run the same command again: it will go on.',
  },
  unexpected: { fr: 'Erreur imprévue : {detail}', en: 'Unexpected error: {detail}' },
  perhaps: { fr: ' Peut-être : {name} ?', en: ' Did you mean {name}?' },
  seeHelp: { fr: '« --help » dit ce qu’il faut.', en: '“--help” says what is needed.' },
} as const satisfies Readonly<Record<string, Words>>;

const EXIT_WORDS: Readonly<Record<keyof typeof EXIT, Words>> = {
  ok: { fr: 'fait', en: 'done' },
  refused: { fr: 'refusé, rien n’a été fait', en: 'refused, nothing was done' },
  usage: { fr: 'commande mal écrite', en: 'wrong command line' },
  locked: { fr: 'coffre ou données occupés', en: 'vault or store in use' },
  unreachable: { fr: 'plateforme ou base injoignable', en: 'platform or database out of reach' },
  key: { fr: 'clé, secret ou phrase secrète', en: 'key, secret or passphrase' },
  damaged: { fr: 'quelque chose est abîmé', en: 'something is damaged' },
  interrupted: { fr: 'interrompu, relancer continue', en: 'interrupted, run again to go on' },
};

/** `Exit codes: 0 done · 1 refused …`, on two lines. */
export function exitWords(lang: keyof Words): string {
  const all = Object.entries(EXIT).map(
    ([name, code]) => `${code} ${EXIT_WORDS[name as keyof typeof EXIT][lang]}`,
  );
  const title = lang === 'fr' ? 'Codes de sortie :' : 'Exit codes:';
  return `${title} ${all.slice(0, 4).join(' · ')} ·\n  ${all.slice(4).join(' · ')}`;
}
