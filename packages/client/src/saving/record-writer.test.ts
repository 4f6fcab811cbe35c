import { encodeBody, encodedBodyBytes, type Holder, open, openHolder, seal } from '@cloison/protocol';
import { type Bytes, parseEnvelopeHeader, sha256, toBase64Url, toHex } from '@cloison/protocol/public';
import { beforeEach, describe, expect, it } from 'vitest';
import { TestPlatform } from '../platform/test-platform.ts';
import { type BrowserStore, MemoryStore } from '../storage/browser-store.ts';
import { showsText } from '../storage/clear-text.test.fixture.ts';
import { RecordWriter } from './record-writer.ts';
import type { RecordWriterOptions } from './record-writer-options.ts';
import type { SaveState } from './save-state.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length)) as Bytes;
const name = 'francais';
let holder: Holder;
let platform: TestPlatform;
let store: BrowserStore;

beforeEach(async () => {
  holder = await openHolder(random(32), random(16));
  platform = new TestPlatform();
  store = new MemoryStore(random);
});

const states: SaveState[] = [];
function options(over: Partial<RecordWriterOptions> = {}): RecordWriterOptions {
  states.length = 0;
  return {
    holder,
    name,
    ceiling: 512,
    api: platform.api(),
    store,
    device: new Uint8Array(8).fill(1),
    random,
    sleep: async () => undefined,
    onState: (state) => states.push(state),
    ...over,
  };
}
const openedBody = async (envelope: Uint8Array) =>
  (await open(holder, envelope, { kind: 'record-or-final', name })).body as Record<string, unknown>;
/** As it was given to be saved. */
const bodyOf = async (envelope: Uint8Array) => {
  const { saves: _saves, ...body } = await openedBody(envelope);
  return body;
};
const savesOf = async (envelope: Uint8Array) => (await openedBody(envelope)).saves;
const headBody = async () => bodyOf(platform.head(name)!);
const resume = async (
  over: Partial<RecordWriterOptions> = {},
  head: Uint8Array | null | 'unknown' = platform.head(name),
) => RecordWriter.resume(options(over), head);

/** A network that does these things first, then nothing. */
function faults(...list: ReturnType<TestPlatform['fault']>[]) {
  platform.fault = () => list.shift() ?? 'none';
}

describe('saving', () => {
  it('says saved only after the platform has acknowledged the newest state', async () => {
    const { writer } = await resume();
    await writer.save({ n: 1 });
    expect(platform.head(name)).toBeNull();
    await writer.settled();
    expect(writer.state).toEqual({ kind: 'saved' });
    expect(await headBody()).toEqual({ n: 1 });
  });

  it('seals each state under an iv of its own: two under one would tell what changed between them', async () => {
    const { writer } = await resume();
    for (const n of [1, 2, 3]) {
      await writer.save({ n });
      await writer.settled();
    }
    const ivs = platform.versions.get(name)!.map(({ envelope }) => toHex(parseEnvelopeHeader(envelope).iv));
    expect(ivs).toHaveLength(3);
    expect(new Set(ivs).size).toBe(3);
  });

  it('coalesces: many states while one envelope is in flight become one more version', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { writer } = await resume({ api: platform.api(() => gate) });
    await writer.save({ n: 0 });
    for (let n = 1; n <= 20; n++) await writer.save({ n });
    release();
    await writer.settled();
    expect(platform.versions.get(name)).toHaveLength(2);
    expect(await headBody()).toEqual({ n: 20 });
    expect(platform.mostAtOnce).toBe(1);
  });

  it('sends the same bytes again when the answer is lost, and makes no second version of them', async () => {
    faults('answer-lost', 'answer-lost', 'request-lost', 'busy', 'storage-full');
    const { writer } = await resume();
    await writer.save({ n: 1 });
    await writer.settled();
    expect(platform.versions.get(name)).toHaveLength(1);
    expect(platform.branches.get(name)).toBeUndefined();
    expect(states.map((state) => (state.kind === 'waiting' ? state.reason : state.kind))).toEqual([
      'saving',
      'offline',
      'offline',
      'offline',
      'busy',
      'storage-full',
      'saved',
    ]);
  });

  it('sends nothing newer before the envelope that was sent is answered', async () => {
    const sent: string[] = [];
    const api = platform.api();
    const watched: typeof api = {
      ...api,
      putRecord: (access, record, envelope) => {
        sent.push(Buffer.from(envelope).toString('hex'));
        return api.putRecord(access, record, envelope);
      },
    };
    faults('request-lost', 'answer-lost', 'request-lost');
    let n = 1;
    const { writer } = await resume({ api: watched, sleep: () => writer.save({ n: ++n }) });
    await writer.save({ n });
    await writer.settled();
    expect(sent).toHaveLength(5);
    expect(new Set(sent.slice(0, 4)).size).toBe(1);
    expect(await headBody()).toEqual({ n: 4 });
  });

  it('waits as long as the platform asks, with jitter, and longer each time', async () => {
    const waits: number[] = [];
    faults('request-lost', 'request-lost', 'request-lost');
    const { writer } = await resume({
      random: (length) => new Uint8Array(length).fill(255),
      sleep: async (ms) => void waits.push(ms),
    });
    await writer.save({ n: 1 });
    await writer.settled();
    expect(waits).toEqual([1500, 3000, 6000]);
  });

  it('never comes back before the time that a busy platform named, nor all at that moment, with the same bytes', async () => {
    for (const [byte, expected] of [
      [0, [7000, 7000, 7000]],
      [255, [8000, 9000, 11_000]],
    ] as const) {
      const waits: number[] = [];
      platform = new TestPlatform();
      platform.retryAfterMs = 7000;
      store = new MemoryStore(random);
      faults('busy', 'busy', 'busy');
      const sent: string[] = [];
      const api = platform.api();
      const { writer } = await resume({
        api: {
          ...api,
          putRecord: (access, record, envelope) => {
            sent.push(Buffer.from(envelope).toString('hex'));
            return api.putRecord(access, record, envelope);
          },
        },
        random: (length) => new Uint8Array(length).fill(byte),
        sleep: async (ms) => void waits.push(ms),
      });
      await writer.save({ n: 1 });
      await writer.settled();
      expect(waits).toEqual(expected);
      expect(sent).toHaveLength(4);
      expect(new Set(sent).size).toBe(1);
      expect(writer.state).toEqual({ kind: 'saved' });
    }
  });

  it('keeps what was given to it when the browser is killed before anything was sent', async () => {
    const never = new Promise<void>(() => undefined);
    const killed = await resume({ api: platform.api(() => never) });
    await killed.writer.save({ n: 1 });
    const { writer, resumed } = await resume();
    expect(resumed).toMatchObject({ body: { n: 1 }, source: 'local', diverged: false });
    await writer.settled();
    expect(await headBody()).toEqual({ n: 1 });
  });

  it('goes on after a kill between the platform’s commit and its answer', async () => {
    faults('answer-lost');
    const killed = await resume({ sleep: () => new Promise(() => undefined) });
    await killed.writer.save({ n: 1 });
    await expect.poll(() => platform.head(name)).not.toBeNull();
    await killed.writer.save({ n: 2 });
    const { writer, resumed } = await resume();
    expect(resumed).toMatchObject({ body: { n: 2 }, source: 'local', diverged: false });
    await writer.settled();
    expect(platform.versions.get(name)).toHaveLength(2);
    expect(await headBody()).toEqual({ n: 2 });
  });

  it('seals the full state again above a head that it sent itself', async () => {
    const { writer } = await resume();
    await writer.save({ n: 1 });
    await writer.settled();
    await writer.save({ n: 2 });
    await writer.settled();
    // The platform's store is put back by one version: its head is again one of ours.
    platform.versions.set(name, platform.versions.get(name)!.slice(0, 1));
    await writer.save({ n: 3 });
    await writer.settled();
    expect(writer.state.kind).toBe('saved');
    expect(await headBody()).toEqual({ n: 3 });
  });

  it('heals a platform that has forgotten everything', async () => {
    const first = await resume();
    await first.writer.save({ n: 1 });
    await first.writer.settled();
    platform.versions.clear();
    const { writer, resumed } = await resume();
    expect(resumed).toMatchObject({ body: { n: 1 }, source: 'local' });
    await writer.settled();
    expect(await headBody()).toEqual({ n: 1 });
  });

  it('a head of its own at a version that cannot be sealed again lets go of nothing', async () => {
    // Nothing was in flight any more, and the screen said that all was saved.
    const { writer } = await resume();
    await writer.save({ n: 1 });
    await writer.settled();
    const real = platform.api();
    const own = await sha256(platform.head(name)!);
    let lies = 0;
    const lying = await resume({
      api: {
        ...real,
        putRecord: async (...call: Parameters<typeof real.putRecord>) =>
          lies++ === 0 ? { kind: 'conflict', version: 0xffff_ffff, hash: own } : real.putRecord(...call),
      },
    });
    const states: string[] = [];
    await lying.writer.save({ n: 2 });
    states.push(lying.writer.state.kind);
    await lying.writer.settled();
    expect(states).not.toContain('saved');
    expect(lying.writer.state).toEqual({ kind: 'saved' });
    expect(await headBody()).toEqual({ n: 2 });
  });

  it('never overwrites another device: conflict, then take over', async () => {
    const here = await resume();
    const there = await resume({ store: new MemoryStore(random), device: new Uint8Array(8).fill(2) });
    await there.writer.save({ n: 'there' });
    await there.writer.settled();
    const mine = await RecordWriter.resume(options(), null);
    here.writer.stop();
    await mine.writer.save({ n: 'here' });
    await mine.writer.settled();
    expect(mine.writer.state).toEqual({ kind: 'conflict' });
    expect(await headBody()).toEqual({ n: 'there' });
    expect(await bodyOf(platform.branches.get(name)![0]!.envelope)).toEqual({ n: 'here' });
    await mine.writer.takeOver(platform.head(name)!, { n: 'both' });
    await mine.writer.settled();
    expect(mine.writer.state).toEqual({ kind: 'saved' });
    expect(await headBody()).toEqual({ n: 'both' });
    expect(platform.versions.get(name)).toHaveLength(2);
  });

  it('keeps a state that is saved while another device’s head is being taken over', async () => {
    const there = await resume({ store: new MemoryStore(random), device: new Uint8Array(8).fill(2) });
    await there.writer.save({ n: 'there' });
    await there.writer.settled();
    const { writer } = await RecordWriter.resume(options(), null);
    await writer.save({ n: 'here' });
    await writer.settled();
    const taking = writer.takeOver(platform.head(name)!, { n: 'both' });
    await Promise.all([taking, writer.save({ n: 'newer' })]);
    await writer.settled();
    expect(await headBody()).toEqual({ n: 'newer' });
  });

  it('leaves unanswered work of this computer as a branch when another device has gone on', async () => {
    const never = new Promise<void>(() => undefined);
    const killed = await resume({ api: platform.api(() => never) });
    await killed.writer.save({ n: 'lost here' });
    const there = await resume({ store: new MemoryStore(random), device: new Uint8Array(8).fill(2) });
    await there.writer.save({ n: 'there' });
    await there.writer.settled();
    const { writer, resumed } = await resume();
    expect(resumed).toMatchObject({ body: { n: 'there' }, source: 'platform', diverged: true });
    expect(writer.unacknowledged()).toEqual([]);
    expect(await bodyOf(platform.branches.get(name)![0]!.envelope)).toEqual({ n: 'lost here' });
  });

  it('goes on from unsent work when the platform shows what that work had gone on from, by another device too', async () => {
    // An older head was taken for newer work of another device: what was saved since was gone from the screen, then the record.
    const there = await resume({ store: new MemoryStore(random), device: new Uint8Array(8).fill(2) });
    await there.writer.save({ n: 'there' });
    await there.writer.settled();
    const before = platform.head(name);
    const here = await resume();
    await here.writer.save({ n: 'there, here' });
    await here.writer.settled();
    const never = new Promise<void>(() => undefined);
    const killed = await resume({ api: platform.api(() => never) });
    await killed.writer.save({ n: 'there, here, unsent' });
    const { writer, resumed } = await resume({}, before);
    expect(resumed).toMatchObject({ body: { n: 'there, here, unsent' }, source: 'local', diverged: false });
    await writer.settled();
    expect(await headBody()).toEqual({ n: 'there, here, unsent' });
  });

  it('seals which saves are behind a state: its own count rises, those of what it goes on from are carried over', async () => {
    const [here, there] = ['01'.repeat(8), '02'.repeat(8)];
    const one = await resume();
    await one.writer.save({ n: 1 });
    await one.writer.settled();
    expect(await savesOf(platform.head(name)!)).toEqual({ [here]: 1 });
    const other = await resume({ store: new MemoryStore(random), device: new Uint8Array(8).fill(2) });
    // What was saved is what is given back.
    expect(other.resumed.body).toEqual({ n: 1 });
    await other.writer.save({ n: 2 });
    await other.writer.settled();
    expect(await savesOf(platform.head(name)!)).toEqual({ [here]: 1, [there]: 1 });
    await one.writer.save({ n: 3 });
    await one.writer.settled();
    expect(await savesOf(platform.branches.get(name)![0]!.envelope)).toEqual({ [here]: 2 });
    await one.writer.takeOver(platform.head(name)!, { n: 3 });
    await one.writer.settled();
    expect(await savesOf(platform.head(name)!)).toEqual({ [here]: 3, [there]: 1 });
  });

  it('goes on without a vector from a state without one, and where a ceiling has no room for it', async () => {
    const before = await seal(holder, {
      kind: 'record',
      name,
      device: new Uint8Array(8).fill(2),
      version: 1,
      previous: new Uint8Array(32),
      body: { n: 0 },
      ceiling: options().ceiling,
      iv: options().random(12),
    });
    await platform.api().putRecord(holder.access, name, before.bytes);
    const { writer } = await resume();
    await writer.save({ n: 1 });
    await writer.settled();
    expect(await openedBody(platform.head(name)!)).toEqual({ n: 1 });
    let full = { r: toBase64Url(options().random(500)) };
    while (encodedBodyBytes(full) > 512) full = { r: full.r.slice(1) };
    const tight = await resume({ name: 'tight', ceiling: 512 }, null);
    await tight.writer.save(full);
    await tight.writer.settled();
    const opened = await open(holder, platform.head('tight')!, { kind: 'record', name: 'tight' });
    expect(opened.body).toEqual(full);
  });

  it('gives the receipt’s hash only once the final is acknowledged, whatever was lost on the way', async () => {
    faults('answer-lost', 'request-lost');
    const { writer } = await resume();
    await writer.save({ n: 1 }, { final: true });
    expect(writer.finalHash).toBeNull();
    await writer.settled();
    expect(writer.finalHash).toEqual(await sha256(platform.head(name)!));
    const again = await resume();
    expect(again.resumed).toMatchObject({
      final: true,
      finalHash: writer.finalHash,
      source: 'platform',
      diverged: false,
    });
  });

  it('shows the ending to a browser that was killed before the final’s answer came', async () => {
    faults('answer-lost');
    const killed = await resume({ sleep: () => new Promise(() => undefined) });
    await killed.writer.save({ n: 1 }, { final: true });
    await expect.poll(() => platform.head(name)).not.toBeNull();
    const { writer, resumed } = await resume();
    expect(resumed).toMatchObject({ final: true, source: 'platform', diverged: false });
    expect(writer.unacknowledged()).toEqual([]);
    expect(resumed.finalHash).toEqual(await sha256(platform.head(name)!));
  });

  it('reports what was late, closed or refused, and keeps what the platform did not store', async () => {
    const { writer } = await resume();
    platform.window = 'late';
    await writer.save({ n: 1 });
    await writer.settled();
    expect(writer.state).toEqual({ kind: 'late' });
    expect(writer.unacknowledged()).toEqual([]);
    platform.window = 'closed';
    await writer.save({ n: 2 });
    await writer.settled();
    expect(writer.state.kind).toBe('closed');
    expect(writer.unacknowledged()).toHaveLength(1);
    platform.window = 'open';
    faults('unknown-code');
    writer.retryNow();
    await writer.settled();
    expect(writer.state).toEqual({ kind: 'refused', code: 'unknown-code' });
    expect(await bodyOf(writer.unacknowledged()[0]!)).toEqual({ n: 2 });
    writer.retryNow();
    await writer.settled();
    expect(await headBody()).toEqual({ n: 2 });
  });

  it('keeps what was called late, and goes on from it when the platform shows less', async () => {
    // A host says "late", and keeps nothing.
    const { writer } = await resume({
      api: { ...platform.api(), putRecord: async () => ({ kind: 'late' }) },
    });
    await writer.save({ n: 'late' });
    await writer.settled();
    expect(writer.state).toEqual({ kind: 'late' });
    const later = await resume();
    expect(later.resumed).toMatchObject({
      body: { n: 'late' },
      source: 'local',
      diverged: false,
      finalHash: null,
    });
    await later.writer.settled();
    expect(await headBody()).toEqual({ n: 'late' });
    expect((await resume()).resumed).toMatchObject({ body: { n: 'late' }, source: 'platform' });
  });

  it('what was late gives way to work of another device that has gone on since', async () => {
    const { writer } = await resume();
    platform.window = 'late';
    await writer.save({ n: 'late' });
    await writer.settled();
    platform.window = 'open';
    const there = await resume({ store: new MemoryStore(random), device: new Uint8Array(8).fill(2) });
    await there.writer.save({ n: 'there' });
    await there.writer.settled();
    expect((await resume()).resumed).toMatchObject({
      body: { n: 'there' },
      source: 'platform',
      elsewhere: true,
    });
  });

  it('goes on from what was called saved at a lower version than the older state that the platform shows', async () => {
    const { writer } = await resume();
    for (const n of [1, 2]) {
      await writer.save({ n });
      await writer.settled();
    }
    // A host says that there is no record, then that it has taken the whole state as the first, and keeps nothing.
    const { putRecord } = platform.api();
    const said: Awaited<ReturnType<typeof putRecord>>[] = [
      { kind: 'conflict', version: 0, hash: null },
      { kind: 'saved' },
    ];
    const lied = await resume({
      api: { ...platform.api(), putRecord: async (...sent) => said.shift() ?? putRecord(...sent) },
    });
    await lied.writer.save({ n: 3 });
    await lied.writer.settled();
    expect(lied.writer.state).toEqual({ kind: 'saved' });
    const later = await resume();
    expect(later.resumed).toMatchObject({ body: { n: 3 }, source: 'local', diverged: false });
    await later.writer.settled();
    expect(await headBody()).toEqual({ n: 3 });
  });

  it('a seventeenth device seals no vector, not that of the state which it goes on from', async () => {
    for (let device = 1; device <= 17; device++) {
      const { writer } = await resume({
        store: device === 17 ? store : new MemoryStore(random),
        device: new Uint8Array(8).fill(device),
      });
      const head = platform.head(name);
      // As an entry book gives it back: the body that was opened, whole.
      await writer.save({ ...(head === null ? {} : await openedBody(head)), n: device });
      await writer.settled();
    }
    expect(await savesOf(platform.head(name)!)).toBeUndefined();
    expect((await resume({ device: new Uint8Array(8).fill(17) })).resumed).toMatchObject({ body: { n: 17 } });
  });

  it('goes on without network from what this computer has', async () => {
    const first = await resume();
    await first.writer.save({ n: 1 });
    await first.writer.settled();
    const { writer, resumed } = await resume({}, 'unknown');
    expect(resumed).toMatchObject({ body: { n: 1 }, source: 'platform' });
    await writer.save({ n: 2 });
    await writer.settled();
    expect(await headBody()).toEqual({ n: 2 });
  });

  it('keeps nothing clear on the computer', async () => {
    const never = new Promise<void>(() => undefined);
    const { writer } = await resume({ api: platform.api(() => never) });
    await writer.save({ answer: 'CANARI-4711' });
    const kept = await store.readRecord(holder.holderId, name);
    expect(showsText(kept, 'CANARI')).toBe(false);
    expect(kept.draft ?? kept.inFlight).not.toBeNull();
    // What is packed and not sealed would show.
    expect(showsText({ ...kept, head: encodeBody({ answer: 'CANARI-4711' }, 512) }, 'CANARI')).toBe(true);
  });
});
