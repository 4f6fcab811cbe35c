/** qti-companion-materials-info: what lies on the table beside the item. Of it the player has a calculator. */

import type { ProblemList } from '../model/problem.ts';
import { say } from '../words/say.ts';
import { elementsOf, textOf, type XmlElement } from '../xml/xml.ts';
import { attributesOf } from './content/attribute-reader.ts';

/** Types of calculators that have the four operations and nothing that the player lacks. */
const DRAWN = new Set(['basic', 'standard']);

/** Whether the item comes with a calculator. Reports every other material: an item is not played without what it needs. */
export function readMaterials(element: XmlElement, problems: ProblemList): boolean {
  attributesOf(element, problems).finish();
  let calculator = false;
  for (const child of elementsOf(element)) {
    if (child.name === 'qti-calculator' && readCalculator(child, problems)) calculator = true;
    else if (child.name !== 'qti-calculator')
      problems.add('QTI_UNSUPPORTED_MATERIAL', child, say('only-calculator'));
  }
  return calculator;
}

function readCalculator(element: XmlElement, problems: ProblemList): boolean {
  attributesOf(element, problems).finish();
  let type = 'basic';
  for (const child of elementsOf(element)) {
    attributesOf(child, problems).finish();
    if (child.name === 'qti-calculator-type') type = textOf(child).trim();
    else if (child.name !== 'qti-description')
      problems.add('QTI_UNSUPPORTED_MATERIAL', child, say('calculator-file'));
  }
  if (DRAWN.has(type)) return true;
  const reason = say('calculator-type', { type: type.slice(0, 40) });
  problems.add('QTI_UNSUPPORTED_MATERIAL', element, reason);
  return false;
}
