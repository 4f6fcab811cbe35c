/**
 * The elements and attributes of an item's body that can reach a browser. Everything else is refused when an item
 * is read (with its line) and again when a delivery file is parsed: nothing is dropped silently.
 *
 * Source of the selection: QTI 3.0 ASI, "HTML5 content model" (flow and text-level elements), MathML 3 presentation
 * markup. Links lead to a place of the same item. Deliberately absent: `style`, event handlers, `object` (read as a
 * picture or a recording), `iframe`, `script`, `svg`, `form`, `input`.
 */

const htmlElements = [
  'a',
  'abbr',
  'address',
  'article',
  'aside',
  'audio',
  'b',
  'bdi',
  'bdo',
  'blockquote',
  'br',
  'caption',
  'cite',
  'code',
  'col',
  'colgroup',
  'dd',
  'del',
  'details',
  'dfn',
  'div',
  'dl',
  'dt',
  'em',
  'figcaption',
  'figure',
  'footer',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hr',
  'i',
  'img',
  'ins',
  'kbd',
  'label',
  'li',
  'mark',
  'nav',
  'ol',
  'p',
  'picture',
  'pre',
  'q',
  'rb',
  'rp',
  'rt',
  'rtc',
  'ruby',
  's',
  'samp',
  'section',
  'small',
  'source',
  'span',
  'strong',
  'sub',
  'summary',
  'sup',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'time',
  'track',
  'tr',
  'u',
  'ul',
  'var',
  'video',
  'wbr',
] as const;

const mathElements = [
  'math',
  'menclose',
  'mfenced',
  'mfrac',
  'mi',
  'mlabeledtr',
  'mmultiscripts',
  'mn',
  'mo',
  'mover',
  'mpadded',
  'mphantom',
  'mprescripts',
  'mroot',
  'mrow',
  'ms',
  'mspace',
  'msqrt',
  'mstyle',
  'msub',
  'msubsup',
  'msup',
  'mtable',
  'mtd',
  'mtext',
  'mtr',
  'munder',
  'munderover',
  'none',
] as const;

export type HtmlElementName = (typeof htmlElements)[number];
export type MathElementName = (typeof mathElements)[number];
export type AllowedElement = HtmlElementName | MathElementName;

/** All of them: HTML, then MathML. */
export const allowedElements: readonly AllowedElement[] = [...htmlElements, ...mathElements];

const htmlNames: ReadonlySet<string> = new Set(htmlElements);
const mathNames: ReadonlySet<string> = new Set(mathElements);

export function isHtmlElementName(name: string): name is HtmlElementName {
  return htmlNames.has(name);
}

export function isMathElementName(name: string): name is MathElementName {
  return mathNames.has(name);
}

export function isAllowedElement(name: string): name is AllowedElement {
  return htmlNames.has(name) || mathNames.has(name);
}

/** Elements that never have content. */
export const voidElements: ReadonlySet<string> = new Set([
  'br',
  'col',
  'hr',
  'img',
  'source',
  'track',
  'wbr',
]);

const globalAttributes: ReadonlySet<string> = new Set([
  'class',
  'data-catalog-idref',
  'dir',
  'id',
  'lang',
  'role',
  'title',
]);

const mathAttributes: ReadonlySet<string> = new Set([
  'accent',
  'accentunder',
  'align',
  'alttext',
  'close',
  'columnalign',
  'columnlines',
  'columnspacing',
  'columnspan',
  'denomalign',
  'depth',
  'display',
  'displaystyle',
  'fence',
  'form',
  'frame',
  'height',
  'largeop',
  'linethickness',
  'lspace',
  'mathvariant',
  'maxsize',
  'minsize',
  'movablelimits',
  'notation',
  'numalign',
  'open',
  'overflow',
  'rowalign',
  'rowlines',
  'rowspacing',
  'rowspan',
  'rspace',
  'scriptlevel',
  'separator',
  'separators',
  'stretchy',
  'subscriptshift',
  'superscriptshift',
  'symmetric',
  'voffset',
  'width',
]);

const ownAttributes: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  audio: ['src', 'controls', 'preload', 'loop', 'muted'],
  col: ['span'],
  colgroup: ['span'],
  img: ['src', 'alt', 'width', 'height'],
  li: ['value'],
  ol: ['start', 'reversed', 'type'],
  source: ['src', 'srcset', 'media', 'type'],
  td: ['colspan', 'rowspan', 'headers'],
  th: ['colspan', 'rowspan', 'headers', 'scope', 'abbr'],
  time: ['datetime'],
  track: ['src', 'kind', 'srclang', 'label', 'default'],
  video: ['src', 'controls', 'preload', 'loop', 'muted', 'width', 'height', 'poster'],
};

/** Attributes whose value is the path of a file of the package. */
export const pathAttributes: ReadonlySet<string> = new Set(['src', 'srcset', 'poster']);

/** `name` is as the browser will see it: `xml:lang` has become `lang`. */
export function isAllowedAttribute(element: AllowedElement, name: string): boolean {
  if (globalAttributes.has(name) || /^aria-[a-z]{1,32}$/.test(name)) return true;
  if (ownAttributes[element]?.includes(name)) return true;
  return mathNames.has(element) && mathAttributes.has(name);
}

/** Lengths that move or squeeze what stands beside them: never below zero, never more than a few lines. */
const spacing: ReadonlySet<string> = new Set([
  'depth',
  'height',
  'linethickness',
  'lspace',
  'maxsize',
  'minsize',
  'rspace',
  'subscriptshift',
  'superscriptshift',
  'voffset',
  'width',
]);

/** Of these, a length for each column or row. */
const spacings: ReadonlySet<string> = new Set(['columnspacing', 'rowspacing']);

/** Roles of what is read: none that takes a reader out of the item, announces it, or makes a control of words. */
const roles: ReadonlySet<string> = new Set(
  'article blockquote caption cell code columnheader definition deletion emphasis figure group heading img insertion list listitem math none note paragraph presentation row rowgroup rowheader separator strong subscript superscript table term time'.split(
    ' ',
  ),
);

/** What names and describes, and says where a cell or a member stands. The others speak for the app: `aria-modal`, `aria-owns`, `aria-live` … */
const ariaNames: ReadonlySet<string> = new Set(
  'braillelabel brailleroledescription colcount colindex colspan current describedby description details hidden label labelledby level posinset rowcount rowindex rowspan setsize sort'.split(
    ' ',
  ),
);

/** Values that could harm: words that pass for a part of the app, a link that leads away, a length of MathML that lays one thing over another. */
export function isAllowedValue(element: AllowedElement, name: string, value: string): boolean {
  if (element === 'a' && name === 'href') return /^#[A-Za-z_][A-Za-z0-9_.-]{0,127}$/.test(value);
  if (name === 'class') return value.split(/\s+/).every(isAllowedClass);
  if (name === 'role') return value.split(/\s+/).every((role) => role === '' || roles.has(role));
  if (name.startsWith('aria-')) return ariaNames.has(name.slice('aria-'.length));
  if (!mathNames.has(element)) return true;
  if (name === 'voffset') return /^[+]?0*(?:\.0+)?(?:[a-z%]{0,4})$/.test(value);
  if (spacings.has(name)) return value.split(/\s+/).every(isShortLength);
  return !spacing.has(name) || isShortLength(value);
}

function isShortLength(value: string): boolean {
  const found = /^\+?(\d{0,5}(?:\.\d{0,6})?) ?([a-z%]{0,24})$/.exec(value);
  if (found === null || value.startsWith('negative')) return false;
  const largest: Readonly<Record<string, number>> = { px: 400, pt: 300, mm: 100, cm: 10, in: 4, '%': 400 };
  return Number(found[1] === '' ? 1 : found[1]) <= (largest[found[2] ?? ''] ?? 25);
}

/**
 * Classes of QTI's shared vocabulary (`qti-…`), and the item's own, which begin with `x-` when they are delivered, so
 * that no class of the apps' own can be used.
 */
export function isAllowedClass(name: string): boolean {
  return name === '' || name.startsWith('qti-') || name.startsWith('x-');
}

/** The classes of an item as they are delivered. */
export function deliveredClass(name: string): string {
  return isAllowedClass(name) ? name : `x-${name}`;
}

/**
 * A file inside the package: relative, no scheme, no host, no query, no way up; ASCII letters, digits and `._()+=@,-`
 * only, so that it is the same text in a zip, in a URL and on every file system. Returns it unchanged, or null.
 */
export function packagePath(text: string): string | null {
  if (text.length > 400 || !/^[A-Za-z0-9._()+=@,/-]+$/.test(text)) return null;
  const steps = text.split('/');
  return steps.every((step) => step !== '' && step !== '.' && step !== '..') ? text : null;
}
