/**
 * What every adapter of `Store` must do, as tests: an adapter's own test file calls `storeSuite` with a way to open it.
 */
import { randomBytes } from 'node:crypto';
import { MAX_BRANCH_DEVICES } from '@cloison/protocol/public';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewEnvelope } from '../../../../apps/platform/src/store/envelopes.ts';
import { StorageFailure, StorageRefusal } from '../../../../apps/platform/src/store/storage-error.ts';
import { SLOT_MS, UNKNOWN_CODES_PER_SECOND } from '../../../../apps/platform/src/store/unknown-code-slots.ts';
import { fixtureEnvelope, hashOf, latin1 } from '../platform/envelope-fixture.ts';
import { ModelRecord } from './model-record.ts';
import {
  CLOSED,
  LATE,
  NAME,
  NOW,
  newHolder,
  OPEN,
  PUBLISHED,
  plain,
  type StoreUnderTest,
  SuiteContext,
} from './store-suite-context.ts';
import { feedSuite } from './store-suite-feed.ts';
import { moveSuite } from './store-suite-move.ts';

export function storeSuite(what: string, openFresh: () => Promise<StoreUnderTest>): void {
  describe(`a store: ${what}`, () => {
    const s = new SuiteContext(openFresh);
    beforeEach(() => s.begin());
    afterEach(() => s.under.remove());

    describe('campaigns', () => {
      it('are absent until they are published, then keep what was published last', async () => {
        expect(await s.under.store.campaign('2026-autre')).toEqual({ state: 'absent' });
        const replaced = { ...PUBLISHED, card: { ...PUBLISHED.card, online: false } };
        await s.under.store.publish(NAME, replaced);
        await s.reopen();
        expect(await s.campaign.published()).toEqual(replaced);
        expect(await s.under.store.campaigns()).toEqual([NAME]);
      });
      it('cannot lose a calendar that a holder has', async () => {
        await newHolder(s.campaign, 'pupil', 1);
        const fewer = { ...PUBLISHED, calendars: PUBLISHED.calendars.slice(0, 1) };
        await expect(s.under.store.publish(NAME, fewer)).rejects.toThrow(StorageRefusal);
        expect(await s.campaign.published()).toEqual(PUBLISHED);
      });
    });

    it('says that it takes saves while it does, and that it does not once it is closed', async () => {
      await s.under.store.check();
      await s.under.store.close();
      await expect(s.under.store.check()).rejects.toThrow(StorageFailure);
    });

    describe('holders', () => {
      it('are found by their token and by their id, after a restart too', async () => {
        await s.reopen();
        const entry = { holder: s.pupil, calendar: 0, role: 'pupil', revoked: false };
        expect(plain(await s.campaign.holderByAccess(latin1(s.access)))).toMatchObject(
          plain(entry) as object,
        );
        expect(plain(await s.campaign.holderById(s.pupil))).toMatchObject(plain(entry) as object);
        expect(await s.campaign.holderByAccess(latin1(randomBytes(32)))).toBeNull();
        expect(await s.campaign.holderById(randomBytes(16))).toBeNull();
      });
      it('stay revoked when a batch names them again, and the change shows at once', async () => {
        expect((await s.campaign.holderByAccess(latin1(s.access)))?.revoked).toBe(false);
        await s.campaign.revoke([s.pupil, randomBytes(16)]);
        expect((await s.campaign.holderByAccess(latin1(s.access)))?.revoked).toBe(true);
        await s.campaign.putHolders([{ holder: s.pupil, access: s.access, calendar: 1, role: 'pupil' }]);
        expect(await s.campaign.holderByAccess(latin1(s.access))).toMatchObject({
          revoked: true,
          calendar: 1,
        });
      });
      it('leave the mark of the campaign alone while nothing of them changes, and no longer', async () => {
        const before = s.campaign.holdersSnapshot;
        expect(before).not.toBeNull();
        await s.campaign.holderByAccess(latin1(s.access));
        await s.save(s.record('francais'));
        expect(s.campaign.holdersSnapshot).toBe(before);
        await s.campaign.putHolders([{ holder: s.pupil, access: s.access, calendar: 1, role: 'pupil' }]);
        const changed = s.campaign.holdersSnapshot;
        expect(changed).not.toBe(before);
        await s.campaign.revoke([s.pupil]);
        expect(s.campaign.holdersSnapshot).not.toBe(changed);
      });
      it('are all refused when one of a batch has a calendar that does not exist', async () => {
        const [first, second] = [randomBytes(16), randomBytes(16)];
        const line = { access: randomBytes(32), calendar: 0, role: 'pupil' as const };
        const bad = { ...line, holder: second, access: randomBytes(32), calendar: 2 };
        await expect(s.campaign.putHolders([{ ...line, holder: first }, bad])).rejects.toThrow(
          StorageRefusal,
        );
        expect(await s.campaign.holderById(first)).toBeNull();
      });
      it('never share a token', async () => {
        const thief = { holder: randomBytes(16), access: s.access, calendar: 0, role: 'pupil' as const };
        await expect(s.campaign.putHolders([thief])).rejects.toThrow(StorageRefusal);
        expect(plain((await s.campaign.holderByAccess(latin1(s.access)))!.holder)).toEqual(plain(s.pupil));
      });
    });

    describe('documents', () => {
      const ticket = (version: number) => s.record('ticket', { kind: 'document', version });
      it('are replaced by newer versions only, and the identical one is ok', async () => {
        const [one, two, otherTwo] = [ticket(1), ticket(2), ticket(2)];
        expect(await s.campaign.putDocuments([one, two, two, otherTwo, one])).toEqual([
          'ok',
          'ok',
          'ok',
          'stale',
          'stale',
        ]);
        await s.reopen();
        expect(plain((await s.campaign.document(s.pupil, 'ticket'))!.bytes)).toEqual(plain(two.bytes));
      });
      it('of someone unknown are refused alone', async () => {
        const stray = fixtureEnvelope({
          campaign: NAME,
          holder: randomBytes(16),
          name: 'ticket',
          kind: 'document',
        });
        expect(await s.campaign.putDocuments([stray, ticket(1)])).toEqual(['wrong-holder', 'ok']);
        expect(await s.campaign.document(s.pupil, 'roster')).toBeNull();
      });
    });

    describe('saves', () => {
      it('are there after a restart, and repeating one gives the same answer and adds nothing to the feed', async () => {
        const one = s.record('francais');
        expect(await s.save(one)).toEqual({ kind: 'saved' });
        const { entries } = await s.feedOf();
        await s.reopen();
        expect(plain((await s.campaign.record(s.pupil, 'francais'))!.bytes)).toEqual(plain(one.bytes));
        expect(await s.save(one, CLOSED)).toEqual({ kind: 'saved' });
        expect(await s.feedOf(entries.at(-1)!.cursor)).toEqual({ entries: [], more: false, rewound: false });
        expect((await s.feedOf()).entries).toHaveLength(1);
      });
      it('of an older version keep their answer after newer ones were accepted', async () => {
        const one = s.record('francais');
        const two = s.record('francais', { version: 2, previous: one.hash });
        await s.save(one);
        await s.save(two);
        expect(await s.save(one)).toEqual({ kind: 'saved' });
        expect((await s.campaign.record(s.pupil, 'francais'))!.version).toBe(2);
      });
      it('that do not follow the head become the newest branch of their device, and say what the head is', async () => {
        const one = s.record('francais');
        await s.save(one);
        const device = randomBytes(8);
        const [a, b] = [s.record('francais', { device }), s.record('francais', { device })];
        const conflict = { kind: 'conflict', version: 1, hash: one.hash };
        expect(plain(await s.save(a))).toEqual(plain(conflict));
        expect(plain(await s.save(b))).toEqual(plain(conflict));
        // A copy of the first that arrives late does not push the newest away.
        expect(plain(await s.save(a))).toEqual(plain(conflict));
        const branches = (await s.feedOf()).entries.filter(({ kind }) => kind === 'branch');
        expect(branches).toHaveLength(1);
        expect(plain(branches[0]!.envelope!)).toEqual(plain(b.bytes));
        expect(branches[0]).toMatchObject({ reason: 'conflict', version: 1 });
      });
      it('without a head answer version 0 and zeros', async () => {
        const two = s.record('francais', { version: 2, previous: randomBytes(32) });
        expect(plain(await s.save(two))).toEqual(
          plain({ kind: 'conflict', version: 0, hash: new Uint8Array(32) }),
        );
        expect(await s.campaign.record(s.pupil, 'francais')).toBeNull();
      });
      it(`keep branches of ${MAX_BRANCH_DEVICES} devices and no more, and go on for those`, async () => {
        await s.save(s.record('francais'));
        const devices = Array.from({ length: MAX_BRANCH_DEVICES + 1 }, () => randomBytes(8));
        for (const device of devices) await s.save(s.record('francais', { device }));
        await s.save(s.record('francais', { device: devices[0]! }));
        const branches = (await s.feedOf()).entries.filter(({ kind }) => kind === 'branch');
        expect(branches).toHaveLength(MAX_BRANCH_DEVICES);
      });
      it('are kept as late branches after the window, even when they follow the head, and refused when it is closed', async () => {
        const one = s.record('francais');
        await s.save(one);
        const two = s.record('francais', { version: 2, previous: one.hash });
        expect(await s.save(two, LATE)).toEqual({ kind: 'late' });
        expect(await s.save(two, LATE)).toEqual({ kind: 'late' });
        expect((await s.campaign.record(s.pupil, 'francais'))!.version).toBe(1);
        expect((await s.feedOf()).entries.at(-1)).toMatchObject({
          kind: 'branch',
          reason: 'late',
          version: 2,
        });
        expect(await s.save(s.record('francais', { version: 2, previous: one.hash }), CLOSED)).toEqual({
          kind: 'closed',
        });
      });
      it('of a revoked holder are branches from the moment of the revocation on', async () => {
        const one = s.record('francais');
        await s.save(one);
        const bounds = { window: OPEN, nowMs: NOW, maxRecords: 30 };
        const caller = (await s.campaign.holderByAccess(latin1(s.access)))!;
        const two = (more: object) => s.record('francais', { version: 2, previous: one.hash, ...more });
        // Begun before the revocation, decided after it: all wait for one commit.
        const [, ...outcomes] = await Promise.all([
          s.campaign.revoke([s.pupil]),
          s.campaign.save({ ...two({ device: randomBytes(8) }), ...bounds, caller }),
          s.save(two({})),
        ]);
        for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: 'conflict', version: 1 });
        expect((await s.campaign.record(s.pupil, 'francais'))!.version).toBe(1);
      });
      it('under more names than the holder may have are refused, and those that exist go on', async () => {
        const one = s.record('francais');
        expect(await s.save(one, OPEN, 2)).toEqual({ kind: 'saved' });
        expect(await s.save(s.record('maths'), LATE, 2)).toEqual({ kind: 'late' });
        expect(await s.save(s.record('oral'), OPEN, 2)).toEqual({ kind: 'too-many-records' });
        expect(await s.save(s.record('oral'), LATE, 2)).toEqual({ kind: 'too-many-records' });
        expect(await s.save(s.record('francais', { version: 2, previous: one.hash }), OPEN, 2)).toEqual({
          kind: 'saved',
        });
      });
      it('that come together are each decided on what those before them left', async () => {
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, () => s.save(s.record('francais', { device: randomBytes(8) }))),
        );
        expect(outcomes.filter(({ kind }) => kind === 'saved')).toHaveLength(1);
        expect(outcomes.filter(({ kind }) => kind === 'conflict')).toHaveLength(19);
      });
    });

    describe('rescued envelopes', () => {
      const bring = async (envelope: NewEnvelope, limits: object = {}) => {
        const bounds = { uploader: s.pupil, nowMs: NOW, maxPerUploader: 5, maxPerHolder: 3, ...limits };
        return s.campaign.rescue({ ...envelope, ...bounds });
      };
      it('are kept apart from heads and branches, once each', async () => {
        const one = s.record('francais');
        expect(await bring(one)).toBe('ok');
        expect(await bring(one)).toBe('ok');
        expect(await s.campaign.record(s.pupil, 'francais')).toBeNull();
        const { entries } = await s.feedOf();
        expect(entries).toHaveLength(1);
        expect(entries[0]).toMatchObject({ kind: 'branch', reason: 'rescue' });
        expect(plain(entries[0]!.envelope!)).toEqual(plain(one.bytes));
      });
      it('that were saved before are ok and add nothing', async () => {
        const one = s.record('francais');
        await s.save(one);
        expect(await bring(one)).toBe('ok');
        expect((await s.feedOf()).entries).toHaveLength(1);
      });
      it('are bounded for each uploader and holder', async () => {
        for (let i = 0; i < 3; i++) expect(await bring(s.record('francais'))).toBe('ok');
        expect(await bring(s.record('francais'))).toBe('too-many-records');
        const [other] = await newHolder(s.campaign);
        const another = () => fixtureEnvelope({ campaign: NAME, holder: other, name: 'francais' });
        expect([await bring(another()), await bring(another()), await bring(another())]).toEqual([
          'ok',
          'ok',
          'too-many-records',
        ]);
        const stray = fixtureEnvelope({ campaign: NAME, holder: randomBytes(16), name: 'francais' });
        expect(await bring(stray)).toBe('wrong-holder');
      });
    });

    it('lists names, versions and hashes of documents and heads, and no branch without a head', async () => {
      const one = s.record('francais', { kind: 'final' });
      await s.save(one);
      await s.save(s.record('maths', { version: 3, previous: randomBytes(32) }));
      const ticket = s.record('ticket', { kind: 'document', version: 4 });
      await s.campaign.putDocuments([ticket]);
      expect(plain(await s.campaign.listing(s.pupil))).toEqual(
        plain({
          documents: [{ name: 'ticket', version: 4, hash: ticket.hash, final: false }],
          records: [{ name: 'francais', version: 1, hash: one.hash, final: true }],
        }),
      );
    });

    it('releases a routing table only when the record before it is final', async () => {
      const sealed = randomBytes(100);
      const line = { holder: s.pupil, name: 'francais/2', after: 'francais', sealed };
      await s.campaign.putRouting([line, line, { ...line, holder: randomBytes(16) }]);
      expect(await s.campaign.routing(s.pupil, 'francais/3')).toBeNull();
      expect((await s.campaign.routing(s.pupil, 'francais/2'))!.released).toBe(false);
      const one = s.record('francais');
      await s.save(one);
      await s.save(s.record('francais', { kind: 'final', device: randomBytes(8) }));
      expect((await s.campaign.routing(s.pupil, 'francais/2'))!.released).toBe(false);
      await s.save(s.record('francais', { kind: 'final', version: 2, previous: one.hash }));
      expect(plain(await s.campaign.routing(s.pupil, 'francais/2'))).toEqual(
        plain({ after: 'francais', sealed, released: true }),
      );
    });

    it('gives a released key to the calendar that it was released to, and to no other', async () => {
      const [one, two] = [randomBytes(32), randomBytes(32)];
      await s.campaign.putKeys([
        { name: 'francais', calendar: 0, key: one },
        { name: 'maths', calendar: 1, key: two },
      ]);
      await s.campaign.putKeys([{ name: 'francais', calendar: 0, key: one }]);
      await s.reopen();
      expect(plain(await s.campaign.key('francais', 0))).toEqual(plain(one));
      expect(await s.campaign.key('francais', 1)).toBeNull();
      expect(await s.campaign.key('maths', 0)).toBeNull();
      const beyond = { name: 'maths', calendar: PUBLISHED.calendars.length, key: two };
      await expect(s.campaign.putKeys([{ ...beyond, calendar: 0 }, beyond])).rejects.toThrow(StorageRefusal);
      expect(await s.campaign.key('maths', 0)).toBeNull();
    });

    it('keeps content with its type and its compressed forms', async () => {
      const identity = new Uint8Array(randomBytes(50));
      const file = { hash: Buffer.from(hashOf(identity)).toString('hex'), type: 'image/svg+xml', identity };
      await s.campaign.putContent({ ...file, gzip: Uint8Array.of(1), br: null });
      await s.campaign.putContent({ ...file, gzip: Uint8Array.of(1), br: null });
      await s.reopen();
      expect(plain(await s.campaign.content(file.hash))).toEqual(
        plain({ ...file, gzip: Uint8Array.of(1), br: null }),
      );
      expect(await s.campaign.content('0'.repeat(64))).toBeNull();
      expect((await s.campaign.counts()).contentFiles).toBe(1);
    });

    it('accepts each signed call once: rising sequences, new nonces, and a restart forgets nothing', async () => {
      const call = (sequence: number, nonce: string, key = 'k') =>
        s.under.store.acceptCall({ key, sequence, nonce, nowMs: NOW });
      expect(await call(5, 'a')).toBe('accepted');
      expect(await call(5, 'b')).toBe('replayed');
      expect(await call(4, 'c')).toBe('replayed');
      expect(await call(6, 'a')).toBe('replayed');
      expect(await call(1, 'd', 'another')).toBe('accepted');
      await s.reopen();
      expect(await call(5, 'e')).toBe('replayed');
      expect(await call(6, 'a')).toBe('replayed');
      expect(await call(7, 'f')).toBe('accepted');
    });

    it('books slots for unknown codes in one queue a campaign, at most a second into the future', async () => {
      const beganMs = performance.now();
      const first = await s.under.store.bookSlots(NAME, 60);
      expect(first.count).toBe(60);
      expect(first.firstMs).toBeGreaterThan(0);
      expect(first.firstMs).toBeLessThanOrEqual(SLOT_MS);
      const second = await s.under.store.bookSlots(NAME, 60);
      const third = await s.under.store.bookSlots(NAME, 60);
      const elapsedMs = performance.now() - beganMs;
      expect(second.firstMs).toBeGreaterThanOrEqual(60 * SLOT_MS - elapsedMs);
      const freed = Math.ceil(elapsedMs / SLOT_MS);
      expect(second.count + third.count).toBeGreaterThanOrEqual(UNKNOWN_CODES_PER_SECOND - 60);
      expect(second.count + third.count).toBeLessThanOrEqual(UNKNOWN_CODES_PER_SECOND - 60 + freed);
      expect((await s.under.store.bookSlots('2026-autre', 60)).count).toBe(60);
    });

    describe('a purge', () => {
      const statement = { statement: 'e30', publicKey: 'A'.repeat(43), signature: 'A'.repeat(86) };
      it('leaves behind what the store says of itself, which fits in a statement', () => {
        expect(s.under.store.notErased).toMatch(/^$|^[A-Z].{10,390}\.$/);
      });
      it('counts, closes the campaign, erases it, and remembers its statement', async () => {
        await s.save(s.record('francais'));
        await s.save(s.record('francais', { device: randomBytes(8) }));
        await s.campaign.putDocuments([s.record('ticket', { kind: 'document' })]);
        const begun = await s.under.store.beginPurge(NAME, NOW);
        expect(begun.counts).toEqual({
          holders: 1,
          documents: 1,
          records: 1,
          versions: 1,
          branches: 1,
          contentFiles: 0,
          routing: 0,
        });
        await expect(s.save(s.record('maths'))).rejects.toThrow();
        expect(await s.under.store.beginPurge(NAME, NOW + 1)).toEqual(begun);
        await expect(s.under.store.publish(NAME, PUBLISHED)).rejects.toThrow(StorageRefusal);
        await s.under.store.erase(NAME);
        await s.under.store.erase(NAME);
        await s.under.store.finishPurge(NAME, statement);
        s.under = await s.under.reopen();
        expect(await s.under.store.campaign(NAME)).toEqual({ state: 'purged', statement });
        await expect(s.under.store.publish(NAME, PUBLISHED)).rejects.toThrow(StorageRefusal);
      });
      it('that was interrupted is still begun after a restart, with the counts of its beginning', async () => {
        await s.save(s.record('francais'));
        const begun = await s.under.store.beginPurge(NAME, NOW);
        await s.under.store.erase(NAME);
        s.under = await s.under.reopen();
        expect(await s.under.store.campaign(NAME)).toEqual({ state: 'purging', begun });
        await s.under.store.erase(NAME);
        await s.under.store.finishPurge(NAME, statement);
      });
    });

    it('agrees with a simple model in every order of saves, late saves, revocations, repeats and restarts', async () => {
      const action = fc.record({
        what: fc.constantFrom(
          'next',
          'next',
          'next',
          'final',
          'stale',
          'repeat',
          'ahead',
          'revoke',
          'reopen',
        ),
        window: fc.constantFrom(OPEN, OPEN, OPEN, LATE, CLOSED),
        device: fc.integer({ min: 0, max: 18 }),
        name: fc.constantFrom('francais', 'maths'),
        pick: fc.nat(),
        together: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
          await s.newPupil();
          const models = { francais: new ModelRecord(), maths: new ModelRecord() };
          const sent: NewEnvelope[] = [];
          let revoked = false;
          let pending: Promise<void>[] = [];
          for (const { what, window, device, name, pick, together } of actions) {
            const model = models[name as keyof typeof models];
            if (what === 'revoke') {
              revoked = true;
              pending.push(s.campaign.revoke([s.pupil]));
            } else if (what === 'reopen') {
              await Promise.all(pending);
              pending = [];
              await s.reopen();
            } else {
              const envelope =
                what === 'repeat' && sent.length > 0
                  ? sent[pick % sent.length]!
                  : s.record(name, { device: new Uint8Array(8).fill(device), ...model.linkOf(what) });
              sent.push(envelope);
              const own = models[envelope.header.name as keyof typeof models];
              const expected = own.save(envelope, window.kind, revoked);
              pending.push(
                s.save(envelope, window).then((outcome) => expect(plain(outcome)).toEqual(plain(expected))),
              );
            }
            if (!together) {
              await Promise.all(pending);
              pending = [];
            }
          }
          await Promise.all(pending);
          for (const [name, model] of Object.entries(models)) {
            const head = await s.campaign.record(s.pupil, name);
            expect(plain(head?.bytes ?? null)).toEqual(plain(model.head?.bytes ?? null));
            const branches = (await s.feedOf('', 1e6)).entries.filter(
              (entry) =>
                entry.kind === 'branch' && entry.name === name && Buffer.compare(entry.holder, s.pupil) === 0,
            );
            expect(branches.map(({ hash }) => plain(hash)).sort()).toEqual(
              [...model.branches.values()].map(({ hash }) => plain(hash)).sort(),
            );
          }
        }),
        { numRuns: 40 },
      );
    });

    feedSuite(s);
    moveSuite(s);
  });
}
