/**
 * qti-stylesheet: the rules of a CSS file that can only change the look of the item itself (`delivery/style-allow-list`).
 * What could reach beyond it, hide something or fetch a file is left out, and a remark says so.
 */

import { deliveredClass } from '../delivery/allow-list.ts';
import type { StyleRule } from '../delivery/delivery-item.ts';
import { limits } from '../delivery/limits.ts';
import { isDeclaration, isSelector } from '../delivery/style-allow-list.ts';
import type { XmlElement } from '../xml/xml.ts';
import { attributesOf } from './content/attribute-reader.ts';
import { type BodyContext, remark } from './content/body-context.ts';
import { resolvePath } from './content/path.ts';

const maxLength = 200_000;

export function readStylesheet(element: XmlElement, context: BodyContext): void {
  const { problems } = context;
  const attributes = attributesOf(element, problems);
  const href = attributes.required('href');
  const type = attributes.text('type')?.trim() ?? 'text/css';
  attributes.text('title');
  const media = attributes.text('media')?.trim() ?? 'all';
  attributes.finish();
  const resolved = resolvePath(context.path, href);
  if (resolved.kind === 'external') {
    problems.add(
      'QTI_EXTERNAL_RESOURCE',
      element,
      `href="${href.slice(0, 80)}": put the style sheet into the package`,
    );
    return;
  }
  if (resolved.kind === 'bad') {
    problems.add('QTI_BAD_PATH', element, `href="${href.slice(0, 80)}" is not a path of the package`);
    return;
  }
  if (type !== 'text/css') {
    problems.add(
      'QTI_UNSUPPORTED_STYLESHEET',
      element,
      `a style sheet of type "${type.slice(0, 60)}": only text/css`,
    );
    return;
  }
  const bytes = context.file(resolved.path);
  if (bytes === null || bytes.length > maxLength) {
    const message =
      bytes === null ? `${resolved.path} is not in the package` : `${resolved.path} is too long`;
    problems.add('QTI_UNSUPPORTED_STYLESHEET', element, message);
    return;
  }
  // For screens alone: an item is not printed.
  if (!/\b(?:all|screen)\b/.test(media)) return;
  const { rules, left } = readStyles(new TextDecoder().decode(bytes));
  context.styles.push(...rules);
  if (context.styles.length > limits.styleRules)
    problems.add('QTI_XML_TOO_LARGE', element, `more than ${limits.styleRules} rules of style`);
  if (left.length > 0) {
    const named = [...new Set(left)].slice(0, 8).join(', ');
    remark(context, 'QTI_LINT_STYLE_IGNORED', 'warning', element, `${resolved.path}: left out: ${named}`);
  }
}

/** The rules that are kept, and what was left out, by name. */
export function readStyles(css: string): { readonly rules: StyleRule[]; readonly left: string[] } {
  const text = css.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, ' ').replace(/<!--|-->/g, ' ');
  const rules: StyleRule[] = [];
  const left: string[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{', at);
    const head = text.slice(at, open === -1 ? text.length : open).trim();
    const statement = head.startsWith('@') ? head.indexOf(';') : -1;
    if (statement !== -1 || open === -1) {
      // @import, @charset … without a block; or what is left over at the end.
      if (head !== '') left.push(head.split(/[\s;]/)[0] ?? head);
      if (open === -1) break;
      at = text.indexOf(';', at) + 1;
      continue;
    }
    const close = closing(text, open);
    const block = text.slice(open + 1, close);
    at = close + 1;
    if (head.startsWith('@') || block.includes('{')) {
      left.push(head.split(/\s/)[0] ?? head);
      continue;
    }
    const rule = readRule(head, block, left);
    if (rule !== null) rules.push(rule);
  }
  return { rules, left };
}

/** Where the block that opens at `open` closes. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i += 1) {
    if (text[i] === '{') depth += 1;
    if (text[i] === '}') depth -= 1;
    if (depth === 0) return i;
  }
  return text.length;
}

function readRule(head: string, block: string, left: string[]): StyleRule | null {
  const selectors: string[] = [];
  for (const written of head.split(',')) {
    const selector = written
      .trim()
      .replace(/\s*>\s*/g, ' > ')
      .replace(/\s+/g, ' ')
      .replace(/\.([A-Za-z_][A-Za-z0-9_-]*)/g, (_, name: string) => `.${deliveredClass(name)}`);
    if (isSelector(selector)) selectors.push(selector);
    else left.push(written.trim().slice(0, 60));
  }
  const declarations: Record<string, string> = {};
  for (const written of block.split(';')) {
    const colon = written.indexOf(':');
    if (colon === -1) {
      if (written.trim() !== '') left.push(written.trim().slice(0, 60));
      continue;
    }
    const property = written.slice(0, colon).trim().toLowerCase();
    const value = written
      .slice(colon + 1)
      .replace(/!\s*important/i, '')
      .trim()
      .replace(/\s+/g, ' ');
    const name = property === 'background' ? 'background-color' : property;
    if (isDeclaration(name, value)) declarations[name] = value;
    else left.push(property.slice(0, 60));
  }
  return selectors.length === 0 || Object.keys(declarations).length === 0
    ? null
    : { selectors, declarations };
}
