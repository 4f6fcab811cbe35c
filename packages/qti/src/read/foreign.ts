/** Elements of vocabularies that are not read. */

import type { ProblemList } from '../model/problem.ts';
import { say } from '../words/say.ts';
import { elementsOf, type XmlElement } from '../xml/xml.ts';
import { mathNamespace, qtiNamespace, speechNamespaces } from './content/context.ts';

const holdsMath: ReadonlySet<string> = new Set([
  'qti-item-body',
  'qti-modal-feedback',
  'qti-catalog-info',
  'qti-stimulus-body',
]);

/** Accessible Portable Item Protocol: a profile of QTI 2 with other forms of the content, for other systems. */
const accessNamespace = /^http:\/\/www\.imsglobal\.org\/xsd\/apip\//;

/** Elements of other vocabularies (XInclude, SVG …), and MathML and SSML outside content, in a part of an item. */
export function reportForeign(part: XmlElement, problems: ProblemList, root: XmlElement): void {
  report(part, problems, root, false);
}

function report(element: XmlElement, problems: ProblemList, parent: XmlElement, inContent: boolean): void {
  if (accessNamespace.test(element.namespace) && parent.name === 'qti-assessment-item') {
    problems.ignore(element, element.qname);
    return;
  }
  const isContent = element.namespace === mathNamespace || speechNamespaces.has(element.namespace);
  if (element.namespace !== qtiNamespace && !(isContent && inContent)) {
    const reason = say('namespace-unsupported', { namespace: element.namespace.slice(0, 100) });
    problems.add('QTI_UNSUPPORTED_ELEMENT', element, reason);
    return;
  }
  for (const child of elementsOf(element))
    report(child, problems, element, inContent || holdsMath.has(element.name));
}
