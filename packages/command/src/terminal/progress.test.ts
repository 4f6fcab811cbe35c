import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { progressOn } from './progress.ts';

it('writes its lines with the colon of the language, and at the end how far it came', () => {
  const written: string[] = [];
  const stream = {
    isTTY: false,
    write: (text: string) => written.push(text),
  } as unknown as NodeJS.WriteStream;
  vi.useFakeTimers({ toFake: ['performance'] });
  for (const lang of ['fr', 'en'] as const) {
    const progress = progressOn(stream, lang)('Codes', 237);
    vi.advanceTimersByTime(6_000);
    progress.update(71);
    progress.update(lang === 'fr' ? 237 : 90);
    progress.stop();
  }
  vi.useRealTimers();
  expect(written).toEqual([
    'Codes : 71/237, ~15 s\n',
    'Codes : 237/237\n',
    'Codes: 71/237, ~15 s\n',
    'Codes: 90/237, ~10 s\n',
  ]);
});

it('writes bytes in MiB, and the amount alone while no total is known', () => {
  const written: string[] = [];
  const stream = {
    isTTY: false,
    write: (text: string) => written.push(text),
  } as unknown as NodeJS.WriteStream;
  vi.useFakeTimers({ toFake: ['performance'] });
  for (const [lang, total] of [
    ['fr', 4 * 1024 ** 2],
    ['en', null],
  ] as const) {
    const progress = progressOn(stream, lang)('Export', total, 'bytes');
    vi.advanceTimersByTime(6_000);
    progress.update(1024 ** 2);
    progress.stop();
  }
  vi.useRealTimers();
  expect(written).toEqual(['Export : 1,0 Mio/4,0 Mio, ~18 s\n', 'Export: 1.0 MiB\n']);
});

it('draws on a terminal what was read, in the unit, and ends its line', () => {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 80,
    clearLine: () => true,
    cursorTo: () => true,
    moveCursor: () => true,
  }) as unknown as NodeJS.WriteStream;
  const progress = progressOn(stream, 'fr')('Export', null, 'bytes');
  progress.update(3 * 1024 ** 2);
  progress.stop();
  expect(String((stream as unknown as PassThrough).read())).toContain('Export  3,0 Mio');
});
