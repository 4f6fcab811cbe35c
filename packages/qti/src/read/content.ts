/** Content of bodies, prompts and choices: XHTML and MathML by the allow-list. What is QTI's own is its reader's. */

import {
  isAllowedAttribute,
  isHtmlElementName,
  isMathElementName,
  pathAttributes,
  voidElements,
} from '../delivery/allow-list.ts';
import type { ContentNode, DeliveryNode } from '../delivery/delivery-item.ts';
import { limits } from '../delivery/limits.ts';
import type { TextFolding } from '../lexical/french-text.ts';
import type { ResponseDeclaration, Rubric } from '../model/item.ts';
import type { ProblemList, QtiLintCode, QtiRemark } from '../model/problem.ts';
import { isBlank, type XmlElement } from '../xml/xml.ts';
import type { AttributeReader } from './attribute-reader.ts';
import { mathNamespace, qtiNamespace, reportUnsupported } from './context.ts';
import { resolvePath } from './path.ts';

export interface BodyContext {
  readonly path: string;
  readonly problems: ProblemList;
  readonly responses: ReadonlyMap<string, ResponseDeclaration>;
  /** Filled while reading. */
  readonly assets: Set<string>;
  readonly bound: Set<string>;
  readonly foldings: Map<string, TextFolding>;
  readonly rubrics: Rubric[];
  readonly remarks: QtiRemark[];
  nodes: number;
}

/** Reads an element of QTI's own (`qti-…`) that content of this kind may hold. */
export type QtiReader = (element: XmlElement, context: BodyContext) => DeliveryNode[];

/** Where white space means nothing and text is not allowed. */
const structural: ReadonlySet<string> = new Set([
  ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'colgroup', 'ul', 'ol', 'dl', 'audio', 'video'],
  ...[
    'math',
    'mrow',
    'mstyle',
    'mpadded',
    'mphantom',
    'menclose',
    'mfenced',
    'mfrac',
    'msqrt',
    'mroot',
    'msub',
    'msup',
  ],
  ...['msubsup', 'munder', 'mover', 'munderover', 'mmultiscripts', 'mtable', 'mtr', 'mlabeledtr', 'mtd'],
]);

export function remark(
  context: BodyContext,
  code: QtiLintCode,
  severity: QtiRemark['severity'],
  element: XmlElement,
  message: string,
): void {
  const { line, column, qname } = element;
  context.remarks.push({ code, severity, path: context.path, line, column, element: qname, message });
}

/** Content of a prompt or a choice: no interaction inside. */
export function readContent(element: XmlElement, context: BodyContext): ContentNode[] {
  const nodes = readNodes(element.children, context, {
    qti: null,
    preserve: false,
    structural: false,
  });
  // In this mode no interaction is ever made.
  return trimEnds(nodes as ContentNode[]);
}

/** `class` (when wanted), `id`, `lang`, `dir` of a QTI element that has no place for them in the delivery model. */
export function readWrapper(attributes: AttributeReader, withClass: boolean): Record<string, string> {
  const wrapper: Record<string, string> = {};
  const id = attributes.text('id');
  const lang = attributes.language();
  const dir = attributes.oneOf('dir', ['ltr', 'rtl', 'auto'], null);
  if (withClass) {
    const classes = attributes.classes();
    if (classes.length > 0) wrapper.class = classes.join(' ');
  }
  if (id !== null) wrapper.id = id;
  if (lang !== null) wrapper.lang = lang;
  if (dir !== null) wrapper.dir = dir;
  return wrapper;
}

/** The nodes inside an element that carries the attributes; the nodes themselves when there are none. */
export function wrap<N extends DeliveryNode>(
  name: 'div' | 'span',
  attributes: Readonly<Record<string, string>>,
  children: N[],
): (
  | N
  | { kind: 'element'; name: 'div' | 'span'; attributes: Readonly<Record<string, string>>; children: N[] }
)[] {
  return Object.keys(attributes).length === 0 ? children : [{ kind: 'element', name, attributes, children }];
}

export interface Surroundings {
  /** Null: no element of QTI's own is allowed here (prompts and choices). */
  readonly qti: QtiReader | null;
  /** White space is kept (inside `pre`). */
  readonly preserve: boolean;
  readonly structural: boolean;
}

export function readNodes(
  children: XmlElement['children'],
  context: BodyContext,
  around: Surroundings,
): DeliveryNode[] {
  const nodes: DeliveryNode[] = [];
  for (const child of children) {
    if (context.nodes >= limits.nodes) {
      context.problems.add('QTI_XML_TOO_LARGE', child, `a body of more than ${limits.nodes} nodes`);
      return nodes;
    }
    context.nodes += 1;
    if (child.kind === 'element') {
      nodes.push(...readElement(child, context, around));
      continue;
    }
    if (around.structural && isBlank(child.text)) continue;
    const text = around.preserve ? child.text : child.text.replace(/[ \t\n]+/g, ' ');
    if (text.length > limits.textLength)
      context.problems.add('QTI_XML_TOO_LARGE', child, 'a text is too long');
    nodes.push({ kind: 'text', text });
  }
  return nodes;
}

function readElement(element: XmlElement, context: BodyContext, around: Surroundings): DeliveryNode[] {
  const { problems } = context;
  const { name, namespace } = element;
  if (namespace === qtiNamespace && name.startsWith('qti-')) {
    if (around.qti !== null) return around.qti(element, context);
    if (/^qti-.*-interaction$/.test(name))
      problems.add('QTI_UNSUPPORTED_INTERACTION', element, 'an interaction inside a prompt or a choice');
    else reportUnsupported(element, problems);
    return [];
  }
  const isHtml = namespace === qtiNamespace && isHtmlElementName(name);
  const isMath = namespace === mathNamespace && isMathElementName(name);
  if (!isHtml && !isMath) {
    // Elements of other namespaces were reported when the whole file was looked at.
    if (namespace === qtiNamespace || namespace === mathNamespace) {
      problems.add('QTI_UNSUPPORTED_ELEMENT', element, 'this element is not shown to pupils');
    }
    return [];
  }
  const attributes = readHtmlAttributes(element, name, context);
  if (name === 'img') {
    if (!element.attributes.has('src')) problems.add('QTI_MISSING_ATTRIBUTE', element, 'src is required');
    if (!element.attributes.has('alt')) {
      const message = 'write what a pupil who cannot see it needs to know, or alt="" for a decoration';
      remark(context, 'QTI_LINT_NO_ALT', 'warning', element, message);
    }
  }
  if (structural.has(name)) reportText(element, context);
  if (voidElements.has(name) && element.children.length > 0) {
    problems.add('QTI_UNSUPPORTED_ELEMENT', element, 'this element is always empty');
  }
  const children = readNodes(element.children, context, {
    qti: around.qti,
    preserve: around.preserve || name === 'pre',
    structural: structural.has(name),
  });
  return [{ kind: 'element', name, attributes, children }];
}

function readHtmlAttributes(
  element: XmlElement,
  name: Parameters<typeof isAllowedAttribute>[0],
  context: BodyContext,
): Record<string, string> {
  const { problems } = context;
  const attributes: Record<string, string> = {};
  for (const [written, value] of element.attributes) {
    const attribute = written === 'xml:lang' ? 'lang' : written;
    if (!isAllowedAttribute(name, attribute)) {
      problems.add('QTI_UNSUPPORTED_ATTRIBUTE', element, `the attribute ${written} is not supported here`);
    } else if (value.length > 2_000) {
      problems.add('QTI_BAD_ATTRIBUTE', element, `${written} is too long`);
    } else if (pathAttributes.has(attribute)) {
      const path = readPath(element, written, value, context);
      if (path !== null) attributes[attribute] = path;
    } else {
      attributes[attribute] = value.trim();
    }
  }
  return attributes;
}

function readPath(element: XmlElement, name: string, value: string, context: BodyContext): string | null {
  const resolved = resolvePath(context.path, value);
  switch (resolved.kind) {
    case 'path':
      context.assets.add(resolved.path);
      if (context.assets.size > limits.assets)
        context.problems.add('QTI_XML_TOO_LARGE', element, 'too many files');
      return resolved.path;
    case 'external':
      context.problems.add(
        'QTI_EXTERNAL_RESOURCE',
        element,
        `${name}="${value.slice(0, 80)}": put the file into the package and refer to it by a relative path`,
      );
      return null;
    case 'bad':
      context.problems.add(
        'QTI_BAD_PATH',
        element,
        `${name}="${value.slice(0, 80)}": use letters without accents, digits and ._()+=@,- and stay in the package`,
      );
      return null;
  }
}

export function reportText(element: XmlElement, context: BodyContext): void {
  for (const child of element.children) {
    if (child.kind === 'text' && !isBlank(child.text)) {
      const place = { line: child.line, column: child.column, qname: element.qname };
      context.problems.add('QTI_TEXT_NOT_ALLOWED', place, 'text has to be inside a block, such as <p>');
    }
  }
}

/** Without white space at either end, as a browser would show it. */
function trimEnds(nodes: ContentNode[]): ContentNode[] {
  const result = [...nodes];
  const first = result[0];
  if (first?.kind === 'text') result[0] = { kind: 'text', text: first.text.replace(/^[ \t\n]+/, '') };
  const last = result.at(-1);
  if (last?.kind === 'text')
    result[result.length - 1] = { kind: 'text', text: last.text.replace(/[ \t\n]+$/, '') };
  return result.filter((node) => node.kind !== 'text' || node.text !== '');
}
