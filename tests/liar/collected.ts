/** What an honest platform has already given to the office before it lies. */
import { expect } from 'vitest';
import { pupilBody } from '../authority/simulated-people.ts';
import type { LyingCampaign, Sealing } from './lying-campaign.ts';

export const GOOD = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };
export const POOR = { m1: 'C', m2: 'C' };

/** Sealed by Anna's own browser and collected. */
export async function collected(
  one: LyingCampaign,
  answers: Record<string, string>,
  how: Sealing,
  name = 'Anna',
) {
  const person = one.person(name);
  const body = pupilBody(one.small, answers, how.final === true);
  const sealed = await one.seal(person, body, how);
  expect(await one.send(person, sealed.bytes)).toBe(204);
  expect(await one.serve()).toMatchObject({ received: 1, incidents: 0 });
  return { person, sealed, counts: one.sitting(name) };
}
