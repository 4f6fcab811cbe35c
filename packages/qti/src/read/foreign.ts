/** Elements of vocabularies that are not read. */

import type { ProblemList } from '../model/problem.ts';
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

/** Elements of other vocabularies (XInclude, SVG …), and MathML and SSML outside content, wherever they are. */
export function reportForeign(element: XmlElement, problems: ProblemList, inContent: boolean): void {
  for (const child of elementsOf(element)) {
    if (accessNamespace.test(child.namespace) && element.name === 'qti-assessment-item') {
      problems.ignore(child, child.qname);
      continue;
    }
    const isContent = child.namespace === mathNamespace || speechNamespaces.has(child.namespace);
    if (child.namespace !== qtiNamespace && !(isContent && inContent)) {
      const message = `elements of "${child.namespace.slice(0, 100)}" are not supported here`;
      problems.add('QTI_UNSUPPORTED_ELEMENT', child, message);
    } else {
      reportForeign(child, problems, inContent || holdsMath.has(child.name));
    }
  }
}
