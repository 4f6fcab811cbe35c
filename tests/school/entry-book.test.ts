/**
 * The entry book over a network that breaks, beside a colleague who writes at the same time. The real write rule
 * answers.
 */
import { MemoryStore, Session, type SessionOptions } from '@cloison/client';
import { entryRecordName } from '@cloison/protocol';
import { parseEnvelopeHeader, sha256 } from '@cloison/protocol/public';
import { describe, expect, it, vi } from 'vitest';
import { EntryController } from '../../apps/school/src/entry/entry-controller.ts';
import { contentOf, rivalsOf } from '../../apps/school/src/entry-records/cell-content.ts';
import { completionOf } from '../../apps/school/src/entry-records/completion.ts';
import type { EntryBook } from '../../apps/school/src/entry-records/entry-book.ts';
import { exercisesOf } from '../../apps/school/src/entry-records/entry-columns.ts';
import { statusOf } from '../../apps/school/src/entry-records/entry-status.ts';
import { Classroom, cellOf, ITEMS, MANIFEST, PUPILS, value } from './classroom.ts';
import { FRENCH_CP, MATHS_CP } from './fixture-content.ts';
import { random } from './harness.ts';

/** The browser ends without network: nothing of this book is sent afterwards. */
async function cut(book: EntryBook): Promise<void> {
  await vi.waitFor(() => expect(statusOf(book.rows.values()).state).toBe('waiting'), 120_000);
  book.stop();
  await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('Keying a class in', () => {
  it('saves every key and says so only when the platform has it', async () => {
    const room = new Classroom();
    const book = await room.open();
    let open = false;
    room.platform.fault = () => (open ? 'none' : 'request-lost');
    await book.apply([{ pupil: PUPILS[0]!, item: 'l1', content: value('choix2') }]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(statusOf(book.rows.values())).toMatchObject({ state: 'waiting', unsaved: 1 });
    open = true;
    await book.settled();
    expect(statusOf(book.rows.values())).toMatchObject({ state: 'saved', unsaved: 0 });
    expect(contentOf((await room.held(PUPILS[0]!))!, 'l1')).toEqual(value('choix2'));
  });

  it('keeps the first key of a pupil before the record’s writer is there: the page may go at once', async () => {
    const room = new Classroom();
    room.platform.fault = () => 'request-lost';
    const store = new MemoryStore(random);
    const book = await room.open(room.environment(store));
    // From here on the disk of the first page never answers.
    store.writeRecord = () => new Promise<boolean>(() => undefined);
    void book.apply([{ pupil: PUPILS[0]!, item: 'l1', content: value('choix2') }]);
    void book.apply([{ pupil: PUPILS[0]!, item: 'l2', content: value('choix3') }]);
    book.stop();
    store.writeRecord = MemoryStore.prototype.writeRecord;
    const again = await room.open(room.environment(store));
    expect(cellOf(again, PUPILS[0]!, 'l1')).toEqual(value('choix2'));
    expect(cellOf(again, PUPILS[0]!, 'l2')).toEqual(value('choix3'));
    expect(statusOf(again.rows.values()).unsaved).toBe(1);
    again.stop();
  });

  it('says that a key is not kept yet when the browser refuses the journal, until the disk has it', async () => {
    const room = new Classroom();
    const store = new MemoryStore(random);
    const book = await room.open(room.environment(store));
    store.journal.write = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    const sealed = book.apply([{ pupil: PUPILS[0]!, item: 'l1', content: value('choix2') }]);
    expect(statusOf(book.rows.values()).worst).toEqual({ kind: 'keeping' });
    await sealed;
    await book.settled();
    expect(statusOf(book.rows.values()).worst).toEqual({ kind: 'saved' });
  });

  it('never has more than four requests under way, however fast the keys', async () => {
    const room = new Classroom();
    let most = 0;
    let now = 0;
    const environment = room.environment();
    const api = environment.api;
    const counted: SessionOptions = {
      ...environment,
      api: {
        ...api,
        putRecord: async (...args) => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setTimeout(resolve, 2));
          try {
            return await api.putRecord(...args);
          } finally {
            now -= 1;
          }
        },
      },
    };
    const book = await room.open(counted);
    await Promise.all(
      ITEMS.flatMap((item) => PUPILS.map((pupil) => book.apply([{ pupil, item, content: value('1') }]))),
    );
    await book.settled();
    expect(most).toBeLessThanOrEqual(4);
    expect(most).toBeGreaterThan(1);
    for (const pupil of PUPILS)
      expect(Object.keys((await room.held(pupil))!.cells)).toHaveLength(ITEMS.length);
  });

  it('goes on after a crash with what had not been sent', async () => {
    const room = new Classroom();
    const environment = room.environment();
    const first = await room.open(environment);
    room.platform.fault = () => 'request-lost';
    await first.apply([{ pupil: PUPILS[3]!, item: 'l1', content: value('choix1') }]);
    await cut(first);
    room.platform.fault = () => 'none';
    const second = await room.open(environment);
    expect(cellOf(second, PUPILS[3]!, 'l1')).toEqual(value('choix1'));
    await second.settled();
    expect(contentOf((await room.held(PUPILS[3]!))!, 'l1')).toEqual(value('choix1'));
  });

  it('merges, after a crash, unsent work into what a colleague has written since', async () => {
    const room = new Classroom();
    const environment = room.environment();
    const first = await room.open(environment);
    await first.apply([{ pupil: PUPILS[0]!, item: 'l1', content: value('choix1') }]);
    await first.settled();
    const colleague = await room.open();
    room.platform.fault = () => 'request-lost';
    await first.apply([{ pupil: PUPILS[0]!, item: 'l2', content: value('choix2') }]);
    await cut(first);
    room.platform.fault = () => 'none';
    await colleague.apply([{ pupil: PUPILS[0]!, item: 'l3', content: value('choix3') }]);
    await colleague.settled();
    const again = await room.open(environment);
    await again.settled();
    const held = (await room.held(PUPILS[0]!))!;
    expect(['l1', 'l2', 'l3'].map((item) => contentOf(held, item))).toEqual([
      value('choix1'),
      value('choix2'),
      value('choix3'),
    ]);
  });

  it.each(['before', 'meanwhile'])(
    'does not carry on what a colleague sealed %s that the office would refuse',
    async (when) => {
      // Other content, items that there are not, and the highest counter: the whole record was refused, for ever.
      const room = new Classroom();
      const session = await Session.fromRoot(room.root, room.environment());
      const [pupil] = PUPILS as [string];
      const name = await entryRecordName(session.holder.namesKey, 'francais-cp', pupil);
      const cell = { value: 'choix1', edit: [Number.MAX_SAFE_INTEGER, 'f'.repeat(16)] };
      const cells = { l1: cell, m9: cell, toString: cell };
      const theirs = { v: 1, manifest: 'f'.repeat(64), app: 'made-up', cells };
      const sealTheirs = async () => {
        const { writer } = await session.writer(name, 4_096);
        await writer.save({ ...theirs, conflicts: [{ item: 'm9', cell }] });
        await writer.settled();
        writer.stop();
      };
      if (when === 'before') await sealTheirs();
      const book = await room.open();
      if (when === 'meanwhile') await sealTheirs();
      await book.apply([{ pupil, item: 'l2', content: value('choix2') }]);
      await book.settled();
      const held = await room.held(pupil);
      expect(held).toMatchObject({ manifest: MANIFEST, conflicts: [] });
      expect(Object.keys(held?.cells ?? {}).sort()).toEqual(['l1', 'l2']);
      expect(statusOf(book.rows.values())).toMatchObject({ state: 'saved', unsaved: 0 });
    },
  );

  it('does not wait for itself when many pupils have unsent work to merge', async () => {
    const room = new Classroom();
    const environment = room.environment();
    const first = await room.open(environment);
    const all = (item: string) => PUPILS.map((pupil) => ({ pupil, item, content: value('choix1') }));
    await first.apply(all('l1'));
    await first.settled();
    const colleague = await room.open();
    room.platform.fault = () => 'request-lost';
    await first.apply(all('l2'));
    await cut(first);
    room.platform.fault = () => 'none';
    await colleague.apply(all('l3'));
    await colleague.settled();
    const again = await room.open(environment);
    await again.settled();
    for (const pupil of PUPILS) expect(Object.keys((await room.held(pupil))!.cells)).toHaveLength(3);
  });

  it('opens without network on what this computer has, and merges when the network is back', async () => {
    const room = new Classroom();
    const environment = room.environment();
    const before = await room.open(environment);
    await before.apply([{ pupil: PUPILS[0]!, item: 'l1', content: value('choix1') }]);
    await before.settled();
    before.stop();
    const colleague = await room.open();
    await colleague.apply([{ pupil: PUPILS[0]!, item: 'l2', content: value('choix2') }]);
    await colleague.settled();
    const offline = await room.open(environment, { online: false });
    expect(cellOf(offline, PUPILS[0]!, 'l1')).toEqual(value('choix1'));
    await offline.apply([{ pupil: PUPILS[0]!, item: 'l3', content: value('choix3') }]);
    await offline.settled();
    const held = (await room.held(PUPILS[0]!))!;
    expect(['l1', 'l2', 'l3'].map((item) => contentOf(held, item))).toEqual([
      value('choix1'),
      value('choix2'),
      value('choix3'),
    ]);
    expect(held.conflicts).toEqual([]);
  });
});

describe('Two teachers of one class', () => {
  it('end with the union of what both keyed, without a conflict where they wrote different cells', async () => {
    const room = new Classroom();
    const [a, b] = [await room.open(), await room.open()];
    await Promise.all(
      ITEMS.map((item, i) =>
        (i % 2 === 0 ? a : b).apply([{ pupil: PUPILS[0]!, item, content: value(`v${i}`) }]),
      ),
    );
    await Promise.all([a.settled(), b.settled()]);
    await Promise.all([a.refresh(await room.records()), b.refresh(await room.records())]);
    const held = (await room.held(PUPILS[0]!))!;
    expect(ITEMS.map((item) => contentOf(held, item))).toEqual(ITEMS.map((_, i) => value(`v${i}`)));
    expect(held.conflicts).toEqual([]);
    for (const book of [a, b])
      expect(ITEMS.map((item) => cellOf(book, PUPILS[0]!, item))).toEqual(
        ITEMS.map((_, i) => value(`v${i}`)),
      );
  });

  it('keep both values of a cell that both wrote, until somebody chooses', async () => {
    const room = new Classroom();
    const [a, b] = [await room.open(), await room.open()];
    await a.apply([{ pupil: PUPILS[0]!, item: 'l1', content: value('choix1') }]);
    await a.settled();
    await b.apply([{ pupil: PUPILS[0]!, item: 'l1', content: value('choix2') }]);
    await b.settled();
    await a.refresh(await room.records());
    const body = a.rows.get(PUPILS[0]!)!.body;
    const both = [contentOf(body, 'l1'), ...rivalsOf(body, 'l1')].map((content) => JSON.stringify(content));
    expect(both.toSorted()).toEqual([value('choix1'), value('choix2')].map((one) => JSON.stringify(one)));
    await a.apply([{ pupil: PUPILS[0]!, item: 'l1', content: value('choix2') }]);
    await a.settled();
    await b.refresh(await room.records());
    expect(b.rows.get(PUPILS[0]!)!.body.conflicts).toEqual([]);
    expect(cellOf(b, PUPILS[0]!, 'l1')).toEqual(value('choix2'));
  });

  it('lose no key pressed at the very moment when the merged state is taken over', async () => {
    const room = new Classroom();
    const [a, b] = [await room.open(), await room.open()];
    await a.apply([{ pupil: PUPILS[0]!, item: 'l1', content: value('x') }]);
    await a.settled();
    const decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
    let opened = 0;
    let pressed: Promise<void> | null = null;
    // The colleague's head is opened twice: to merge it, then to continue from it. The key is pressed in between.
    const spy = vi.spyOn(crypto.subtle, 'decrypt').mockImplementation((...args) => {
      opened += 1;
      if (opened === 2) pressed = b.apply([{ pupil: PUPILS[0]!, item: 'l3', content: value('z') }]);
      return decrypt(...args);
    });
    await b.apply([{ pupil: PUPILS[0]!, item: 'l2', content: value('y') }]);
    await b.settled();
    spy.mockRestore();
    await pressed;
    await b.settled();
    expect(opened).toBeGreaterThanOrEqual(2);
    const held = (await room.held(PUPILS[0]!))!;
    expect(['l1', 'l2', 'l3'].map((item) => contentOf(held, item))).toEqual([
      value('x'),
      value('y'),
      value('z'),
    ]);
  });

  it('lose no key pressed while the two states are being merged', async () => {
    const room = new Classroom();
    const [a, b] = [await room.open(), await room.open()];
    await a.apply([{ pupil: PUPILS[0]!, item: 'l1', content: value('x') }]);
    await a.settled();
    const pressed: Promise<void>[] = [];
    let keys = 0;
    const stop = b.subscribe(() => {
      if (keys >= ITEMS.length - 2) return;
      keys += 1;
      pressed.push(b.apply([{ pupil: PUPILS[0]!, item: ITEMS[keys + 1]!, content: value(String(keys)) }]));
    });
    await b.apply([{ pupil: PUPILS[0]!, item: 'l2', content: value('y') }]);
    await b.settled();
    await Promise.all(pressed);
    await b.settled();
    stop();
    const held = (await room.held(PUPILS[0]!))!;
    expect(contentOf(held, 'l1')).toEqual(value('x'));
    for (let i = 1; i <= keys; i++) expect(contentOf(held, ITEMS[i + 1]!)).toEqual(value(String(i)));
  });
});

describe('What can go wrong', () => {
  it('sets a record apart that does not open, and goes on with the others', async () => {
    const room = new Classroom();
    const first = await room.open();
    await first.apply(PUPILS.map((pupil) => ({ pupil, item: 'l1', content: value('choix1') })));
    await first.settled();
    const session = await Session.fromRoot(room.root, room.environment());
    const name = await entryRecordName(session.holder.namesKey, 'francais-cp', PUPILS[2]!);
    const versions = room.platform.versions.get(name)!;
    const broken = versions.at(-1)!.envelope.slice();
    broken[broken.length - 1]! ^= 1;
    room.platform.versions.set(name, [{ envelope: broken, hash: await sha256(broken), final: false }]);
    const book = await room.open();
    expect(book.rows.get(PUPILS[2]!)!.save).toEqual({ kind: 'refused', code: 'bad-envelope' });
    expect(cellOf(book, PUPILS[3]!, 'l1')).toEqual(value('choix1'));
    await book.apply([{ pupil: PUPILS[3]!, item: 'l2', content: value('choix1') }]);
    await book.settled();
    expect(contentOf((await room.held(PUPILS[3]!))!, 'l2')).toEqual(value('choix1'));
  });

  it('reads it once it opens, without an edit or another page', async () => {
    // The row stayed "refused" until somebody keyed in it.
    const room = new Classroom();
    const first = await room.open();
    await first.apply([{ pupil: PUPILS[2]!, item: 'l1', content: value('choix1') }]);
    await first.settled();
    const environment = room.environment();
    const { record } = environment.api;
    Object.assign(environment.api, { record: async () => random(600) });
    const book = await room.open(environment);
    expect(book.rows.get(PUPILS[2]!)!.save.kind).toBe('refused');
    await book.refresh(await room.records());
    expect(book.refused).toBe('unreadable');
    Object.assign(environment.api, { record });
    await book.refresh(await room.records());
    expect([book.refused, book.rows.get(PUPILS[2]!)!.save.kind]).toEqual([null, 'saved']);
    expect(cellOf(book, PUPILS[2]!, 'l1')).toEqual(value('choix1'));
    await book.apply([{ pupil: PUPILS[2]!, item: 'l2', content: value('choix2') }]);
    await book.settled();
    const held = (await room.held(PUPILS[2]!))!;
    expect(['l1', 'l2'].map((item) => contentOf(held, item))).toEqual([value('choix1'), value('choix2')]);
  });

  it('saves what it has merged of one record while another cannot be read', async () => {
    // What was on the screen was saved by the next edit only: the unreadable record had ended the refresh.
    const room = new Classroom();
    const [broken, merged] = [PUPILS[0]!, PUPILS[1]!];
    const nameOf = async (pupil: string) =>
      entryRecordName(
        (await Session.fromRoot(room.root, room.environment())).holder.namesKey,
        'francais-cp',
        pupil,
      );
    const own = room.environment();
    const book = await room.open(own);
    await book.apply([broken, merged].map((pupil) => ({ pupil, item: 'l1', content: value('choix1') })));
    await book.settled();
    // A platform that was put back before this computer's save, and has a colleague's since.
    const name = await nameOf(merged);
    room.platform.versions.delete(name);
    const colleague = await room.open();
    await colleague.apply([{ pupil: merged, item: 'l2', content: value('choix2') }]);
    await colleague.settled();
    await colleague.apply([{ pupil: broken, item: 'l2', content: value('choix2') }]);
    await colleague.settled();
    const { record } = own.api;
    const brokenName = await nameOf(broken);
    Object.assign(own.api, {
      record: async (...call: Parameters<typeof record>) =>
        call[1] === brokenName ? random(600) : record(...call),
    });
    await book.refresh(await room.records());
    expect(book.refused).toBe('unreadable');
    await book.settled();
    const held = (await room.held(merged))!;
    expect(['l1', 'l2'].map((item) => contentOf(held, item))).toEqual([value('choix1'), value('choix2')]);
  });

  it('carries unsent work to the new root when a colleague’s code was revoked', async () => {
    const room = new Classroom();
    const environment = room.environment();
    const before = await room.open(environment);
    room.platform.fault = () => 'request-lost';
    await before.apply([{ pupil: PUPILS[5]!, item: 'l4', content: value('choix4') }]);
    await cut(before);
    const former = await Session.fromRoot(room.root, environment);
    room.root = random(32);
    room.platform.fault = () => 'none';
    const after = await room.open(environment, { former: [former] });
    await after.settled();
    expect(contentOf((await room.held(PUPILS[5]!))!, 'l4')).toEqual(value('choix4'));
    expect(await environment.store.pendingRecords(former.holder.holderId)).toEqual([]);
  });

  it('gives a rescue file of exactly what is not acknowledged', async () => {
    const room = new Classroom();
    const book = await room.open();
    room.platform.fault = () => 'request-lost';
    await book.apply([
      { pupil: PUPILS[0]!, item: 'l1', content: value('choix1') },
      { pupil: PUPILS[1]!, item: 'l1', content: value('choix1') },
    ]);
    const envelopes = await book.unacknowledged();
    expect(envelopes).toHaveLength(2);
    expect(new Set(envelopes.map((envelope) => parseEnvelopeHeader(envelope).name)).size).toBe(2);
    book.stop();
  });
});

describe('A whole booklet by its keys alone', () => {
  it('is the same record whatever the order of keying', async () => {
    const answers = PUPILS.map((_, p) => ITEMS.map((_, i) => 'abcd'[(p + i) % 4]!));
    const bodies = [];
    for (const view of ['exercise', 'pupil'] as const) {
      for (const direction of ['right', 'down'] as const) {
        const room = new Classroom();
        const book = await room.open();
        const controller = new EntryController(book, exercisesOf(FRENCH_CP).slice(0, 1), PUPILS);
        controller.setView(view);
        controller.setDirection(direction);
        for (let keys = 0; keys < PUPILS.length * 8; keys++) {
          const cell = controller.cell!;
          const key = answers[PUPILS.indexOf(cell.pupil)]![ITEMS.indexOf(cell.column.item)]!;
          controller.press({ key, code: '', shift: false, control: false });
        }
        await book.settled();
        const held = await Promise.all(PUPILS.map((pupil) => room.held(pupil)));
        bodies.push(held.map((body) => ITEMS.slice(0, 8).map((item) => contentOf(body!, item))));
      }
    }
    expect(bodies[0]!.flat().every(({ kind }) => kind === 'value')).toBe(true);
    for (const other of bodies.slice(1)) expect(other).toEqual(bodies[0]);
  });

  it('marks a pupil absent for a day in every sequence of it in one act, keeps answers, and takes all of it back', async () => {
    const room = new Classroom();
    const [book, maths] = [await room.open(), await room.open(undefined, { sequence: 'maths-cp' })];
    const controller = new EntryController(book, exercisesOf(FRENCH_CP), PUPILS);
    const day = () => controller.press({ key: 'F8', code: 'F8', shift: false, control: false });
    const pupil = PUPILS[0]!;
    const kinds = (of: EntryBook, items: readonly string[]) =>
      items.map((item) => cellOf(of, pupil, item).kind);

    day();
    expect(controller.message).toEqual({ kind: 'dayNotOpened' });
    expect(kinds(book, ['l1'])).toEqual(['empty']);

    controller.openDays([{ sequence: 'maths-cp', book: maths, exercises: exercisesOf(MATHS_CP) }]);
    await maths.apply([{ pupil, item: 'n2', content: value('12') }]);
    day();
    // The day of the letters has the fluency and the numbers too, not the rhymes, which are of the next.
    expect(kinds(book, ['l1', 'l8', 'f1', 's1'])).toEqual(['absent', 'absent', 'absent', 'empty']);
    expect(kinds(maths, ['n1', 'n2', 'n3', 'n4'])).toEqual(['absent', 'value', 'absent', 'absent']);
    expect(controller.message).toEqual({ kind: 'absentDay', pupil, kept: 1 });
    expect(controller.cell?.pupil).toBe(PUPILS[1]);
    const numbers = completionOf(['n1', 'n2', 'n3', 'n4'], maths.rows.get(pupil)!.body);
    expect(numbers).toEqual({ state: 'complete', filled: 4, expected: 4 });

    controller.undo();
    expect(kinds(book, ['l1', 'f1'])).toEqual(['empty', 'empty']);
    expect(kinds(maths, ['n1', 'n2', 'n3'])).toEqual(['empty', 'value', 'empty']);
    controller.redo();
    expect(kinds(maths, ['n1', 'n2', 'n3'])).toEqual(['absent', 'value', 'absent']);

    // The same key, on the pupil, takes it back after the page was closed too.
    controller.goTo({ row: 0, column: 3 });
    day();
    expect(kinds(book, ['l1', 'f1'])).toEqual(['empty', 'empty']);
    expect(kinds(maths, ['n1', 'n2', 'n3'])).toEqual(['empty', 'value', 'empty']);
    await Promise.all([book.settled(), maths.settled()]);
    expect(controller.books.map((one) => statusOf(one.rows.values()).state)).toEqual(['saved', 'saved']);
  });
});
