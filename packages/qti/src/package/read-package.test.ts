import { describe, expect, it } from 'vitest';
import { QtiProblems } from '../model/problem.ts';
import { choiceInteraction, itemXml, matchCorrect, response } from '../testing/test-item.ts';
import { readPackage } from './read-package.ts';
import { buildManifest, writePackage } from './write-package.ts';
import { readZip } from './zip.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const filesOf = (entries: Readonly<Record<string, string>>) =>
  new Map(Object.entries(entries).map(([name, text]) => [name, bytes(text)]));

const item = (id: string, body = '') =>
  itemXml({
    attributes: `identifier="${id}" title="${id}" xml:lang="fr"`,
    declarations: response('single identifier', ['A']),
    body: body + choiceInteraction(['A', 'B']),
    processing: matchCorrect,
  });
const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><circle r="1"/></svg>';

interface Entry {
  readonly path: string;
  readonly type?: string;
  readonly dependencies?: readonly string[];
}

function manifest(entries: readonly Entry[], change: (xml: string) => string = (xml) => xml): string {
  const resources = entries.map(({ path, type = 'imsqti_item_xmlv3p0', dependencies = [] }, i) => {
    const needs = dependencies.map((id) => `<dependency identifierref="${id}"/>`).join('');
    return `<resource identifier="r${i}" type="${type}" href="${path}">\n<file href="${path}"/>${needs}</resource>`;
  });
  return change(
    `<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="m"><metadata><schema>QTI Package</schema><schemaversion>3.0.1</schemaversion></metadata><organizations/><resources>${resources.join('\n')}</resources></manifest>`,
  );
}

function test(refs: readonly string[], inside = '', attributes = ''): string {
  const items = refs.map((path, i) => `<qti-assessment-item-ref identifier="ref${i}" href="${path}"/>`);
  return `<qti-assessment-test xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="t" title="Test"><qti-test-part identifier="p" navigation-mode="nonlinear" submission-mode="individual"><qti-assessment-section identifier="s1" title="Un" visible="true" ${attributes}>${items.join('')}${inside}</qti-assessment-section></qti-test-part></qti-assessment-test>`;
}

const codes = (problems: readonly { code: string; path: string; line: number }[]) =>
  problems.map(({ code, path, line }) => `${code} ${path}:${line}`);

describe('reading a package', () => {
  it('gives items in the order of the manifest, and the files they show', () => {
    const result = readPackage(
      filesOf({
        'imsmanifest.xml': manifest([
          { path: 'items/b.xml', dependencies: ['r2'] },
          { path: 'items/a.xml' },
          { path: 'images/x.svg', type: 'webcontent' },
        ]),
        'items/a.xml': item('a'),
        'items/b.xml': item('b', '<img src="../images/x.svg" alt="Un rond"/>'),
        'images/x.svg': svg,
        'pages/p.svg': svg,
        'notes.txt': 'x',
      }),
    );
    expect(result.problems).toEqual([]);
    expect(result.refused).toEqual([]);
    expect(result.items.map(({ identifier }) => identifier)).toEqual(['b', 'a']);
    expect(result.items[0]?.assets).toEqual(['images/x.svg']);
    expect([...result.assets.values()].map(({ path, mediaType }) => [path, mediaType])).toEqual([
      ['images/x.svg', 'image/svg+xml'],
      ['pages/p.svg', 'image/svg+xml'],
    ]);
    expect(result.test).toBeNull();
  });

  it('gives items in the order of the test, by section, those outside it after', () => {
    const nested =
      '<qti-assessment-section identifier="s2" title="Deux" visible="false"><qti-assessment-item-ref identifier="x" href="b.xml"/></qti-assessment-section>';
    const result = readPackage(
      filesOf({
        'imsmanifest.xml': manifest([
          { path: 'a.xml' },
          { path: 'b.xml' },
          { path: 'c.xml' },
          { path: 't.xml', type: 'imsqti_test_xmlv3p0' },
        ]),
        'a.xml': item('a'),
        'b.xml': item('b'),
        'c.xml': item('c'),
        't.xml': test(['c.xml'], nested),
      }),
    );
    expect(result.problems).toEqual([]);
    expect(result.items.map(({ identifier }) => identifier)).toEqual(['c', 'b', 'a']);
    expect(result.test).toEqual({
      identifier: 't',
      title: 'Test',
      items: ['c', 'b'],
      sections: [{ identifier: 's1', title: 'Un', items: ['c', 'b'] }],
    });
  });

  it('reports every refused item with all its reasons, and keeps the others', () => {
    const result = readPackage(
      filesOf({
        'imsmanifest.xml': manifest([
          { path: 'good.xml' },
          { path: 'bad.xml' },
          { path: 'broken.xml' },
          { path: 'twin.xml' },
          { path: 'unsafe.xml' },
          { path: 'lacking.xml' },
          { path: 'pdf.xml' },
        ]),
        'good.xml': item('good'),
        'bad.xml': item('bad', '<script/><qti-upload-interaction response-identifier="R"/>'),
        'broken.xml': '<qti-assessment-item',
        'twin.xml': item('good'),
        'unsafe.xml': item('unsafe', '<img src="u.svg" alt=""/>'),
        'u.svg': '<svg xmlns="http://www.w3.org/2000/svg">\n<script>x</script></svg>',
        'lacking.xml': item('lacking', '<img src="none.svg" alt=""/>'),
        'pdf.xml': item('pdf', '<img src="a.pdf" alt=""/>'),
        'a.pdf': 'x',
      }),
    );
    expect(result.problems).toEqual([]);
    expect(result.items.map(({ identifier }) => identifier)).toEqual(['good']);
    expect(result.refused.map(({ path, problems }) => [path, ...codes(problems)])).toEqual([
      ['bad.xml', 'QTI_UNSUPPORTED_ELEMENT bad.xml:4', 'QTI_UNKNOWN_VARIABLE bad.xml:4'],
      ['broken.xml', 'QTI_XML_MALFORMED broken.xml:1'],
      ['twin.xml', 'QTI_DUPLICATE twin.xml:1'],
      ['unsafe.xml', 'QTI_ASSET_UNSAFE u.svg:2'],
      ['lacking.xml', 'QTI_ASSET_MISSING lacking.xml:0'],
      ['pdf.xml', 'QTI_ASSET_TYPE pdf.xml:0'],
    ]);
  });

  it('refuses a folder without manifest, and says where one is', () => {
    const missing = readPackage(filesOf({ 'a.xml': item('a') }));
    expect(codes(missing.problems)).toEqual(['QTI_MANIFEST_MISSING imsmanifest.xml:0']);
    expect(missing.problems[0]?.message).toContain('cloison qti pack');
    const deeper = readPackage(filesOf({ 'x/imsmanifest.xml': manifest([]) }));
    expect(deeper.problems[0]?.message).toContain('x/imsmanifest.xml');
  });

  it.each<[string, string, string[]]>([
    ['another namespace', '<manifest identifier="m"/>', ['QTI_MANIFEST']],
    ['bad XML', '<manifest', ['QTI_XML_MALFORMED']],
    ['a DOCTYPE with entities', '<!DOCTYPE manifest [<!ENTITY a "b">]>', ['QTI_XML_DOCTYPE']],
    [
      'another version',
      manifest([{ path: 'a.xml' }], (xml) => xml.replace('3.0.1', '2.2')),
      ['QTI_MANIFEST'],
    ],
    [
      'no version',
      manifest([{ path: 'a.xml' }], (xml) => xml.replace(/<schemaversion>.*<\/schemaversion>/, '')),
      ['QTI_MANIFEST'],
    ],
    [
      'organizations',
      manifest([{ path: 'a.xml' }], (xml) =>
        xml.replace('<organizations/>', '<organizations><organization/></organizations>'),
      ),
      ['QTI_MANIFEST'],
    ],
    [
      'a file that is not there',
      manifest([{ path: 'a.xml' }, { path: 'z.svg', type: 'webcontent' }]),
      ['QTI_MANIFEST_REFERENCE'],
    ],
    [
      'a dependency that is not listed',
      manifest([{ path: 'a.xml', dependencies: ['none'] }]),
      ['QTI_MANIFEST_REFERENCE'],
    ],
    [
      'a path out of the package',
      manifest([{ path: 'a.xml' }, { path: '../z.svg', type: 'webcontent' }]),
      ['QTI_BAD_PATH', 'QTI_BAD_PATH'],
    ],
    [
      'an outside address',
      manifest([{ path: 'a.xml' }, { path: 'https://example.invalid/z.svg', type: 'webcontent' }]),
      ['QTI_EXTERNAL_RESOURCE', 'QTI_EXTERNAL_RESOURCE'],
    ],
    [
      'a resource of another kind',
      manifest([{ path: 'a.xml', type: 'imsqti_item_xmlv1p2' }]),
      ['QTI_MANIFEST'],
    ],
    [
      'a resource called twice',
      manifest([{ path: 'a.xml' }, { path: 'b.xml' }], (xml) => xml.replace('"r1"', '"r0"')),
      ['QTI_DUPLICATE'],
    ],
  ])('reports a manifest with %s', (_, xml, expected) => {
    const result = readPackage(filesOf({ 'imsmanifest.xml': xml, 'a.xml': item('a'), 'b.xml': item('b') }));
    expect(result.problems.map(({ code }) => code)).toEqual(expected);
  });

  const withTest = (xml: string) =>
    readPackage(
      filesOf({
        'imsmanifest.xml': manifest([
          { path: 'a.xml' },
          { path: 'b.xml' },
          { path: 'bad.xml' },
          { path: 't.xml', type: 'imsqti_test_xmlv3p0' },
        ]),
        'a.xml': item('a'),
        'b.xml': item('b'),
        'bad.xml': item('bad', '<script/>'),
        't.xml': xml,
      }),
    );

  it.each<[string, string, string]>([
    ['a selection', test(['a.xml'], '<qti-selection select="1"/>'), 'QTI_TEST_UNSUPPORTED'],
    ['a shuffled order', test(['a.xml'], '<qti-ordering shuffle="true"/>'), 'QTI_TEST_UNSUPPORTED'],
    [
      'a branch',
      test(['a.xml'], '<qti-branch-rule target="x"><qti-null/></qti-branch-rule>'),
      'QTI_TEST_UNSUPPORTED',
    ],
    ['a time limit', test(['a.xml'], '<qti-time-limits max-time="60"/>'), 'QTI_TEST_UNSUPPORTED'],
    [
      'words to the pupil',
      test(
        ['a.xml'],
        '<qti-rubric-block view="candidate"><qti-content-body><p>x</p></qti-content-body></qti-rubric-block>',
      ),
      'QTI_TEST_UNSUPPORTED',
    ],
    [
      'several attempts',
      test(['a.xml'], '<qti-item-session-control max-attempts="0"/>'),
      'QTI_TEST_UNSUPPORTED',
    ],
    ['an item twice', test(['a.xml', 'a.xml']), 'QTI_TEST_UNSUPPORTED'],
    ['an item that is not listed', test(['z.xml']), 'QTI_TEST_REFERENCE'],
    ['an unknown attribute', test(['a.xml'], '', 'shuffle="true"'), 'QTI_UNSUPPORTED_ATTRIBUTE'],
    [
      'no section',
      test([]).replace(/<qti-assessment-section.*<\/qti-assessment-section>/, ''),
      'QTI_MISSING_ELEMENT',
    ],
    [
      'another root',
      '<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"/>',
      'QTI_VERSION',
    ],
  ])('refuses a test with %s, and keeps the items', (_, xml, code) => {
    const result = withTest(xml);
    expect(result.problems.map((problem) => `${problem.code} ${problem.path}`)).toEqual([`${code} t.xml`]);
    expect(result.test).toBeNull();
    expect(result.items.map(({ identifier }) => identifier)).toEqual(['a', 'b']);
  });

  it('takes a test that refers to a refused item for what is left of it, and rubrics for adults', () => {
    const result = withTest(
      test(
        ['b.xml', 'bad.xml', 'a.xml'],
        '<qti-rubric-block view="proctor"/><qti-item-session-control max-attempts="1"/>',
      ),
    );
    expect(result.problems).toEqual([]);
    expect(result.test?.items).toEqual(['b', 'a']);
    expect(result.refused).toHaveLength(1);
  });
});

describe('drawings', () => {
  const drawn = (inside: string) => {
    const result = readPackage(
      filesOf({
        'imsmanifest.xml': manifest([{ path: 'a.xml' }]),
        'a.xml': item('a'),
        'x.svg': `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${inside}</svg>`,
      }),
    );
    return { codes: [...new Set(result.problems.map(({ code }) => code))], kept: result.assets.has('x.svg') };
  };
  it.each([
    '<script/>',
    '<g onload="x()"/>',
    '<foreignObject/>',
    '<a href="#x"/>',
    '<image href="https://example.invalid/a.png"/>',
    '<image xlink:href="b.png"/>',
    '<use xlink:href="javascript:x()"/>',
    '<image href="data:image/svg+xml;base64,AA"/>',
    '<set attributeName="href" to="javascript:x()"/>',
    '<rect fill="url(https://example.invalid/#a)"/>',
    '<rect style="fill:url( &quot;//example.invalid/&quot;)"/>',
    '<style>@import "x.css";</style>',
    '<style>rect { fill: \\75rl(https://example.invalid) }</style>',
  ])('with %s are refused', (inside) => {
    expect(drawn(inside)).toEqual({ codes: ['QTI_ASSET_UNSAFE'], kept: false });
  });

  it('may refer to their own parts, hold pictures, and have styles', () => {
    const inside =
      '<style>rect { fill: url(#g); }</style><defs><linearGradient id="g"/></defs><rect fill="url(#g)"/><use href="#g"/><image href="data:image/png;base64,AA=="/>';
    expect(drawn(inside)).toEqual({ codes: [], kept: true });
  });

  it('with entities are refused, with the document type that drawing programs write kept', () => {
    const codesOf = (doctype: string) =>
      readPackage(filesOf({ 'imsmanifest.xml': manifest([]), 'x.svg': `${doctype}${svg}` })).problems.map(
        ({ code }) => code,
      );
    expect(codesOf('<!DOCTYPE svg [<!ENTITY a "b">]>')).toEqual(['QTI_ASSET_UNSAFE']);
    const written = '-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd';
    expect(codesOf(`<!DOCTYPE svg PUBLIC "${written}">`)).toEqual([]);
  });
});

describe('packing', () => {
  const folder = filesOf({
    'items/q10.xml': item('q10'),
    'items/q2.xml': item('q2', '<img src="../images/x.svg" alt="Un rond"/>'),
    'images/x.svg': svg,
    'test.xml': test(['items/q10.xml', 'items/q2.xml']),
  });

  it('makes a manifest that reads back: items in the order of their names, with what they show', () => {
    const xml = buildManifest(folder);
    expect(xml).toContain(
      '<resource identifier="r2" type="imsqti_item_xmlv3p0" href="items/q2.xml">\n      <file href="items/q2.xml"/>\n      <dependency identifierref="r1"/>',
    );
    const withoutTest = new Map([...folder].filter(([name]) => name !== 'test.xml'));
    const result = readPackage(readZip(writePackage(withoutTest)));
    expect(result.problems).toEqual([]);
    expect(result.items.map(({ identifier }) => identifier)).toEqual(['q2', 'q10']);
  });

  it('is the same bytes each time, and unpacks to the same files and the order of the test', () => {
    const zip = writePackage(folder);
    expect(writePackage(new Map([...folder].toReversed()))).toEqual(zip);
    const files = readZip(zip);
    for (const [name, content] of folder) expect(files.get(name)).toEqual(content);
    expect(readPackage(files).items.map(({ identifier }) => identifier)).toEqual(['q10', 'q2']);
  });

  it('keeps a manifest that is there', () => {
    const own = manifest([{ path: 'items/q10.xml' }]);
    const zip = writePackage(new Map([...folder, ['imsmanifest.xml', bytes(own)]]));
    expect(new TextDecoder().decode(readZip(zip).get('imsmanifest.xml'))).toBe(own);
  });

  it('names everything that is wrong in all files at once, and packs nothing', () => {
    const bad = new Map([
      ...folder,
      ...filesOf({
        'bad1.xml': item('x', '<script/>'),
        'bad2.xml': '<html/>',
        'mon image.png': 'x',
        'bad3.xml': '<',
      }),
    ]);
    try {
      writePackage(bad);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof QtiProblems)) throw error;
      expect(codes(error.problems)).toEqual([
        'QTI_UNSUPPORTED_ELEMENT bad1.xml:4',
        'QTI_VERSION bad2.xml:1',
        'QTI_XML_MALFORMED bad3.xml:1',
        'QTI_BAD_PATH mon image.png:0',
      ]);
    }
    expect(() => writePackage(new Map([...folder, ...filesOf({ 'twin.xml': item('q2') })]))).toThrow(
      /QTI_DUPLICATE/,
    );
  });
});
