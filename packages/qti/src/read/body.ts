/** qti-item-body: content, and what of QTI's own is among it. */

import type { ContentNode, DeliveryNode } from '../delivery/delivery-item.ts';
import { elementsOf, type XmlElement } from '../xml/xml.ts';
import { readCatalogs } from './catalog.ts';
import { attributesOf } from './content/attribute-reader.ts';
import { type BodyContext, hidden } from './content/body-context.ts';
import { contentOf, readContentNodes, readNodes, reportText, type Surroundings } from './content/content.ts';
import { reportUnsupported } from './content/context.ts';
import { readWrapper, wrap } from './content/wrapper.ts';
import { readInteraction, readStage } from './interactions/interactions.ts';
import { readStylesheet } from './stylesheet.ts';

const flow: Surroundings = { qti: readQti, preserve: false, structural: true };

/** Shared texts that the body gives no place stand first. */
export function readBody(element: XmlElement, context: BodyContext): DeliveryNode[] {
  const attributes = attributesOf(element, context.problems);
  const wrapper = readWrapper(attributes, true, element, context);
  attributes.finish();
  reportText(element, context);
  const body = wrap('div', wrapper, readNodes(elementsOf(element), context, flow));
  const first = [...context.stimuli.values()].map(
    (children): DeliveryNode => ({
      kind: 'element',
      name: 'div',
      attributes: { class: 'qti-shared-stimulus' },
      children,
    }),
  );
  return [...first, ...body];
}

function readQti(element: XmlElement, context: BodyContext): DeliveryNode[] {
  switch (element.name) {
    case 'qti-rubric-block':
      return readRubric(element, context);
    case 'qti-position-object-stage':
      return readStage(element, context);
  }
  if (/^qti-.*-interaction$/.test(element.name)) return readInteraction(element, context);
  reportUnsupported(element, context.problems);
  return [];
}

const adults = ['author', 'proctor', 'scorer', 'testConstructor', 'tutor'];

/** For the pupil: part of the body. For adults: read (so that it is well formed) and kept apart. */
function readRubric(element: XmlElement, context: BodyContext): DeliveryNode[] {
  const { problems } = context;
  const attributes = attributesOf(element, problems);
  const views = attributes
    .required('view')
    .split(/[ \t\n]+/)
    .filter((view) => view !== '');
  if (views.some((view) => view !== 'candidate' && !adults.includes(view)))
    attributes.bad('view', ['candidate', ...adults].join(', '));
  attributes.text('use');
  const isShown = views.includes('candidate');
  const inside = isShown ? context : hidden(context);
  const wrapper = readWrapper(attributes, true, element, inside);
  const label = attributes.text('aria-label');
  if (label !== null) wrapper['aria-label'] = label;
  attributes.finish();
  for (const child of elementsOf(element)) {
    if (child.name === 'qti-catalog-info') readCatalogs(child, inside);
    if (child.name === 'qti-stylesheet' && isShown) readStylesheet(child, inside);
  }
  const children = contentOf(element, inside).filter(
    (child) =>
      child.kind === 'text' || (child.name !== 'qti-catalog-info' && child.name !== 'qti-stylesheet'),
  );
  if (!isShown) {
    const content: ContentNode[] = readContentNodes(children, inside);
    context.rubrics.push({ views, content });
    return [];
  }
  const nodes = readNodes(children, inside, { qti: null, preserve: false, structural: false });
  const classes = ['qti-rubric-block', wrapper.class].filter((one) => one !== undefined).join(' ');
  return wrap('div', { ...wrapper, class: classes }, nodes);
}
