/** An item as it was read: with its keys. Never published; `toDelivery` makes what is. */

import type { BaseType, Cardinality, ContentNode, DeliveryNode } from '../delivery/delivery-item.ts';
import type { TextFolding } from '../lexical/french-text.ts';
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

export interface ResponseDeclaration {
  readonly id: string;
  readonly cardinality: Cardinality;
  readonly baseType: BaseType;
  readonly correct: Value;
  readonly mapping: Mapping | null;
  /** How strings of this response are compared (`data-cloison-compare` on its interaction). */
  readonly folding: TextFolding;
  readonly line: number;
  readonly column: number;
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
}

/** For those who score by hand or give the test; never delivered. */
export interface Rubric {
  readonly views: readonly string[];
  readonly content: readonly ContentNode[];
}

export interface Item {
  /** Path of its file in the package. */
  readonly path: string;
  readonly identifier: string;
  readonly title: string;
  readonly language: string;
  readonly responses: readonly ResponseDeclaration[];
  readonly outcomes: readonly OutcomeDeclaration[];
  readonly body: readonly DeliveryNode[];
  readonly assets: readonly string[];
  readonly rubrics: readonly Rubric[];
  /** Null: the item says nothing about scoring (a questionnaire, a text scored by hand). */
  readonly processing: readonly Rule[] | null;
  /** The standard template that `processing` came from, or null. */
  readonly template: 'match_correct' | 'map_response' | null;
  /** What reading noticed without refusing; part of what `lintItem` says. */
  readonly remarks: readonly QtiRemark[];
}
