/**
 * Booklets that are keyed a second time. Browser and authority draw the same ones: by the hash of the campaign, the seed,
 * the sequence and the order number, the smallest first. A pupil who arrives or leaves changes at most one booklet for each
 * of them.
 */

import type { DoubleEntryRule } from './messages/manifest.ts';
import { toHex, utf8 } from './primitives/bytes.ts';
import { sha256 } from './primitives/hash.ts';

const SUFFIX = '~second';

/** What stands for the sequence in the name of the second keying's record (`entryRecordName`). No sequence has such a name. */
export function secondKeyingOf(sequence: string): string {
  return `${sequence}${SUFFIX}`;
}

/** The sequence of a second keying; null: it is none. */
export function sequenceKeyedTwice(name: string): string | null {
  return name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : null;
}

/** How many of a class's booklets: a share is rounded up, so that every class has one. */
export function countKeyedTwice(rule: DoubleEntryRule, booklets: number): number {
  if (booklets === 0) return 0;
  return Math.min(booklets, 'share' in rule ? Math.ceil(booklets * rule.share - 1e-9) : rule.perClass);
}

/** Order numbers of the booklets of one class and sequence that are keyed twice, in the order of the draw. */
export async function drawKeyedTwice(
  rule: DoubleEntryRule,
  campaign: string,
  sequence: string,
  orderNumbers: readonly string[],
): Promise<readonly string[]> {
  const drawn = await Promise.all(
    orderNumbers.map(async (orderNumber) => {
      const hash = await sha256(
        utf8(JSON.stringify(['double-entry', campaign, rule.seed, sequence, orderNumber])),
      );
      return [toHex(hash), orderNumber] as const;
    }),
  );
  return drawn
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, countKeyedTwice(rule, orderNumbers.length))
    .map(([, orderNumber]) => orderNumber);
}
