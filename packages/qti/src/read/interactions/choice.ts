/** Choices among a list: choice, inline choice, order, hottext. */

import type { HottextContent, Interaction } from '../../delivery/delivery-item.ts';
import { limits } from '../../delivery/limits.ts';
import { hottextsOf } from '../../delivery/response-shape.ts';
import { elementsOf, type XmlElement } from '../../xml/xml.ts';
import { attributesOf } from '../content/attribute-reader.ts';
import { hidden } from '../content/body-context.ts';
import { readContent, readNodes } from '../content/content.ts';
import { reportUnsupported } from '../content/context.ts';
import { readWrapper, wrap } from '../content/wrapper.ts';
import {
  block,
  checkCount,
  expectResponse,
  inline,
  type KnownInteractions,
  readChoiceId,
  readChoiceLimits,
  readChoices,
  readOrderLimits,
  readPrompt,
  readPromptAndOthers,
  readTemplateVisibilityOf,
  reportChoiceText,
  type Start,
} from './start.ts';

const orientations = ['vertical', 'horizontal'] as const;

function readChoiceInteraction(start: Start): Interaction {
  const { attributes, base } = start;
  expectResponse(start, 'choice');
  const { prompt, others } = readPromptAndOthers(start);
  const choices = readChoices(others, start, 'qti-simple-choice');
  const shuffle = attributes.boolean('shuffle', false);
  const orientation = attributes.oneOf('orientation', orientations, 'vertical');
  const { minChoices, maxChoices } = readChoiceLimits(start, choices.length);
  return { kind: 'choice', ...base, prompt, choices, shuffle, minChoices, maxChoices, orientation };
}

function readInlineChoice(start: Start): Interaction {
  const { attributes, base, element, context } = start;
  expectResponse(start, 'inlineChoice');
  reportChoiceText(element, context);
  const choices = readChoices(elementsOf(element), start, 'qti-inline-choice');
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
  expectResponse(start, 'order');
  const { prompt, others } = readPromptAndOthers(start);
  const choices = readChoices(others, start, 'qti-simple-choice');
  const shuffle = attributes.boolean('shuffle', false);
  const orientation = attributes.oneOf('orientation', orientations, 'vertical');
  const { minChoices, maxChoices } = readOrderLimits(start, choices.length);
  return { kind: 'order', ...base, prompt, choices, shuffle, minChoices, maxChoices, orientation };
}

function readHottext(start: Start): Interaction {
  const { base, element, context } = start;
  expectResponse(start, 'hottext');
  const seen = new Set<string>();
  const [first] = elementsOf(element);
  const prompt = first?.name === 'qti-prompt' ? readPrompt(first, context) : [];
  const children = element.children.filter((child) => child !== first || first.name !== 'qti-prompt');
  const nodes = readNodes(children, context, {
    // Hottexts are nodes of their own; the shape of the content is that of a body otherwise.
    qti: (child) => readHottextElement(child, start, seen) as never[],
    preserve: false,
    structural: true,
  });
  const content = nodes as readonly unknown[] as readonly HottextContent[];
  const count = hottextsOf(content).length;
  checkCount(element, count, limits.choices, context);
  return { kind: 'hottext', ...base, prompt, content, ...readChoiceLimits(start, count) };
}

function readHottextElement(element: XmlElement, { context }: Start, seen: Set<string>): HottextContent[] {
  if (element.name !== 'qti-hottext') {
    reportUnsupported(element, context.problems);
    return [];
  }
  const attributes = attributesOf(element, context.problems);
  const visible = readTemplateVisibilityOf(element, attributes, context);
  const id = readChoiceId(element, attributes, context, seen);
  const inside = visible ? context : hidden(context);
  const wrapper = readWrapper(attributes, true, element, inside);
  const label = attributes.text('aria-label');
  if (label !== null) wrapper['aria-label'] = label;
  attributes.finish();
  const content = wrap('span', wrapper, readContent(element, inside));
  return visible ? [{ kind: 'hot', id, content }] : [];
}

export const choiceInteractions = {
  choice: block('qti-choice-interaction', readChoiceInteraction),
  inlineChoice: inline('qti-inline-choice-interaction', readInlineChoice),
  order: block('qti-order-interaction', readOrder),
  hottext: block('qti-hottext-interaction', readHottext),
} as const satisfies KnownInteractions;
