import { describe, expect, it } from 'vitest';
import { campaignOfPath, sleep } from './environment.ts';

describe('the campaign of an address', () => {
  it('is read from the pages of pupils and of the school', () => {
    for (const path of [
      '/c/2026-6e/',
      '/c/2026-6e',
      '/c/2026-6e/preparer',
      '/c/2026-6e/ecole/',
      '/proxy/c/2026-6e/',
    ])
      expect(campaignOfPath(path), path).toBe('2026-6e');
  });

  it('is null where no campaign is, or where its name is none', () => {
    for (const path of ['/', '/x/2026-6e/', '/c/', '/c/..%2f/', '/c/A B/'])
      expect(campaignOfPath(path), path).toBeNull();
  });
});

describe('waiting', () => {
  it('ends early when it is aborted, and at once when it was aborted before', async () => {
    const stop = new AbortController();
    const long = sleep(3_600_000, stop.signal);
    stop.abort();
    await long;
    await sleep(3_600_000, stop.signal);
  });

  it('leaves no listener behind when its time is over', async () => {
    const stop = new AbortController();
    const heard: string[] = [];
    const { signal } = stop;
    const remove = signal.removeEventListener.bind(signal);
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      heard.push(args[0]);
      remove(...args);
    };
    await sleep(1, signal);
    expect(heard).toEqual(['abort']);
  });
});
