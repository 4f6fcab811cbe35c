/** A teacher at the entry grid, under a host that shows older states, colleagues' branches, and conflicts of its own making. */
import { MemoryStore, RefusedError, Session, type SessionOptions, UnreachableError } from '@cloison/client';
import { DESK_RECORD, entryRecordName } from '@cloison/protocol';
import { type Me, toBase64Url } from '@cloison/protocol/public';
import { describe, expect, it, vi } from 'vitest';
import { DueSignIn, signInsOf } from '../../apps/school/src/desk/code-uses.ts';
import { DeskRecord } from '../../apps/school/src/desk/desk-record.ts';
import { contentOf } from '../../apps/school/src/entry-records/cell-content.ts';
import type { EntryBook } from '../../apps/school/src/entry-records/entry-book.ts';
import { Classroom, cellOf, MANIFEST, PUPILS, value } from './classroom.ts';
import { random } from './harness.ts';

const PUPIL = PUPILS[0]!;
const key = async (book: EntryBook, item: string, text: string) => {
  await book.apply([{ pupil: PUPIL, item, content: value(text) }]);
  await book.settled();
};
const nameOf = async (room: Classroom) => {
  const session = await Session.fromRoot(room.root, room.environment());
  return entryRecordName(session.holder.namesKey, 'francais-cp', PUPIL);
};
const held = async (room: Classroom, ...items: string[]) => {
  const body = (await room.held(PUPIL))!;
  return items.map((item) => contentOf(body, item));
};

describe('what was keyed and saved', () => {
  it('stays on the screen and in the record when the host shows an older state as the newest', async () => {
    // The older state took its place on the screen, and the next cell was saved above it: what was keyed since was gone.
    const room = new Classroom();
    const store = new MemoryStore(random);
    const environment = room.environment(store);
    const name = await nameOf(room);
    const book = await room.open(environment);
    await key(book, 'l1', 'choix1');
    const older = room.platform.head(name)!;
    await key(book, 'l2', 'choix2');
    const told = [{ name, version: 99, hash: toBase64Url(random(32)), final: false }];
    const { record } = environment.api;
    Object.assign(environment.api, { record: async () => older });
    await book.refresh(told);
    expect(cellOf(book, PUPIL, 'l2')).toEqual(value('choix2'));
    Object.assign(environment.api, { record });
    await key(book, 'l3', 'choix3');
    expect(await held(room, 'l1', 'l2', 'l3')).toEqual([value('choix1'), value('choix2'), value('choix3')]);
    book.stop();
  });

  it.each(['while the page is open', 'when it is opened again'])(
    'stays beside a colleague’s branch that the host shows as the newest, %s',
    async (when) => {
      const room = new Classroom();
      const name = await nameOf(room);
      const environment = room.environment();
      const first = await room.open(environment);
      await key(first, 'l1', 'choix1');
      const colleague = await room.open();
      await key(first, 'l2', 'choix2');
      // Refused by the write rule, and kept as a branch.
      void colleague.apply([{ pupil: PUPIL, item: 'l3', content: value('choix3') }]);
      await vi.waitFor(() => expect(room.platform.branches.get(name)).toHaveLength(1), 120_000);
      const branch = room.platform.branches.get(name)![0]!.envelope;
      colleague.stop();
      const truth = await room.records();
      const { record } = environment.api;
      Object.assign(environment.api, { record: async () => branch });
      const lie = truth.map((one) => ({ ...one, version: one.version + 1, hash: toBase64Url(random(32)) }));
      let book = first;
      if (when === 'while the page is open') await first.refresh(lie);
      else {
        first.stop();
        room.records = async () => lie;
        book = await room.open(environment);
      }
      expect(['l1', 'l2', 'l3'].map((item) => cellOf(book, PUPIL, item))).toEqual([
        value('choix1'),
        value('choix2'),
        value('choix3'),
      ]);
      Object.assign(environment.api, { record });
      await key(book, 'l4', 'choix1');
      expect(await held(room, 'l1', 'l2', 'l3', 'l4')).toEqual([
        value('choix1'),
        value('choix2'),
        value('choix3'),
        value('choix1'),
      ]);
      book.stop();
    },
  );
});

describe('what was called late', () => {
  it.each(['goes on from it', 'merges it with what a colleague has keyed since'])(
    'and was not kept: the next page %s',
    async (how) => {
      // It was neither on the screen nor sent, and the next cell was saved without it.
      const room = new Classroom();
      const environment = room.environment();
      const first = await room.open(environment);
      await key(first, 'l1', 'choix1');
      const { putRecord } = environment.api;
      first.stop();
      Object.assign(environment.api, { putRecord: async () => ({ kind: 'late' }) });
      const lied = await room.open(environment);
      await key(lied, 'l2', 'choix2');
      expect(lied.rows.get(PUPIL)?.save.kind).toBe('late');
      lied.stop();
      Object.assign(environment.api, { putRecord });
      if (how !== 'goes on from it') {
        const colleague = await room.open();
        await key(colleague, 'l4', 'choix1');
        colleague.stop();
      }
      const again = await room.open(environment);
      expect(cellOf(again, PUPIL, 'l2')).toEqual(value('choix2'));
      await again.settled();
      await key(again, 'l3', 'choix3');
      expect(await held(room, 'l1', 'l2', 'l3')).toEqual([value('choix1'), value('choix2'), value('choix3')]);
      if (how !== 'goes on from it') expect(await held(room, 'l4')).toEqual([value('choix1')]);
      again.stop();
    },
  );
});

describe('a conflict', () => {
  const lies = [
    ['a fault', () => Promise.reject(new RefusedError('internal', null, null, null))],
    ['an unknown code', () => Promise.reject(new RefusedError('unknown-code', null, null, null))],
    ['bytes that do not open', async () => random(600)],
  ] as const;
  /** A platform in whose place a host answers. */
  function lyingRoom() {
    const room = new Classroom();
    const environment = room.environment();
    const honest = environment.api;
    const tells: { api: Partial<typeof honest> } = { api: {} };
    const api = {
      ...honest,
      record: (...call: Parameters<typeof honest.record>) => (tells.api.record ?? honest.record)(...call),
      putRecord: (...call: Parameters<typeof honest.putRecord>) =>
        (tells.api.putRecord ?? honest.putRecord)(...call),
    };
    return { room, environment: { ...environment, api }, tells };
  }

  it.each(lies)(
    'that is made up, with %s for the head, keeps nothing from being saved later',
    async (_, record) => {
      const { room, environment, tells } = lyingRoom();
      const book = await room.open(environment);
      await key(book, 'l1', 'choix1');
      tells.api = { record, putRecord: async () => ({ kind: 'conflict', version: 7, hash: random(32) }) };
      await book.apply([{ pupil: PUPIL, item: 'l2', content: value('choix2') }]);
      await vi.waitFor(() => expect(book.rows.get(PUPIL)?.save.kind).toBe('waiting'), 120_000);
      tells.api = {};
      await book.apply([{ pupil: PUPIL, item: 'l3', content: value('choix3') }]);
      await vi.waitFor(() => expect(book.rows.get(PUPIL)?.save.kind).toBe('saved'), 120_000);
      expect(await held(room, 'l1', 'l2', 'l3')).toEqual([value('choix1'), value('choix2'), value('choix3')]);
      book.stop();
    },
  );

  it.each(lies)(
    'with a colleague is merged later, when the head is first answered by %s',
    async (_, record) => {
      // The row was refused for ever: what was keyed after that was never sent, until the page was loaded again.
      const { room, environment, tells } = lyingRoom();
      const book = await room.open(environment);
      await key(book, 'l1', 'choix1');
      const colleague = await room.open();
      await key(colleague, 'l2', 'choix2');
      colleague.stop();
      let asked = 0;
      // The writer sees that there is a conflict; then the colleague's cells are asked for.
      tells.api = { record: (...call) => (asked++ === 1 ? record() : room.platform.api().record(...call)) };
      await book.apply([{ pupil: PUPIL, item: 'l3', content: value('choix3') }]);
      await vi.waitFor(() => expect(book.rows.get(PUPIL)?.save.kind).toBe('saved'), 120_000);
      expect(asked).toBeGreaterThan(2);
      expect(await held(room, 'l1', 'l2', 'l3')).toEqual([value('choix1'), value('choix2'), value('choix3')]);
      book.stop();
    },
  );
});

describe('a clock that the host makes up', () => {
  const NOW = '2026-09-08T09:00:00Z';
  const always = { desk: { opens: '0000-01-01T00:00:00Z', closes: '9999-12-31T23:59:59Z' } };
  const at = (now: string) => ({ now, windows: always, records: [], documents: [], holder: '' }) as Me;

  it.each(['0001-01-01T00:00:00Z', '2199-12-31T00:00:00Z', '9999-12-31T00:00:00Z'])(
    'is in no record once the host is honest: %s',
    async (now) => {
      // Before 1970, the record of the class could not be read any more, by the office or by anybody: its absences were gone.
      const room = new Classroom();
      const store = new MemoryStore(random);
      const open = async (disk: MemoryStore) => {
        const environment = room.environment(disk);
        const session = await Session.fromRoot(room.root, environment);
        return new DeskRecord({ session, environment, manifest: MANIFEST, ceiling: 4_096 });
      };
      const saved = (one: DeskRecord) => vi.waitFor(() => expect(one.save.kind).toBe('saved'), 120_000);
      const first = await open(store);
      await first.put({
        [`n-${PUPIL}`]: { kind: 'not-sitting', orderNumber: PUPIL, reason: 'ill', sequences: null },
      });
      await new DueSignIn(1).say(first, at(now));
      await saved(first);
      first.stop();
      for (const disk of [store, new MemoryStore(random)]) {
        const later = await open(disk);
        await later.refresh(null);
        expect(later.refused).toBeNull();
        expect(later.entries[`n-${PUPIL}`]).toMatchObject({ reason: 'ill' });
        await new DueSignIn(1).say(later, at(NOW));
        await saved(later);
        const times = signInsOf(later.entries, 1, later.computer).map(({ atMs }) => atMs);
        expect(new Set(times)).toEqual(new Set([Date.parse(NOW)]));
        later.stop();
      }
    },
  );
});

describe('a desk’s record that is kept back', () => {
  it('does not make a sign-in the first: those before it are told once it comes', async () => {
    // Whoever had the code was hidden by a host that answered everything but this record.
    const room = new Classroom();
    const NOW = '2026-09-08T09:00:00Z';
    const windows = { [DESK_RECORD]: { opens: '2026-09-01T00:00:00Z', closes: '2026-12-01T00:00:00Z' } };
    const me = async () => ({ now: NOW, windows, records: await room.records() }) as unknown as Me;
    const environment = room.environment();
    const { record } = environment.api;
    let isKeptBack = true;
    const kept: typeof record = async (...call) => {
      if (isKeptBack) throw new UnreachableError('kept back');
      return record(...call);
    };
    const open = async (options: SessionOptions) => {
      const session = await Session.fromRoot(room.root, options);
      return new DeskRecord({ session, environment: options, manifest: MANIFEST, ceiling: 4_096 });
    };
    const stranger = await open(room.environment());
    await stranger.refresh(await me());
    await new DueSignIn(1).say(stranger, await me());
    await vi.waitFor(() => expect(stranger.save.kind).toBe('saved'), 120_000);
    stranger.stop();
    const own = await open({ ...environment, api: { ...environment.api, record: kept } });
    const signIn = new DueSignIn(1);
    await own.refresh(await me());
    expect(await signIn.say(own, await me())).toBe(false);
    expect(signIn.before).toBeNull();
    isKeptBack = false;
    await own.refresh(await me());
    expect(await signIn.say(own, await me())).toBe(true);
    expect(signIn.before).toMatchObject([{ here: false, atMs: Date.parse(NOW) }]);
    own.stop();
  });
});

describe('a desk’s record that does not open', () => {
  it('is named where this computer has entries of its own too, goes on from them, and is read once it opens', async () => {
    const room = new Classroom();
    const store = new MemoryStore(random);
    const open = async (disk: MemoryStore, record?: () => Promise<Uint8Array>) => {
      const environment = room.environment(disk);
      const api = record === undefined ? environment.api : { ...environment.api, record };
      const session = await Session.fromRoot(room.root, {
        ...environment,
        api: api as typeof environment.api,
      });
      return new DeskRecord({ session, environment, manifest: MANIFEST, ceiling: 4_096 });
    };
    const saved = (one: DeskRecord) => vi.waitFor(() => expect(one.save.kind).toBe('saved'), 120_000);
    const absent = (pupil: string) => ({
      [`n-${pupil}`]: { kind: 'not-sitting', orderNumber: pupil, reason: 'ill', sequences: null } as const,
    });
    const first = await open(store);
    await first.put(absent(PUPIL));
    await saved(first);
    first.stop();
    const told = await open(store, async () => random(600));
    await told.refresh(null);
    expect(told.refused).toBe('unreadable');
    expect(told.entries[`n-${PUPIL}`]).toMatchObject({ reason: 'ill' });
    told.stop();
    const later = await open(store);
    await later.refresh(null);
    expect(later.refused).toBeNull();
    later.stop();
  });
});
