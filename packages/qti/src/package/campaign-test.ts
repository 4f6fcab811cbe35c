/**
 * What of a test a campaign carries out: which items in which order, and their sections. Everything else is the
 * campaign's to say (time, modules, routing), and is refused here, so that nothing of a test is dropped silently.
 */

import type {
  AssessmentTest,
  ItemRef,
  SessionControl,
  TestPart,
  TestSection,
} from '../model/assessment-test.ts';
import type { ProblemList } from '../model/problem.ts';
import { say } from '../words/say.ts';

export interface CampaignSection {
  readonly identifier: string;
  readonly title: string;
  /** In order; the items of a section inside a section come at their place in the outer one. */
  readonly refs: readonly ItemRef[];
}

const reasons = {
  time: say('test-time'),
  selection: say('test-selection'),
  ordering: say('test-ordering'),
  preCondition: say('test-branching'),
  branchRule: say('test-branching'),
  outcomes: say('test-outcomes'),
  processing: say('test-processing'),
  feedback: say('test-feedback'),
  rubric: say('test-rubric'),
  weight: say('test-weight'),
  mapping: say('test-mapping'),
  templateDefault: say('test-template-default'),
} as const;

/** The sections of the test; a problem for each thing that a campaign does otherwise. */
export function campaignSections(test: AssessmentTest, problems: ProblemList): CampaignSection[] {
  const refuse = (place: Place, reason: keyof typeof reasons): void =>
    problems.add('QTI_TEST_UNSUPPORTED', place, reasons[reason]);
  const top: Place = { line: 1, column: 1 };
  if (test.outcomes.length > 0) refuse(top, 'outcomes');
  if (test.processing !== null) refuse(top, 'processing');
  if (test.feedback.length > 0) refuse(top, 'feedback');
  if (test.timeLimits !== null) refuse(top, 'time');
  const check = (node: TestPart | TestSection | ItemRef): void => {
    if (node.timeLimits !== null) refuse(node, 'time');
    if (node.preConditions.length > 0) refuse(node, 'preCondition');
    if (node.branchRules.length > 0) refuse(node, 'branchRule');
    checkControl(node.control, node, problems);
  };
  const refsOf = (section: TestSection): ItemRef[] => {
    check(section);
    if (section.selection !== null) refuse(section, 'selection');
    if (section.shuffle) refuse(section, 'ordering');
    if (section.rubrics.some(({ views }) => views.includes('candidate'))) refuse(section, 'rubric');
    return section.children.flatMap((child) => {
      if (child.kind === 'section') return refsOf(child);
      check(child);
      if (Object.keys(child.weights).length > 0) refuse(child, 'weight');
      if (Object.keys(child.variableMappings).length > 0) refuse(child, 'mapping');
      if (child.templateDefaults.length > 0) refuse(child, 'templateDefault');
      return [child];
    });
  };
  return test.parts.flatMap((part) => {
    check(part);
    return part.sections.map((section) => ({
      identifier: section.identifier,
      title: section.title,
      refs: refsOf(section),
    }));
  });
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Only what the player does anyway may be asked for. */
function checkControl(control: SessionControl, place: Place, problems: ProblemList): void {
  const wanted: Required<SessionControl> = {
    maxAttempts: 1,
    showFeedback: false,
    showSolution: false,
    allowComment: false,
    validateResponses: false,
    allowReview: true,
    allowSkipping: true,
  };
  for (const [name, value] of Object.entries(control)) {
    if (value === wanted[name as keyof SessionControl]) continue;
    const reason = say('test-control', { name, value, played: wanted[name as keyof SessionControl] });
    problems.add('QTI_TEST_UNSUPPORTED', place, reason);
  }
}
