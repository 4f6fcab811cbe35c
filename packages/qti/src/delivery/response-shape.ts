/** What a response to each interaction can be, in one place: what a player may save, and what a scorer accepts. */

import type { GapContent, HottextContent, Interaction } from './delivery-item.ts';
import { limits } from './limits.ts';

/** How many pairs may, and must, use a choice. */
export interface Associable {
  readonly id: string;
  readonly matchMax: number;
  readonly matchMin: number;
}

export type ResponseShape =
  /** Identifiers, each at most once. `ordered`: their order is the response. */
  | {
      readonly kind: 'choices';
      readonly ids: readonly string[];
      readonly min: number;
      readonly max: number;
      readonly ordered: boolean;
    }
  /** Pairs of identifiers. Undirected: sources and targets are one list, and no choice goes with itself. */
  | {
      readonly kind: 'pairs';
      readonly sources: readonly Associable[];
      readonly targets: readonly Associable[];
      readonly undirected: boolean;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'text'; readonly maxLength: number; readonly min: number; readonly max: number }
  | { readonly kind: 'points'; readonly min: number; readonly max: number }
  | { readonly kind: 'number'; readonly lower: number; readonly upper: number; readonly min: number }
  /** A `data:` URL of at most so many characters. */
  | { readonly kind: 'file'; readonly maxLength: number }
  | { readonly kind: 'flag' }
  | { readonly kind: 'opaque'; readonly maxLength: number };

/** Of every kind: a new one does not compile until it is said here. */
export function responseShape(interaction: Interaction): ResponseShape {
  switch (interaction.kind) {
    case 'choice':
      return choices(interaction.choices, interaction, false);
    case 'inlineChoice':
      return choices(interaction.choices, { minChoices: 1, maxChoices: 1 }, false);
    case 'order':
      return choices(interaction.choices, interaction, true);
    case 'hottext':
      return choices(hottextsOf(interaction.content), interaction, false);
    case 'hotspot':
      return choices(interaction.hotspots, interaction, false);
    case 'graphicOrder':
      return choices(interaction.hotspots, interaction, true);
    case 'match':
      return pairs(interaction.sources, interaction.targets, interaction, false);
    case 'gapMatch':
      return pairs(interaction.choices, gapsOf(interaction.content), interaction, false);
    case 'graphicGapMatch':
      return pairs(interaction.choices, interaction.hotspots, interaction, false);
    case 'associate':
      return pairs(interaction.choices, interaction.choices, interaction, true);
    case 'graphicAssociate':
      return pairs(interaction.hotspots, interaction.hotspots, interaction, true);
    case 'textEntry':
      return { kind: 'text', maxLength: interaction.maxLength, min: 1, max: 1 };
    case 'extendedText': {
      const { min, max } = interaction.strings ?? { min: 1, max: 1 };
      return { kind: 'text', maxLength: interaction.maxLength, min, max };
    }
    case 'selectPoint':
    case 'positionObject':
      return { kind: 'points', min: interaction.minChoices, max: interaction.maxChoices };
    case 'slider':
      return { kind: 'number', lower: interaction.lowerBound, upper: interaction.upperBound, min: 1 };
    case 'media':
      return { kind: 'number', lower: 0, upper: limits.plays, min: interaction.minPlays > 0 ? 1 : 0 };
    case 'drawing':
      return { kind: 'file', maxLength: limits.drawingLength };
    case 'upload':
      return { kind: 'file', maxLength: limits.fileLength };
    case 'endAttempt':
      return { kind: 'flag' };
    case 'portableCustom':
      return { kind: 'opaque', maxLength: limits.maxLength };
  }
}

/** Gaps take one choice each. */
export function gapsOf(content: readonly GapContent[]): Associable[] {
  return content.flatMap((node) => {
    if (node.kind === 'text') return [];
    if (node.kind === 'element') return gapsOf(node.children);
    return [{ id: node.id, matchMax: 1, matchMin: node.required ? 1 : 0 }];
  });
}

export function hottextsOf(content: readonly HottextContent[]): { readonly id: string }[] {
  return content.flatMap((node) => {
    if (node.kind === 'text') return [];
    return node.kind === 'element' ? hottextsOf(node.children) : [{ id: node.id }];
  });
}

function choices(
  list: readonly { readonly id: string }[],
  { minChoices, maxChoices }: { readonly minChoices: number; readonly maxChoices: number },
  ordered: boolean,
): ResponseShape {
  return { kind: 'choices', ids: list.map(({ id }) => id), min: minChoices, max: maxChoices, ordered };
}

function pairs(
  sources: readonly Associable[],
  targets: readonly Associable[],
  limit: { readonly minAssociations: number; readonly maxAssociations: number },
  undirected: boolean,
): ResponseShape {
  const { minAssociations: min, maxAssociations: max } = limit;
  return { kind: 'pairs', sources, targets, undirected, min, max };
}
