import type { RoundingMode } from '../model/expression.ts';

/**
 * Rounds half away from zero, on the decimal digits that the number is written with: 1.005 to two places is 1.01,
 * which binary arithmetic (1.005 × 100 = 100.49999…) would miss.
 */
export function roundTo(value: number, mode: RoundingMode, figures: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const places = mode === 'decimalPlaces' ? figures : figures - 1 - exponentOf(value);
  if (mode === 'significantFigures' && figures < 1) return Number.NaN;
  return shift(Math.round(shift(Math.abs(value), places)), -places) * Math.sign(value);
}

function exponentOf(value: number): number {
  return Number(Math.abs(value).toExponential().split('e')[1]);
}

/** value × 10^places by moving the decimal point of its shortest writing. */
function shift(value: number, places: number): number {
  const [digits, exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}
