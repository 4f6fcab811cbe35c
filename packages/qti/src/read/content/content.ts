/**
 * Content of bodies, prompts and choices: XHTML and MathML by the allow-list, and what of QTI's own may stand anywhere
 * among it: variables, parts that depend on a variable, feedback. Other elements of QTI are their reader's.
 */

import { isHtmlElementName, isMathElementName, voidElements } from '../../delivery/allow-list.ts';
import type { ContentNode, DeliveryNode } from '../../delivery/delivery-item.ts';
import { limits } from '../../delivery/limits.ts';
import type { Value } from '../../model/value.ts';
import { say } from '../../words/say.ts';
import { elementsOf, isBlank, textOf, type XmlElement } from '../../xml/xml.ts';
import { type AttributeReader, attributesOf } from './attribute-reader.ts';
import { type BodyContext, hidden, remark } from './body-context.ts';
import { mathNamespace, qtiNamespace, reportUnsupported, speechNamespaces } from './context.ts';
import { readHtmlAttributes, stimulusAttribute } from './html-attributes.ts';
import { readObject } from './object.ts';
import { printedText } from './printed-variable.ts';
import { readWrapper, wrap } from './wrapper.ts';

/** Reads an element of QTI's own (`qti-…`) that content of this kind may hold. */
export type QtiReader = (element: XmlElement, context: BodyContext, around: Surroundings) => DeliveryNode[];

export interface Surroundings {
  /** Null: nothing of QTI's own but variables and feedback (prompts and choices). */
  readonly qti: QtiReader | null;
  /** White space is kept (inside `pre`). */
  readonly preserve: boolean;
  readonly structural: boolean;
}

const plainContent: Surroundings = { qti: null, preserve: false, structural: false };

/** Where white space means nothing and text is not allowed. */
const structural: ReadonlySet<string> = new Set([
  ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'colgroup', 'ul', 'ol', 'dl', 'audio', 'video', 'picture'],
  ...['math', 'mrow', 'mstyle', 'mpadded', 'mphantom', 'menclose', 'mfenced', 'mfrac', 'msqrt', 'mroot'],
  ...['msub', 'msup', 'msubsup', 'munder', 'mover', 'munderover', 'mmultiscripts'],
  ...['mtable', 'mtr', 'mlabeledtr', 'mtd'],
]);

/** Content of a prompt or a choice: no interaction inside. */
export function readContent(element: XmlElement, context: BodyContext): ContentNode[] {
  return readContentNodes(element.children, context);
}

export function readContentNodes(children: XmlElement['children'], context: BodyContext): ContentNode[] {
  // In this mode no interaction is ever made.
  return trimEnds(readNodes(children, context, plainContent) as ContentNode[]);
}

export function readNodes(
  children: XmlElement['children'],
  context: BodyContext,
  around: Surroundings,
): DeliveryNode[] {
  const nodes: DeliveryNode[] = [];
  const { size } = context;
  for (const child of children) {
    if (size.nodes >= limits.nodes) {
      context.problems.add('QTI_XML_TOO_LARGE', child, say('body-large', { max: limits.nodes }));
      return nodes;
    }
    size.nodes += 1;
    if (child.kind === 'element') {
      for (const node of readElement(child, context, around)) nodes.push(node);
      continue;
    }
    if (around.structural && isBlank(child.text)) continue;
    const text = around.preserve ? child.text : child.text.replace(/[ \t\n]+/g, ' ');
    if (text.length > limits.textLength) context.problems.add('QTI_XML_TOO_LARGE', child, say('text-long'));
    nodes.push({ kind: 'text', text });
  }
  return nodes;
}

function readElement(element: XmlElement, context: BodyContext, around: Surroundings): DeliveryNode[] {
  const { problems } = context;
  const { name, namespace } = element;
  if (namespace === qtiNamespace && name.startsWith('qti-')) return readQti(element, context, around);
  if (namespace === qtiNamespace && name === 'object') return readObject(element, context);
  if (speechNamespaces.has(namespace)) {
    // Instructions to a synthetic voice are left out; the words stay.
    problems.ignore(element, element.qname);
    return readNodes(element.children, context, around);
  }
  if (namespace === mathNamespace) {
    const replaced = readMathVariable(element, context);
    if (replaced !== null) return replaced;
    if (name === 'semantics') return readSemantics(element, context, around);
  }
  const isHtml = namespace === qtiNamespace && isHtmlElementName(name);
  const isMath = namespace === mathNamespace && isMathElementName(name);
  if (!isHtml && !isMath) {
    // Elements of other namespaces were reported when the whole file was looked at.
    if (namespace === qtiNamespace || namespace === mathNamespace) {
      problems.add('QTI_UNSUPPORTED_ELEMENT', element, say('element-not-shown'));
    }
    return [];
  }
  const attributes = readHtmlAttributes(element, name, context);
  if (name === 'img') {
    if (!element.attributes.has('src'))
      problems.add('QTI_MISSING_ATTRIBUTE', element, say('attribute-missing', { name: 'src' }));
    if (!element.attributes.has('alt')) {
      const reason = say('picture-text');
      remark(context, 'QTI_LINT_NO_ALT', 'warning', element, reason);
    }
  }
  if (structural.has(name)) reportText(element, context);
  if (
    voidElements.has(name) &&
    element.children.some((child) => child.kind === 'element' || !isBlank(child.text))
  ) {
    problems.add('QTI_UNSUPPORTED_ELEMENT', element, say('element-empty'));
  }
  const children = voidElements.has(name)
    ? []
    : readNodes(element.children, context, {
        qti: around.qti,
        preserve: around.preserve || name === 'pre',
        structural: structural.has(name),
      });
  const stimulus = takeStimulus(element, context);
  return [{ kind: 'element', name, attributes, children: [...stimulus, ...children] }];
}

/** `<div class="qti-shared-stimulus" data-stimulus-idref="…"/>` is where a shared text stands (QTI 3.0 ASI). */
function takeStimulus(element: XmlElement, context: BodyContext): readonly DeliveryNode[] {
  const id = element.attributes.get(stimulusAttribute)?.trim();
  if (id === undefined) return [];
  const nodes = context.stimuli.get(id);
  if (nodes === undefined) {
    const reason = say('stimulus-once', { name: stimulusAttribute, value: id.slice(0, 60) });
    context.problems.add('QTI_BAD_ATTRIBUTE', element, reason);
  }
  context.stimuli.delete(id);
  return nodes ?? [];
}

function readQti(element: XmlElement, context: BodyContext, around: Surroundings): DeliveryNode[] {
  switch (element.name) {
    case 'qti-printed-variable':
      return readPrintedVariable(element, context);
    case 'qti-template-inline':
    case 'qti-template-block':
      return readTemplatePart(element, context, around);
    case 'qti-feedback-inline':
    case 'qti-feedback-block':
      return readFeedback(element, context, around);
  }
  if (around.qti !== null) return around.qti(element, context, around);
  if (/^qti-.*-interaction$/.test(element.name))
    context.problems.add('QTI_UNSUPPORTED_INTERACTION', element, say('interaction-inside'));
  else reportUnsupported(element, context.problems);
  return [];
}

function readPrintedVariable(element: XmlElement, context: BodyContext): DeliveryNode[] {
  const attributes = attributesOf(element, context.problems);
  const id = attributes.identifier('identifier');
  readWrapper(attributes, true);
  const outcome = context.outcomes.get(id);
  if (outcome !== undefined) context.printed.add(id);
  const isKnown = outcome !== undefined || context.templates.has(id) || context.refused.has(id);
  if (!isKnown && id !== '') context.problems.add('QTI_UNKNOWN_VARIABLE', element, say('undeclared', { id }));
  const value = context.templateValues.get(id) ?? outcome?.defaultValue ?? null;
  // Each member printed is a piece of the body: a long list printed often is too long a body.
  context.size.nodes += value?.members.length ?? 0;
  const text = printedText(value, attributes, context.language);
  attributes.finish();
  return text === '' ? [] : [{ kind: 'text', text }];
}

/** An `mi` (or `ci`) that names a template variable is its value (QTI 3.0 ASI, `math-variable`). Null when it is not one. */
function readMathVariable(element: XmlElement, context: BodyContext): DeliveryNode[] | null {
  if (element.name !== 'mi' && element.name !== 'ci') return null;
  const name = textOf(element);
  const declared = context.templates.get(name);
  if (declared === undefined || !declared.mathVariable) return null;
  const value = context.templateValues.get(name) ?? null;
  context.size.nodes += value?.members.length ?? 0;
  const text =
    value === null ? '' : printedText(value, attributesOf(element, context.problems), context.language);
  const isNumber = typeof value?.members[0] === 'number';
  return [
    {
      kind: 'element',
      name: isNumber ? 'mn' : 'mtext',
      attributes: {},
      children: [{ kind: 'text', text: text.replace(/^-/, '\u2212') }],
    },
  ];
}

/** The presentation is delivered; annotations are for programs. */
function readSemantics(element: XmlElement, context: BodyContext, around: Surroundings): DeliveryNode[] {
  const [first, ...rest] = elementsOf(element);
  reportText(element, context);
  for (const child of rest) {
    if (child.name !== 'annotation' && child.name !== 'annotation-xml')
      context.problems.add('QTI_UNSUPPORTED_ELEMENT', child, say('semantics-children'));
  }
  if (first === undefined || first.name.startsWith('annotation')) {
    context.problems.add('QTI_MISSING_ELEMENT', element, say('semantics-empty'));
    return [];
  }
  const nodes = readElement(first, context, { ...around, structural: true });
  const { attributes } = element;
  for (const name of attributes.keys()) {
    if (!['id', 'class', 'definitionURL', 'encoding'].includes(name))
      context.problems.add('QTI_UNSUPPORTED_ATTRIBUTE', element, say('attribute-unsupported', { name }));
  }
  return nodes;
}

/** QTI 3.0 ASI: shown when the variable is the identifier, or holds it (`show`), or when it does not (`hide`). */
export function isVisible(value: Value, identifier: string, showHide: 'show' | 'hide'): boolean {
  return (value?.members.includes(identifier) ?? false) === (showHide === 'show');
}

function readTemplatePart(element: XmlElement, context: BodyContext, around: Surroundings): DeliveryNode[] {
  const attributes = attributesOf(element, context.problems);
  const visible = readTemplateVisibility(element, attributes, context, true);
  const wrapper = readWrapper(attributes, true, element, visible ? context : hidden(context));
  attributes.finish();
  const inside = visible ? context : hidden(context);
  const nodes = readNodes(contentOf(element, inside), inside, around);
  if (!visible) return [];
  return wrap(element.name === 'qti-template-inline' ? 'span' : 'div', wrapper, nodes);
}

/** `template-identifier`, `identifier` and `show-hide`: true when there is nothing to depend on. */
export function readTemplateVisibility(
  element: XmlElement,
  attributes: AttributeReader,
  context: BodyContext,
  required: boolean,
): boolean {
  const template = attributes.text('template-identifier')?.trim() ?? null;
  const showHide = attributes.oneOf('show-hide', ['show', 'hide'], 'show');
  if (template === null) {
    if (required) attributes.required('template-identifier');
    return true;
  }
  const identifier = attributes.identifier('identifier');
  if (!context.templates.has(template) && !context.refused.has(template)) {
    context.problems.add('QTI_UNKNOWN_VARIABLE', element, say('undeclared-template', { id: template }));
    return true;
  }
  return isVisible(context.templateValues.get(template) ?? null, identifier, showHide);
}

/**
 * The words that an outcome shows: kept apart for reports. Those that are there before anything is answered are part
 * of what the pupil sees.
 */
function readFeedback(element: XmlElement, context: BodyContext, around: Surroundings): DeliveryNode[] {
  const { problems } = context;
  const place = element.name === 'qti-feedback-inline' ? 'inline' : 'block';
  const attributes = attributesOf(element, problems);
  const { outcome, identifier, showHide } = readFeedbackVisibility(element, attributes, context);
  const declared = context.outcomes.get(outcome);
  const visible = declared !== undefined && isVisible(declared.defaultValue, identifier, showHide);
  const inside = visible ? context : hidden(context);
  const wrapper = readWrapper(attributes, true, element, inside);
  const label = attributes.text('aria-label');
  if (label !== null) wrapper['aria-label'] = label;
  attributes.finish();
  const nodes = readNodes(contentOf(element, inside), inside, around);
  const content = wrap(place === 'inline' ? 'span' : 'div', wrapper, nodes);
  context.feedback.push({ place, outcome, identifier, showHide, title: null, content });
  if (visible) return content;
  if (nodes.some(holdsInteraction)) context.later.push(...content);
  return [];
}

export function readFeedbackVisibility(
  element: XmlElement,
  attributes: AttributeReader,
  context: BodyContext,
): { readonly outcome: string; readonly identifier: string; readonly showHide: 'show' | 'hide' } {
  const outcome = attributes.identifier('outcome-identifier');
  const identifier = attributes.identifier('identifier');
  const showHide = attributes.oneOf('show-hide', ['show', 'hide'], 'show');
  if (outcome !== '' && !context.outcomes.has(outcome) && !context.refused.has(outcome))
    context.problems.add('QTI_UNKNOWN_VARIABLE', element, say('undeclared-outcome', { id: outcome }));
  return { outcome, identifier, showHide };
}

function holdsInteraction(node: DeliveryNode): boolean {
  if (node.kind === 'text') return false;
  return node.kind === 'element' ? node.children.some(holdsInteraction) : true;
}

/** Inside qti-content-body (QTI 3), or the element's own children (QTI 2). */
export function contentOf(element: XmlElement, { problems }: BodyContext): XmlElement['children'] {
  const bodies = elementsOf(element).filter(({ name }) => name === 'qti-content-body');
  const [body, ...more] = bodies;
  for (const extra of more) problems.add('QTI_DUPLICATE', extra, say('second-content-body'));
  if (body === undefined) return element.children;
  for (const child of element.children) {
    if (child === body || (child.kind === 'text' && isBlank(child.text))) continue;
    if (child.kind === 'text')
      problems.add('QTI_TEXT_NOT_ALLOWED', { ...child, qname: element.qname }, say('text-beside'));
    else if (!besideContent.has(child.name)) reportUnsupported(child, problems);
  }
  const attributes = attributesOf(body, problems);
  for (const name of ['id', 'class', 'xml:lang', 'lang', 'dir']) attributes.text(name);
  attributes.finish();
  return body.children;
}

/** Read elsewhere. */
const besideContent: ReadonlySet<string> = new Set([
  'qti-stylesheet',
  'qti-catalog-info',
  'qti-content-body',
  'qti-prompt',
]);

export function reportText(element: XmlElement, context: BodyContext): void {
  for (const child of element.children) {
    if (child.kind === 'text' && !isBlank(child.text)) {
      const place = { line: child.line, column: child.column, qname: element.qname };
      context.problems.add('QTI_TEXT_NOT_ALLOWED', place, say('text-in-block'));
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
