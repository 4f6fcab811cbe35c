import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QtiProblems } from '../model/problem.ts';
import { problemsOf } from '../testing/test-item.ts';
import { elementsOf, parseXml, textOf } from './xml.ts';

const parse = (xml: string | Uint8Array) => parseXml(xml, 'x.xml');

describe('reading XML', () => {
  it('gives the line and column of every element, from 1, whatever the line ends', () => {
    const [b, c] = elementsOf(parse('<a>\r\n  <b\r\n x="1"/>é𝒳<c/>\r</a>'));
    expect([b?.line, b?.column]).toEqual([2, 3]);
    // é is one UTF-16 unit and 𝒳 two.
    expect([c?.line, c?.column]).toEqual([3, 12]);
  });

  it('joins text and CDATA, and knows the five entities and character references', () => {
    expect(textOf(parse('<a> 1 &lt; <![CDATA[2 & ]]>&#233;&amp;&apos;\n</a>'))).toBe("1 < 2 & é&'");
  });

  it('keeps no-break spaces as content', () => {
    expect(textOf(parse('<a>\u00a0x\u202f</a>'))).toBe('\u00a0x\u202f');
  });

  it('reads bytes with and without a byte order mark', () => {
    expect(
      textOf(parse(new TextEncoder().encode('\ufeff<?xml version="1.0" encoding="utf-8"?><a>é</a>'))),
    ).toBe('é');
  });
});

describe('what a document says to others', () => {
  it.each([
    ['the schemas that it is checked with', '<?xml-model href="qti.sch"?>\n<a>x</a>'],
    ['its type, without declarations', '<!DOCTYPE a><a>x</a>'],
    [
      'its type by an address, which is never fetched',
      '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a>x</a>',
    ],
  ])('is read over: %s', (_, xml) => {
    expect(textOf(parse(xml))).toBe('x');
  });
});

describe('refusing XML', () => {
  const bomb = `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(50)}"><!ENTITY c "&b;&b;&b;&b;">]>\n<a>&c;</a>`;
  it.each([
    ['a billion laughs', bomb, 'QTI_XML_DOCTYPE:1'],
    [
      'an external entity',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      'QTI_XML_DOCTYPE:1',
    ],
    [
      'an external subset with entities of its own',
      '\n<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd" [<!ENTITY x "y">]>\n<a/>',
      'QTI_XML_DOCTYPE:2',
    ],
    [
      'an entity that only an external subset could declare',
      '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a>&nbsp;</a>',
      'QTI_XML_MALFORMED:1',
    ],
    ['an entity that nobody declared', '<a>\n&eacute;</a>', 'QTI_XML_MALFORMED:2'],
    ['a style sheet instruction', '<?xml-stylesheet href="x.css"?><a/>', 'QTI_XML_PROCESSING_INSTRUCTION:1'],
    ['a tag that is not closed', '<a>\n<b>\n</a>', 'QTI_XML_MALFORMED:3'],
    ['an attribute given twice', '<a x="1" x="2"/>', 'QTI_XML_MALFORMED:1'],
    ['a prefix that nobody declared', '<a><m:b/></a>', 'QTI_XML_MALFORMED:1'],
    ['nothing', '', 'QTI_XML_MALFORMED:1'],
    ['text alone', 'bonjour', 'QTI_XML_MALFORMED:1'],
    ['another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', 'QTI_XML_ENCODING:1'],
    ['deep nesting', '<a>'.repeat(5_000) + '</a>'.repeat(5_000), 'QTI_XML_TOO_LARGE:1'],
    ['too many elements', `<a>${'<b/>'.repeat(40_000)}</a>`, 'QTI_XML_TOO_LARGE:1'],
    [
      'too many attributes',
      `<a ${Array.from({ length: 70 }, (_, i) => `a${i}=""`).join(' ')}/>`,
      'QTI_XML_TOO_LARGE:1',
    ],
    ['too many bytes', ' '.repeat(4_000_001), 'QTI_XML_TOO_LARGE:0'],
  ])('refuses %s', (_, xml, problem) => {
    expect(problemsOf(() => parse(xml))).toEqual([problem]);
  });

  it('refuses Windows-1252 and UTF-16 bytes', () => {
    expect(
      problemsOf(() => parse(Uint8Array.from([0x3c, 0x61, 0x3e, 0xe9, 0x3c, 0x2f, 0x61, 0x3e]))),
    ).toEqual(['QTI_XML_ENCODING:0']);
    expect(
      problemsOf(() => parse(Uint8Array.from([0xff, 0xfe, 0x3c, 0, 0x61, 0, 0x2f, 0, 0x3e, 0]))),
    ).toEqual(['QTI_XML_ENCODING:0']);
  });

  it('answers arbitrary bytes and texts with a tree or with problems, never otherwise', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom('<', '>', '/', 'a', '=', '"', '&', ';', '!', '[', ']', '-', ' ', '?'),
        maxLength: 60,
      }),
    );
    fc.assert(
      fc.property(anything, (input) => {
        try {
          parse(input);
        } catch (error) {
          expect(error).toBeInstanceOf(QtiProblems);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
