/** What a pupil is told, under a host that answers as it likes: nothing is finished, saved or somebody else's because it says so. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LiveSitting } from '../../apps/pupil/src/sitting/live-sitting.ts';
import { sequenceStates } from '../../apps/pupil/src/sitting/signed-sequences.ts';
import { Computer } from './computer.ts';
import { Campaign, type Pupil } from './harness.ts';

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start();
});
afterAll(() => campaign.close());

const saved = (live: LiveSitting) => vi.waitFor(() => expect(live.state.save.kind).toBe('saved'), 120_000);
const finished = (live: LiveSitting) => vi.waitFor(() => expect(live.state.phase).toBe('finished'), 120_000);
const nothing = () => new Response(null, { status: 204 });
const refused = (status: number, code: string, more: object = {}) =>
  Response.json({ code, ...more }, { status });

/** As the welcome page shows the first sequence. */
async function stateOf(computer: Computer, pupil: Pupil): Promise<string | undefined> {
  const signed = await computer.signIn(pupil);
  return (await sequenceStates(signed, computer.store, Date.now)).states[0]?.kind;
}

describe('a sequence is not called finished', () => {
  const isOver = { opens: '2026-01-01T06:00:00Z', closes: '2026-01-02T06:00:00Z' };
  it.each([
    ['is cut off', () => Response.error()],
    ['is called closed', () => refused(403, 'window-closed', isOver)],
    ['fails', () => refused(500, 'internal')],
    ['is a page', () => new Response('<html></html>', { status: 200 })],
  ])('because the host says so of a record whose end %s', async (_, told) => {
    // The pupil was told that it was finished, and went home.
    const pupil = await campaign.addPupil();
    const first = await new Computer(campaign).open(pupil);
    first.begin();
    first.answer('RESPONSE', 'boat');
    await saved(first);
    first.stop();
    const computer = new Computer(campaign);
    const { session } = await computer.signIn(pupil);
    const me = await session.me();
    const records = me.records.map((record) => ({ ...record, version: 9, final: true }));
    computer.told = (method, address) => {
      if (address.endsWith('/me')) return Response.json({ ...me, records });
      return method === 'GET' && address.includes('/records/') ? told() : null;
    };
    expect(await stateOf(computer, pupil)).toBe('begun');
  });

  it('on the word of a host that has not kept the end: it is still to be sent', async () => {
    // "Finished" was on the screen whatever the platform had, so nobody opened it again, which sends it.
    const pupil = await campaign.addPupil();
    const computer = new Computer(campaign);
    computer.told = (method) => (method === 'PUT' ? nothing() : null);
    const live = await computer.open(pupil);
    live.begin();
    live.answer('RESPONSE', 'boat');
    live.finish();
    await finished(live);
    live.stop();
    computer.told = () => null;
    expect(await campaign.held(pupil, 'francais')).toBeNull();
    expect(await stateOf(computer, pupil)).toBe('unsent');
    const again = await computer.open(pupil);
    await finished(again);
    const held = await campaign.held(pupil, 'francais');
    expect(held).toMatchObject({
      final: true,
      body: { items: { phare: { responses: { RESPONSE: 'boat' } } } },
    });
    expect(await stateOf(computer, pupil)).toBe('finished');
    again.stop();
  });
});
