/** Numbers within sentences, as the reader's language writes them. */
import type { Lang } from '@cloison/command/refusal';

/** With so many decimals, always; a dash for null. */
export function decimalText(value: number | null, lang: Lang, decimals: number): string {
  if (value === null || Number.isNaN(value)) return '–';
  return new Intl.NumberFormat(lang, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: false,
  })
    .format(value)
    .replace('-', '−');
}

/** Of a p-value: three significant digits, or that it is below 0.0001. */
export function pText(p: number | null, lang: Lang): string {
  if (p === null || Number.isNaN(p)) return '–';
  if (p < 1e-4) return `< ${decimalText(1e-4, lang, 4)}`;
  return new Intl.NumberFormat(lang, { maximumSignificantDigits: 3, minimumSignificantDigits: 3 }).format(p);
}

/**
 * A p-value as a cell of a table, which shows what is below its last decimal as less than that decimal. Too small for a double
 * it is 0: then the smallest double, because it is not nothing.
 */
export function pCell(p: number | null): number | null {
  return p === 0 ? Number.MIN_VALUE : p;
}

/** One significant decimal and a power of ten, for differences that should be next to nothing: 1,2 × 10⁻⁷. */
export function powerText(value: number | null, lang: Lang): string {
  if (value === null || Number.isNaN(value)) return '–';
  const [digits = '0', power = '0'] = value.toExponential(1).split('e');
  const decimal = decimalText(Number(digits), lang, 1);
  const exponent = Number(power);
  return exponent === 0 ? decimal : `${decimal} × 10${raised(exponent)}`;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = (power: number) =>
  (power < 0 ? '⁻' : '') + [...String(Math.abs(power))].map((digit) => RAISED[Number(digit)]).join('');
