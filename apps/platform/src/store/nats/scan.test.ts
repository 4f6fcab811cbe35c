import { expect, it } from 'vitest';
import { ApiError } from './failure.ts';
import type { Link } from './link.ts';
import { countSubjects } from './scan.ts';

/** A link of which only what a scan asks about consumers is answered. */
function linkThat(create: (asked: number) => Promise<{ readonly num_pending: number }>) {
  const calls: string[] = [];
  let asked = 0;
  const api = async (call: string) => {
    calls.push(call.split('.').slice(0, 2).join('.'));
    return call.startsWith('CONSUMER.CREATE') ? create(++asked) : {};
  };
  return { calls, link: { api } as unknown as Link };
}

const silence = new Promise<never>(() => undefined);

it('A consumer that was placed on a server that is gone is not waited for: another one is asked for beside it', async () => {
  // Each page of the feed took six seconds while one server of three was gone, and the closing's reads a minute.
  const { calls, link } = linkThat(async (asked) => (asked < 3 ? silence : { num_pending: 7 }));
  expect(await countSubjects(link, 'stream', 'a.>')).toBe(7);
  expect(calls).toEqual([...Array(3).fill('CONSUMER.CREATE'), 'CONSUMER.DELETE']);
});

it('An answer that is an error is taken at once, and a few consumers are asked for at most', async () => {
  const refused = linkThat(async () => Promise.reject(new ApiError(10_059, 'stream not found')));
  await expect(countSubjects(refused.link, 'stream', 'a.>')).rejects.toThrow('stream not found');
  expect(refused.calls).toEqual(['CONSUMER.CREATE']);
  const allAsked = Promise.withResolvers<void>();
  const lost = linkThat(async (asked) => {
    if (asked === 5) allAsked.resolve();
    await allAsked.promise;
    throw new Error('nobody answers');
  });
  await expect(countSubjects(lost.link, 'stream', 'a.>')).rejects.toThrow('nobody answers');
  expect(lost.calls).toEqual(Array(5).fill('CONSUMER.CREATE'));
});
