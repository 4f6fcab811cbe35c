/** Where the items stand on a page of the booklet: elements of its SVG that name an item (`<rect data-item="…">`). */

/** A part of a page, in hundredths of its width and height. */
export interface PageRegion {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Regions by item; none for a page that names no item or is no SVG. The page is read as text here, never run. */
export function pageRegions(bytes: Uint8Array, type: string): ReadonlyMap<string, PageRegion> {
  const none = new Map<string, PageRegion>();
  if (!type.startsWith('image/svg+xml')) return none;
  const { documentElement: svg } = new DOMParser().parseFromString(
    new TextDecoder().decode(bytes),
    'image/svg+xml',
  );
  const [x, y, width, height] = (svg.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number);
  if (x === undefined || y === undefined || !(width! > 0) || !(height! > 0)) return none;
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
  return new Map(regions);
}
