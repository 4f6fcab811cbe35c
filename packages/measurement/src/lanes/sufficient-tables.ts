/**
 * When all items are of the kind `partialCredit`, ML and WLE depend on a person's answers through t = Σ slope·score alone, given which
 * items were met: θ solves H(θ) = t with H = E(t | θ), less J/(2I) for WLE. H is tabulated once for each booklet and inverted by
 * cubic interpolation, so a person costs nanoseconds instead of dozens of exponentials.
 */
import type { ItemParameters } from '../models/item-models.ts';
import type { PatternBlocks } from '../responses/pattern-blocks.ts';
import { accumulate, BIAS, type FlatItems, flatten, INFORMATION, SCORE } from './score-function.ts';

/** Grid of a table. Four points of step 0.01 interpolate H to 1e-9 for slopes up to 5. */
const LOW = -12;
const STEP = 0.01;
const POINTS = 2401;
/** Booklets of fewer persons are solved one by one. */
const LEAST_PERSONS = 500;
/** Most combinations of booklets that are tabulated: each has a number. */
const MOST_KEYS = 2 ** 50;

export interface SufficientTables {
  /** Of each person: its table, or −1. Null when there is none at all. */
  readonly tableOf: Int16Array | null;
  /** Of each row of each block: Σ slope·score. */
  readonly rowStatistic: Float64Array;
  /** tables × POINTS. */
  readonly h: Float64Array;
  readonly information: Float64Array;
  /** tables × 2: first and last point of the stretch on which H rises. */
  readonly rising: Int32Array;
}

export function createSufficientTables(
  blocks: PatternBlocks,
  items: readonly ItemParameters[],
  method: 'ml' | 'wle' | 'map',
): SufficientTables {
  const rows = blocks.rowStart[blocks.blocks]!;
  const none = {
    tableOf: null,
    rowStatistic: new Float64Array(0),
    h: new Float64Array(0),
    information: new Float64Array(0),
    rising: new Int32Array(0),
  };
  if (
    method === 'map' ||
    blocks.persons < LEAST_PERSONS ||
    items.some((item) => item.kind !== 'partialCredit')
  )
    return none;
  const flat = flatten(items);
  const rowStatistic = new Float64Array(new SharedArrayBuffer(8 * rows));
  const rowMask = new Int32Array(rows);
  const maskItems: number[][][] = [];
  for (let b = 0; b < blocks.blocks; b++) {
    const known = new Map<string, number>();
    maskItems.push([]);
    for (let row = blocks.rowStart[b]!; row < blocks.rowStart[b + 1]!; row++) {
      const met: number[] = [];
      for (
        let k = blocks.patternStart[row]!, j = blocks.itemStart[b]!;
        k < blocks.patternStart[row + 1]!;
        k++, j++
      ) {
        const category = flat.category[j * 256 + blocks.patterns[k]!]!;
        if (category < 0) continue;
        met.push(j);
        rowStatistic[row]! += items[j]!.slope * (items[j]!.scores[category]! - items[j]!.scores[0]!);
      }
      const key = met.join();
      let mask = known.get(key);
      if (mask === undefined) {
        mask = known.size;
        known.set(key, mask);
        maskItems[b]!.push(met);
      }
      rowMask[row] = mask;
    }
  }
  if (maskItems.reduce((product, one) => product * one.length, 1) > MOST_KEYS) return none;
  return tabulate(blocks, flat, rowStatistic, rowMask, maskItems, method);
}

function tabulate(
  blocks: PatternBlocks,
  flat: FlatItems,
  rowStatistic: Float64Array,
  rowMask: Int32Array,
  maskItems: readonly (readonly (readonly number[])[])[],
  method: 'ml' | 'wle',
): SufficientTables {
  const keys = new Float64Array(blocks.persons);
  const sizes = new Map<number, number>();
  for (let i = 0, at = 0; i < blocks.persons; i++) {
    let key = 0;
    for (let b = 0; b < blocks.blocks; b++, at++)
      key = key * maskItems[b]!.length + rowMask[blocks.rowStart[b]! + blocks.codes[at]!]!;
    keys[i] = key;
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  const large = [...sizes]
    .filter(([, size]) => size >= LEAST_PERSONS)
    .map(([key]) => key)
    .slice(0, 4096);
  const h = new Float64Array(new SharedArrayBuffer(8 * large.length * POINTS));
  const information = new Float64Array(new SharedArrayBuffer(8 * large.length * POINTS));
  const rising = new Int32Array(new SharedArrayBuffer(8 * large.length));
  const place = new Map<number, number>();
  large.forEach((key, table) => {
    const met: number[] = [];
    let rest = key;
    for (let b = blocks.blocks - 1; b >= 0; b--) {
      const radix = maskItems[b]!.length;
      met.push(...maskItems[b]![rest % radix]!);
      rest = Math.floor(rest / radix);
    }
    if (met.length === 0) return;
    const [low, high] = fillTable(flat, met, method, h, information, table * POINTS);
    rising[2 * table] = low;
    rising[2 * table + 1] = high;
    if (high - low > 3) place.set(key, table);
  });
  const tableOf = new Int16Array(new SharedArrayBuffer(2 * blocks.persons));
  for (let i = 0; i < blocks.persons; i++) tableOf[i] = place.get(keys[i]!) ?? -1;
  return { tableOf, rowStatistic, h, information, rising };
}

/**
 * Fills a table and finds where in it H rises: far out, with slopes that differ, Warm's correction may turn H around (and a second
 * root appear), so only the stretch around the most informative θ is inverted.
 */
function fillTable(
  flat: FlatItems,
  met: readonly number[],
  method: 'ml' | 'wle',
  h: Float64Array,
  information: Float64Array,
  at: number,
): readonly [number, number] {
  const answered = Int32Array.from(met);
  const lowest = new Int32Array(met.length);
  const sums = new Float64Array(4);
  let best = 0;
  for (let k = 0; k < POINTS; k++) {
    // With the lowest answer everywhere the score is −E(t | θ).
    accumulate(flat, met.length, answered, lowest, LOW + k * STEP, sums);
    information[at + k] = sums[INFORMATION]!;
    h[at + k] = -sums[SCORE]! - (method === 'wle' ? sums[BIAS]! / (2 * sums[INFORMATION]!) : 0);
    if (information[at + k]! > information[at + best]!) best = k;
  }
  let low = best;
  let high = best;
  while (low > 0 && h[at + low - 1]! < h[at + low]!) low--;
  while (high < POINTS - 1 && h[at + high + 1]! > h[at + high]!) high++;
  return [low, high];
}

/**
 * θ at which H is `t`, and the information there, into `out[0]` and `out[1]`. False when it lies outside the stretch on which H rises.
 */
export function invertTable(tables: SufficientTables, table: number, t: number, out: Float64Array): boolean {
  const { h, information } = tables;
  const base = table * POINTS;
  let a = tables.rising[2 * table]! + 1;
  let b = tables.rising[2 * table + 1]! - 1;
  if (!(t > h[base + a]! && t < h[base + b]!)) return false;
  while (b - a > 1) {
    const middle = (a + b) >> 1;
    if (h[base + middle]! <= t) a = middle;
    else b = middle;
  }
  const y0 = h[base + a - 1]!;
  const y1 = h[base + a]!;
  const y2 = h[base + a + 1]!;
  const y3 = h[base + a + 2]!;
  // Cubic through four points in u, 0 at the second and 1 at the third.
  const c1 = -y0 / 3 - y1 / 2 + y2 - y3 / 6;
  const c2 = y0 / 2 - y1 + y2 / 2;
  const c3 = -y0 / 6 + y1 / 2 - y2 / 2 + y3 / 6;
  let u = (t - y1) / (y2 - y1);
  for (let step = 0; step < 3; step++)
    u -= (y1 + u * (c1 + u * (c2 + u * c3)) - t) / (c1 + u * (2 * c2 + 3 * c3 * u));
  out[0] = LOW + (a + u) * STEP;
  const i0 = information[base + a - 1]!;
  const i1 = information[base + a]!;
  const i2 = information[base + a + 1]!;
  const i3 = information[base + a + 2]!;
  out[1] =
    i1 +
    u *
      (-i0 / 3 -
        i1 / 2 +
        i2 -
        i3 / 6 +
        u * (i0 / 2 - i1 + i2 / 2 + u * (-i0 / 6 + i1 / 2 - i2 / 2 + i3 / 6)));
  return true;
}
