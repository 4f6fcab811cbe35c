import { neutralise } from './neutralise.ts';

/** `either`: a file that opens in programs of both list separators. */
export type CsvSeparator = ',' | ';' | 'either';

const NEEDS_QUOTES: Readonly<Record<CsvSeparator, RegExp>> = {
  ',': /[",\r\n]/,
  ';': /[";\r\n]/,
  either: /[",;\r\n]/,
};

/** A text as a field of a file with this separator (RFC 4180), neutralised. */
export function csvField(text: string, separator: CsvSeparator): string {
  const safe = neutralise(text);
  return NEEDS_QUOTES[separator].test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
