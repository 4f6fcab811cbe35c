/** Extreme numbers made ordinary, and numbers made coarse. */
import { DisclosureError } from '../errors.ts';
import type { NumericColumn } from '../microdata/microdata.ts';

export interface TailRule {
  readonly side: 'top' | 'bottom';
  /** Beyond this value … */
  readonly threshold?: number;
  /** … or so that this share of the values, rounded up, is beyond it. One of the two. */
  readonly share?: number;
  /** What stands for the values beyond: the threshold, or their mean, which keeps the sum. */
  readonly by: 'threshold' | 'mean';
  /** A mean of fewer values tells too much of each; 1 by default. */
  readonly least?: number;
}

export interface CodedColumn {
  readonly column: NumericColumn;
  readonly changed: number;
  readonly threshold: number;
}

/** Throws `rule-invalid`, and `too-few-rows` when fewer than `least` values would be coded by their mean. */
export function codeTail(column: NumericColumn, rule: TailRule): CodedColumn {
  const { side, by, least = 1 } = rule;
  const sign = side === 'top' ? 1 : -1;
  const threshold = thresholdOf(column, rule, sign);
  const beyond: number[] = [];
  column.values.forEach((value, row) => {
    if (sign * value > sign * threshold) beyond.push(row);
  });
  if (by === 'mean' && beyond.length > 0 && beyond.length < least)
    throw new DisclosureError('too-few-rows', {
      variable: column.name,
      rule: side,
      rows: beyond.length,
      least,
    });
  const stands =
    by === 'threshold' || beyond.length === 0
      ? threshold
      : beyond.reduce((sum, row) => sum + column.values[row]!, 0) / beyond.length;
  const values = column.values.slice();
  for (const row of beyond) values[row] = stands;
  return { column: { ...column, values }, changed: beyond.length, threshold };
}

/** To the nearest multiple of `base`. Throws `rule-invalid`. */
export function roundTo(column: NumericColumn, base: number): CodedColumn {
  if (!(base > 0 && Number.isFinite(base)))
    throw new DisclosureError('rule-invalid', { variable: column.name, rule: 'round' });
  let changed = 0;
  const values = column.values.map((value) => {
    const rounded = Number((Math.round(value / base) * base).toPrecision(15));
    if (rounded !== value && !Number.isNaN(value)) changed++;
    return rounded;
  });
  return { column: { ...column, values }, changed, threshold: base };
}

function thresholdOf(column: NumericColumn, { side, threshold, share }: TailRule, sign: number): number {
  const invalid = new DisclosureError('rule-invalid', { variable: column.name, rule: side });
  if ((threshold === undefined) === (share === undefined)) throw invalid;
  if (threshold !== undefined) {
    if (!Number.isFinite(threshold)) throw invalid;
    return threshold;
  }
  if (!(share! > 0 && share! < 1)) throw invalid;
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort((a, b) => sign * (a - b));
  if (sorted.length === 0) return 0;
  const coded = Math.ceil(share! * sorted.length);
  return sorted[Math.max(0, sorted.length - coded - 1)]!;
}
