/** qti-catalog-info: other forms of parts of the content, for those who need them. */

import type { Catalog, CatalogCard, CatalogEntry, ContentNode } from '../delivery/delivery-item.ts';
import { limits } from '../delivery/limits.ts';
import { elementsOf, textOf, type XmlElement } from '../xml/xml.ts';
import { attributesOf } from './content/attribute-reader.ts';
import type { BodyContext } from './content/body-context.ts';
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
      context.problems.add('QTI_XML_TOO_LARGE', child, 'too many catalogs');
      return;
    }
    const catalog = readCatalog(child, context);
    if (context.catalogs.some(({ id }) => id === catalog.id))
      context.problems.add('QTI_DUPLICATE', child, `two catalogs are called ${catalog.id.slice(0, 100)}`);
    context.catalogs.push(catalog);
  }
}

function readCatalog(element: XmlElement, context: BodyContext): Catalog {
  const attributes = attributesOf(element, context.problems);
  const id = attributes.required('id').trim();
  attributes.finish();
  const cards: CatalogCard[] = [];
  for (const child of elementsOf(element)) {
    if (child.name === 'qti-card') cards.push(readCard(child, context));
    else reportUnsupported(child, context.problems);
  }
  return { id, cards };
}

function readCard(element: XmlElement, context: BodyContext): CatalogCard {
  const attributes = attributesOf(element, context.problems);
  const support = attributes.required('support').trim();
  const language = attributes.language();
  attributes.finish();
  const children = elementsOf(element);
  const entryElements = children.filter(({ name }) => name === 'qti-card-entry');
  if (entryElements.length === 0)
    return {
      support,
      entries: [{ language, isDefault: true, readingType: null, content: readForms(children, context) }],
    };
  for (const child of children)
    if (!entryElements.includes(child)) reportUnsupported(child, context.problems);
  return { support, entries: entryElements.map((child) => readEntry(child, context)) };
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
  const message = `a file of type "${type.slice(0, 60)}": write its content into qti-html-content`;
  context.problems.add('QTI_UNSUPPORTED_CATALOG', element, message);
  return [];
}
