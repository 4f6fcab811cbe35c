import { describe, expect, it } from 'vitest';
import { LATE_MS, type WindowState, windowState } from './windows.ts';
import { decideWrite, MAX_BRANCH_DEVICES, type RecordState } from './write-rule.ts';

const zeros = new Uint8Array(32);
const h = (byte: number) => new Uint8Array(32).fill(byte);
const fresh: RecordState = {
  head: null,
  wasAccepted: false,
  keptAs: null,
  branchDevices: 0,
  deviceHasBranch: false,
  revoked: false,
};
const window = { opensMs: 1000, closesMs: 2000 };
const open: WindowState = { kind: 'open', window };
const head = { version: 3, hash: h(3), final: false };

describe('the write rule', () => {
  it('accepts a first version and each successor of the head', () => {
    expect(decideWrite({ version: 1, previous: zeros }, fresh, open)).toEqual({ kind: 'accept' });
    expect(decideWrite({ version: 4, previous: h(3) }, { ...fresh, head }, open)).toEqual({ kind: 'accept' });
  });

  it.each([
    ['an older version', { version: 3, previous: h(2) }],
    ['a version that skips one', { version: 5, previous: h(3) }],
    ['the right version above another head', { version: 4, previous: h(9) }],
    ['a first version when there is a head', { version: 1, previous: zeros }],
  ])('keeps %s as a branch', (_, envelope) => {
    const expected = { kind: 'branch', answer: 'conflict' };
    expect(decideWrite(envelope, { ...fresh, head }, open)).toEqual(expected);
  });

  it('accepts nothing after a final', () => {
    const final = { ...head, final: true };
    expect(decideWrite({ version: 4, previous: h(3) }, { ...fresh, head: final }, open).kind).toBe('branch');
  });

  it('answers an accepted envelope the same for ever, even after the window and after revocation', () => {
    const state = { ...fresh, head: { ...head, final: true }, wasAccepted: true, revoked: true };
    const closed: WindowState = { kind: 'closed', window };
    expect(decideWrite({ version: 2, previous: h(1) }, state, closed)).toEqual({ kind: 'again' });
  });

  it('answers a kept branch the same for ever', () => {
    const state = { ...fresh, head, keptAs: 'late' as const };
    expect(decideWrite({ version: 4, previous: h(3) }, state, open)).toEqual({
      kind: 'kept',
      answer: 'late',
    });
  });

  it('keeps as late what comes in the 72 hours after the window, and refuses what comes before or later', () => {
    const at = (nowMs: number) => windowState({ francais: window }, 'francais/2', nowMs);
    const write = (nowMs: number) => decideWrite({ version: 1, previous: zeros }, fresh, at(nowMs));
    expect(write(999)).toEqual({ kind: 'closed' });
    expect(write(1000)).toEqual({ kind: 'accept' });
    expect(write(1999)).toEqual({ kind: 'accept' });
    expect(write(2000)).toEqual({ kind: 'branch', answer: 'late' });
    expect(write(2000 + LATE_MS - 1)).toEqual({ kind: 'branch', answer: 'late' });
    expect(write(2000 + LATE_MS)).toEqual({ kind: 'closed' });
  });

  it('keeps the writes of a revoked holder as branches', () => {
    const state = { ...fresh, head, revoked: true };
    expect(decideWrite({ version: 4, previous: h(3) }, state, open)).toEqual({
      kind: 'branch',
      answer: 'conflict',
    });
  });

  it('keeps branches of sixteen devices, and still the newest of each', () => {
    const state = { ...fresh, head, branchDevices: MAX_BRANCH_DEVICES };
    const envelope = { version: 9, previous: h(9) };
    expect(decideWrite(envelope, state, open)).toEqual({ kind: 'full' });
    expect(decideWrite(envelope, { ...state, deviceHasBranch: true }, open).kind).toBe('branch');
  });

  it('does not know a window that only an object has by birth', () => {
    expect(windowState({}, 'constructor', 0).kind).toBe('none');
  });
});
