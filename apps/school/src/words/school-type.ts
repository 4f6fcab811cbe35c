/** What French calls a school: `école` in primary education, `établissement` elsewhere. */
export type SchoolType = 'ecole' | 'etablissement';

const PRIMARY: ReadonlySet<string> = new Set(['cp', 'ce1', 'ce2', 'cm1', 'cm2']);

/** An école when every class is of a primary level. Anything else, and nothing at all, is an établissement. */
export function schoolTypeOf(classes: readonly { readonly level: string }[]): SchoolType {
  const primary = classes.length > 0 && classes.every(({ level }) => PRIMARY.has(level.toLowerCase()));
  return primary ? 'ecole' : 'etablissement';
}
