import { expect, it } from 'vitest';
import { jsonPlace } from './json-place.ts';

it('is the line and column of the first fault, and no more than the file where there is none', () => {
  expect(jsonPlace('a.json', '{\n  "v": 1,\n  "kind": oops\n}')).toBe('a.json:3:11');
  expect(jsonPlace('a.json', '{ "v": 1, }')).toBe('a.json:1:11');
  expect(jsonPlace('a.json', '{ "v": 1 // no\n}')).toBe('a.json:1:10');
  expect(jsonPlace('a.json', '')).toBe('a.json:1:1');
  expect(jsonPlace('a.json', '{ "v": 1 }')).toBe('a.json');
});

it.each(['[', '{"a":', '[{"a":'])(
  'is the file alone where that goes down without end by %j: it ended the command',
  (open) => {
    // Node's parser says in bounded depth that the file is none; the one that looks for the place went down with it.
    expect(jsonPlace('a.json', open.repeat(300_000))).toBe('a.json');
  },
);
