/**
 * QTI identifiers (XML Schema NCName, at most 128 characters). They hold no space and no "|", so "A B" is always a
 * pair. Identifiers become keys of JSON objects, so the three that readers of JSON leave out are refused.
 */
export function isIdentifier(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,127}$/u.test(text) && !LEFT_OUT.has(text);
}

/** What other systems write as identifiers: starting with a digit, with colons or slashes, with spaces within. */
export function isLooseIdentifier(text: string): boolean {
  return /^[^\p{C}|]{1,128}$/u.test(text) && text.trim() === text && !LEFT_OUT.has(text);
}

const LEFT_OUT = new Set(['__proto__', 'prototype', 'constructor']);

/** BCP 47, by its shape only. */
export function isLanguageTag(text: string): boolean {
  return /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(text) && text.length <= 64;
}
