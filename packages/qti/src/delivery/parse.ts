/** Strict parsing of published content. It comes from the network: nothing is trusted before it was looked at. */

import * as v from 'valibot';
import { isIdentifier, isLanguageTag } from '../lexical/identifier.ts';
import { compilePattern } from '../lexical/pattern.ts';
import { acceptedTypes } from './accepted-types.ts';
import {
  isAllowedAttribute,
  isAllowedClass,
  isAllowedElement,
  isAllowedValue,
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
  type GapContent,
  type Hotspot,
  type HottextContent,
  type Interaction,
  type InteractionKind,
  interactionsOf,
  type Picture,
} from './delivery-item.ts';
import { limits } from './limits.ts';
import { gapsOf, hottextsOf, responseShape } from './response-shape.ts';
import type { SequenceContent } from './sequence-content.ts';
import { isDeclaration, isSelector } from './style-allow-list.ts';

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
  classes: list(v.pipe(v.string(), v.maxLength(200), v.check(isAllowedClass, 'not a class of an item')), 100),
  label: v.nullable(shortText),
};
const baseTypes = [...new Set(Object.values(acceptedTypes).flatMap((types) => types.baseTypes))];
const orientation = v.picklist(['vertical', 'horizontal']);
const hints = {
  maxLength: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.maxLength)),
  patternMask: v.nullable(shortText),
  patternMessage: v.nullable(shortText),
  placeholder: v.nullable(shortText),
};
const hintedCount = v.nullable(count(1_000_000));
const number = v.pipe(v.number(), v.finite());
const picture = v.strictObject({
  path,
  alt: shortText,
  width: v.nullable(count(100_000)),
  height: v.nullable(count(100_000)),
});
const hotspotFields = {
  id: identifier,
  shape: v.picklist(['circle', 'rect', 'poly', 'ellipse', 'default']),
  coords: list(number, 400),
  label: v.nullable(shortText),
};
const hotspots = list(v.strictObject(hotspotFields), limits.choices);
const associableHotspots = list(
  v.strictObject({ ...hotspotFields, matchMax: count(limits.choices), matchMin: count(limits.choices) }),
  limits.choices,
);
const choiceLimits = { minChoices: count(limits.choices), maxChoices: count(limits.choices) };
const pairLimits = {
  minAssociations: count(limits.choices ** 2),
  maxAssociations: count(limits.choices ** 2),
};

/** Content whose leaves may be `leaf` nodes, at any depth. */
function contentWith<N>(leaf: v.GenericSchema): v.GenericSchema<N> {
  const node: v.GenericSchema<N> = v.lazy(() =>
    v.union([
      textNode,
      leaf,
      v.strictObject({
        kind: v.literal('element'),
        name: elementName,
        attributes: v.record(attributeName, shortText),
        children: list(node, limits.nodes),
      }),
    ]),
  ) as v.GenericSchema<N>;
  return node;
}

const gapContent = contentWith<GapContent>(
  v.strictObject({ kind: v.literal('gap'), id: identifier, required: v.boolean() }),
);
const hottextContent = contentWith<HottextContent>(
  v.strictObject({ kind: v.literal('hot'), id: identifier, content }),
);

/** The fields of each kind, `kind` apart: a new one does not compile until its fields are here. */
const interactionFields = {
  choice: { prompt: content, choices, shuffle: v.boolean(), ...choiceLimits, orientation },
  inlineChoice: {
    choices,
    shuffle: v.boolean(),
    required: v.boolean(),
    placeholder: v.nullable(shortText),
  },
  textEntry: { input: v.picklist(['text', 'numeric']), expectedLength: hintedCount, ...hints },
  match: { prompt: content, sources: associable, targets: associable, shuffle: v.boolean(), ...pairLimits },
  order: { prompt: content, choices, shuffle: v.boolean(), ...choiceLimits, orientation },
  extendedText: {
    prompt: content,
    format: v.exactOptional(v.picklist(['preformatted', 'xhtml'])),
    strings: v.exactOptional(v.strictObject({ min: count(limits.choices), max: count(limits.choices) })),
    expectedLength: hintedCount,
    expectedLines: hintedCount,
    ...hints,
  },
  associate: { prompt: content, choices: associable, shuffle: v.boolean(), ...pairLimits },
  gapMatch: {
    prompt: content,
    choices: associable,
    content: list(gapContent, limits.nodes),
    shuffle: v.boolean(),
    ...pairLimits,
  },
  hottext: { prompt: content, content: list(hottextContent, limits.nodes), ...choiceLimits },
  hotspot: { prompt: content, picture, hotspots, ...choiceLimits },
  selectPoint: { prompt: content, picture, ...choiceLimits },
  graphicOrder: { prompt: content, picture, hotspots, ...choiceLimits },
  graphicAssociate: { prompt: content, picture, hotspots: associableHotspots, ...pairLimits },
  graphicGapMatch: {
    prompt: content,
    picture,
    choices: associable,
    hotspots: associableHotspots,
    shuffle: v.boolean(),
    ...pairLimits,
  },
  positionObject: {
    stage: picture,
    object: picture,
    center: v.nullable(v.strictTuple([number, number])),
    ...choiceLimits,
  },
  slider: {
    prompt: content,
    lowerBound: number,
    upperBound: number,
    step: number,
    stepLabel: v.boolean(),
    orientation,
    reverse: v.boolean(),
  },
  media: {
    prompt: content,
    media: content,
    autostart: v.boolean(),
    loop: v.boolean(),
    minPlays: count(limits.plays),
    maxPlays: v.nullable(count(limits.plays)),
  },
  drawing: { prompt: content, picture },
  upload: { prompt: content, types: list(v.pipe(v.string(), v.maxLength(200)), 50) },
  endAttempt: { title: shortText, countAttempt: v.boolean() },
  portableCustom: {
    prompt: content,
    typeIdentifier: shortText,
    module: shortText,
    properties: v.record(attributeName, shortText),
    markup: content,
  },
} as const satisfies Readonly<Record<InteractionKind, Readonly<Record<string, v.GenericSchema>>>>;

const deliveryNode: v.GenericSchema<DeliveryNode> = v.lazy(() =>
  v.variant('kind', [
    textNode,
    v.strictObject({
      kind: v.literal('element'),
      name: elementName,
      attributes: v.record(attributeName, shortText),
      children: list(deliveryNode, limits.nodes),
    }),
    ...interactionSchemas,
  ]),
) as v.GenericSchema<DeliveryNode>;

const interactionSchemas = Object.entries(interactionFields).map(([kind, fields]) =>
  v.strictObject({ kind: v.literal(kind), ...base, ...fields }),
);

const support = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const catalog = v.strictObject({
  id: shortText,
  cards: list(
    v.strictObject({
      support,
      entries: list(
        v.strictObject({
          language: v.nullable(v.pipe(v.string(), v.check(isLanguageTag, 'not a language tag'))),
          isDefault: v.boolean(),
          readingType: v.nullable(shortText),
          content,
        }),
        100,
      ),
    }),
    100,
  ),
});
const styleRule = v.strictObject({
  selectors: list(v.pipe(v.string(), v.check(isSelector, 'not a selector')), 50),
  declarations: v.pipe(
    v.record(attributeName, shortText),
    v.check(
      (declarations) => Object.entries(declarations).every(([name, value]) => isDeclaration(name, value)),
      'a declaration that is not allowed',
    ),
  ),
});

const deliveryItem = v.strictObject({
  v: v.literal(1),
  id: identifier,
  title: shortText,
  language: v.pipe(v.string(), v.check(isLanguageTag, 'not a language tag')),
  body: list(deliveryNode, limits.nodes),
  responses: list(
    v.strictObject({
      id: identifier,
      cardinality: v.picklist(['single', 'multiple', 'ordered', 'record']),
      baseType: v.picklist(baseTypes),
    }),
    limits.responses,
  ),
  assets: list(path, limits.assets),
  catalogs: v.exactOptional(list(catalog, limits.catalogs)),
  styles: v.exactOptional(list(styleRule, limits.styleRules)),
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
  for (const { cards } of item.catalogs ?? []) {
    for (const { entries } of cards) for (const entry of entries) entry.content.forEach(visit);
  }
  // Twice: a reader counts the nodes of the file, and some elements become two.
  if (nodes > 2 * limits.nodes)
    throw new DeliveryError('QTI_DELIVERY_TOO_LARGE', at('body'), 'too many nodes');
  if (used.size < assets.size) inconsistent(at('assets'), 'a file is listed that the body does not use');
  checkInteractions(item, at);
}

interface Parts {
  readonly contents: readonly (ContentNode | GapContent | HottextContent)[];
  readonly pictures: readonly Picture[];
}

/** What an interaction holds that can be seen: content and pictures. */
function partsOf(interaction: Interaction): Parts {
  const inside = (list: readonly Choice[]): readonly ContentNode[] =>
    list.flatMap((choice) => choice.content);
  switch (interaction.kind) {
    case 'choice':
    case 'order':
    case 'associate':
      return { contents: [...interaction.prompt, ...inside(interaction.choices)], pictures: [] };
    case 'inlineChoice':
      return { contents: inside(interaction.choices), pictures: [] };
    case 'match': {
      const { prompt, sources, targets } = interaction;
      return { contents: [...prompt, ...inside(sources), ...inside(targets)], pictures: [] };
    }
    case 'gapMatch': {
      const { prompt, choices: list, content: nodes } = interaction;
      return { contents: [...prompt, ...inside(list), ...nodes], pictures: [] };
    }
    case 'hottext':
      return { contents: [...interaction.prompt, ...interaction.content], pictures: [] };
    case 'hotspot':
    case 'selectPoint':
    case 'graphicOrder':
    case 'graphicAssociate':
    case 'drawing':
      return { contents: interaction.prompt, pictures: [interaction.picture] };
    case 'graphicGapMatch': {
      const { prompt, choices: list, picture: one } = interaction;
      return { contents: [...prompt, ...inside(list)], pictures: [one] };
    }
    case 'positionObject':
      return { contents: [], pictures: [interaction.stage, interaction.object] };
    case 'media':
      return { contents: [...interaction.prompt, ...interaction.media], pictures: [] };
    case 'portableCustom':
      return { contents: [...interaction.prompt, ...interaction.markup], pictures: [] };
    case 'extendedText':
    case 'slider':
    case 'upload':
      return { contents: interaction.prompt, pictures: [] };
    case 'textEntry':
    case 'endAttempt':
      return { contents: [], pictures: [] };
  }
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
    checkInteraction(interaction, at('body'));
    const shape = responseShape(interaction);
    if (response.cardinality === 'single' && 'max' in shape && shape.max > 1) {
      inconsistent(at('responses'), 'several choices for a single response');
    }
  }
}

function checkInteraction(interaction: Interaction, place: string): void {
  const within = (min: number, max: number, all: number): void => {
    if (min > max || max > all)
      inconsistent(place, 'a minimum, a maximum and a number of choices that do not fit');
  };
  const { kind } = interaction;
  switch (kind) {
    case 'choice':
    case 'order':
      choiceIds(interaction.choices, place);
      within(interaction.minChoices, interaction.maxChoices, interaction.choices.length);
      return;
    case 'inlineChoice':
      choiceIds(interaction.choices, place);
      return;
    case 'hottext': {
      const hottexts = hottextsOf(interaction.content);
      choiceIds(hottexts, place);
      within(interaction.minChoices, interaction.maxChoices, hottexts.length);
      return;
    }
    case 'hotspot':
    case 'graphicOrder':
      choiceIds(interaction.hotspots, place);
      checkShapes(interaction.hotspots, place);
      within(interaction.minChoices, interaction.maxChoices, interaction.hotspots.length);
      return;
    case 'match': {
      const { sources, targets, minAssociations, maxAssociations } = interaction;
      choiceIds([...sources, ...targets], place);
      within(minAssociations, maxAssociations, sources.length * targets.length);
      for (const one of sources) matchCounts(one, targets.length, place);
      for (const one of targets) matchCounts(one, sources.length, place);
      return;
    }
    case 'gapMatch': {
      const gaps = gapsOf(interaction.content);
      choiceIds([...interaction.choices, ...gaps], place);
      within(interaction.minAssociations, interaction.maxAssociations, gaps.length);
      for (const one of interaction.choices) matchCounts(one, gaps.length, place);
      return;
    }
    case 'graphicGapMatch': {
      const { choices: list, hotspots: places, minAssociations, maxAssociations } = interaction;
      choiceIds([...list, ...places], place);
      checkShapes(places, place);
      within(minAssociations, maxAssociations, list.length * places.length);
      for (const one of list) matchCounts(one, places.length, place);
      for (const one of places) matchCounts(one, list.length, place);
      return;
    }
    case 'associate':
    case 'graphicAssociate': {
      const ends = kind === 'associate' ? interaction.choices : interaction.hotspots;
      choiceIds(ends, place);
      if (kind === 'graphicAssociate') checkShapes(interaction.hotspots, place);
      const most = (ends.length * (ends.length - 1)) / 2;
      within(interaction.minAssociations, interaction.maxAssociations, most);
      for (const one of ends) matchCounts(one, Math.max(1, ends.length - 1), place);
      return;
    }
    case 'selectPoint':
    case 'positionObject':
      within(interaction.minChoices, interaction.maxChoices, limits.points);
      return;
    case 'slider':
      if (!(interaction.lowerBound < interaction.upperBound) || !(interaction.step > 0))
        inconsistent(place, 'bounds and a step that do not fit');
      return;
    case 'media':
      within(interaction.minPlays, interaction.maxPlays ?? limits.plays, limits.plays);
      return;
    case 'textEntry':
      if (interaction.patternMask !== null) checkPattern(interaction.patternMask, place);
      return;
    case 'extendedText': {
      if (interaction.patternMask !== null) checkPattern(interaction.patternMask, place);
      const { strings } = interaction;
      if (strings !== undefined && (strings.min > strings.max || strings.max < 1))
        inconsistent(place, 'numbers of texts that do not fit');
      return;
    }
    case 'drawing':
    case 'upload':
    case 'endAttempt':
    case 'portableCustom':
      return;
  }
}

const coordinates = { circle: 3, rect: 4, ellipse: 4, default: 0 } as const;

function checkShapes(list: readonly Hotspot[], place: string): void {
  for (const { shape: form, coords } of list) {
    const fits =
      form === 'poly' ? coords.length >= 6 && coords.length % 2 === 0 : coords.length === coordinates[form];
    if (!fits) inconsistent(place, 'coordinates that do not fit their shape');
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

function choiceIds(choices: readonly { readonly id: string }[], place: string): void {
  if (choices.length === 0) inconsistent(place, 'nothing to choose from');
  unique(
    choices.map(({ id }) => id),
    place,
  );
}

function matchCounts(
  choice: Pick<AssociableChoice, 'matchMax' | 'matchMin'>,
  others: number,
  place: string,
): void {
  if (choice.matchMax < 1 || choice.matchMax > others || choice.matchMin > choice.matchMax) {
    inconsistent(place, 'limits of a match that do not fit');
  }
}
