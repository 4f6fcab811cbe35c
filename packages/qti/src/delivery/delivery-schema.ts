/** The shape of published content, as schemas: fields, types and sizes. What its parts say about each other: `check-item.ts`. */

import * as v from 'valibot';
import { isIdentifier, isLanguageTag } from '../lexical/identifier.ts';
import { isAllowedClass, isAllowedElement, packagePath } from './allow-list.ts';
import type {
  ContentNode,
  DeliveryNode,
  GapContent,
  HottextContent,
  InteractionKind,
} from './delivery-item.ts';
import { acceptedTypes } from './interaction-kinds.ts';
import { limits } from './limits.ts';
import { submit } from './steps.ts';
import { isDeclaration, isSelector } from './style-allow-list.ts';

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

/** Part of a record's name. */
export const moduleId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/));

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
    strings: v.exactOptional(v.strictObject({ min: count(limits.strings), max: count(limits.strings) })),
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
  upload: {
    prompt: content,
    types: v.pipe(list(v.pipe(v.string(), v.maxLength(200)), 50), v.minLength(1)),
    maxBytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.uploadBytes)),
  },
  endAttempt: { title: shortText, countAttempt: v.boolean() },
  portableCustom: {
    prompt: content,
    typeIdentifier: shortText,
    module: shortText,
    modules: list(v.pipe(shortText, v.minLength(1)), limits.scripts),
    properties: v.record(attributeName, shortText),
    markup: content,
    maxLength: hints.maxLength,
    maxState: count(limits.stateLength),
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

export const deliveryItem = v.strictObject({
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
      initial: v.exactOptional(
        v.union([
          v.pipe(text, v.minLength(1)),
          v.pipe(list(v.pipe(v.string(), v.maxLength(limits.maxLength)), 4_000), v.minLength(1)),
        ]),
      ),
    }),
    limits.responses,
  ),
  assets: list(path, limits.assets),
  catalogs: v.exactOptional(list(catalog, limits.catalogs)),
  calculator: v.exactOptional(v.literal(true)),
  styles: v.exactOptional(list(styleRule, limits.styleRules)),
  steps: v.exactOptional(
    v.strictObject({
      list: v.pipe(
        list(
          v.strictObject({
            body: v.exactOptional(list(deliveryNode, limits.nodes)),
            next: v.record(v.union([identifier, v.literal(submit)]), v.nullable(count(limits.steps - 1))),
          }),
          limits.steps,
        ),
        v.minLength(1),
      ),
      attempts: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.attempts)),
    }),
  ),
});

export const sequenceContent = v.strictObject({
  v: v.literal(1),
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  items: list(deliveryItem, limits.items),
  scripts: v.exactOptional(
    list(v.strictObject({ module: v.pipe(shortText, v.minLength(1)), path }), limits.scripts),
  ),
  exercises: v.exactOptional(
    list(
      v.strictObject({
        id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
        title: v.strictObject({ fr: shortText, en: shortText }),
        page: v.nullable(path),
        items: list(identifier, limits.items),
        day: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(99))),
      }),
      limits.items,
    ),
  ),
  modules: v.exactOptional(
    v.pipe(
      list(
        v.strictObject({
          id: moduleId,
          items: v.pipe(list(identifier, limits.items), v.minLength(1)),
          next: list(moduleId, limits.modules),
        }),
        limits.modules,
      ),
      v.minLength(1),
    ),
  ),
});
