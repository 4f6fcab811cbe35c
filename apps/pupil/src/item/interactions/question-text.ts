/**
 * The words that ask for a field, for people who hear the page instead of seeing it: those before it in its line, else after it,
 * else the paragraph before it. "Écris 80 en lettres" says more than "Réponse 2".
 */
import type { ContentNode, DeliveryNode } from '@cloison/qti/delivery';
import { plainText } from '../../sitting/item-layout.ts';

/** A line, a cell, a paragraph: what is around a field that stands in a text. */
const BLOCKS = new Set(
  'p li td th div dd dt figcaption caption blockquote section article h1 h2 h3 h4 h5 h6 tr'.split(' '),
);
/** Longer names tire people who hear them at each field. In characters. */
const LONGEST = 140;

/** One block: words, and fields by their response, in reading order. */
type Piece = { readonly words: string } | { readonly field: string };

/** The words that ask for a response of the body; empty when nothing in words stands before or after its field. */
export function questionText(body: readonly DeliveryNode[], responseId: string): string {
  const blocks = blocksOf(body);
  const at = blocks.findIndex((pieces) =>
    pieces.some((piece) => 'field' in piece && piece.field === responseId),
  );
  const own = blocks[at];
  if (own === undefined) return '';
  const place = own.findIndex((piece) => 'field' in piece && piece.field === responseId);
  const before = wordsAt(own, place - 1);
  if (hasWords(before)) return shortened(before);
  const after = wordsAt(own, place + 1);
  if (hasWords(after)) return shortened(after);
  for (let above = at - 1; above >= 0; above--) {
    const pieces = blocks[above] ?? [];
    // The question of another field is not this one's.
    if (pieces.some((piece) => 'field' in piece)) return '';
    const words = wordsAt(pieces, 0);
    if (hasWords(words)) return words.length > LONGEST * 2 ? '' : shortened(words);
  }
  return '';
}

function wordsAt(pieces: readonly Piece[], index: number): string {
  const piece = pieces[index];
  return piece !== undefined && 'words' in piece ? piece.words : '';
}

const hasWords = (words: string): boolean => /[\p{L}\p{N}]/u.test(words);

/** Without the colon that leads to the field; the end of what is long, from a whole word on. */
function shortened(words: string): string {
  const bare = words.replace(/\s*[:=]\s*$/u, '').trim();
  if (bare.length <= LONGEST) return bare;
  const end = bare.slice(-LONGEST);
  return `… ${end.slice(end.search(/\s/) + 1)}`;
}

/** The body cut at its blocks. A row of a table is one block, so that a cell's field is named by its row. */
function blocksOf(body: readonly DeliveryNode[]): Piece[][] {
  const blocks: Piece[][] = [[]];
  const say = (words: string) => {
    const block = blocks.at(-1) ?? [];
    const last = block.at(-1);
    if (last !== undefined && 'words' in last) block[block.length - 1] = { words: joined(last.words, words) };
    else block.push({ words: words.trim() });
  };
  const walk = (nodes: readonly DeliveryNode[], inRow: boolean): void => {
    for (const node of nodes) {
      if (node.kind === 'text') {
        if (node.text.trim() !== '') say(node.text);
      } else if (node.kind !== 'element') {
        if ('prompt' in node && node.prompt.length > 0) say(plainText(node.prompt));
        blocks.at(-1)?.push({ field: node.responseId });
      } else if (node.name === 'math' || node.name === 'img') {
        say(plainText([node as ContentNode]));
      } else if (BLOCKS.has(node.name) && !inRow) {
        blocks.push([]);
        walk(node.children, node.name === 'tr');
        blocks.push([]);
      } else walk(node.children, inRow);
    }
  };
  walk(body, false);
  return blocks;
}

function joined(before: string, after: string): string {
  return `${before} ${after}`
    .replace(/\s+/g, ' ')
    .replace(/ ([,.])/g, '$1')
    .trim();
}
