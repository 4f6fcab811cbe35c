/** Files that items show: which types there are, and drawings without surprises. */

import { explained, type QtiProblem, QtiProblems } from '../model/problem.ts';
import { type Said, say } from '../words/say.ts';
import { elementsOf, parseXml, type XmlElement } from '../xml/xml.ts';
import { drawnSize } from './drawn-size.ts';
import { headOfDataUrl, rasterSize } from './raster-size.ts';

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

/** What makes a picture unfit to be published; empty for one that is fit and for files of other types. */
export function checkAsset(path: string, bytes: Uint8Array): QtiProblem[] {
  const type = assetMediaType(path);
  if (type?.startsWith('image/') !== true) return [];
  if (type !== 'image/svg+xml') {
    const huge = hugeSize(bytes);
    return huge === null ? [] : [{ code: 'QTI_ASSET_UNSAFE', path, line: 0, column: 0, ...explained(huge) }];
  }
  const problems: QtiProblem[] = [];
  const add = (element: XmlElement, reason: Said): void => {
    const { line, column } = element;
    problems.push({
      code: 'QTI_ASSET_UNSAFE',
      path,
      line,
      column,
      element: element.qname,
      ...explained(reason),
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
      ...explained(say('in-drawing', { code: problem.code, reason: problem.reason })),
    }));
  }
  if (root.name !== 'svg' || root.namespace !== 'http://www.w3.org/2000/svg') add(root, say('not-svg'));
  visitSvg(root, add);
  if (drawnSize(root) > mostDrawn) add(root, say('drawing-endless', { max: mostDrawn }));
  return problems.slice(0, 50);
}

/** Elements that are drawn, copies of copies counted as often as they are drawn. */
const mostDrawn = 300_000;

/** Pixels: 200 MB in a browser's memory. The cameras of telephones make 12 to 50 million. */
const mostPixels = 50_000_000;

/** What is wrong with a picture that becomes gigabytes when it is shown; null for one that does not. */
function hugeSize(bytes: Uint8Array): Said | null {
  const size = rasterSize(bytes);
  if (size === null || size.width * size.height <= mostPixels) return null;
  return say('picture-huge', { width: size.width, height: size.height, max: mostPixels });
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

function visitSvg(element: XmlElement, add: (element: XmlElement, reason: Said) => void): void {
  if (refusedElements.has(element.name.toLowerCase()))
    add(element, say('drawing-element', { element: element.name }));
  for (const [name, value] of element.attributes) {
    const local = name.replace(/^\{[^}]*\}/, '').toLowerCase();
    if (local.startsWith('on')) add(element, say('drawing-script', { attribute: local }));
    const isReference = local === 'href' || local === 'src';
    if (isReference && !/^\s*(?:#|data:image\/(?:png|jpeg|gif|webp);base64,)/.test(value)) {
      add(element, say('drawing-reference', { attribute: local }));
    } else if (isReference && value.trim().startsWith('data:')) {
      const huge = hugeSize(headOfDataUrl(value));
      if (huge !== null) add(element, huge);
    }
    if (local === 'attributename' && /href|^on/i.test(value)) add(element, say('drawing-animation'));
    if (hasOutsideUrl(value) || (local === 'style' && fetches(value)))
      add(element, say('drawing-attribute-outside', { attribute: local }));
  }
  if (element.name === 'style') {
    const css = element.children.map((child) => (child.kind === 'text' ? child.text : '')).join('');
    if (fetches(css) || hasOutsideUrl(css)) add(element, say('drawing-outside'));
  }
  for (const child of elementsOf(element)) visitSvg(child, add);
}

function hasOutsideUrl(text: string): boolean {
  return [...text.matchAll(/url\(\s*(["']?)(.)/gi)].some((found) => found[2] !== '#');
}

/** By another word than `url`, or by an escape that hides one. */
function fetches(css: string): boolean {
  return /\\|@import|(?<![\w-])(?:-webkit-)?(?:image-set|image|src)\(/i.test(css);
}
