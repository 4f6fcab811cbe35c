/**
 * XML to a tree with places, by saxes 6 (no entity beyond the five of XML, no network, no DTD). Throws `QtiProblems`
 * for what is not well-formed, for a DOCTYPE that declares something, for processing instructions other than
 * `xml-model` (it names schemas to validators), and for documents beyond the limits.
 */

import { SaxesParser } from 'saxes';
import { limits as itemModelLimits } from '../delivery/limits.ts';
import { ProblemList } from '../model/problem.ts';
import { type Said, say } from '../words/say.ts';

export interface XmlText {
  readonly kind: 'text';
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

export interface XmlElement {
  readonly kind: 'element';
  /** Without prefix. */
  readonly name: string;
  /** As written. */
  readonly qname: string;
  readonly namespace: string;
  /**
   * Names: plain for attributes without prefix, `xml:lang` for those of XML, `{namespace}name` for others.
   * Namespace declarations and `xsi:schemaLocation` are left out: they say nothing about content.
   */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** Of its "<", from 1. */
  readonly line: number;
  readonly column: number;
}

export type XmlNode = XmlText | XmlElement;

export interface XmlLimits {
  readonly bytes: number;
  readonly elements: number;
}

const itemLimits: XmlLimits = { bytes: 4_000_000, elements: 30_000 };
const maxAttributes = 64;
const maxDepth = itemModelLimits.depth;

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';
const xsiNamespace = 'http://www.w3.org/2001/XMLSchema-instance';

/** Thrown inside the parser's events to leave it; never leaves this file. */
class Stop extends Error {}

interface Building {
  readonly kind: 'element';
  readonly name: string;
  readonly qname: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlNode[];
  readonly line: number;
  readonly column: number;
}

/** `path` is for the problems only. */
export function parseXml(
  input: string | Uint8Array,
  path: string,
  limits: XmlLimits = itemLimits,
): XmlElement {
  const list = new ProblemList(path);
  const source = decode(input, list, limits);
  list.throwIfAny();
  const root = source === null ? null : build(source, list, limits);
  list.throwIfAny();
  if (root === null) {
    list.add('QTI_XML_MALFORMED', null, say('no-element'));
    list.throwIfAny();
    throw new Error('unreachable');
  }
  return root;
}

function decode(input: string | Uint8Array, list: ProblemList, limits: XmlLimits): string | null {
  if (input.length > limits.bytes) {
    list.add('QTI_XML_TOO_LARGE', null, say('file-large', { max: limits.bytes }));
    return null;
  }
  if (typeof input === 'string') return lineEnds(input.replace(/^\ufeff/, ''));
  try {
    return lineEnds(new TextDecoder('utf-8', { fatal: true }).decode(input));
  } catch {
    list.add('QTI_XML_ENCODING', null, say('not-utf8'));
    return null;
  }
}

/** XML 1.0, 2.11: so that offsets in the parser and in the text are the same. */
function lineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function build(source: string, list: ProblemList, limits: XmlLimits): XmlElement | null {
  const positionOf = positionsOf(source);
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Building[] = [];
  let root: Building | null = null;
  let elements = 0;
  let start = 0;
  let attributeCount = 0;

  const stop = (code: Parameters<ProblemList['add']>[0], reason: Said): never => {
    const { line, column } = positionOf(Math.min(parser.position, source.length));
    list.add(code, { line, column }, reason);
    throw new Stop();
  };

  parser.on('error', (error) => {
    stop('QTI_XML_MALFORMED', faultOf(error.message));
  });
  // What it names is never fetched, so without declarations of its own it says nothing.
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) stop('QTI_XML_DOCTYPE', say('doctype'));
  });
  parser.on('processinginstruction', ({ target }) => {
    if (target !== 'xml-model')
      stop('QTI_XML_PROCESSING_INSTRUCTION', say('instruction', { name: target.slice(0, 40) }));
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^utf-?8$|^us-ascii$/i.test(encoding)) {
      stop('QTI_XML_ENCODING', say('encoding', { encoding }));
    }
  });
  parser.on('opentagstart', (tag) => {
    start = parser.position - tag.name.length - 2;
    attributeCount = 0;
    elements += 1;
    if (elements > limits.elements) stop('QTI_XML_TOO_LARGE', say('many-elements', { max: limits.elements }));
    if (open.length >= maxDepth) stop('QTI_XML_TOO_LARGE', say('deep-elements', { max: maxDepth }));
  });
  // Counted as they come: an element with a million of them is left at the sixty-fifth.
  parser.on('attribute', () => {
    attributeCount += 1;
    if (attributeCount > maxAttributes)
      stop('QTI_XML_TOO_LARGE', say('many-attributes', { max: maxAttributes }));
  });
  parser.on('opentag', (tag) => {
    const attributes = new Map<string, string>();
    const given = Object.values(tag.attributes);
    for (const { uri, local, value } of given) {
      if (uri === xmlnsNamespace) continue;
      if (uri === xsiNamespace && local === 'schemaLocation') continue;
      attributes.set(uri === '' ? local : uri === xmlNamespace ? `xml:${local}` : `{${uri}}${local}`, value);
    }
    const element: Building = {
      kind: 'element',
      name: tag.local,
      qname: tag.name,
      namespace: tag.uri,
      attributes,
      children: [],
      ...positionOf(start),
    };
    open.at(-1)?.children.push(element);
    if (root === null) root = element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const text = (value: string): void => {
    const parent = open.at(-1);
    if (parent === undefined || value === '') return;
    const last = parent.children.at(-1);
    if (last?.kind === 'text') {
      parent.children[parent.children.length - 1] = { ...last, text: last.text + value };
    } else {
      parent.children.push({
        kind: 'text',
        text: value,
        ...positionOf(Math.max(0, parser.position - value.length - 1)),
      });
    }
  };
  parser.on('text', text);
  parser.on('cdata', text);

  try {
    parser.write(source).close();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return null;
  }
  return root;
}

/** Offset → line and column, both from 1. */
function positionsOf(source: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let i = source.indexOf('\n'); i !== -1; i = source.indexOf('\n', i + 1)) starts.push(i + 1);
  return (offset) => {
    const at = Math.max(0, offset);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (starts[low] as number) + 1 };
  };
}

/** The element children. */
export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child): child is XmlElement => child.kind === 'element');
}

/** All text directly inside, trimmed of XML white space. */
export function textOf(element: XmlElement): string {
  return element.children
    .map((child) => (child.kind === 'text' ? child.text : ''))
    .join('')
    .replace(/^[ \t\n]+|[ \t\n]+$/g, '');
}

/** XML's white space only: a no-break space is content. */
export function isBlank(text: string): boolean {
  return /^[ \t\n\r]*$/.test(text);
}

/** The parser's own words are English, and name its grammar. */
function faultOf(message: string): Said {
  const unclosed = /unclosed tag: (\S{1,60})/.exec(message);
  if (unclosed !== null) return say('xml-unclosed', { tag: unclosed[1]! });
  if (/undefined entity|entity reference/.test(message)) return say('xml-entity');
  return say(/disallowed character/.test(message) ? 'xml-character' : 'xml-malformed');
}
