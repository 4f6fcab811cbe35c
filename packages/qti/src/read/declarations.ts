/** qti-response-declaration, qti-outcome-declaration and what is inside them. */

import type { BaseType, Cardinality } from '../delivery/delivery-item.ts';
import { limits } from '../delivery/limits.ts';
import { noFolding } from '../lexical/french-text.ts';
import type { MapEntry, Mapping, OutcomeDeclaration, ResponseDeclaration } from '../model/item.ts';
import type { ProblemList } from '../model/problem.ts';
import {
  isNumeric,
  readXmlScalar,
  type Scalar,
  type Value,
  type ValueBaseType,
  valueBaseTypes,
} from '../model/value.ts';
import { elementsOf, textOf, type XmlElement } from '../xml/xml.ts';
import { attributesOf, reportUnsupported } from './context.ts';

const responseBaseTypes: readonly BaseType[] = [
  'identifier',
  'string',
  'integer',
  'float',
  'pair',
  'directedPair',
];
const cardinalities: readonly Cardinality[] = ['single', 'multiple', 'ordered'];

/** Null when it cannot be read at all; its problems are in the list. */
export function readResponseDeclaration(
  element: XmlElement,
  problems: ProblemList,
): ResponseDeclaration | null {
  const attributes = attributesOf(element, problems);
  const id = attributes.identifier('identifier');
  const cardinality = readType(
    element,
    problems,
    attributes.required('cardinality'),
    'cardinality',
    cardinalities,
  );
  const baseType = readType(
    element,
    problems,
    attributes.required('base-type'),
    'base type',
    responseBaseTypes,
  );
  attributes.finish();
  let correct: Value = null;
  let mapping: Mapping | null = null;
  const seen = new Set<string>();
  for (const child of elementsOf(element)) {
    const known = child.name === 'qti-correct-response' || child.name === 'qti-mapping';
    if (known && seen.has(child.name)) problems.add('QTI_DUPLICATE', child, `${child.name} is given twice`);
    seen.add(child.name);
    if (child.name === 'qti-correct-response') {
      if (cardinality && baseType)
        correct = readValues(child, problems, cardinality, baseType, ['interpretation']);
    } else if (child.name === 'qti-mapping') {
      if (baseType) mapping = readMapping(child, problems, baseType);
    } else if (child.name === 'qti-default-value') {
      problems.add('QTI_UNSUPPORTED_ELEMENT', child, 'a response that is there before the pupil answers');
    } else {
      reportUnsupported(child, problems);
    }
  }
  if (id === '' || cardinality === null || baseType === null) return null;
  const { line, column } = element;
  return { id, cardinality, baseType, correct, mapping, folding: noFolding, line, column };
}

function readType<T extends string>(
  element: XmlElement,
  problems: ProblemList,
  text: string,
  what: string,
  supported: readonly T[],
): T | null {
  const found = supported.find((candidate) => candidate === text.trim());
  if (found === undefined && text !== '') {
    problems.add(
      'QTI_UNSUPPORTED_TYPE',
      element,
      `the ${what} "${text.slice(0, 40)}"; supported: ${supported.join(', ')}`,
    );
  }
  return found ?? null;
}

/** The qti-value children. */
function readValues(
  element: XmlElement,
  problems: ProblemList,
  cardinality: Cardinality,
  baseType: ValueBaseType,
  ignorable: readonly string[],
): Value {
  const own = attributesOf(element, problems);
  for (const name of ignorable) own.text(name);
  own.finish();
  const members: Scalar[] = [];
  for (const child of elementsOf(element)) {
    if (child.name !== 'qti-value') {
      reportUnsupported(child, problems);
      continue;
    }
    const attributes = attributesOf(child, problems);
    const given = attributes.text('base-type');
    attributes.finish();
    if (given !== null && given !== baseType) attributes.bad('base-type', baseType);
    for (const inner of elementsOf(child)) reportUnsupported(inner, problems);
    const text = textOf(child);
    const member = readXmlScalar(text, baseType);
    if (member === null || member === '') {
      problems.add('QTI_BAD_VALUE', child, `"${text.slice(0, 60)}" is not of base type ${baseType}`);
    } else {
      members.push(member);
    }
  }
  if (cardinality === 'single' && members.length > 1) {
    problems.add('QTI_BAD_VALUE', element, `${members.length} values for a single cardinality`);
  }
  if (members.length === 0) return null;
  return { cardinality, baseType, members };
}

function readMapping(element: XmlElement, problems: ProblemList, baseType: BaseType): Mapping {
  const attributes = attributesOf(element, problems);
  const mapping = {
    defaultPoints: attributes.number('default-value', 0),
    lowerBound: attributes.number('lower-bound', null),
    upperBound: attributes.number('upper-bound', null),
  };
  attributes.finish();
  if (mapping.lowerBound !== null && mapping.upperBound !== null && mapping.lowerBound > mapping.upperBound) {
    problems.add('QTI_BAD_ATTRIBUTE', element, 'lower-bound is above upper-bound');
  }
  const entries: MapEntry[] = [];
  for (const child of elementsOf(element)) {
    if (child.name !== 'qti-map-entry') {
      reportUnsupported(child, problems);
      continue;
    }
    const entry = attributesOf(child, problems);
    const written = entry.required('map-key');
    const points = entry.number('mapped-value', null);
    const caseSensitiveGiven = entry.text('case-sensitive') !== null;
    // QTI 2.2 and 3.0: false unless it is written (2.1 had true); README.md tells authors to write it.
    const caseSensitive = entry.boolean('case-sensitive', false);
    entry.finish();
    if (points === null && entry.text('mapped-value') === null) entry.required('mapped-value');
    const key = readXmlScalar(written, baseType);
    if (key === null) {
      problems.add(
        'QTI_BAD_VALUE',
        child,
        `map-key "${written.slice(0, 60)}" is not of base type ${baseType}`,
      );
    } else if (entries.some((e) => e.key === String(key) && e.caseSensitive === caseSensitive)) {
      problems.add('QTI_DUPLICATE', child, `map-key "${written.slice(0, 60)}" is mapped twice`);
    } else {
      entries.push({ key: String(key), points: points ?? 0, caseSensitive, caseSensitiveGiven });
    }
  }
  if (entries.length === 0)
    problems.add('QTI_MISSING_ELEMENT', element, 'a mapping has at least one qti-map-entry');
  if (entries.length > limits.choices * 10) problems.add('QTI_BAD_VALUE', element, 'too many entries');
  return { ...mapping, entries };
}

export function readOutcomeDeclaration(
  element: XmlElement,
  problems: ProblemList,
): OutcomeDeclaration | null {
  const attributes = attributesOf(element, problems);
  const id = attributes.identifier('identifier');
  const cardinality = readType(
    element,
    problems,
    attributes.required('cardinality'),
    'cardinality',
    cardinalities,
  );
  const baseType = readType(element, problems, attributes.required('base-type'), 'base type', valueBaseTypes);
  const normalMaximum = attributes.number('normal-maximum', null);
  const normalMinimum = attributes.number('normal-minimum', null);
  const external = attributes.oneOf('external-scored', ['human', 'externalMachine'], null) !== null;
  // Said to people only: they have no effect on scoring.
  for (const name of ['interpretation', 'long-interpretation', 'view', 'mastery-value'])
    attributes.text(name);
  attributes.finish();
  let defaultValue: Value = null;
  let seen = false;
  for (const child of elementsOf(element)) {
    if (child.name !== 'qti-default-value') {
      reportUnsupported(child, problems);
      continue;
    }
    if (seen) problems.add('QTI_DUPLICATE', child, 'qti-default-value is given twice');
    seen = true;
    if (cardinality && baseType)
      defaultValue = readValues(child, problems, cardinality, baseType, ['interpretation']);
  }
  if (id === '' || cardinality === null || baseType === null) return null;
  // QTI 3.0 ASI: numeric outcomes start at 0 when the item does not say.
  if (defaultValue === null && cardinality === 'single' && isNumeric(baseType)) {
    defaultValue = { cardinality, baseType, members: [0] };
  }
  return { id, cardinality, baseType, defaultValue, normalMaximum, normalMinimum, external };
}
