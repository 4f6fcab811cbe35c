/** Typed text: text entry and extended text. */

import type { Interaction } from '../../delivery/delivery-item.ts';
import { limits } from '../../delivery/limits.ts';
import { noFolding, type TextFolding } from '../../lexical/french-text.ts';
import { compilePattern, PatternError } from '../../lexical/pattern.ts';
import { say } from '../../words/say.ts';
import { elementsOf } from '../../xml/xml.ts';
import type { AttributeReader } from '../content/attribute-reader.ts';
import { reportUnsupported } from '../content/context.ts';
import {
  block,
  expectResponse,
  inline,
  type KnownInteractions,
  readPromptAlone,
  type Start,
} from './start.ts';

function readTextEntry(start: Start): Interaction {
  const { attributes, element, context, declaration, base } = start;
  expectResponse(start, 'textEntry');
  readBase10(attributes);
  for (const child of elementsOf(element)) reportUnsupported(child, context.problems);
  readFolding(start);
  readOldHints(start);
  const input = readKeyboard(start) ?? (declaration.baseType === 'string' ? 'text' : 'numeric');
  const expectedLength = attributes.integer('expected-length', null);
  const computed = input === 'numeric' ? 32 : Math.min(1_000, Math.max(100, 4 * (expectedLength ?? 0)));
  return { kind: 'textEntry', ...base, input, expectedLength, ...readTextHints(attributes, computed) };
}

function readExtendedText(start: Start): Interaction {
  const { attributes, base, declaration } = start;
  expectResponse(start, 'extendedText');
  readBase10(attributes);
  readFolding(start);
  readOldHints(start);
  const isList = declaration.cardinality === 'multiple' || declaration.cardinality === 'ordered';
  const most = isList ? limits.strings : 1_000_000;
  const maxStrings = attributes.integer('max-strings', null, most);
  const minStrings = attributes.integer('min-strings', 0, most);
  // It says something of containers alone (QTI 3.0 ASI, "maxStrings").
  const max = !isList ? 1 : maxStrings === null || maxStrings === 0 ? 20 : maxStrings;
  if (isList && minStrings > max) attributes.bad('min-strings', say('expect-most', { max }));
  const format = attributes.oneOf('format', ['plain', 'pre-formatted', 'preFormatted', 'xhtml'], 'plain');
  const prompt = readPromptAlone(start);
  const expectedLength = attributes.integer('expected-length', null);
  const expectedLines = attributes.integer('expected-lines', null);
  const hinted = Math.max(2 * (expectedLength ?? 0), 150 * (expectedLines ?? 0));
  const longest = isList ? limits.stringLength : limits.maxLength;
  const computed = Math.min(longest, Math.max(4_000, hinted));
  return {
    kind: 'extendedText',
    ...base,
    prompt,
    ...(format === 'plain'
      ? {}
      : { format: format === 'xhtml' ? ('xhtml' as const) : ('preformatted' as const) }),
    ...(max > 1 ? { strings: { min: Math.max(1, minStrings), max } } : {}),
    expectedLength,
    expectedLines,
    ...readTextHints(attributes, computed, longest),
  };
}

function readBase10(attributes: AttributeReader): void {
  const base = attributes.integer('base', 10);
  if (base !== 10) attributes.bad('base', '10');
}

/** QTI's `string-identifier` names a second response for the text as it was typed: this one keeps it already. */
function readOldHints({ attributes, context, element }: Start): void {
  if (attributes.text('string-identifier') === null) return;
  const reason = say('string-identifier');
  context.problems.add('QTI_UNSUPPORTED_ATTRIBUTE', element, reason);
}

/** `data-cloison-keyboard`: which keys are offered where the type of the response does not say. */
function readKeyboard({ attributes }: Start): 'text' | 'numeric' | null {
  return attributes.oneOf('data-cloison-keyboard', ['text', 'numeric'] as const, null);
}

function readTextHints(
  attributes: AttributeReader,
  computedLength: number,
  longest: number = limits.maxLength,
) {
  const patternMask = attributes.text('pattern-mask');
  if (patternMask !== null) {
    try {
      compilePattern(patternMask);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      attributes.bad('pattern-mask', say('expect-pattern', { reason: error.reason }));
    }
  }
  const given = attributes.integer('data-cloison-max-length', null, longest);
  if (given === 0)
    attributes.bad('data-cloison-max-length', say('expect-whole-range', { min: 1, max: longest }));
  return {
    maxLength: given ?? computedLength,
    patternMask,
    patternMessage: attributes.text('data-patternmask-reason'),
    placeholder: attributes.text('placeholder-text'),
  };
}

/** `data-cloison-compare`: how strings typed here are compared with keys. It never changes what a browser gets. */
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
    attributes.bad('data-cloison-compare', say('expect-no-comparison'));
  }
  const folding = {
    ignoreCase: words.includes('ignore-case'),
    ignoreAccents: words.includes('ignore-accents'),
    asNumber: words.includes('number'),
  };
  context.foldings.set(declaration.id, folding);
  return folding;
}

export const textInteractions = {
  textEntry: inline('qti-text-entry-interaction', readTextEntry),
  extendedText: block('qti-extended-text-interaction', readExtendedText),
} as const satisfies KnownInteractions;
