/** Files that items show: which types there are, and drawings without surprises. */

import { type QtiProblem, QtiProblems } from '../model/problem.ts';
import { elementsOf, parseXml, type XmlElement } from '../xml/xml.ts';

const mediaTypes: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  m4a: 'audio/mp4',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  webm: 'video/webm',
  ogv: 'video/ogg',
  vtt: 'text/vtt',
};

/** The media type of a file that may be shown to pupils, by the end of its name; null for other files. */
export function assetMediaType(path: string): string | null {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(mediaTypes, extension) ? (mediaTypes[extension] ?? null) : null;
}

/** What makes an SVG file unfit to be published; empty for one that is fit and for files of other types. */
export function checkAsset(path: string, bytes: Uint8Array): QtiProblem[] {
  if (assetMediaType(path) !== 'image/svg+xml') return [];
  const problems: QtiProblem[] = [];
  const add = (element: XmlElement | null, message: string): void => {
    const { line, column } = element ?? { line: 0, column: 0 };
    problems.push({
      code: 'QTI_ASSET_UNSAFE',
      path,
      line,
      column,
      ...(element ? { element: element.qname } : {}),
      message,
    });
  };
  let root: XmlElement;
  try {
    root = parseXml(bytes, path, { bytes: 20_000_000, elements: 300_000 });
  } catch (error) {
    if (!(error instanceof QtiProblems)) throw error;
    return error.problems.map((problem) => ({
      ...problem,
      code: 'QTI_ASSET_UNSAFE',
      message: `${problem.code}: ${problem.message}`,
    }));
  }
  if (root.name !== 'svg' || root.namespace !== 'http://www.w3.org/2000/svg')
    add(root, 'it is not an SVG document');
  visitSvg(root, add);
  return problems.slice(0, 50);
}

const refusedElements: ReadonlySet<string> = new Set([
  'script',
  'foreignobject',
  'iframe',
  'object',
  'embed',
  'handler',
  'a',
]);

function visitSvg(element: XmlElement, add: (element: XmlElement, message: string) => void): void {
  if (refusedElements.has(element.name.toLowerCase()))
    add(element, `${element.name} is not allowed in a drawing`);
  for (const [name, value] of element.attributes) {
    const local = name.replace(/^\{[^}]*\}/, '').toLowerCase();
    if (local.startsWith('on')) add(element, `${local}: no script`);
    const isReference = local === 'href' || local === 'src';
    if (isReference && !/^\s*(?:#|data:image\/(?:png|jpeg|gif|webp);base64,)/.test(value)) {
      add(element, `${local}: only parts of the drawing itself (#name) and embedded pictures`);
    }
    if (local === 'attributename' && /href|^on/i.test(value)) add(element, 'references do not move');
    if (hasOutsideUrl(value)) add(element, `${local}: an address outside the drawing`);
  }
  if (element.name === 'style') {
    const css = element.children.map((child) => (child.kind === 'text' ? child.text : '')).join('');
    if (/@import|\\/.test(css) || hasOutsideUrl(css)) add(element, 'an address outside the drawing');
  }
  for (const child of elementsOf(element)) visitSvg(child, add);
}

function hasOutsideUrl(text: string): boolean {
  return [...text.matchAll(/url\(\s*(["']?)(.)/gi)].some((found) => found[2] !== '#');
}
