import { describe, expect, it } from 'vitest';
import { browserOf, secondsForAll } from './system-check.ts';

describe('the browser of a school', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36',
      { name: 'Chrome', version: 109, isOld: false },
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.0.0 Safari/537.36 Edg/108.0.1462.54',
      { name: 'Edge', version: 108, isOld: true },
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0',
      { name: 'Firefox', version: 115, isOld: false },
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 15_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Mobile/15E148 Safari/604.1',
      { name: 'Safari', version: 15, isOld: true },
    ],
    ['Something else', { name: null, version: null, isOld: false }],
  ])('is known by the name that it gives itself: %s', (agent, found) => {
    expect(browserOf(agent)).toEqual(found);
  });
});

it('pupils who begin together share the line', () => {
  const line = { answerMs: 20, bitsPerSecond: 8_000_000, bytesEach: 1_000_000, canPrepare: false };
  expect(secondsForAll(line, 1)).toBe(1);
  expect(secondsForAll(line, 30)).toBe(30);
});
