import { describe, expect, it } from 'vitest';
import { checkAsset } from './asset.ts';

const codesOf = (inside: string) =>
  checkAsset(
    'a.svg',
    new TextEncoder().encode(`<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`),
  ).map(({ code, line, column }) => `${code}:${line}:${column}`);
const levels = (draw: (i: number) => string, count = 30) =>
  Array.from({ length: count }, (_, i) => draw(i)).join('');

describe('a drawing', () => {
  it('that draws copies of copies without end is refused', () => {
    const used = (i: number) => `<g id="g${i + 1}"><use href="#g${i}"/><use href="#g${i}"/></g>`;
    const painted = (i: number) =>
      `<pattern id="g${i + 1}"><rect fill="url(#g${i})"/><rect fill="url('#g${i}')"/></pattern>`;
    for (const copies of [used, painted])
      expect(codesOf(`<g id="g0"><rect/></g>${levels(copies)}`)).toEqual(['QTI_ASSET_UNSAFE:1:1']);
    expect(codesOf('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>')).toHaveLength(1);
    // Not even so deep that the reader itself would fall over.
    expect(codesOf(levels((i) => `<g id="g${i}"><use href="#g${i + 1}"/></g>`, 50_000))).toHaveLength(1);
  });

  it('may use its parts again, as drawings do', () => {
    const parts =
      '<linearGradient id="l"><stop/><stop/></linearGradient><g id="tree"><path fill="url(#l)"/></g>';
    expect(codesOf(parts + levels(() => '<use href="#tree"/>', 200))).toEqual([]);
  });

  it('has no escape in its style that could hide an address', () => {
    expect(codesOf('<rect style="fill:u\\72l(http://x.test/)"/>')).toHaveLength(1);
  });
});
