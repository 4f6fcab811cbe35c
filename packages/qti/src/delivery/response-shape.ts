/** What a response to each interaction can be, in one place: what a player may save, and what a scorer accepts. */

import type { GapContent, HottextContent } from './delivery-item.ts';

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
  /** Members of the declared base type (`opaque-response.ts`), `maxLength` characters in all. */
  | { readonly kind: 'opaque'; readonly maxLength: number };

/** Characters of a `data:` URL of so many bytes in base64, whatever their type. */
export function dataUrlLength(bytes: number): number {
  return 120 + 4 * Math.ceil(bytes / 3);
}

/** Gaps take one choice each. */
export function gapsOf(content: readonly GapContent[]): Associable[] {
  return content.flatMap((node) => {
    if (node.kind === 'text') return [];
    if (node.kind === 'element') return gapsOf(node.children);
    return [{ id: node.id, matchMax: 1, matchMin: node.required ? 1 : 0 }];
  });
}

export function hottextsOf(
  content: readonly HottextContent[],
): Extract<HottextContent, { readonly kind: 'hot' }>[] {
  return content.flatMap((node) => {
    if (node.kind === 'text') return [];
    return node.kind === 'element' ? hottextsOf(node.children) : [node];
  });
}

export function choicesShape(
  list: readonly { readonly id: string }[],
  { minChoices, maxChoices }: { readonly minChoices: number; readonly maxChoices: number },
  ordered: boolean,
): ResponseShape {
  return { kind: 'choices', ids: list.map(({ id }) => id), min: minChoices, max: maxChoices, ordered };
}

export function pairsShape(
  sources: readonly Associable[],
  targets: readonly Associable[],
  limit: { readonly minAssociations: number; readonly maxAssociations: number },
  undirected: boolean,
): ResponseShape {
  const { minAssociations: min, maxAssociations: max } = limit;
  return { kind: 'pairs', sources, targets, undirected, min, max };
}
