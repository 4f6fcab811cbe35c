import { describe, expect, it } from 'vitest';
import { ownScript } from './trusted-types.ts';

describe('A worker', () => {
  const page = 'https://evaluation.example/c/2026-6e/ecole/#/classe/0';
  const folder = new URL('.', page);
  it('is made of a script of the page’s own folder', () => {
    const worker = 'https://evaluation.example/c/2026-6e/ecole/assets/argon2.worker-1a2b3c4d.js';
    expect(ownScript(worker, page, folder)).toBe(worker);
    expect(ownScript('./service-worker.js', page, folder)).toBe(
      'https://evaluation.example/c/2026-6e/ecole/service-worker.js',
    );
  });
  it.each([
    'https://elsewhere.example/c/2026-6e/ecole/assets/x.js',
    '/c/2026-6e/content/0123.js',
    '../service-worker.js',
    './assets/x.js?y',
    './assets/x.svg',
    'data:text/javascript,1',
    'blob:https://evaluation.example/1',
  ])('is not made of anything else: %s', (url) => {
    expect(() => ownScript(url, page, folder)).toThrow(TypeError);
  });
});
