/** Attributes of HTML and MathML, by the allow-list; files by their paths in the package. */

import {
  deliveredClass,
  isAllowedAttribute,
  isAllowedValue,
  isHtmlElementName,
  isMathElementName,
  pathAttributes,
} from '../../delivery/allow-list.ts';
import { limits } from '../../delivery/limits.ts';
import { say } from '../../words/say.ts';
import type { XmlElement } from '../../xml/xml.ts';
import { isForOthers } from './attribute-reader.ts';
import type { BodyContext } from './body-context.ts';
import { resolvePath } from './path.ts';

/** On an element that a shared text stands in. */
export const stimulusAttribute = 'data-stimulus-idref';

/** Attributes that say how a browser of 1999 draws, or where more can be read: left out, with a remark. */
const oldAttributes: ReadonlySet<string> = new Set([
  ...['align', 'valign', 'border', 'cellpadding', 'cellspacing', 'bgcolor', 'frame', 'rules', 'summary'],
  ...['char', 'charoff', 'axis', 'nowrap', 'cite', 'longdesc', 'hspace', 'vspace', 'compact', 'label'],
]);

export function readHtmlAttributes(
  element: XmlElement,
  name: Parameters<typeof isAllowedAttribute>[0],
  context: BodyContext,
): Record<string, string> {
  const { problems } = context;
  const attributes: Record<string, string> = {};
  for (const [written, value] of element.attributes) {
    const attribute = written === 'xml:lang' ? 'lang' : written;
    if (written === stimulusAttribute) continue;
    if (!isAllowedAttribute(name, attribute)) {
      if (isForOthers(written) || (isHtmlElementName(name) && oldAttributes.has(written)))
        problems.ignore(element, written);
      else
        problems.add('QTI_UNSUPPORTED_ATTRIBUTE', element, say('attribute-unsupported', { name: written }));
    } else if (value.length > 2_000) {
      problems.add('QTI_BAD_ATTRIBUTE', element, say('attribute-long', { name: written }));
    } else if (pathAttributes.has(attribute)) {
      const path = readPath(element, written, value, context);
      if (path !== null) attributes[attribute] = path;
    } else if (attribute === 'class') {
      const classes = value.split(/[ \t\n]+/).filter((one) => one !== '');
      if (classes.length > 0) attributes.class = classes.map(deliveredClass).join(' ');
      else attributes.class = '';
    } else if (!isAllowedValue(name, attribute, value.trim())) {
      const isLink = name === 'a' && attribute === 'href';
      const covers = isMathElementName(name) && attribute !== 'role' && !attribute.startsWith('aria-');
      const given = { name: written, value: value.slice(0, 60) };
      const reason = isLink
        ? say('link-outside', given)
        : covers
          ? say('value-covers', given)
          : say('value-pretends', given);
      problems.add(isLink ? 'QTI_EXTERNAL_RESOURCE' : 'QTI_UNSAFE_VALUE', element, reason);
    } else {
      attributes[attribute] = value.trim();
      if (attribute === 'data-catalog-idref') context.catalogRefs.push({ id: value.trim(), element });
    }
  }
  return attributes;
}

export function readPath(
  element: XmlElement,
  name: string,
  value: string,
  context: BodyContext,
): string | null {
  // A part of a recording ("#t=1,10") is asked of the player, not of the file.
  const resolved = resolvePath(context.path, value.replace(/#t=[0-9:.,]{1,40}$/, ''));
  switch (resolved.kind) {
    case 'path':
      context.assets.add(resolved.path);
      if (context.assets.size > limits.assets)
        context.problems.add('QTI_XML_TOO_LARGE', element, say('many-files'));
      return resolved.path;
    case 'external':
      context.problems.add(
        'QTI_EXTERNAL_RESOURCE',
        element,
        say('address-outside', { name, value: value.slice(0, 80) }),
      );
      return null;
    case 'bad':
      context.problems.add('QTI_BAD_PATH', element, say('bad-path', { name, value: value.slice(0, 80) }));
      return null;
  }
}
