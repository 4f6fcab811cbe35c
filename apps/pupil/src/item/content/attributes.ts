/**
 * Attributes of content as React wants them. A table, so that what is not listed is not rendered; values stay text, and
 * none of these names can hold script.
 */

const GLOBAL: ReadonlyMap<string, string> = new Map([
  ['class', 'className'],
  ['id', 'id'],
  ['lang', 'lang'],
  ['dir', 'dir'],
  ['role', 'role'],
  ['title', 'title'],
  // Names the spoken form of a part (QTI 3.0 catalogs).
  ['data-catalog-idref', 'data-catalog-idref'],
]);

const HTML: ReadonlyMap<string, string> = new Map([
  ['abbr', 'abbr'],
  ['alt', 'alt'],
  ['colspan', 'colSpan'],
  ['default', 'default'],
  ['headers', 'headers'],
  ['height', 'height'],
  ['kind', 'kind'],
  ['label', 'label'],
  ['loop', 'loop'],
  ['muted', 'muted'],
  ['preload', 'preload'],
  ['reversed', 'reversed'],
  ['rowspan', 'rowSpan'],
  ['scope', 'scope'],
  ['span', 'span'],
  ['srclang', 'srcLang'],
  ['start', 'start'],
  ['type', 'type'],
  ['value', 'value'],
  ['width', 'width'],
]);

/** Boolean attributes: present means true, whatever their value. */
const FLAGS: ReadonlySet<string> = new Set(['default', 'loop', 'muted', 'reversed']);

/** MathML Core and MathML 3 presentation attributes: letters only, passed as they are. */
const MATH = new Set(
  (
    'accent accentunder align alttext close columnalign columnlines columnspacing columnspan denomalign depth ' +
    'display displaystyle fence form frame height largeop linethickness lspace mathvariant maxsize minsize ' +
    'movablelimits notation numalign open overflow rowalign rowlines rowspacing rowspan rspace scriptlevel ' +
    'separator separators stretchy subscriptshift superscriptshift symmetric voffset width'
  ).split(' '),
);

export type ElementProps = Record<string, string | boolean>;

export function htmlProps(attributes: Readonly<Record<string, string>>): ElementProps {
  return props(attributes, (name) => GLOBAL.get(name) ?? HTML.get(name));
}

export function mathProps(attributes: Readonly<Record<string, string>>): ElementProps {
  return props(attributes, (name) => GLOBAL.get(name) ?? (MATH.has(name) ? name : undefined));
}

function props(
  attributes: Readonly<Record<string, string>>,
  nameOf: (name: string) => string | undefined,
): ElementProps {
  const result: ElementProps = {};
  for (const [name, value] of Object.entries(attributes)) {
    const known = /^aria-[a-z]{1,32}$/.test(name) ? name : nameOf(name);
    if (known !== undefined) result[known] = FLAGS.has(name) ? true : value;
  }
  return result;
}
