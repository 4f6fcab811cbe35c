import { expect, it } from 'vitest';
import { csvCell } from './table-csv.ts';

it('a code that is a number stays as it is; what a spreadsheet would run does not, at its beginning or within', () => {
  expect(['-1', '2026', '-0.5'].map(csvCell)).toEqual(['-1', '2026', '-0.5']);
  expect(csvCell("-1+cmd|' /C calc'!A0")).toBe("'-1+cmd|' /C calc'!A0");
  expect(csvCell('Nord;=1+1')).toBe("Nord;'=1+1");
});
