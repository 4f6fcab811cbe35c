/** Whoever found a code that was replaced since, and a host that goes on taking what is written under it. */
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { expect, test } from 'vitest';
import { giveReserve } from '../../apps/authority/src/codes/reserve.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { countObservations } from '../../apps/authority/src/score/sittings.ts';
import { pupilBody, pupilsOf } from '../authority/simulated-people.ts';
import { entryOf, type LyingCampaign } from './lying-campaign.ts';
import { startForTest } from './start-for-test.ts';

let one: LyingCampaign;

test('a final under the code that was replaced does not count before the pupil’s own, and is flagged', async () => {
  // With one answer more, all of them wrong, it stood in the place of the pupil's final.
  one = await startForTest();
  const { small } = one;
  const before = one.person('Anna');
  const first = await one.seal(before, pupilBody(small, { m1: 'C' }, false), { version: 1, saves: { 1: 1 } });
  expect(await one.send(before, first.bytes)).toBe(204);
  await one.serve();
  giveReserve(small.campaign, one.pupil('Anna').orderNumber, 'lost');
  await publishCampaign(small.campaign, small.keys, { platform: one.host.url });
  const after = (await pupilsOf(small)).get('Anna')?.person;
  if (after == null) throw new Error('Anna has no code');
  const own = await one.seal(after, pupilBody(small, { m1: 'B', m2: 'A', m3: '12' }, true), {
    version: 1,
    final: true,
    device: 2,
    saves: { 2: 1 },
  });
  expect(await one.send(after, own.bytes)).toBe(204);
  const found = await one.seal(before, pupilBody(small, { m1: 'C', m2: 'C', m3: '0', m4: 'x' }, true), {
    version: 2,
    previous: first.hash,
    final: true,
    device: 3,
    saves: { 1: 1, 3: 1 },
  });
  // The honest platform knows that code no more.
  expect(await one.send(before, found.bytes)).toBe(401);
  one.tellInFeed(entryOf(found.bytes));
  await one.serve();
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 3 });
  expect(countObservations(small.vault, NAME)).toMatchObject({ 'final-on-branch': 1 });
});
