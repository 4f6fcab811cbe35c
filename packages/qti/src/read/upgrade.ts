/**
 * QTI 2.0, 2.1 and 2.2 to the names of QTI 3.0, places kept: `responseProcessing` is `qti-response-processing`,
 * `maxChoices` is `max-choices`. What the versions mean differently is written out.
 */

import { isHtmlElementName } from '../delivery/allow-list.ts';
import type { ProblemList } from '../model/problem.ts';
import { say } from '../words/say.ts';
import type { XmlElement, XmlNode } from '../xml/xml.ts';
import { qtiNamespace } from './content/context.ts';

/** The namespaces of QTI 2, and of its profiles for items. */
const oldNamespace =
  /^http:\/\/www\.imsglobal\.org\/xsd\/(?:imsqti_v2p([0-2])|apip\/apipv1p0\/(?:qtiitem|qtitest|qtisection)\/imsqti_v2p([0-2]))$/;

/** HTML 5 of QTI 2.2, in a namespace of its own. */
const oldHtml = /^http:\/\/www\.imsglobal\.org\/xsd\/imsqtiv2p2_html5_v1p0$/;

/** HTML that QTI 2 allows and that is read under another name. */
const renamed: Readonly<Record<string, string>> = { tt: 'code', big: 'span', acronym: 'abbr', strike: 's' };

/** HTML that keeps its name though it is not delivered under it. */
const kept: ReadonlySet<string> = new Set(['object', 'param', 'style', 'script', 'iframe', 'font', 'center']);

const irregular: Readonly<Record<string, string>> = {
  durationLT: 'qti-duration-lt',
  durationGTE: 'qti-duration-gte',
};

/** Item elements by names that no other vocabulary has, in no namespace or in another one than theirs. */
const misplaced: Readonly<Record<string, string>> = {
  assessmentItem: 'http://www.imsglobal.org/xsd/imsqti_v2p2',
  'qti-assessment-item': qtiNamespace,
};

/** An item whose root says the wrong namespace, or none, in the one that its names are of; with a problem. */
export function inKnownNamespace(root: XmlElement, problems: ProblemList): XmlElement {
  const known = misplaced[root.name];
  const isRight = root.namespace === known || oldNamespace.test(root.namespace);
  if (known === undefined || isRight) return root;
  const said = say('wrong-namespace', { namespace: root.namespace.slice(0, 100), expected: known });
  problems.add('QTI_VERSION', root, said, true);
  const moved = (element: XmlElement): XmlElement => ({
    ...element,
    namespace: element.namespace === root.namespace ? known : element.namespace,
    children: element.children.map((child) => (child.kind === 'text' ? child : moved(child))),
  });
  return moved(root);
}

export interface Upgraded {
  readonly root: XmlElement;
  /** `2.1`, or null for a document that is of QTI 3 or none. */
  readonly version: string | null;
}

export function upgraded(root: XmlElement): Upgraded {
  const found = oldNamespace.exec(root.namespace);
  if (found === null) return { root, version: null };
  const minor = found[1] ?? found[2] ?? '2';
  return { root: upgrade(root, root.namespace, minor), version: `2.${minor}` };
}

function upgrade(element: XmlElement, namespace: string, minor: string): XmlElement {
  const children: XmlNode[] = element.children.map((child) =>
    child.kind === 'text' ? child : upgrade(child, namespace, minor),
  );
  if (oldHtml.test(element.namespace)) return { ...element, namespace: qtiNamespace, children };
  if (element.namespace !== namespace) return { ...element, children };
  const html = renamed[element.name] ?? element.name;
  if (isHtmlElementName(html) || kept.has(html))
    return { ...element, name: html, namespace: qtiNamespace, children };
  const attributes = new Map(
    [...element.attributes].map(([name, value]) => [/^[a-z]+[A-Z]/.test(name) ? kebab(name) : name, value]),
  );
  const name = irregular[element.name] ?? `qti-${kebab(element.name)}`;
  // QTI 2.0 and 2.1: the case of a mapped string counts unless the item says otherwise; since 2.2 it does not.
  if (name === 'qti-map-entry' && minor < '2' && !attributes.has('case-sensitive'))
    attributes.set('case-sensitive', 'true');
  return { ...element, name, namespace: qtiNamespace, attributes, children };
}

/** `anyN` is `any-n`. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
