/** qti-response-processing: rules written out, or one of the standard templates. */

import type { Branch, Expression, Rule } from '../model/expression.ts';
import type { Item } from '../model/item.ts';
import type { ProblemList } from '../model/problem.ts';
import { single } from '../model/value.ts';
import { elementsOf, isBlank, type XmlElement } from '../xml/xml.ts';
import { attributesOf, reportUnsupported } from './context.ts';
import { readExpression, type Scope } from './expressions.ts';

type Processing = Pick<Item, 'processing' | 'template'>;

const maxRuleDepth = 40;

export function readProcessing(element: XmlElement, scope: Scope): Processing {
  const { problems } = scope;
  const attributes = attributesOf(element, problems);
  const uri = attributes.text('template')?.trim() ?? null;
  attributes.text('template-location');
  attributes.finish();
  reportText(element, problems);
  const children = elementsOf(element);
  if (children.length > 0 || uri === null) {
    // QTI 3.0 ASI: rules that are written out stand in for a template that is not known; here both would be one too many.
    if (uri !== null) problems.add('QTI_DUPLICATE', element, 'both a template and rules: keep one of them');
    return { processing: readRules(children, scope, 0), template: null };
  }
  const template = templateName(uri);
  if (template === null) {
    problems.add(
      'QTI_UNSUPPORTED_TEMPLATE',
      element,
      `template="${uri.slice(0, 120)}"; supported: match_correct, map_response`,
    );
    return { processing: [], template: null };
  }
  return { processing: expandTemplate(template, element, scope), template };
}

/** The templates by the addresses under which they are found in QTI 2.0 to 3.0 items, or by name alone. */
function templateName(uri: string): 'match_correct' | 'map_response' | null {
  const base =
    '(?:https?://(?:purl\\.imsglobal\\.org/spec/qti|www\\.imsglobal\\.org/question)/(?:qti_?)?v(?:2p[0-2]|3p0)/rptemplates/)?';
  const found = new RegExp(`^${base}(match_correct|map_response)(?:\\.xml)?$`).exec(uri)?.[1];
  return found === 'match_correct' || found === 'map_response' ? found : null;
}

function expandTemplate(
  template: 'match_correct' | 'map_response',
  element: XmlElement,
  scope: Scope,
): Rule[] {
  const response = scope.responses.get('RESPONSE');
  const outcome = scope.outcomes.get('SCORE');
  if (response === undefined) {
    scope.problems.add(
      'QTI_UNKNOWN_VARIABLE',
      element,
      `the template ${template} needs a response named RESPONSE`,
    );
  }
  if (outcome === undefined) {
    scope.problems.add(
      'QTI_UNKNOWN_VARIABLE',
      element,
      `the template ${template} needs an outcome named SCORE`,
    );
  } else if (
    outcome.cardinality !== 'single' ||
    (outcome.baseType !== 'float' && outcome.baseType !== 'integer')
  ) {
    scope.problems.add('QTI_TYPE_MISMATCH', element, 'SCORE has to be a single float');
  }
  if (response === undefined) return [];
  const variable: Expression = { kind: 'variable', id: 'RESPONSE' };
  const points = (value: number): Rule => ({
    kind: 'set',
    outcome: 'SCORE',
    expression: { kind: 'constant', value: single('float', value) },
  });
  if (template === 'match_correct') {
    if (response.correct === null) {
      scope.problems.add(
        'QTI_MISSING_ELEMENT',
        element,
        'match_correct needs a qti-correct-response in RESPONSE',
      );
    }
    const correct: Expression = { kind: 'correct', id: 'RESPONSE' };
    const test: Expression = { kind: 'operator', operator: { name: 'match' }, operands: [variable, correct] };
    return [
      {
        kind: 'condition',
        branches: [
          { test, rules: [points(1)] },
          { test: null, rules: [points(0)] },
        ],
      },
    ];
  }
  if (response.mapping === null)
    scope.problems.add('QTI_NO_MAPPING', element, 'map_response needs a qti-mapping in RESPONSE');
  const test: Expression = { kind: 'operator', operator: { name: 'isNull' }, operands: [variable] };
  const mapped: Rule = { kind: 'set', outcome: 'SCORE', expression: { kind: 'mapResponse', id: 'RESPONSE' } };
  return [
    {
      kind: 'condition',
      branches: [
        { test, rules: [points(0)] },
        { test: null, rules: [mapped] },
      ],
    },
  ];
}

function readRules(elements: readonly XmlElement[], scope: Scope, depth: number): Rule[] {
  if (depth > maxRuleDepth) {
    scope.problems.add(
      'QTI_XML_TOO_LARGE',
      elements[0] ?? null,
      `conditions nested more than ${maxRuleDepth} deep`,
    );
    return [];
  }
  return elements.flatMap((element) => readRule(element, scope, depth));
}

function readRule(element: XmlElement, scope: Scope, depth: number): Rule[] {
  const { problems } = scope;
  const attributes = attributesOf(element, problems);
  reportText(element, problems);
  switch (element.name) {
    case 'qti-response-condition': {
      attributes.finish();
      return [{ kind: 'condition', branches: readBranches(element, scope, depth) }];
    }
    case 'qti-response-processing-fragment':
      attributes.finish();
      return readRules(elementsOf(element), scope, depth + 1);
    case 'qti-exit-response':
      attributes.finish();
      return [{ kind: 'exit' }];
    case 'qti-set-outcome-value': {
      const outcome = attributes.identifier('identifier');
      attributes.finish();
      const [first, ...more] = elementsOf(element);
      if (first === undefined || more.length > 0) {
        problems.add('QTI_TYPE_MISMATCH', element, 'it takes exactly one expression');
      }
      const typed = first === undefined ? null : readExpression(first, scope);
      const declared = scope.outcomes.get(outcome);
      if (declared === undefined) {
        if (outcome !== '')
          problems.add('QTI_UNKNOWN_VARIABLE', element, `${outcome} is not a declared outcome`);
        return [];
      }
      if (typed === null) return [];
      const { cardinality, baseType } = typed.type;
      const fitsShape = cardinality === null || cardinality === declared.cardinality;
      const widened = baseType === 'integer' && declared.baseType === 'float';
      if (!fitsShape || (baseType !== null && baseType !== declared.baseType && !widened)) {
        const given = `${cardinality ?? 'any'} ${baseType ?? 'any'}`;
        const message = `${outcome} is ${declared.cardinality} ${declared.baseType}, the expression ${given}`;
        problems.add('QTI_TYPE_MISMATCH', element, message);
      }
      return [{ kind: 'set', outcome, expression: typed.expression }];
    }
    default:
      if (/feedback|template/.test(element.name)) reportUnsupported(element, problems);
      else
        problems.add(
          'QTI_UNSUPPORTED_EXPRESSION',
          element,
          'this rule is not supported in response processing',
        );
      return [];
  }
}

function readBranches(element: XmlElement, scope: Scope, depth: number): Branch[] {
  const { problems } = scope;
  const branches: Branch[] = [];
  let last = '';
  for (const child of elementsOf(element)) {
    const { name } = child;
    const inPlace =
      name === 'qti-response-if'
        ? last === ''
        : (name === 'qti-response-else-if' || name === 'qti-response-else') &&
          (last === 'qti-response-if' || last === 'qti-response-else-if');
    if (!inPlace) {
      problems.add(
        'QTI_UNSUPPORTED_ELEMENT',
        child,
        'expected qti-response-if, then else-ifs, then at most one else',
      );
      continue;
    }
    last = name;
    attributesOf(child, problems).finish();
    reportText(child, problems);
    const children = elementsOf(child);
    if (name === 'qti-response-else') {
      branches.push({ test: null, rules: readRules(children, scope, depth + 1) });
      continue;
    }
    const [first, ...rest] = children;
    if (first === undefined) {
      problems.add('QTI_MISSING_ELEMENT', child, 'a condition is missing');
      continue;
    }
    const { expression, type } = readExpression(first, scope);
    const isBoolean = type.baseType === null || type.baseType === 'boolean';
    if (!isBoolean || (type.cardinality !== null && type.cardinality !== 'single')) {
      problems.add('QTI_TYPE_MISMATCH', first, 'the condition has to be a single boolean');
    }
    branches.push({ test: expression, rules: readRules(rest, scope, depth + 1) });
  }
  if (branches.length === 0) problems.add('QTI_MISSING_ELEMENT', element, 'qti-response-if is missing');
  return branches;
}

function reportText(element: XmlElement, problems: ProblemList): void {
  for (const child of element.children) {
    if (child.kind === 'text' && !isBlank(child.text)) {
      problems.add('QTI_TEXT_NOT_ALLOWED', { ...child, qname: element.qname }, 'text is not allowed here');
    }
  }
}
