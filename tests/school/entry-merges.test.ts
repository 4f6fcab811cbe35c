/** What an entry book makes of states that it did not make itself: those of other computers, of roots before, of a platform that went back. */
import { MemoryStore, Session } from '@cloison/client';
import { type EntryBody, entryRecordName } from '@cloison/protocol';
import { describe, expect, it } from 'vitest';
import { contentOf, rivalsOf } from '../../apps/school/src/entry-records/cell-content.ts';
import type { EntryBook } from '../../apps/school/src/entry-records/entry-book.ts';
import { statusOf } from '../../apps/school/src/entry-records/entry-status.ts';
import { Classroom, cellOf, MANIFEST, PUPILS, value } from './classroom.ts';
import { random } from './harness.ts';

const PUPIL = PUPILS[0]!;
const OLD = '01'.repeat(8);

async function nameIn(room: Classroom): Promise<string> {
  const { holder } = await Session.fromRoot(room.root, room.environment());
  return entryRecordName(holder.namesKey, 'francais-cp', PUPIL);
}

async function key(book: EntryBook, item: string, answer: string): Promise<void> {
  await book.apply([{ pupil: PUPIL, item, content: value(answer) }]);
  await book.settled();
}

describe('What was keyed under a root that was replaced', () => {
  const baseOf = async (room: Classroom, cells: EntryBody['cells']) => ({
    [await nameIn(room)]: { v: 1 as const, cells, conflicts: [], manifest: MANIFEST, app: 'authority' },
  });

  it('is shown and carried on though a page that had not got it has begun the record', async () => {
    const room = new Classroom();
    const first = await room.open();
    await key(first, 'l1', 'choix1');
    const cells = {
      l1: { value: 'choix3', edit: [5, OLD] as [number, string] },
      l2: { value: 'choix2', edit: [6, OLD] as [number, string] },
    };
    const next = await room.open(undefined, { entryBase: await baseOf(room, cells) });
    expect(['l1', 'l2'].map((item) => cellOf(next, PUPIL, item))).toEqual([value('choix1'), value('choix2')]);
    await key(next, 'l3', 'choix1');
    const held = (await room.held(PUPIL))!;
    expect(['l1', 'l2', 'l3'].map((item) => contentOf(held, item))).toEqual(
      ['choix1', 'choix2', 'choix1'].map(value),
    );
  });

  it('is shown as keyed last under that root, though the record carries an answer of before', async () => {
    const room = new Classroom();
    const cell = (answer: string, counter: number) => ({
      value: answer,
      edit: [counter, OLD] as [number, string],
    });
    const early = await room.open(undefined, { entryBase: await baseOf(room, { l1: cell('choix1', 1) }) });
    await key(early, 'l2', 'choix2');
    const next = await room.open(undefined, { entryBase: await baseOf(room, { l1: cell('choix3', 2) }) });
    expect(['l1', 'l2'].map((item) => cellOf(next, PUPIL, item))).toEqual([value('choix3'), value('choix2')]);
  });
});

describe('What the office has of a root that was replaced, or of another class', () => {
  const cell = (answer: string, counter: number) => ({
    value: answer,
    edit: [counter, OLD] as [number, string],
  });
  const baseOf = async (room: Classroom, cells: EntryBody['cells']) => ({
    [await nameIn(room)]: { v: 1 as const, cells, conflicts: [], manifest: MANIFEST, app: 'authority' },
  });
  const items = ['l1', 'l2', 'l3'];

  it('is on a page that is open as soon as it is there, and what was keyed on that page stands', async () => {
    // It came when the grid was opened again: until then its cells looked empty, and were keyed again.
    const room = new Classroom();
    const book = await room.open(undefined, { entryBase: await baseOf(room, { l2: cell('choix1', 1) }) });
    await key(book, 'l1', 'choix1');
    book.goOnFrom(
      await baseOf(room, { l1: cell('choix3', 99), l2: cell('choix2', 98), l3: cell('choix4', 97) }),
    );
    expect(items.map((item) => cellOf(book, PUPIL, item))).toEqual(['choix1', 'choix2', 'choix4'].map(value));
    await key(book, 'l4', 'choix1');
    const held = (await room.held(PUPIL))!;
    expect(items.map((item) => contentOf(held, item))).toEqual(['choix1', 'choix2', 'choix4'].map(value));
  });

  it('is shown in a booklet of which nothing is keyed yet, and newer cells of it replace older ones', async () => {
    const room = new Classroom();
    const book = await room.open();
    book.goOnFrom(await baseOf(room, { l1: cell('choix1', 1) }));
    expect(cellOf(book, PUPIL, 'l1')).toEqual(value('choix1'));
    book.goOnFrom(await baseOf(room, { l1: cell('choix2', 2) }));
    expect(cellOf(book, PUPIL, 'l1')).toEqual(value('choix2'));
    expect(statusOf(book.rows.values()).state).toBe('saved');
  });

  it('waits while the booklet is being saved, and stands beside what a colleague has keyed since', async () => {
    const room = new Classroom();
    const [book, colleague] = [await room.open(), await room.open()];
    await key(colleague, 'l2', 'choix2');
    const keying = book.apply([{ pupil: PUPIL, item: 'l1', content: value('choix1') }]);
    const base = await baseOf(room, { l1: cell('choix3', 9), l2: cell('choix3', 9), l3: cell('choix4', 9) });
    book.goOnFrom(base);
    expect(cellOf(book, PUPIL, 'l1')).toEqual(value('choix1'));
    await keying;
    await book.settled();
    book.goOnFrom(base);
    expect(items.map((item) => cellOf(book, PUPIL, item))).toEqual(['choix1', 'choix2', 'choix4'].map(value));
  });
});

describe('A conflict that somebody has settled', () => {
  const inConflict = async () => {
    const room = new Classroom();
    const [a, b] = [await room.open(), await room.open()];
    await key(a, 'l1', 'choix1');
    await key(b, 'l1', 'choix2');
    await a.refresh(await room.records());
    for (const book of [a, b]) expect(rivalsOf(book.rows.get(PUPIL)!.body, 'l1')).toHaveLength(1);
    return { room, a, b };
  };

  it.each(['who settled it', 'the other'] as const)(
    'does not come back when %s is the one who merges',
    async (who) => {
      const { room, a, b } = await inConflict();
      const settle = () => key(a, 'l1', 'choix3');
      const goOn = () => key(b, 'l2', 'choix2');
      if (who === 'the other') {
        await settle();
        await goOn();
      } else {
        await goOn();
        await settle();
      }
      for (const book of [a, b]) {
        await book.refresh(await room.records());
        await book.settled();
      }
      for (const book of [a, b]) {
        expect(cellOf(book, PUPIL, 'l1')).toEqual(value('choix3'));
        expect(cellOf(book, PUPIL, 'l2')).toEqual(value('choix2'));
        expect(book.rows.get(PUPIL)!.body.conflicts).toEqual([]);
      }
    },
  );
});

describe('What a colleague has keyed', () => {
  it('is shown as soon as it is read, before the class’s other records are: no key is pressed on an older cell', async () => {
    const room = new Classroom();
    const environment = room.environment();
    const { record } = environment.api;
    const [book, colleague] = [await room.open(environment), await room.open()];
    await key(colleague, 'l1', 'choix2');
    await colleague.apply([{ pupil: PUPILS[1]!, item: 'l1', content: value('choix2') }]);
    await colleague.settled();
    const first = await nameIn(room);
    const { promise: slow, resolve: answer } = Promise.withResolvers<void>();
    Object.assign(environment.api, {
      record: async (...call: Parameters<typeof record>) => {
        if (call[1] !== first) await slow;
        return record(...call);
      },
    });
    const refreshed = book.refresh(await room.records());
    await expect.poll(() => cellOf(book, PUPIL, 'l1')).toEqual(value('choix2'));
    expect(cellOf(book, PUPILS[1]!, 'l1')).toEqual({ kind: 'empty' });
    answer();
    await refreshed;
    expect(cellOf(book, PUPILS[1]!, 'l1')).toEqual(value('choix2'));
  });
});

describe('What was saved late', () => {
  it('is shown, and is behind what is keyed next, by a page that is opened without network', async () => {
    const room = new Classroom();
    const environment = room.environment(new MemoryStore(random));
    const first = await room.open(environment);
    await key(first, 'l1', 'choix1');
    room.platform.window = 'late';
    await key(first, 'l1', 'choix2');
    await key(first, 'l2', 'choix2');
    expect(first.rows.get(PUPIL)!.save.kind).toBe('late');
    first.stop();
    const offline = await room.open(environment, { online: false });
    expect(['l1', 'l2'].map((item) => cellOf(offline, PUPIL, item))).toEqual([
      value('choix2'),
      value('choix2'),
    ]);
    await key(offline, 'l3', 'choix3');
    const again = await room.open(environment);
    await again.settled();
    expect(['l1', 'l2', 'l3'].map((item) => cellOf(again, PUPIL, item))).toEqual(
      ['choix2', 'choix2', 'choix3'].map(value),
    );
  });
});

describe('What was saved late, beside what a colleague had saved in time', () => {
  it('stays on the screen when that is read', async () => {
    const room = new Classroom();
    const [book, colleague] = [await room.open(), await room.open()];
    await key(colleague, 'l1', 'choix1');
    room.platform.window = 'late';
    await key(book, 'l2', 'choix2');
    expect(book.rows.get(PUPIL)!.save.kind).toBe('late');
    await book.refresh(await room.records());
    await book.settled();
    expect(['l1', 'l2'].map((item) => cellOf(book, PUPIL, item))).toEqual([value('choix1'), value('choix2')]);
  });
});

describe('A record without a version vector', () => {
  it.each(['refreshed', 'opened again'])(
    'loses nothing that was called saved when the platform has gone back, and the page is %s',
    async (how) => {
      const room = new Classroom();
      for (let i = 0; i < 17; i++) {
        const book = await room.open();
        await key(book, `l${1 + (i % 2)}`, `choix${1 + (i % 3)}`);
        book.stop();
      }
      const environment = room.environment(new MemoryStore(random));
      const book = await room.open(environment);
      expect((await room.held(PUPIL))!.saves).toBeUndefined();
      await key(book, 'l3', 'choix3');
      expect(statusOf(book.rows.values()).state).toBe('saved');
      const name = await nameIn(room);
      room.platform.versions.set(name, room.platform.versions.get(name)!.slice(0, -1));
      const colleague = await room.open();
      await key(colleague, 'l4', 'choix1');
      await key(colleague, 'l5', 'choix1');
      let now = book;
      if (how === 'refreshed') await book.refresh(await room.records());
      else {
        book.stop();
        now = await room.open(environment);
      }
      await now.settled();
      const items = ['l3', 'l4', 'l5'];
      expect(items.map((item) => cellOf(now, PUPIL, item))).toEqual(
        ['choix3', 'choix1', 'choix1'].map(value),
      );
      const held = (await room.held(PUPIL))!;
      expect(items.map((item) => contentOf(held, item))).toEqual(['choix3', 'choix1', 'choix1'].map(value));
    },
  );
});
