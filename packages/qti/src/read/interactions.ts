/** The six supported interactions. */

import type {
  AssociableChoice,
  BaseType,
  Cardinality,
  Choice,
  ContentNode,
  DeliveryNode,
  Interaction,
} from '../delivery/delivery-item.ts';
import { limits } from '../delivery/limits.ts';
import { noFolding, type TextFolding } from '../lexical/french-text.ts';
import { compilePattern } from '../lexical/pattern.ts';
import type { ResponseDeclaration } from '../model/item.ts';
import { elementsOf, isBlank, type XmlElement } from '../xml/xml.ts';
import type { AttributeReader } from './attribute-reader.ts';
import { type BodyContext, readContent, readWrapper, remark, wrap } from './content.ts';
import { attributesOf, reportUnsupported } from './context.ts';

interface Start {
  readonly element: XmlElement;
  readonly context: BodyContext;
  readonly attributes: AttributeReader;
  readonly declaration: ResponseDeclaration;
  readonly base: {
    readonly responseId: string;
    readonly classes: readonly string[];
    readonly label: string | null;
  };
}

const readers: Readonly<Record<string, (start: Start) => Interaction | null>> = {
  'qti-choice-interaction': readChoiceInteraction,
  'qti-inline-choice-interaction': readInlineChoice,
  'qti-text-entry-interaction': readTextEntry,
  'qti-match-interaction': readMatch,
  'qti-order-interaction': readOrder,
  'qti-extended-text-interaction': readExtendedText,
};

const inline: ReadonlySet<string> = new Set(['qti-inline-choice-interaction', 'qti-text-entry-interaction']);

/** One interaction, inside an element that carries its `id`, `lang` or `dir` when it has them; nothing if it is refused. */
export function readInteraction(element: XmlElement, context: BodyContext): DeliveryNode[] {
  const { problems } = context;
  const reader = Object.hasOwn(readers, element.name) ? readers[element.name] : undefined;
  if (reader === undefined) {
    reportUnsupported(element, problems);
    return [];
  }
  const attributes = attributesOf(element, problems);
  const responseId = attributes.identifier('response-identifier');
  const declaration = context.responses.get(responseId);
  if (declaration === undefined) {
    if (responseId !== '')
      problems.add('QTI_UNKNOWN_VARIABLE', element, `the response ${responseId} is not declared`);
    return [];
  }
  if (context.bound.has(responseId)) {
    problems.add('QTI_RESPONSE_REUSED', element, `${responseId} already belongs to another interaction`);
  }
  context.bound.add(responseId);
  if (context.bound.size > limits.responses)
    problems.add('QTI_XML_TOO_LARGE', element, 'too many interactions');
  const wrapper = readWrapper(attributes, false);
  const label = attributes.text('aria-label');
  const base = { responseId, classes: attributes.classes(), label };
  const interaction = reader({ element, context, attributes, declaration, base });
  attributes.finish();
  if (interaction === null) return [];
  return wrap(inline.has(element.name) ? 'span' : 'div', wrapper, [interaction]);
}

function expectResponse(
  start: Start,
  cardinalities: readonly Cardinality[],
  baseTypes: readonly BaseType[],
): void {
  const { declaration, element, context } = start;
  if (!cardinalities.includes(declaration.cardinality) || !baseTypes.includes(declaration.baseType)) {
    const expected = `${cardinalities.join(' or ')} ${baseTypes.join(' or ')}`;
    const given = `${declaration.cardinality} ${declaration.baseType}`;
    context.problems.add(
      'QTI_RESPONSE_MISMATCH',
      element,
      `${declaration.id} is ${given}; expected ${expected}`,
    );
  }
}

function readChoiceInteraction(start: Start): Interaction {
  const { attributes, element, context, declaration, base } = start;
  expectResponse(start, ['single', 'multiple'], ['identifier']);
  const { prompt, choices } = readPromptAndChoices(start, 'qti-simple-choice');
  const shuffle = attributes.boolean('shuffle', false);
  const orientation = attributes.oneOf('orientation', ['vertical', 'horizontal'], 'vertical');
  const max = attributes.integer('max-choices', 1);
  const minChoices = attributes.integer('min-choices', 0);
  const maxChoices = max === 0 ? choices.length : Math.min(max, choices.length);
  if (declaration.cardinality === 'single' && max !== 1) {
    const message = `max-choices="${max}" needs a response of multiple cardinality`;
    context.problems.add('QTI_RESPONSE_MISMATCH', element, message);
  }
  if (minChoices > maxChoices) attributes.bad('min-choices', `at most ${maxChoices}`);
  return { kind: 'choice', ...base, prompt, choices, shuffle, minChoices, maxChoices, orientation };
}

function readInlineChoice(start: Start): Interaction {
  const { attributes, base } = start;
  expectResponse(start, ['single'], ['identifier']);
  const { choices } = readPromptAndChoices(start, 'qti-inline-choice');
  const shuffle = attributes.boolean('shuffle', false);
  const minimum = attributes.integer('min-choices', 0, 1);
  const required = attributes.boolean('required', false) || minimum === 1;
  return {
    kind: 'inlineChoice',
    ...base,
    choices,
    shuffle,
    required,
    placeholder: attributes.text('data-prompt'),
  };
}

function readOrder(start: Start): Interaction {
  const { attributes, base } = start;
  expectResponse(start, ['ordered'], ['identifier']);
  const { prompt, choices } = readPromptAndChoices(start, 'qti-simple-choice');
  const shuffle = attributes.boolean('shuffle', false);
  const orientation = attributes.oneOf('orientation', ['vertical', 'horizontal'], 'vertical');
  const min = attributes.integer('min-choices', null);
  const max = attributes.integer('max-choices', null);
  const maxChoices = max === null || max === 0 ? choices.length : Math.min(max, choices.length);
  // Without min-choices all have to be ordered (QTI 3.0 ASI, OrderInteraction), as many as max-choices allows.
  const minChoices = min ?? maxChoices;
  if (minChoices < 1 || minChoices > maxChoices) attributes.bad('min-choices', `from 1 to ${maxChoices}`);
  return { kind: 'order', ...base, prompt, choices, shuffle, minChoices, maxChoices, orientation };
}

function readTextEntry(start: Start): Interaction {
  const { attributes, element, context, declaration, base } = start;
  expectResponse(start, ['single'], ['string', 'integer', 'float']);
  readBase10(attributes);
  for (const child of elementsOf(element)) reportUnsupported(child, context.problems);
  const folding = readFolding(start);
  const input = declaration.baseType !== 'string' || folding.asNumber ? 'numeric' : 'text';
  const expectedLength = attributes.integer('expected-length', null);
  const computed = input === 'numeric' ? 32 : Math.min(1_000, Math.max(100, 4 * (expectedLength ?? 0)));
  return { kind: 'textEntry', ...base, input, expectedLength, ...readTextHints(attributes, computed) };
}

function readExtendedText(start: Start): Interaction {
  const { attributes, base } = start;
  expectResponse(start, ['single'], ['string']);
  readBase10(attributes);
  readFolding(start);
  attributes.integer('max-strings', 1, 1);
  attributes.integer('min-strings', 0, 1);
  attributes.oneOf('format', ['plain'], 'plain');
  const { prompt } = readPromptAndChoices(start, null);
  const expectedLength = attributes.integer('expected-length', null);
  const expectedLines = attributes.integer('expected-lines', null);
  const hinted = Math.max(2 * (expectedLength ?? 0), 150 * (expectedLines ?? 0));
  const computed = Math.min(limits.maxLength, Math.max(4_000, hinted));
  return {
    kind: 'extendedText',
    ...base,
    prompt,
    expectedLength,
    expectedLines,
    ...readTextHints(attributes, computed),
  };
}

function readBase10(attributes: AttributeReader): void {
  const base = attributes.integer('base', 10);
  if (base !== 10) attributes.bad('base', '10');
}

function readTextHints(attributes: AttributeReader, computedLength: number) {
  const patternMask = attributes.text('pattern-mask');
  if (patternMask !== null) {
    try {
      compilePattern(patternMask);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      attributes.bad('pattern-mask', `an XML Schema pattern (${error.message})`);
    }
  }
  const given = attributes.integer('data-cloison-max-length', null, limits.maxLength);
  if (given === 0) attributes.bad('data-cloison-max-length', `a whole number from 1 to ${limits.maxLength}`);
  return {
    maxLength: given ?? computedLength,
    patternMask,
    patternMessage: attributes.text('data-patternmask-message'),
    placeholder: attributes.text('placeholder-text'),
  };
}

/** `data-cloison-compare`: how strings typed here are compared with keys. It never reaches the browser. */
function readFolding(start: Start): TextFolding {
  const { attributes, context, declaration } = start;
  const text = attributes.text('data-cloison-compare');
  if (text === null) return noFolding;
  const words = text.split(/[ \t\n]+/).filter((word) => word !== '');
  const known = ['number', 'ignore-case', 'ignore-accents'];
  if (words.length === 0 || words.some((word) => !known.includes(word))) {
    attributes.bad('data-cloison-compare', known.join(', '));
  }
  if (declaration.baseType !== 'string') {
    attributes.bad('data-cloison-compare', 'nothing: this response is a number already');
  }
  const folding = {
    ignoreCase: words.includes('ignore-case'),
    ignoreAccents: words.includes('ignore-accents'),
    asNumber: words.includes('number'),
  };
  context.foldings.set(declaration.id, folding);
  return folding;
}

function readMatch(start: Start): Interaction | null {
  const { attributes, element, context, declaration, base } = start;
  const { problems } = context;
  expectResponse(start, ['single', 'multiple'], ['directedPair']);
  const shuffle = attributes.boolean('shuffle', false);
  const max = attributes.integer('max-associations', 1);
  const minAssociations = attributes.integer('min-associations', 0);
  const { prompt, others } = readPromptAndOthers(start);
  const sets = others.filter((child) => child.name === 'qti-simple-match-set');
  for (const child of others) if (!sets.includes(child)) reportUnsupported(child, problems);
  const [first, second] = sets;
  if (first === undefined || second === undefined || sets.length !== 2) {
    problems.add('QTI_MISSING_ELEMENT', element, `${sets.length} qti-simple-match-set; expected two`);
    return null;
  }
  const seen = new Set<string>();
  const left = readMatchSet(first, context, seen);
  const right = readMatchSet(second, context, seen);
  const sources = left.map((choice) => limitMatches(choice, right.length));
  const targets = right.map((choice) => limitMatches(choice, left.length));
  const cannot = [
    ...left.map((c) => c.matchMin > right.length),
    ...right.map((c) => c.matchMin > left.length),
  ];
  if (cannot.includes(true))
    problems.add('QTI_BAD_ATTRIBUTE', element, 'match-min asks for more pairs than there can be');
  const possible = sources.length * targets.length;
  const maxAssociations = max === 0 ? possible : Math.min(max, possible);
  if (declaration.cardinality === 'single' && max !== 1) {
    const message = `max-associations="${max}" needs a response of multiple cardinality`;
    problems.add('QTI_RESPONSE_MISMATCH', element, message);
  }
  if (minAssociations > maxAssociations) attributes.bad('min-associations', `at most ${maxAssociations}`);
  return { kind: 'match', ...base, prompt, sources, targets, shuffle, minAssociations, maxAssociations };
}

function limitMatches(choice: AssociableChoice, others: number): AssociableChoice {
  return { ...choice, matchMax: choice.matchMax === 0 ? others : Math.min(choice.matchMax, others) };
}

function readMatchSet(element: XmlElement, context: BodyContext, seen: Set<string>): AssociableChoice[] {
  const { problems } = context;
  const attributes = attributesOf(element, problems);
  attributes.text('id');
  attributes.finish();
  reportText(element, context);
  const choices: AssociableChoice[] = [];
  for (const child of elementsOf(element)) {
    if (child.name !== 'qti-simple-associable-choice') {
      reportUnsupported(child, problems);
      continue;
    }
    const own = attributesOf(child, problems);
    own.required('match-max');
    const matchMax = own.integer('match-max', 1);
    const matchMin = own.integer('match-min', 0);
    if (matchMax !== 0 && matchMin > matchMax) own.bad('match-min', `at most ${matchMax}`);
    choices.push({ ...readChoice(child, own, context, seen), matchMax, matchMin });
  }
  checkCount(element, choices.length, Math.min(limits.choices, 60), context);
  return choices;
}

function readPromptAndOthers(start: Start): { prompt: readonly ContentNode[]; others: XmlElement[] } {
  const { element, context } = start;
  reportText(element, context);
  const [first, ...rest] = elementsOf(element);
  if (first === undefined || first.name !== 'qti-prompt') {
    return { prompt: [], others: first === undefined ? [] : [first, ...rest] };
  }
  const attributes = attributesOf(first, context.problems);
  const wrapper = readWrapper(attributes, true);
  attributes.finish();
  return { prompt: wrap('div', wrapper, readContent(first, context)), others: rest };
}

/** `choiceName` null: nothing but a prompt. */
function readPromptAndChoices(
  start: Start,
  choiceName: 'qti-simple-choice' | 'qti-inline-choice' | null,
): { prompt: readonly ContentNode[]; choices: Choice[] } {
  const { element, context } = start;
  const { prompt, others } =
    choiceName === 'qti-inline-choice'
      ? { prompt: [], others: elementsOf(element) }
      : readPromptAndOthers(start);
  if (choiceName === 'qti-inline-choice') reportText(element, context);
  const seen = new Set<string>();
  const choices: Choice[] = [];
  for (const child of others) {
    if (child.name !== choiceName) {
      reportUnsupported(child, context.problems);
      continue;
    }
    choices.push(readChoice(child, attributesOf(child, context.problems), context, seen));
  }
  if (choiceName !== null) checkCount(element, choices.length, limits.choices, context);
  return { prompt, choices };
}

function checkCount(element: XmlElement, count: number, max: number, context: BodyContext): void {
  if (count === 0) context.problems.add('QTI_MISSING_ELEMENT', element, 'there is nothing to choose from');
  if (count > max) context.problems.add('QTI_XML_TOO_LARGE', element, `more than ${max} choices`);
}

function readChoice(
  element: XmlElement,
  attributes: AttributeReader,
  context: BodyContext,
  seen: Set<string>,
): Choice {
  const id = attributes.identifier('identifier');
  const fixed = attributes.boolean('fixed', false);
  attributes.oneOf('show-hide', ['show'], 'show');
  const label = attributes.text('aria-label');
  const wrapper = readWrapper(attributes, true);
  if (label !== null) wrapper['aria-label'] = label;
  attributes.finish();
  if (id !== '' && seen.has(id))
    context.problems.add('QTI_DUPLICATE', element, `two choices are called ${id}`);
  seen.add(id);
  const name = element.name === 'qti-inline-choice' ? 'span' : 'div';
  const content = wrap(name, wrapper, readContent(element, context));
  if (!content.some(canBeRead)) {
    remark(
      context,
      'QTI_LINT_EMPTY_CHOICE',
      'error',
      element,
      `the choice ${id} has no text and no described picture`,
    );
  }
  return { id, content, fixed };
}

/** Whether someone who hears the content gets something. */
function canBeRead(node: ContentNode): boolean {
  if (node.kind === 'text') return node.text.trim() !== '';
  const { attributes } = node;
  if ((attributes.alt ?? '').trim() !== '' || (attributes['aria-label'] ?? '').trim() !== '') return true;
  return node.name === 'audio' || node.name === 'video' || node.children.some(canBeRead);
}

function reportText(element: XmlElement, context: BodyContext): void {
  for (const child of element.children) {
    if (child.kind === 'text' && !isBlank(child.text)) {
      const place = { line: child.line, column: child.column, qname: element.qname };
      context.problems.add('QTI_TEXT_NOT_ALLOWED', place, 'text is not allowed between choices');
    }
  }
}
