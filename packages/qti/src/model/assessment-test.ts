/** An assessment test as it was read (QTI 3.0 ASI, section "Assessment test"). */

import type { ContentNode } from '../delivery/delivery-item.ts';
import type { Expression, Rule } from './expression.ts';
import type { OutcomeDeclaration } from './item.ts';

/** What is not said is as the part or section around says. */
export interface SessionControl {
  /** 0: as many as one likes. */
  readonly maxAttempts?: number;
  readonly showFeedback?: boolean;
  readonly allowReview?: boolean;
  readonly showSolution?: boolean;
  readonly allowComment?: boolean;
  readonly allowSkipping?: boolean;
  readonly validateResponses?: boolean;
}

export interface TimeLimits {
  readonly minSeconds: number | null;
  readonly maxSeconds: number | null;
  readonly allowLateSubmission: boolean;
}

/** Where to go on when the expression is true. */
export interface BranchRule {
  /** An item, section or part, or `EXIT_SECTION`, `EXIT_TESTPART`, `EXIT_TEST`. */
  readonly target: string;
  readonly test: Expression;
}

interface TestNode {
  readonly identifier: string;
  readonly control: SessionControl;
  readonly timeLimits: TimeLimits | null;
  /** All have to be true for it to be presented. */
  readonly preConditions: readonly Expression[];
  readonly branchRules: readonly BranchRule[];
  readonly line: number;
  readonly column: number;
}

export interface ItemRef extends TestNode {
  readonly kind: 'item';
  /** Of the item's file in the package. */
  readonly path: string;
  readonly categories: readonly string[];
  readonly required: boolean;
  readonly fixed: boolean;
  readonly weights: Readonly<Record<string, number>>;
  /** Outcome of the test's name → the item's own name. */
  readonly variableMappings: Readonly<Record<string, string>>;
  readonly templateDefaults: readonly { readonly template: string; readonly expression: Expression }[];
}

export interface TestSection extends TestNode {
  readonly kind: 'section';
  readonly title: string;
  readonly required: boolean;
  readonly fixed: boolean;
  readonly visible: boolean;
  /** False: its items mix with those around it when these are shuffled. */
  readonly keepTogether: boolean;
  readonly selection: { readonly select: number; readonly withReplacement: boolean } | null;
  readonly shuffle: boolean;
  readonly rubrics: readonly {
    readonly views: readonly string[];
    readonly content: readonly ContentNode[];
  }[];
  readonly children: readonly (TestSection | ItemRef)[];
}

export interface TestPart extends TestNode {
  readonly title: string;
  readonly navigation: 'linear' | 'nonlinear';
  readonly submission: 'individual' | 'simultaneous';
  readonly sections: readonly TestSection[];
}

export interface TestFeedback {
  readonly access: 'atEnd' | 'during';
  readonly outcome: string;
  readonly identifier: string;
  readonly showHide: 'show' | 'hide';
  readonly title: string | null;
  readonly content: readonly ContentNode[];
}

export interface AssessmentTest {
  readonly path: string;
  readonly identifier: string;
  readonly title: string;
  readonly outcomes: readonly OutcomeDeclaration[];
  readonly timeLimits: TimeLimits | null;
  readonly parts: readonly TestPart[];
  /** Null: outcomes are not processed. */
  readonly processing: readonly Rule[] | null;
  readonly feedback: readonly TestFeedback[];
}
