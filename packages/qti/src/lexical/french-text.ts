/**
 * How what a French pupil types is read. Used by the scorer and, for routing, by the browser: both must agree.
 * The rules are listed in README.md, "What pupils type".
 */

/** What an item asks to be ignored when strings are compared (`data-cloison-compare`). */
export interface TextFolding {
  readonly ignoreCase: boolean;
  /** Accents, cedillas, and the ligatures œ and æ. */
  readonly ignoreAccents: boolean;
  /** A string that reads as a number is that number: "3,50" equals "3.5". */
  readonly asNumber: boolean;
}

export const noFolding: TextFolding = { ignoreCase: false, ignoreAccents: false, asNumber: false };

/**
 * The form in which strings are compared: NFC; every kind of space is one space, runs collapsed, ends trimmed; soft
 * hyphens and zero-width characters gone; typographic apostrophes straight; then what `folding` says.
 */
export function normalizeText(text: string, folding: TextFolding = noFolding): string {
  if (folding.asNumber) {
    const value = parseNumber(text);
    if (value !== null) return String(value);
  }
  let result = text
    .normalize('NFC')
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/[\s\u0085]+/gu, ' ')
    .trim()
    .replace(/[\u2018\u2019\u02bc\u00b4\u2032]/g, "'");
  if (folding.ignoreAccents) {
    // Marks first: "ǽ" is an æ with an accent.
    result = result
      .normalize('NFD')
      .replace(/\p{Mn}+/gu, '')
      .normalize('NFC')
      .replace(/œ/g, 'oe')
      .replace(/Œ/g, 'OE')
      .replace(/æ/g, 'ae')
      .replace(/Æ/g, 'AE');
  }
  return folding.ignoreCase ? result.toLowerCase().replace(/ς/g, 'σ') : result;
}

/**
 * A number as typed: "3,5", "3.5", "1 234,5" (any kind of space between groups of three), "-2", "−2", "+2", "1e3".
 * Returns null when it is not one: "1,234.5", "12 34", "3,5 cm", "1/2" are not.
 */
export function parseNumber(text: string): number | null {
  const plain = normalizeText(text)
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/^([+-]) /, '$1');
  const grouped = /^[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?$/.test(plain);
  const simple = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?$/.test(plain);
  if (!grouped && !simple) return null;
  const value = Number(plain.replace(/ /g, '').replace(',', '.'));
  return Number.isFinite(value) ? (value === 0 ? 0 : value) : null;
}

/** As `parseNumber`, and whole ("3,0" is 3; "3,5" is not an integer; beyond 2⁵³ nothing is). */
export function parseInteger(text: string): number | null {
  const value = parseNumber(text);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}
