/**
 * Variants of items with template variables, for campaigns that give pupils different ones. A variant is published as an item of
 * its own, without its keys; only the authority knows that several are one item, and who was given which.
 */

import type { DeliveryItem } from '../delivery/delivery-item.ts';
import type { Item } from '../model/item.ts';
import { workLimits } from '../score/work.ts';
import { type DeliveryOptions, toDelivery } from './to-delivery.ts';

export interface ItemVariant {
  /** What the item was read with (`readItem`, `seed`). */
  readonly seed: string;
  readonly item: Item;
}

/** Seeds that are tried for each variant that is wanted: chance may draw the same numbers again. */
const triesEach = 8;

/** What all tries may take: steps of template processing, and symbols of variants that were passed over. */
const most = { steps: workLimits.scoring, passedOver: 500_000 };

/**
 * At most `count` variants that differ in what a pupil sees, by the seeds `SEED/1`, `SEED/2` … in this order; the same for the
 * same item and seed. Fewer when the item has no more of them, or when drawing takes too much work; one for an item that
 * draws nothing. `read` gives the item as it is for a seed.
 */
export function distinctVariants(read: (seed: string) => Item, seed: string, count: number): ItemVariant[] {
  const variants: ItemVariant[] = [];
  const seen = new Set<string>();
  let [steps, passedOver] = [0, 0];
  for (let tried = 1; tried <= count * triesEach && variants.length < count; tried += 1) {
    const one = { seed: `${seed}/${tried}`, item: read(`${seed}/${tried}`) };
    if (one.item.templates.length === 0) return [one];
    steps += one.item.templateSteps;
    const shown = JSON.stringify(toDelivery(one.item));
    if (seen.has(shown)) passedOver += shown.length;
    else variants.push(one);
    seen.add(shown);
    if (steps > most.steps || passedOver > most.passedOver) break;
  }
  return variants;
}

/** How the variant of that number, from 1, is called where it is published. */
export function variantId(item: string, number: number): string {
  return `${item}.v${number}`;
}

/** What a browser may have of it. */
export function toVariantDelivery(item: Item, number: number, options: DeliveryOptions = {}): DeliveryItem {
  return { ...toDelivery(item, options), id: variantId(item.identifier, number) };
}
