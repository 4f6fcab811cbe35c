import { neutralise } from '@cloison/csv';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from './csv-line.ts';

test('numbers stay numbers, negative ones too, and nothing is an empty cell', () => {
  expect(csvLine([-1.5, null, 'a'])).toBe('-1.5,,a\r\n');
});

test('any texts come back through a CSV reader, apostrophe apart', () => {
  // Of all characters, those that mean something to a reader or a spreadsheet would hardly ever be drawn.
  const unit = fc.oneof(
    fc.constantFrom(...',;"\r\n\t=+-@＝ \'a1'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  );
  const line = fc.array(fc.string({ unit }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(line, { minLength: 100, maxLength: 200 }), (lines) => {
      const text = lines.map(csvLine).join('');
      const rows = parse(text, { record_delimiter: '\r\n', relax_column_count: true }) as string[][];
      expect(rows).toEqual(lines.map((cells) => cells.map(neutralise)));
    }),
    { numRuns: 5 },
  );
});
