/** Every interaction: its element and its reader. A new kind does not compile until one of the tables has it. */

import type { DeliveryNode, InteractionKind } from '../../delivery/delivery-item.ts';
import { limits } from '../../delivery/limits.ts';
import { say } from '../../words/say.ts';
import type { XmlElement } from '../../xml/xml.ts';
import { attributesOf } from '../content/attribute-reader.ts';
import type { BodyContext } from '../content/body-context.ts';
import { reportUnsupported } from '../content/context.ts';
import { readClasses, readWrapper, wrap } from '../content/wrapper.ts';
import { choiceInteractions } from './choice.ts';
import { graphicInteractions, readPositionObject } from './graphic.ts';
import { otherInteractions } from './other.ts';
import { pairsInteractions } from './pairs.ts';
import { portableCustomInteractions } from './portable-custom.ts';
import type { InteractionReader, KnownInteraction, Start } from './start.ts';
import { textInteractions } from './text.ts';

const interactions = {
  ...choiceInteractions,
  ...textInteractions,
  ...pairsInteractions,
  ...graphicInteractions,
  ...otherInteractions,
  ...portableCustomInteractions,
} as const satisfies Readonly<Record<InteractionKind, KnownInteraction>>;

const byElement: ReadonlyMap<string, KnownInteraction> = new Map(
  Object.values(interactions).map((known: KnownInteraction) => [known.element, known]),
);

/** The element of each kind, for the documentation. */
export const interactionElements: Readonly<Record<InteractionKind, string>> = Object.fromEntries(
  Object.entries(interactions).map(([kind, { element }]) => [kind, element]),
) as Record<InteractionKind, string>;

/** One interaction, inside an element that carries its `id`, `lang` or `dir` when it has them; nothing if it is refused. */
export function readInteraction(element: XmlElement, context: BodyContext): DeliveryNode[] {
  const known = byElement.get(element.name);
  if (known === undefined) {
    reportUnsupported(element, context.problems);
    return [];
  }
  return readWith(element, context, known.read, known.inline);
}

/** The interactions of a stage, in a `div`; each has the picture of the stage. */
export function readStage(element: XmlElement, context: BodyContext): DeliveryNode[] {
  const attributes = attributesOf(element, context.problems);
  const wrapper = readWrapper(attributes, true, element, context);
  attributes.finish();
  const nodes = element.children.flatMap((child) => {
    if (child.kind === 'text' || !child.name.startsWith('qti-')) return [];
    if (child.name !== interactions.positionObject.element) {
      reportUnsupported(child, context.problems);
      return [];
    }
    return readWith(child, context, (start) => readPositionObject(start, element), false);
  });
  if (nodes.length === 0) context.problems.add('QTI_MISSING_ELEMENT', element, say('stage-empty'));
  return wrap('div', wrapper, nodes);
}

function readWith(
  element: XmlElement,
  context: BodyContext,
  read: InteractionReader,
  isInline: boolean,
): DeliveryNode[] {
  const { problems } = context;
  const attributes = attributesOf(element, problems);
  const responseId = attributes.identifier('response-identifier');
  const declaration = context.responses.get(responseId);
  if (declaration === undefined) {
    if (responseId !== '' && !context.refused.has(responseId))
      problems.add('QTI_UNKNOWN_VARIABLE', element, say('response-undeclared', { id: responseId }));
    return [];
  }
  if (context.bound.has(responseId)) {
    problems.add('QTI_RESPONSE_REUSED', element, say('response-reused', { id: responseId }));
  }
  context.bound.add(responseId);
  if (context.bound.size > limits.responses)
    problems.add('QTI_XML_TOO_LARGE', element, say('many-interactions'));
  const wrapper = readWrapper(attributes, false, element, context);
  const label = attributes.text('aria-label');
  const start: Start = {
    element,
    context,
    attributes,
    declaration,
    base: { responseId, classes: readClasses(attributes), label },
  };
  const before = problems.problems.length;
  const interaction = read(start);
  attributes.finish();
  const misfits = problems.problems.slice(before).some(({ code }) => code === 'QTI_RESPONSE_MISMATCH');
  if (interaction === null || misfits) return [];
  return wrap(isInline ? 'span' : 'div', wrapper, [interaction]);
}
