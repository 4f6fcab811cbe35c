import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine, neutralise } from './csv-line.ts';

test.each(['=1+1', '+33', '-2', '@SUM(A1)', '\t=1', '\r1', '＝1'])(
  'a text that a spreadsheet would run is neutralised: %j',
  (text) => {
    expect(neutralise(text)).toBe(`'${text}`);
  },
);

test.each([
  ['a;=1+1', "a;'=1+1"],
  ['a\n@SUM(A1);b', "a\n'@SUM(A1);b"],
  ['\r=1', "'\r'=1"],
  ['a; b;c=1', 'a; b;c=1'],
])('so is what a spreadsheet with semicolons would take for a cell of its own: %j', (text, neutral) => {
  expect(neutralise(text)).toBe(neutral);
});

test('numbers stay numbers, negative ones too, and nothing is an empty cell', () => {
  expect(csvLine([-1.5, null, 'a'])).toBe('-1.5,,a\r\n');
});

test('any texts come back through a CSV reader, apostrophe apart', () => {
  const line = fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(line, { minLength: 100, maxLength: 200 }), (lines) => {
      const text = lines.map(csvLine).join('');
      const rows = parse(text, { record_delimiter: '\r\n', relax_column_count: true }) as string[][];
      expect(rows).toEqual(lines.map((cells) => cells.map(neutralise)));
    }),
    { numRuns: 5 },
  );
});
