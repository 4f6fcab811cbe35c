/** What every adapter must do when a campaign moves to another store. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { StorageFailure, StorageRefusal } from '../../../../apps/platform/src/store/storage-error.ts';
import type { Store } from '../../../../apps/platform/src/store/store.ts';
import type { DumpEntry, DumpedRecord } from '../../../../apps/platform/src/store/transfer.ts';
import { hashOf, latin1 } from '../platform/envelope-fixture.ts';
import {
  CLOSED,
  LATE,
  NAME,
  NOW,
  newHolder,
  opened,
  PUBLISHED,
  plain,
  type SuiteContext,
} from './store-suite-context.ts';

export function moveSuite(s: SuiteContext): void {
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
      const one = s.record('francais');
      await s.save(one);
      await s.under.store.beginMove(NAME);
      await s.under.store.beginMove(NAME);
      const frozen = async () => {
        const lookup = await s.under.store.campaign(NAME);
        if (lookup.state !== 'moved') throw new Error(`the campaign is ${lookup.state}`);
        s.campaign = lookup.campaign;
        const line = { holder: s.pupil, name: 'francais/2', after: 'francais', sealed: randomBytes(9) };
        const file = {
          hash: '0'.repeat(64),
          type: 'text/plain',
          identity: Buffer.alloc(9),
          gzip: null,
          br: null,
        };
        const rescued = {
          ...s.record('maths'),
          uploader: s.pupil,
          nowMs: NOW,
          maxPerUploader: 9,
          maxPerHolder: 9,
        };
        const changes = [
          () => s.save(one),
          () => s.save(s.record('francais', { version: 2, previous: one.hash })),
          () => s.campaign.rescue(rescued),
          () => s.campaign.putHolders([{ holder: s.pupil, access: s.access, calendar: 0, role: 'pupil' }]),
          () => s.campaign.putDocuments([s.record('ticket', { kind: 'document' })]),
          () => s.campaign.putRouting([line]),
          () => s.campaign.putKeys([{ name: 'francais', calendar: 0, key: randomBytes(32) }]),
          () => s.campaign.putContent(file),
          () => s.campaign.revoke([s.pupil]),
          () => s.under.store.publish(NAME, PUBLISHED),
        ];
        for (const change of changes) {
          await expect(change(), change.toString()).rejects.toThrow(StorageFailure);
        }
        expect(plain((await s.campaign.record(s.pupil, 'francais'))!.bytes)).toEqual(plain(one.bytes));
        expect(plain((await s.campaign.holderByAccess(latin1(s.access)))!.holder)).toEqual(plain(s.pupil));
        expect(
          (await s.campaign.feed({ after: '', limit: 9, wholeHeads: true, maxBytes: 1e9 })).entries,
        ).toHaveLength(1);
      };
      await frozen();
      s.under = await s.under.reopen();
      await frozen();
      await s.under.store.cancelMove(NAME);
      await s.under.store.cancelMove(NAME);
      s.campaign = await opened(s.under.store);
      expect(await s.save(one)).toEqual({ kind: 'saved' });
      expect(await s.save(s.record('francais', { version: 2, previous: one.hash }))).toEqual({
        kind: 'saved',
      });
      await expect(s.under.store.beginMove('2026-autre')).rejects.toThrow(StorageRefusal);
    });

    it('takes everything to another store, where each envelope gets the answer that it got', async () => {
      const [staff, staffAccess] = await newHolder(s.campaign, 'staff', 1);
      const [revoked, revokedAccess] = await newHolder(s.campaign);
      await s.campaign.revoke([revoked]);
      const [one, device] = [s.record('francais'), randomBytes(8)];
      const two = s.record('francais', { kind: 'final', version: 2, previous: one.hash });
      const [branch, replaced, late] = [
        s.record('francais', { device }),
        s.record('francais', { device }),
        s.record('maths'),
      ];
      await s.save(one);
      await s.save(replaced);
      await s.save(branch);
      await s.save(two);
      await s.save(late, LATE);
      const rescued = s.record('oral');
      await s.campaign.rescue({
        ...rescued,
        uploader: staff,
        nowMs: NOW,
        maxPerUploader: 9,
        maxPerHolder: 9,
      });
      await s.campaign.putDocuments([s.record('ticket', { kind: 'document', version: 3 })]);
      await s.campaign.putRouting([
        { holder: s.pupil, name: 'francais/2', after: 'francais', sealed: randomBytes(50) },
      ]);
      await s.campaign.putKeys([{ name: 'francais', calendar: 1, key: randomBytes(32) }]);
      const identity = new Uint8Array(randomBytes(50));
      const hash = Buffer.from(hashOf(identity)).toString('hex');
      await s.campaign.putContent({
        hash,
        type: 'image/svg+xml',
        identity,
        gzip: Uint8Array.of(1),
        br: null,
      });
      await s.under.store.acceptCall({ key: 'k', sequence: 5, nonce: 'a', nowMs: NOW });
      const counts = await s.campaign.counts();
      const before = plain(
        (await s.feedOf()).entries.map(({ cursor: _cursor, ...entry }) => entry),
      ) as object[];
      await s.under.store.beginMove(NAME);
      const entries = await dumped(s.under.store);
      expect(entries[0]).toEqual({ kind: 'published', published: PUBLISHED });

      const old = s.under;
      s.under = await s.openFresh();
      try {
        await s.under.store.restore(NAME, entries);
        await s.reopen();
        expect(await s.campaign.counts()).toEqual(counts);
        expect(asSet(await dumped(s.under.store))).toEqual(asSet(entries));
        expect(plain((await s.campaign.holderByAccess(latin1(staffAccess)))!)).toMatchObject({
          calendar: 1,
          role: 'staff',
        });
        expect(await s.campaign.holderByAccess(latin1(revokedAccess))).toMatchObject({ revoked: true });
        const moved = plain(
          (await s.feedOf()).entries.map(({ cursor: _cursor, ...entry }) => entry),
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
          expect(plain(await s.save(envelope, CLOSED))).toEqual(answer);
        }
        expect(
          lines(plain((await s.feedOf()).entries.map(({ cursor: _c, ...entry }) => entry)) as object[]),
        ).toEqual(lines(before));
        expect((await s.campaign.routing(s.pupil, 'francais/2'))!.released).toBe(true);
        expect(plain((await s.campaign.content(hash))!.identity)).toEqual(plain(identity));
        const call = (sequence: number) =>
          s.under.store.acceptCall({ key: 'k', sequence, nonce: `n${sequence}`, nowMs: NOW });
        expect([await call(5), await call(6)]).toEqual(['replayed', 'accepted']);
        await expect(s.under.store.restore(NAME, entries)).rejects.toThrow(StorageRefusal);
      } finally {
        await old.remove();
      }
    });

    it('that is cut short leaves a store without the campaign, and is begun again', async () => {
      await s.save(s.record('francais'));
      await s.under.store.beginMove(NAME);
      const entries = await dumped(s.under.store);
      const old = s.under;
      s.under = await s.openFresh();
      try {
        const cut = async function* () {
          yield* entries.slice(0, -1);
          throw new Error('the file ends here');
        };
        await expect(s.under.store.restore(NAME, cut())).rejects.toThrow('the file ends here');
        expect(await s.under.store.campaign(NAME)).toEqual({ state: 'absent' });
        s.under = await s.under.reopen();
        expect(await s.under.store.campaign(NAME)).toEqual({ state: 'absent' });
        await s.under.store.restore(NAME, entries);
        s.campaign = await opened(s.under.store);
        expect(asSet(await dumped(s.under.store))).toEqual(asSet(entries));
        // Afterwards it is a campaign like any other.
        expect(await s.save(s.record('maths'))).toEqual({ kind: 'saved' });
      } finally {
        await old.remove();
      }
    });

    it('is refused over a campaign that is there, and one that moved away can be purged', async () => {
      const entries = await dumped(s.under.store);
      await expect(s.under.store.restore(NAME, entries)).rejects.toThrow(StorageRefusal);
      await s.under.store.beginMove(NAME);
      expect((await s.under.store.beginPurge(NAME, NOW)).counts.holders).toBe(1);
      await s.under.store.erase(NAME);
      expect((await s.under.store.campaign(NAME)).state).toBe('purging');
    });
  });
}
