/** Sizes as people say them: kilobytes, megabytes and gigabytes of a thousand, with one decimal at most. */
import type { Language } from './catalogue.ts';

export function sizeInWords(bytes: number, language: Language): string {
  const [value, unit] = inUnit(bytes);
  const format = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 };
  return new Intl.NumberFormat(language, format as Intl.NumberFormatOptions).format(value);
}

function inUnit(bytes: number): readonly [number, string] {
  if (bytes < 1e6) return [bytes / 1e3, 'kilobyte'];
  return bytes < 1e9 ? [bytes / 1e6, 'megabyte'] : [bytes / 1e9, 'gigabyte'];
}
