/** On a picture: hotspot, select point, graphic order, graphic associate, graphic gap match, position object, drawing. */

import type { AssociableHotspot, Hotspot, Interaction } from '../../delivery/delivery-item.ts';
import { limits } from '../../delivery/limits.ts';
import { readXmlNumber } from '../../lexical/xml-number.ts';
import { say } from '../../words/say.ts';
import { elementsOf, type XmlElement } from '../../xml/xml.ts';
import { attributesOf } from '../content/attribute-reader.ts';
import type { BodyContext } from '../content/body-context.ts';
import { reportUnsupported } from '../content/context.ts';
import { readShape } from '../content/shape.ts';
import { readWrapper } from '../content/wrapper.ts';
import { readGapChoices } from './pairs.ts';
import {
  block,
  checkCount,
  expectResponse,
  type InteractionReader,
  type KnownInteractions,
  limitMatches,
  readChoiceId,
  readChoiceLimits,
  readMatchLimits,
  readOrderLimits,
  readPairLimits,
  readPromptAndOthers,
  readTemplateVisibilityOf,
  type Start,
  takePicture,
} from './start.ts';

function readGraphic(start: Start) {
  const { prompt, others } = readPromptAndOthers(start);
  const { picture, others: rest } = takePicture(others, start.element, start.context);
  return { prompt, picture, rest };
}

function readHotspots(elements: readonly XmlElement[], { element, context }: Start): Hotspot[] {
  const seen = new Set<string>();
  const hotspots: Hotspot[] = [];
  for (const child of elements) {
    if (child.name !== 'qti-hotspot-choice') {
      reportUnsupported(child, context.problems);
      continue;
    }
    const hotspot = readHotspot(child, context, seen)?.hotspot;
    if (hotspot !== undefined) hotspots.push(hotspot);
  }
  checkCount(element, hotspots.length, limits.choices, context);
  return hotspots;
}

function readAssociableHotspots(
  elements: readonly XmlElement[],
  context: BodyContext,
  seen: Set<string>,
): AssociableHotspot[] {
  const hotspots: AssociableHotspot[] = [];
  for (const child of elements) {
    if (child.name !== 'qti-associable-hotspot') {
      reportUnsupported(child, context.problems);
      continue;
    }
    const read = readHotspot(child, context, seen);
    if (read !== null) hotspots.push({ ...read.hotspot, matchMax: read.matchMax, matchMin: read.matchMin });
  }
  return hotspots;
}

/** Null after a problem, or when the variant of the item does not show it. */
function readHotspot(element: XmlElement, context: BodyContext, seen: Set<string>) {
  const attributes = attributesOf(element, context.problems);
  const visible = readTemplateVisibilityOf(element, attributes, context);
  const id = readChoiceId(element, attributes, context, seen);
  const area = readShape(attributes);
  const matches =
    element.name === 'qti-associable-hotspot'
      ? readMatchLimits(attributes, false)
      : { matchMax: 1, matchMin: 0 };
  // Nothing is shuffled here.
  attributes.boolean('fixed', false);
  const written = attributes.text('hotspot-label');
  const label = attributes.text('aria-label') ?? written;
  readWrapper(attributes, true, element, context);
  attributes.finish();
  for (const child of elementsOf(element)) reportUnsupported(child, context.problems);
  return area === null || !visible ? null : { hotspot: { id, ...area, label }, ...matches };
}

function readHotspotInteraction(start: Start): Interaction | null {
  expectResponse(start, 'hotspot');
  const { prompt, picture, rest } = readGraphic(start);
  const hotspots = readHotspots(rest, start);
  const choiceLimits = readChoiceLimits(start, hotspots.length);
  return picture && { kind: 'hotspot', ...start.base, prompt, picture, hotspots, ...choiceLimits };
}

function readGraphicOrder(start: Start): Interaction | null {
  expectResponse(start, 'graphicOrder');
  const { prompt, picture, rest } = readGraphic(start);
  const hotspots = readHotspots(rest, start);
  const choiceLimits = readOrderLimits(start, hotspots.length);
  return picture && { kind: 'graphicOrder', ...start.base, prompt, picture, hotspots, ...choiceLimits };
}

function readGraphicAssociate(start: Start): Interaction | null {
  expectResponse(start, 'graphicAssociate');
  const { prompt, picture, rest } = readGraphic(start);
  const read = readAssociableHotspots(rest, start.context, new Set());
  checkCount(start.element, read.length, 60, start.context);
  const hotspots = read.map((one) => limitMatches(one, Math.max(1, read.length - 1)));
  const pairLimits = readPairLimits(start, (read.length * (read.length - 1)) / 2);
  return picture && { kind: 'graphicAssociate', ...start.base, prompt, picture, hotspots, ...pairLimits };
}

function readGraphicGapMatch(start: Start): Interaction | null {
  expectResponse(start, 'graphicGapMatch');
  const { attributes, base, context, element } = start;
  const shuffle = attributes.boolean('shuffle', false);
  const { prompt, picture, rest } = readGraphic(start);
  const seen = new Set<string>();
  const isChoice = ({ name }: XmlElement) => name === 'qti-gap-img' || name === 'qti-gap-text';
  const readChoices = readGapChoices(rest.filter(isChoice), context, seen);
  const readSpots = readAssociableHotspots(
    rest.filter((child) => !isChoice(child)),
    context,
    seen,
  );
  checkCount(element, readChoices.length, 60, context);
  checkCount(element, readSpots.length, 60, context);
  const choices = readChoices.map((one) => limitMatches(one, Math.max(1, readSpots.length)));
  const hotspots = readSpots.map((one) => limitMatches(one, Math.max(1, readChoices.length)));
  const pairLimits = readPairLimits(start, choices.length * hotspots.length);
  return (
    picture && {
      kind: 'graphicGapMatch',
      ...base,
      prompt,
      picture,
      choices,
      hotspots,
      shuffle,
      ...pairLimits,
    }
  );
}

function readSelectPoint(start: Start): Interaction | null {
  expectResponse(start, 'selectPoint');
  const { prompt, picture, rest } = readGraphic(start);
  for (const child of rest) reportUnsupported(child, start.context.problems);
  const choiceLimits = readChoiceLimits(start, limits.points);
  return picture && { kind: 'selectPoint', ...start.base, prompt, picture, ...choiceLimits };
}

/** Inside its stage, whose picture is `stage`. */
export function readPositionObject(start: Start, stage: XmlElement): Interaction | null {
  expectResponse(start, 'positionObject');
  const { attributes, base, context, element } = start;
  const { prompt, others } = readPromptAndOthers(start);
  if (prompt.length > 0) context.problems.add('QTI_UNSUPPORTED_ELEMENT', element, say('stage-prompt'));
  const { picture: object, others: rest } = takePicture(others, element, context);
  for (const child of rest) reportUnsupported(child, context.problems);
  const written = attributes.text('center-point');
  const center =
    written === null
      ? null
      : written
          .trim()
          .split(/[\s,]+/)
          .map(readXmlNumber);
  if (center !== null && (center.length !== 2 || center.includes(null)))
    attributes.bad('center-point', say('expect-two-numbers'));
  const choiceLimits = readChoiceLimits(start, limits.points);
  const onStage = takePicture(
    elementsOf(stage).filter(({ name }) => !name.startsWith('qti-')),
    stage,
    context,
  ).picture;
  if (object === null || onStage === null) return null;
  const [x, y] = center ?? [null, null];
  const point = typeof x === 'number' && typeof y === 'number' ? ([x, y] as const) : null;
  return { kind: 'positionObject', ...base, stage: onStage, object, center: point, ...choiceLimits };
}

function readDrawing(start: Start): Interaction | null {
  expectResponse(start, 'drawing');
  const { prompt, picture, rest } = readGraphic(start);
  for (const child of rest) reportUnsupported(child, start.context.problems);
  return picture && { kind: 'drawing', ...start.base, prompt, picture };
}

const outsideStage: InteractionReader = ({ element, context }) => {
  context.problems.add('QTI_MISSING_ELEMENT', element, say('stage-needed'));
  return null;
};

export const graphicInteractions = {
  hotspot: block('qti-hotspot-interaction', readHotspotInteraction),
  selectPoint: block('qti-select-point-interaction', readSelectPoint),
  graphicOrder: block('qti-graphic-order-interaction', readGraphicOrder),
  graphicAssociate: block('qti-graphic-associate-interaction', readGraphicAssociate),
  graphicGapMatch: block('qti-graphic-gap-match-interaction', readGraphicGapMatch),
  positionObject: block('qti-position-object-interaction', outsideStage),
  drawing: block('qti-drawing-interaction', readDrawing),
} as const satisfies KnownInteractions;
