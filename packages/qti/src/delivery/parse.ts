/** Strict parsing of published content. It comes from the network: nothing is trusted before it was looked at. */

import * as v from 'valibot';
import { isIdentifier, isLanguageTag } from '../lexical/identifier.ts';
import { compilePattern } from '../lexical/pattern.ts';
import {
  isAllowedAttribute,
  isAllowedElement,
  packagePath,
  pathAttributes,
  voidElements,
} from './allow-list.ts';
import { DeliveryError } from './delivery-error.ts';
import {
  type AssociableChoice,
  type Choice,
  type ContentNode,
  type DeliveryItem,
  type DeliveryNode,
  type Interaction,
  interactionsOf,
} from './delivery-item.ts';
import { limits } from './limits.ts';
import type { SequenceContent } from './sequence-content.ts';

/**
 * An item from its JSON text (or the value that it parses to). Throws `DeliveryError` for anything else: unknown
 * fields, elements and attributes off the allow-list, paths that lead out, interactions that do not fit their
 * declarations, sizes and depths beyond the limits.
 */
export function parseDeliveryItem(json: unknown): DeliveryItem {
  const value = readJson(json, limits.itemJsonLength, limits.nodes * 20);
  const item = shape(deliveryItem, value);
  checkItem(item, '');
  return item;
}

/** A sequence from its JSON text (or the value that it parses to). Throws `DeliveryError`, as `parseDeliveryItem`. */
export function parseSequenceContent(json: unknown): SequenceContent {
  const value = readJson(json, limits.sequenceJsonLength, limits.nodes * 200);
  const content = shape(sequenceContent, value);
  content.items.forEach((item, i) => {
    checkItem(item, `items.${i}`);
  });
  const ids = unique(
    content.items.map(({ id }) => id),
    'items',
  );
  const exercises = content.exercises ?? [];
  unique(
    exercises.map(({ id }) => id),
    'exercises',
  );
  exercises.forEach((exercise, i) => {
    const stranger = exercise.items.findIndex((id) => !ids.has(id));
    if (stranger !== -1) inconsistent(`exercises.${i}.items.${stranger}`, 'not an item of this sequence');
  });
  return content;
}

const identifier = v.pipe(v.string(), v.maxLength(128), v.check(isIdentifier, 'not an identifier'));
const text = v.pipe(v.string(), v.maxLength(limits.textLength));
const shortText = v.pipe(v.string(), v.maxLength(2_000));
const path = v.pipe(
  v.string(),
  v.check((value) => packagePath(value) !== null, 'not a path of the package'),
);
const attributeName = v.pipe(v.string(), v.maxLength(64));
const count = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));
const list = <S extends v.GenericSchema>(schema: S, max: number) => v.pipe(v.array(schema), v.maxLength(max));

const textNode = v.strictObject({ kind: v.literal('text'), text });
const elementName = v.pipe(v.string(), v.check(isAllowedElement, 'not an allowed element'));

const contentNode: v.GenericSchema<ContentNode> = v.lazy(() =>
  v.variant('kind', [
    textNode,
    v.strictObject({
      kind: v.literal('element'),
      name: elementName,
      attributes: v.record(attributeName, shortText),
      children: list(contentNode, limits.nodes),
    }),
  ]),
) as v.GenericSchema<ContentNode>;

const content = list(contentNode, limits.nodes);
const choiceFields = { id: identifier, content, fixed: v.boolean() };
const choices = list(v.strictObject(choiceFields), limits.choices);
const associable = list(
  v.strictObject({ ...choiceFields, matchMax: count(limits.choices), matchMin: count(limits.choices) }),
  limits.choices,
);
const base = {
  responseId: identifier,
  classes: list(v.pipe(v.string(), v.maxLength(200)), 100),
  label: v.nullable(shortText),
};
const orientation = v.picklist(['vertical', 'horizontal']);
const hints = {
  maxLength: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.maxLength)),
  patternMask: v.nullable(shortText),
  patternMessage: v.nullable(shortText),
  placeholder: v.nullable(shortText),
};
const hintedCount = v.nullable(count(1_000_000));

const deliveryNode: v.GenericSchema<DeliveryNode> = v.lazy(() =>
  v.variant('kind', [
    textNode,
    v.strictObject({
      kind: v.literal('element'),
      name: elementName,
      attributes: v.record(attributeName, shortText),
      children: list(deliveryNode, limits.nodes),
    }),
    v.strictObject({
      kind: v.literal('choice'),
      ...base,
      prompt: content,
      choices,
      shuffle: v.boolean(),
      minChoices: count(limits.choices),
      maxChoices: count(limits.choices),
      orientation,
    }),
    v.strictObject({
      kind: v.literal('inlineChoice'),
      ...base,
      choices,
      shuffle: v.boolean(),
      required: v.boolean(),
      placeholder: v.nullable(shortText),
    }),
    v.strictObject({
      kind: v.literal('textEntry'),
      ...base,
      input: v.picklist(['text', 'numeric']),
      expectedLength: hintedCount,
      ...hints,
    }),
    v.strictObject({
      kind: v.literal('match'),
      ...base,
      prompt: content,
      sources: associable,
      targets: associable,
      shuffle: v.boolean(),
      minAssociations: count(limits.choices ** 2),
      maxAssociations: count(limits.choices ** 2),
    }),
    v.strictObject({
      kind: v.literal('order'),
      ...base,
      prompt: content,
      choices,
      shuffle: v.boolean(),
      minChoices: count(limits.choices),
      maxChoices: count(limits.choices),
      orientation,
    }),
    v.strictObject({
      kind: v.literal('extendedText'),
      ...base,
      prompt: content,
      expectedLength: hintedCount,
      expectedLines: hintedCount,
      ...hints,
    }),
  ]),
) as v.GenericSchema<DeliveryNode>;

const deliveryItem = v.strictObject({
  v: v.literal(1),
  id: identifier,
  title: shortText,
  language: v.pipe(v.string(), v.check(isLanguageTag, 'not a language tag')),
  body: list(deliveryNode, limits.nodes),
  responses: list(
    v.strictObject({
      id: identifier,
      cardinality: v.picklist(['single', 'multiple', 'ordered']),
      baseType: v.picklist(['identifier', 'string', 'integer', 'float', 'pair', 'directedPair']),
    }),
    limits.responses,
  ),
  assets: list(path, limits.assets),
});

const sequenceContent = v.strictObject({
  v: v.literal(1),
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  items: list(deliveryItem, limits.items),
  exercises: v.exactOptional(
    list(
      v.strictObject({
        id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
        title: v.strictObject({ fr: shortText, en: shortText }),
        page: v.nullable(path),
        items: list(identifier, limits.items),
      }),
      limits.items,
    ),
  ),
});

/** Depth of the JSON of an item: two levels for each element, and those around. */
const maxJsonDepth = 2 * limits.depth + 40;

function readJson(json: unknown, maxLength: number, maxValues: number): unknown {
  let value = json;
  if (typeof json === 'string') {
    if (json.length > maxLength)
      throw new DeliveryError('QTI_DELIVERY_TOO_LARGE', '', `over ${maxLength} characters`);
    try {
      value = JSON.parse(json);
    } catch {
      throw new DeliveryError('QTI_DELIVERY_JSON', '', 'not JSON');
    }
  }
  // Looked at without recursion: depth and size are known before any recursive code sees the value.
  let level: unknown[] = [value];
  let seen = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxJsonDepth)
      throw new DeliveryError('QTI_DELIVERY_TOO_DEEP', '', `over ${maxJsonDepth} levels`);
    seen += level.length;
    if (seen > maxValues) throw new DeliveryError('QTI_DELIVERY_TOO_LARGE', '', `over ${maxValues} values`);
    const below: unknown[] = [];
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue;
      for (const inner of Object.values(one)) below.push(inner);
    }
    level = below;
  }
  return value;
}

function shape<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue) ?? '';
  const expected = issue.expected === null ? issue.message : `expected ${issue.expected}`;
  throw new DeliveryError('QTI_DELIVERY_SHAPE', place, expected.slice(0, 200));
}

function inconsistent(place: string, message: string): never {
  throw new DeliveryError('QTI_DELIVERY_INCONSISTENT', place, message);
}

function unique(values: readonly string[], place: string): ReadonlySet<string> {
  const set = new Set(values);
  if (set.size < values.length) inconsistent(place, 'the same identifier twice');
  return set;
}

function checkItem(item: DeliveryItem, place: string): void {
  const at = (below: string): string => (place === '' ? below : `${place}.${below}`);
  const assets = unique(item.assets, at('assets'));
  const used = new Set<string>();
  let nodes = 0;
  const visit = (node: DeliveryNode): void => {
    nodes += 1;
    switch (node.kind) {
      case 'text':
        return;
      case 'element': {
        for (const [name, value] of Object.entries(node.attributes)) {
          if (!isAllowedAttribute(node.name, name)) {
            throw new DeliveryError('QTI_DELIVERY_ELEMENT', at('body'), 'an attribute that is not allowed');
          }
          if (!pathAttributes.has(name)) continue;
          if (!assets.has(value)) inconsistent(at('assets'), 'a file of the body is not listed');
          used.add(value);
        }
        if (voidElements.has(node.name) && node.children.length > 0) {
          throw new DeliveryError('QTI_DELIVERY_ELEMENT', at('body'), 'an empty element with content');
        }
        node.children.forEach(visit);
        return;
      }
      case 'choice':
      case 'order':
        node.prompt.forEach(visit);
        visitChoices(node.choices);
        return;
      case 'inlineChoice':
        visitChoices(node.choices);
        return;
      case 'match':
        node.prompt.forEach(visit);
        visitChoices([...node.sources, ...node.targets]);
        return;
      case 'extendedText':
        node.prompt.forEach(visit);
        return;
      case 'textEntry':
        return;
    }
  };
  const visitChoices = (choices: readonly Choice[]): void => {
    for (const choice of choices) choice.content.forEach(visit);
  };
  item.body.forEach(visit);
  // Twice: a reader counts the nodes of the file, and some elements become two.
  if (nodes > 2 * limits.nodes)
    throw new DeliveryError('QTI_DELIVERY_TOO_LARGE', at('body'), 'too many nodes');
  if (used.size < assets.size) inconsistent(at('assets'), 'a file is listed that the body does not use');
  checkInteractions(item, at);
}

function checkInteractions(item: DeliveryItem, at: (below: string) => string): void {
  const interactions = interactionsOf(item.body);
  unique(
    interactions.map(({ responseId }) => responseId),
    at('body'),
  );
  unique(
    item.responses.map(({ id }) => id),
    at('responses'),
  );
  if (interactions.length !== item.responses.length) {
    inconsistent(at('responses'), 'responses and interactions are not the same number');
  }
  for (const interaction of interactions) {
    const response = item.responses.find(({ id }) => id === interaction.responseId);
    if (response === undefined) inconsistent(at('responses'), 'an interaction without a response');
    const [cardinalities, baseTypes] = accepted[interaction.kind];
    if (!cardinalities.includes(response.cardinality) || !baseTypes.includes(response.baseType)) {
      inconsistent(at('responses'), 'a response of the wrong type for its interaction');
    }
    checkChoices(interaction, at('body'));
    if (response.cardinality === 'single' && maximumOf(interaction) > 1) {
      inconsistent(at('responses'), 'several choices for a single response');
    }
  }
}

/** What the response of each kind of interaction can be. */
const accepted: Readonly<Record<Interaction['kind'], readonly [readonly string[], readonly string[]]>> = {
  choice: [['single', 'multiple'], ['identifier']],
  inlineChoice: [['single'], ['identifier']],
  textEntry: [['single'], ['string', 'integer', 'float']],
  match: [['single', 'multiple'], ['directedPair']],
  order: [['ordered'], ['identifier']],
  extendedText: [['single'], ['string']],
};

function maximumOf(interaction: Interaction): number {
  if (interaction.kind === 'choice') return interaction.maxChoices;
  return interaction.kind === 'match' ? interaction.maxAssociations : 1;
}

function checkChoices(interaction: Interaction, place: string): void {
  const within = (min: number, max: number, all: number): void => {
    if (min > max || max > all)
      inconsistent(place, 'a minimum, a maximum and a number of choices that do not fit');
  };
  switch (interaction.kind) {
    case 'choice':
    case 'order':
      choiceIds(interaction.choices, place);
      within(interaction.minChoices, interaction.maxChoices, interaction.choices.length);
      return;
    case 'inlineChoice':
      choiceIds(interaction.choices, place);
      return;
    case 'match': {
      const { sources, targets, minAssociations, maxAssociations } = interaction;
      choiceIds([...sources, ...targets], place);
      within(minAssociations, maxAssociations, sources.length * targets.length);
      for (const one of sources) matchCounts(one, targets.length, place);
      for (const one of targets) matchCounts(one, sources.length, place);
      return;
    }
    case 'textEntry':
    case 'extendedText':
      if (interaction.patternMask !== null) checkPattern(interaction.patternMask, place);
      return;
  }
}

function checkPattern(source: string, place: string): void {
  try {
    compilePattern(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    inconsistent(place, 'a pattern that is none');
  }
}

function choiceIds(choices: readonly Choice[], place: string): void {
  if (choices.length === 0) inconsistent(place, 'nothing to choose from');
  unique(
    choices.map(({ id }) => id),
    place,
  );
}

function matchCounts(choice: AssociableChoice, others: number, place: string): void {
  if (choice.matchMax < 1 || choice.matchMax > others || choice.matchMin > choice.matchMax) {
    inconsistent(place, 'limits of a match that do not fit');
  }
}
