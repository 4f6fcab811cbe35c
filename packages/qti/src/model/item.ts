/** An item as it was read: with its keys. Never published; `toDelivery` makes what is. */

import type {
  BaseType,
  Cardinality,
  Catalog,
  ContentNode,
  DeliveryNode,
  Shape,
  Steps,
  StyleRule,
} from '../delivery/delivery-item.ts';
import type { Script } from '../delivery/sequence-content.ts';
import type { TextFolding } from '../lexical/french-text.ts';
import type { Said } from '../words/say.ts';
import type { Rule } from './expression.ts';
import type { QtiRemark } from './problem.ts';
import type { Value, ValueBaseType } from './value.ts';

export interface MapEntry {
  /** In canonical form: number for numeric types, sorted pair, normalised string. */
  readonly key: string;
  readonly points: number;
  readonly caseSensitive: boolean;
  /** Whether the item wrote `case-sensitive` itself. */
  readonly caseSensitiveGiven: boolean;
}

export interface Mapping {
  readonly entries: readonly MapEntry[];
  readonly defaultPoints: number;
  readonly lowerBound: number | null;
  readonly upperBound: number | null;
}

export interface AreaMapEntry {
  readonly shape: Shape;
  readonly coords: readonly number[];
  readonly points: number;
}

/** Points of a picture to points of a score. */
export interface AreaMapping {
  readonly entries: readonly AreaMapEntry[];
  readonly defaultPoints: number;
  readonly lowerBound: number | null;
  readonly upperBound: number | null;
}

export interface ResponseDeclaration {
  readonly id: string;
  readonly cardinality: Cardinality;
  readonly baseType: BaseType;
  readonly correct: Value;
  /** What the response is before anything was answered. */
  readonly defaultValue: Value;
  readonly mapping: Mapping | null;
  readonly areaMapping: AreaMapping | null;
  /** How strings of this response are compared (`data-cloison-compare` on its interaction). */
  readonly folding: TextFolding;
  readonly line: number;
  readonly column: number;
}

/** From an integer (match) or a number (interpolation) to a value of the outcome. */
export interface LookupTable {
  readonly kind: 'match' | 'interpolation';
  readonly entries: readonly {
    readonly source: number;
    readonly includeBoundary: boolean;
    readonly target: Value;
  }[];
  readonly defaultValue: Value;
}

export interface OutcomeDeclaration {
  readonly id: string;
  readonly cardinality: Cardinality;
  readonly baseType: ValueBaseType;
  readonly defaultValue: Value;
  readonly normalMaximum: number | null;
  readonly normalMinimum: number | null;
  /** Scored by a person or another machine: response processing does not set it. */
  readonly external: boolean;
  readonly lookupTable: LookupTable | null;
}

export interface TemplateDeclaration {
  readonly id: string;
  readonly cardinality: Cardinality;
  readonly baseType: ValueBaseType;
  readonly defaultValue: Value;
  /** Its value stands in for `mi` elements of MathML that name it. */
  readonly mathVariable: boolean;
}

/** For those who score by hand or give the test; never delivered. */
export interface Rubric {
  readonly views: readonly string[];
  readonly content: readonly ContentNode[];
}

/**
 * Words that depend on an outcome. They are never delivered with the item: the browser has no outcomes. `feedbackFor`
 * gives those that a scored response shows.
 */
export interface Feedback {
  readonly place: 'inline' | 'block' | 'modal';
  readonly outcome: string;
  readonly identifier: string;
  /** `show`: shown when the outcome holds the identifier; `hide`: shown when it does not. */
  readonly showHide: 'show' | 'hide';
  readonly title: string | null;
  readonly content: readonly DeliveryNode[];
}

/**
 * How an item with several attempts goes on, as far as a browser can know it (`read/steps.ts`). Null: it has one attempt,
 * and no button of it shows anything.
 */
export type ItemSteps =
  | null
  /** An answer, a key or chance decides what comes next. `reason`: why. */
  | { readonly kind: 'refused'; readonly reason: Said }
  | { readonly kind: 'steps'; readonly steps: Steps; readonly assets: readonly string[] };

export interface Item {
  /** Path of its file in the package. */
  readonly path: string;
  readonly identifier: string;
  readonly title: string;
  readonly language: string;
  /** Several attempts, each of which response processing takes further, until `completionStatus` is `completed`. */
  readonly adaptive: boolean;
  readonly responses: readonly ResponseDeclaration[];
  readonly outcomes: readonly OutcomeDeclaration[];
  readonly templates: readonly TemplateDeclaration[];
  /** Of the template variables, for the seed that the item was read with. */
  readonly templateValues: ReadonlyMap<string, Value>;
  /** Steps that drawing them took (`score/work.ts`). */
  readonly templateSteps: number;
  /** Where random numbers of response processing start. */
  readonly seed: string;
  readonly body: readonly DeliveryNode[];
  /** Interactions in feedback that is hidden at first: they belong to a later attempt of an adaptive item. */
  readonly laterBody: readonly DeliveryNode[];
  /** Delivered where a campaign wants it (`toDelivery`). */
  readonly steps: ItemSteps;
  readonly assets: readonly string[];
  /** Files of what is hidden at first (feedback, other variants of a template). Checked, not delivered. */
  readonly hiddenAssets: readonly string[];
  /** Files of the modules of its portable custom interactions, by the names that the item gives them. */
  readonly scripts: readonly Script[];
  readonly rubrics: readonly Rubric[];
  readonly feedback: readonly Feedback[];
  readonly catalogs: readonly Catalog[];
  /** The item comes with a calculator of the four operations. */
  readonly calculator: boolean;
  readonly styles: readonly StyleRule[];
  /** Null: the item says nothing about scoring (a questionnaire, a text scored by hand). */
  readonly processing: readonly Rule[] | null;
  /** The standard template that `processing` came from, or null. */
  readonly template: ProcessingTemplate | null;
  /** What reading noticed without refusing; part of what `lintItem` says. */
  readonly remarks: readonly QtiRemark[];
}

export type ProcessingTemplate =
  | 'match_correct'
  | 'map_response'
  | 'map_response_point'
  | 'CC2_match'
  | 'CC2_match_basic'
  | 'CC2_map_response';
