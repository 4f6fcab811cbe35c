/**
 * Every field of an item and of its parts, and whether a browser may have it. A new field does not compile until it is
 * here, and a test compares what is delivered with this table.
 */

import type {
  Feedback,
  Item,
  OutcomeDeclaration,
  ResponseDeclaration,
  Rubric,
  TemplateDeclaration,
} from '../model/item.ts';

type Fields<T> = Readonly<Record<keyof T, 'delivered' | 'asked for' | 'never'>>;

export const itemFields: Fields<Item> = {
  path: 'never',
  identifier: 'delivered',
  title: 'delivered',
  language: 'delivered',
  adaptive: 'never',
  responses: 'delivered',
  outcomes: 'never',
  templates: 'never',
  templateValues: 'never',
  templateSteps: 'never',
  seed: 'never',
  body: 'delivered',
  laterBody: 'never',
  // Where a campaign names the item, and then what no answer and no key decides.
  steps: 'asked for',
  assets: 'delivered',
  hiddenAssets: 'never',
  // With the sequence, not with the item.
  scripts: 'never',
  rubrics: 'never',
  feedback: 'never',
  catalogs: 'delivered',
  calculator: 'delivered',
  styles: 'delivered',
  processing: 'never',
  template: 'never',
  remarks: 'never',
};

export const responseFields: Fields<ResponseDeclaration> = {
  id: 'delivered',
  cardinality: 'delivered',
  baseType: 'delivered',
  correct: 'never',
  // Where there is one, as `initial`: the pupil sees it before answering.
  defaultValue: 'asked for',
  mapping: 'never',
  areaMapping: 'never',
  folding: 'never',
  line: 'never',
  column: 'never',
};

/** Of these, nothing is delivered. */
export const keptFields: Readonly<{
  outcome: Fields<OutcomeDeclaration>;
  template: Fields<TemplateDeclaration>;
  feedback: Fields<Feedback>;
  rubric: Fields<Rubric>;
}> = {
  outcome: {
    id: 'never',
    cardinality: 'never',
    baseType: 'never',
    defaultValue: 'never',
    normalMaximum: 'never',
    normalMinimum: 'never',
    external: 'never',
    lookupTable: 'never',
  },
  template: {
    id: 'never',
    cardinality: 'never',
    baseType: 'never',
    defaultValue: 'never',
    mathVariable: 'never',
  },
  feedback: {
    place: 'never',
    outcome: 'never',
    identifier: 'never',
    showHide: 'never',
    title: 'never',
    content: 'never',
  },
  rubric: { views: 'never', content: 'never' },
};
