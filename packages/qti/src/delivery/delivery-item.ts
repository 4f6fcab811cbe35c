/**
 * The keyless form of an item: what a browser gets, and all that it gets. It has no correct response, mapping,
 * response processing or outcome, and nothing in it depends on them. Plain JSON, served as a file of the campaign.
 */

import type { AllowedElement } from './allow-list.ts';

/**
 * One response in QTI's lexical form. `null`: no response. Single cardinality: a string (never empty). Multiple and
 * ordered: a list (never empty). A pair is "A B" (one space), with the source first when it is directed.
 * Numbers stay as the pupil typed them ("3,5"); reading them is the scorer's work.
 */
export type ResponseValue = null | string | readonly string[];

/** Response identifier → value. An identifier that is missing means the same as null. */
export type ItemResponses = Readonly<Record<string, ResponseValue>>;

export type Cardinality = 'single' | 'multiple' | 'ordered';
export type BaseType = 'identifier' | 'string' | 'integer' | 'float' | 'pair' | 'directedPair';

export interface DeliveryResponse {
  readonly id: string;
  readonly cardinality: Cardinality;
  readonly baseType: BaseType;
}

export interface DeliveryItem {
  readonly v: 1;
  readonly id: string;
  readonly title: string;
  /** BCP 47, e.g. `fr`. `und` when the item does not say. */
  readonly language: string;
  readonly body: readonly DeliveryNode[];
  readonly responses: readonly DeliveryResponse[];
  /** Every file that the body refers to, by its path in the package, each once, sorted. */
  readonly assets: readonly string[];
}

export interface TextNode {
  readonly kind: 'text';
  readonly text: string;
}

/**
 * `name` has no prefix. Attribute names are those of the browser (`lang`, never `xml:lang`). `src` and `poster` are
 * paths within the package (`images/x.svg`), the same strings as in `assets`: the app puts its base before them.
 */
export interface ElementNode<Child> {
  readonly kind: 'element';
  readonly name: AllowedElement;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Child[];
}

/** Content without interactions: of prompts and choices. */
export type ContentNode = TextNode | ElementNode<ContentNode>;

/** Content of a body: text, elements and interactions, at any depth. */
export type DeliveryNode = TextNode | ElementNode<DeliveryNode> | Interaction;

export type Orientation = 'vertical' | 'horizontal';

export interface Choice {
  readonly id: string;
  readonly content: readonly ContentNode[];
  /** Keeps its place when the choices are shuffled. */
  readonly fixed: boolean;
}

export interface AssociableChoice extends Choice {
  /** How many pairs may, and must, use this choice. Both finite: "no limit" has become the size of the other set. */
  readonly matchMax: number;
  readonly matchMin: number;
}

interface InteractionBase {
  readonly responseId: string;
  /**
   * QTI 3 shared vocabulary, as written: `qti-choices-stacking-2`, `qti-labels-lower-alpha`,
   * `qti-labels-suffix-parenthesis`, `qti-input-width-10`, `qti-height-lines-6`, `qti-counter-up`,
   * `qti-match-tabular`, `qti-header-hidden` … and the item's own classes.
   */
  readonly classes: readonly string[];
  /** An accessible name that the item gives (`aria-label`), or null. */
  readonly label: string | null;
}

/** Radio buttons when `maxChoices` is 1 and the response is single, else checkboxes. */
export interface ChoiceInteraction extends InteractionBase {
  readonly kind: 'choice';
  readonly prompt: readonly ContentNode[];
  readonly choices: readonly Choice[];
  readonly shuffle: boolean;
  readonly minChoices: number;
  /** Finite: QTI's 0 ("any number") has become the number of choices. */
  readonly maxChoices: number;
  readonly orientation: Orientation;
}

/** A menu within a line of text. Its response is always single. */
export interface InlineChoiceInteraction extends InteractionBase {
  readonly kind: 'inlineChoice';
  readonly choices: readonly Choice[];
  readonly shuffle: boolean;
  readonly required: boolean;
  /** What the closed menu shows before a choice (`data-prompt`), or null. */
  readonly placeholder: string | null;
}

export interface TextEntryInteraction extends InteractionBase {
  readonly kind: 'textEntry';
  /** `numeric`: a number is expected; offer a numeric keypad that has the comma, never `type="number"`. */
  readonly input: 'text' | 'numeric';
  /** A hint for the width, in characters, or null. */
  readonly expectedLength: number | null;
  /** In UTF-16 units, as the `maxlength` of HTML. */
  readonly maxLength: number;
  /** An XML Schema pattern for the whole response, as a hint to the pupil; scoring does not depend on it. */
  readonly patternMask: string | null;
  readonly patternMessage: string | null;
  readonly placeholder: string | null;
}

/** Pairs "source target". Rendered as a table when the classes have `qti-match-tabular`. */
export interface MatchInteraction extends InteractionBase {
  readonly kind: 'match';
  readonly prompt: readonly ContentNode[];
  readonly sources: readonly AssociableChoice[];
  readonly targets: readonly AssociableChoice[];
  readonly shuffle: boolean;
  readonly minAssociations: number;
  /** Finite: "no limit" has become sources × targets. */
  readonly maxAssociations: number;
}

/** The response lists choice identifiers from first to last. It is null until the pupil has moved something. */
export interface OrderInteraction extends InteractionBase {
  readonly kind: 'order';
  readonly prompt: readonly ContentNode[];
  readonly choices: readonly Choice[];
  readonly shuffle: boolean;
  /** Both equal the number of choices when all have to be ordered (the usual case). */
  readonly minChoices: number;
  readonly maxChoices: number;
  readonly orientation: Orientation;
}

export interface ExtendedTextInteraction extends InteractionBase {
  readonly kind: 'extendedText';
  readonly prompt: readonly ContentNode[];
  readonly expectedLength: number | null;
  readonly expectedLines: number | null;
  readonly maxLength: number;
  readonly patternMask: string | null;
  readonly patternMessage: string | null;
  readonly placeholder: string | null;
}

export type Interaction =
  | ChoiceInteraction
  | InlineChoiceInteraction
  | TextEntryInteraction
  | MatchInteraction
  | OrderInteraction
  | ExtendedTextInteraction;

/** The interactions of a body, in document order. */
export function interactionsOf(nodes: readonly DeliveryNode[]): Interaction[] {
  const found: Interaction[] = [];
  for (const node of nodes) {
    if (node.kind === 'text') continue;
    if (node.kind === 'element') found.push(...interactionsOf(node.children));
    else found.push(node);
  }
  return found;
}
