import { type DeliveryItem, interactionsOf } from '../delivery/delivery-item.ts';
import type { Item } from '../model/item.ts';

/**
 * What a browser may have of an item: the body, bare declarations of the responses that the body asks for, and the
 * list of files. Built field by field from what does not depend on keys: correct responses, mappings, outcomes,
 * processing, comparison rules, feedback, rubrics for adults and the item's path stay behind.
 */
export function toDelivery(item: Item): DeliveryItem {
  const asked = new Set(interactionsOf(item.body).map(({ responseId }) => responseId));
  return {
    v: 1,
    id: item.identifier,
    title: item.title,
    language: item.language,
    body: item.body,
    responses: item.responses
      .filter(({ id }) => asked.has(id))
      .map(({ id, cardinality, baseType }) => ({ id, cardinality, baseType })),
    assets: item.assets,
    ...(item.catalogs.length === 0 ? {} : { catalogs: item.catalogs }),
    ...(item.calculator ? { calculator: true } : {}),
    ...(item.styles.length === 0 ? {} : { styles: item.styles }),
  };
}
