import { expect, it, vi } from 'vitest';
import { progressOn } from './progress.ts';

it('writes its lines with the colon of the language: French puts a space before', () => {
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
    progress.stop();
  }
  vi.useRealTimers();
  expect(written).toEqual([
    'Codes : 71/237, ~15 s\n',
    'Codes : 237/237\n',
    'Codes: 71/237, ~15 s\n',
    'Codes: 237/237\n',
  ]);
});
