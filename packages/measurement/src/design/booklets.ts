/**
 * Rotated booklets: which blocks of items stand in which booklet, and in which place. A design is balanced when every block
 * stands in as many booklets, every two blocks meet in as many, and every block stands as often in each place; then no block
 * is harder for where it stands, and every two items of different blocks have pupils in common (Frey, Hartig & Rupp 2009).
 */

/** Booklets as lists of blocks by number from 0, in order. */
export type BookletDesign = readonly (readonly number[])[];

export interface DesignBalance {
  /** Least and most booklets that a block stands in. */
  readonly perBlock: readonly [number, number];
  /** Least and most booklets in which two blocks meet. */
  readonly perPair: readonly [number, number];
  /** Least and most booklets that have a block in one place. */
  readonly perPlace: readonly [number, number];
}

export function designBalance(blocks: number, design: BookletDesign): DesignBalance {
  const single = new Array<number>(blocks).fill(0);
  const pairs = new Array<number>(blocks * blocks).fill(0);
  const places = Math.max(0, ...design.map((booklet) => booklet.length));
  const placed = new Array<number>(blocks * places).fill(0);
  for (const booklet of design) {
    booklet.forEach((block, place) => {
      single[block]! += 1;
      placed[block * places + place]! += 1;
      for (const other of booklet) if (other > block) pairs[block * blocks + other]! += 1;
    });
  }
  const upper = pairs.filter((_, at) => at % blocks > Math.floor(at / blocks));
  return { perBlock: range(single), perPair: range(upper), perPlace: range(placed) };
}

function range(counts: readonly number[]): readonly [number, number] {
  return counts.length === 0 ? [0, 0] : [Math.min(...counts), Math.max(...counts)];
}

/** More steps than this are not searched for a difference set; every design of up to 40 blocks in print takes fewer. */
const MOST_STEPS = 5_000_000;

/**
 * Balanced incomplete blocks in as many booklets as there are blocks: a Youden square, from a difference set developed around
 * the circle (Bose 1939), so that every block stands once in each place. Seven blocks by three is the design of PISA 2003's
 * kind (7, 3, 1). Null when there is none, or none is found: not every number of blocks has one (six by three has none).
 */
export function balancedBooklets(blocks: number, perBooklet: number): BookletDesign | null {
  const meetings = (perBooklet * (perBooklet - 1)) / (blocks - 1);
  if (!Number.isInteger(blocks) || !Number.isInteger(perBooklet) || perBooklet < 2 || perBooklet >= blocks)
    return null;
  if (!Number.isInteger(meetings)) return null;
  const base = differenceSet(blocks, perBooklet, meetings);
  if (base === null) return null;
  return Array.from({ length: blocks }, (_, turn) => base.map((block) => (block + turn) % blocks));
}

/** `size` numbers below `modulus` whose differences take each value but 0 `times` times. Holds 0 and 1: else they turn until they do. */
function differenceSet(modulus: number, size: number, times: number): readonly number[] | null {
  const counts = new Array<number>(modulus).fill(0);
  const chosen: number[] = [];
  let steps = 0;
  const count = (value: number, by: number): boolean => {
    let fits = true;
    for (const other of chosen) {
      for (const difference of [value - other, modulus - value + other]) {
        counts[difference]! += by;
        if (counts[difference]! > times) fits = false;
      }
    }
    return fits;
  };
  const search = (from: number): boolean => {
    if (chosen.length === size) return true;
    for (let value = from; value <= modulus - (size - chosen.length); value++) {
      if (++steps > MOST_STEPS) return false;
      if (count(value, 1)) {
        chosen.push(value);
        if (search(value + 1)) return true;
        chosen.pop();
      }
      count(value, -1);
    }
    return false;
  };
  chosen.push(0);
  return search(1) ? chosen : null;
}
