/** Statistics of several runs. */

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: medianOf(values), least: Math.min(...values), most: Math.max(...values) };
}

/** `values` are sorted; `share` is in [0, 1]. */
export function percentileOf(rising: Float64Array, share: number): number {
  return rising[Math.min(rising.length - 1, Math.floor(share * rising.length))] ?? 0;
}

/** The rate of doing both things, one after the other: 1/(1/a + 1/b). */
export function oneAfterTheOther(first: number, second: number): number {
  return 1 / (1 / first + 1 / second);
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** `10,800/s (10,324–11,268)` */
export function rateText({ median, least, most }: Spread): string {
  return `${whole(median)}/s (${whole(least)}–${whole(most)})`;
}

export function ratioText({ median, least, most }: Spread): string {
  return `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}
