import type { Catalog, DeliveryNode, StyleRule } from '../../delivery/delivery-item.ts';
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
import type { Said } from '../../words/say.ts';
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
  readonly size: { nodes: number };
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
    size: { nodes: 0 },
  } satisfies Partial<BodyContext>;
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
