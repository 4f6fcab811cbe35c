/**
 * Type of printed papers: Atkinson Hyperlegible Next (SIL Open Font License 1.1), embedded as a subset. The WOFF file is
 * read, not the WOFF2: pdfkit can't take a subset of the latter's transformed outlines.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const file = (weight: 400 | 700) =>
  readFileSync(
    require.resolve(
      `@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-${weight}-normal.woff`,
    ),
  );

export function registerFonts(doc: PDFKit.PDFDocument): void {
  doc.registerFont('text', file(400)).registerFont('strong', file(700));
}

/** Latin-1, and what French adds to it: œ, Œ, Ÿ, quotes, dashes, euro. */
const PRINTABLE =
  /[\u0020-\u007E\u00A0-\u00FF\u0152\u0153\u0178\u2013\u2014\u2018\u2019\u201C\u201D\u2022\u2026\u20AC]/u;

/** A text in letters that the font has: others lose their marks (Ř → R), or become a question mark. */
export function printable(text: string): string {
  return [...text.normalize('NFC')]
    .map((symbol) => {
      if (PRINTABLE.test(symbol)) return symbol;
      const bare = symbol.normalize('NFD').replace(/\p{M}/gu, '');
      return [...bare].every((part) => PRINTABLE.test(part)) ? bare : '?';
    })
    .join('');
}

/** French puts no-break spaces inside guillemets and before high signs. */
export function frenchSpaces(text: string): string {
  return text.replace(/« /g, '«\u00A0').replace(/ ([»:;?!])/g, '\u00A0$1');
}
