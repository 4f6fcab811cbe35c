import type { DeliveryNode } from '../../delivery/delivery-item.ts';
import { say } from '../../words/say.ts';
import type { XmlElement } from '../../xml/xml.ts';
import { type AttributeReader, attributesOf } from './attribute-reader.ts';
import { type BodyContext, remark } from './body-context.ts';
import { readPath } from './html-attributes.ts';
import { readWrapper } from './wrapper.ts';

/** `object` of QTI 2 and HTML: a picture or a recording, by its type; its content is the text in its place. */
export function readObject(element: XmlElement, context: BodyContext): DeliveryNode[] {
  const { problems } = context;
  const attributes = attributesOf(element, problems);
  const type = attributes.text('type')?.trim().toLowerCase() ?? '';
  const data = attributes.required('data');
  const width = readSize(attributes, 'width');
  const height = readSize(attributes, 'height');
  const wrapper = readWrapper(attributes, true, element, context);
  const label = attributes.text('alt') ?? attributes.text('aria-label');
  attributes.finish();
  const src = data === '' ? null : readPath(element, 'data', data, context);
  if (src === null) return [];
  const sizes = {
    ...(width === null ? {} : { width: String(width) }),
    ...(height === null ? {} : { height: String(height) }),
  };
  const kind = type === '' ? kindOfFile(src) : type.split('/')[0];
  if (kind === 'image') {
    const alt = label ?? alternativeText(element);
    if (alt === null) {
      const reason = say('object-text');
      remark(context, 'QTI_LINT_NO_ALT', 'warning', element, reason);
    }
    return [
      {
        kind: 'element',
        name: 'img',
        attributes: { ...wrapper, src, alt: alt ?? '', ...sizes },
        children: [],
      },
    ];
  }
  if (kind === 'audio' || kind === 'video') {
    const named = label === null ? {} : { 'aria-label': label };
    const own = kind === 'video' ? sizes : {};
    return [
      {
        kind: 'element',
        name: kind,
        attributes: { ...wrapper, ...named, src, ...own, controls: 'controls' },
        children: [],
      },
    ];
  }
  problems.add('QTI_UNSUPPORTED_ELEMENT', element, say('object-type', { type: type.slice(0, 60) }));
  return [];
}

function kindOfFile(path: string): string | null {
  if (/\.(?:png|jpe?g|gif|webp|avif|svg)$/i.test(path)) return 'image';
  if (/\.(?:mp3|og[ag]|opus|m4a|wav)$/i.test(path)) return 'audio';
  return /\.(?:mp4|m4v|webm|ogv)$/i.test(path) ? 'video' : null;
}

export function readSize(attributes: AttributeReader, name: 'width' | 'height'): number | null {
  const written = attributes.text(name)?.trim();
  if (written === undefined || written === '' || written.endsWith('%')) return null;
  const found = /^(\d{1,5})(?:\.\d+)?(?:px)?$/.exec(written);
  if (found !== null) return Number(found[1]);
  attributes.bad(name, say('expect-pixels'));
  return null;
}

/** All the text inside, on one line; null when there is none. */
export function alternativeText(element: XmlElement): string | null {
  const parts: string[] = [];
  const gather = (node: XmlElement): void => {
    for (const child of node.children) {
      if (child.kind === 'text') parts.push(child.text);
      else gather(child);
    }
  };
  gather(element);
  const text = parts
    .join('')
    .replace(/[ \t\n]+/g, ' ')
    .trim();
  return text === '' ? null : text.slice(0, 2_000);
}
