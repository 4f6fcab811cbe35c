import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { describe, expect, it } from 'vitest';
import { answersOf, exampleCampaigns } from './answers.ts';
import { campaignFile, packageFiles } from './campaign-files.ts';

const drawings = exampleCampaigns.flatMap((name) =>
  campaignFile(name).sequences.flatMap(({ package: folder }) =>
    [...packageFiles(name, folder)]
      .filter(([path]) => path.endsWith('.svg'))
      .map(([path, bytes]) => ({ path: `${name}/${folder}/${path}`, bytes })),
  ),
);

interface Drawing {
  readonly elements: readonly SaxesTagPlain[];
  /** Text of `title` and `desc`, the first of each. */
  readonly words: ReadonlyMap<string, string>;
}

/** Throws when it is not well formed. */
function readSvg(text: string): Drawing {
  const parser = new SaxesParser();
  const elements: SaxesTagPlain[] = [];
  const words = new Map<string, string>();
  let open = '';
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    elements.push(tag);
    open = tag.name;
  });
  parser.on('text', (inside) => {
    if ((open === 'title' || open === 'desc') && inside.trim() !== '') words.set(open, inside);
  });
  parser.write(text).close();
  return { elements, words };
}

function faultsOf(text: string): string[] {
  const { elements, words } = readSvg(text);
  const faults: string[] = [];
  const ids = elements.map((tag) => tag.attributes.id).filter((id) => id !== undefined);
  if (new Set(ids).size < ids.length) faults.push('an id is there twice');
  if (!words.has('title') || !words.has('desc')) faults.push('no title or no description');
  for (const { name, attributes } of elements) {
    if (/^(?:script|style|foreignObject|image|a|animate|set)$/.test(name)) faults.push(`<${name}>`);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (/^on/i.test(attribute) || attribute === 'style') faults.push(`${name} ${attribute}`);
      if (/href$/.test(attribute) && !ids.includes(value.replace(/^#/, '')))
        faults.push(`${attribute} ${value}`);
      if (/url\(|javascript:|https?:/.test(value) && !attribute.startsWith('xmlns')) faults.push(value);
    }
  }
  return faults;
}

describe('drawings', () => {
  it('are there: a page for each of 13 exercises, and figures', () => {
    expect(drawings.filter(({ path }) => path.includes('/pages/')).length).toBe(13);
    expect(drawings.filter(({ path }) => path.includes('/images/')).length).toBe(10);
  });

  it.each(drawings)(
    '$path is well formed, described, small, without script, style or outside address',
    ({ bytes }) => {
      expect(faultsOf(new TextDecoder().decode(bytes))).toEqual([]);
      expect(bytes.length).toBeLessThanOrEqual(25 * 1024);
    },
  );

  it('are pages of A4 shape where they are pages', () => {
    for (const { path, bytes } of drawings.filter((drawing) => drawing.path.includes('/pages/'))) {
      const [root] = readSvg(new TextDecoder().decode(bytes)).elements;
      expect(root?.attributes.viewBox, path).toBe('0 0 794 1123');
    }
  });

  it('show as many objects to count as the key of each item says', () => {
    const { items } = answersOf('cp-ce1');
    const page = drawings.find(({ path }) => path.endsWith('maths-cp/pages/compter.svg'))!;
    const boxes = new TextDecoder()
      .decode(page.bytes)
      .split(/<!-- Item \d -->/)
      .slice(1);
    const drawn = boxes.map((box) => String(box.match(/<use /g)?.length));
    expect(drawn).toEqual(boxes.map((_, i) => items[`cp-compter-${i + 1}`]?.correct.RESPONSE));
    expect(drawn.length).toBe(8);
  });

  it('would be found out with a script, an event, a style, an outside picture, a missing part, or no words', () => {
    const svg = (inside: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg"><title>t</title><desc>d</desc>${inside}</svg>`;
    expect(faultsOf(svg(''))).toEqual([]);
    expect(faultsOf(svg('<script/>'))).toHaveLength(1);
    expect(faultsOf(svg('<g onload="x()"/>'))).toHaveLength(1);
    expect(faultsOf(svg('<g style="fill:red"/>'))).toHaveLength(1);
    expect(faultsOf(svg('<rect fill="url(https://a.example/b)"/>'))).toHaveLength(1);
    expect(faultsOf(svg('<use href="#nowhere"/>'))).toHaveLength(1);
    expect(faultsOf('<svg xmlns="http://www.w3.org/2000/svg"/>')).toHaveLength(1);
    expect(() => faultsOf('<svg><g></svg>')).toThrow();
  });
});
