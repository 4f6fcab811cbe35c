import { deliveredClass } from '../../delivery/allow-list.ts';
import type { DeliveryNode } from '../../delivery/delivery-item.ts';
import type { XmlElement } from '../../xml/xml.ts';
import type { AttributeReader } from './attribute-reader.ts';
import type { BodyContext } from './body-context.ts';

/**
 * `class` (when wanted), `id`, `lang`, `dir`, `role`, `aria-…` and the catalog of a QTI element that has no place for
 * them in the delivery model.
 */
export function readWrapper(
  attributes: AttributeReader,
  withClass: boolean,
  element?: XmlElement,
  context?: BodyContext,
): Record<string, string> {
  const wrapper: Record<string, string> = {};
  const id = attributes.text('id');
  const lang = attributes.language();
  const dir = attributes.oneOf('dir', ['ltr', 'rtl', 'auto'], null);
  const role = attributes.text('role');
  // Names of QTI 2 for tools: they say nothing here.
  attributes.text('label');
  if (withClass) {
    const classes = readClasses(attributes);
    if (classes.length > 0) wrapper.class = classes.join(' ');
  }
  if (id !== null) wrapper.id = id;
  if (lang !== null) wrapper.lang = lang;
  if (dir !== null) wrapper.dir = dir;
  if (role !== null) wrapper.role = role;
  const catalog = attributes.text('data-catalog-idref')?.trim() ?? null;
  if (catalog !== null) {
    wrapper['data-catalog-idref'] = catalog;
    if (element !== undefined) context?.catalogRefs.push({ id: catalog, element });
  }
  for (const [name, value] of attributes.startingWith('aria-')) {
    if (name !== 'aria-label' && /^aria-[a-z]{1,32}$/.test(name)) wrapper[name] = value.trim();
  }
  return wrapper;
}

/** As they are delivered: the item's own begin with "x-". */
export function readClasses(attributes: AttributeReader): string[] {
  return attributes.classes().map(deliveredClass);
}

/** The nodes inside an element that carries the attributes; the nodes themselves when there are none. */
export function wrap<N extends DeliveryNode>(
  name: 'div' | 'span',
  attributes: Readonly<Record<string, string>>,
  children: N[],
): (
  | N
  | { kind: 'element'; name: 'div' | 'span'; attributes: Readonly<Record<string, string>>; children: N[] }
)[] {
  return Object.keys(attributes).length === 0 ? children : [{ kind: 'element', name, attributes, children }];
}
