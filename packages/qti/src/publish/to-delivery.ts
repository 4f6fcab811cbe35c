import type { DeliveryItem } from '../delivery/delivery-item.ts';
import { allInteractions } from '../delivery/steps.ts';
import type { Item } from '../model/item.ts';

export interface DeliveryOptions {
  /** What the item shows after an attempt, as far as no answer and no key decides it. False when it is not said. */
  readonly steps?: boolean;
}

/**
 * What a browser may have of an item: the body, bare declarations of the responses that the body asks for, and the
 * list of files. Built field by field from what does not depend on keys: correct responses, mappings, outcomes,
 * processing, comparison rules, feedback, rubrics for adults and the item's path stay behind.
 */
export function toDelivery(item: Item, options: DeliveryOptions = {}): DeliveryItem {
  const { steps, assets } =
    options.steps === true && item.steps?.kind === 'steps' ? item.steps : { steps: undefined, assets: [] };
  const shown = { body: item.body, ...(steps === undefined ? {} : { steps }) };
  const asked = new Set(allInteractions(shown).map(({ responseId }) => responseId));
  return {
    v: 1,
    id: item.identifier,
    title: item.title,
    language: item.language,
    body: item.body,
    responses: item.responses
      .filter(({ id }) => asked.has(id))
      .map(({ id, cardinality, baseType }) => ({ id, cardinality, baseType })),
    assets: assets.length === 0 ? item.assets : [...new Set([...item.assets, ...assets])].toSorted(),
    ...(item.catalogs.length === 0 ? {} : { catalogs: item.catalogs }),
    ...(item.calculator ? { calculator: true } : {}),
    ...(item.styles.length === 0 ? {} : { styles: item.styles }),
    ...(steps === undefined ? {} : { steps }),
  };
}
