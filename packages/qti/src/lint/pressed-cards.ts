/** Words whose catalog has a card, in parts that are pressed to answer: no card can open there. */

import { type ContentNode, interactionsOf } from '../delivery/delivery-item.ts';
import { partsOf } from '../delivery/interaction-kinds.ts';
import type { Item } from '../model/item.ts';

export interface PressedCard {
  readonly responseId: string;
  readonly catalogId: string;
}

/** Each catalog once for an interaction, in the order of the text. What is only read aloud is not a card. */
export function pressedCards(item: Item): PressedCard[] {
  const shown = new Set(
    item.catalogs
      .filter(({ cards }) => cards.some(({ support }) => support !== 'spoken'))
      .map(({ id }) => id),
  );
  return [...interactionsOf(item.body)].flatMap((interaction) => {
    const named = new Set(catalogsIn(partsOf(interaction).pressed));
    return [...named]
      .filter((id) => shown.has(id))
      .map((catalogId) => ({ responseId: interaction.responseId, catalogId }));
  });
}

function catalogsIn(nodes: readonly ContentNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind !== 'element') return [];
    const id = node.attributes['data-catalog-idref'];
    return [...(id === undefined ? [] : [id]), ...catalogsIn(node.children)];
  });
}
