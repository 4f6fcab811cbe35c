/** Where the items stand on a page of the booklet: elements of its SVG that name an item (`<rect data-item="…">`). */

import { parsedOnly } from '@cloison/client/browser';

/** A part of a page, in hundredths of its width and height. */
export interface PageRegion {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface PageRegions {
  /** Width of the page by its height. */
  readonly ratio: number;
  readonly byItem: ReadonlyMap<string, PageRegion>;
}

/** Null for a page that is no SVG with a viewBox, or names no item. The page is read as text here, never run. */
export function pageRegions(bytes: Uint8Array, type: string): PageRegions | null {
  if (!type.startsWith('image/svg+xml')) return null;
  const { documentElement: svg } = new DOMParser().parseFromString(
    parsedOnly(new TextDecoder().decode(bytes)),
    'image/svg+xml',
  );
  const [x, y, width, height] = (svg.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number);
  if (x === undefined || y === undefined || !(width! > 0) || !(height! > 0)) return null;
  const regions = [...svg.querySelectorAll('rect[data-item]')].flatMap((rect) => {
    const number = (name: string) => Number(rect.getAttribute(name));
    const region: PageRegion = {
      left: (100 * (number('x') - x)) / width!,
      top: (100 * (number('y') - y)) / height!,
      width: (100 * number('width')) / width!,
      height: (100 * number('height')) / height!,
    };
    const item = rect.getAttribute('data-item');
    return item !== null && Object.values(region).every(Number.isFinite) ? [[item, region] as const] : [];
  });
  return regions.length === 0 ? null : { ratio: width! / height!, byItem: new Map(regions) };
}
