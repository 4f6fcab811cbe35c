/**
 * What a style sheet of an item may say. Selectors reach classes, identifiers and elements of the item and nothing
 * else; declarations change how text and boxes look, and can neither lay one thing over another, leave the item's
 * box, hide a control, nor fetch a file.
 */

const length = '(?:0|[0-9]{0,4}(?:\\.[0-9]{1,4})?(?:px|em|rem|ex|ch|pt|%))';
const lengths = new RegExp(`^(?:${length}|auto)(?: (?:${length}|auto)){0,3}$`);
const one = new RegExp(`^(?:${length}|auto|normal)$`);
const color = /^(?:#[0-9a-f]{3,8}|[a-z]{3,30}|rgba?\([0-9., %/]{1,60}\)|hsla?\([0-9a-z., %/]{1,60}\))$/i;
const border = new RegExp(
  `^(?:(?:${length}|thin|medium|thick|none|hidden|solid|dashed|dotted|double|groove|ridge|inset|outset|#[0-9a-f]{3,8}|[a-z]{3,20}) ?){1,3}$`,
  'i',
);
const words = (...list: string[]): RegExp => new RegExp(`^(?:${list.join('|')})$`);
const sides = ['top', 'right', 'bottom', 'left', 'block-start', 'block-end', 'inline-start', 'inline-end'];

const properties: Readonly<Record<string, RegExp>> = {
  color,
  'background-color': color,
  'border-color': color,
  'font-family': /^[\p{L}0-9 ,'"-]{1,200}$/u,
  'font-size': new RegExp(`^(?:${length}|(?:x{0,2}-)?(?:small|large)|medium|smaller|larger)$`),
  'font-style': words('normal', 'italic', 'oblique'),
  'font-variant': words('normal', 'small-caps'),
  'font-weight': words('normal', 'bold', 'bolder', 'lighter', '[1-9]00'),
  'letter-spacing': one,
  'word-spacing': one,
  'line-height': new RegExp(`^(?:${length}|normal|[0-9](?:\\.[0-9]{1,3})?)$`),
  'list-style-type': /^[a-z-]{1,40}$/,
  'text-align': words('left', 'right', 'center', 'justify', 'start', 'end'),
  'text-decoration': words('none', 'underline', 'overline', 'line-through'),
  'text-indent': one,
  'text-transform': words('none', 'uppercase', 'lowercase', 'capitalize'),
  'vertical-align': words('baseline', 'sub', 'super', 'top', 'text-top', 'middle', 'bottom', 'text-bottom'),
  'white-space': words('normal', 'nowrap', 'pre', 'pre-wrap', 'pre-line'),
  'border-collapse': words('collapse', 'separate'),
  'border-spacing': lengths,
  'border-style': border,
  'border-width': border,
  'border-radius': lengths,
  'caption-side': words('top', 'bottom'),
  direction: words('ltr', 'rtl'),
  display: words('block', 'inline', 'inline-block', 'table', 'table-row', 'table-cell', 'list-item'),
  float: words('none', 'left', 'right'),
  clear: words('none', 'left', 'right', 'both'),
  width: one,
  'max-width': one,
  'min-width': one,
  height: one,
  padding: lengths,
  margin: lengths,
  border,
  ...Object.fromEntries(
    sides.flatMap((side) => [
      [`padding-${side}`, one],
      [`margin-${side}`, one],
      [`border-${side}`, border],
    ]),
  ),
};

/** Names of properties that a style sheet may set. */
export const styleProperties: readonly string[] = Object.keys(properties);

export function isDeclaration(property: string, value: string): boolean {
  return Object.hasOwn(properties, property) && (properties[property]?.test(value) ?? false);
}

/** Compounds of an element, classes and an identifier, joined by white space or ">". */
export function isSelector(text: string): boolean {
  const compound = '(?:[a-z][a-z0-9]{0,20})?(?:[.#][A-Za-z_][A-Za-z0-9_-]{0,100}){0,5}';
  return (
    text.length <= 400 &&
    text.trim() !== '' &&
    new RegExp(`^${compound}(?: (?:> )?${compound}){0,8}$`).test(text)
  );
}
