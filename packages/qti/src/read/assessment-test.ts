/** qti-assessment-test of QTI 3.0, and of QTI 2.0 to 2.2. */

import type {
  AssessmentTest,
  BranchRule,
  ItemRef,
  SessionControl,
  TestFeedback,
  TestPart,
  TestSection,
  TimeLimits,
} from '../model/assessment-test.ts';
import type { Expression, Rule } from '../model/expression.ts';
import type { OutcomeDeclaration } from '../model/item.ts';
import type { ProblemList } from '../model/problem.ts';
import { say } from '../words/say.ts';
import { elementsOf, parseXml, type XmlElement } from '../xml/xml.ts';
import { attributesOf } from './content/attribute-reader.ts';
import { type BodyContext, nothingRead } from './content/body-context.ts';
import { contentOf, readContentNodes } from './content/content.ts';
import { qtiNamespace } from './content/context.ts';
import { resolvePath } from './content/path.ts';
import { readOutcomeDeclaration } from './processing/declarations.ts';
import { patternStates, readExpression, type Scope } from './processing/expressions.ts';
import { readRules } from './processing/rules.ts';
import { upgraded } from './upgrade.ts';

interface Reading {
  readonly problems: ProblemList;
  readonly scope: Scope;
  readonly context: BodyContext;
  /** A section in a file of its own, or null. */
  readonly file: (path: string) => Uint8Array | null;
  /** Path of the file that is being read. */
  readonly path: string;
  readonly identifiers: Set<string>;
}

/** Null when it is no test; problems go to the list. Throws `QtiProblems` for bad XML. */
export function readAssessmentTest(
  bytes: string | Uint8Array,
  problems: ProblemList,
  file: (path: string) => Uint8Array | null = () => null,
): AssessmentTest | null {
  const { path } = problems;
  const { root } = upgraded(parseXml(bytes, path));
  if (root.name !== 'qti-assessment-test' || root.namespace !== qtiNamespace) {
    problems.add('QTI_VERSION', root, say('not-a-test'));
    return null;
  }
  const attributes = attributesOf(root, problems);
  const identifier = attributes.required('identifier');
  const title = attributes.required('title');
  for (const name of ['class', 'xml:lang', 'lang', 'tool-name', 'tool-version', 'label'])
    attributes.text(name);
  attributes.finish();
  const outcomes = readOutcomes(root, problems);
  const scope: Scope = {
    processing: 'outcome',
    responses: new Map(),
    outcomes,
    templates: new Map(),
    refused: new Set(),
    patterns: { left: patternStates },
    problems,
  };
  const reading: Reading = {
    problems,
    scope,
    context: contextOf(path, problems, outcomes),
    file,
    path,
    identifiers: new Set(),
  };
  const parts: TestPart[] = [];
  const feedback: TestFeedback[] = [];
  let timeLimits: TimeLimits | null = null;
  let processing: readonly Rule[] | null = null;
  for (const child of elementsOf(root)) {
    switch (child.name) {
      case 'qti-outcome-declaration':
        break;
      case 'qti-time-limits':
        timeLimits = readTimeLimits(child, problems);
        break;
      case 'qti-test-part':
        parts.push(readPart(child, reading));
        break;
      case 'qti-outcome-processing':
        attributesOf(child, problems).finish();
        processing = readRules(elementsOf(child), scope);
        break;
      case 'qti-test-feedback':
        feedback.push(readTestFeedback(child, reading));
        break;
      default:
        refuse(child, problems);
    }
  }
  if (parts.every(({ sections }) => sections.length === 0))
    problems.add('QTI_MISSING_ELEMENT', root, say('no-section'));
  return {
    path,
    identifier,
    title,
    outcomes: [...outcomes.values()],
    timeLimits,
    parts,
    processing,
    feedback,
  };
}

function readOutcomes(root: XmlElement, problems: ProblemList): Map<string, OutcomeDeclaration> {
  const outcomes = new Map<string, OutcomeDeclaration>();
  for (const child of elementsOf(root)) {
    if (child.name !== 'qti-outcome-declaration') continue;
    const declaration = readOutcomeDeclaration(child, problems);
    if (declaration === null) continue;
    if (outcomes.has(declaration.id))
      problems.add('QTI_DUPLICATE', child, say('declared-twice', { id: declaration.id }));
    outcomes.set(declaration.id, declaration);
  }
  return outcomes;
}

/** Rubrics and feedback of a test are content without interactions, and without files of the package. */
function contextOf(
  path: string,
  problems: ProblemList,
  outcomes: ReadonlyMap<string, OutcomeDeclaration>,
): BodyContext {
  return {
    path,
    language: 'und',
    problems,
    responses: new Map(),
    outcomes,
    templates: new Map(),
    templateValues: new Map(),
    refused: new Set(),
    modules: new Set(),
    file: () => null,
    ...nothingRead(),
    parsed: new Map(),
    again: false,
  };
}

/** Of a part, a section and a reference alike. */
interface Node {
  control: SessionControl;
  timeLimits: TimeLimits | null;
  readonly preConditions: Expression[];
  readonly branchRules: BranchRule[];
}

function newNode(): Node {
  return { control: {}, timeLimits: null, preConditions: [], branchRules: [] };
}

/** Whether the element was one of those that all have. */
function readCommonChild(child: XmlElement, node: Node, { problems, scope }: Reading): boolean {
  switch (child.name) {
    case 'qti-item-session-control':
      node.control = readControl(child, problems);
      return true;
    case 'qti-time-limits':
      node.timeLimits = readTimeLimits(child, problems);
      return true;
    case 'qti-pre-condition': {
      attributesOf(child, problems).finish();
      const test = readCondition(child, scope);
      if (test !== null) node.preConditions.push(test);
      return true;
    }
    case 'qti-branch-rule': {
      const attributes = attributesOf(child, problems);
      const target = attributes.identifier('target');
      attributes.finish();
      const test = readCondition(child, scope);
      if (test !== null) node.branchRules.push({ target, test });
      return true;
    }
    default:
      return false;
  }
}

function readCondition(element: XmlElement, scope: Scope): Expression | null {
  const [first, ...more] = elementsOf(element);
  if (first === undefined || more.length > 0) {
    scope.problems.add('QTI_TYPE_MISMATCH', element, say('one-expression'));
    return null;
  }
  const { expression, type } = readExpression(first, scope);
  if (type.baseType !== null && type.baseType !== 'boolean')
    scope.problems.add('QTI_TYPE_MISMATCH', first, say('boolean-condition'));
  return expression;
}

function readPart(element: XmlElement, reading: Reading): TestPart {
  const { problems } = reading;
  const attributes = attributesOf(element, problems);
  const identifier = attributes.required('identifier');
  take(identifier, element, reading);
  const navigation = attributes.oneOf('navigation-mode', ['linear', 'nonlinear'] as const, 'nonlinear');
  const submission = attributes.oneOf(
    'submission-mode',
    ['individual', 'simultaneous'] as const,
    'individual',
  );
  const title = attributes.text('title') ?? '';
  attributes.text('class');
  attributes.finish();
  const node = newNode();
  const sections: TestSection[] = [];
  for (const child of elementsOf(element)) {
    if (child.name === 'qti-assessment-section') sections.push(readSection(child, reading));
    else if (child.name === 'qti-assessment-section-ref') sections.push(...readSectionRef(child, reading));
    else if (child.name === 'qti-test-feedback') readTestFeedback(child, reading);
    else if (!readCommonChild(child, node, reading)) refuse(child, problems);
  }
  const { line, column } = element;
  return { identifier, title, navigation, submission, ...node, sections, line, column };
}

function take(identifier: string, element: XmlElement, { identifiers, problems }: Reading): void {
  if (identifiers.has(identifier))
    problems.add('QTI_DUPLICATE', element, say('test-part-twice', { id: identifier.slice(0, 100) }));
  identifiers.add(identifier);
}

function readSection(element: XmlElement, reading: Reading): TestSection {
  const { problems, context } = reading;
  const attributes = attributesOf(element, problems);
  const identifier = attributes.required('identifier');
  take(identifier, element, reading);
  const title = attributes.required('title');
  const flags = {
    visible: attributes.boolean('visible', true),
    required: attributes.boolean('required', false),
    fixed: attributes.boolean('fixed', false),
    keepTogether: attributes.boolean('keep-together', true),
  };
  attributes.text('class');
  attributes.finish();
  const node = newNode();
  let selection: TestSection['selection'] = null;
  let shuffle = false;
  const rubrics: {
    readonly views: readonly string[];
    readonly content: TestSection['rubrics'][number]['content'];
  }[] = [];
  const children: (TestSection | ItemRef)[] = [];
  for (const child of elementsOf(element)) {
    switch (child.name) {
      case 'qti-assessment-section':
        children.push(readSection(child, reading));
        break;
      case 'qti-assessment-section-ref':
        children.push(...readSectionRef(child, reading));
        break;
      case 'qti-assessment-item-ref':
        children.push(...readItemRef(child, reading));
        break;
      case 'qti-selection': {
        const own = attributesOf(child, problems);
        own.required('select');
        const select = own.integer('select', 0);
        const withReplacement = own.boolean('with-replacement', false);
        own.finish();
        for (const inner of elementsOf(child)) refuse(inner, problems);
        selection = { select, withReplacement };
        break;
      }
      case 'qti-ordering': {
        const own = attributesOf(child, problems);
        shuffle = own.boolean('shuffle', false);
        own.finish();
        for (const inner of elementsOf(child)) refuse(inner, problems);
        break;
      }
      case 'qti-rubric-block': {
        const own = attributesOf(child, problems);
        const views = own.required('view').split(/[ \t\n]+/);
        for (const name of ['use', 'class', 'id', 'xml:lang', 'lang', 'dir']) own.text(name);
        own.finish();
        rubrics.push({ views, content: readContentNodes(contentOf(child, context), context) });
        break;
      }
      default:
        if (!readCommonChild(child, node, reading)) refuse(child, problems);
    }
  }
  const { line, column } = element;
  return {
    kind: 'section',
    identifier,
    title,
    ...flags,
    ...node,
    selection,
    shuffle,
    rubrics,
    children,
    line,
    column,
  };
}

/** A section in a file of its own. */
function readSectionRef(element: XmlElement, reading: Reading): TestSection[] {
  const { problems, file, path } = reading;
  const attributes = attributesOf(element, problems);
  attributes.required('identifier');
  const href = attributes.required('href');
  attributes.finish();
  const resolved = resolvePath(path, href);
  const bytes = resolved.kind === 'path' ? file(resolved.path) : null;
  if (resolved.kind !== 'path' || bytes === null) {
    problems.add('QTI_TEST_REFERENCE', element, say('no-such-section', { href: href.slice(0, 80) }));
    return [];
  }
  const { root } = upgraded(parseXml(bytes, resolved.path));
  if (root.name !== 'qti-assessment-section' || root.namespace !== qtiNamespace) {
    problems.add('QTI_TEST_REFERENCE', element, say('not-a-section', { path: resolved.path }));
    return [];
  }
  // References in the file start from it; a section that refers to itself is there twice, which is refused.
  const isKnown = reading.identifiers.has(root.attributes.get('identifier') ?? '');
  if (isKnown) {
    problems.add('QTI_DUPLICATE', element, say('section-twice'));
    return [];
  }
  return [readSection(root, { ...reading, path: resolved.path })];
}

function readItemRef(element: XmlElement, reading: Reading): ItemRef[] {
  const { problems, path, scope } = reading;
  const attributes = attributesOf(element, problems);
  const identifier = attributes.required('identifier');
  take(identifier, element, reading);
  const href = attributes.required('href');
  const required = attributes.boolean('required', false);
  const fixed = attributes.boolean('fixed', false);
  const categories = (attributes.text('category') ?? '').split(/[ \t\n]+/).filter((word) => word !== '');
  attributes.finish();
  const node = newNode();
  const weights: Record<string, number> = {};
  const variableMappings: Record<string, string> = {};
  const templateDefaults: { template: string; expression: Expression }[] = [];
  for (const child of elementsOf(element)) {
    const own = attributesOf(child, problems);
    switch (child.name) {
      case 'qti-weight': {
        const id = own.identifier('identifier');
        own.required('value');
        weights[id] = own.number('value', 1);
        own.finish();
        break;
      }
      case 'qti-variable-mapping': {
        const source = own.identifier('source-identifier');
        variableMappings[own.identifier('target-identifier')] = source;
        own.finish();
        break;
      }
      case 'qti-template-default': {
        const template = own.identifier('template-identifier');
        own.finish();
        const [first] = elementsOf(child);
        if (first === undefined) problems.add('QTI_MISSING_ELEMENT', child, say('expression-missing'));
        else templateDefaults.push({ template, expression: readExpression(first, scope).expression });
        break;
      }
      default:
        if (!readCommonChild(child, node, reading)) refuse(child, problems);
    }
  }
  const resolved = resolvePath(path, href);
  if (resolved.kind !== 'path') {
    problems.add('QTI_BAD_PATH', element, say('href-not-path', { href: href.slice(0, 80) }));
    return [];
  }
  const { line, column } = element;
  return [
    {
      kind: 'item',
      identifier,
      path: resolved.path,
      required,
      fixed,
      categories,
      ...node,
      weights,
      variableMappings,
      templateDefaults,
      line,
      column,
    },
  ];
}

function readControl(element: XmlElement, problems: ProblemList): SessionControl {
  const attributes = attributesOf(element, problems);
  const maxAttempts = attributes.integer('max-attempts', null);
  const flags = (
    [
      ['showFeedback', 'show-feedback'],
      ['allowReview', 'allow-review'],
      ['showSolution', 'show-solution'],
      ['allowComment', 'allow-comment'],
      ['allowSkipping', 'allow-skipping'],
      ['validateResponses', 'validate-responses'],
    ] as const
  ).flatMap(([field, name]) => {
    if (attributes.text(name) === null) return [];
    return [[field, attributes.boolean(name, false)] as const];
  });
  attributes.finish();
  return { ...(maxAttempts === null ? {} : { maxAttempts }), ...Object.fromEntries(flags) };
}

function readTimeLimits(element: XmlElement, problems: ProblemList): TimeLimits {
  const attributes = attributesOf(element, problems);
  const minSeconds = attributes.number('min-time', null);
  const maxSeconds = attributes.number('max-time', null);
  const allowLateSubmission = attributes.boolean('allow-late-submission', false);
  attributes.finish();
  if (minSeconds !== null && maxSeconds !== null && minSeconds > maxSeconds)
    attributes.bad('min-time', say('expect-most', { max: maxSeconds }));
  return { minSeconds, maxSeconds, allowLateSubmission };
}

function readTestFeedback(element: XmlElement, { problems, context, scope }: Reading): TestFeedback {
  const attributes = attributesOf(element, problems);
  const access = attributes.oneOf('access', ['atEnd', 'during'] as const, 'atEnd');
  const outcome = attributes.identifier('outcome-identifier');
  const identifier = attributes.identifier('identifier');
  const showHide = attributes.oneOf('show-hide', ['show', 'hide'] as const, 'show');
  const title = attributes.text('title');
  attributes.finish();
  if (outcome !== '' && !scope.outcomes.has(outcome))
    problems.add('QTI_UNKNOWN_VARIABLE', element, say('undeclared-outcome', { id: outcome }));
  const content = readContentNodes(contentOf(element, context), context);
  return { access, outcome, identifier, showHide, title, content };
}

function refuse(element: XmlElement, problems: ProblemList): void {
  problems.add('QTI_TEST_UNSUPPORTED', element, say('test-element'));
}
