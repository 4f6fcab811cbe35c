/**
 * The elements and attributes of an item's body that can reach a browser. Everything else is refused when an item
 * is read (with its line) and again when a delivery file is parsed: nothing is dropped silently.
 *
 * Source of the selection: QTI 3.0 ASI, "HTML5 content model" (flow and text-level elements), MathML 3 presentation
 * markup. Deliberately absent: `style`, event handlers, `a`, `object`, `iframe`, `script`, `svg`, `form`, `input`.
 */

const htmlElements = [
  'abbr',
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
  'kbd',
  'li',
  'ol',
  'p',
  'pre',
  'q',
  'rb',
  'rp',
  'rt',
  'rtc',
  'ruby',
  'samp',
  'section',
  'small',
  'source',
  'span',
  'strong',
  'sub',
  'sup',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
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

const globalAttributes: ReadonlySet<string> = new Set(['class', 'id', 'lang', 'dir', 'role', 'title']);

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
  audio: ['src', 'controls', 'preload', 'loop', 'muted'],
  col: ['span'],
  colgroup: ['span'],
  img: ['src', 'alt', 'width', 'height'],
  li: ['value'],
  ol: ['start', 'reversed', 'type'],
  source: ['src', 'type'],
  td: ['colspan', 'rowspan', 'headers'],
  th: ['colspan', 'rowspan', 'headers', 'scope', 'abbr'],
  track: ['src', 'kind', 'srclang', 'label', 'default'],
  video: ['src', 'controls', 'preload', 'loop', 'muted', 'width', 'height', 'poster'],
};

/** Attributes whose value is the path of a file of the package. */
export const pathAttributes: ReadonlySet<string> = new Set(['src', 'poster']);

/** `name` is as the browser will see it: `xml:lang` has become `lang`. */
export function isAllowedAttribute(element: AllowedElement, name: string): boolean {
  if (globalAttributes.has(name) || /^aria-[a-z]{1,32}$/.test(name)) return true;
  if (ownAttributes[element]?.includes(name)) return true;
  return mathNames.has(element) && mathAttributes.has(name);
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
