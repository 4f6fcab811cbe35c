/** Words whose catalog has a card, in parts that are pressed to answer: no card can open there. */

import {
  type ContentNode,
  type HottextContent,
  type Interaction,
  interactionsOf,
} from '../delivery/delivery-item.ts';
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
    const named = new Set(catalogsIn(pressedIn(interaction)));
    return [...named]
      .filter((id) => shown.has(id))
      .map((catalogId) => ({ responseId: interaction.responseId, catalogId }));
  });
}

function pressedIn(interaction: Interaction): readonly ContentNode[] {
  switch (interaction.kind) {
    case 'hottext':
      return hotIn(interaction.content);
    // Beside a piece stands a button for what its words mean.
    case 'order':
    case 'associate':
    case 'gapMatch':
    case 'graphicGapMatch':
    case 'choice':
    case 'inlineChoice':
    case 'textEntry':
    case 'match':
    case 'extendedText':
    case 'hotspot':
    case 'selectPoint':
    case 'graphicOrder':
    case 'graphicAssociate':
    case 'positionObject':
    case 'slider':
    case 'media':
    case 'drawing':
    case 'endAttempt':
    case 'portableCustom':
    case 'upload':
      return [];
  }
}

function hotIn(nodes: readonly HottextContent[]): readonly ContentNode[] {
  return nodes.flatMap((node) =>
    node.kind === 'hot' ? node.content : node.kind === 'element' ? hotIn(node.children) : [],
  );
}

function catalogsIn(nodes: readonly ContentNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind !== 'element') return [];
    const id = node.attributes['data-catalog-idref'];
    return [...(id === undefined ? [] : [id]), ...catalogsIn(node.children)];
  });
}
