/**
 * The keyless form of an item: what a browser gets, and all that it gets. It has no correct response, mapping,
 * response processing or outcome, and nothing in it depends on them. Plain JSON, served as a file of the campaign.
 */

import type { AllowedElement } from './allow-list.ts';

/**
 * One response in QTI's lexical form. `null`: no response. Single cardinality: a string (never empty). Multiple and
 * ordered: a list (never empty; in a list of typed texts, an empty member is a field that was left empty and counts
 * for nothing). A pair is "A B" (one space), with the source first when it is directed. A point is
 * "x y" in pixels of the picture's own size, a boolean "true" or "false", a file a `data:` URL. A number typed into a
 * response of record cardinality is a string too. Numbers stay as the pupil typed them ("3,5"); reading them is the
 * scorer's work.
 */
export type ResponseValue = null | string | readonly string[];

/**
 * Response identifier → value. An identifier that is missing was not touched: it means null, or `initial` of a response that
 * has one; such a response that was emptied is null.
 */
export type ItemResponses = Readonly<Record<string, ResponseValue>>;

export type Cardinality = 'single' | 'multiple' | 'ordered' | 'record';

/** `record` goes with that cardinality and no other: its fields have types of their own. */
export type BaseType =
  | 'identifier'
  | 'string'
  | 'integer'
  | 'float'
  | 'boolean'
  | 'point'
  | 'pair'
  | 'directedPair'
  | 'duration'
  | 'file'
  | 'uri'
  | 'record';

export interface DeliveryResponse {
  readonly id: string;
  readonly cardinality: Cardinality;
  readonly baseType: BaseType;
  /** What is there before the pupil answers (`qti-default-value`). Absent: nothing. */
  readonly initial?: string | readonly string[];
}

/** What a pupil sees as responses: those that were given, and where there is none yet, what was there before. */
export function shownResponses(
  { responses: declared }: Pick<DeliveryItem, 'responses'>,
  given: ItemResponses,
): ItemResponses {
  const before = declared.flatMap(({ id, initial }) =>
    initial === undefined ? [] : [[id, initial] as const],
  );
  return before.length === 0 ? given : { ...Object.fromEntries(before), ...given };
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
  /** Other forms of parts of the body, which `data-catalog-idref` attributes name. Absent when there are none. */
  readonly catalogs?: readonly Catalog[];
  /** The pupil may use a calculator of the four operations. Absent: not because of the item. */
  readonly calculator?: true;
  /** The item's own style, confined to it. Absent when there is none. */
  readonly styles?: readonly StyleRule[];
  /** Of an item with several attempts, where the campaign wants them. Absent: one attempt. */
  readonly steps?: Steps;
}

/** What an item shows after each end of an attempt (`steps.ts`). */
export interface Steps {
  /** The first is where the item begins. */
  readonly list: readonly Step[];
  /** So many attempts at most. */
  readonly attempts: number;
}

/** One state of an item with several attempts. */
export interface Step {
  /** Missing: the body of the item. */
  readonly body?: readonly DeliveryNode[];
  /**
   * The step that follows, by the response of the button that ends the attempt; of `submit` (`steps.ts`): when the pupil
   * hands the answer in. Null: the item is over.
   */
  readonly next: Readonly<Record<string, number | null>>;
}

/** Support for those who need it (QTI 3.0 catalogs): a glossary, spoken text, sign language, a translated word. */
export interface Catalog {
  readonly id: string;
  readonly cards: readonly CatalogCard[];
}

export interface CatalogCard {
  /** A term of 1EdTech Access for All: `glossary-on-screen`, `spoken`, `sign-language`, `keyword-translation` … */
  readonly support: string;
  readonly entries: readonly CatalogEntry[];
}

export interface CatalogEntry {
  /** BCP 47, or null for the item's language. */
  readonly language: string | null;
  readonly isDefault: boolean;
  /** `computer-read-aloud`, `screen-reader` … (`data-reading-type`), or null. */
  readonly readingType: string | null;
  readonly content: readonly ContentNode[];
}

/** One rule of a style sheet: selectors of classes, identifiers and elements, to be matched inside the item alone. */
export interface StyleRule {
  readonly selectors: readonly string[];
  readonly declarations: Readonly<Record<string, string>>;
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
  /** Absent for plain text. `preformatted` keeps white space; `xhtml` is text with markup. */
  readonly format?: 'preformatted' | 'xhtml';
  /** How many texts the response takes and needs, when it takes more than one; else absent. */
  readonly strings?: { readonly min: number; readonly max: number };
  readonly expectedLength: number | null;
  readonly expectedLines: number | null;
  readonly maxLength: number;
  readonly patternMask: string | null;
  readonly patternMessage: string | null;
  readonly placeholder: string | null;
}

/** A picture that is part of an interaction. */
export interface Picture {
  readonly path: string;
  readonly alt: string;
  /** In pixels: coordinates of hotspots and points are in these. Null: the picture's own size. */
  readonly width: number | null;
  readonly height: number | null;
}

export type Shape = 'circle' | 'rect' | 'poly' | 'ellipse' | 'default';

export interface Hotspot {
  readonly id: string;
  readonly shape: Shape;
  /** As in an HTML image map, in pixels: x,y,r · left,top,right,bottom · x1,y1,x2,y2… · x,y,rx,ry · none. */
  readonly coords: readonly number[];
  readonly label: string | null;
}

export interface AssociableHotspot extends Hotspot {
  readonly matchMax: number;
  readonly matchMin: number;
}

/** Unordered pairs "A B" of choices of one list. */
export interface AssociateInteraction extends InteractionBase {
  readonly kind: 'associate';
  readonly prompt: readonly ContentNode[];
  readonly choices: readonly AssociableChoice[];
  readonly shuffle: boolean;
  readonly minAssociations: number;
  readonly maxAssociations: number;
}

/** A place in a text that takes one choice. */
export interface GapNode {
  readonly kind: 'gap';
  readonly id: string;
  readonly required: boolean;
}

export type GapContent = TextNode | ElementNode<GapContent> | GapNode;

/** Pairs "choice gap". */
export interface GapMatchInteraction extends InteractionBase {
  readonly kind: 'gapMatch';
  readonly prompt: readonly ContentNode[];
  readonly choices: readonly AssociableChoice[];
  readonly content: readonly GapContent[];
  readonly shuffle: boolean;
  readonly minAssociations: number;
  readonly maxAssociations: number;
}

/** A stretch of text that can be chosen. */
export interface HottextNode {
  readonly kind: 'hot';
  readonly id: string;
  readonly content: readonly ContentNode[];
}

export type HottextContent = TextNode | ElementNode<HottextContent> | HottextNode;

export interface HottextInteraction extends InteractionBase {
  readonly kind: 'hottext';
  readonly prompt: readonly ContentNode[];
  readonly content: readonly HottextContent[];
  readonly minChoices: number;
  readonly maxChoices: number;
}

export interface HotspotInteraction extends InteractionBase {
  readonly kind: 'hotspot';
  readonly prompt: readonly ContentNode[];
  readonly picture: Picture;
  readonly hotspots: readonly Hotspot[];
  readonly minChoices: number;
  readonly maxChoices: number;
}

/** Points anywhere on a picture. */
export interface SelectPointInteraction extends InteractionBase {
  readonly kind: 'selectPoint';
  readonly prompt: readonly ContentNode[];
  readonly picture: Picture;
  readonly minChoices: number;
  /** Finite: QTI's 0 ("any number") has become `limits.points`. */
  readonly maxChoices: number;
}

export interface GraphicOrderInteraction extends InteractionBase {
  readonly kind: 'graphicOrder';
  readonly prompt: readonly ContentNode[];
  readonly picture: Picture;
  readonly hotspots: readonly Hotspot[];
  readonly minChoices: number;
  readonly maxChoices: number;
}

/** Unordered pairs of hotspots. */
export interface GraphicAssociateInteraction extends InteractionBase {
  readonly kind: 'graphicAssociate';
  readonly prompt: readonly ContentNode[];
  readonly picture: Picture;
  readonly hotspots: readonly AssociableHotspot[];
  readonly minAssociations: number;
  readonly maxAssociations: number;
}

/** Pairs "choice hotspot". */
export interface GraphicGapMatchInteraction extends InteractionBase {
  readonly kind: 'graphicGapMatch';
  readonly prompt: readonly ContentNode[];
  readonly picture: Picture;
  readonly choices: readonly AssociableChoice[];
  readonly hotspots: readonly AssociableHotspot[];
  readonly shuffle: boolean;
  readonly minAssociations: number;
  readonly maxAssociations: number;
}

/** Points where `object` was put on `stage`: of its `center`, else of the middle of the object. */
export interface PositionObjectInteraction extends InteractionBase {
  readonly kind: 'positionObject';
  readonly stage: Picture;
  readonly object: Picture;
  readonly center: readonly [x: number, y: number] | null;
  readonly minChoices: number;
  readonly maxChoices: number;
}

/** A number between two bounds; null until the pupil has moved it. */
export interface SliderInteraction extends InteractionBase {
  readonly kind: 'slider';
  readonly prompt: readonly ContentNode[];
  readonly lowerBound: number;
  readonly upperBound: number;
  readonly step: number;
  /** Whether each step has its number written beside it. */
  readonly stepLabel: boolean;
  readonly orientation: Orientation;
  /** The lower bound is at the right or the top. */
  readonly reverse: boolean;
}

/** A recording; the response counts how often it was played. */
export interface MediaInteraction extends InteractionBase {
  readonly kind: 'media';
  readonly prompt: readonly ContentNode[];
  /** An `audio` or `video` element. */
  readonly media: readonly ContentNode[];
  readonly autostart: boolean;
  readonly loop: boolean;
  readonly minPlays: number;
  /** Null: as often as one likes. */
  readonly maxPlays: number | null;
}

/** The response is a picture: the one given, drawn upon. */
export interface DrawingInteraction extends InteractionBase {
  readonly kind: 'drawing';
  readonly prompt: readonly ContentNode[];
  readonly picture: Picture;
}

export interface UploadInteraction extends InteractionBase {
  readonly kind: 'upload';
  readonly prompt: readonly ContentNode[];
  /** Media types (`image/*`, `application/pdf`) and ends of names (`.pdf`) that are accepted; never empty. */
  readonly types: readonly string[];
  /** Of the file as it is sent. */
  readonly maxBytes: number;
}

/** A button that ends the attempt; the response is "true" when it was pressed. */
export interface EndAttemptInteraction extends InteractionBase {
  readonly kind: 'endAttempt';
  readonly title: string;
  /** False: what is asked for (a hint) does not count as an attempt. */
  readonly countAttempt: boolean;
}

/** A portable custom interaction, of a module that the campaign names; in a frame of its own, by messages alone. */
export interface PortableCustomInteraction extends InteractionBase {
  readonly kind: 'portableCustom';
  readonly prompt: readonly ContentNode[];
  readonly typeIdentifier: string;
  readonly module: string;
  /** All that it loads, `module` among them, each before or after what needs it. */
  readonly modules: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly markup: readonly ContentNode[];
  /** Of all members of the response together, in UTF-16 units. */
  readonly maxLength: number;
  /** Of what the module keeps besides its response, as it writes it; 0: it keeps nothing. UTF-16 units. */
  readonly maxState: number;
}

export type Interaction =
  | ChoiceInteraction
  | InlineChoiceInteraction
  | TextEntryInteraction
  | MatchInteraction
  | OrderInteraction
  | ExtendedTextInteraction
  | AssociateInteraction
  | GapMatchInteraction
  | HottextInteraction
  | HotspotInteraction
  | SelectPointInteraction
  | GraphicOrderInteraction
  | GraphicAssociateInteraction
  | GraphicGapMatchInteraction
  | PositionObjectInteraction
  | SliderInteraction
  | MediaInteraction
  | DrawingInteraction
  | UploadInteraction
  | EndAttemptInteraction
  | PortableCustomInteraction;

export type InteractionKind = Interaction['kind'];

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
