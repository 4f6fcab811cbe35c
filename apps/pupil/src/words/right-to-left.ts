/** Scripts that are written from right to left, by the language's tag (CLDR, "characterOrder"). */
const LANGUAGES = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

export function isRightToLeft(language: string): boolean {
  return LANGUAGES.has(language.split('-')[0]?.toLowerCase() ?? '');
}
