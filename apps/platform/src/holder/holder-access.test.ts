import { TestClock } from '@cloison/dev-env/platform/test-clock.ts';
import { bearer, hmacSha256, parseBearer, sha256 } from '@cloison/protocol/public';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Admission } from '../admission/admission.ts';
import { UnknownCodeQueue } from '../admission/unknown-code-queue.ts';
import type { PlatformError } from '../base/platform-error.ts';
import { TokenHash } from '../campaign/token-hash.ts';
import type { CampaignStore } from '../store/campaign-store.ts';
import type { HolderEntry } from '../store/holders.ts';
import { SlotQueue, UNKNOWN_CODES_PER_SECOND } from '../store/unknown-code-slots.ts';
import { HolderAccess, tokenOf } from './holder-access.ts';

/** The queue of one process that has its store to itself. */
function queueOf(clock: TestClock): UnknownCodeQueue {
  const slots = new SlotQueue(clock.nowMs);
  return new UnknownCodeQueue(clock, async (campaign, wanted) => slots.book(campaign, wanted));
}

describe('access', () => {
  const known: HolderEntry = { holder: new Uint8Array(16), calendar: 0, role: 'pupil', revoked: false };
  const token = (byte: number) => `Bearer ${Buffer.alloc(32, byte).toString('base64url')}`;
  const tokens = new TokenHash(new Uint8Array(32).fill(5));
  const admission = new Admission({ nowMs: () => 0, lagMs: () => 0, random: () => 0 });
  const campaign = (holder: HolderEntry | null) =>
    ({
      name: '2026-essai',
      holdersSnapshot: null,
      holderByAccess: async () => holder,
    }) as unknown as CampaignStore;

  it('lets known codes through while unknown ones wait and are refused', async () => {
    const clock = new TestClock();
    const access = new HolderAccess(tokens, queueOf(clock), admission);
    const unknown = Array.from({ length: 300 }, () => access.holder(campaign(null), token(1)));
    const settled = Promise.allSettled(unknown);
    expect(await access.holder(campaign(known), token(2))).toBe(known);
    for (let i = 0; i < 11; i++) await clock.move(100);
    const codes = (await settled).map((one) => (one.status === 'rejected' ? one.reason.code : 'let through'));
    expect(codes.filter((code) => code === 'unknown-code')).toHaveLength(UNKNOWN_CODES_PER_SECOND);
    expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(200);
  });
  it('sends a revoked code through the same queue as an unknown one, unless it writes', async () => {
    const clock = new TestClock();
    const access = new HolderAccess(tokens, queueOf(clock), admission);
    const revoked = { ...known, revoked: true };
    expect(await access.saver(campaign(revoked), token(1), 0)).toBe(revoked);
    const order: string[] = [];
    const ask = (what: string, holder: HolderEntry | null) =>
      Promise.resolve(access.holder(campaign(holder), token(1))).catch((error) => {
        order.push(`${what} ${error.code} ${clock.now}`);
      });
    const both = Promise.all([ask('revoked', revoked), ask('unknown', null)]);
    await clock.move(0);
    await clock.move(10);
    await clock.move(10);
    await both;
    expect(order).toEqual(['revoked unknown-code 10', 'unknown unknown-code 20']);
    expect(await access.saver(campaign(null), token(1), 0)).toBeNull();
  });

  it('holds a holder to a pace of saving, in units of 16 KiB, and lets a burst after a pause pass', async () => {
    let now = 5_000;
    const access = new HolderAccess(tokens, queueOf(new TestClock()), admission, 100, () => now);
    const saves = async (count: number, bytes: number, byte = 3) => {
      const answers = [];
      for (let i = 0; i < count; i++) {
        try {
          await access.saver(campaign(known), token(byte), bytes);
          answers.push('taken');
        } catch (error) {
          answers.push((error as PlatformError).code, (error as PlatformError).retryAfterS);
          break;
        }
      }
      return answers;
    };
    // An hour without network, then every state of it at once.
    expect(await saves(600, 4_000)).not.toContain('busy');
    expect(await saves(1, 4_000)).toEqual(['busy', 1]);
    // What was refused was not taken: a second later there are ten more.
    now += 1_000;
    expect(await saves(11, 4_000)).toEqual([...Array(10).fill('taken'), 'busy', 1]);
    // 64 KiB cost five.
    now += 1_000;
    expect(await saves(3, 65_536)).toEqual(['taken', 'taken', 'busy', 1]);
    // Another holder pays for itself.
    expect(await saves(1, 4_000, 4)).toEqual(['taken']);
    now += 60_000;
    expect(await saves(601, 4_000)).toEqual([...Array(600).fill('taken'), 'busy', 1]);
  });

  it('counts calls together that look the same code up at once', async () => {
    const access = new HolderAccess(tokens, queueOf(new TestClock()), admission, 100, () => 0);
    await access.saver(campaign(known), token(6), 0);
    const calls = Array.from({ length: 700 }, async () => access.saver(campaign(known), token(6), 0));
    const refused = (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(101);
  });
  it('asks the store once for as long as the mark of the campaign stays, and each time without one', async () => {
    const access = new HolderAccess(tokens, queueOf(new TestClock()), admission);
    let asked = 0;
    let kept = known;
    const marked = {
      name: '2026-essai',
      holdersSnapshot: {} as object | null,
      holderByAccess: async () => {
        asked += 1;
        return kept;
      },
    };
    const call = () => access.holder(marked, token(9));
    await call();
    expect(await call()).toBe(known);
    expect(asked).toBe(1);
    kept = { ...known, calendar: 1 };
    expect(await call()).toBe(known);
    marked.holdersSnapshot = {};
    expect(await call()).toBe(kept);
    expect(await call()).toBe(kept);
    expect(asked).toBe(2);
    marked.holdersSnapshot = null;
    await call();
    await call();
    expect(asked).toBe(4);
  });
  it('does not keep under a new mark what was read under the last one', async () => {
    const access = new HolderAccess(tokens, queueOf(new TestClock()), admission);
    const marked = { name: '2026-essai', holdersSnapshot: {}, holderByAccess: async () => known };
    const first = access.holder(marked, token(8));
    marked.holdersSnapshot = {};
    await first;
    const later = { ...known, calendar: 1 };
    marked.holderByAccess = async () => later;
    expect(await access.holder(marked, token(8))).toBe(later);
  });
  it('keeps a code that saves out of the lane of unknown ones, however many others call once', async () => {
    const clock = new TestClock();
    const own = new Admission({ nowMs: () => 0, lagMs: () => 0, random: () => 0 });
    const access = new HolderAccess(tokens, queueOf(clock), own, 4);
    const call = (byte: number) => access.saver(campaign(known), token(byte), 0);
    await call(0);
    for (let other = 1; other <= 60; other++) {
      await call(other);
      if (other % 5 === 0) await call(0);
    }
    expect(own.counters().lookup.admitted).toBe(61);
    await call(1);
    expect(own.counters().lookup.admitted).toBe(62);
  });
  it('stores HMAC-SHA-256 as the protocol computes it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 0, maxLength: 64 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        async (key, message) => {
          fc.pre(key.length > 0);
          const expected = Buffer.from(await hmacSha256(key, message)).toString('hex');
          const tokens = new TokenHash(key);
          expect(Buffer.from(tokens.stored(message)).toString('hex')).toBe(expected);
          const ofToken = Buffer.from(await hmacSha256(key, await sha256(message))).toString('hex');
          expect(Buffer.from(tokens.storedText(message), 'latin1').toString('hex')).toBe(ofToken);
        },
      ),
      { numRuns: 50 },
    );
  });
  it('reads the tokens that the protocol reads, and no other', () => {
    const byProtocol = (header: string) => {
      try {
        return Buffer.from(parseBearer(header)).toString('hex');
      } catch {
        return null;
      }
    };
    const symbols = fc.stringMatching(/^[A-Za-z0-9_-]{43}$/);
    const near = fc.stringMatching(/^(?:Bearer|bearer|Basic) {0,2}[A-Za-z0-9_=+/-]{42,44} ?$/);
    const headers = fc.oneof(
      fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bearer),
      symbols.map((text) => `Bearer ${text}`),
      near,
      fc.string(),
    );
    fc.assert(
      fc.property(headers, (header) => {
        const token = tokenOf(header);
        expect(token === null ? null : Buffer.from(token).toString('hex')).toBe(byProtocol(header));
      }),
      { numRuns: 2000 },
    );
    expect(tokenOf(undefined)).toBeNull();
  });
});
