/** Pairs: match, associate, gap match. */

import type { AssociableChoice, GapContent, Interaction } from '../../delivery/delivery-item.ts';
import { limits } from '../../delivery/limits.ts';
import { gapsOf } from '../../delivery/response-shape.ts';
import { say } from '../../words/say.ts';
import { elementsOf, type XmlElement } from '../../xml/xml.ts';
import { attributesOf } from '../content/attribute-reader.ts';
import { type BodyContext, hidden } from '../content/body-context.ts';
import { readNodes } from '../content/content.ts';
import { reportUnsupported } from '../content/context.ts';
import { readWrapper, wrap } from '../content/wrapper.ts';
import {
  block,
  checkCount,
  expectResponse,
  type KnownInteractions,
  limitMatches,
  readChoice,
  readChoiceId,
  readMatchLimits,
  readPairLimits,
  readPicture,
  readPrompt,
  readPromptAndOthers,
  readTemplateVisibilityOf,
  reportChoiceText,
  type Start,
} from './start.ts';

/** Choices that pairs are made of: pairs are listed one by one, so there are fewer than of plain choices. */
const maxAssociable = 60;

function readMatch(start: Start): Interaction | null {
  const { attributes, element, context, base } = start;
  const { problems } = context;
  expectResponse(start, 'match');
  const shuffle = attributes.boolean('shuffle', false);
  const { prompt, others } = readPromptAndOthers(start);
  const sets = others.filter((child) => child.name === 'qti-simple-match-set');
  for (const child of others) if (!sets.includes(child)) reportUnsupported(child, problems);
  const [first, second] = sets;
  if (first === undefined || second === undefined || sets.length !== 2) {
    problems.add('QTI_MISSING_ELEMENT', element, say('match-sets', { count: sets.length }));
    attributes.integer('max-associations', 1);
    attributes.integer('min-associations', 0);
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
  if (cannot.includes(true)) problems.add('QTI_BAD_ATTRIBUTE', element, say('match-minimum'));
  const pairLimits = readPairLimits(start, sources.length * targets.length);
  return { kind: 'match', ...base, prompt, sources, targets, shuffle, ...pairLimits };
}

function readMatchSet(element: XmlElement, context: BodyContext, seen: Set<string>): AssociableChoice[] {
  const attributes = attributesOf(element, context.problems);
  attributes.text('id');
  attributes.finish();
  reportChoiceText(element, context);
  const choices = readAssociable(elementsOf(element), context, seen);
  checkCount(element, choices.length, maxAssociable, context);
  return choices;
}

function readAssociable(
  elements: readonly XmlElement[],
  context: BodyContext,
  seen: Set<string>,
): AssociableChoice[] {
  const choices: AssociableChoice[] = [];
  for (const child of elements) {
    if (child.name !== 'qti-simple-associable-choice') {
      reportUnsupported(child, context.problems);
      continue;
    }
    const own = attributesOf(child, context.problems);
    const matches = readMatchLimits(own, true);
    const choice = readChoice(child, own, context, seen);
    if (choice !== null) choices.push({ ...choice, ...matches });
  }
  return choices;
}

function readAssociate(start: Start): Interaction {
  const { attributes, base, context, element } = start;
  expectResponse(start, 'associate');
  const shuffle = attributes.boolean('shuffle', false);
  const { prompt, others } = readPromptAndOthers(start);
  const read = readAssociable(others, context, new Set());
  checkCount(element, read.length, maxAssociable, context);
  const choices = read.map((choice) => limitMatches(choice, Math.max(1, read.length - 1)));
  const pairLimits = readPairLimits(start, (choices.length * (choices.length - 1)) / 2);
  return { kind: 'associate', ...base, prompt, choices, shuffle, ...pairLimits };
}

function readGapMatch(start: Start): Interaction {
  const { attributes, base, context, element } = start;
  expectResponse(start, 'gapMatch');
  const shuffle = attributes.boolean('shuffle', false);
  const seen = new Set<string>();
  const elements = elementsOf(element);
  const promptElement = elements[0]?.name === 'qti-prompt' ? elements[0] : undefined;
  const prompt = promptElement === undefined ? [] : readPrompt(promptElement, context);
  const gapChoices = elements.filter(({ name }) => name === 'qti-gap-text' || name === 'qti-gap-img');
  const read = readGapChoices(gapChoices, context, seen);
  checkCount(element, read.length, maxAssociable, context);
  const rest = element.children.filter(
    (child) => child !== promptElement && !gapChoices.some((choice) => choice === child),
  );
  const nodes = readNodes(rest, context, {
    qti: (child) => readGap(child, context, seen) as never[],
    preserve: false,
    structural: true,
  });
  const content = nodes as readonly unknown[] as readonly GapContent[];
  const gaps = gapsOf(content);
  checkCount(element, gaps.length, limits.choices, context);
  const choices = read.map((choice) => limitMatches(choice, Math.max(1, gaps.length)));
  // A gap takes one choice: there are never more pairs than gaps.
  const pairLimits = readPairLimits(start, gaps.length);
  return { kind: 'gapMatch', ...base, prompt, choices, content, shuffle, ...pairLimits };
}

/** qti-gap-text and qti-gap-img, of gap match and of graphic gap match. */
export function readGapChoices(
  elements: readonly XmlElement[],
  context: BodyContext,
  seen: Set<string>,
): AssociableChoice[] {
  const choices: AssociableChoice[] = [];
  for (const child of elements) {
    const own = attributesOf(child, context.problems);
    const matches = readMatchLimits(own, false);
    if (child.name === 'qti-gap-img') {
      const choice = readGapPicture(child, own, context, seen);
      if (choice !== null) choices.push({ ...choice, ...matches });
      continue;
    }
    const choice = readChoice(child, own, context, seen);
    if (choice !== null) choices.push({ ...choice, ...matches });
  }
  return choices;
}

function readGapPicture(
  element: XmlElement,
  attributes: ReturnType<typeof attributesOf>,
  context: BodyContext,
  seen: Set<string>,
) {
  const visible = readTemplateVisibilityOf(element, attributes, context);
  const inside = visible ? context : hidden(context);
  const id = readChoiceId(element, attributes, context, seen);
  const fixed = attributes.boolean('fixed', false);
  for (const name of ['top', 'left', 'object-label']) attributes.text(name);
  const label = attributes.text('aria-label');
  const wrapper = readWrapper(attributes, true, element, inside);
  if (label !== null) wrapper['aria-label'] = label;
  attributes.finish();
  reportChoiceText(element, context);
  const [only, ...more] = elementsOf(element);
  for (const extra of more) reportUnsupported(extra, context.problems);
  const picture = only === undefined ? null : readPicture(only, inside);
  if (only === undefined) context.problems.add('QTI_MISSING_ELEMENT', element, say('picture-missing'));
  if (picture === null || !visible) return null;
  const { path, alt, width, height } = picture;
  const attributesOfImg = {
    src: path,
    alt,
    ...(width === null ? {} : { width: String(width) }),
    ...(height === null ? {} : { height: String(height) }),
  };
  const img = { kind: 'element', name: 'img', attributes: attributesOfImg, children: [] } as const;
  return { id, content: wrap('div', wrapper, [img]), fixed };
}

function readGap(element: XmlElement, context: BodyContext, seen: Set<string>): GapContent[] {
  if (element.name !== 'qti-gap') {
    reportUnsupported(element, context.problems);
    return [];
  }
  const attributes = attributesOf(element, context.problems);
  const visible = readTemplateVisibilityOf(element, attributes, context);
  const id = readChoiceId(element, attributes, context, seen);
  const required = attributes.boolean('required', false);
  // Nothing is shuffled here.
  attributes.boolean('fixed', false);
  readWrapper(attributes, true, element, context);
  attributes.text('aria-label');
  attributes.finish();
  return visible ? [{ kind: 'gap', id, required }] : [];
}

export const pairsInteractions = {
  match: block('qti-match-interaction', readMatch),
  associate: block('qti-associate-interaction', readAssociate),
  gapMatch: block('qti-gap-match-interaction', readGapMatch),
} as const satisfies KnownInteractions;
