/// <reference path="./css-tree-parser.d.ts" />
/** CSS text to the rules of an item's style, by css-tree's parser. What it leaves out is reported with its place. */

import type { CssLocation, CssNode, Declaration, Rule, Selector } from 'css-tree';
import parse from 'css-tree/parser';
import { deliveredClass, isHtmlElementName } from '../delivery/allow-list.ts';
import type { StyleRule } from '../delivery/delivery-item.ts';
import { isDeclaration, isSelector } from '../delivery/style-allow-list.ts';
import { type Said, type SaidValue, say } from '../words/say.ts';
import { contrastOf } from './color-contrast.ts';

export interface StyleFault {
  /** In the style sheet, from 1. */
  readonly line: number;
  readonly column: number;
  /** As it was written, shortened. */
  readonly what: SaidValue;
  /** What it could do; null: it is only not supported. */
  readonly harm: Said | null;
}

const harms = {
  over: say('could-cover'),
  outside: say('could-fetch'),
  hidden: say('could-hide'),
  faint: say('could-fade'),
  deep: say('too-deep'),
} as const;

/** Properties that move things out of their place, or take them out of sight. */
const harmful: readonly RegExp[] = [
  /^(?:position|z-index|top|right|bottom|left|inset.*|order|grid.*|columns?.*|anchor.*)$/,
  /^(?:transform.*|translate|rotate|scale|perspective.*|zoom|height|max-height|.*-block-size|overflow.*)$/,
  /^(?:opacity|visibility|clip.*|mask.*|filter|backdrop-filter|mix-blend-mode|content.*|contain.*)$/,
  /^(?:pointer-events|user-select|cursor|animation.*|transition.*|behavior|-moz-binding|-webkit-.*)$/,
];

/** The most faults reported for one style sheet. */
const maxFaults = 40;
const maxDepth = 20;
/** At the least of WCAG 2.2 for large text. */
const leastContrast = 3;
/** Text and ground of a page, near enough. */
const plain = { color: '#1a1a1a', ground: '#ffffff' } as const;

/** The rules that are kept, in their order, and what was left out. */
export function readStyles(css: string): {
  readonly rules: StyleRule[];
  readonly faults: readonly StyleFault[];
} {
  const rules: StyleRule[] = [];
  const faults: StyleFault[] = [];
  const add = (
    { loc }: { readonly loc?: CssLocation | null | undefined },
    what: SaidValue,
    harm: StyleFault['harm'],
  ): void => {
    const { line, column } = loc?.start ?? { line: 1, column: 1 };
    const written = typeof what === 'string' ? what.trim().replace(/\s+/g, ' ').slice(0, 60) : what;
    if (faults.length < maxFaults) faults.push({ line, column, what: written, harm });
  };
  const deep = tooDeepAt(css);
  if (deep !== null) return { rules, faults: [{ ...deep, what: say('a-bracket'), harm: harms.deep }] };
  const source = (node: CssNode): string =>
    node.loc === null || node.loc === undefined ? '' : css.slice(node.loc.start.offset, node.loc.end.offset);
  const sheet = parse(css, {
    positions: true,
    parseValue: false,
    parseAtrulePrelude: false,
    parseCustomProperty: false,
  });
  if (sheet.type !== 'StyleSheet') return { rules, faults };
  for (const node of sheet.children) {
    switch (node.type) {
      case 'Rule': {
        const rule = readRule(node);
        if (rule !== null) rules.push(rule);
        break;
      }
      case 'Atrule': {
        const fetches = /^(?:import|font-face|namespace|document)$/i.test(node.name);
        if (node.name.toLowerCase() !== 'charset') add(node, `@${node.name}`, fetches ? harms.outside : null);
        break;
      }
      case 'Comment':
      case 'CDO':
      case 'CDC':
      case 'WhiteSpace':
        break;
      default:
        add(node, source(node), null);
    }
  }
  return { rules, faults };

  function readRule({ prelude, block, loc }: Rule): StyleRule | null {
    const selectors: string[] = [];
    if (prelude.type === 'Raw') add({ loc: prelude.loc ?? loc }, prelude.value, null);
    else {
      for (const selector of prelude.children) {
        const text = selector.type === 'Selector' ? selectorText(selector) : null;
        if (text !== null && isSelector(text)) selectors.push(text);
        else add(selector, source(selector), null);
      }
    }
    const declarations: Record<string, string> = {};
    for (const node of block.children) {
      if (node.type === 'Declaration') readDeclaration(node, declarations);
      else if (node.type !== 'Comment' && node.type !== 'WhiteSpace') add(node, source(node), null);
    }
    const { color = plain.color, 'background-color': ground = plain.ground } = declarations;
    if ((contrastOf(color, ground) ?? leastContrast) < leastContrast) {
      add({ loc }, say('colours', { color, ground }), harms.faint);
      delete declarations.color;
      delete declarations['background-color'];
    }
    return selectors.length === 0 || Object.keys(declarations).length === 0
      ? null
      : { selectors: selectors.slice(0, 50), declarations };
  }

  function readDeclaration(node: Declaration, into: Record<string, string>): void {
    const written = node.property.toLowerCase();
    const name =
      written === 'background' ? 'background-color' : written === 'height' ? 'min-height' : written;
    const value = relative(
      name,
      (node.value.type === 'Raw' ? node.value.value : '').trim().replace(/\s+/g, ' '),
    );
    if (isDeclaration(name, value)) into[name] = value;
    else add(node, source(node), harmOf(written, value));
  }
}

function harmOf(property: string, value: string): Said | null {
  if (/url|image|expression|\\|javascript:|@|src\(/i.test(value)) return harms.outside;
  if (harmful.some((pattern) => pattern.test(property))) return harms.over;
  if (property === 'display' && /none|contents/.test(value)) return harms.hidden;
  if (property === 'color' || (property === 'font-size' && /^0?(?:\.[0-2]|(?![.0-9]))/.test(value)))
    return harms.hidden;
  // Below zero, or far beyond what an item needs.
  if (/(?:margin|padding|indent|spacing|width)/.test(property) && /^-|\s-|[0-9]{3}/.test(value))
    return harms.over;
  return null;
}

/** Lengths of print and of screens as multiples of the page's text, so that larger text makes all of it larger. */
function relative(property: string, value: string): string {
  if (property.startsWith('border') && property !== 'border-spacing') return value;
  return value.replace(/(?<![\w#.-])([0-9]*\.?[0-9]+)(px|pt)\b/g, (_, digits: string, unit: string) => {
    const rem = Number(digits) / (unit === 'px' ? 16 : 12);
    return rem === 0 ? '0' : `${Number(rem.toFixed(4))}rem`;
  });
}

/** Elements, classes and identifiers, below each other; null for anything else. */
function selectorText({ children }: Selector): string | null {
  let text = '';
  for (const part of children) {
    switch (part.type) {
      case 'TypeSelector':
        if (!isHtmlElementName(part.name.toLowerCase())) return null;
        text += part.name.toLowerCase();
        break;
      case 'ClassSelector':
        text += `.${deliveredClass(part.name)}`;
        break;
      case 'IdSelector':
        text += `#${part.name}`;
        break;
      case 'Combinator':
        if (part.name !== ' ' && part.name !== '>') return null;
        text += part.name === ' ' ? ' ' : ' > ';
        break;
      default:
        return null;
    }
  }
  return text;
}

/** Where more brackets are open than any style sheet needs; a parser that calls itself would run out of stack. */
export function tooDeepAt(css: string): { readonly line: number; readonly column: number } | null {
  let depth = 0;
  for (let i = 0; i < css.length; i += 1) {
    const sign = css[i];
    if (sign === '(' || sign === '[' || sign === '{') depth += 1;
    else if (sign === ')' || sign === ']' || sign === '}') depth = Math.max(0, depth - 1);
    if (depth > maxDepth) {
      const before = css.slice(0, i).split('\n');
      return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    }
  }
  return null;
}
