import type { ProblemList } from '../../model/problem.ts';
import { say } from '../../words/say.ts';
import type { XmlElement } from '../../xml/xml.ts';

export const qtiNamespace = 'http://www.imsglobal.org/xsd/imsqtiasi_v3p0';
/** Speech Synthesis Markup Language, 1.0 and 1.1. */
export const speechNamespaces: ReadonlySet<string> = new Set([
  'http://www.w3.org/2001/10/synthesis',
  'http://www.w3.org/2010/10/synthesis',
]);
export const mathNamespace = 'http://www.w3.org/1998/Math/MathML';

/** Reports an element of QTI, HTML or MathML in a place where it is not read, with what is known about it. */
export function reportUnsupported(element: XmlElement, problems: ProblemList): void {
  const { name, namespace } = element;
  if (namespace !== qtiNamespace) {
    problems.add('QTI_UNSUPPORTED_ELEMENT', element, say('namespace-unsupported', { namespace }));
    return;
  }
  if (name === 'qti-custom-interaction') {
    const reason = say('custom-interaction');
    problems.add('QTI_UNSUPPORTED_INTERACTION', element, reason);
  } else if (/^qti-.*-interaction$/.test(name)) {
    problems.add('QTI_UNSUPPORTED_INTERACTION', element, say('interaction-not-read'));
  } else if (/feedback/.test(name)) {
    problems.add('QTI_UNSUPPORTED_FEEDBACK', element, say('feedback-not-read'));
  } else if (name === 'qti-rubric-block') {
    problems.add('QTI_UNSUPPORTED_RUBRIC', element, say('rubric-not-read'));
  } else if (name === 'qti-companion-materials-info') {
    problems.add('QTI_UNSUPPORTED_MATERIAL', element, say('materials-not-delivered'));
  } else {
    problems.add('QTI_UNSUPPORTED_ELEMENT', element, say('element-unsupported'));
  }
}
