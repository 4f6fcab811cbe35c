/**
 * What the player can draw today. An item that needs more is read and scored, and refused when a campaign is checked,
 * with the reason. The kinds that are drawn: `playableKinds`, in `interaction-kinds.ts`.
 */

import type { DeliveryItem, Interaction, InteractionKind } from './delivery-item.ts';
import { playableKinds } from './interaction-kinds.ts';
import { allInteractions } from './steps.ts';

export type PlayableKind = (typeof playableKinds)[number];
export type PlayableInteraction = Extract<Interaction, { readonly kind: PlayableKind }>;

export function isPlayable(interaction: Interaction): interaction is PlayableInteraction {
  return (playableKinds as readonly InteractionKind[]).includes(interaction.kind);
}

/** Why the player cannot show this item, in English, each reason once; empty when it can. */
export function unplayableReasons(item: DeliveryItem): string[] {
  const reasons = new Set<string>();
  for (const interaction of allInteractions(item)) {
    const { kind } = interaction;
    if (!isPlayable(interaction)) {
      reasons.add(`the player does not draw this interaction yet: ${kind}`);
    } else if (interaction.kind === 'extendedText' && interaction.format === 'xhtml')
      reasons.add('the player has no field for text with markup yet');
  }
  return [...reasons];
}
