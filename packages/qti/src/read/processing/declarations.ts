/** qti-response-declaration, qti-outcome-declaration, qti-template-declaration and what is inside them. */

import type { BaseType, Cardinality } from '../../delivery/delivery-item.ts';
import { limits } from '../../delivery/limits.ts';
import { noFolding } from '../../lexical/french-text.ts';
import { isIdentifier } from '../../lexical/identifier.ts';
import { readXmlNumber } from '../../lexical/xml-number.ts';
import type {
  AreaMapEntry,
  AreaMapping,
  LookupTable,
  MapEntry,
  Mapping,
  OutcomeDeclaration,
  ResponseDeclaration,
  TemplateDeclaration,
} from '../../model/item.ts';
import type { ProblemList } from '../../model/problem.ts';
import {
  isNumeric,
  type RecordField,
  readLooseScalar,
  readXmlScalar,
  record,
  type Scalar,
  type Value,
  type ValueBaseType,
  valueBaseTypes,
} from '../../model/value.ts';
import { type Said, say } from '../../words/say.ts';
import { elementsOf, textOf, type XmlElement } from '../../xml/xml.ts';
import { type AttributeReader, attributesOf } from '../content/attribute-reader.ts';
import { reportUnsupported } from '../content/context.ts';
import { readShape } from '../content/shape.ts';

const cardinalities: readonly Cardinality[] = ['single', 'multiple', 'ordered', 'record'];

/**
 * Null when it cannot be read at all; its problems are in the list. `keysLookedAt`: whether response processing asks for
 * the correct response of this name.
 */
export function readResponseDeclaration(
  element: XmlElement,
  problems: ProblemList,
  keysLookedAt: (id: string) => boolean,
): ResponseDeclaration | null {
  const attributes = attributesOf(element, problems);
  const id = attributes.identifier('identifier');
  const type = readType(element, problems, attributes);
  attributes.finish();
  let correct: Value = null;
  let defaultValue: Value = null;
  let mapping: Mapping | null = null;
  let areaMapping: AreaMapping | null = null;
  for (const child of onceEach(element, problems)) {
    switch (child.name) {
      case 'qti-correct-response':
        if (type) correct = readValues(child, problems, type, ['interpretation'], !keysLookedAt(id));
        break;
      case 'qti-default-value':
        if (type) defaultValue = readValues(child, problems, type, ['interpretation']);
        break;
      case 'qti-mapping':
        if (type && type.baseType !== 'record') mapping = readMapping(child, problems, type.baseType);
        break;
      case 'qti-area-mapping':
        if (type && type.baseType !== 'point')
          problems.add('QTI_TYPE_MISMATCH', child, say('not-a-point', { id }));
        areaMapping = readAreaMapping(child, problems);
        break;
      default:
        reportUnsupported(child, problems);
    }
  }
  if (id === '' || type === null) return null;
  const { line, column } = element;
  return { id, ...type, correct, defaultValue, mapping, areaMapping, folding: noFolding, line, column };
}

/** The element children, with a problem for each that is there twice. */
function onceEach(element: XmlElement, problems: ProblemList): XmlElement[] {
  const seen = new Set<string>();
  const children = elementsOf(element);
  for (const child of children) {
    if (seen.has(child.name))
      problems.add('QTI_DUPLICATE', child, say('given-twice', { element: child.name }));
    seen.add(child.name);
  }
  return children;
}

interface DeclaredType {
  readonly cardinality: Cardinality;
  readonly baseType: BaseType;
}

/** A record has no base type: its fields have. Null after a problem. */
function readType(
  element: XmlElement,
  problems: ProblemList,
  attributes: AttributeReader,
): DeclaredType | null {
  const cardinality = readWord(
    element,
    problems,
    attributes.required('cardinality'),
    say('the-cardinality'),
    cardinalities,
  );
  if (cardinality === 'record') {
    attributes.text('base-type');
    return { cardinality, baseType: 'record' };
  }
  const baseType = readWord(
    element,
    problems,
    attributes.required('base-type'),
    say('the-base-type'),
    valueBaseTypes,
  );
  return cardinality === null || baseType === null ? null : { cardinality, baseType };
}

function readWord<T extends string>(
  element: XmlElement,
  problems: ProblemList,
  text: string,
  what: Said,
  supported: readonly T[],
): T | null {
  const found = supported.find((candidate) => candidate === text.trim());
  if (found === undefined && text !== '') {
    problems.add(
      'QTI_UNSUPPORTED_TYPE',
      element,
      say('type-unsupported', { what, written: text.slice(0, 40), supported: supported.join(', ') }),
    );
  }
  return found ?? null;
}

/** The qti-value children. `anyNumber`: several for a single cardinality do not keep the item from being scored. */
function readValues(
  element: XmlElement,
  problems: ProblemList,
  { cardinality, baseType }: DeclaredType,
  ignorable: readonly string[],
  anyNumber = false,
): Value {
  const own = attributesOf(element, problems);
  for (const name of ignorable) own.text(name);
  own.finish();
  const members: Scalar[] = [];
  const fields = new Map<string, RecordField>();
  for (const child of elementsOf(element)) {
    if (child.name !== 'qti-value') {
      reportUnsupported(child, problems);
      continue;
    }
    const attributes = attributesOf(child, problems);
    const given = attributes.oneOf('base-type', valueBaseTypes, null);
    const field = attributes.text('field-identifier')?.trim() ?? null;
    attributes.finish();
    if (cardinality === 'record') {
      if (field === null || !isIdentifier(field)) attributes.bad('field-identifier', say('expect-field'));
      if (given === null && !child.attributes.has('base-type')) attributes.required('base-type');
    } else if (given !== null && given !== baseType) {
      attributes.bad('base-type', baseType);
    }
    for (const inner of elementsOf(child)) reportUnsupported(inner, problems);
    const type = cardinality === 'record' ? given : baseType;
    if (type === null) continue;
    const text = textOf(child);
    // QTI 3.0 ASI: an empty string is NULL, which a variable may well start with.
    if (text === '' && type === 'string' && element.name === 'qti-default-value') continue;
    const member = readMember(child, text, type, problems);
    if (member === null) continue;
    if (cardinality === 'record') {
      if (field !== null) fields.set(field, { baseType: type, value: member });
    } else {
      members.push(member);
    }
  }
  if (cardinality === 'record') return record(fields);
  if (cardinality === 'single' && members.length > 1) {
    problems.add('QTI_BAD_VALUE', element, say('many-values', { count: members.length }), anyNumber);
    members.length = 1;
  }
  if (members.length === 0) return null;
  return { cardinality, baseType, members };
}

/** Null after a problem that leaves nothing to compute with. */
function readMember(
  element: XmlElement,
  text: string,
  type: ValueBaseType,
  problems: ProblemList,
): Scalar | null {
  const member = readXmlScalar(text, type);
  if (member !== null && member !== '') return member;
  const loose = readLooseScalar(text, type);
  const reason = say('not-of-type', { value: text.slice(0, 60), type });
  problems.add('QTI_BAD_VALUE', element, reason, loose !== null || text === '');
  return loose;
}

function readBounds(element: XmlElement, problems: ProblemList) {
  const attributes = attributesOf(element, problems);
  const bounds = {
    defaultPoints: attributes.number('default-value', 0),
    lowerBound: finite(attributes.float('lower-bound', null)),
    upperBound: finite(attributes.float('upper-bound', null)),
  };
  attributes.finish();
  if (bounds.lowerBound !== null && bounds.upperBound !== null && bounds.lowerBound > bounds.upperBound) {
    problems.add('QTI_BAD_ATTRIBUTE', element, say('bounds-crossed'));
  }
  return bounds;
}

/** An infinite bound is none. */
function finite(bound: number | null): number | null {
  return bound !== null && Number.isFinite(bound) ? bound : null;
}

function readMapping(
  element: XmlElement,
  problems: ProblemList,
  baseType: Exclude<BaseType, 'record'>,
): Mapping {
  const bounds = readBounds(element, problems);
  const entries: MapEntry[] = [];
  const known = new Set<string>();
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
    const strict = readXmlScalar(written, baseType);
    const key = strict ?? readLooseScalar(written, baseType);
    if (strict === null) {
      const reason = say('key-not-of-type', { key: written.slice(0, 60), type: baseType });
      problems.add('QTI_BAD_VALUE', child, reason, key !== null);
    }
    if (key === null) continue;
    const name = `${caseSensitive}${String(key)}`;
    if (known.has(name)) {
      problems.add('QTI_DUPLICATE', child, say('key-twice', { key: written.slice(0, 60) }));
    } else {
      known.add(name);
      entries.push({ key: String(key), points: points ?? 0, caseSensitive, caseSensitiveGiven });
    }
  }
  if (entries.length === 0) problems.add('QTI_MISSING_ELEMENT', element, say('mapping-empty'));
  if (entries.length > limits.choices * 10) problems.add('QTI_BAD_VALUE', element, say('many-entries'));
  return { ...bounds, entries };
}

function readAreaMapping(element: XmlElement, problems: ProblemList): AreaMapping {
  const bounds = readBounds(element, problems);
  const entries: AreaMapEntry[] = [];
  for (const child of elementsOf(element)) {
    if (child.name !== 'qti-area-map-entry') {
      reportUnsupported(child, problems);
      continue;
    }
    const entry = attributesOf(child, problems);
    const area = readShape(entry);
    const points = entry.number('mapped-value', null);
    if (points === null && entry.text('mapped-value') === null) entry.required('mapped-value');
    entry.finish();
    if (area !== null) entries.push({ ...area, points: points ?? 0 });
  }
  if (entries.length === 0) problems.add('QTI_MISSING_ELEMENT', element, say('area-mapping-empty'));
  if (entries.length > limits.choices) problems.add('QTI_BAD_VALUE', element, say('many-entries'));
  return { ...bounds, entries };
}

export function readOutcomeDeclaration(
  element: XmlElement,
  problems: ProblemList,
): OutcomeDeclaration | null {
  const attributes = attributesOf(element, problems);
  const id = attributes.identifier('identifier');
  const type = readType(element, problems, attributes);
  const normalMaximum = attributes.number('normal-maximum', null);
  const normalMinimum = attributes.number('normal-minimum', null);
  const external = attributes.oneOf('external-scored', ['human', 'externalMachine'], null) !== null;
  // Said to people only: they have no effect on scoring.
  for (const name of [
    'interpretation',
    'long-interpretation',
    'view',
    'mastery-value',
    'variable-identifier-ref',
  ])
    attributes.text(name);
  attributes.finish();
  let defaultValue: Value = null;
  let lookupTable: LookupTable | null = null;
  for (const child of onceEach(element, problems)) {
    switch (child.name) {
      case 'qti-default-value':
        if (type) defaultValue = readValues(child, problems, type, ['interpretation']);
        break;
      case 'qti-match-table':
      case 'qti-interpolation-table':
        if (lookupTable !== null) problems.add('QTI_DUPLICATE', child, say('second-lookup-table'));
        if (type) lookupTable = readLookupTable(child, problems, type);
        break;
      default:
        reportUnsupported(child, problems);
    }
  }
  if (id === '' || type === null) return null;
  // QTI 3.0 ASI: numeric outcomes start at 0 when the item does not say.
  if (defaultValue === null && type.cardinality === 'single' && isNumeric(type.baseType)) {
    defaultValue = { ...type, members: [0] };
  }
  return { id, ...type, defaultValue, normalMaximum, normalMinimum, external, lookupTable };
}

function readLookupTable(element: XmlElement, problems: ProblemList, type: DeclaredType): LookupTable {
  const kind = element.name === 'qti-match-table' ? 'match' : 'interpolation';
  const entryName = kind === 'match' ? 'qti-match-table-entry' : 'qti-interpolation-table-entry';
  if (type.cardinality !== 'single') problems.add('QTI_TYPE_MISMATCH', element, say('lookup-single'));
  const target = (attributes: AttributeReader, name: string, written: string | null): Value => {
    if (written === null || type.baseType === 'record') return null;
    const member = readXmlScalar(written, type.baseType);
    if (member === null) attributes.bad(name, say('expect-base-type', { type: type.baseType }));
    return member === null || member === '' ? null : { ...type, members: [member] };
  };
  const own = attributesOf(element, problems);
  const defaultValue = target(own, 'default-value', own.text('default-value'));
  own.finish();
  const entries = elementsOf(element).flatMap((child) => {
    if (child.name !== entryName) {
      reportUnsupported(child, problems);
      return [];
    }
    const entry = attributesOf(child, problems);
    const source =
      kind === 'match' ? readXmlNumber(entry.required('source-value')) : entry.float('source-value', null);
    const includeBoundary = kind === 'match' || entry.boolean('include-boundary', true);
    const written = entry.required('target-value');
    if (source === null || (kind === 'match' && !Number.isSafeInteger(source)))
      entry.bad('source-value', kind === 'match' ? say('expect-whole') : say('expect-number'));
    entry.finish();
    return source === null
      ? []
      : [{ source, includeBoundary, target: target(entry, 'target-value', written) }];
  });
  if (entries.length === 0)
    problems.add('QTI_MISSING_ELEMENT', element, say('table-empty', { element: entryName }));
  return { kind, entries, defaultValue };
}

export function readTemplateDeclaration(
  element: XmlElement,
  problems: ProblemList,
): TemplateDeclaration | null {
  const attributes = attributesOf(element, problems);
  const id = attributes.identifier('identifier');
  const type = readType(element, problems, attributes);
  const mathVariable = attributes.boolean('math-variable', false);
  // For objects and modules: the ones that are read take none.
  attributes.boolean('param-variable', false);
  attributes.finish();
  let defaultValue: Value = null;
  for (const child of onceEach(element, problems)) {
    if (child.name !== 'qti-default-value') reportUnsupported(child, problems);
    else if (type) defaultValue = readValues(child, problems, type, ['interpretation']);
  }
  if (id === '' || type === null) return null;
  return { id, ...type, defaultValue, mathVariable };
}
