import { expect, it } from 'vitest';
import { type PlatformApi, UnreachableError } from './api.ts';
import { TestPlatform } from './test-platform.ts';
import { limitTogether } from './time-limit.ts';

const access = new Uint8Array(32);
const never = () => new Promise<never>(() => undefined);
/** A platform that accepts and never answers. */
const silent: PlatformApi = { ...new TestPlatform().api(), me: never, document: never, content: never };

it('calls that are never answered cost the limit once, not once each', async () => {
  const time = new AbortController();
  const { api } = limitTogether(silent, time.signal);
  const first = api.me(access);
  time.abort();
  await expect(first).rejects.toThrow(UnreachableError);
  // At once, whatever is asked then: there may be something on this computer to go on with.
  await expect(api.document(access, 'ticket', null)).rejects.toThrow(UnreachableError);
  await expect(api.content('0'.repeat(64))).rejects.toThrow(UnreachableError);
});

it('an answer in time is an answer, also after the limit is lifted', async () => {
  const time = new AbortController();
  const { api, lift } = limitTogether({ ...silent, record: async () => null }, time.signal);
  expect(await api.record(access, 'francais')).toBeNull();
  lift();
  time.abort();
  expect(await api.record(access, 'francais')).toBeNull();
});
