import type { Shape } from '../../delivery/delivery-item.ts';
import { readXmlNumber } from '../../lexical/xml-number.ts';
import { say } from '../../words/say.ts';
import type { AttributeReader } from './attribute-reader.ts';

const coordinates: Readonly<Record<Exclude<Shape, 'poly'>, number>> = {
  circle: 3,
  rect: 4,
  ellipse: 4,
  default: 0,
};

/** `shape` and `coords`, as of an HTML image map, in pixels; null when they do not fit (reported). */
export function readShape(
  attributes: AttributeReader,
): { readonly shape: Shape; readonly coords: readonly number[] } | null {
  const shape = attributes.oneOf('shape', ['circle', 'rect', 'poly', 'ellipse', 'default'] as const, null);
  if (shape === null) {
    if (attributes.text('shape') === null) attributes.required('shape');
    attributes.text('coords');
    return null;
  }
  const written = shape === 'default' ? (attributes.text('coords') ?? '') : attributes.required('coords');
  const parts = written.split(/[\s,]+/).filter((part) => part !== '');
  const coords = parts.map(readXmlNumber);
  const fits =
    shape === 'poly'
      ? coords.length >= 6 && coords.length % 2 === 0 && coords.length <= 400
      : coords.length === coordinates[shape];
  if (fits && coords.every((one): one is number => one !== null)) return { shape, coords };
  const expected =
    shape === 'poly' ? say('coordinates-of-poly') : say('coordinates', { count: coordinates[shape] });
  attributes.bad('coords', say('expect-coordinates', { coordinates: expected, shape }));
  return null;
}
