/**
 * Text with markup (`format="xhtml"`), as a response has it: paragraphs and lists, with bold, italic and underlined words,
 * and nothing else: `<p>Un <strong>mot</strong></p><ul><li>a</li></ul>`. No attributes, so that whoever reads the answer
 * later is shown words and nothing that acts.
 */

export type MarkedTag = 'p' | 'ul' | 'ol' | 'li' | 'strong' | 'em' | 'u' | 'br';

export type MarkedNode = string | { readonly tag: MarkedTag; readonly children: readonly MarkedNode[] };

/** What an editor of a browser, or an author, may write for each. */
const known: Readonly<Record<string, MarkedTag>> = {
  p: 'p',
  div: 'p',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  strong: 'strong',
  b: 'strong',
  em: 'em',
  i: 'em',
  u: 'u',
  br: 'br',
};

export function markedTag(name: string): MarkedTag | null {
  const lower = name.toLowerCase();
  return Object.hasOwn(known, lower) ? (known[lower] ?? null) : null;
}

const isInline = (node: MarkedNode): boolean =>
  typeof node === 'string' ||
  node.tag === 'strong' ||
  node.tag === 'em' ||
  node.tag === 'u' ||
  node.tag === 'br';

/** Whether anything can be read in it. */
function hasText(node: MarkedNode): boolean {
  if (typeof node === 'string') return node.trim() !== '';
  return node.tag !== 'br' && node.children.some(hasText);
}

/** As a response: words outside a paragraph get one, a list keeps its items alone. Empty when there is nothing to read. */
export function markedText(nodes: readonly MarkedNode[]): string {
  return nodes.some(hasText) ? blocks(nodes).map(written).join('') : '';
}

/** Inline runs become paragraphs; a paragraph in a paragraph ends the one around it. */
function blocks(nodes: readonly MarkedNode[]): MarkedNode[] {
  const found: MarkedNode[] = [];
  let run: MarkedNode[] = [];
  const end = (): void => {
    if (run.some((node) => typeof node !== 'string' || node.trim() !== ''))
      found.push({ tag: 'p', children: run.some(hasText) ? run : [] });
    run = [];
  };
  for (const node of nodes) {
    if (isInline(node)) {
      run.push(...lines(node));
      continue;
    }
    end();
    if (typeof node === 'string') continue;
    if (node.tag === 'ul' || node.tag === 'ol') {
      const items = node.children.filter(hasText).map((child): MarkedNode => {
        const inside = typeof child === 'string' || child.tag !== 'li' ? [child] : child.children;
        return { tag: 'li', children: inside.flatMap(lines) };
      });
      if (items.length > 0) found.push({ tag: node.tag, children: items });
    } else if (node.children.every(isInline)) {
      const children = node.children.flatMap(lines);
      // The line break that browsers keep in a paragraph without words.
      found.push({ tag: 'p', children: children.some(hasText) ? children : [] });
    } else found.push(...blocks(node.children));
  }
  end();
  return found;
}

/** Inline nodes of a node, whatever holds them. */
function lines(node: MarkedNode): MarkedNode[] {
  if (typeof node === 'string' || node.tag === 'br') return [node];
  const inside = node.children.flatMap(lines);
  if (!isInline(node)) return inside;
  return inside.some(hasText) ? [{ tag: node.tag, children: inside }] : inside;
}

function written(node: MarkedNode): string {
  if (typeof node === 'string')
    return node
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/[\n\t]/g, ' ');
  if (node.tag === 'br') return '<br/>';
  return `<${node.tag}>${node.children.map(written).join('')}</${node.tag}>`;
}

/** How many characters there are to read in a response of this form. */
export function lettersOf(markup: string): number {
  return markup.replace(/<[^>]*>/g, '').replace(/&(?:amp|lt|gt);/g, '&').length;
}

/** Deeper than any text is written. */
const MAX_DEPTH = 50;
const references: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The nodes of a response of this form, or of what an author wrote: of other elements, what is in them; attributes and
 * comments are left out. Reads anything, without a parser of HTML: pages that demand Trusted Types have none.
 */
export function readMarkedText(markup: string): readonly MarkedNode[] {
  const top: MarkedNode[] = [];
  const open: { readonly tag: MarkedTag; readonly children: MarkedNode[] }[] = [];
  const here = (): MarkedNode[] => open.at(-1)?.children ?? top;
  const pieces = /<!--.*?(?:-->|$)|<(\/?)([a-z][a-z\d]*)[^<>]*>|[^<]+|</gis;
  for (const [whole, closing, name] of markup.matchAll(pieces)) {
    if (whole.startsWith('<!--')) continue;
    if (name === undefined) {
      here().push(whole.replace(/&(\w+);/g, (all, code: string) => references[code] ?? all));
      continue;
    }
    const tag = markedTag(name);
    if (tag === null) continue;
    if (closing === '/') {
      const at = open.map((element) => element.tag).lastIndexOf(tag);
      if (at >= 0) open.length = at;
    } else if (open.length < MAX_DEPTH) {
      const element = { tag, children: [] };
      here().push(element);
      if (tag !== 'br' && !whole.endsWith('/>')) open.push(element);
    }
  }
  return top;
}
