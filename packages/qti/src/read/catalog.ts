/** qti-catalog-info: other forms of parts of the content, for those who need them. */

import type { Catalog, CatalogCard, CatalogEntry, ContentNode } from '../delivery/delivery-item.ts';
import { limits } from '../delivery/limits.ts';
import { isShownSupport } from '../delivery/supports.ts';
import { say } from '../words/say.ts';
import { elementsOf, textOf, type XmlElement } from '../xml/xml.ts';
import { attributesOf } from './content/attribute-reader.ts';
import { type BodyContext, hidden, remark } from './content/body-context.ts';
import { readContent } from './content/content.ts';
import { reportUnsupported } from './content/context.ts';
import { readPath } from './content/html-attributes.ts';

export function readCatalogs(element: XmlElement, context: BodyContext): void {
  attributesOf(element, context.problems).finish();
  for (const child of elementsOf(element)) {
    if (child.name !== 'qti-catalog') {
      reportUnsupported(child, context.problems);
      continue;
    }
    if (context.catalogs.length >= limits.catalogs) {
      context.problems.add('QTI_XML_TOO_LARGE', child, say('many-catalogs'));
      return;
    }
    const catalog = readCatalog(child, context);
    if (context.catalogs.some(({ id }) => id === catalog.id))
      context.problems.add('QTI_DUPLICATE', child, say('catalog-twice', { id: catalog.id.slice(0, 100) }));
    context.catalogs.push(catalog);
  }
}

function readCatalog(element: XmlElement, context: BodyContext): Catalog {
  const attributes = attributesOf(element, context.problems);
  const id = attributes.required('id').trim();
  attributes.finish();
  const cards: CatalogCard[] = [];
  for (const child of elementsOf(element)) {
    if (child.name !== 'qti-card') {
      reportUnsupported(child, context.problems);
      continue;
    }
    const card = readCard(child, context);
    if (isShownSupport(card.support)) cards.push(card);
  }
  return { id, cards };
}

/** Of a support that the player has no use for, `ext:…` among them, the card is read all the same, so that it is well formed. */
function readCard(element: XmlElement, around: BodyContext): CatalogCard {
  const attributes = attributesOf(element, around.problems);
  const support = attributes.required('support').trim();
  const language = attributes.language();
  attributes.finish();
  const isShown = isShownSupport(support);
  const context = isShown ? around : hidden(around);
  if (!isShown && support !== '') {
    const reason = say('card-for-nobody', { support: support.slice(0, 60) });
    remark(around, 'QTI_LINT_NOT_SHOWN', 'warning', element, reason);
  }
  const card = { support, entries: readEntries(element, language, context) };
  if (support === 'sign-language') checkVideos(card, element, context);
  return card;
}

function readEntries(element: XmlElement, language: string | null, context: BodyContext): CatalogEntry[] {
  const children = elementsOf(element);
  const entryElements = children.filter(({ name }) => name === 'qti-card-entry');
  if (entryElements.length === 0)
    return [{ language, isDefault: true, readingType: null, content: readForms(children, context) }];
  for (const child of children)
    if (!entryElements.includes(child)) reportUnsupported(child, context.problems);
  return entryElements.map((child) => readEntry(child, context));
}

/** A card of sign language is a video, within a weight that a class of computers can load. */
function checkVideos({ entries }: CatalogCard, element: XmlElement, context: BodyContext): void {
  const paths = new Set(entries.flatMap(({ content }) => recordingsIn(content)));
  if (paths.size === 0) {
    const reason = say('sign-without-video');
    remark(context, 'QTI_LINT_NOT_SHOWN', 'warning', element, reason);
  }
  for (const path of paths) {
    const bytes = context.file(path)?.length ?? 0;
    if (bytes <= limits.signLanguageBytes) continue;
    const megabytes = (limit: number): string => (limit / 1e6).toFixed(1);
    const reason = say('sign-heavy', {
      path,
      size: megabytes(bytes),
      max: megabytes(limits.signLanguageBytes),
    });
    remark(context, 'QTI_LINT_HEAVY', 'error', element, reason);
  }
}

function recordingsIn(nodes: readonly ContentNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'text') return [];
    const own = ['video', 'source'].includes(node.name) ? node.attributes.src : undefined;
    return [...(own === undefined ? [] : [own]), ...recordingsIn(node.children)];
  });
}

function readEntry(element: XmlElement, context: BodyContext): CatalogEntry {
  const attributes = attributesOf(element, context.problems);
  const language = attributes.language();
  const isDefault = attributes.boolean('default', false);
  const readingType = attributes.text('data-reading-type');
  attributes.finish();
  return { language, isDefault, readingType, content: readForms(elementsOf(element), context) };
}

/** Content written out, or a file that holds it (a picture or a recording). */
function readForms(elements: readonly XmlElement[], context: BodyContext): ContentNode[] {
  return elements.flatMap((element) => {
    const attributes = attributesOf(element, context.problems);
    switch (element.name) {
      case 'qti-html-content':
        for (const name of ['id', 'class', 'dir']) attributes.text(name);
        attributes.language();
        attributes.finish();
        return readContent(element, context);
      case 'qti-file-href': {
        const type = attributes.text('mime-type') ?? '';
        attributes.finish();
        const path = readPath(element, 'href', textOf(element), context);
        return path === null ? [] : fileNode(element, path, type, context);
      }
      default:
        reportUnsupported(element, context.problems);
        return [];
    }
  });
}

function fileNode(element: XmlElement, path: string, type: string, context: BodyContext): ContentNode[] {
  const kind = type.split('/')[0];
  if (kind === 'image')
    return [{ kind: 'element', name: 'img', attributes: { src: path, alt: '' }, children: [] }];
  if (kind === 'audio' || kind === 'video')
    return [{ kind: 'element', name: kind, attributes: { src: path, controls: 'controls' }, children: [] }];
  const reason = say('card-file-type', { type: type.slice(0, 60) });
  context.problems.add('QTI_UNSUPPORTED_CATALOG', element, reason);
  return [];
}
