/**
 * What the player can draw today. An item that needs more is read and scored, and refused when a campaign is checked,
 * with the reason. The kinds that are drawn: `playableKinds`, in `interaction-kinds.ts`.
 */

import { type Said, say } from '../words/say.ts';
import type { DeliveryItem, Interaction, InteractionKind } from './delivery-item.ts';
import { playableKinds } from './interaction-kinds.ts';
import { allInteractions } from './steps.ts';

export type PlayableKind = (typeof playableKinds)[number];
export type PlayableInteraction = Extract<Interaction, { readonly kind: PlayableKind }>;

export function isPlayable(interaction: Interaction): interaction is PlayableInteraction {
  return (playableKinds as readonly InteractionKind[]).includes(interaction.kind);
}

/** Why the player cannot show this item, each reason once; empty when it can. */
export function unplayableReasons(item: DeliveryItem): Said[] {
  const reasons = new Map<string, Said>();
  for (const interaction of allInteractions(item)) {
    const { kind } = interaction;
    if (!isPlayable(interaction)) {
      reasons.set(kind, say('not-drawn', { kind }));
    } else if (interaction.kind === 'extendedText' && interaction.format === 'xhtml') {
      const declared = item.responses.find(({ id }) => id === interaction.responseId);
      if (declared?.cardinality !== 'single' || declared.baseType !== 'string')
        reasons.set('markup', say('markup-single'));
    }
  }
  return [...reasons.values()];
}
