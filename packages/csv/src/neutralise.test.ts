import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { csvField } from './csv-field.ts';
import { isPlainNumber, neutralise } from './neutralise.ts';

test.each(['=1+1', '+33', '-2', '@SUM(A1)', '\t=1', '\r1', '＝1'])(
  'a text that a spreadsheet would run is neutralised: %j',
  (text) => {
    expect(neutralise(text)[0]).toBe("'");
    expect(neutralise(text).replaceAll("'", '')).toBe(text);
  },
);

test.each([
  ['a;=1+1', "a;'=1+1"],
  ['a,=1+1', "a,'=1+1"],
  ['a\t=1+1', "a\t'=1+1"],
  ['a\n@SUM(A1);b', "a\n'@SUM(A1);b"],
  ['a;"=1+1"', 'a;"\'=1+1"'],
  ['a; =1+1', "a; '=1+1"],
  ['\r=1', "'\r'=1"],
  ['a; b;c=1', 'a; b;c=1'],
])('so is what a program with another separator would take for a cell of its own: %j', (text, neutral) => {
  expect(neutralise(text)).toBe(neutral);
});

test('a number in whole is plain; what goes on after it is not', () => {
  expect(['-12', '-0.5', '7'].every(isPlainNumber)).toBe(true);
  expect(["-1+cmd|' /C calc'!A0", '-', '+3', '-1;2', '-1\n'].some(isPlainNumber)).toBe(false);
});

/** The cells of a line as a lenient program reads them: a field in quotation marks ends at the first single one, and what follows is added to it. */
function cellsAsRead(file: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < file.length; i++) {
    const symbol = file[i]!;
    if (isQuoted) {
      if (symbol !== '"') cell += symbol;
      else if (file[i + 1] === '"') cell += file[i++]!;
      else isQuoted = false;
    } else if (symbol === '"' && cell === '') isQuoted = true;
    else if (symbol === separator || symbol === '\r' || symbol === '\n') {
      cells.push(cell);
      cell = '';
    } else cell += symbol;
  }
  return [...cells, cell];
}

describe('A file of such fields, read by a program of any list separator', () => {
  const symbol = fc.constantFrom(...'=+-@＝"\'; ,\t\r\na1');
  const text = fc.string({ unit: symbol, maxLength: 8 });
  it.each([
    [',', ','],
    [',', ';'],
    [',', '\t'],
    [';', ';'],
    [';', ','],
    [';', '\t'],
  ] as const)('written with %j and read with %j has no cell that begins like a formula', (written, read) => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (cells) => {
        const line = cells.map((cell) => csvField(cell, written)).join(written);
        for (const cell of cellsAsRead(line, read)) expect(cell).not.toMatch(/^[=+\-@＝]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes back as it was, apostrophes apart, in a program of its own separator', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (cells) => {
        const lineEnds = /[\r\n]/;
        fc.pre(!cells.some((cell) => lineEnds.test(cell)));
        expect(cellsAsRead(cells.map((cell) => csvField(cell, ';')).join(';'), ';')).toEqual(
          cells.map(neutralise),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
