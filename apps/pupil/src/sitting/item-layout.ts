/** Where an item's text and question stand when the screen is wide. */
import type { ContentNode, DeliveryNode } from '@cloison/qti/delivery';

export interface ItemLayout {
  /** Text, pictures, sounds to work on; empty when the item is one column. */
  readonly support: readonly DeliveryNode[];
  readonly question: readonly DeliveryNode[];
  /** Language, direction and classes of the plain boxes around both, which are taken away. */
  readonly around: { readonly lang?: string; readonly dir?: string; readonly class?: string };
}

/** Less text than this needs no column of its own. */
const SHORT_TEXT = 260;
/** A paragraph this short, just before what is to be answered, is the question itself. */
const QUESTION_TEXT = 240;
const BULKY = new Set(['img', 'figure', 'table', 'audio', 'video', 'blockquote']);

/**
 * Splits a body before the first top-level node that holds an interaction, when what comes before is bulky. An item that
 * says its own layout (`qti-layout-…`) is left as it is, and so is one whose interactions lie within its text.
 */
export function layoutOf(body: readonly DeliveryNode[]): ItemLayout {
  const { nodes, around } = unwrapped(body);
  const whole: ItemLayout = { support: [], question: body, around: {} };
  if (nodes.some(saysItsLayout)) return whole;
  let first = nodes.findIndex(holdsInteraction);
  if (first < 0) return whole;
  if (!asksItself(nodes[first]) && isQuestion(nodes[first - 1])) first--;
  const support = nodes.slice(0, first);
  const size = support.reduce((sum, node) => sum + textLength(node), 0);
  if (size < SHORT_TEXT && !support.some(holdsBulk)) return whole;
  return { support, question: nodes.slice(first), around };
}

/**
 * The questions of an item whose interactions have none of their own: the short paragraph just before each. All prompts then have
 * one weight. Of sentences with fields in them, only what stands before the first is the question.
 */
export function questionsBefore(question: readonly DeliveryNode[]): readonly DeliveryNode[] {
  const nodes = question.filter((node) => node.kind !== 'text' || node.text.trim() !== '');
  const first = nodes.findIndex(holdsInteraction);
  return nodes.filter((node, index) => {
    const next = nodes[index + 1];
    if (node.kind !== 'element' || next === undefined || !holdsInteraction(next) || asksItself(next))
      return false;
    const isFieldAlone = next.kind !== 'element' || textLength(next) === 0;
    return isQuestion(node) && !holdsInteraction(node) && (isFieldAlone || index + 1 === first);
  });
}

/** Returns the content of a body that is a single plain box. */
function unwrapped(
  body: readonly DeliveryNode[],
  around: ItemLayout['around'] = {},
): { readonly nodes: readonly DeliveryNode[]; readonly around: ItemLayout['around'] } {
  const real = body.filter((node) => node.kind !== 'text' || node.text.trim() !== '');
  const [only] = real;
  const box = real.length === 1 && only?.kind === 'element' && /^(div|section|article)$/.test(only.name);
  if (!box || saysItsLayout(only)) return { nodes: real, around };
  const { lang, dir, class: own } = only.attributes;
  const classes = [around.class, own].filter((one) => one !== undefined && one !== '').join(' ');
  return unwrapped(only.children, {
    ...around,
    ...(lang === undefined ? {} : { lang }),
    ...(dir === undefined ? {} : { dir }),
    ...(classes === '' ? {} : { class: classes }),
  });
}

function saysItsLayout(node: DeliveryNode): boolean {
  if (node.kind !== 'element') return false;
  return /(^|\s)qti-layout-/.test(node.attributes.class ?? '') || node.children.some(saysItsLayout);
}

function holdsInteraction(node: DeliveryNode): boolean {
  if (node.kind === 'text') return false;
  return node.kind === 'element' ? node.children.some(holdsInteraction) : true;
}

/** An interaction that has its own prompt needs no question before it. */
function asksItself(node: DeliveryNode | undefined): boolean {
  if (node === undefined || node.kind === 'text') return false;
  if (node.kind === 'element') return node.children.some(asksItself);
  return 'prompt' in node && node.prompt.length > 0;
}

function holdsBulk(node: DeliveryNode): boolean {
  return node.kind === 'element' && (BULKY.has(node.name) || node.children.some(holdsBulk));
}

function isQuestion(node: DeliveryNode | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind === 'text') return node.text.length <= QUESTION_TEXT;
  return (
    node.kind === 'element' && node.name === 'p' && !holdsBulk(node) && textLength(node) <= QUESTION_TEXT
  );
}

function textLength(node: DeliveryNode): number {
  if (node.kind === 'text') return node.text.trim().length;
  return node.kind === 'element' ? node.children.reduce((sum, child) => sum + textLength(child), 0) : 0;
}

/** The words of some content, for names that are read out. */
export function plainText(nodes: readonly ContentNode[]): string {
  return nodes.map(wordsOf).join('').replace(/\s+/g, ' ').trim();
}

function wordsOf(node: ContentNode): string {
  if (node.kind === 'text') return node.text;
  const parts = () => node.children.filter((child) => child.kind !== 'text' || child.text.trim() !== '');
  switch (node.name) {
    case 'img':
      return ` ${node.attributes.alt ?? ''} `;
    // Said without a sign between its parts, seven halves would be seventy-two.
    case 'mfrac':
      return parts()
        .map((part) => plainText([part]))
        .join('/');
    case 'msup':
      return parts()
        .map((part) => plainText([part]))
        .join('^');
    case 'msqrt':
      return `√${plainText(node.children)}`;
    default:
      return node.children.map(wordsOf).join('');
  }
}
