/**
 * QTI identifiers (XML Schema NCName, at most 128 characters). They hold no space and no "|", so "A B" is always a
 * pair; `__proto__` is refused because identifiers become keys of JSON objects.
 */
export function isIdentifier(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,127}$/u.test(text) && text !== '__proto__';
}

/** BCP 47, by its shape only. */
export function isLanguageTag(text: string): boolean {
  return /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(text) && text.length <= 64;
}
