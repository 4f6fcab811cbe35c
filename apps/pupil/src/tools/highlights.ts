/**
 * A highlighter: stretches of an item's text, as places among its characters, kept for the sitting and drawn without changing the
 * page (CSS Custom Highlight API). Browsers that lack it offer no highlighter.
 */

/** From the first character to the one after the last, counted in the text of the part. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Adds a stretch; what touches becomes one. */
export function withStretch(stretches: readonly Stretch[], added: Stretch): readonly Stretch[] {
  if (added.end <= added.start) return stretches;
  const apart = stretches.filter(({ start, end }) => end < added.start || start > added.end);
  const touching = stretches.filter((one) => !apart.includes(one));
  const start = Math.min(added.start, ...touching.map((one) => one.start));
  const end = Math.max(added.end, ...touching.map((one) => one.end));
  return [...apart, { start, end }].sort((a, b) => a.start - b.start);
}

/** Takes away all that overlaps. */
export function withoutStretch(stretches: readonly Stretch[], gone: Stretch): readonly Stretch[] {
  return stretches.filter(({ start, end }) => end <= gone.start || start >= gone.end);
}

export const isMarked = (stretches: readonly Stretch[], { start, end }: Stretch): boolean =>
  stretches.some((one) => one.start <= start && one.end >= end);

/**
 * Sentences of a text, so that keys can go from one to the next. `breaks`: where a paragraph, a heading or a cell begins; none
 * goes on over it.
 */
export function sentencesOf(text: string, breaks: readonly number[] = []): readonly Stretch[] {
  const starts = [0, ...breaks, text.length];
  return starts.slice(1).flatMap((end, index) => sentencesIn(text, starts[index] ?? 0, end));
}

function sentencesIn(text: string, from: number, to: number): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const match of text.slice(from, to).matchAll(/[^.!?…\n]+[.!?…]*[»")]*/gu)) {
    const start = from + match.index + match[0].length - match[0].trimStart().length;
    const words = match[0].trim();
    if (/[\p{L}\p{N}]/u.test(words)) found.push({ start, end: start + words.length });
  }
  return found;
}

const BLOCKS =
  'p, h1, h2, h3, h4, h5, h6, li, td, th, dt, dd, figcaption, caption, blockquote, label, .item-prompt';
/** Words that belong to the page, not to its text. */
const NO_TEXT = 'button, option, .only-heard, .item-hint, .item-count, .item-limit, [role="status"]';

/** Text nodes of a part of the page, with the place of their first character. Words of buttons come and go: they do not count. */
function textNodes(root: Node): { readonly node: Text; readonly from: number }[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: { node: Text; from: number }[] = [];
  let from = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Text) || node.parentElement?.closest(NO_TEXT) != null) continue;
    nodes.push({ node, from });
    from += node.data.length;
  }
  return nodes;
}

/** The sentences of a part of the page. */
export function sentencesOn(root: Element): readonly Stretch[] {
  const nodes = textNodes(root);
  const breaks: number[] = [];
  let block: Element | null = null;
  for (const { node, from } of nodes) {
    const own = node.parentElement?.closest(BLOCKS) ?? null;
    if (own !== block && from > 0) breaks.push(from);
    block = own;
  }
  return sentencesOf(nodes.map(({ node }) => node.data).join(''), breaks);
}

export function rangeOf(root: Node, { start, end }: Stretch): Range | null {
  const nodes = textNodes(root);
  const place = (at: number, isEnd: boolean) =>
    nodes.find(({ node, from }) => (isEnd ? at <= from + node.data.length : at < from + node.data.length));
  const [first, last] = [place(start, false), place(end, true)];
  if (first === undefined || last === undefined) return null;
  const range = document.createRange();
  range.setStart(first.node, start - first.from);
  range.setEnd(last.node, end - last.from);
  return range;
}

/** Where a selection lies in a part of the page; null when it is not inside it, or empty. */
export function stretchOf(root: Node, selection: Selection | null): Stretch | null {
  if (selection === null || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.commonAncestorContainer)) return null;
  const nodes = textNodes(root);
  const place = (container: Node, offset: number) => {
    const own = nodes.find(({ node }) => node === container);
    if (own !== undefined) return own.from + offset;
    // Between nodes: the place of the first text after it.
    const point = document.createRange();
    point.setStart(container, offset);
    const next = nodes.find(({ node }) => point.comparePoint(node, 0) >= 0);
    const last = nodes.at(-1);
    return next?.from ?? (last === undefined ? 0 : last.from + last.node.data.length);
  };
  return {
    start: place(range.startContainer, range.startOffset),
    end: place(range.endContainer, range.endOffset),
  };
}
