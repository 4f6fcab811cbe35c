/** Two people of one class declare at two computers at once; the real write rule answers. */
import { MemoryStore, RefusedError, Session, type SessionOptions, UnreachableError } from '@cloison/client';
import { DESK_RECORD } from '@cloison/protocol';
import type { Bytes, Me } from '@cloison/protocol/public';
import { describe, expect, it, vi } from 'vitest';
import { DeskRecord, type DeskWish } from '../../apps/school/src/desk/desk-record.ts';
import { Classroom, MANIFEST, PUPILS } from './classroom.ts';
import { random } from './harness.ts';

const ill = (pupil: string): Record<string, DeskWish> => ({
  [`n-${pupil}`]: { kind: 'not-sitting', orderNumber: pupil, reason: 'ill', sequences: null },
});
const idOf = (pupil: string) => `n-${pupil}`;
const saved = (desk: DeskRecord) => vi.waitFor(() => expect(desk.save.kind).toBe('saved'), 120_000);
const open = async (room: Classroom, environment = room.environment()) => {
  const session = await Session.fromRoot(room.root, environment);
  return new DeskRecord({ session, environment, manifest: MANIFEST, ceiling: 4_096 });
};
const me = async (room: Classroom) =>
  ({
    now: '2026-09-08T09:00:00Z',
    windows: { [DESK_RECORD]: { opens: '2026-09-01T00:00:00Z', closes: '2026-12-01T00:00:00Z' } },
    records: await room.records(),
    documents: [],
    holder: '',
  }) as unknown as Me;

/** An environment whose requests for a record are answered so; null: by the platform. */
function withRecords(room: Classroom, answer: () => Promise<Bytes> | null): SessionOptions {
  const environment: SessionOptions = room.environment();
  const { record } = environment.api;
  const api: SessionOptions['api'] = {
    ...environment.api,
    record: (...call) => answer() ?? record(...call),
  };
  return { ...environment, api };
}

/** An environment whose saves are accepted at once and answered when `answer` is called. */
function slowToAnswer(room: Classroom) {
  const held = Promise.withResolvers<void>();
  const environment: SessionOptions = room.environment();
  const { putRecord } = environment.api;
  const api = {
    ...environment.api,
    putRecord: async (...call: Parameters<typeof putRecord>) => {
      const outcome = await putRecord(...call);
      await held.promise;
      return outcome;
    },
  };
  return { environment: { ...environment, api }, answer: () => held.resolve() };
}

it('shows what a colleague declared while this computer’s own save was on its way', async () => {
  // The version that was listed meanwhile counted as read: the colleague's entries came with the next one, if there was one.
  const room = new Classroom();
  const { environment, answer } = slowToAnswer(room);
  const own = await open(room, environment);
  await own.refresh(await me(room));
  await own.put(ill(PUPILS[0]!));
  await vi.waitFor(() => expect(room.platform.head(DESK_RECORD)).not.toBeNull(), 120_000);
  const colleague = await open(room);
  await colleague.refresh(await me(room));
  await colleague.put(ill(PUPILS[1]!));
  await saved(colleague);
  await own.refresh(await me(room));
  expect(own.save.kind).toBe('saving');
  answer();
  await saved(own);
  await own.refresh(await me(room));
  expect(Object.keys(own.entries).toSorted()).toEqual([idOf(PUPILS[0]!), idOf(PUPILS[1]!)]);
  own.stop();
  colleague.stop();
});

it('saves what is put in the moment in which a colleague’s entries are read', async () => {
  // It could go to the writer that the refresh had just stopped: it was sealed on this computer, and sent once the page was
  // loaded again.
  const room = new Classroom();
  const own = await open(room, room.environment());
  await own.refresh(await me(room));
  await own.put(ill(PUPILS[0]!));
  await saved(own);
  const colleague = await open(room);
  await colleague.refresh(await me(room));
  await colleague.put(ill(PUPILS[1]!));
  await saved(colleague);
  const listed = await me(room);
  await Promise.all([own.refresh(listed), own.put(ill(PUPILS[2]!))]);
  await saved(own);
  await vi.waitFor(async () => {
    const fresh = await open(room);
    await fresh.refresh(await me(room));
    fresh.stop();
    expect(Object.keys(fresh.entries).toSorted()).toEqual([0, 1, 2].map((i) => idOf(PUPILS[i]!)));
  }, 120_000);
  await own.refresh(await me(room));
  expect(Object.keys(own.entries)).toHaveLength(3);
  own.stop();
  colleague.stop();
});

it('says that what does not fit any more was not kept, and goes on with the rest', async () => {
  // It stood on the page as sent, and so did all that was put afterwards.
  const room = new Classroom();
  const own = await open(room);
  await own.refresh(await me(room));
  const note = (length: number) =>
    Array.from(random(length), (byte) => String.fromCharCode(0x4e00 + byte)).join('');
  const incident = (length: number): DeskWish => ({
    ...{
      kind: 'incident',
      orderNumbers: [],
      sequence: null,
      minute: 1,
      note: note(length),
      withdrawn: false,
    },
  });
  let kept = 0;
  for (; !own.isFull; kept++) await own.ask('i', incident(400));
  expect(Object.keys(own.entries)).toHaveLength(kept - 1);
  // What is taken back leaves room.
  const [[first] = ['']] = Object.entries(own.entries);
  await own.put({ [first]: incident(0) });
  expect(own.isFull).toBe(false);
  await saved(own);
  const colleague = await open(room);
  await colleague.refresh(await me(room));
  expect(Object.keys(colleague.entries).toSorted()).toEqual(Object.keys(own.entries).toSorted());
  expect(Object.keys(own.entries)).toHaveLength(kept - 1);
  own.stop();
  colleague.stop();
});

it('asks for time for a class of seventy in a way that every reader takes', async () => {
  // An entry holds sixty pupils: with one more nobody could read the record, the other requests in it included.
  const room = new Classroom();
  const own = await open(room);
  await own.refresh(await me(room));
  const orderNumbers = Array.from({ length: 70 }, (_, i) => String(4_000_001 + i));
  const sequence = 'francais-cp';
  await own.ask('r', { kind: 'more-time', orderNumbers, sequence, minutes: 10, note: '', withdrawn: false });
  await saved(own);
  const fresh = await open(room);
  await fresh.refresh(await me(room));
  expect(fresh.refused).toBeNull();
  const asked = Object.values(fresh.entries).flatMap((entry) =>
    entry.kind === 'more-time' ? entry.orderNumbers : [],
  );
  expect(asked.toSorted()).toEqual(orderNumbers);
  own.stop();
  fresh.stop();
});

it.each([
  ['asks to wait', () => Promise.reject(new RefusedError('busy', null, null, 1))],
  ['says that the period is over', () => Promise.reject(new RefusedError('window-closed', null, null, null))],
  ['shows what does not open', () => Promise.resolve(random(2_048))],
] as const)(
  'keeps what is put while the platform %s, and sends it once it gives the record',
  async (_, answer) => {
    // It was dropped: the page said that the request had left, and it was nowhere.
    const room = new Classroom();
    const colleague = await open(room);
    await colleague.put(ill(PUPILS[1]!));
    await saved(colleague);
    let isOpen = false;
    const own = await open(
      room,
      withRecords(room, () => (isOpen ? null : answer())),
    );
    await own.refresh(await me(room)).catch(() => undefined);
    await own.put(ill(PUPILS[0]!));
    expect(Object.keys(own.entries)).toContain(idOf(PUPILS[0]!));
    expect(own.save.kind).not.toBe('saved');
    isOpen = true;
    await saved(own);
    const fresh = await open(room);
    await fresh.refresh(await me(room));
    expect(Object.keys(fresh.entries).toSorted()).toEqual([idOf(PUPILS[0]!), idOf(PUPILS[1]!)]);
    for (const one of [own, colleague, fresh]) one.stop();
  },
);

it('takes a declaration back that it has not read, because the platform did not give the record', async () => {
  // Counted from one again, it lost to what it took back: the pupil stayed declared.
  const room = new Classroom();
  const colleague = await open(room);
  for (const pupil of PUPILS.slice(0, 3)) await colleague.put(ill(pupil));
  await saved(colleague);
  let isOpen = false;
  const busy = () => Promise.reject(new RefusedError('busy', null, null, 1));
  const own = await open(
    room,
    withRecords(room, () => (isOpen ? null : busy())),
  );
  const id = idOf(PUPILS[2]!);
  await own.put({ [id]: { kind: 'not-sitting', orderNumber: PUPILS[2]!, reason: null, sequences: null } });
  isOpen = true;
  await saved(own);
  const fresh = await open(room);
  await fresh.refresh(await me(room));
  expect(fresh.entries[id]).toMatchObject({ reason: null });
  expect(Object.keys(fresh.entries)).toHaveLength(3);
  for (const one of [own, colleague, fresh]) one.stop();
});

it('reads at its next look what did not come when the network went in the middle of one', async () => {
  // The version that was listed counted as read: requests and incidents were missing on the page until somebody made another.
  const room = new Classroom();
  const colleague = await open(room);
  await colleague.put(ill(PUPILS[1]!));
  await saved(colleague);
  let isReached = false;
  const gone = () => Promise.reject(new UnreachableError('gone'));
  const own = await open(
    room,
    withRecords(room, () => (isReached ? null : gone())),
  );
  await own.refresh(await me(room));
  expect(own.entries).toEqual({});
  isReached = true;
  await own.refresh(await me(room));
  expect(Object.keys(own.entries)).toEqual([idOf(PUPILS[1]!)]);
  for (const one of [own, colleague]) one.stop();
});

describe('What had not left under a root that was replaced', () => {
  const incident = (note: string): DeskWish => ({
    ...{ kind: 'incident', orderNumbers: [], sequence: null, minute: 1, note, withdrawn: false },
  });
  /** Text that no deflate makes much shorter. */
  const dense = (length: number) => Buffer.from(random(length)).toString('base64url').slice(0, length);

  async function replaced(store: MemoryStore, notes: readonly string[]) {
    const room = new Classroom();
    const environment: SessionOptions = room.environment(store);
    const away = async () => {
      throw new UnreachableError('away');
    };
    const desk = await open(room, { ...environment, api: { ...environment.api, putRecord: away } });
    await desk.put(Object.fromEntries(notes.map((note, i) => [`i-${i}`, incident(note)])));
    desk.stop();
    const former = [await Session.fromRoot(room.root, environment)];
    room.root = random(32);
    const session = await Session.fromRoot(room.root, environment);
    const again = () => new DeskRecord({ session, environment, manifest: MANIFEST, ceiling: 4_096, former });
    return { room, again };
  }

  it('goes as far as there is room for it: one that finds none keeps no other back', async () => {
    // Of three none went, at each sign-in anew, while the list had room for two.
    const { room, again } = await replaced(new MemoryStore(random), [dense(100), dense(2_000), dense(100)]);
    const desk = again();
    await desk.put({ 'i-8': incident(dense(2_000)), 'i-9': incident(dense(1_500)) });
    await desk.refresh(await me(room));
    expect(Object.keys(desk.entries).toSorted()).toEqual(['i-0', 'i-2', 'i-8', 'i-9']);
    expect(desk.isFull).toBe(true);
    await saved(desk);
    // The one that is left waits for room, and the others are told once.
    const later = again();
    await later.refresh(await me(room));
    expect(Object.keys(later.entries).toSorted()).toEqual(['i-0', 'i-2', 'i-8', 'i-9']);
    expect(later.isFull).toBe(true);
  });
});
