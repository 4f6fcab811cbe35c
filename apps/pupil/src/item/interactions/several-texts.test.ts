import { expect, it } from 'vitest';
import { answerOf, fieldsAtFirst, textsOf } from './several-texts.ts';

it('texts keep their fields when they are saved and read again, empty fields among them', () => {
  const saved = answerOf(['', ' Loire ', 'Rhône', '   '], 20);
  expect(saved).toEqual(['', ' Loire ', 'Rhône']);
  expect(textsOf(saved)).toEqual(['', ' Loire ', 'Rhône']);
});

it('blank fields are no response', () => {
  expect(answerOf(['', '  ', '\n'], 20)).toBeNull();
  expect(textsOf(null)).toEqual([]);
});

it('a text is cut at the longest that a record takes of one', () => {
  expect(answerOf(['x'.repeat(30)], 20)).toEqual(['x'.repeat(20)]);
});

it('a few fields are all there; of many the needed ones, and more when they are asked for', () => {
  expect(fieldsAtFirst({ min: 1, max: 2 })).toBe(2);
  expect(fieldsAtFirst({ min: 1, max: 20 })).toBe(3);
  expect(fieldsAtFirst({ min: 5, max: 20 })).toBe(5);
});
