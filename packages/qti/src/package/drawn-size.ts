/// <reference path="../read/css-tree-parser.d.ts" />
/**
 * How much a browser draws of an SVG document. Thirty elements that are each two copies of the next are a billion: a
 * browser would draw them for ever. Copies are made by `use`, by patterns, masks, filters and markers that an attribute
 * or a rule of a style names, and by colours that are inherited: each shape of a group is painted with the group's.
 * Counted from above: what may apply counts as if it did.
 */

import type { CssNode, Rule, Selector } from 'css-tree';
import parse from 'css-tree/parser';
import { tooDeepAt } from '../read/style-rules.ts';
import { elementsOf, type XmlElement } from '../xml/xml.ts';

/** Copies of copies of copies. */
const deepestCopy = 1_000;

/** Steps of the count: a style with thousands of rules for thousands of elements is no drawing. */
const mostSteps = 10_000_000;

/** What is painted with the colours that it inherits. */
const shapes: ReadonlySet<string> = new Set(
  'path rect circle ellipse line polyline polygon text tspan textpath use'.split(' '),
);
/** Elements that draw what their `href` names. An animation names what it changes. */
const copying: ReadonlySet<string> = new Set(['use', 'feimage', 'pattern']);

/** Ids of what is drawn again, by the property that names it. */
type Named = ReadonlyMap<string, readonly string[]>;

/** Elements that are drawn, copies of copies counted as often as they are drawn. Infinite for a copy of itself. */
export function drawnSize(root: XmlElement): number {
  const byId = new Map<string, XmlElement>();
  const styles: StyleRule[] = [];
  const index = (element: XmlElement): boolean => {
    const id = element.attributes.get('id');
    if (id !== undefined && !byId.has(id)) byId.set(id, element);
    if (element.name === 'style') {
      const rules = readRules(textOfStyle(element));
      if (rules === null) return false;
      styles.push(...rules);
    }
    return elementsOf(element).every(index);
  };
  if (!index(root)) return Number.POSITIVE_INFINITY;
  const named = new Map<XmlElement, { readonly own: Named; readonly inherited: Named }>();
  let steps = 0;
  const inherit = (element: XmlElement, from: Named): boolean => {
    steps += 1 + styles.length + from.size;
    if (steps > mostSteps) return false;
    const own = namedIn(element, styles);
    const inherited = own.size === 0 ? from : new Map([...from, ...own].filter(([name]) => inherits(name)));
    named.set(element, { own, inherited });
    return elementsOf(element).every((child) => inherit(child, inherited));
  };
  if (!inherit(root, new Map())) return Number.POSITIVE_INFINITY;
  const known = new Map<XmlElement, number>();
  const sizeOf = (element: XmlElement, depth: number): number => {
    const before = known.get(element);
    if (before !== undefined) return before;
    if (depth > deepestCopy) return Number.POSITIVE_INFINITY;
    // While it is being counted: an element that holds a copy of itself has no end.
    known.set(element, Number.POSITIVE_INFINITY);
    const sizeOfNamed = (ids: readonly string[]): number =>
      ids.reduce((sum, id) => {
        const copied = byId.get(id);
        return copied === undefined ? sum : sum + sizeOf(copied, depth + 1);
      }, 0);
    let size = 1;
    for (const child of elementsOf(element)) size += sizeOf(child, depth + 1);
    const { own, inherited } = named.get(element)!;
    for (const [property, ids] of own) if (!inherits(property)) size += sizeOfNamed(ids);
    if (shapes.has(element.name.toLowerCase())) {
      const paint = sizeOfNamed([...inherited.values()].flat());
      // Each part of what `use` copies is painted.
      size += paint === 0 ? 0 : element.name === 'use' ? paint * size : paint;
    }
    known.set(element, size);
    return size;
  };
  return sizeOf(root, 0);
}

/** CSS of SVG 2: paint and markers are inherited; masks, filters and clips are not. A property of one's own is. */
function inherits(property: string): boolean {
  return /^(?:fill|stroke|marker.*|--.*)$/.test(property);
}

function namedIn(element: XmlElement, styles: readonly StyleRule[]): Named {
  const named = new Map<string, readonly string[]>();
  for (const [name, value] of element.attributes) {
    const local = name.replace(/^\{[^}]*\}/, '').toLowerCase();
    if (local === 'style') {
      for (const [property, ids] of declarationsOf(value)) named.set(property, ids);
    } else if (local === 'href') {
      if (copying.has(element.name.toLowerCase())) named.set(local, [value.trim().slice(1)]);
    } else if (!named.has(local)) {
      const ids = idsIn(value);
      // A colour of its own takes the place of the one that it would inherit.
      if (ids.length > 0 || local === 'fill' || local === 'stroke') named.set(local, ids);
    }
  }
  const classes = styles.length === 0 ? [] : (element.attributes.get('class') ?? '').split(/\s+/);
  for (const { compounds, named: byRule } of styles) {
    if (!compounds.some((compound) => mayMatch(compound, element, classes))) continue;
    for (const [property, ids] of byRule) named.set(property, [...(named.get(property) ?? []), ...ids]);
  }
  return named;
}

function idsIn(value: string): string[] {
  return [...value.matchAll(/url\(\s*["']?#([^"')\s]+)/gi)].map(([, id]) => id ?? '');
}

/** Of a `style` attribute. */
function declarationsOf(style: string): [property: string, ids: string[]][] {
  return style.split(';').flatMap((declaration) => {
    const ids = idsIn(declaration);
    const property = declaration.slice(0, declaration.indexOf(':')).trim().toLowerCase();
    return ids.length === 0 ? [] : [[property, ids] as [string, string[]]];
  });
}

/** The last part of a selector: what it says of the element itself. What is not understood counts as true. */
interface Compound {
  readonly types: readonly string[];
  readonly classes: readonly string[];
  readonly ids: readonly string[];
}

interface StyleRule {
  readonly compounds: readonly Compound[];
  readonly named: Named;
}

function mayMatch(compound: Compound, element: XmlElement, classes: readonly string[]): boolean {
  return (
    compound.classes.every((one) => classes.includes(one)) &&
    compound.ids.every((id) => element.attributes.get('id') === id) &&
    compound.types.every((type) => type === '*' || type === element.name)
  );
}

const everything: Compound = { types: [], classes: [], ids: [] };

function textOfStyle(element: XmlElement): string {
  return element.children.map((child) => (child.kind === 'text' ? child.text : '')).join('');
}

/** Rules that name something to be drawn; null for a style whose brackets are too deep to be read. */
function readRules(css: string): StyleRule[] | null {
  if (tooDeepAt(css) !== null) return null;
  const rules: StyleRule[] = [];
  const visit = (node: CssNode, parents: readonly Compound[]): void => {
    if (node.type === 'Rule') readRule(node, parents);
    else if (node.type === 'Atrule') node.block?.children.forEach((child) => void visit(child, parents));
    else if (node.type === 'Declaration' && node.value.type === 'Raw')
      add(parents, node.property.toLowerCase(), idsIn(node.value.value));
    else if (node.type === 'Raw') add([everything], '', idsIn(node.value));
  };
  const add = (compounds: readonly Compound[], property: string, ids: readonly string[]): void => {
    if (ids.length > 0) rules.push({ compounds, named: new Map([[property, ids]]) });
  };
  const readRule = ({ prelude, block }: Rule, parents: readonly Compound[]): void => {
    const compounds =
      prelude.type === 'Raw'
        ? [everything]
        : prelude.children
            .toArray()
            .flatMap((one) => (one.type === 'Selector' ? lastCompounds(one, parents) : [everything]));
    block.children.forEach((child) => void visit(child, compounds));
  };
  const sheet = parse(css, { parseValue: false, parseAtrulePrelude: false, parseCustomProperty: false });
  if (sheet.type === 'StyleSheet') sheet.children.forEach((child) => void visit(child, [everything]));
  return rules;
}

/** Of a rule within a rule, `&` is what the outer one reaches. */
function lastCompounds({ children }: Selector, parents: readonly Compound[]): readonly Compound[] {
  let [types, classes, ids]: [string[], string[], string[]] = [[], [], []];
  let isNested = false;
  for (const part of children) {
    if (part.type === 'Combinator') {
      [types, classes, ids] = [[], [], []];
      isNested = false;
    } else if (part.type === 'NestingSelector') isNested = true;
    else if (part.type === 'TypeSelector') types.push(part.name);
    else if (part.type === 'ClassSelector') classes.push(part.name);
    else if (part.type === 'IdSelector') ids.push(part.name);
  }
  return (isNested ? parents : [everything]).map((parent) => ({
    types: [...parent.types, ...types],
    classes: [...parent.classes, ...classes],
    ids: [...parent.ids, ...ids],
  }));
}
