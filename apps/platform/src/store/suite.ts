/**
 * What every adapter of `Store` must do, as tests: an adapter's own test file calls `storeSuite` with a way to open it.
 * `reopen` closes (or kills) and opens again on the same data.
 */
import { randomBytes } from 'node:crypto';
import { MAX_BRANCH_DEVICES, type PublishedCampaign, type WindowState } from '@cloison/protocol/public';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixtureEnvelope, hashOf, latin1 } from '../envelope-fixture.ts';
import { publishedCampaign } from '../test-service.ts';
import { ModelRecord } from './model-record.ts';
import {
  type CampaignStore,
  type DumpEntry,
  type DumpedRecord,
  type NewEnvelope,
  StorageFailure,
  StorageRefusal,
  type Store,
} from './store.ts';
import { TURN_MS, UNKNOWN_PER_SECOND } from './turn-queue.ts';

export interface StoreUnderTest {
  readonly store: Store;
  reopen(): Promise<StoreUnderTest>;
  remove(): Promise<void>;
}

const NAME = '2026-essai';
const PUBLISHED = publishedCampaign(NAME) as PublishedCampaign;
const DATES = { opensMs: 0, closesMs: 9e12 };
const OPEN: WindowState = { kind: 'open', window: DATES };
const LATE: WindowState = { kind: 'late', window: DATES };
const CLOSED: WindowState = { kind: 'closed', window: DATES };
const NOW = Date.parse('2026-09-10T12:34:56.789Z');

export function storeSuite(what: string, openFresh: () => Promise<StoreUnderTest>): void {
  describe(`a store: ${what}`, () => {
    let under: StoreUnderTest;
    let campaign: CampaignStore;
    let pupil: Uint8Array;
    let access: Uint8Array;

    beforeEach(async () => {
      under = await openFresh();
      await under.store.publish(NAME, PUBLISHED);
      campaign = await opened(under.store);
      [pupil, access] = await newHolder(campaign);
    });
    afterEach(() => under.remove());

    const save = (envelope: NewEnvelope, window = OPEN, maxRecords = 30) =>
      campaign.save({ ...envelope, window, nowMs: NOW, maxRecords });
    const record = (name: string, more: object = {}) =>
      fixtureEnvelope({ campaign: NAME, holder: pupil, name, ...more });
    const reopen = async () => {
      under = await under.reopen();
      campaign = await opened(under.store);
    };
    const feedOf = (after = '', limit = 1000, wholeHeads = false) =>
      campaign.feed({ after, limit, wholeHeads, maxBytes: 1e9 });

    describe('campaigns', () => {
      it('are absent until they are published, then keep what was published last', async () => {
        expect(await under.store.campaign('2026-autre')).toEqual({ state: 'absent' });
        const replaced = { ...PUBLISHED, card: { ...PUBLISHED.card, online: false } };
        await under.store.publish(NAME, replaced);
        await reopen();
        expect(await campaign.published()).toEqual(replaced);
        expect(await under.store.campaigns()).toEqual([NAME]);
      });
      it('cannot lose a calendar that a holder has', async () => {
        await newHolder(campaign, 'pupil', 1);
        const fewer = { ...PUBLISHED, calendars: PUBLISHED.calendars.slice(0, 1) };
        await expect(under.store.publish(NAME, fewer)).rejects.toThrow(StorageRefusal);
        expect(await campaign.published()).toEqual(PUBLISHED);
      });
    });

    it('says that it takes saves while it does, and that it does not once it is closed', async () => {
      await under.store.check();
      await under.store.close();
      await expect(under.store.check()).rejects.toThrow(StorageFailure);
    });

    describe('holders', () => {
      it('are found by their token and by their id, after a restart too', async () => {
        await reopen();
        const entry = { holder: pupil, calendar: 0, role: 'pupil', revoked: false };
        expect(plain(await campaign.holderByAccess(latin1(access)))).toMatchObject(plain(entry) as object);
        expect(plain(await campaign.holderById(pupil))).toMatchObject(plain(entry) as object);
        expect(await campaign.holderByAccess(latin1(randomBytes(32)))).toBeNull();
        expect(await campaign.holderById(randomBytes(16))).toBeNull();
      });
      it('stay revoked when a batch names them again, and the change shows at once', async () => {
        expect((await campaign.holderByAccess(latin1(access)))?.revoked).toBe(false);
        await campaign.revoke([pupil, randomBytes(16)]);
        expect((await campaign.holderByAccess(latin1(access)))?.revoked).toBe(true);
        await campaign.putHolders([{ holder: pupil, access, calendar: 1, role: 'pupil' }]);
        expect(await campaign.holderByAccess(latin1(access))).toMatchObject({ revoked: true, calendar: 1 });
      });
      it('leave the mark of the campaign alone while nothing of them changes, and no longer', async () => {
        const before = campaign.holdersMark;
        expect(before).not.toBeNull();
        await campaign.holderByAccess(latin1(access));
        await save(record('francais'));
        expect(campaign.holdersMark).toBe(before);
        await campaign.putHolders([{ holder: pupil, access, calendar: 1, role: 'pupil' }]);
        const changed = campaign.holdersMark;
        expect(changed).not.toBe(before);
        await campaign.revoke([pupil]);
        expect(campaign.holdersMark).not.toBe(changed);
      });
      it('are all refused when one of a batch has a calendar that does not exist', async () => {
        const [first, second] = [randomBytes(16), randomBytes(16)];
        const line = { access: randomBytes(32), calendar: 0, role: 'pupil' as const };
        const bad = { ...line, holder: second, access: randomBytes(32), calendar: 2 };
        await expect(campaign.putHolders([{ ...line, holder: first }, bad])).rejects.toThrow(StorageRefusal);
        expect(await campaign.holderById(first)).toBeNull();
      });
      it('never share a token', async () => {
        const thief = { holder: randomBytes(16), access, calendar: 0, role: 'pupil' as const };
        await expect(campaign.putHolders([thief])).rejects.toThrow(StorageRefusal);
        expect(plain((await campaign.holderByAccess(latin1(access)))!.holder)).toEqual(plain(pupil));
      });
    });

    describe('documents', () => {
      const ticket = (version: number) => record('ticket', { kind: 'document', version });
      it('are replaced by newer versions only, and the identical one is ok', async () => {
        const [one, two, otherTwo] = [ticket(1), ticket(2), ticket(2)];
        expect(await campaign.putDocuments([one, two, two, otherTwo, one])).toEqual([
          'ok',
          'ok',
          'ok',
          'stale',
          'stale',
        ]);
        await reopen();
        expect(plain((await campaign.document(pupil, 'ticket'))!.bytes)).toEqual(plain(two.bytes));
      });
      it('of someone unknown are refused alone', async () => {
        const stray = fixtureEnvelope({
          campaign: NAME,
          holder: randomBytes(16),
          name: 'ticket',
          kind: 'document',
        });
        expect(await campaign.putDocuments([stray, ticket(1)])).toEqual(['wrong-holder', 'ok']);
        expect(await campaign.document(pupil, 'roster')).toBeNull();
      });
    });

    describe('saves', () => {
      it('are there after a restart, and repeating one gives the same answer and adds nothing to the feed', async () => {
        const one = record('francais');
        expect(await save(one)).toEqual({ kind: 'saved' });
        const { entries } = await feedOf();
        await reopen();
        expect(plain((await campaign.record(pupil, 'francais'))!.bytes)).toEqual(plain(one.bytes));
        expect(await save(one, CLOSED)).toEqual({ kind: 'saved' });
        expect(await feedOf(entries.at(-1)!.cursor)).toEqual({ entries: [], more: false, rewound: false });
        expect((await feedOf()).entries).toHaveLength(1);
      });
      it('of an older version keep their answer after newer ones were accepted', async () => {
        const one = record('francais');
        const two = record('francais', { version: 2, previous: one.hash });
        await save(one);
        await save(two);
        expect(await save(one)).toEqual({ kind: 'saved' });
        expect((await campaign.record(pupil, 'francais'))!.version).toBe(2);
      });
      it('that do not follow the head become the newest branch of their device, and say what the head is', async () => {
        const one = record('francais');
        await save(one);
        const device = randomBytes(8);
        const [a, b] = [record('francais', { device }), record('francais', { device })];
        const conflict = { kind: 'conflict', version: 1, hash: one.hash };
        expect(plain(await save(a))).toEqual(plain(conflict));
        expect(plain(await save(b))).toEqual(plain(conflict));
        // A copy of the first that arrives late does not push the newest away.
        expect(plain(await save(a))).toEqual(plain(conflict));
        const branches = (await feedOf()).entries.filter(({ kind }) => kind === 'branch');
        expect(branches).toHaveLength(1);
        expect(plain(branches[0]!.envelope!)).toEqual(plain(b.bytes));
        expect(branches[0]).toMatchObject({ reason: 'conflict', version: 1 });
      });
      it('without a head answer version 0 and zeros', async () => {
        const two = record('francais', { version: 2, previous: randomBytes(32) });
        expect(plain(await save(two))).toEqual(
          plain({ kind: 'conflict', version: 0, hash: new Uint8Array(32) }),
        );
        expect(await campaign.record(pupil, 'francais')).toBeNull();
      });
      it(`keep branches of ${MAX_BRANCH_DEVICES} devices and no more, and go on for those`, async () => {
        await save(record('francais'));
        const devices = Array.from({ length: MAX_BRANCH_DEVICES + 1 }, () => randomBytes(8));
        for (const device of devices) await save(record('francais', { device }));
        await save(record('francais', { device: devices[0]! }));
        const branches = (await feedOf()).entries.filter(({ kind }) => kind === 'branch');
        expect(branches).toHaveLength(MAX_BRANCH_DEVICES);
      });
      it('are kept as late branches after the window, even when they follow the head, and refused when it is closed', async () => {
        const one = record('francais');
        await save(one);
        const two = record('francais', { version: 2, previous: one.hash });
        expect(await save(two, LATE)).toEqual({ kind: 'late' });
        expect(await save(two, LATE)).toEqual({ kind: 'late' });
        expect((await campaign.record(pupil, 'francais'))!.version).toBe(1);
        expect((await feedOf()).entries.at(-1)).toMatchObject({ kind: 'branch', reason: 'late', version: 2 });
        expect(await save(record('francais', { version: 2, previous: one.hash }), CLOSED)).toEqual({
          kind: 'closed',
        });
      });
      it('of a revoked holder are branches from the moment of the revocation on', async () => {
        const one = record('francais');
        await save(one);
        const bounds = { window: OPEN, nowMs: NOW, maxRecords: 30 };
        const caller = (await campaign.holderByAccess(latin1(access)))!;
        const two = (more: object) => record('francais', { version: 2, previous: one.hash, ...more });
        // Begun before the revocation, decided after it: all wait for one commit.
        const [, ...outcomes] = await Promise.all([
          campaign.revoke([pupil]),
          campaign.save({ ...two({ device: randomBytes(8) }), ...bounds, caller }),
          save(two({})),
        ]);
        for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: 'conflict', version: 1 });
        expect((await campaign.record(pupil, 'francais'))!.version).toBe(1);
      });
      it('under more names than the holder may have are refused, and those that exist go on', async () => {
        const one = record('francais');
        expect(await save(one, OPEN, 2)).toEqual({ kind: 'saved' });
        expect(await save(record('maths'), LATE, 2)).toEqual({ kind: 'late' });
        expect(await save(record('oral'), OPEN, 2)).toEqual({ kind: 'too-many-records' });
        expect(await save(record('oral'), LATE, 2)).toEqual({ kind: 'too-many-records' });
        expect(await save(record('francais', { version: 2, previous: one.hash }), OPEN, 2)).toEqual({
          kind: 'saved',
        });
      });
      it('that come together are each decided on what those before them left', async () => {
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, () => save(record('francais', { device: randomBytes(8) }))),
        );
        expect(outcomes.filter(({ kind }) => kind === 'saved')).toHaveLength(1);
        expect(outcomes.filter(({ kind }) => kind === 'conflict')).toHaveLength(19);
      });
    });

    describe('rescued envelopes', () => {
      const bring = async (envelope: NewEnvelope, limits: object = {}) => {
        const bounds = { uploader: pupil, nowMs: NOW, maxPerUploader: 5, maxPerHolder: 3, ...limits };
        return campaign.rescue({ ...envelope, ...bounds });
      };
      it('are kept apart from heads and branches, once each', async () => {
        const one = record('francais');
        expect(await bring(one)).toBe('ok');
        expect(await bring(one)).toBe('ok');
        expect(await campaign.record(pupil, 'francais')).toBeNull();
        const { entries } = await feedOf();
        expect(entries).toHaveLength(1);
        expect(entries[0]).toMatchObject({ kind: 'branch', reason: 'rescue' });
        expect(plain(entries[0]!.envelope!)).toEqual(plain(one.bytes));
      });
      it('that were saved before are ok and add nothing', async () => {
        const one = record('francais');
        await save(one);
        expect(await bring(one)).toBe('ok');
        expect((await feedOf()).entries).toHaveLength(1);
      });
      it('are bounded for each uploader and holder', async () => {
        for (let i = 0; i < 3; i++) expect(await bring(record('francais'))).toBe('ok');
        expect(await bring(record('francais'))).toBe('too-many-records');
        const [other] = await newHolder(campaign);
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

    describe('the feed', () => {
      it('gives every change once, in order of commit, whatever the size of the pages', async () => {
        const [other] = await newHolder(campaign);
        const names = ['francais', 'maths', 'oral'];
        for (const name of names) {
          await save(record(name));
          await save(fixtureEnvelope({ campaign: NAME, holder: other, name }));
          await save(record(name, { device: randomBytes(8) }));
          await campaign.rescue({
            ...record(name),
            uploader: other,
            nowMs: NOW,
            maxPerUploader: 9,
            maxPerHolder: 9,
          });
        }
        const all = await feedOf();
        expect(all.more).toBe(false);
        expect(all.entries).toHaveLength(12);
        for (const limit of [1, 5, 12]) {
          const seen = [];
          let after = '';
          for (let more = true; more; ) {
            const page = await feedOf(after, limit);
            seen.push(...page.entries);
            after = page.entries.at(-1)?.cursor ?? after;
            more = page.more;
          }
          expect(plain(seen)).toEqual(plain(all.entries));
        }
        expect(await feedOf(all.entries.at(-1)!.cursor)).toEqual({
          entries: [],
          more: false,
          rewound: false,
        });
      });
      it('gives a replaced head a new place, past any cursor given out, after a restart too', async () => {
        const one = record('francais');
        await save(one);
        const first = (await feedOf()).entries[0]!.cursor;
        await reopen();
        await save(record('francais', { version: 2, previous: one.hash }));
        const { entries } = await feedOf(first);
        expect(entries).toHaveLength(1);
        expect(entries[0]).toMatchObject({ kind: 'head', version: 2, envelope: null });
        expect((await feedOf('')).entries).toHaveLength(1);
      });
      it('holds finals whole, heads whole on demand, instants to the minute', async () => {
        const head = record('francais');
        const final = record('maths', { kind: 'final' });
        await save(head);
        await save(final);
        const entries = (await feedOf()).entries;
        expect(entries.map(({ kind, envelope }) => [kind, envelope !== null])).toEqual([
          ['head', false],
          ['final', true],
        ]);
        expect(entries[0]!.atMs).toBe(Date.parse('2026-09-10T12:34:00Z'));
        expect(plain((await feedOf('', 10, true)).entries[0]!.envelope!)).toEqual(plain(head.bytes));
      });
      it('begins anew, and says so, after a cursor that is not of this store or of changes that it does not have', async () => {
        await save(record('francais'));
        const [entry] = (await feedOf()).entries;
        expect(entry!.cursor).toMatch(/^[0-9A-Za-z._-]{1,200}$/);
        const [era, ...places] = entry!.cursor.split('.');
        const beyond = [era, ...places.map((place) => `${place}0`)].join('.');
        const other = ['0123456789abcdef', ...places].join('.');
        for (const strange of [beyond, other, '7', 'zz.zz', `${entry!.cursor}.1`, `${era}`]) {
          const page = await feedOf(strange);
          expect([strange, plain(page)]).toEqual([
            strange,
            plain({ entries: [entry], more: false, rewound: true }),
          ]);
        }
        await reopen();
        expect(await feedOf(entry!.cursor)).toEqual({ entries: [], more: false, rewound: false });
      });
      it('begins anew once its eras are renewed, and goes on from there', async () => {
        await save(record('francais'));
        const before = (await feedOf()).entries[0]!.cursor;
        await under.store.renewEras();
        await save(record('maths'));
        const page = await feedOf(before);
        expect(page.rewound).toBe(true);
        expect(page.entries.map(({ name }) => name).sort()).toEqual(['francais', 'maths']);
        expect(await feedOf(page.entries.at(-1)!.cursor)).toEqual({
          entries: [],
          more: false,
          rewound: false,
        });
      });
      it('stops at a size, but always gives one entry', async () => {
        await save(record('francais', { kind: 'final' }));
        await save(record('maths', { kind: 'final' }));
        const page = await campaign.feed({ after: '', limit: 10, wholeHeads: false, maxBytes: 1 });
        expect(page.entries).toHaveLength(1);
        expect(page.more).toBe(true);
      });
    });

    it('lists names, versions and hashes of documents and heads, and no branch without a head', async () => {
      const one = record('francais', { kind: 'final' });
      await save(one);
      await save(record('maths', { version: 3, previous: randomBytes(32) }));
      const ticket = record('ticket', { kind: 'document', version: 4 });
      await campaign.putDocuments([ticket]);
      expect(plain(await campaign.listing(pupil))).toEqual(
        plain({
          documents: [{ name: 'ticket', version: 4, hash: ticket.hash, final: false }],
          records: [{ name: 'francais', version: 1, hash: one.hash, final: true }],
        }),
      );
    });

    it('releases a routing table only when the record before it is final', async () => {
      const sealed = randomBytes(100);
      const line = { holder: pupil, name: 'francais/2', after: 'francais', sealed };
      await campaign.putRouting([line, line, { ...line, holder: randomBytes(16) }]);
      expect(await campaign.routing(pupil, 'francais/3')).toBeNull();
      expect((await campaign.routing(pupil, 'francais/2'))!.released).toBe(false);
      const one = record('francais');
      await save(one);
      await save(record('francais', { kind: 'final', device: randomBytes(8) }));
      expect((await campaign.routing(pupil, 'francais/2'))!.released).toBe(false);
      await save(record('francais', { kind: 'final', version: 2, previous: one.hash }));
      expect(plain(await campaign.routing(pupil, 'francais/2'))).toEqual(
        plain({ after: 'francais', sealed, released: true }),
      );
    });

    it('gives a released key to the calendar that it was released to, and to no other', async () => {
      const [one, two] = [randomBytes(32), randomBytes(32)];
      await campaign.putKeys([
        { name: 'francais', calendar: 0, key: one },
        { name: 'maths', calendar: 1, key: two },
      ]);
      await campaign.putKeys([{ name: 'francais', calendar: 0, key: one }]);
      await reopen();
      expect(plain(await campaign.key('francais', 0))).toEqual(plain(one));
      expect(await campaign.key('francais', 1)).toBeNull();
      expect(await campaign.key('maths', 0)).toBeNull();
      const beyond = { name: 'maths', calendar: PUBLISHED.calendars.length, key: two };
      await expect(campaign.putKeys([{ ...beyond, calendar: 0 }, beyond])).rejects.toThrow(StorageRefusal);
      expect(await campaign.key('maths', 0)).toBeNull();
    });

    it('keeps content with its type and its compressed forms', async () => {
      const identity = new Uint8Array(randomBytes(50));
      const file = { hash: Buffer.from(hashOf(identity)).toString('hex'), type: 'image/svg+xml', identity };
      await campaign.putContent({ ...file, gzip: Uint8Array.of(1), br: null });
      await campaign.putContent({ ...file, gzip: Uint8Array.of(1), br: null });
      await reopen();
      expect(plain(await campaign.content(file.hash))).toEqual(
        plain({ ...file, gzip: Uint8Array.of(1), br: null }),
      );
      expect(await campaign.content('0'.repeat(64))).toBeNull();
      expect((await campaign.counts()).contentFiles).toBe(1);
    });

    it('accepts each signed call once: rising sequences, new nonces, and a restart forgets nothing', async () => {
      const call = (sequence: number, nonce: string, key = 'k') =>
        under.store.acceptCall({ key, sequence, nonce, nowMs: NOW });
      expect(await call(5, 'a')).toBe('accepted');
      expect(await call(5, 'b')).toBe('replayed');
      expect(await call(4, 'c')).toBe('replayed');
      expect(await call(6, 'a')).toBe('replayed');
      expect(await call(1, 'd', 'another')).toBe('accepted');
      await reopen();
      expect(await call(5, 'e')).toBe('replayed');
      expect(await call(6, 'a')).toBe('replayed');
      expect(await call(7, 'f')).toBe('accepted');
    });

    it('books turns of unknown codes in one queue a campaign, a second ahead and no further', async () => {
      const beganMs = performance.now();
      const first = await under.store.bookTurns(NAME, 60);
      expect(first.count).toBe(60);
      expect(first.firstMs).toBeGreaterThan(0);
      expect(first.firstMs).toBeLessThanOrEqual(TURN_MS);
      const second = await under.store.bookTurns(NAME, 60);
      const third = await under.store.bookTurns(NAME, 60);
      const elapsedMs = performance.now() - beganMs;
      expect(second.firstMs).toBeGreaterThanOrEqual(60 * TURN_MS - elapsedMs);
      const freed = Math.ceil(elapsedMs / TURN_MS);
      expect(second.count + third.count).toBeGreaterThanOrEqual(UNKNOWN_PER_SECOND - 60);
      expect(second.count + third.count).toBeLessThanOrEqual(UNKNOWN_PER_SECOND - 60 + freed);
      expect((await under.store.bookTurns('2026-autre', 60)).count).toBe(60);
    });

    describe('a purge', () => {
      const statement = { statement: 'e30', publicKey: 'A'.repeat(43), signature: 'A'.repeat(86) };
      it('leaves behind what the store says of itself, which fits in a statement', () => {
        expect(under.store.notErased).toMatch(/^$|^[A-Z].{10,390}\.$/);
      });
      it('counts, closes the campaign, erases it, and remembers its statement', async () => {
        await save(record('francais'));
        await save(record('francais', { device: randomBytes(8) }));
        await campaign.putDocuments([record('ticket', { kind: 'document' })]);
        const begun = await under.store.beginPurge(NAME, NOW);
        expect(begun.counts).toEqual({
          holders: 1,
          documents: 1,
          records: 1,
          versions: 1,
          branches: 1,
          contentFiles: 0,
          routing: 0,
        });
        await expect(save(record('maths'))).rejects.toThrow();
        expect(await under.store.beginPurge(NAME, NOW + 1)).toEqual(begun);
        await expect(under.store.publish(NAME, PUBLISHED)).rejects.toThrow(StorageRefusal);
        await under.store.erase(NAME);
        await under.store.erase(NAME);
        await under.store.finishPurge(NAME, statement);
        under = await under.reopen();
        expect(await under.store.campaign(NAME)).toEqual({ state: 'purged', statement });
        await expect(under.store.publish(NAME, PUBLISHED)).rejects.toThrow(StorageRefusal);
      });
      it('that was interrupted is still begun after a restart, with the counts of its beginning', async () => {
        await save(record('francais'));
        const begun = await under.store.beginPurge(NAME, NOW);
        await under.store.erase(NAME);
        under = await under.reopen();
        expect(await under.store.campaign(NAME)).toEqual({ state: 'purging', begun });
        await under.store.erase(NAME);
        await under.store.finishPurge(NAME, statement);
      });
    });

    describe('a move', () => {
      const dumped = async (store: Store) => {
        const entries: DumpEntry[] = [];
        for await (const entry of store.dump(NAME)) entries.push(entry);
        return entries;
      };
      /** Whatever the order in which an adapter gives them. */
      const asSet = (entries: readonly DumpEntry[]) =>
        entries
          .map((entry) => JSON.stringify(plain(entry.kind === 'record' ? sortedRecord(entry) : entry)))
          .sort();
      const sortedRecord = (entry: DumpedRecord) => ({
        ...entry,
        answers: entry.answers.toSorted((a, b) => Buffer.compare(a.hash, b.hash)),
        branches: entry.branches.toSorted((a, b) => Buffer.compare(a.envelope, b.envelope)),
      });

      it('freezes the campaign for good: no change is accepted, reads are answered, until it is cancelled', async () => {
        const one = record('francais');
        await save(one);
        await under.store.beginMove(NAME);
        await under.store.beginMove(NAME);
        const frozen = async () => {
          const lookup = await under.store.campaign(NAME);
          if (lookup.state !== 'moved') throw new Error(`the campaign is ${lookup.state}`);
          campaign = lookup.campaign;
          const line = { holder: pupil, name: 'francais/2', after: 'francais', sealed: randomBytes(9) };
          const file = {
            hash: '0'.repeat(64),
            type: 'text/plain',
            identity: Buffer.alloc(9),
            gzip: null,
            br: null,
          };
          const rescued = {
            ...record('maths'),
            uploader: pupil,
            nowMs: NOW,
            maxPerUploader: 9,
            maxPerHolder: 9,
          };
          const changes = [
            () => save(one),
            () => save(record('francais', { version: 2, previous: one.hash })),
            () => campaign.rescue(rescued),
            () => campaign.putHolders([{ holder: pupil, access, calendar: 0, role: 'pupil' }]),
            () => campaign.putDocuments([record('ticket', { kind: 'document' })]),
            () => campaign.putRouting([line]),
            () => campaign.putKeys([{ name: 'francais', calendar: 0, key: randomBytes(32) }]),
            () => campaign.putContent(file),
            () => campaign.revoke([pupil]),
            () => under.store.publish(NAME, PUBLISHED),
          ];
          for (const change of changes) {
            await expect(change(), change.toString()).rejects.toThrow(StorageFailure);
          }
          expect(plain((await campaign.record(pupil, 'francais'))!.bytes)).toEqual(plain(one.bytes));
          expect(plain((await campaign.holderByAccess(latin1(access)))!.holder)).toEqual(plain(pupil));
          expect(
            (await campaign.feed({ after: '', limit: 9, wholeHeads: true, maxBytes: 1e9 })).entries,
          ).toHaveLength(1);
        };
        await frozen();
        under = await under.reopen();
        await frozen();
        await under.store.cancelMove(NAME);
        await under.store.cancelMove(NAME);
        campaign = await opened(under.store);
        expect(await save(one)).toEqual({ kind: 'saved' });
        expect(await save(record('francais', { version: 2, previous: one.hash }))).toEqual({ kind: 'saved' });
        await expect(under.store.beginMove('2026-autre')).rejects.toThrow(StorageRefusal);
      });

      it('takes everything to another store, where each envelope gets the answer that it got', async () => {
        const [staff, staffAccess] = await newHolder(campaign, 'staff', 1);
        const [revoked, revokedAccess] = await newHolder(campaign);
        await campaign.revoke([revoked]);
        const [one, device] = [record('francais'), randomBytes(8)];
        const two = record('francais', { kind: 'final', version: 2, previous: one.hash });
        const [branch, replaced, late] = [
          record('francais', { device }),
          record('francais', { device }),
          record('maths'),
        ];
        await save(one);
        await save(replaced);
        await save(branch);
        await save(two);
        await save(late, LATE);
        const rescued = record('oral');
        await campaign.rescue({
          ...rescued,
          uploader: staff,
          nowMs: NOW,
          maxPerUploader: 9,
          maxPerHolder: 9,
        });
        await campaign.putDocuments([record('ticket', { kind: 'document', version: 3 })]);
        await campaign.putRouting([
          { holder: pupil, name: 'francais/2', after: 'francais', sealed: randomBytes(50) },
        ]);
        await campaign.putKeys([{ name: 'francais', calendar: 1, key: randomBytes(32) }]);
        const identity = new Uint8Array(randomBytes(50));
        const hash = Buffer.from(hashOf(identity)).toString('hex');
        await campaign.putContent({
          hash,
          type: 'image/svg+xml',
          identity,
          gzip: Uint8Array.of(1),
          br: null,
        });
        await under.store.acceptCall({ key: 'k', sequence: 5, nonce: 'a', nowMs: NOW });
        const counts = await campaign.counts();
        const before = plain(
          (await feedOf()).entries.map(({ cursor: _cursor, ...entry }) => entry),
        ) as object[];
        await under.store.beginMove(NAME);
        const entries = await dumped(under.store);
        expect(entries[0]).toEqual({ kind: 'published', published: PUBLISHED });

        const old = under;
        under = await openFresh();
        try {
          await under.store.restore(NAME, entries);
          await reopen();
          expect(await campaign.counts()).toEqual(counts);
          expect(asSet(await dumped(under.store))).toEqual(asSet(entries));
          expect(plain((await campaign.holderByAccess(latin1(staffAccess)))!)).toMatchObject({
            calendar: 1,
            role: 'staff',
          });
          expect(await campaign.holderByAccess(latin1(revokedAccess))).toMatchObject({ revoked: true });
          const moved = plain(
            (await feedOf()).entries.map(({ cursor: _cursor, ...entry }) => entry),
          ) as object[];
          const lines = (feed: object[]) => feed.map((entry) => JSON.stringify(entry)).sort();
          expect(lines(moved)).toEqual(lines(before));
          const conflict = { kind: 'conflict', version: 2, hash: plain(two.hash) };
          for (const [envelope, answer] of [
            [one, { kind: 'saved' }],
            [two, { kind: 'saved' }],
            [branch, conflict],
            [replaced, conflict],
            [late, { kind: 'late' }],
          ] as const) {
            expect(plain(await save(envelope, CLOSED))).toEqual(answer);
          }
          expect(
            lines(plain((await feedOf()).entries.map(({ cursor: _c, ...entry }) => entry)) as object[]),
          ).toEqual(lines(before));
          expect((await campaign.routing(pupil, 'francais/2'))!.released).toBe(true);
          expect(plain((await campaign.content(hash))!.identity)).toEqual(plain(identity));
          const call = (sequence: number) =>
            under.store.acceptCall({ key: 'k', sequence, nonce: `n${sequence}`, nowMs: NOW });
          expect([await call(5), await call(6)]).toEqual(['replayed', 'accepted']);
          await expect(under.store.restore(NAME, entries)).rejects.toThrow(StorageRefusal);
        } finally {
          await old.remove();
        }
      });

      it('that is cut short leaves a store without the campaign, and is begun again', async () => {
        await save(record('francais'));
        await under.store.beginMove(NAME);
        const entries = await dumped(under.store);
        const old = under;
        under = await openFresh();
        try {
          const cut = async function* () {
            yield* entries.slice(0, -1);
            throw new Error('the file ends here');
          };
          await expect(under.store.restore(NAME, cut())).rejects.toThrow('the file ends here');
          expect(await under.store.campaign(NAME)).toEqual({ state: 'absent' });
          under = await under.reopen();
          expect(await under.store.campaign(NAME)).toEqual({ state: 'absent' });
          await under.store.restore(NAME, entries);
          campaign = await opened(under.store);
          expect(asSet(await dumped(under.store))).toEqual(asSet(entries));
          // Afterwards it is a campaign like any other.
          expect(await save(record('maths'))).toEqual({ kind: 'saved' });
        } finally {
          await old.remove();
        }
      });

      it('is refused over a campaign that is there, and one that moved away can be purged', async () => {
        const entries = await dumped(under.store);
        await expect(under.store.restore(NAME, entries)).rejects.toThrow(StorageRefusal);
        await under.store.beginMove(NAME);
        expect((await under.store.beginPurge(NAME, NOW)).counts.holders).toBe(1);
        await under.store.erase(NAME);
        expect((await under.store.campaign(NAME)).state).toBe('purging');
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
          [pupil, access] = await newHolder(campaign);
          const models = { francais: new ModelRecord(), maths: new ModelRecord() };
          const sent: NewEnvelope[] = [];
          let revoked = false;
          let pending: Promise<void>[] = [];
          for (const { what, window, device, name, pick, together } of actions) {
            const model = models[name as keyof typeof models];
            if (what === 'revoke') {
              revoked = true;
              pending.push(campaign.revoke([pupil]));
            } else if (what === 'reopen') {
              await Promise.all(pending);
              pending = [];
              await reopen();
            } else {
              const envelope =
                what === 'repeat' && sent.length > 0
                  ? sent[pick % sent.length]!
                  : record(name, { device: new Uint8Array(8).fill(device), ...model.place(what) });
              sent.push(envelope);
              const own = models[envelope.header.name as keyof typeof models];
              const expected = own.save(envelope, window.kind, revoked);
              pending.push(
                save(envelope, window).then((outcome) => expect(plain(outcome)).toEqual(plain(expected))),
              );
            }
            if (!together) {
              await Promise.all(pending);
              pending = [];
            }
          }
          await Promise.all(pending);
          for (const [name, model] of Object.entries(models)) {
            const head = await campaign.record(pupil, name);
            expect(plain(head?.bytes ?? null)).toEqual(plain(model.head?.bytes ?? null));
            const branches = (await feedOf('', 1e6)).entries.filter(
              (entry) =>
                entry.kind === 'branch' && entry.name === name && Buffer.compare(entry.holder, pupil) === 0,
            );
            expect(branches.map(({ hash }) => plain(hash)).sort()).toEqual(
              [...model.branches.values()].map(({ hash }) => plain(hash)).sort(),
            );
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}

async function opened(store: Store): Promise<CampaignStore> {
  const lookup = await store.campaign(NAME);
  if (lookup.state !== 'open') throw new Error(`the campaign is ${lookup.state}`);
  return lookup.campaign;
}

async function newHolder(
  campaign: CampaignStore,
  role: 'pupil' | 'staff' | 'group' = 'pupil',
  calendar = 0,
): Promise<[Uint8Array, Uint8Array]> {
  const [holder, access] = [new Uint8Array(randomBytes(16)), new Uint8Array(randomBytes(32))];
  await campaign.putHolders([{ holder, access, calendar, role }]);
  return [holder, access];
}

/** Byte strings as text, so that a `Buffer` equals a `Uint8Array`. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}
