/** qti-item-body: content, and what of QTI's own is among it. */

import type { ContentNode, DeliveryNode } from '../delivery/delivery-item.ts';
import { elementsOf, type XmlElement } from '../xml/xml.ts';
import { type BodyContext, readContent, readNodes, readWrapper, reportText, wrap } from './content.ts';
import { attributesOf, reportUnsupported } from './context.ts';
import { readInteraction } from './interactions.ts';

export function readBody(element: XmlElement, context: BodyContext): DeliveryNode[] {
  const attributes = attributesOf(element, context.problems);
  const wrapper = readWrapper(attributes, true);
  attributes.finish();
  reportText(element, context);
  const nodes = readNodes(elementsOf(element), context, {
    qti: readQti,
    preserve: false,
    structural: true,
  });
  return wrap('div', wrapper, nodes);
}

function readQti(element: XmlElement, context: BodyContext): DeliveryNode[] {
  if (element.name === 'qti-rubric-block') {
    readRubric(element, context);
    return [];
  }
  if (/^qti-.*-interaction$/.test(element.name)) return readInteraction(element, context);
  reportUnsupported(element, context.problems);
  return [];
}

/** Rubrics for adults are read (so that they are well formed) and kept apart; one for the candidate is refused. */
function readRubric(element: XmlElement, context: BodyContext): void {
  const { problems } = context;
  const attributes = attributesOf(element, problems);
  const views = attributes
    .required('view')
    .split(/[ \t\n]+/)
    .filter((view) => view !== '');
  const adult = ['author', 'proctor', 'scorer', 'testConstructor', 'tutor'];
  if (views.includes('candidate')) {
    problems.add('QTI_UNSUPPORTED_RUBRIC', element, 'write what the pupil should read in the body itself');
    return;
  }
  if (views.some((view) => !adult.includes(view))) attributes.bad('view', adult.join(', '));
  for (const name of ['use', 'class', 'id', 'xml:lang', 'lang', 'dir']) attributes.text(name);
  attributes.finish();
  const content: ContentNode[] = [];
  for (const child of elementsOf(element)) {
    if (child.name === 'qti-content-body') content.push(...readRubricBody(child, context));
    else reportUnsupported(child, problems);
  }
  context.rubrics.push({ views, content });
}

/** Its files are not the pupil's: they are not among the item's assets. */
function readRubricBody(element: XmlElement, context: BodyContext): ContentNode[] {
  return readContent(element, { ...context, assets: new Set(), remarks: [] });
}
