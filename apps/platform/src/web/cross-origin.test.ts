import { expect, it } from 'vitest';
import { parseAppOrigin } from './cross-origin.ts';

it('an app may be served by TLS from anywhere, in plain HTTP from this machine alone', () => {
  const taken = [
    'https://pages.example',
    'https://pages.example:8443',
    'http://127.0.0.1:8081',
    'http://localhost:1',
  ];
  for (const text of taken) expect(parseAppOrigin(text)).toBe(text);
  expect(parseAppOrigin('http://[::1]:8081/')).toBe('http://[::1]:8081');
  const refused = [
    'http://pages.example',
    'http://192.168.1.20:8080',
    'http://127.0.0.1.pages.example',
    'http://localhost.pages.example',
    'ftp://pages.example',
    'null',
    '*',
    'https://pages.example/c/2026-6e/',
    'https://who@pages.example',
  ];
  for (const text of refused) {
    expect(() => parseAppOrigin(text), text).toThrow(expect.objectContaining({ reason: 'not-an-origin' }));
  }
});
