/**
 * What a style sheet of an item may say. Selectors reach classes, identifiers and elements of the item and nothing
 * else; declarations change how text and boxes look, within bounds, and can neither lay one thing over another, leave
 * the item's box, hide what is written, nor fetch a file. A height is a least one, so that text is never cut.
 */

interface Property {
  readonly pattern: RegExp;
  /** Of each length in it: in em (16 px, 12 pt, 2 ex or ch), or in per cent. Without bounds it has no length. */
  readonly em?: readonly [min: number, max: number];
  readonly percent?: readonly [min: number, max: number];
}

const number = '[0-9]{0,4}(?:\\.[0-9]{1,4})?';
const length = `(?:0|${number}(?:px|em|rem|ex|ch|pt|%))`;
const one = new RegExp(`^(?:${length}|normal)$`);
const size = new RegExp(`^(?:${length}|auto)$`);
const lengths = new RegExp(`^(?:${length}|auto)(?: (?:${length}|auto)){0,3}$`);
const ground = /^(?:#[0-9a-f]{3,8}|[a-z]{3,30}|rgba?\([0-9., %/]{1,60}\)|hsla?\([0-9a-z., %/]{1,60}\))$/i;
/** Of text: it cannot be seen through. */
const color =
  /^(?:#(?:[0-9a-f]{3}|[0-9a-f]{6})|(?!transparent$)[a-z]{3,30}|rgb\([0-9., %]{1,60}\)|hsl\([0-9a-z., %]{1,60}\))$/i;
const border = new RegExp(
  `^(?:(?:${length}|thin|medium|thick|none|hidden|solid|dashed|dotted|double|groove|ridge|inset|outset|#[0-9a-f]{3,8}|[a-z]{3,20}) ?){1,3}$`,
  'i',
);
const words = (...list: string[]): Property => ({ pattern: new RegExp(`^(?:${list.join('|')})$`) });
const bounded = (pattern: RegExp, em: Property['em'], percent: Property['percent']): Property => ({
  pattern,
  ...(em === undefined ? {} : { em }),
  ...(percent === undefined ? {} : { percent }),
});
const sides = ['top', 'right', 'bottom', 'left', 'block-start', 'block-end', 'inline-start', 'inline-end'];
const line = bounded(border, [0, 1], [0, 0]);
const space = bounded(lengths, [0, 10], [0, 20]);
const wide = bounded(size, [2, 80], [10, 100]);

const properties: Readonly<Record<string, Property>> = {
  color: { pattern: color },
  'background-color': { pattern: ground },
  'border-color': { pattern: ground },
  'font-family': { pattern: /^[\p{L}0-9 ,'"-]{1,200}$/u },
  'font-size': bounded(
    new RegExp(`^(?:${length}|small|medium|(?:x{0,2}-)?large|smaller|larger)$`),
    [0.75, 4],
    [75, 400],
  ),
  'font-style': words('normal', 'italic', 'oblique'),
  'font-variant': words('normal', 'small-caps'),
  'font-weight': words('normal', 'bold', 'bolder', 'lighter', '[1-9]00'),
  'letter-spacing': bounded(one, [0, 1], [0, 0]),
  'word-spacing': bounded(one, [0, 2], [0, 0]),
  'line-height': bounded(new RegExp(`^(?:${length}|normal|[1-3](?:\\.[0-9]{1,3})?)$`), [1, 4], [100, 400]),
  'list-style-type': { pattern: /^[a-z-]{1,40}$/ },
  'text-align': words('left', 'right', 'center', 'justify', 'start', 'end'),
  'text-decoration': words('none', 'underline', 'overline', 'line-through'),
  'text-indent': bounded(one, [0, 5], [0, 20]),
  'text-transform': words('none', 'uppercase', 'lowercase', 'capitalize'),
  'vertical-align': words('baseline', 'sub', 'super', 'top', 'text-top', 'middle', 'bottom', 'text-bottom'),
  'white-space': words('normal', 'pre-wrap', 'pre-line'),
  'border-collapse': words('collapse', 'separate'),
  'border-spacing': bounded(lengths, [0, 2], [0, 0]),
  'border-style': line,
  'border-width': line,
  'border-radius': bounded(lengths, [0, 5], [0, 50]),
  'caption-side': words('top', 'bottom'),
  direction: words('ltr', 'rtl'),
  display: words('block', 'inline', 'inline-block', 'table', 'table-row', 'table-cell', 'list-item'),
  float: words('none', 'left', 'right'),
  clear: words('none', 'left', 'right', 'both'),
  width: wide,
  'max-width': wide,
  'min-width': wide,
  'min-height': bounded(size, [0, 40], [0, 0]),
  padding: space,
  margin: space,
  border: line,
  ...Object.fromEntries(
    sides.flatMap((side) => [
      [`padding-${side}`, bounded(size, [0, 10], [0, 20])],
      [`margin-${side}`, bounded(size, [0, 10], [0, 20])],
      [`border-${side}`, line],
    ]),
  ),
};

/** Names of properties that a style sheet may set. */
export const styleProperties: readonly string[] = Object.keys(properties);

/** Colours: a page in the dark or in high contrast goes without them. */
export function isColor(property: string): boolean {
  return property === 'color' || property === 'background-color' || property === 'border-color';
}

export function isDeclaration(property: string, value: string): boolean {
  const known = Object.hasOwn(properties, property) ? properties[property] : undefined;
  return known?.pattern.test(value) === true && isWithin(known, value);
}

const inEm: Readonly<Record<string, number>> = { px: 1 / 16, pt: 1 / 12, em: 1, rem: 1, ex: 0.5, ch: 0.5 };

function isWithin({ em, percent }: Property, value: string): boolean {
  if (em === undefined || percent === undefined) return true;
  // No lookbehind, which Safari 16 cannot read.
  for (const [, digits = '', unit = ''] of value.matchAll(
    /(?:^|[^#\w.])([0-9]*\.?[0-9]+)(px|pt|r?em|ex|ch|%|)(?![\w.])/g,
  )) {
    const factor = unit === '%' ? 1 : (inEm[unit] ?? 1);
    const [min, max] = unit === '%' ? percent : em;
    const found = Number(digits) * factor;
    if (found < min || found > max) return false;
  }
  return true;
}

/** Compounds of an element, classes and an identifier, joined by white space or ">". */
export function isSelector(text: string): boolean {
  const compound = '(?=[a-z.#])(?:[a-z][a-z0-9]{0,20})?(?:[.#][A-Za-z_][A-Za-z0-9_-]{0,100}){0,5}';
  return text.length <= 400 && new RegExp(`^${compound}(?: (?:> )?${compound}){0,8}$`).test(text);
}
