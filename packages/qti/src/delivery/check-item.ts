/** What the parts of a published item say about each other. */

import { compilePattern } from '../lexical/pattern.ts';
import { acceptedTypes } from './accepted-types.ts';
import { isAllowedAttribute, isAllowedValue, pathAttributes, voidElements } from './allow-list.ts';
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
  interactionsOf,
  type Picture,
} from './delivery-item.ts';
import { limits } from './limits.ts';
import { gapsOf, hottextsOf, responseShape } from './response-shape.ts';

export function inconsistent(place: string, message: string): never {
  throw new DeliveryError('QTI_DELIVERY_INCONSISTENT', place, message);
}

export function unique(values: readonly string[], place: string): ReadonlySet<string> {
  const set = new Set(values);
  if (set.size < values.length) inconsistent(place, 'the same identifier twice');
  return set;
}

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
