/** qti-assessment-test: which items in which order. Whatever would change that order, or time it, is refused. */

import type { ProblemList } from '../model/problem.ts';
import { attributesOf, qtiNamespace } from '../read/context.ts';
import { resolvePath } from '../read/path.ts';
import { elementsOf, parseXml, type XmlElement } from '../xml/xml.ts';

export interface TestItemRef {
  readonly identifier: string;
  /** Path of the item's file. */
  readonly path: string;
  readonly element: XmlElement;
}

export interface TestSection {
  readonly identifier: string;
  readonly title: string;
  readonly refs: readonly TestItemRef[];
}

export interface AssessmentTest {
  readonly path: string;
  readonly identifier: string;
  readonly title: string;
  /** In order; the items of a section inside a section come at their place in the outer one. */
  readonly sections: readonly TestSection[];
}

const reasons: Readonly<Record<string, string>> = {
  'qti-time-limits': 'the time limit of a sequence is in the campaign (minutes)',
  'qti-selection': 'every pupil gets all the items: remove the selection',
  'qti-ordering': 'items come in the order of the test: remove the ordering',
  'qti-pre-condition': 'no item depends on another: use modules and a routing table',
  'qti-branch-rule': 'no item depends on another: use modules and a routing table',
  'qti-outcome-declaration': 'scores are computed from items: remove outcomes of the test',
  'qti-outcome-processing': 'scores are computed from items: remove outcome processing',
  'qti-test-feedback': 'an evaluation gives no feedback to the pupil',
  'qti-stylesheet': 'the page style is the same for all items',
  'qti-assessment-section-ref': 'write the section into the test',
  'qti-adaptive-selection': 'use modules and a routing table',
  'qti-context-declaration': 'context variables are not supported',
  'qti-template-default': 'templates are not supported',
  'qti-weight': 'points are in the items',
  'qti-variable-mapping': 'outcomes keep their names',
};

/** Null when it is no test; problems go to the list. Throws `QtiProblems` for bad XML. */
export function readTest(bytes: Uint8Array, problems: ProblemList): AssessmentTest | null {
  const { path } = problems;
  const root = parseXml(bytes, path);
  if (root.name !== 'qti-assessment-test' || root.namespace !== qtiNamespace) {
    problems.add('QTI_VERSION', root, 'expected qti-assessment-test of QTI 3.0');
    return null;
  }
  const attributes = attributesOf(root, problems);
  const identifier = attributes.required('identifier');
  const title = attributes.required('title');
  for (const name of ['class', 'xml:lang', 'tool-name', 'tool-version']) attributes.text(name);
  attributes.finish();
  const sections: TestSection[] = [];
  for (const part of elementsOf(root)) {
    if (part.name !== 'qti-test-part') {
      refuse(part, problems);
      continue;
    }
    const own = attributesOf(part, problems);
    own.required('identifier');
    own.oneOf('navigation-mode', ['linear', 'nonlinear'], 'nonlinear');
    own.oneOf('submission-mode', ['individual', 'simultaneous'], 'individual');
    for (const name of ['title', 'class']) own.text(name);
    own.finish();
    for (const child of elementsOf(part)) {
      if (child.name === 'qti-assessment-section') sections.push(readSection(child, problems));
      else if (child.name === 'qti-item-session-control') readControl(child, problems);
      else refuse(child, problems);
    }
  }
  if (sections.length === 0) problems.add('QTI_MISSING_ELEMENT', root, 'there is no section');
  return { path, identifier, title, sections };
}

function readSection(element: XmlElement, problems: ProblemList): TestSection {
  const attributes = attributesOf(element, problems);
  const identifier = attributes.required('identifier');
  const title = attributes.required('title');
  attributes.boolean('visible', true);
  // Without selection and ordering these change nothing.
  for (const name of ['required', 'fixed', 'keep-together']) attributes.boolean(name, false);
  attributes.text('class');
  attributes.finish();
  const refs: TestItemRef[] = [];
  for (const child of elementsOf(element)) {
    if (child.name === 'qti-assessment-section') refs.push(...readSection(child, problems).refs);
    else if (child.name === 'qti-item-session-control') readControl(child, problems);
    else if (child.name === 'qti-assessment-item-ref') refs.push(...readItemRef(child, problems));
    else refuse(child, problems);
  }
  return { identifier, title, refs };
}

function readItemRef(element: XmlElement, problems: ProblemList): TestItemRef[] {
  const attributes = attributesOf(element, problems);
  const identifier = attributes.required('identifier');
  const href = attributes.required('href');
  for (const name of ['required', 'fixed']) attributes.boolean(name, false);
  attributes.text('category');
  attributes.finish();
  for (const child of elementsOf(element)) {
    if (child.name === 'qti-item-session-control') readControl(child, problems);
    else refuse(child, problems);
  }
  const resolved = resolvePath(problems.path, href);
  if (resolved.kind === 'path') return [{ identifier, path: resolved.path, element }];
  problems.add('QTI_BAD_PATH', element, `href="${href.slice(0, 80)}" is not a path of the package`);
  return [];
}

/** Only what the player does anyway may be asked for. */
function readControl(element: XmlElement, problems: ProblemList): void {
  const attributes = attributesOf(element, problems);
  if (attributes.integer('max-attempts', 1) !== 1) attributes.bad('max-attempts', '1');
  const fixed = {
    'show-feedback': false,
    'show-solution': false,
    'allow-comment': false,
    'validate-responses': false,
  };
  for (const [name, value] of Object.entries(fixed)) {
    if (attributes.boolean(name, value) !== value) attributes.bad(name, String(value));
  }
  for (const name of ['allow-review', 'allow-skipping'])
    if (!attributes.boolean(name, true)) attributes.bad(name, 'true');
  attributes.finish();
}

function refuse(element: XmlElement, problems: ProblemList): void {
  if (element.name === 'qti-rubric-block') {
    const views = (element.attributes.get('view') ?? '').split(/[ \t\n]+/);
    if (!views.includes('candidate')) return;
    problems.add(
      'QTI_TEST_UNSUPPORTED',
      element,
      'instructions to pupils are in the campaign (instructions)',
    );
    return;
  }
  const reason = Object.hasOwn(reasons, element.name) ? reasons[element.name] : undefined;
  problems.add('QTI_TEST_UNSUPPORTED', element, reason ?? 'this element of tests is not supported');
}
