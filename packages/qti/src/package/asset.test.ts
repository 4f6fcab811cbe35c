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

  it.each([
    [
      'rules of a style name',
      `<style>${levels((i) => `svg .c${i + 1}:hover, .c${i + 1} { FILL: URL(#g${i}) }`)}</style>`,
      (i: number) => `<pattern id="g${i + 1}"><rect class="c${i + 1}"/><rect class="c${i + 1}"/></pattern>`,
    ],
    [
      'rules within rules name',
      `<style>@media screen {${levels((i) => `.c${i + 1} { &amp; { mask: url('#g${i}') } }`)}}</style>`,
      (i: number) => `<mask id="g${i + 1}"><rect class="c${i + 1}"/><rect class="a c${i + 1}"/></mask>`,
    ],
    [
      'shapes inherit from their group',
      '',
      (i: number) => `<pattern id="g${i + 1}"><g fill="url(#g${i})"><rect/><rect/></g></pattern>`,
    ],
    [
      'shapes inherit from a style',
      '',
      (i: number) => `<pattern id="g${i + 1}"><g style="stroke: url(#g${i})"><path/><path/></g></pattern>`,
    ],
    [
      'shapes inherit the markers of their group',
      '',
      (i: number) => `<marker id="g${i + 1}"><g marker-mid="url(#g${i})"><path/><path/></g></marker>`,
    ],
    [
      'shapes inherit by a property of its own',
      '<style>rect { fill: var(--a) }</style>',
      (i: number) => `<pattern id="g${i + 1}" style="--a:url(#g${i})"><rect/><rect/></pattern>`,
    ],
    [
      'a copy inherits from where it stands',
      '<g id="two"><rect/><rect/></g>',
      (i: number) => `<pattern id="g${i + 1}"><use href="#two" fill="url(#g${i})"/></pattern>`,
    ],
  ])('that is drawn without end because %s is refused', (_, before, draw) => {
    expect(codesOf(`${before}<g id="g0"><rect/></g>${levels(draw)}`)).toEqual(['QTI_ASSET_UNSAFE:1:1']);
    expect(codesOf(`${before}<g id="g0"><rect/></g>${levels(draw, 5)}`)).toEqual([]);
  });

  it('whose style has more rules for more shapes than a drawing needs is refused, not counted for ever', () => {
    const style = levels((i) => `.c${i} { fill: url(#l) }`, 10_000);
    expect(codesOf(`<style>${style}</style>${levels(() => '<path class="c1"/>', 20_000)}`)).toHaveLength(1);
  });

  it('whose style opens brackets without end is refused, and no reader runs out of stack', () => {
    expect(codesOf(`<style>${'@media a{'.repeat(50_000)}</style>`)).toEqual(['QTI_ASSET_UNSAFE:1:1']);
  });

  it('is not painted with the colour of a group where its shapes have their own', () => {
    const pattern = `<pattern id="p">${'<rect/>'.repeat(100)}</pattern>`;
    const group = (paint: string) => `<g fill="url(#p)">${`<path${paint}/>`.repeat(5_000)}</g>`;
    expect(codesOf(pattern + group(' fill="none"'))).toEqual([]);
    expect(codesOf(pattern + group(''))).toHaveLength(1);
  });

  it('may be as design programs write it: gradients, clips and masks by classes, in groups of many shapes', () => {
    const style = '<style>.st0{clip-path:url(#clip);}.st1{fill:url(#l);} .st2{mask:url(#m)}</style>';
    const defs =
      '<defs><linearGradient id="l"><stop/></linearGradient><linearGradient id="l2" href="#l"/><clipPath id="clip"><rect/></clipPath><mask id="m"><path class="st1"/></mask></defs>';
    const group = `<g class="st0 st2" fill="url(#l2)">${levels(() => '<path class="st1"/><path fill="none"/>', 5_000)}<linearGradient id="l3"><stop/></linearGradient></g>`;
    const animated = '<circle id="dot"><animate href="#dot" attributeName="r"/></circle>';
    expect(codesOf(style + defs + group + animated)).toEqual([]);
  });

  it('may use its parts again, as drawings do', () => {
    const parts =
      '<linearGradient id="l"><stop/><stop/></linearGradient><g id="tree"><path fill="url(#l)"/></g>';
    expect(codesOf(parts + levels(() => '<use href="#tree"/>', 200))).toEqual([]);
  });

  it('has nothing in its style that hides an address', () => {
    expect(codesOf('<rect style="fill:u\\72l(http://x.test/)"/>')).toHaveLength(1);
    expect(codesOf('<style>@IMPORT "http://x.test/a.css";</style>')).toHaveLength(1);
    expect(codesOf('<style>rect { cursor: Image-Set("http://x.test/a.png" 1x) }</style>')).toHaveLength(1);
    expect(codesOf('<rect style="fill:image(\'http://x.test/\')"/>')).toHaveLength(1);
    expect(codesOf('<rect style="fill:src(\'http://x.test/\')"/>')).toHaveLength(1);
  });
});
