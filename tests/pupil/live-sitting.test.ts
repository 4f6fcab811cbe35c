/**
 * Sitting without a browser: the pupil app's own logic against the real platform, with a clock that the test moves and
 * several computers as several stores.
 */
import { RefusedError } from '@cloison/client';
import { receiptOf } from '@cloison/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LiveSitting } from '../../apps/pupil/src/sitting/live-sitting.ts';
import { openSequence } from '../../apps/pupil/src/sitting/open-sequence.ts';
import { sequenceStates } from '../../apps/pupil/src/sitting/signed-sequences.ts';
import { Computer } from './computer.ts';
import { Campaign } from './harness.ts';

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start();
});
afterAll(() => campaign.close());

const saved = (live: LiveSitting) => vi.waitFor(() => expect(live.state.save.kind).toBe('saved'), 120_000);

/** A pupil who has begun at one computer, and has then answered at another one. */
async function answeredElsewhere() {
  const pupil = await campaign.addPupil();
  const computer = new Computer(campaign);
  const live = await computer.open(pupil);
  live.begin();
  await saved(live);
  const elsewhere = await new Computer(campaign).open(pupil);
  elsewhere.begin();
  elsewhere.answer('RESPONSE', 'bird');
  await saved(elsewhere);
  return { pupil, computer, live, elsewhere };
}

describe('a sequence on the real platform', () => {
  it('says saved only when the platform has the answer', async () => {
    const pupil = await campaign.addPupil();
    const live = await new Computer(campaign).open(pupil);
    live.begin();
    live.answer('RESPONSE', 'boat');
    expect(live.state.save.kind).toBe('saving');
    await saved(live);
    const held = await campaign.held(pupil, 'francais');
    expect(held?.body.items.phare?.responses).toEqual({ RESPONSE: 'boat' });
    live.stop();
  });

  it('says that it saves from the first key on, also while a change of item waits to be saved', async () => {
    const pupil = await campaign.addPupil();
    const computer = new Computer(campaign);
    const live = await computer.open(pupil);
    live.begin();
    await saved(live);
    live.moveTo(3);
    expect(live.state.save.kind).toBe('saved');
    live.answer('R1', '3', { typing: true });
    expect(live.state.save.kind).toBe('saving');
    computer.pass(1_000);
    await saved(live);
    expect((await campaign.held(pupil, 'francais'))?.body.items.calcul?.responses).toEqual({ R1: '3' });
    live.stop();
  });

  it('takes a late answer for the item that it was given to, and none after the end', async () => {
    const pupil = await campaign.addPupil();
    const live = await new Computer(campaign).open(pupil);
    live.begin();
    live.moveTo(1);
    live.answer('RESPONSE', ['n18']);
    live.answer('RESPONSE', 'boat', { itemId: 'phare' });
    live.answer('RESPONSE', 'boat', { itemId: 'of a stage before' });
    await saved(live);
    live.review();
    live.finish();
    live.answer('RESPONSE', 'bird', { itemId: 'phare' });
    await vi.waitFor(() => expect(live.state.phase).toBe('finished'), 120_000);
    live.answer('RESPONSE', 'lamp', { itemId: 'phare' });
    expect(live.settled).toBe(true);
    const items = (await campaign.held(pupil, 'francais'))?.body.items ?? {};
    expect(Object.keys(items).sort()).toEqual(['multiples', 'phare']);
    expect(items.multiples?.responses).toEqual({ RESPONSE: ['n18'] });
    expect(items.phare?.responses).toEqual({ RESPONSE: 'boat' });
  });

  it('ends at zero of the limit with everything saved and a receipt', async () => {
    const pupil = await campaign.addPupil({ limitMs: 400_000 });
    const computer = new Computer(campaign);
    const live = await computer.open(pupil);
    computer.pass(60_000);
    expect(live.state.sitting.elapsedMs).toBe(0);
    live.begin();
    live.answer('RESPONSE', 'l', { typing: true });
    computer.pass(101_000);
    expect(live.state.warning).toBe('five-minutes');
    live.dismissWarning();
    computer.pass(240_000);
    expect(live.state.warning).toBe('one-minute');
    computer.pass(60_000);
    expect(live.state.timeUp).toBe(true);
    await vi.waitFor(() => expect(live.state.phase).toBe('finished'), 120_000);
    const held = await campaign.held(pupil, 'francais');
    expect(held?.final).toBe(true);
    expect(held?.body.elapsedMs).toBe(400_000);
    expect(held?.body.items.phare?.responses).toEqual({ RESPONSE: 'l' });
    expect(live.state.receipt).toBe(receiptOf(held!.hash));
  });

  it('says that five minutes are left as long as it is so, whether or not anybody presses “understood”', async () => {
    const pupil = await campaign.addPupil({ limitMs: 400_000 });
    const computer = new Computer(campaign);
    const live = await computer.open(pupil);
    live.begin();
    computer.pass(101_000);
    expect(live.state.warning).toBe('five-minutes');
    computer.pass(58_000);
    expect(live.state.warning).toBe('five-minutes');
    computer.pass(2_000);
    expect(live.state.warning).toBeNull();
    live.stop();
  });

  it('gives no time back to who restarts: elapsed time is in the record', async () => {
    const pupil = await campaign.addPupil();
    const first = new Computer(campaign);
    const live = await first.open(pupil);
    live.begin();
    first.pass(130_000);
    await saved(live);
    live.stop();
    const again = await new Computer(campaign).open(pupil);
    expect(again.state.sitting.elapsedMs).toBeGreaterThanOrEqual(120_000);
    again.stop();
  });

  it('works without network to the end, and finishes when it is back', async () => {
    const pupil = await campaign.addPupil();
    const computer = new Computer(campaign);
    const live = await computer.open(pupil);
    live.begin();
    await saved(live);
    computer.online = false;
    live.answer('RESPONSE', 'lamp');
    live.moveTo(1);
    live.answer('RESPONSE', ['n18', 'n42']);
    live.review();
    live.finish();
    await vi.waitFor(() => expect(live.state.save).toEqual({ kind: 'waiting', reason: 'offline' }), 120_000);
    expect(live.state.phase).toBe('closing');
    expect(live.state.receipt).toBeNull();
    expect(live.unacknowledged().length).toBeGreaterThan(0);
    computer.online = true;
    live.retryNow();
    await vi.waitFor(() => expect(live.state.phase).toBe('finished'), 120_000);
    const held = await campaign.held(pupil, 'francais');
    expect(held?.body.items.multiples?.responses).toEqual({ RESPONSE: ['n18', 'n42'] });
    expect(live.state.receipt).toBe(receiptOf(held!.hash));
    expect(live.unacknowledged()).toEqual([]);
  });

  it('opens without network what this computer has seen, and goes on from unsent work', async () => {
    const pupil = await campaign.addPupil();
    const computer = new Computer(campaign);
    const live = await computer.open(pupil);
    live.begin();
    await saved(live);
    computer.online = false;
    live.answer('RESPONSE', 'storm');
    live.moveTo(2);
    live.flush();
    await vi.waitFor(() => expect(live.state.save.kind).toBe('waiting'), 120_000);
    live.stop();
    const again = await computer.open(pupil);
    expect(again.state.sitting.position).toBe(2);
    expect(again.state.sitting.items.phare?.responses).toEqual({ RESPONSE: 'storm' });
    computer.online = true;
    again.retryNow();
    await vi.waitFor(
      async () =>
        expect((await campaign.held(pupil, 'francais'))?.body.items.phare?.responses).toEqual({
          RESPONSE: 'storm',
        }),
      120_000,
    );
    again.stop();
  });

  it('asks when another computer has written, goes on from what that one has, and merges nothing', async () => {
    const pupil = await campaign.addPupil();
    const one = await new Computer(campaign).open(pupil);
    one.begin();
    one.answer('RESPONSE', 'lamp');
    await saved(one);
    const two = await new Computer(campaign).open(pupil);
    two.begin();
    two.answer('RESPONSE', 'bird');
    two.moveTo(3);
    two.answer('R1', '3,5', { typing: true });
    two.flush();
    await saved(two);
    one.answer('RESPONSE', 'storm');
    await vi.waitFor(() => expect(one.state.save.kind).toBe('conflict'), 120_000);
    await one.takeOver();
    await saved(one);
    expect(one.state).toMatchObject({ takenOver: 1, sitting: { position: 3 } });
    const held = await campaign.held(pupil, 'francais');
    expect(held?.body.items.phare?.responses).toEqual({ RESPONSE: 'bird' });
    expect(held?.body.items.calcul?.responses).toEqual({ R1: '3,5' });
    // Now the other computer is asked. Looking changes nothing.
    two.answer('R1', '4', { typing: true });
    two.flush();
    await vi.waitFor(() => expect(two.state.save.kind).toBe('conflict'), 120_000);
    two.stayReadOnly();
    const kept = two.unacknowledged().length;
    two.answer('R1', '5');
    two.moveTo(0);
    two.finish();
    two.flush();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(two.unacknowledged()).toHaveLength(kept);
    expect(two.state.phase).toBe('answering');
    expect(two.state.sitting.position).toBe(0);
    expect((await campaign.held(pupil, 'francais'))?.hash).toEqual(held?.hash);
    one.stop();
    two.stop();
  });

  it('keeps what was answered when a host makes up another computer, and shows an older state as that one’s', async () => {
    // “Go on here” went back to the older state: what was answered since was gone from the screen, then from the record.
    const pupil = await campaign.addPupil();
    const computer = new Computer(campaign);
    const live = await computer.open(pupil);
    live.begin();
    await saved(live);
    const older = await computer.options.api.record(pupil.holder.access, 'francais');
    live.answer('RESPONSE', 'lamp');
    await saved(live);
    const kinds = new Set<string>();
    live.subscribe(() => kinds.add(live.state.save.kind));
    let refused = 0;
    computer.told = (method, address) => {
      if (!address.includes('/records/')) return null;
      if (method === 'GET') return new Response(older);
      refused += 1;
      return Response.json({ code: 'conflict', version: 7, hash: 'A'.repeat(43) }, { status: 409 });
    };
    live.moveTo(3);
    live.answer('R1', '3,5');
    await vi.waitFor(() => expect(refused).toBeGreaterThan(2), 120_000);
    computer.told = () => null;
    await saved(live);
    // Nobody was asked: there is no other computer.
    expect(kinds).not.toContain('conflict');
    const held = await campaign.held(pupil, 'francais');
    expect(held?.body.items.phare?.responses).toEqual({ RESPONSE: 'lamp' });
    expect(held?.body.items.calcul?.responses).toEqual({ R1: '3,5' });
    live.stop();
  });

  it('shows no receipt of an end that it goes back behind, when a host shows an end and then the state before', async () => {
    // “Go on here” was pressed twice before the first answer came.
    const { pupil, computer, live, elsewhere } = await answeredElsewhere();
    const before = await computer.options.api.record(pupil.holder.access, 'francais');
    elsewhere.review();
    elsewhere.finish();
    await vi.waitFor(() => expect(elsewhere.state.phase).toBe('finished'), 120_000);
    live.moveTo(3);
    live.answer('R1', '3,5');
    await vi.waitFor(() => expect(live.state.save.kind).toBe('conflict'), 120_000);
    await live.takeOver();
    expect(live.state).toMatchObject({ phase: 'finished', receipt: elsewhere.state.receipt });
    computer.told = (method, address) =>
      method === 'GET' && address.includes('/records/') ? new Response(before) : null;
    await live.takeOver();
    expect(live.state).toMatchObject({ phase: 'answering', receipt: null });
    live.stop();
  });

  it('leaves the question open when the other computer’s state does not come or does not open', async () => {
    const { computer, live, elsewhere } = await answeredElsewhere();
    elsewhere.stop();
    live.moveTo(3);
    live.answer('R1', '3,5');
    await vi.waitFor(() => expect(live.state.save.kind).toBe('conflict'), 120_000);
    for (const told of [() => new Response('none'), () => Response.error()]) {
      computer.told = (method, address) =>
        method === 'GET' && address.includes('/records/') ? told() : null;
      await live.takeOver();
      expect(live.state.takeOverFailed).toBe(true);
    }
    computer.told = () => null;
    await live.takeOver();
    await saved(live);
    expect(live.state.sitting.items.phare?.responses).toEqual({ RESPONSE: 'bird' });
    live.stop();
  });

  it('asks again, and says why, when who only looked cannot go on here', async () => {
    // Nothing happened: the answer stood in a dialog that was closed.
    const { computer, live, elsewhere } = await answeredElsewhere();
    elsewhere.stop();
    live.moveTo(3);
    live.answer('R1', '3,5');
    await vi.waitFor(() => expect(live.state.save.kind).toBe('conflict'), 120_000);
    live.stayReadOnly();
    expect(live.state.readOnly).toBe(true);
    computer.online = false;
    await live.takeOver();
    expect(live.state).toMatchObject({ save: { kind: 'conflict' }, readOnly: false, takeOverFailed: true });
    live.stayReadOnly();
    expect(live.state).toMatchObject({ readOnly: true, takeOverFailed: false });
    computer.online = true;
    await live.takeOver();
    await saved(live);
    expect(live.state.sitting.items.phare?.responses).toEqual({ RESPONSE: 'bird' });
    live.stop();
  });

  it('sets apart what this computer wrote without network when another one has gone on meanwhile', async () => {
    const pupil = await campaign.addPupil();
    const one = new Computer(campaign);
    const first = await one.open(pupil);
    first.begin();
    await saved(first);
    one.online = false;
    first.answer('RESPONSE', 'lamp');
    await vi.waitFor(() => expect(first.state.save.kind).toBe('waiting'), 120_000);
    first.stop();
    const second = await new Computer(campaign).open(pupil);
    second.begin();
    second.answer('RESPONSE', 'bird');
    await saved(second);
    second.stop();
    one.online = true;
    const again = await one.open(pupil);
    expect(again.state.diverged).toBe(true);
    expect(again.state.sitting.items.phare?.responses).toEqual({ RESPONSE: 'bird' });
    expect(again.unacknowledged()).toEqual([]);
    again.stop();
  });

  it('after closing time says that answers are kept apart, and ends without a receipt', async () => {
    const pupil = await campaign.addPupil();
    const live = await new Computer(campaign).open(pupil);
    live.begin();
    await saved(live);
    try {
      campaign.laterByMs = 25 * 3_600_000;
      live.answer('RESPONSE', 'boat');
      await vi.waitFor(() => expect(live.state.save.kind).toBe('late'), 120_000);
      live.finish();
      await vi.waitFor(() => expect(live.state.phase).toBe('late'), 120_000);
      expect(live.state.receipt).toBeNull();
      expect((await campaign.held(pupil, 'francais'))?.final).toBe(false);
    } finally {
      campaign.laterByMs = 0;
    }
    live.stop();
  });

  it('shows the receipt to who comes back after the end, wherever', async () => {
    const pupil = await campaign.addPupil();
    const live = await new Computer(campaign).open(pupil);
    live.begin();
    live.review();
    live.finish();
    await vi.waitFor(() => expect(live.state.phase).toBe('finished'), 120_000);
    const again = await new Computer(campaign).open(pupil);
    expect(again.state).toMatchObject({ phase: 'finished', receipt: live.state.receipt });
  });

  it('has ended for a code that took over from one that had ended, and answers no more', async () => {
    const first = await campaign.addPupil();
    const before = await new Computer(campaign).open(first);
    before.begin();
    before.answer('RESPONSE', 'boat');
    before.review();
    before.finish();
    await vi.waitFor(() => expect(before.state.phase).toBe('finished'), 120_000);
    const ended = (await campaign.held(first, 'francais'))?.body;
    const pupil = await campaign.addPupil({ resume: { francais: ended } });
    const computer = new Computer(campaign);
    const { states } = await sequenceStates(await computer.signIn(pupil), computer.store, Date.now);
    expect(states[0]).toEqual({ kind: 'finishedBefore' });
    const live = await computer.open(pupil);
    live.answer('RESPONSE', 'bird');
    await vi.waitFor(() => expect(live.state.phase).toBe('finished'), 120_000);
    expect(live.state.receipt).toMatch(/^[A-Z0-9]{6}$/);
    expect(live.state.sitting.items.phare?.responses).toEqual({ RESPONSE: 'boat' });
    expect((await campaign.held(pupil, 'francais'))?.final).toBe(true);
  });
});

describe('signing in', () => {
  it('tells the states of the sequences, with and without network', async () => {
    const pupil = await campaign.addPupil();
    const computer = new Computer(campaign);
    const signed = await computer.signIn(pupil);
    const live = await computer.open(pupil);
    live.begin();
    await saved(live);
    live.stop();
    const online = await sequenceStates(signed, computer.store, Date.now);
    expect(online).toMatchObject({ offline: false, states: [{ kind: 'begun' }, { kind: 'opens' }] });
    computer.online = false;
    const offline = await sequenceStates(signed, computer.store, Date.now);
    expect(offline).toMatchObject({ offline: true, states: [{ kind: 'begun' }, { kind: 'opens' }] });
  });

  it('says that the code was replaced to a pupil who waits for the opening, whose clock goes on', async () => {
    // The page said “Ouvre à 9 h” for ever: it went by the time at which the pupil had signed in.
    const pupil = await campaign.addPupil({ calendar: 4 });
    const computer = new Computer(campaign);
    const signed = await computer.signIn(pupil);
    const atOpening = () => Date.now() + 73 * 3_600_000;
    const states = () => sequenceStates(signed, computer.store, atOpening);
    expect(await states()).toMatchObject({ ended: null, states: [{ kind: 'opens' }, { kind: 'opens' }] });
    await campaign.revoke(pupil);
    expect(await states()).toEqual({
      offline: false,
      ended: 'replaced',
      states: [{ kind: 'todo' }, { kind: 'todo' }],
    });
    computer.told = () => Response.json({ code: 'already-purged' }, { status: 410 });
    expect(await states()).toMatchObject({ ended: 'campaignOver' });
  });

  it('does not tell a pupil who has not finished that it is finished, because the host says so', async () => {
    // The pupil went home, and nobody was told of anything.
    const pupil = await campaign.addPupil();
    const computer = new Computer(campaign);
    const signed = await computer.signIn(pupil);
    const [record = ''] = signed.ticket.sequences.map((sequence) => sequence.record);
    const me = await signed.session.me();
    const told = { ...me, records: [{ name: record, version: 9, hash: 'A'.repeat(43), final: true }] };
    const state = async () => (await sequenceStates(signed, computer.store, Date.now, told)).states[0]?.kind;
    expect(await state()).toBe('todo');
    const live = await computer.open(pupil);
    live.begin();
    await saved(live);
    live.stop();
    const elsewhere = new Computer(campaign);
    const other = await elsewhere.signIn(pupil);
    expect((await sequenceStates(other, elsewhere.store, Date.now, told)).states[0]?.kind).toBe('begun');
  });

  it('sends what this computer still has of a code that was replaced, when that code is typed or its sequence is opened', async () => {
    // It stayed on the computer for ever: nothing was sent before the platform had accepted the code.
    const pupil = await campaign.addPupil();
    const computer = new Computer(campaign);
    const signed = await computer.signIn(pupil);
    const live = await computer.open(pupil);
    live.begin();
    await saved(live);
    computer.online = false;
    live.answer('RESPONSE', 'boat');
    await vi.waitFor(() => expect(live.state.save.kind).toBe('waiting'), 120_000);
    live.answer('RESPONSE', 'bird');
    await vi.waitFor(() => expect(live.unacknowledged()).toHaveLength(2), 120_000);
    live.stop();
    await campaign.revoke(pupil);
    computer.online = true;
    let puts = 0;
    computer.told = (method) => {
      if (method === 'PUT') puts++;
      return null;
    };
    await expect(computer.signIn(pupil)).rejects.toMatchObject({ code: 'unknown-code' });
    expect(puts).toBe(2);
    const page = { app: 'test/1', now: () => computer.nowMs, later: computer.later };
    const opening = openSequence(signed, pupil.ticket.sequences[0]!, page);
    await expect(opening).rejects.toMatchObject({ code: 'unknown-code' });
    expect(puts).toBe(4);
    // Nothing is let go of: a host may say so of any code.
    expect(await computer.store.pendingRecords(pupil.holder.holderId)).toHaveLength(1);
  });

  it('refuses an unknown code, and a known one outside its window with the dates', async () => {
    const stranger = await campaign.addPupil({ calendar: 0 });
    const unknown = { ...stranger, code: '00000-00000-0000' };
    await expect(new Computer(campaign).signIn(unknown)).rejects.toMatchObject({ code: 'unknown-code' });
    const early = await campaign.addPupil({ calendar: 1 });
    const refusal = await new Computer(campaign).signIn(early).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RefusedError);
    expect(refusal).toMatchObject({ code: 'window-closed' });
    expect((refusal as RefusedError).opensMs).toBeGreaterThan(Date.now());
  });
});
