/** qti-response-processing: rules written out, one of the standard templates, or rules in a file of the package. */

import type { Expression, Rule } from '../../model/expression.ts';
import type { Item, ProcessingTemplate } from '../../model/item.ts';
import type { ProblemList } from '../../model/problem.ts';
import { single } from '../../model/value.ts';
import { say } from '../../words/say.ts';
import { elementsOf, type XmlElement } from '../../xml/xml.ts';
import { attributesOf } from '../content/attribute-reader.ts';
import type { Scope } from './expressions.ts';
import { readRules, reportText } from './rules.ts';

type Processing = Pick<Item, 'processing' | 'template'>;

/** The template at a location, or null where there is none; its problems are reported at their own positions. */
export type OpenTemplate = (
  location: string,
) => { readonly root: XmlElement | null; readonly problems: ProblemList } | null;

/** `setsCorrect`: responses whose correct response template processing sets. */
export function readProcessing(
  element: XmlElement,
  scope: Scope,
  setsCorrect: ReadonlySet<string>,
  open: OpenTemplate,
): Processing {
  const { problems } = scope;
  const attributes = attributesOf(element, problems);
  const uri = attributes.text('template')?.trim() ?? null;
  const location = attributes.text('template-location')?.trim() ?? uri;
  attributes.finish();
  reportText(element, problems);
  const children = elementsOf(element);
  if (children.length > 0 || uri === null) {
    // QTI 3.0 ASI: rules that are written out stand in for a template that is not known; here both would be one too many.
    if (uri !== null) problems.add('QTI_DUPLICATE', element, say('template-and-rules'));
    return { processing: readRules(children, scope), template: null };
  }
  const found = findTemplate(uri);
  if (found === null) {
    const file = location === null ? null : open(location);
    if (file !== null) return { processing: readTemplateRules(file, scope), template: null };
    problems.add(
      'QTI_UNSUPPORTED_TEMPLATE',
      element,
      say('template-unsupported', {
        template: uri.slice(0, 120),
        supported: Object.keys(templates).join(', '),
      }),
      // It names nothing: no rule.
      uri === '',
    );
    return { processing: [], template: null };
  }
  const { name, legacy } = found;
  const template = templates[name];
  checkVariables(name, template, element, scope, setsCorrect);
  if (!scope.responses.has('RESPONSE')) return { processing: [], template: name };
  // Common Cartridge's CC2_match of QTI 2 gives MAXSCORE and repeats the response as feedback; that of 3.0 gives 1 or 0.
  const isPlain = name !== 'CC2_match' || !legacy;
  const rules = isPlain ? template.rules : legacyMatch;
  return { processing: rules, template: isPlain && template.sameAs ? template.sameAs : name };
}

function readTemplateRules(file: NonNullable<ReturnType<OpenTemplate>>, scope: Scope): Rule[] {
  const { root, problems } = file;
  let rules: Rule[] = [];
  if (root !== null) {
    attributesOf(root, problems).finish();
    reportText(root, problems);
    rules = readRules(elementsOf(root), { ...scope, problems });
  }
  scope.problems.append(problems);
  return rules;
}

/** The templates by the addresses under which they are found in QTI 2.0 to 3.0 items, or by name alone. */
function findTemplate(uri: string): { readonly name: ProcessingTemplate; readonly legacy: boolean } | null {
  const base =
    '(?:https?://(?:purl\\.imsglobal\\.org/spec/qti|www\\.imsglobal\\.org/question)/(?:qti_?)?v(2p[0-2]|3p0)/rptemplates/)?';
  const found = new RegExp(`^${base}([A-Za-z0-9_]+?)(?:\\.xml)?$`).exec(uri);
  const name = Object.keys(templates).find((one) => one === found?.[2]);
  if (found === null || name === undefined) return null;
  return { name: name as ProcessingTemplate, legacy: found[1]?.startsWith('2') ?? false };
}

const response: Expression = { kind: 'variable', id: 'RESPONSE' };
const identifier = (value: string): Expression => ({
  kind: 'constant',
  value: single('identifier', value),
});
const set = (outcome: string, expression: Expression): Rule => ({ kind: 'set', outcome, expression });
const points = (value: number): Rule => set('SCORE', { kind: 'constant', value: single('float', value) });
const maxScore: Expression = { kind: 'variable', id: 'MAXSCORE' };
const either = (test: Expression, then: readonly Rule[], otherwise: readonly Rule[]): Rule => ({
  kind: 'condition',
  branches: [
    { test, rules: then },
    { test: null, rules: otherwise },
  ],
});
const isRight: Expression = {
  kind: 'operator',
  operator: { name: 'match' },
  operands: [response, { kind: 'correct', id: 'RESPONSE' }],
};
const isMissing: Expression = { kind: 'operator', operator: { name: 'isNull' }, operands: [response] };
const mapped = (kind: 'mapResponse' | 'mapResponsePoint'): Rule =>
  either(isMissing, [points(0)], [set('SCORE', { kind, id: 'RESPONSE' })]);
const isFull: Expression = {
  kind: 'operator',
  operator: {
    name: 'equal',
    mode: 'exact',
    below: 0,
    above: 0,
    includeLower: true,
    includeUpper: true,
  },
  operands: [maxScore, { kind: 'variable', id: 'SCORE' }],
};

interface Template {
  readonly needs: 'correct' | 'mapping' | 'areaMapping';
  readonly outcomes: readonly string[];
  readonly rules: readonly Rule[];
  /** The template that has the same rules. */
  readonly sameAs?: ProcessingTemplate;
}

/** Each as its file at purl.imsglobal.org/spec/qti/v3p0/rptemplates says it. */
const templates: Readonly<Record<ProcessingTemplate, Template>> = {
  match_correct: {
    needs: 'correct',
    outcomes: ['SCORE'],
    rules: [either(isRight, [points(1)], [points(0)])],
  },
  map_response: { needs: 'mapping', outcomes: ['SCORE'], rules: [mapped('mapResponse')] },
  map_response_point: { needs: 'areaMapping', outcomes: ['SCORE'], rules: [mapped('mapResponsePoint')] },
  CC2_match: {
    needs: 'correct',
    outcomes: ['SCORE'],
    rules: [either(isRight, [points(1)], [points(0)])],
    sameAs: 'match_correct',
  },
  CC2_match_basic: {
    needs: 'correct',
    outcomes: ['SCORE', 'MAXSCORE', 'FEEDBACKBASIC'],
    rules: [
      either(
        isRight,
        [set('SCORE', maxScore), set('FEEDBACKBASIC', identifier('correct'))],
        [set('FEEDBACKBASIC', identifier('incorrect'))],
      ),
    ],
  },
  CC2_map_response: {
    needs: 'mapping',
    outcomes: ['SCORE', 'MAXSCORE', 'FEEDBACK'],
    rules: [
      mapped('mapResponse'),
      either(isFull, [set('FEEDBACK', identifier('correct'))], [set('FEEDBACK', identifier('incorrect'))]),
    ],
  },
};

const legacyMatch: readonly Rule[] = [
  set('FEEDBACK', response),
  { kind: 'condition', branches: [{ test: isRight, rules: [set('SCORE', maxScore)] }] },
];

/** The names of the templates, for the documentation. */
export const templateNames: readonly string[] = Object.keys(templates);

function checkVariables(
  name: ProcessingTemplate,
  { needs, outcomes }: Template,
  element: XmlElement,
  { responses, outcomes: declared, refused, problems }: Scope,
  setsCorrect: ReadonlySet<string>,
): void {
  const declaration = responses.get('RESPONSE');
  if (declaration === undefined) {
    const reason = say('template-response', { template: name });
    if (!refused.has('RESPONSE')) problems.add('QTI_UNKNOWN_VARIABLE', element, reason);
  } else if (needs === 'correct') {
    if (declaration.correct === null && !setsCorrect.has('RESPONSE'))
      problems.add('QTI_MISSING_ELEMENT', element, say('template-key', { template: name }), true);
  } else if (declaration[needs] === null) {
    const wanted = needs === 'mapping' ? 'qti-mapping' : 'qti-area-mapping';
    problems.add(
      'QTI_NO_MAPPING',
      element,
      say('template-mapping', { template: name, element: wanted }),
      true,
    );
  }
  for (const id of outcomes) {
    const outcome = declared.get(id);
    if (outcome === undefined) {
      const reason = say('template-outcome', { template: name, id });
      // It is computed all the same, as `score`.
      if (!refused.has(id)) problems.add('QTI_UNKNOWN_VARIABLE', element, reason, true);
    } else if (
      id.endsWith('SCORE') &&
      (outcome.cardinality !== 'single' || (outcome.baseType !== 'float' && outcome.baseType !== 'integer'))
    ) {
      problems.add('QTI_TYPE_MISMATCH', element, say('not-a-float', { id }));
    }
  }
}
