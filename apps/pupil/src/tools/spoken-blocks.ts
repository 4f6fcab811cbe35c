/**
 * What is read aloud of an item, in the order of the page: one block after the other, each with its words, or with the recording
 * that the item's catalog has for it.
 */
import type { Catalog, ContentNode } from '@cloison/qti/delivery';

export interface SpokenBlock {
  readonly element: HTMLElement;
  readonly text: string;
  /** BCP 47, of the nearest `lang`. */
  readonly language: string;
  /** Path of a recording within the package, or null. */
  readonly recording: string | null;
}

/** How mathematics is said between its parts. */
export interface MathWords {
  readonly over: string;
  readonly power: string;
  readonly root: string;
}

const BLOCKS =
  'p, h1, h2, h3, h4, h5, h6, li, td, th, dt, dd, figcaption, caption, blockquote, label, .item-prompt, ' +
  '.choice-content, .order-content, .match-piece, .item-missing';
const SILENT =
  'svg, audio, video, input, textarea, select, .only-heard, .item-hint, .item-count, .item-limit';
const IS_SILENT = `${SILENT}, [aria-hidden="true"], [role="status"], .picture > button, .card-button, .item-clear, .to-other-part`;

export function spokenBlocks(
  root: HTMLElement,
  catalogs: readonly Catalog[],
  words: MathWords,
): readonly SpokenBlock[] {
  const found: { element: HTMLElement; text: string; recording: string | null }[] = [];
  const say = (element: HTMLElement, text: string) => {
    const last = found.at(-1);
    if (last?.element === element) last.text += text;
    else if (text.trim() !== '') found.push({ element, text, recording: null });
  };
  const walk = (node: Node, block: HTMLElement): void => {
    if (node instanceof Text) {
      say(block, node.data);
      return;
    }
    if (!(node instanceof Element) || node.matches(IS_SILENT)) return;
    if (node instanceof HTMLImageElement) {
      say(block, ` ${node.alt} `);
      return;
    }
    if (node.localName === 'math') {
      say(block, ` ${node.getAttribute('alttext') ?? mathInWords(node, words)} `);
      return;
    }
    const own = node instanceof HTMLElement && node.matches(BLOCKS) ? node : block;
    const spoken = node instanceof HTMLElement ? spokenForm(node, catalogs) : null;
    if (spoken !== null && node instanceof HTMLElement) {
      found.push({ element: node, ...spoken });
      return;
    }
    for (const child of node.childNodes) walk(child, own);
  };
  walk(root, root);
  return found
    .map(({ element, text, recording }) => ({
      element,
      text: text
        .replace(/\u2060/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
      recording,
      language: element.closest<HTMLElement>('[lang]')?.lang ?? 'fr',
    }))
    .filter(({ text, recording }) => recording !== null || /[\p{L}\p{N}]/u.test(text));
}

/** Another form of a part of the content, for the ear, that its catalog names (QTI 3.0: a card `spoken`). */
function spokenForm(
  element: HTMLElement,
  catalogs: readonly Catalog[],
): { readonly text: string; readonly recording: string | null } | null {
  const id = element.dataset.catalogIdref;
  if (id === undefined) return null;
  const cards = catalogs.find((catalog) => catalog.id === id)?.cards ?? [];
  const entries = cards.find(({ support }) => support === 'spoken')?.entries ?? [];
  const entry = entries.find(({ isDefault }) => isDefault) ?? entries[0];
  if (entry === undefined) return null;
  // What is written is said by the voice where a recording cannot be played.
  const text = wordsOf(entry.content);
  return {
    text: text.trim() === '' ? (element.textContent ?? '') : text,
    recording: recordingIn(entry.content),
  };
}

function recordingIn(nodes: readonly ContentNode[]): string | null {
  for (const node of nodes) {
    if (node.kind === 'text') continue;
    const own = node.name === 'audio' || node.name === 'source' ? node.attributes.src : undefined;
    const found = own ?? recordingIn(node.children);
    if (found !== null) return found;
  }
  return null;
}

function wordsOf(nodes: readonly ContentNode[]): string {
  return nodes.map((node) => (node.kind === 'text' ? node.text : wordsOf(node.children))).join(' ');
}

function mathInWords(element: Element, words: MathWords): string {
  const parts = [...element.children].map((child) => mathInWords(child, words));
  switch (element.localName) {
    case 'mfrac':
      return parts.join(` ${words.over} `);
    case 'msup':
      return parts.join(` ${words.power} `);
    case 'msqrt':
      return `${words.root} ${parts.join(' ')}`;
    default:
      return parts.length > 0 ? parts.join(' ') : (element.textContent ?? '');
  }
}
