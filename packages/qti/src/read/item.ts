/** qti-assessment-item. */

import type { DeliveryNode } from '../delivery/delivery-item.ts';
import { noFolding, type TextFolding } from '../lexical/french-text.ts';
import type { Rule } from '../model/expression.ts';
import type { Item, OutcomeDeclaration, ResponseDeclaration, TemplateDeclaration } from '../model/item.ts';
import { explained, type ProblemList, ProblemList as Problems, type QtiRemark } from '../model/problem.ts';
import type { Value } from '../model/value.ts';
import { processTemplates } from '../score/process-templates.ts';
import { type Said, say } from '../words/say.ts';
import { elementsOf, isBlank, parseXml, type XmlElement } from '../xml/xml.ts';
import { readBody } from './body.ts';
import { readCatalogs } from './catalog.ts';
import { attributesOf } from './content/attribute-reader.ts';
import { type BodyContext, hidden, nothingRead } from './content/body-context.ts';
import { contentOf, isVisible, readContentNodes, readFeedbackVisibility } from './content/content.ts';
import { qtiNamespace, reportUnsupported } from './content/context.ts';
import { readWrapper } from './content/wrapper.ts';
import { reportForeign } from './foreign.ts';
import { readMaterials } from './materials.ts';
import {
  readOutcomeDeclaration,
  readResponseDeclaration,
  readTemplateDeclaration,
} from './processing/declarations.ts';
import { patternStates, type Scope } from './processing/expressions.ts';
import { readProcessing } from './processing/processing.ts';
import { readRules, reportText } from './processing/rules.ts';
import { readSteps } from './steps.ts';
import { readStimulus } from './stimulus.ts';
import { readStylesheet } from './stylesheet.ts';
import { openTemplate } from './template-file.ts';
import { inKnownNamespace, upgraded } from './upgrade.ts';

export interface ReadItemOptions {
  /** Path of the item's file in the package: references to files are resolved from it. */
  readonly path: string;
  /** Other files of the package, for shared texts and style sheets. Without it there are none. */
  readonly file?: (path: string) => Uint8Array | null;
  /** Chooses the variant of an item with template variables; the same seed gives the same item for ever. */
  readonly seed?: string;
  /** Names of the modules of portable custom interactions that may be used; `any`: for tools of an author. */
  readonly modules?: readonly string[] | 'any';
  /**
   * The item as it is shown when its outcomes have these values, for its author's eyes (`cloison qti preview`): feedback
   * and printed variables are as they say, whatever decided them.
   */
  readonly outcomes?: ReadonlyMap<string, Value>;
  /**
   * `score`: what only the screen would miss, and what other engines score though the standard does not allow it, is
   * left out with a remark (`QTI_LINT_LEFT_OUT`, an error: no campaign takes the item). `campaign` when it is not said.
   */
  readonly purpose?: 'campaign' | 'score';
}

/**
 * Reads one item of QTI 3.0, or of QTI 2.0 to 2.2. Throws `QtiProblems` with every problem of the file, each with line
 * and column.
 */
export function readItem(xml: string | Uint8Array, options: ReadItemOptions): Item {
  const { path } = options;
  const toScore = options.purpose === 'score';
  const problems = new Problems(path);
  const written = parseXml(xml, path);
  const { root } = upgraded(toScore ? inKnownNamespace(written, problems) : written);
  checkRoot(root, problems);
  if (!toScore) problems.throwIfAny();
  const shown = new Problems(path, true);
  const item = readRoot(root, options, problems, shown);
  problems.append(shown);
  const leftOut = toScore ? problems.takeScorable() : [];
  problems.throwIfAny();
  if (leftOut.length === 0) return item;
  const remarks = leftOut.map(({ code, reason, ...place }): QtiRemark => {
    return {
      ...place,
      code: 'QTI_LINT_LEFT_OUT',
      severity: 'error',
      ...explained(say('left-out', { code, reason })),
    };
  });
  return { ...item, remarks: [...item.remarks, ...remarks] };
}

function checkRoot(root: XmlElement, problems: ProblemList): void {
  if (root.name === 'qti-assessment-item' && root.namespace === qtiNamespace) return;
  if (root.name === 'qti-assessment-item') {
    problems.add('QTI_VERSION', root, say('namespace', { namespace: qtiNamespace }));
  } else if (root.name === 'assessmentItem') {
    const reason = say('old-item', { namespace: root.namespace.slice(0, 100) });
    problems.add('QTI_VERSION', root, reason);
  } else {
    problems.add('QTI_VERSION', root, say('not-an-assessment-item'));
  }
}

interface Parts {
  readonly body: XmlElement | null;
  readonly materials: XmlElement | null;
  readonly processing: XmlElement | null;
  readonly templateProcessing: XmlElement | null;
  readonly modalFeedback: readonly XmlElement[];
  readonly stimuli: readonly XmlElement[];
  readonly stylesheets: readonly XmlElement[];
  readonly catalogs: readonly XmlElement[];
  readonly responses: ReadonlyMap<string, ResponseDeclaration>;
  readonly outcomes: ReadonlyMap<string, OutcomeDeclaration>;
  readonly templates: ReadonlyMap<string, TemplateDeclaration>;
  readonly refused: ReadonlySet<string>;
}

/** A title stands on lines with figures. A mark that reverses the direction of writing would show “12 %” there as “21 %”. */
const UNSHOWN = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** `problems` of declarations and processing, `shown` of what pupils are shown. */
function readRoot(
  root: XmlElement,
  options: ReadItemOptions,
  problems: ProblemList,
  shown: ProblemList,
): Item {
  const { path } = options;
  for (const child of elementsOf(root))
    reportForeign(child, isComputed.test(child.name) ? problems : shown, root);
  const attributes = attributesOf(root, shown);
  const identifier = attributes.identifier('identifier');
  const title = attributes.required('title');
  if (UNSHOWN.test(title)) attributes.bad('title', say('expect-shown-signs'));
  const language = attributes.language();
  const adaptive = attributes.boolean('adaptive', false);
  // Whether the time of the session may be looked at: it is where it is known.
  attributes.boolean('time-dependent', false);
  for (const name of ['label', 'tool-name', 'tool-version', 'dir', 'class']) attributes.text(name);
  attributes.finish();

  const declared = readParts(root, problems, shown, adaptive);
  if (declared.body === null) shown.add('QTI_MISSING_ELEMENT', root, say('body-missing'));
  const seed = options.seed ?? identifier;
  const { parts, values, rules, steps: templateSteps } = makeVariant(declared, seed, problems);
  const known: KnownToBody = {
    path,
    language: language ?? 'und',
    responses: parts.responses,
    templates: parts.templates,
    templateValues: values,
    refused: parts.refused,
    modules: options.modules === 'any' ? 'any' : new Set(options.modules ?? []),
    file: options.file ?? (() => null),
    parsed: new Map(),
    again: false,
  };
  const outcomes =
    options.outcomes === undefined ? parts.outcomes : withValues(parts.outcomes, options.outcomes);
  const { body, modal, context } = readShown(parts, { ...known, outcomes, problems: shown });
  for (const element of parts.catalogs) readCatalogs(element, context);
  checkCatalogRefs(context);
  const responses = new Map(
    [...parts.responses].map(([id, declaration]) => [
      id,
      withFolding(declaration, context.foldings.get(id) ?? noFolding),
    ]),
  );
  const setsCorrect = new Set(rules.flatMap((rule) => correctsIn(rule)));
  const scope: Scope = { ...scopeOf(parts, problems, 'response'), responses };
  const processing =
    parts.processing === null
      ? { processing: null, template: null }
      : readProcessing(parts.processing, scope, setsCorrect, openTemplate(path, context.file));
  const calculator = parts.materials !== null && readMaterials(parts.materials, shown);
  addRemarks(root, language, [...problems.ignored, ...shown.ignored], context);
  const item: Item = {
    path,
    identifier,
    title,
    language: language ?? 'und',
    adaptive,
    responses: [...responses.values()],
    outcomes: [...parts.outcomes.values()],
    templates: [...parts.templates.values()],
    templateValues: values,
    templateSteps,
    seed,
    body: options.outcomes === undefined ? body : [...body, ...modal],
    laterBody: context.later,
    steps: null,
    assets: [...context.assets].toSorted(),
    hiddenAssets: [...context.hiddenAssets].filter((file) => !context.assets.has(file)).toSorted(),
    scripts: [...context.scripts].map(([module, path]) => ({ module, path })),
    rubrics: context.rubrics,
    feedback: context.feedback,
    catalogs: context.catalogs,
    calculator,
    styles: context.styles,
    ...processing,
    remarks: context.remarks,
  };
  if (options.outcomes !== undefined) return item;
  const steps = readSteps(item, context.printed, (outcomes) => {
    // What is wrong in it was said when it was read first.
    const again = {
      ...known,
      outcomes: withValues(parts.outcomes, outcomes),
      problems: new Problems(path, true),
      again: true,
    };
    const { body, modal, context } = readShown(parts, again);
    return { body: [...body, ...modal], assets: [...context.assets], nodes: context.size.nodes };
  });
  return { ...item, steps };
}

type KnownToBody = Omit<BodyContext, keyof ReturnType<typeof nothingRead> | 'outcomes' | 'problems'>;

/** What a pupil is shown when outcomes have these values, and what was gathered beside it. */
function readShown(
  parts: Parts,
  known: KnownToBody & Pick<BodyContext, 'outcomes' | 'problems'>,
): {
  readonly body: readonly DeliveryNode[];
  /** Modal feedback that these values show. */
  readonly modal: readonly DeliveryNode[];
  readonly context: BodyContext;
} {
  const context: BodyContext = { ...known, ...nothingRead() };
  for (const stylesheet of parts.stylesheets) readStylesheet(stylesheet, context);
  for (const reference of parts.stimuli) {
    const stimulus = readStimulus(reference, context);
    if (stimulus !== null) context.stimuli.set(stimulus.id, stimulus.nodes);
  }
  const body = parts.body === null ? [] : readBody(parts.body, context);
  const modal = parts.modalFeedback.flatMap((element) => readModalFeedback(element, context));
  return { body, modal, context };
}

/** Outcomes that start with these values. */
function withValues(
  outcomes: ReadonlyMap<string, OutcomeDeclaration>,
  values: ReadonlyMap<string, Value>,
): ReadonlyMap<string, OutcomeDeclaration> {
  return new Map(
    [...outcomes].map(([id, declared]) => [
      id,
      values.has(id) ? { ...declared, defaultValue: values.get(id) ?? null } : declared,
    ]),
  );
}

function scopeOf(parts: Parts, problems: ProblemList, processing: Scope['processing']): Scope {
  const { responses, outcomes, templates, refused } = parts;
  return { processing, responses, outcomes, templates, refused, problems, patterns: { left: patternStates } };
}

/** Response identifiers whose correct response these rules may set. */
function correctsIn(rule: Rule): string[] {
  if (rule.kind === 'setCorrect') return [rule.response];
  return rule.kind === 'condition' ? rule.branches.flatMap(({ rules }) => rules.flatMap(correctsIn)) : [];
}

/** Template processing for one seed: its values, and declarations with what it has set. */
function makeVariant(
  parts: Parts,
  seed: string,
  problems: ProblemList,
): {
  readonly parts: Parts;
  readonly values: ReadonlyMap<string, Value>;
  readonly rules: readonly Rule[];
  readonly steps: number;
} {
  const { templates, responses, outcomes, templateProcessing } = parts;
  const element = templateProcessing;
  let rules: readonly Rule[] = [];
  if (element !== null) {
    attributesOf(element, problems).finish();
    reportText(element, problems);
    rules = readRules(elementsOf(element), scopeOf(parts, problems, 'template'));
  }
  const made = processTemplates({ rules, templates: [...templates.values()], responses, outcomes }, seed);
  if (made === null) {
    problems.add('QTI_UNSUPPORTED_TEMPLATE_ITEM', element, say('templates-work'));
    return { parts, values: new Map(), rules, steps: 0 };
  }
  const set = {
    responses: new Map(
      [...responses].map(([id, declaration]) => [
        id,
        {
          ...declaration,
          correct: made.corrects.has(id) ? (made.corrects.get(id) ?? null) : declaration.correct,
          defaultValue: made.defaults.has(id) ? (made.defaults.get(id) ?? null) : declaration.defaultValue,
        },
      ]),
    ),
    outcomes: new Map(
      [...outcomes].map(([id, declaration]) => [
        id,
        made.defaults.has(id) ? { ...declaration, defaultValue: made.defaults.get(id) ?? null } : declaration,
      ]),
    ),
  };
  return { parts: { ...parts, ...set }, values: made.templates, rules, steps: made.steps };
}

/** What a score depends on. */
const isComputed = /^qti-(?:response|outcome|template|context)-(?:declaration|processing)$/;

function readParts(root: XmlElement, problems: ProblemList, shown: ProblemList, adaptive: boolean): Parts {
  const responses = new Map<string, ResponseDeclaration>();
  const outcomes = new Map<string, OutcomeDeclaration>();
  const templates = new Map<string, TemplateDeclaration>();
  const refused = new Set<string>();
  const known = new Set<string>();
  const single: Record<'body' | 'materials' | 'processing' | 'templateProcessing', XmlElement | null> = {
    body: null,
    materials: null,
    processing: null,
    templateProcessing: null,
  };
  const lists = { modalFeedback: [], stimuli: [], stylesheets: [], catalogs: [] } as Record<
    'modalFeedback' | 'stimuli' | 'stylesheets' | 'catalogs',
    XmlElement[]
  >;
  const declare = <D extends { readonly id: string }>(
    declaration: D | null,
    own: Map<string, D>,
    element: XmlElement,
  ): void => {
    const id = declaration?.id ?? element.attributes.get('identifier')?.trim() ?? '';
    if (known.has(id))
      problems.add('QTI_DUPLICATE', element, say('declared-twice', { id: id.slice(0, 100) }));
    if (id !== '') known.add(id);
    if (declaration === null) refused.add(id);
    else own.set(id, declaration);
  };
  const once = (name: keyof typeof single, element: XmlElement, what: Said): void => {
    if (single[name] !== null) problems.add('QTI_DUPLICATE', element, say('second-part', { what }));
    single[name] = element;
  };
  const keysLookedAt = correctsLookedAt(root);
  for (const child of root.children) {
    if (child.kind === 'text') {
      if (!isBlank(child.text)) shown.add('QTI_TEXT_NOT_ALLOWED', child, say('text-outside'));
      continue;
    }
    if (child.namespace !== qtiNamespace) continue;
    switch (child.name) {
      case 'qti-response-declaration':
        declare(readResponseDeclaration(child, problems, keysLookedAt), responses, child);
        break;
      case 'qti-outcome-declaration':
        declare(readOutcomeDeclaration(child, problems), outcomes, child);
        break;
      case 'qti-template-declaration':
      // What a platform says of the session: no campaign says anything, so the default holds.
      case 'qti-context-declaration':
        declare(readTemplateDeclaration(child, problems), templates, child);
        break;
      case 'qti-item-body':
        once('body', child, say('the-body'));
        break;
      case 'qti-response-processing':
        once('processing', child, say('the-processing'));
        break;
      case 'qti-template-processing':
        once('templateProcessing', child, say('the-templates'));
        break;
      case 'qti-modal-feedback':
        lists.modalFeedback.push(child);
        break;
      case 'qti-assessment-stimulus-ref':
        lists.stimuli.push(child);
        break;
      case 'qti-stylesheet':
        lists.stylesheets.push(child);
        break;
      case 'qti-companion-materials-info':
        once('materials', child, say('the-materials'));
        break;
      case 'qti-catalog-info':
        lists.catalogs.push(child);
        break;
      default:
        reportUnsupported(child, shown);
    }
  }
  if (adaptive && !outcomes.has('completionStatus')) outcomes.set('completionStatus', completionStatus);
  return { ...single, ...lists, responses, outcomes, templates, refused };
}

/** Whether response processing, as it is written, asks for a correct response; a template may ask for any. */
function correctsLookedAt(root: XmlElement): (id: string) => boolean {
  const found = new Set<string>();
  let hasTemplate = false;
  const visit = (element: XmlElement): void => {
    if (element.name === 'qti-correct') found.add(element.attributes.get('identifier')?.trim() ?? '');
    for (const child of elementsOf(element)) visit(child);
  };
  for (const child of elementsOf(root)) {
    if (child.name !== 'qti-response-processing') continue;
    hasTemplate ||= child.attributes.has('template') || child.attributes.has('template-location');
    visit(child);
  }
  return (id) => hasTemplate || found.has(id);
}

/** Built in; of an adaptive item it says when the attempts are over. */
const completionStatus: OutcomeDeclaration = {
  id: 'completionStatus',
  cardinality: 'single',
  baseType: 'identifier',
  defaultValue: { cardinality: 'single', baseType: 'identifier', members: ['unknown'] },
  normalMaximum: null,
  normalMinimum: null,
  external: false,
  lookupTable: null,
};

/** Empty unless the outcomes show it. */
function readModalFeedback(element: XmlElement, context: BodyContext): DeliveryNode[] {
  const attributes = attributesOf(element, context.problems);
  const visibility = readFeedbackVisibility(element, attributes, context);
  const title = attributes.text('title');
  const declared = context.outcomes.get(visibility.outcome);
  const visible =
    declared !== undefined && isVisible(declared.defaultValue, visibility.identifier, visibility.showHide);
  const inside = hidden(context);
  readWrapper(attributes, true, element, inside);
  attributes.finish();
  const children = contentOf(element, inside).filter(
    (child) =>
      child.kind === 'text' || (child.name !== 'qti-catalog-info' && child.name !== 'qti-stylesheet'),
  );
  const content = readContentNodes(children, inside);
  context.feedback.push({ place: 'modal', ...visibility, title, content });
  if (!visible) return [];
  for (const path of inside.assets) context.assets.add(path);
  const heading: DeliveryNode[] =
    title === null
      ? []
      : [{ kind: 'element', name: 'h2', attributes: {}, children: [{ kind: 'text', text: title }] }];
  const attributesOfBlock = { class: 'qti-modal-feedback' };
  return [
    { kind: 'element', name: 'div', attributes: attributesOfBlock, children: [...heading, ...content] },
  ];
}

function checkCatalogRefs({ catalogRefs, catalogs, problems }: BodyContext): void {
  const known = new Set(catalogs.map(({ id }) => id));
  for (const { id, element } of catalogRefs) {
    if (!known.has(id))
      problems.add('QTI_BAD_ATTRIBUTE', element, say('catalog-unknown', { id: id.slice(0, 60) }));
  }
}

function addRemarks(
  root: XmlElement,
  language: string | null,
  ignored: ProblemList['ignored'],
  context: BodyContext,
): void {
  const { path, remarks, feedback } = context;
  const add = (code: Item['remarks'][number]['code'], place: XmlElement, reason: Said): void => {
    const { line, column, qname } = place;
    remarks.push({ code, severity: 'warning', path, line, column, element: qname, ...explained(reason) });
  };
  if (language === null) {
    add('QTI_LINT_NO_LANGUAGE', root, say('no-language'));
  }
  if (feedback.length > 0) {
    const reason = say('feedback-not-shown', { count: feedback.length });
    add('QTI_LINT_FEEDBACK', root, reason);
  }
  for (const { place, name } of ignored) {
    remarks.push({
      code: 'QTI_LINT_DATA_IGNORED',
      severity: 'warning',
      path,
      line: place.line,
      column: place.column,
      ...(place.qname === undefined ? {} : { element: place.qname }),
      ...explained(say('attribute-ignored', { name })),
    });
  }
}

/** Strings of the declaration carry the way in which they are compared. */
function withFolding(declaration: ResponseDeclaration, folding: TextFolding): ResponseDeclaration {
  const { correct, baseType } = declaration;
  const folded: Value = correct === null || baseType !== 'string' ? correct : { ...correct, folding };
  return { ...declaration, correct: folded, folding };
}
