/** qti-assessment-item. */

import { noFolding, type TextFolding } from '../lexical/french-text.ts';
import type { Item, OutcomeDeclaration, ResponseDeclaration } from '../model/item.ts';
import type { ProblemList } from '../model/problem.ts';
import { ProblemList as Problems } from '../model/problem.ts';
import type { Value } from '../model/value.ts';
import { elementsOf, isBlank, parseXml, type XmlElement } from '../xml/xml.ts';
import { readBody } from './body.ts';
import type { BodyContext } from './content.ts';
import { attributesOf, mathNamespace, qtiNamespace, reportUnsupported } from './context.ts';
import { readOutcomeDeclaration, readResponseDeclaration } from './declarations.ts';
import { readProcessing } from './processing.ts';

/**
 * Reads one item. `path` is that of its file in the package: references to files are resolved from it.
 * Throws `QtiProblems` with every problem of the file, each with line and column.
 */
export function readItem(xml: string | Uint8Array, { path }: { readonly path: string }): Item {
  const root = parseXml(xml, path);
  const problems = new Problems(path);
  checkRoot(root, problems);
  problems.throwIfAny();
  reportForeign(root, problems, false);
  const item = readRoot(root, path, problems);
  problems.throwIfAny();
  if (item === null) throw new Error('an item without problems has been read');
  return item;
}

function checkRoot(root: XmlElement, problems: ProblemList): void {
  if (root.name === 'qti-assessment-item' && root.namespace === qtiNamespace) return;
  if (root.name === 'assessmentItem') {
    problems.add('QTI_VERSION', root, 'this is a QTI 1 or 2 item: convert it to QTI 3.0');
  } else if (root.name === 'qti-assessment-item') {
    problems.add('QTI_VERSION', root, `the namespace has to be ${qtiNamespace}`);
  } else {
    problems.add('QTI_VERSION', root, 'expected qti-assessment-item');
  }
}

/** Elements of other vocabularies (XInclude, SSML, SVG …), and MathML outside the body, wherever they are. */
function reportForeign(element: XmlElement, problems: ProblemList, inBody: boolean): void {
  for (const child of elementsOf(element)) {
    if (child.namespace !== qtiNamespace && !(child.namespace === mathNamespace && inBody)) {
      const message = `elements of "${child.namespace.slice(0, 100)}" are not supported here`;
      problems.add('QTI_UNSUPPORTED_ELEMENT', child, message);
    } else {
      reportForeign(child, problems, inBody || child.name === 'qti-item-body');
    }
  }
}

interface Parts {
  readonly body: XmlElement | null;
  readonly processing: XmlElement | null;
  readonly responses: Map<string, ResponseDeclaration>;
  readonly outcomes: Map<string, OutcomeDeclaration>;
}

function readRoot(root: XmlElement, path: string, problems: ProblemList): Item | null {
  const attributes = attributesOf(root, problems);
  const identifier = attributes.identifier('identifier');
  const title = attributes.required('title');
  const language = attributes.language();
  if (attributes.boolean('adaptive', false)) {
    problems.add('QTI_UNSUPPORTED_ADAPTIVE', root, 'adaptive="true": a pupil answers each item once');
  }
  if (attributes.boolean('time-dependent', false))
    attributes.bad('time-dependent', 'false: no item is scored by its time');
  for (const name of ['label', 'tool-name', 'tool-version']) attributes.text(name);
  attributes.finish();

  const parts = readParts(root, problems);
  if (parts.body === null) problems.add('QTI_MISSING_ELEMENT', root, 'qti-item-body is missing');
  const context: BodyContext = {
    path,
    problems,
    responses: parts.responses,
    assets: new Set(),
    bound: new Set(),
    foldings: new Map(),
    rubrics: [],
    remarks: [],
    nodes: 0,
  };
  const body = parts.body === null ? [] : readBody(parts.body, context);
  if (language === null) {
    const { line, column, qname } = root;
    const message = 'add xml:lang="fr" (or what it is) to the item, for those who listen to it';
    context.remarks.push({
      code: 'QTI_LINT_NO_LANGUAGE',
      severity: 'warning',
      path,
      line,
      column,
      element: qname,
      message,
    });
  }
  const responses = new Map(
    [...parts.responses].map(([id, declaration]) => [
      id,
      withFolding(declaration, context.foldings.get(id) ?? noFolding),
    ]),
  );
  const processing =
    parts.processing === null
      ? { processing: null, template: null }
      : readProcessing(parts.processing, { responses, outcomes: parts.outcomes, problems });
  return {
    path,
    identifier,
    title,
    language: language ?? 'und',
    responses: [...responses.values()],
    outcomes: [...parts.outcomes.values()],
    body,
    assets: [...context.assets].toSorted(),
    rubrics: context.rubrics,
    ...processing,
    remarks: context.remarks,
  };
}

function readParts(root: XmlElement, problems: ProblemList): Parts {
  const responses = new Map<string, ResponseDeclaration>();
  const outcomes = new Map<string, OutcomeDeclaration>();
  let body: XmlElement | null = null;
  let processing: XmlElement | null = null;
  for (const child of root.children) {
    if (child.kind === 'text') {
      if (!isBlank(child.text)) problems.add('QTI_TEXT_NOT_ALLOWED', child, 'text outside the body');
      continue;
    }
    if (child.namespace !== qtiNamespace) continue;
    switch (child.name) {
      case 'qti-response-declaration':
        declare(readResponseDeclaration(child, problems), responses, outcomes, child, problems);
        break;
      case 'qti-outcome-declaration':
        declare(readOutcomeDeclaration(child, problems), outcomes, responses, child, problems);
        break;
      case 'qti-item-body':
        if (body !== null) problems.add('QTI_DUPLICATE', child, 'a second body');
        body = child;
        break;
      case 'qti-response-processing':
        if (processing !== null) problems.add('QTI_DUPLICATE', child, 'a second response processing');
        processing = child;
        break;
      default:
        reportUnsupported(child, problems);
    }
  }
  return { body, processing, responses, outcomes };
}

function declare<D extends { readonly id: string }>(
  declaration: D | null,
  own: Map<string, D>,
  other: ReadonlyMap<string, unknown>,
  element: XmlElement,
  problems: ProblemList,
): void {
  if (declaration === null) return;
  if (own.has(declaration.id) || other.has(declaration.id)) {
    problems.add('QTI_DUPLICATE', element, `${declaration.id} is declared twice`);
  }
  own.set(declaration.id, declaration);
}

/** Strings of the declaration carry the way in which they are compared. */
function withFolding(declaration: ResponseDeclaration, folding: TextFolding): ResponseDeclaration {
  const { correct, baseType } = declaration;
  const folded: Value = correct === null || baseType !== 'string' ? correct : { ...correct, folding };
  return { ...declaration, correct: folded, folding };
}
