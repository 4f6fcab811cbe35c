/** What the parts of a published item say about each other. */

import { isAllowedAttribute, isAllowedValue, pathAttributes, voidElements } from './allow-list.ts';
import { inconsistent, unique } from './check-choices.ts';
import { DeliveryError } from './delivery-error.ts';
import {
  type DeliveryItem,
  type DeliveryNode,
  type GapContent,
  type HottextContent,
  interactionsOf,
  type Steps,
} from './delivery-item.ts';
import { acceptedTypes, checkInteraction, partsOf, responseShape } from './interaction-kinds.ts';
import { limits } from './limits.ts';
import { allInteractions, submit } from './steps.ts';

/** Throws `DeliveryError`; `place` is where the item is in what was parsed, empty at the top. */
export function checkItem(item: DeliveryItem, place: string): void {
  const at = (below: string): string => (place === '' ? below : `${place}.${below}`);
  const assets = unique(item.assets, at('assets'));
  const used = new Set<string>();
  let nodes = 0;
  const file = (value: string): void => {
    if (!assets.has(value)) inconsistent(at('assets'), 'a file of the body is not listed');
    used.add(value);
  };
  const visit = (node: DeliveryNode | GapContent | HottextContent): void => {
    nodes += 1;
    switch (node.kind) {
      case 'text':
      case 'gap':
        return;
      case 'hot':
        node.content.forEach(visit);
        return;
      case 'element': {
        for (const [name, value] of Object.entries(node.attributes)) {
          if (!isAllowedAttribute(node.name, name) || !isAllowedValue(node.name, name, value)) {
            throw new DeliveryError('QTI_DELIVERY_ELEMENT', at('body'), 'an attribute that is not allowed');
          }
          if (pathAttributes.has(name)) file(value);
        }
        if (voidElements.has(node.name) && node.children.length > 0) {
          throw new DeliveryError('QTI_DELIVERY_ELEMENT', at('body'), 'an empty element with content');
        }
        for (const child of node.children) visit(child);
        return;
      }
      default: {
        const { contents, pictures } = partsOf(node);
        for (const inner of contents) visit(inner);
        for (const { path: picturePath } of pictures) file(picturePath);
      }
    }
  };
  item.body.forEach(visit);
  for (const { body = [] } of item.steps?.list ?? []) body.forEach(visit);
  for (const { cards } of item.catalogs ?? []) {
    for (const { entries } of cards) for (const entry of entries) entry.content.forEach(visit);
  }
  // Twice: a reader counts the nodes of the file, and some elements become two.
  if (nodes > 2 * limits.nodes)
    throw new DeliveryError('QTI_DELIVERY_TOO_LARGE', at('body'), 'too many nodes');
  if (used.size < assets.size) inconsistent(at('assets'), 'a file is listed that the body does not use');
  checkInteractions(item, at);
}

/** Every step leads to a step that is there, by a button that it shows. */
function checkSteps({ body, responses }: DeliveryItem, { list, attempts }: Steps, place: string): void {
  if (list[0]?.body !== undefined) inconsistent(place, 'a first step that is not the body of the item');
  if (responses.length * (attempts + 1) + 1 > limits.recordedResponses)
    inconsistent(place, 'more attempts than a record holds');
  for (const step of list) {
    const buttons = interactionsOf(step.body ?? body)
      .filter(({ kind }) => kind === 'endAttempt')
      .map(({ responseId }) => responseId);
    for (const [by, next] of Object.entries(step.next)) {
      if (by !== submit && !buttons.includes(by))
        inconsistent(place, 'a step without the button that ends it');
      if (next !== null && next >= list.length) inconsistent(place, 'leads to a step that is not there');
    }
  }
}

function checkInteractions(item: DeliveryItem, at: (below: string) => string): void {
  const { steps } = item;
  for (const body of [item.body, ...(steps?.list.map((step) => step.body ?? []) ?? [])]) {
    unique(
      interactionsOf(body).map(({ responseId }) => responseId),
      at('body'),
    );
  }
  const interactions = allInteractions(item);
  if (steps !== undefined) checkSteps(item, steps, at('steps'));
  unique(
    item.responses.map(({ id }) => id),
    at('responses'),
  );
  if (interactions.length !== item.responses.length) {
    inconsistent(at('responses'), 'responses and interactions are not the same number');
  }
  const responses = new Map(item.responses.map((response) => [response.id, response]));
  for (const interaction of interactions) {
    const response = responses.get(interaction.responseId);
    if (response === undefined) inconsistent(at('responses'), 'an interaction without a response');
    const { cardinalities, baseTypes: types } = acceptedTypes[interaction.kind];
    if (!cardinalities.includes(response.cardinality) || !types.includes(response.baseType)) {
      inconsistent(at('responses'), 'a response of the wrong type for its interaction');
    }
    if ((response.cardinality === 'record') !== (response.baseType === 'record'))
      inconsistent(at('responses'), 'a record of one base type');
    const isList = response.cardinality === 'multiple' || response.cardinality === 'ordered';
    if (response.initial !== undefined && Array.isArray(response.initial) !== isList)
      inconsistent(at('responses'), 'an initial response of the wrong cardinality');
    checkInteraction(interaction, at('body'));
    const shape = responseShape(interaction);
    if (response.cardinality === 'single' && 'max' in shape && shape.max > 1) {
      inconsistent(at('responses'), 'several choices for a single response');
    }
  }
}
