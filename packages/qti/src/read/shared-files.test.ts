import { describe, expect, it } from 'vitest';
import { limits } from '../delivery/limits.ts';
import { itemXml, problemsOf } from '../testing/test-item.ts';
import { readItem } from './item.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const stimulus = (content: string) =>
  `<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="s" title="s"><qti-stimulus-body>${content}</qti-stimulus-body></qti-assessment-stimulus>`;
const texts = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `<qti-assessment-stimulus-ref identifier="s${i}" href="s.xml"/>`,
  ).join('');

/** The problems, and how many files were asked for. */
function readWith(after: string, content: string): { problems: string[]; files: number } {
  let files = 0;
  const file = () => {
    files += 1;
    return bytes(content);
  };
  const problems = problemsOf(() => readItem(itemXml({ body: '<p>x</p>', after }), { path: 'a.xml', file }));
  return { problems, files };
}

describe('what an item refers to', () => {
  it('is not read without end: texts and style sheets have a number, and bytes, together', () => {
    // Each of two thousand references was read anew once: minutes of work for a file of 100 KB.
    const many = readWith(texts(2_000), stimulus('<p>x</p>'));
    expect(many).toEqual({ problems: ['QTI_XML_TOO_LARGE:6'], files: 2_000 });
    const long = readWith(texts(3), stimulus(`<p>${'x '.repeat(40_000)}</p>`.repeat(3)));
    expect(long.problems).toEqual(['QTI_XML_TOO_LARGE:6']);
    expect(readWith(texts(limits.sharedFiles), stimulus('<p>x</p>')).problems).toEqual([]);
    const sheet = '<qti-stylesheet href="a.css" type="text/css"/>';
    expect(readWith(sheet.repeat(500), 'p { color: red }').problems).toEqual(['QTI_XML_TOO_LARGE:6']);
  });

  it('counts for the size of the body', () => {
    const { problems } = readWith(texts(5), stimulus('<p>x</p>'.repeat(4_000)));
    expect(problems.every((one) => one.startsWith('QTI_XML_TOO_LARGE'))).toBe(true);
    expect(problems.length).toBeGreaterThan(0);
  });
});
