/** What every adapter's feed of changes must do. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fixtureEnvelope } from '../platform/envelope-fixture.ts';
import { NAME, NOW, newHolder, plain, type SuiteContext } from './store-suite-context.ts';

export function feedSuite(s: SuiteContext): void {
  describe('the feed', () => {
    it('gives every change once, in order of commit, whatever the size of the pages', async () => {
      const [other] = await newHolder(s.campaign);
      const names = ['francais', 'maths', 'oral'];
      for (const name of names) {
        await s.save(s.record(name));
        await s.save(fixtureEnvelope({ campaign: NAME, holder: other, name }));
        await s.save(s.record(name, { device: randomBytes(8) }));
        await s.campaign.rescue({
          ...s.record(name),
          uploader: other,
          nowMs: NOW,
          maxPerUploader: 9,
          maxPerHolder: 9,
        });
      }
      const all = await s.feedOf();
      expect(all.more).toBe(false);
      expect(all.entries).toHaveLength(12);
      for (const limit of [1, 5, 12]) {
        const seen = [];
        let after = '';
        for (let more = true; more; ) {
          const page = await s.feedOf(after, limit);
          seen.push(...page.entries);
          after = page.entries.at(-1)?.cursor ?? after;
          more = page.more;
        }
        expect(plain(seen)).toEqual(plain(all.entries));
      }
      expect(await s.feedOf(all.entries.at(-1)!.cursor)).toEqual({
        entries: [],
        more: false,
        rewound: false,
      });
    });
    it('gives a replaced head a new place, past any cursor given out, after a restart too', async () => {
      const one = s.record('francais');
      await s.save(one);
      const first = (await s.feedOf()).entries[0]!.cursor;
      await s.reopen();
      await s.save(s.record('francais', { version: 2, previous: one.hash }));
      const { entries } = await s.feedOf(first);
      expect(entries).toHaveLength(1);
      expect(entries[0]).toMatchObject({ kind: 'head', version: 2, envelope: null });
      expect((await s.feedOf('')).entries).toHaveLength(1);
    });
    it('holds finals whole, heads whole on demand, instants to the minute', async () => {
      const head = s.record('francais');
      const final = s.record('maths', { kind: 'final' });
      await s.save(head);
      await s.save(final);
      const entries = (await s.feedOf()).entries;
      expect(entries.map(({ kind, envelope }) => [kind, envelope !== null])).toEqual([
        ['head', false],
        ['final', true],
      ]);
      expect(entries[0]!.atMs).toBe(Date.parse('2026-09-10T12:34:00Z'));
      expect(plain((await s.feedOf('', 10, true)).entries[0]!.envelope!)).toEqual(plain(head.bytes));
    });
    it('begins anew, and says so, after a cursor that is not of this store or of changes that it does not have', async () => {
      await s.save(s.record('francais'));
      const [entry] = (await s.feedOf()).entries;
      expect(entry!.cursor).toMatch(/^[0-9A-Za-z._-]{1,200}$/);
      const [era, ...places] = entry!.cursor.split('.');
      const beyond = [era, ...places.map((place) => `${place}0`)].join('.');
      const other = ['0123456789abcdef', ...places].join('.');
      for (const strange of [beyond, other, '7', 'zz.zz', `${entry!.cursor}.1`, `${era}`]) {
        const page = await s.feedOf(strange);
        expect([strange, plain(page)]).toEqual([
          strange,
          plain({ entries: [entry], more: false, rewound: true }),
        ]);
      }
      await s.reopen();
      expect(await s.feedOf(entry!.cursor)).toEqual({ entries: [], more: false, rewound: false });
    });
    it('begins anew once its eras are renewed, and goes on from there', async () => {
      await s.save(s.record('francais'));
      const before = (await s.feedOf()).entries[0]!.cursor;
      await s.under.store.renewEras();
      await s.save(s.record('maths'));
      const page = await s.feedOf(before);
      expect(page.rewound).toBe(true);
      expect(page.entries.map(({ name }) => name).sort()).toEqual(['francais', 'maths']);
      expect(await s.feedOf(page.entries.at(-1)!.cursor)).toEqual({
        entries: [],
        more: false,
        rewound: false,
      });
    });
    it('gives each change in one of two parts, whatever the size of the pages', async () => {
      const [other] = await newHolder(s.campaign);
      for (const name of ['francais', 'maths', 'oral']) {
        await s.save(s.record(name, { kind: 'final' }));
        await s.save(fixtureEnvelope({ campaign: NAME, holder: other, name }));
        await s.save(s.record(name, { device: randomBytes(8) }));
      }
      await s.campaign.rescue({
        ...s.record('maths'),
        uploader: other,
        nowMs: NOW,
        maxPerUploader: 9,
        maxPerHolder: 9,
      });
      const whole = await s.feedOf('', 1000, true);
      const named = (entries: typeof whole.entries) => plain(entries.map(({ cursor: _, ...entry }) => entry));
      for (const only of ['finals', 'others'] as const) {
        const wanted = whole.entries.filter(({ kind }) => (kind === 'final') === (only === 'finals'));
        expect(wanted).toHaveLength(only === 'finals' ? 3 : 7);
        for (const limit of [1, 2, 1000]) {
          const seen: (typeof whole.entries)[number][] = [];
          let after = '';
          for (let more = true; more; ) {
            const page = await s.partOf(only, after, limit);
            expect([page.rewound, page.entries.length <= limit]).toEqual([false, true]);
            seen.push(...page.entries);
            after = page.next!;
            more = page.more;
          }
          expect(named(seen)).toEqual(named(wanted));
        }
      }
    });
    it('goes on behind changes of the other part, and misses none of its own', async () => {
      const [other] = await newHolder(s.campaign);
      const begun = s.record('francais');
      await s.save(begun);
      await s.save(s.record('maths', { kind: 'final' }));
      const finals = (await s.partOf('finals')).next!;
      const others = (await s.partOf('others')).next!;
      expect(await s.partOf('finals', finals)).toMatchObject({ entries: [], more: false, rewound: false });
      // A head that becomes final is no change of the others any more.
      await s.save(s.record('francais', { kind: 'final', version: 2, previous: begun.hash }));
      await s.save(fixtureEnvelope({ campaign: NAME, holder: other, name: 'oral' }));
      await s.reopen();
      const shown = async (only: 'finals' | 'others', after: string) =>
        (await s.partOf(only, after)).entries.map(({ name, kind, version }) => [name, kind, version]);
      expect(await shown('finals', finals)).toEqual([['francais', 'final', 2]]);
      expect(await shown('others', others)).toEqual([['oral', 'head', 1]]);
      // Read to its end, a part is a place in all changes: the reader of all goes on there.
      const end = (await s.partOf('finals', finals)).next!;
      expect(await s.feedOf(end)).toMatchObject({ entries: [], more: false, rewound: false });
      expect((await s.partOf('finals', '0123456789abcdef.1')).rewound).toBe(true);
    });
    it('stops at a size, but always gives one entry', async () => {
      await s.save(s.record('francais', { kind: 'final' }));
      await s.save(s.record('maths', { kind: 'final' }));
      const page = await s.campaign.feed({ after: '', limit: 10, wholeHeads: false, maxBytes: 1 });
      expect(page.entries).toHaveLength(1);
      expect(page.more).toBe(true);
    });
  });
}
