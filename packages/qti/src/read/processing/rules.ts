/** Rules of response, template and outcome processing. */

import type { Branch, Rule } from '../../model/expression.ts';
import type { ProblemList } from '../../model/problem.ts';
import type { ValueBaseType } from '../../model/value.ts';
import { say } from '../../words/say.ts';
import { elementsOf, isBlank, type XmlElement } from '../../xml/xml.ts';
import { attributesOf } from '../content/attribute-reader.ts';
import { reportUnsupported } from '../content/context.ts';
import { builtInName, readExpression, type Scope, type Typed } from './expressions.ts';

const maxRuleDepth = 40;

/** What the same rules are called in each kind of processing. */
const dialects = {
  response: {
    condition: 'qti-response-condition',
    first: 'qti-response-if',
    next: 'qti-response-else-if',
    last: 'qti-response-else',
    exit: 'qti-exit-response',
    fragment: 'qti-response-processing-fragment',
  },
  template: {
    condition: 'qti-template-condition',
    first: 'qti-template-if',
    next: 'qti-template-else-if',
    last: 'qti-template-else',
    exit: 'qti-exit-template',
    fragment: null,
  },
  outcome: {
    condition: 'qti-outcome-condition',
    first: 'qti-outcome-if',
    next: 'qti-outcome-else-if',
    last: 'qti-outcome-else',
    exit: 'qti-exit-test',
    fragment: 'qti-outcome-processing-fragment',
  },
} as const;

export function readRules(elements: readonly XmlElement[], scope: Scope, depth = 0): Rule[] {
  if (depth > maxRuleDepth) {
    scope.problems.add(
      'QTI_XML_TOO_LARGE',
      elements[0] ?? null,
      say('conditions-deep', { max: maxRuleDepth }),
    );
    return [];
  }
  return elements.flatMap((element) => readRule(element, scope, depth));
}

function readRule(element: XmlElement, scope: Scope, depth: number): Rule[] {
  const { problems } = scope;
  const dialect = dialects[scope.processing];
  reportText(element, problems);
  switch (element.name) {
    case dialect.condition:
      attributesOf(element, problems).finish();
      return [{ kind: 'condition', branches: readBranches(element, scope, depth) }];
    case dialect.fragment:
      attributesOf(element, problems).finish();
      return readRules(elementsOf(element), scope, depth + 1);
    case dialect.exit:
      attributesOf(element, problems).finish();
      return [{ kind: 'exit' }];
  }
  return scope.processing === 'template' ? readTemplateRule(element, scope) : readOutcomeRule(element, scope);
}

function readOutcomeRule(element: XmlElement, scope: Scope): Rule[] {
  const { problems } = scope;
  if (element.name !== 'qti-set-outcome-value' && element.name !== 'qti-lookup-outcome-value') {
    refuse(element, scope);
    return [];
  }
  const attributes = attributesOf(element, problems);
  const outcome = builtInName(attributes.identifier('identifier'), scope);
  attributes.finish();
  const typed = readOne(element, scope);
  if (element.name === 'qti-lookup-outcome-value') {
    const declared = scope.outcomes.get(outcome);
    if (declared === undefined) undeclared(element, outcome, 'outcome', scope);
    else if (declared.lookupTable === null)
      problems.add('QTI_NO_MAPPING', element, say('no-lookup-table', { id: outcome }));
    if (typed !== null) expectNumber(element, typed, problems);
    return typed === null || declared === undefined
      ? []
      : [{ kind: 'lookup', outcome, expression: typed.expression }];
  }
  // Built in: a test or a player reads it; an item may set it (QTI 3.0 ASI, section "Built-in outcome variables").
  const declared =
    outcome === 'completionStatus' && !scope.outcomes.has(outcome)
      ? ({ cardinality: 'single', baseType: 'identifier' } as const)
      : scope.outcomes.get(outcome);
  if (declared === undefined) {
    undeclared(element, outcome, 'outcome', scope);
    return [];
  }
  if (typed === null) return [];
  expectType(element, outcome, declared, typed, problems);
  return [{ kind: 'set', outcome, expression: typed.expression }];
}

function readTemplateRule(element: XmlElement, scope: Scope): Rule[] {
  const { problems } = scope;
  const attributes = attributesOf(element, problems);
  switch (element.name) {
    case 'qti-set-template-value': {
      const id = attributes.identifier('identifier');
      attributes.finish();
      const typed = readOne(element, scope);
      const declared = scope.templates.get(id);
      if (declared === undefined) undeclared(element, id, 'template', scope);
      if (declared === undefined || typed === null) return [];
      expectType(element, id, declared, typed, problems);
      return [{ kind: 'setTemplate', template: id, expression: typed.expression }];
    }
    case 'qti-set-correct-response': {
      const id = attributes.identifier('identifier');
      attributes.finish();
      const typed = readOne(element, scope);
      const declared = scope.responses.get(id);
      if (declared === undefined) undeclared(element, id, 'response', scope);
      if (declared === undefined || typed === null) return [];
      expectType(element, id, declared, typed, problems);
      return [{ kind: 'setCorrect', response: id, expression: typed.expression }];
    }
    case 'qti-set-default-value': {
      const id = attributes.identifier('identifier');
      attributes.finish();
      const typed = readOne(element, scope);
      const declared = scope.responses.get(id) ?? scope.outcomes.get(id);
      if (declared === undefined) undeclared(element, id, 'variable', scope);
      if (declared === undefined || typed === null) return [];
      expectType(element, id, declared, typed, problems);
      return [{ kind: 'setDefault', variable: id, expression: typed.expression }];
    }
    case 'qti-template-constraint': {
      attributes.finish();
      const typed = readOne(element, scope);
      if (typed === null) return [];
      expectBoolean(element, typed, problems);
      return [{ kind: 'constraint', expression: typed.expression }];
    }
    default:
      refuse(element, scope);
      return [];
  }
}

function refuse(element: XmlElement, { processing, problems }: Scope): void {
  if (/feedback/.test(element.name)) reportUnsupported(element, problems);
  else problems.add('QTI_UNSUPPORTED_EXPRESSION', element, say('rule-unsupported', { processing }));
}

/** The one expression inside; null when there is none. */
function readOne(element: XmlElement, scope: Scope): Typed | null {
  const [first, ...more] = elementsOf(element);
  if (first === undefined || more.length > 0) {
    scope.problems.add('QTI_TYPE_MISMATCH', element, say('one-expression'));
  }
  return first === undefined ? null : readExpression(first, scope);
}

const undeclaredWords = {
  outcome: 'undeclared-outcome',
  template: 'undeclared-template',
  response: 'undeclared-response',
  variable: 'undeclared-variable',
} as const;

function undeclared(
  element: XmlElement,
  id: string,
  what: keyof typeof undeclaredWords,
  { problems, refused }: Scope,
): void {
  if (id !== '' && !refused.has(id))
    problems.add('QTI_UNKNOWN_VARIABLE', element, say(undeclaredWords[what], { id }));
}

function expectType(
  element: XmlElement,
  id: string,
  declared: Pick<Typed['type'], 'cardinality' | 'baseType'>,
  { type: { cardinality, baseType } }: Typed,
  problems: ProblemList,
): void {
  const fitsShape = cardinality === null || cardinality === declared.cardinality;
  // QTI 3.0 ASI: an integer may be given where a float is expected; a duration is a float of seconds.
  const widened =
    (baseType === 'integer' || baseType === 'duration') &&
    (declared.baseType === 'float' || declared.baseType === 'duration');
  if (fitsShape && (baseType === null || baseType === declared.baseType || widened)) return;
  const given = `${cardinality ?? 'any'} ${baseType ?? 'any'}`;
  const reason = say('wrong-type', { id, declared: `${declared.cardinality} ${declared.baseType}`, given });
  const fitsType = baseType === null || baseType === declared.baseType || widened;
  const scorable =
    (fitsShape || (cardinality === 'single' && declared.cardinality === 'multiple')) &&
    (fitsType || isConverted(baseType, declared.baseType));
  problems.add('QTI_TYPE_MISMATCH', element, reason, scorable);
}

/** What other engines take as the other: a number for a number, a word for an identifier (`score/process.ts`). */
function isConverted(given: ValueBaseType, declared: ValueBaseType | null): boolean {
  const isWord = (type: ValueBaseType | null) => type === 'string' || type === 'identifier';
  const isNumeric = (type: ValueBaseType | null) => type === 'integer' || type === 'float';
  return (isWord(given) && isWord(declared)) || (isNumeric(given) && isNumeric(declared));
}

function expectBoolean(element: XmlElement, { type }: Typed, problems: ProblemList): void {
  const isBoolean = type.baseType === null || type.baseType === 'boolean';
  if (!isBoolean || (type.cardinality !== null && type.cardinality !== 'single')) {
    problems.add('QTI_TYPE_MISMATCH', element, say('boolean-condition'));
  }
}

function expectNumber(element: XmlElement, { type }: Typed, problems: ProblemList): void {
  const isNumber = type.baseType === null || ['integer', 'float', 'duration'].includes(type.baseType);
  if (!isNumber || (type.cardinality !== null && type.cardinality !== 'single')) {
    problems.add('QTI_TYPE_MISMATCH', element, say('lookup-number'));
  }
}

function readBranches(element: XmlElement, scope: Scope, depth: number): Branch[] {
  const { problems } = scope;
  const { first, next, last } = dialects[scope.processing];
  const branches: Branch[] = [];
  let before = '';
  for (const child of elementsOf(element)) {
    const { name } = child;
    const inPlace =
      name === first
        ? before === ''
        : (name === next || name === last) && (before === first || before === next);
    if (!inPlace) {
      const reason = say('branches', { element: first });
      problems.add('QTI_UNSUPPORTED_ELEMENT', child, reason);
      continue;
    }
    before = name;
    attributesOf(child, problems).finish();
    reportText(child, problems);
    const children = elementsOf(child);
    if (name === last) {
      branches.push({ test: null, rules: readRules(children, scope, depth + 1) });
      continue;
    }
    const [condition, ...rest] = children;
    if (condition === undefined) {
      problems.add('QTI_MISSING_ELEMENT', child, say('condition-missing'));
      continue;
    }
    const typed = readExpression(condition, scope);
    expectBoolean(condition, typed, problems);
    branches.push({ test: typed.expression, rules: readRules(rest, scope, depth + 1) });
  }
  if (branches.length === 0)
    problems.add('QTI_MISSING_ELEMENT', element, say('element-missing', { element: first }));
  return branches;
}

export function reportText(element: XmlElement, problems: ProblemList): void {
  for (const child of element.children) {
    if (child.kind === 'text' && !isBlank(child.text)) {
      const place = { ...child, qname: element.qname };
      problems.add('QTI_TEXT_NOT_ALLOWED', place, say('text-here'), true);
    }
  }
}
