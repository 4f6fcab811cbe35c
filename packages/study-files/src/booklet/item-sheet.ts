/** An item on paper, for a panel: the text, pictures and choices that pupils saw, and the response that scores. */
import type { Lang } from '@cloison/command/refusal';
import { correctResponseOf, type Item, toDelivery } from '@cloison/qti';
import {
  type Choice,
  type ContentNode,
  type DeliveryNode,
  type GapContent,
  type Hotspot,
  type HottextContent,
  type Interaction,
  interactionsOf,
  type Picture,
} from '@cloison/qti/delivery';
import { escapeXml } from '../report/svg-plots.ts';

type Node = DeliveryNode | GapContent | HottextContent;
type PictureOf = (path: string) => string | null;

const EMPTY = new Set(['br', 'hr', 'img', 'col', 'source', 'track', 'wbr']);
const RECORDING = '▶';
const BLANK = '<span class="blank"></span>';

/** HTML without script, links or anything fetched: every text and attribute is escaped, pictures are `data:` URLs. */
export function itemSheet(item: Item, pictureOf: PictureOf): string {
  const { body } = toDelivery(item);
  return `<div class="item">${nodes(body, pictureOf)}</div>`;
}

/** The correct response in the words of the choices, numbers as `lang` writes them; null for an item that has none. */
export function expectedResponse(item: Item, lang: Lang): string | null {
  const texts = new Map(
    interactionsOf(toDelivery(item).body).flatMap((interaction) =>
      choicesOf(interaction).map(({ id, content }) => [id, plainText(content)] as const),
    ),
  );
  const named = (value: string) =>
    texts.get(value) ??
    value
      .split(' ')
      .map((part) => texts.get(part) ?? part)
      .join(' → ');
  const answers = item.responses.flatMap((declaration) => {
    const correct = correctResponseOf(declaration);
    if (correct === null) return [];
    const all = (typeof correct === 'string' ? [correct] : correct).map(named);
    const decimal = declaration.baseType === 'float' && lang === 'fr';
    return [all.map((one) => (decimal ? one.replace('.', ',') : one)).join(' · ')];
  });
  return answers.length === 0 ? null : answers.join(' ; ');
}

function choicesOf(interaction: Interaction): readonly Pick<Choice, 'id' | 'content'>[] {
  if ('choices' in interaction) return interaction.choices;
  if (interaction.kind === 'match') return [...interaction.sources, ...interaction.targets];
  if (interaction.kind === 'hottext') return hotsOf(interaction.content);
  return [];
}

function hotsOf(content: readonly HottextContent[]): Pick<Choice, 'id' | 'content'>[] {
  return content.flatMap((node) => {
    if (node.kind === 'hot') return [node];
    return node.kind === 'element' ? hotsOf(node.children) : [];
  });
}

function plainText(content: readonly ContentNode[]): string {
  return content
    .map((node) =>
      node.kind === 'text'
        ? node.text
        : (formulaText(node) ?? (plainText(node.children) || (node.attributes.alt ?? ''))),
    )
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Formulas in a line: 3/8, x^2, √(a+b). Null for what reads the same in a line. */
function formulaText({ name, children }: Extract<ContentNode, { kind: 'element' }>): string | null {
  const parts = children.flatMap((one) => (one.kind === 'element' ? [plainText([one])] : []));
  const part = (k: number) => {
    const text = parts[k] ?? '';
    return /^[\p{L}\p{N}.,]*$/u.test(text) ? text : `(${text})`;
  };
  switch (name) {
    case 'mfrac':
      return `${part(0)}/${part(1)}`;
    case 'msup':
      return `${part(0)}^${part(1)}`;
    case 'msub':
      return `${part(0)}_${part(1)}`;
    case 'msqrt':
      return `√(${parts.join('')})`;
    case 'mroot':
      return `${part(1)}√(${parts[0] ?? ''})`;
    default:
      return null;
  }
}

function nodes(list: readonly Node[], pictureOf: PictureOf): string {
  return list.map((node) => render(node, pictureOf)).join('');
}

function render(node: Node, pictureOf: PictureOf): string {
  if (node.kind === 'text') return escapeXml(node.text);
  if (node.kind === 'gap') return BLANK;
  if (node.kind === 'hot') return `<u>${nodes(node.content, pictureOf)}</u>`;
  if (node.kind !== 'element') return interaction(node, pictureOf);
  const { name, attributes, children } = node;
  if (name === 'audio' || name === 'video') return `<span class="recording">${RECORDING}</span>`;
  if (name === 'img') return image(attributes.src ?? '', attributes.alt ?? '', pictureOf);
  const kept = Object.entries(attributes)
    .filter(
      ([key]) => key !== 'src' && key !== 'srcset' && key !== 'href' && key !== 'poster' && key !== 'id',
    )
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join('');
  return EMPTY.has(name) ? `<${name}${kept}>` : `<${name}${kept}>${nodes(children, pictureOf)}</${name}>`;
}

function image(path: string, alt: string, pictureOf: PictureOf): string {
  const url = pictureOf(path);
  return url === null ? `[${escapeXml(alt || path)}]` : `<img src="${url}" alt="${escapeXml(alt)}">`;
}

/** Every kind, as paper can show it. */
function interaction(one: Interaction, pictureOf: PictureOf): string {
  const prompt = 'prompt' in one && one.prompt.length > 0 ? `<p>${nodes(one.prompt, pictureOf)}</p>` : '';
  const list = (choices: readonly Choice[], mark: string) =>
    `<ul class="choices">${choices.map(({ content }) => `<li>${mark} ${nodes(content, pictureOf)}</li>`).join('')}</ul>`;
  const picture = (of: Picture, spots: readonly Hotspot[] = []) => stage(of, spots, pictureOf);
  switch (one.kind) {
    case 'choice':
      return prompt + list(one.choices, one.maxChoices === 1 ? '○' : '☐');
    case 'inlineChoice':
      return `[ ${one.choices.map(({ content }) => nodes(content, pictureOf)).join(' | ')} ]`;
    case 'textEntry':
      return BLANK;
    case 'extendedText':
      return prompt + '<div class="lines"></div>'.repeat(Math.min(one.strings?.max ?? 1, 6));
    case 'order':
      return prompt + list(one.choices, '↕');
    case 'associate':
      return prompt + list(one.choices, '—');
    case 'match':
      return `${prompt}<div class="columns">${list(one.sources, '')}${list(one.targets, '☐')}</div>`;
    case 'gapMatch':
      return `${prompt + list(one.choices, '—')}<div>${nodes(one.content, pictureOf)}</div>`;
    case 'hottext':
      return `${prompt}<div>${nodes(one.content, pictureOf)}</div>`;
    case 'hotspot':
    case 'graphicOrder':
    case 'graphicAssociate':
      return prompt + picture(one.picture, one.hotspots);
    case 'graphicGapMatch':
      return prompt + list(one.choices, '—') + picture(one.picture, one.hotspots);
    case 'selectPoint':
    case 'drawing':
      return prompt + picture(one.picture);
    case 'positionObject':
      return picture(one.stage) + picture(one.object);
    case 'slider':
      return `${prompt}<p>${one.lowerBound} ├────────┤ ${one.upperBound}</p>`;
    case 'media':
      return `${prompt}<p>${RECORDING}</p>`;
    case 'upload':
      return `${prompt}<p>[${escapeXml(one.types.join(', ') || '…')}]</p>`;
    case 'endAttempt':
      return `<p>[ ${escapeXml(one.title)} ]</p>`;
    case 'portableCustom':
      return `${prompt}<div>${nodes(one.markup, pictureOf)}</div>`;
  }
}

/** A picture with the outlines of what can be chosen on it. */
function stage(
  { path, alt, width, height }: Picture,
  spots: readonly Hotspot[],
  pictureOf: PictureOf,
): string {
  const url = pictureOf(path);
  if (url === null || width === null || height === null || spots.length === 0)
    return `<p>${image(path, alt, pictureOf)}</p>`;
  return `<svg class="stage" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(alt)}"><image href="${url}" width="${width}" height="${height}"/><g fill="none" stroke="#b4470e" stroke-width="2">${spots.map(outline).join('')}</g></svg>`;
}

function outline({ shape, coords }: Hotspot): string {
  const [a = 0, b = 0, c = 0, d = 0] = coords;
  switch (shape) {
    case 'circle':
      return `<circle cx="${a}" cy="${b}" r="${c}"/>`;
    case 'ellipse':
      return `<ellipse cx="${a}" cy="${b}" rx="${c}" ry="${d}"/>`;
    case 'rect':
      return `<rect x="${a}" y="${b}" width="${c - a}" height="${d - b}"/>`;
    case 'poly':
      return `<polygon points="${coords.join(' ')}"/>`;
    case 'default':
      return '';
  }
}
