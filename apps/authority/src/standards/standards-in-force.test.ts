import { expect, it } from 'vitest';
import { thresholdsText } from './standards-in-force.ts';

it('thresholds with half a point are said with the comma of French, and the journal’s own point otherwise', () => {
  // « 2.5 / 4 » stood in a French table.
  expect(thresholdsText([2.5, 4], undefined, ' / ', 'fr')).toBe('2,5 / 4');
  expect(thresholdsText([2.5, 4], { a: [2.5, 4], b: [3, 5] }, '/', 'fr')).toBe('a 2,5/4 ; b 3/5');
  expect(thresholdsText([2.5, 4], { a: [2.5, 4], b: [3, 5] })).toBe('a 2.5/4, b 3/5');
});
