import type { Said } from '../words/say.ts';
import { type Words, wordsOf } from '../words/words-of.ts';

/**
 * Everything that can be wrong with a file, in one table. A code is never reused for another meaning; README.md
 * lists them all (a test compares).
 */
export const qtiProblemCodes = {
  QTI_XML_ENCODING: 'the file is not UTF-8',
  QTI_XML_TOO_LARGE: 'the file is larger, deeper or has more elements than is read',
  QTI_XML_MALFORMED: 'the file is not well-formed XML',
  QTI_XML_DOCTYPE: 'a document type declaration with entities, which could expand without end or read files',
  QTI_XML_PROCESSING_INSTRUCTION: 'a processing instruction other than xml-model',
  QTI_VERSION: 'not QTI 2 or 3: another version or another kind of document',
  QTI_UNSUPPORTED_ELEMENT: 'an element that is not supported here',
  QTI_UNSUPPORTED_ATTRIBUTE: 'an attribute that is not supported here',
  QTI_UNSUPPORTED_INTERACTION: 'an interaction that is not supported',
  QTI_UNSUPPORTED_MODULE: 'a portable custom interaction whose module the campaign does not name',
  QTI_UNSUPPORTED_TEMPLATE_ITEM: 'template processing that takes too many steps',
  QTI_UNSUPPORTED_FEEDBACK: 'feedback in a place where it is not read',
  QTI_UNSUPPORTED_STYLESHEET: 'a style sheet that is not CSS, or that is too long',
  QTI_UNSUPPORTED_CATALOG: 'a catalog card of a form that is not read',
  QTI_UNSUPPORTED_STIMULUS: 'a shared stimulus that cannot be read',
  QTI_UNSUPPORTED_RUBRIC: 'a rubric block in a place where it is not read',
  QTI_UNSUPPORTED_MATERIAL: 'companion materials',
  QTI_UNSUPPORTED_EXPRESSION: 'an operator or rule that is not supported in response processing',
  QTI_UNSUPPORTED_TEMPLATE:
    'a response processing template that is neither a standard one nor a file of the package',
  QTI_UNSUPPORTED_OPERATOR: 'a custom operator',
  QTI_UNSUPPORTED_TYPE: 'a base type or cardinality that is not supported here',
  QTI_MISSING_ATTRIBUTE: 'a required attribute is missing',
  QTI_BAD_ATTRIBUTE: 'an attribute has a value that it cannot have',
  QTI_MISSING_ELEMENT: 'a required element is missing',
  QTI_DUPLICATE: 'something that may be there once is there twice',
  QTI_TEXT_NOT_ALLOWED: 'text where only elements may be',
  QTI_BAD_IDENTIFIER: 'not an identifier',
  QTI_BAD_VALUE: 'a value that does not fit its base type or cardinality',
  QTI_UNKNOWN_VARIABLE: 'a variable that is not declared',
  QTI_RESPONSE_MISMATCH: 'an interaction and its response declaration do not fit',
  QTI_RESPONSE_REUSED: 'two interactions share one response',
  QTI_TYPE_MISMATCH: 'an expression gets operands of the wrong type',
  QTI_NO_MAPPING: 'a response is mapped but declares no mapping',
  QTI_EXTERNAL_RESOURCE: 'an address outside the package',
  QTI_UNSAFE_VALUE: 'a value that could lay one thing over another, or lead away from the item',
  QTI_BAD_PATH: 'the path of a file is not allowed',
  QTI_ASSET_MISSING: 'a file that an item needs is not in the package',
  QTI_ASSET_TYPE: 'a file of a type that is not shown to pupils',
  QTI_ASSET_UNSAFE:
    'a drawing that holds script, foreign content or outside addresses, or that is drawn without end; a picture of more than 50 million pixels',
  QTI_ZIP_MALFORMED: 'the archive is not a readable zip',
  QTI_ZIP_TOO_LARGE: 'the archive has too many entries or unpacks to too many bytes',
  QTI_ZIP_DUPLICATE: 'the archive holds the same name twice',
  QTI_ZIP_PATH: 'the archive holds a name that leads outside it',
  QTI_ZIP_ENTRY: 'the archive holds an entry that is encrypted, damaged, or stored in an unsupported way',
  QTI_MANIFEST_MISSING: 'there is no imsmanifest.xml at the top of the package',
  QTI_MANIFEST: 'the manifest is not one of QTI 2 or 3',
  QTI_MANIFEST_REFERENCE: 'the manifest refers to something that is not there',
  QTI_TEST_UNSUPPORTED: 'a feature of tests that is not supported',
  QTI_TEST_REFERENCE: 'the test refers to an item that the package does not list',
} as const;

/** What `lintItem` says of an item that can be read: errors make it unfit for a campaign, warnings ask for a look. */
export const qtiLintCodes = {
  QTI_LINT_UNKNOWN_CHOICE: 'a correct response or a mapping names a choice that does not exist',
  QTI_LINT_IMPOSSIBLE_KEY: 'a correct response that nobody can give',
  QTI_LINT_KEY_SCORES_NOTHING: 'the correct response has no points',
  QTI_LINT_KEY_NOT_BEST: 'the correct response has fewer points than another one',
  QTI_LINT_CONSTANT_SCORE: 'every response has the same points',
  QTI_LINT_POINTS: 'more points than any item has',
  QTI_LINT_MAXIMUM: 'the declared maximum is not the most that anyone can reach',
  QTI_LINT_NO_KEY: 'it is scored, but nothing says what is right',
  QTI_LINT_NOT_SCORED: 'no response processing: nothing of it counts',
  QTI_LINT_RESPONSE_UNUSED: 'a declared response that no interaction gives',
  QTI_LINT_RESPONSE_NOT_SCORED: 'an interaction that response processing does not look at',
  QTI_LINT_CASE_NOT_SAID: 'a mapping of strings that does not say whether case matters',
  QTI_LINT_NO_ALT: 'a picture without an alt attribute',
  QTI_LINT_EMPTY_CHOICE: 'a choice with nothing to read: no text, no described picture',
  QTI_LINT_NO_LANGUAGE: 'the item does not say its language',
  QTI_LINT_NOT_PLAYABLE:
    'it can be read and scored, but the player cannot show it yet, or a browser would refuse it',
  QTI_LINT_NOT_SHOWN: 'a part of the item that the player leaves out',
  QTI_LINT_HEAVY: 'a video of sign language that is too large for a class of computers',
  QTI_LINT_KEY_SHOWN: 'the correct response is what is there before the pupil answers',
  QTI_LINT_KEY_NAMED:
    'a name that reaches the browser (of a choice, a class, a file) tells which choice is right',
  QTI_LINT_CASE_TWINS: 'two keys of a mapping differ only by case',
  QTI_LINT_TOO_MUCH_WORK: 'response processing takes too many steps',
  QTI_LINT_DATA_IGNORED: 'an attribute for other systems, which is not delivered',
  QTI_LINT_STYLE_IGNORED:
    'a part of a style sheet that is not supported, or a style sheet that is not there: left out',
  QTI_LINT_STYLE_UNSAFE:
    'a part of a style sheet that could hide or fetch something, or reach beyond the item',
  QTI_LINT_FEEDBACK: 'feedback, which is not shown while the item is answered',
  QTI_LINT_LEFT_OUT: 'what a campaign refuses: left out to score the item all the same',
} as const;

export type QtiLintCode = keyof typeof qtiLintCodes;

export interface QtiRemark {
  readonly code: QtiLintCode;
  readonly severity: 'error' | 'warning';
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly element?: string;
  readonly reason: Said;
  /** `reason` in English. */
  readonly message: string;
}

export type QtiProblemCode = keyof typeof qtiProblemCodes;

export interface QtiProblem {
  readonly code: QtiProblemCode;
  /** The file, by its path in the package. */
  readonly path: string;
  /** From 1; 0 when the problem is not at a place in the file. */
  readonly line: number;
  /** From 1, in UTF-16 units; 0 as for `line`. */
  readonly column: number;
  /** The element's name, where there is one. */
  readonly element?: string;
  readonly reason: Said;
  /** `reason` in English, for item writers and operators. */
  readonly message: string;
}

/** A reason and its English, as problems and remarks have them. */
export function explained(reason: Said): Pick<QtiProblem, 'reason' | 'message'> {
  return { reason, message: wordsOf(reason).en };
}

/** All the problems of one file or package, never empty. */
export class QtiProblems extends Error {
  override readonly name = 'QtiProblems';
  readonly problems: readonly QtiProblem[];

  constructor(problems: readonly QtiProblem[]) {
    super(problems.map((problem) => describeProblem(problem)).join('\n'));
    this.problems = problems;
  }
}

/** `items/a.xml:12:5: <qti-gap> QTI_…: message` on one line. */
export function describeProblem(problem: QtiProblem | QtiRemark, lang: keyof Words = 'en'): string {
  const place = problem.line === 0 ? problem.path : `${problem.path}:${problem.line}:${problem.column}`;
  const element = problem.element === undefined ? '' : `<${problem.element}> `;
  return `${place}: ${element}${problem.code}: ${wordsOf(problem.reason)[lang]}`;
}

/** The most problems reported for one file: beyond, the file is not worth a list. */
const maxProblems = 200;

interface Place {
  readonly line: number;
  readonly column: number;
  readonly qname?: string;
}

/** Collects the problems of one file while it is read. */
export class ProblemList {
  readonly path: string;
  readonly problems: QtiProblem[] = [];
  /** Attributes that were left out because they are for other systems: remarks, no problems. */
  readonly ignored: { readonly place: Place; readonly name: string }[] = [];
  readonly #onlyShown: boolean;
  readonly #scorable = new Set<QtiProblem>();

  /** `onlyShown`: of what is shown to pupils, and of nothing that a score depends on. */
  constructor(path: string, onlyShown = false) {
    this.path = path;
    this.#onlyShown = onlyShown;
  }

  /** `scorable`: what is read in spite of the problem has the outcomes that the item says. */
  add(code: QtiProblemCode, place: Place | null, reason: Said, scorable = this.#onlyShown): void {
    if (this.problems.length >= maxProblems) return;
    const problem: QtiProblem = {
      code,
      path: this.path,
      line: place?.line ?? 0,
      column: place?.column ?? 0,
      ...(place?.qname === undefined ? {} : { element: place.qname }),
      ...explained(reason),
    };
    this.problems.push(problem);
    if (scorable && code !== 'QTI_XML_TOO_LARGE') this.#scorable.add(problem);
  }

  /** Takes those that do not keep the item from being scored out of the list. */
  takeScorable(): QtiProblem[] {
    const taken = this.problems.filter((problem) => this.#scorable.has(problem));
    const left = this.problems.filter((problem) => !this.#scorable.has(problem));
    this.problems.splice(0, this.problems.length, ...left);
    return taken;
  }

  /** Problems of a file that the item refers to. */
  addAll(problems: readonly QtiProblem[]): void {
    this.problems.push(...problems);
    if (this.#onlyShown) for (const problem of problems) this.#scorable.add(problem);
  }

  /** Puts another list of the same item after this one. */
  append(other: ProblemList): void {
    this.problems.push(...other.problems);
    for (const problem of other.#scorable) this.#scorable.add(problem);
    this.ignored.push(...other.ignored);
  }

  ignore(place: Place, name: string): void {
    if (this.ignored.length < maxProblems) this.ignored.push({ place, name });
  }

  /** Throws `QtiProblems`, sorted by place, if there is any. */
  throwIfAny(): void {
    if (this.problems.length === 0) return;
    const sorted = this.problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
    throw new QtiProblems(sorted);
  }
}
