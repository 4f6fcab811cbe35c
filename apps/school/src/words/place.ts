/** What French calls a place where pupils learn: `école` in primary education, `établissement` elsewhere. */
export type Place = 'ecole' | 'etablissement';

const PRIMARY: ReadonlySet<string> = new Set(['cp', 'ce1', 'ce2', 'cm1', 'cm2']);

/** An école when every class is of a primary level. Anything else, and nothing at all, is an établissement. */
export function placeOf(classes: readonly { readonly level: string }[]): Place {
  const primary = classes.length > 0 && classes.every(({ level }) => PRIMARY.has(level.toLowerCase()));
  return primary ? 'ecole' : 'etablissement';
}
