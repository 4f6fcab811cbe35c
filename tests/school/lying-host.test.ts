/** A teacher at the entry grid, under a host that shows older states, colleagues' branches, and conflicts of its own making. */
import { MemoryStore, RefusedError, Session } from '@cloison/client';
import { entryRecordName } from '@cloison/protocol';
import { toBase64Url } from '@cloison/protocol/public';
import { describe, expect, it, vi } from 'vitest';
import { contentOf } from '../../apps/school/src/entry-records/cell-content.ts';
import type { EntryBook } from '../../apps/school/src/entry-records/entry-book.ts';
import { Classroom, cellOf, PUPILS, value } from './classroom.ts';
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

describe('a conflict that the host has made up', () => {
  it.each([
    ['a fault', () => Promise.reject(new RefusedError('internal', null, null, null))],
    ['an unknown code', () => Promise.reject(new RefusedError('unknown-code', null, null, null))],
    ['bytes that do not open', async () => random(600)],
  ])('and %s for the head keep nothing from being saved once the host is honest', async (_, told) => {
    // The row was refused for ever: what was keyed after the lie was never sent, until the page was loaded again.
    const room = new Classroom();
    const environment = room.environment();
    const book = await room.open(environment);
    await key(book, 'l1', 'choix1');
    const { record, putRecord } = environment.api;
    Object.assign(environment.api, {
      record: told,
      putRecord: async () => ({ kind: 'conflict', version: 7, hash: random(32) }),
    });
    await book.apply([{ pupil: PUPIL, item: 'l2', content: value('choix2') }]);
    await vi.waitFor(() => expect(book.rows.get(PUPIL)?.save.kind).toMatch(/refused|waiting/), 120_000);
    Object.assign(environment.api, { record, putRecord });
    await book.apply([{ pupil: PUPIL, item: 'l3', content: value('choix3') }]);
    await vi.waitFor(() => expect(book.rows.get(PUPIL)?.save.kind).toBe('saved'), 5_000);
    expect(await held(room, 'l1', 'l2', 'l3')).toEqual([value('choix1'), value('choix2'), value('choix3')]);
    book.stop();
  });
});
