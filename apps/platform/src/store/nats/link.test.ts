import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { StorageFailure } from '../storage-error.ts';
import { retriedRead } from './link.ts';

const UNAVAILABLE = new StorageFailure('unavailable');

/** Answers the requests one after the other; one without an answer times out. */
function stream(...answers: readonly ('silence' | 'refused' | 'answer')[]) {
  let asked = 0;
  const ask = async (timeoutMs: number) => {
    const answer = answers[asked++];
    if (answer === 'silence') await sleep(timeoutMs);
    if (answer !== 'answer') throw UNAVAILABLE;
    return 'message';
  };
  return { ask, asked: () => asked };
}

it('a read that nobody answers is asked again: a stream has another leader some seconds later', async () => {
  const { ask, asked } = stream('silence', 'silence', 'answer');
  expect(await retriedRead(ask)).toBe('message');
  expect(asked()).toBe(3);
});

it('a read that is refused at once is not', async () => {
  const { ask, asked } = stream('refused', 'answer');
  await expect(retriedRead(ask)).rejects.toBe(UNAVAILABLE);
  expect(asked()).toBe(1);
});

it('a read is given up when nobody answers for long', { timeout: 20_000 }, async () => {
  const { ask, asked } = stream(...Array<'silence'>(20).fill('silence'));
  await expect(retriedRead(ask)).rejects.toBe(UNAVAILABLE);
  expect(asked()).toBeLessThan(7);
});
