import type { Catalog, DeliveryNode, StyleRule } from '../../delivery/delivery-item.ts';
import { limits } from '../../delivery/limits.ts';
import type { TextFolding } from '../../lexical/french-text.ts';
import type {
  Feedback,
  OutcomeDeclaration,
  ResponseDeclaration,
  Rubric,
  TemplateDeclaration,
} from '../../model/item.ts';
import { explained, type ProblemList, type QtiLintCode, type QtiRemark } from '../../model/problem.ts';
import type { Value } from '../../model/value.ts';
import { type Said, say } from '../../words/say.ts';
import type { XmlElement } from '../../xml/xml.ts';

/** What is known and what is gathered while the content of one item is read. */
export interface BodyContext {
  /** Of the file that is being read: references start there. */
  readonly path: string;
  /** Of the item: numbers are printed as its readers write them. */
  readonly language: string;
  readonly problems: ProblemList;
  readonly responses: ReadonlyMap<string, ResponseDeclaration>;
  /** With the defaults that the item starts with. */
  readonly outcomes: ReadonlyMap<string, OutcomeDeclaration>;
  readonly templates: ReadonlyMap<string, TemplateDeclaration>;
  readonly templateValues: ReadonlyMap<string, Value>;
  /** Responses whose declaration was refused: reported there. */
  readonly refused: ReadonlySet<string>;
  /** Modules of portable custom interactions that may be used. */
  readonly modules: ReadonlySet<string> | 'any';
  /** A file of the package, or null. */
  readonly file: (path: string) => Uint8Array | null;
  /** Of shared texts that were read before, by path: an item with several attempts is read again for each of them. */
  readonly parsed: Map<string, XmlElement>;
  /** Shared texts by the identifier of their reference; those that the body gives a place are taken out. */
  readonly stimuli: Map<string, readonly DeliveryNode[]>;
  // Filled while reading.
  readonly assets: Set<string>;
  readonly hiddenAssets: Set<string>;
  /** Files of the modules that are used, by module. */
  readonly scripts: Map<string, string>;
  readonly bound: Set<string>;
  readonly foldings: Map<string, TextFolding>;
  readonly rubrics: Rubric[];
  readonly remarks: QtiRemark[];
  readonly feedback: Feedback[];
  /** Outcomes whose values the body prints. */
  readonly printed: Set<string>;
  /** Parts of feedback that is hidden at first and holds interactions. */
  readonly later: DeliveryNode[];
  readonly catalogs: Catalog[];
  readonly catalogRefs: { readonly id: string; readonly element: XmlElement }[];
  readonly styles: StyleRule[];
  readonly size: { nodes: number; sharedFiles: number; sharedBytes: number; isFull: boolean };
  /** The item is read again, as other outcomes show it: its styles and remarks are known. */
  readonly again: boolean;
}

/** What a context gathers while a body is read, before anything is. */
export function nothingRead() {
  return {
    stimuli: new Map(),
    assets: new Set(),
    hiddenAssets: new Set(),
    scripts: new Map(),
    bound: new Set(),
    foldings: new Map(),
    rubrics: [],
    remarks: [],
    feedback: [],
    printed: new Set(),
    later: [],
    catalogs: [],
    catalogRefs: [],
    styles: [],
    size: { nodes: 0, sharedFiles: 0, sharedBytes: 0, isFull: false },
  } satisfies Partial<BodyContext>;
}

/** A shared text or a style sheet; null when it is not there, and after a problem, `refused`. */
export function sharedFile(
  context: BodyContext,
  path: string,
  element: XmlElement,
): Uint8Array | null | 'refused' {
  const { size, problems } = context;
  const bytes = context.file(path);
  size.sharedFiles += 1;
  size.sharedBytes += bytes?.length ?? 0;
  if (size.sharedFiles <= limits.sharedFiles && size.sharedBytes <= limits.sharedBytes) return bytes;
  const reason = say('shared-files', { files: limits.sharedFiles, bytes: limits.sharedBytes });
  // Once: the item is refused, and there may be thousands.
  if (!size.isFull) problems.add('QTI_XML_TOO_LARGE', element, reason);
  size.isFull = true;
  return 'refused';
}

/** Of content that is not delivered: its files, catalogs and remarks are not the pupil's. */
export function hidden(context: BodyContext): BodyContext {
  return { ...context, assets: context.hiddenAssets, remarks: [], catalogRefs: [] };
}

export function remark(
  context: Pick<BodyContext, 'path' | 'remarks'>,
  code: QtiLintCode,
  severity: QtiRemark['severity'],
  element: XmlElement,
  reason: Said,
): void {
  const { line, column, qname } = element;
  context.remarks.push({
    code,
    severity,
    path: context.path,
    line,
    column,
    element: qname,
    ...explained(reason),
  });
}
