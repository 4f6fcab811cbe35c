/** What the readers of all interactions share. */

import type {
  AssociableChoice,
  Choice,
  ContentNode,
  Interaction,
  InteractionKind,
  Picture,
} from '../../delivery/delivery-item.ts';
import { acceptedTypes } from '../../delivery/interaction-kinds.ts';
import { limits } from '../../delivery/limits.ts';
import type { ResponseDeclaration } from '../../model/item.ts';
import { say } from '../../words/say.ts';
import { elementsOf, isBlank, type XmlElement } from '../../xml/xml.ts';
import { type AttributeReader, attributesOf } from '../content/attribute-reader.ts';
import { type BodyContext, hidden, remark } from '../content/body-context.ts';
import { readContent, readTemplateVisibility } from '../content/content.ts';
import { reportUnsupported } from '../content/context.ts';
import { readPath } from '../content/html-attributes.ts';
import { alternativeText, readSize } from '../content/object.ts';
import { readWrapper, wrap } from '../content/wrapper.ts';

export interface Start {
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

/** Null: refused, with its problems in the list. */
export type InteractionReader = (start: Start) => Interaction | null;

/** How one kind is written in QTI 3, and what reads it. */
export interface KnownInteraction {
  readonly element: string;
  readonly inline: boolean;
  readonly read: InteractionReader;
}

export type KnownInteractions = { readonly [K in InteractionKind]?: KnownInteraction };

export const block = (element: string, read: InteractionReader): KnownInteraction => ({
  element,
  inline: false,
  read,
});
export const inline = (element: string, read: InteractionReader): KnownInteraction => ({
  element,
  inline: true,
  read,
});

export function expectResponse({ declaration, element, context }: Start, kind: InteractionKind): void {
  const { cardinalities, baseTypes } = acceptedTypes[kind];
  if (cardinalities.includes(declaration.cardinality) && baseTypes.includes(declaration.baseType)) return;
  const expected = `${cardinalities.join(' or ')} ${baseTypes.filter((one) => one !== 'record').join(' or ')}`;
  const given = `${declaration.cardinality} ${declaration.baseType}`;
  context.problems.add(
    'QTI_RESPONSE_MISMATCH',
    element,
    say('response-mismatch', { id: declaration.id, given, expected }),
  );
}

/** `min-choices` and `max-choices`, where 0 means all. */
export function readChoiceLimits(
  { attributes, declaration, element, context }: Start,
  count: number,
  defaultMax = 1,
): { readonly minChoices: number; readonly maxChoices: number } {
  const max = attributes.integer('max-choices', defaultMax);
  const minChoices = attributes.integer('min-choices', 0);
  const maxChoices = max === 0 ? count : Math.min(max, count);
  if (declaration.cardinality === 'single' && max !== 1) {
    const reason = say('choices-need-multiple', { max });
    context.problems.add('QTI_RESPONSE_MISMATCH', element, reason);
  }
  if (minChoices > maxChoices) attributes.bad('min-choices', say('expect-most', { max: maxChoices }));
  return { minChoices, maxChoices };
}

/** `min-choices` and `max-choices` of what is put in order: all, unless the item says how many. */
export function readOrderLimits({ attributes }: Start, count: number) {
  const min = attributes.integer('min-choices', null);
  const max = attributes.integer('max-choices', null);
  const maxChoices = max === null || max === 0 ? count : Math.min(max, count);
  // Without min-choices all have to be ordered (QTI 3.0 ASI, OrderInteraction), as many as max-choices allows.
  const minChoices = min === 0 ? 1 : (min ?? maxChoices);
  if (minChoices < 1 || minChoices > maxChoices)
    attributes.bad('min-choices', say('range', { min: 1, max: maxChoices }));
  return { minChoices, maxChoices };
}

/** `min-associations` and `max-associations`, where 0 means all that are possible. */
export function readPairLimits({ attributes, declaration, element, context }: Start, possible: number) {
  const max = attributes.integer('max-associations', 1);
  const minAssociations = attributes.integer('min-associations', 0);
  const maxAssociations = max === 0 ? possible : Math.min(max, possible);
  if (declaration.cardinality === 'single' && max !== 1) {
    const reason = say('associations-need-multiple', { max });
    context.problems.add('QTI_RESPONSE_MISMATCH', element, reason);
  }
  if (minAssociations > maxAssociations)
    attributes.bad('min-associations', say('expect-most', { max: maxAssociations }));
  return { minAssociations, maxAssociations };
}

export function readPromptAndOthers({ element, context }: Start): {
  readonly prompt: readonly ContentNode[];
  readonly others: XmlElement[];
} {
  reportChoiceText(element, context);
  const [first, ...rest] = elementsOf(element);
  if (first === undefined || first.name !== 'qti-prompt') {
    return { prompt: [], others: first === undefined ? [] : [first, ...rest] };
  }
  return { prompt: readPrompt(first, context), others: rest };
}

export function readPrompt(element: XmlElement, context: BodyContext): readonly ContentNode[] {
  const attributes = attributesOf(element, context.problems);
  const wrapper = readWrapper(attributes, true, element, context);
  const label = attributes.text('aria-label');
  if (label !== null) wrapper['aria-label'] = label;
  attributes.finish();
  return wrap('div', wrapper, readContent(element, context));
}

/** The prompt, and nothing beside it. */
export function readPromptAlone(start: Start): readonly ContentNode[] {
  const { prompt, others } = readPromptAndOthers(start);
  for (const child of others) reportUnsupported(child, start.context.problems);
  return prompt;
}

/** Those that this variant of the item shows, of the elements of that name; others are reported. */
export function readChoices(
  others: readonly XmlElement[],
  { element, context }: Start,
  choiceName: string,
): Choice[] {
  const seen = new Set<string>();
  const choices: Choice[] = [];
  for (const child of others) {
    if (child.name !== choiceName) {
      reportUnsupported(child, context.problems);
      continue;
    }
    const choice = readChoice(child, attributesOf(child, context.problems), context, seen);
    if (choice !== null) choices.push(choice);
  }
  checkCount(element, choices.length, limits.choices, context);
  return choices;
}

export function checkCount(element: XmlElement, count: number, max: number, context: BodyContext): void {
  if (count === 0) context.problems.add('QTI_MISSING_ELEMENT', element, say('no-choice'));
  if (count > max) context.problems.add('QTI_XML_TOO_LARGE', element, say('many-choices', { max }));
}

/** Null when the variant of the item does not show it. */
export function readChoice(
  element: XmlElement,
  attributes: AttributeReader,
  context: BodyContext,
  seen: Set<string>,
): Choice | null {
  const visible = readTemplateVisibilityOf(element, attributes, context);
  const inside = visible ? context : hidden(context);
  const id = readChoiceId(element, attributes, context, seen);
  const fixed = attributes.boolean('fixed', false);
  const label = attributes.text('aria-label');
  const wrapper = readWrapper(attributes, true, element, inside);
  if (label !== null) wrapper['aria-label'] = label;
  attributes.finish();
  const name = element.name === 'qti-inline-choice' ? 'span' : 'div';
  const content = wrap(name, wrapper, readContent(element, inside));
  if (visible && !content.some(canBeRead)) {
    const reason = say('choice-empty', { id });
    remark(context, 'QTI_LINT_EMPTY_CHOICE', 'error', element, reason);
  }
  return visible ? { id, content, fixed } : null;
}

/** Of a choice, `identifier` is its own name: what `template-identifier` is compared with is that name too. */
export function readTemplateVisibilityOf(
  element: XmlElement,
  attributes: AttributeReader,
  context: BodyContext,
): boolean {
  return readTemplateVisibility(element, attributes, context, false);
}

export function readChoiceId(
  element: XmlElement,
  attributes: AttributeReader,
  context: BodyContext,
  seen: Set<string>,
): string {
  const id = attributes.identifier('identifier');
  if (id !== '' && seen.has(id)) context.problems.add('QTI_DUPLICATE', element, say('choice-twice', { id }));
  seen.add(id);
  return id;
}

/** `match-max` (0: no limit) and `match-min`. */
export function readMatchLimits(attributes: AttributeReader, required: boolean) {
  if (required) attributes.required('match-max');
  const matchMax = attributes.integer('match-max', 1);
  const matchMin = attributes.integer('match-min', 0);
  if (matchMax !== 0 && matchMin > matchMax)
    attributes.bad('match-min', say('expect-most', { max: matchMax }));
  return { matchMax, matchMin };
}

/** No limit is the number of others. */
export function limitMatches<C extends Pick<AssociableChoice, 'matchMax' | 'matchMin'>>(
  choice: C,
  others: number,
): C {
  return { ...choice, matchMax: choice.matchMax === 0 ? others : Math.min(choice.matchMax, others) };
}

/** Whether someone who hears the content gets something. */
function canBeRead(node: ContentNode): boolean {
  if (node.kind === 'text') return node.text.trim() !== '';
  const { attributes } = node;
  if ((attributes.alt ?? '').trim() !== '' || (attributes['aria-label'] ?? '').trim() !== '') return true;
  return node.name === 'audio' || node.name === 'video' || node.children.some(canBeRead);
}

export function reportChoiceText(element: XmlElement, context: BodyContext): void {
  for (const child of element.children) {
    if (child.kind === 'text' && !isBlank(child.text)) {
      const place = { line: child.line, column: child.column, qname: element.qname };
      context.problems.add('QTI_TEXT_NOT_ALLOWED', place, say('text-between-choices'));
    }
  }
}

const pictureElements: ReadonlySet<string> = new Set(['img', 'object', 'picture']);

/** The picture of an interaction among these elements, and the others; null after a problem. */
export function takePicture(
  elements: readonly XmlElement[],
  parent: XmlElement,
  context: BodyContext,
): { readonly picture: Picture | null; readonly others: XmlElement[] } {
  const [found, ...more] = elements.filter(({ name }) => pictureElements.has(name));
  for (const extra of more) context.problems.add('QTI_DUPLICATE', extra, say('second-picture'));
  if (found === undefined) context.problems.add('QTI_MISSING_ELEMENT', parent, say('picture-needed'));
  const others = elements.filter(({ name }) => !pictureElements.has(name));
  return { picture: found === undefined ? null : readPicture(found, context), others };
}

/** `img`, `object` of an image type, or `picture` (the picture that every browser shows). */
export function readPicture(element: XmlElement, context: BodyContext): Picture | null {
  const { problems } = context;
  if (element.name === 'picture') {
    const inside = elementsOf(element);
    const img = inside.find(({ name }) => name === 'img');
    if (img === undefined) problems.add('QTI_MISSING_ELEMENT', element, say('picture-without-img'));
    for (const child of inside)
      if (child !== img && child.name !== 'source') reportUnsupported(child, problems);
    return img === undefined ? null : readPicture(img, context);
  }
  const attributes = attributesOf(element, problems);
  const isObject = element.name === 'object';
  const name = isObject ? 'data' : 'src';
  const written = attributes.required(name);
  const type = isObject ? (attributes.text('type')?.trim() ?? '') : '';
  if (type !== '' && !type.startsWith('image/')) attributes.bad('type', say('expect-image'));
  const given = attributes.text('alt');
  const label = attributes.text('aria-label');
  const width = readSize(attributes, 'width');
  const height = readSize(attributes, 'height');
  readWrapper(attributes, true, element, context);
  attributes.finish();
  const alt = given ?? label ?? (isObject ? alternativeText(element) : null);
  if (alt === null) {
    const reason = say('picture-text');
    remark(context, 'QTI_LINT_NO_ALT', 'warning', element, reason);
  }
  const path = written === '' ? null : readPath(element, name, written, context);
  return path === null ? null : { path, alt: (alt ?? '').trim().replace(/\s+/g, ' '), width, height };
}
