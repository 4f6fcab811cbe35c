import type { ProblemList } from '../model/problem.ts';
import type { XmlElement } from '../xml/xml.ts';
import { AttributeReader } from './attribute-reader.ts';

export const qtiNamespace = 'http://www.imsglobal.org/xsd/imsqtiasi_v3p0';
export const mathNamespace = 'http://www.w3.org/1998/Math/MathML';

export function attributesOf(element: XmlElement, problems: ProblemList): AttributeReader {
  return new AttributeReader(element, problems);
}

/** Why an element of QTI 3.0 is refused wherever it appears; null when there is no special reason. */
export function reportUnsupported(element: XmlElement, problems: ProblemList): void {
  const { name, namespace } = element;
  if (namespace !== qtiNamespace) {
    problems.add('QTI_UNSUPPORTED_ELEMENT', element, `elements of "${namespace}" are not supported here`);
    return;
  }
  if (/^qti-.*-interaction$/.test(name)) {
    const message =
      'supported: choice, inline-choice, text-entry, match, order and extended-text interactions';
    problems.add('QTI_UNSUPPORTED_INTERACTION', element, message);
  } else if (/feedback/.test(name)) {
    problems.add('QTI_UNSUPPORTED_FEEDBACK', element, 'an evaluation gives no feedback to the pupil');
  } else if (
    /^qti-(?:set-)?template-|^qti-printed-variable$|^qti-set-(?:correct-response|default-value)$/.test(name)
  ) {
    problems.add(
      'QTI_UNSUPPORTED_TEMPLATE_ITEM',
      element,
      'every pupil gets the same item: write one for each variant',
    );
  } else if (name === 'qti-stylesheet') {
    const message = 'remove it: the page style is the same for all items (qti-* classes are supported)';
    problems.add('QTI_UNSUPPORTED_STYLESHEET', element, message);
  } else if (name === 'qti-catalog-info') {
    problems.add('QTI_UNSUPPORTED_CATALOG', element, 'catalogs of alternative content are not delivered');
  } else if (name === 'qti-assessment-stimulus-ref') {
    problems.add('QTI_UNSUPPORTED_STIMULUS', element, 'copy the stimulus into the body of each item');
  } else if (name === 'qti-companion-materials-info') {
    problems.add('QTI_UNSUPPORTED_MATERIAL', element, 'companion materials are not delivered');
  } else {
    problems.add('QTI_UNSUPPORTED_ELEMENT', element, 'this element is not supported here');
  }
}
