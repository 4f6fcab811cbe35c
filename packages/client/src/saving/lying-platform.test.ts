/** A platform that lies to the browser of one pupil: what it acknowledged and did not keep, heads of others, made-up conflicts. */
import { type Holder, open, openHolder } from '@cloison/protocol';
import { type Bytes, sha256, toBase64Url } from '@cloison/protocol/public';
import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_HEAD_VERSION, type PlatformApi, platformApi, RefusedError } from '../platform/api.ts';
import { TestPlatform } from '../platform/test-platform.ts';
import { MemoryStore } from '../storage/browser-store.ts';
import { RecordWriter } from './record-writer.ts';
import type { RecordWriterOptions } from './record-writer-options.ts';
import type { SaveState } from './save-state.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length)) as Bytes;
const name = 'francais';
let holder: Holder;
let platform: TestPlatform;

beforeEach(async () => {
  holder = await openHolder(random(32), random(16));
  platform = new TestPlatform();
});

/** A computer with a store of its own; `tells` is what the host answers in the platform's place. */
class Computer {
  readonly store = new MemoryStore(random);
  readonly states: SaveState['kind'][] = [];
  /** Waits between two attempts. */
  readonly waits: number[] = [];
  tells: Partial<PlatformApi> = {};
  readonly #device: Bytes;

  constructor(device: number) {
    this.#device = new Uint8Array(8).fill(device) as Bytes;
  }

  async open(shown: Bytes | null | 'unknown' = platform.head(name)) {
    const honest = platform.api();
    const options: RecordWriterOptions = {
      holder,
      name,
      ceiling: 1024,
      api: {
        ...honest,
        record: (...call) => (this.tells.record ?? honest.record)(...call),
        putRecord: (...call) => (this.tells.putRecord ?? honest.putRecord)(...call),
      },
      store: this.store,
      device: this.#device,
      random,
      sleep: async (ms) => {
        this.waits.push(ms);
        await new Promise((resolve) => setTimeout(resolve, 0));
      },
      onState: ({ kind }) => this.states.push(kind),
    };
    return RecordWriter.resume(options, shown);
  }

  async save(body: unknown, shown?: Bytes | null | 'unknown'): Promise<void> {
    const { writer } = await this.open(shown);
    await writer.save(body);
    await writer.settled();
    writer.stop();
  }
}

const bodyOf = async (envelope: Uint8Array) => {
  const { body } = await open(holder, envelope, { kind: 'record-or-final', name });
  const { saves: _saves, ...rest } = body as Record<string, unknown>;
  return rest;
};
const headBody = async () => bodyOf(platform.head(name)!);
const branchBodies = () =>
  Promise.all((platform.branches.get(name) ?? []).map(({ envelope }) => bodyOf(envelope)));

const savedByNobody: PlatformApi['putRecord'] = async () => ({ kind: 'saved' });

describe('what was called saved and was not kept', () => {
  it('is sent again, to be kept beside, when the platform shows what another computer has gone on to', async () => {
    // The head of the other computer took its place in this browser: nobody had it any more, and the screen had said "saved".
    const [one, two] = [new Computer(1), new Computer(2)];
    await one.save({ n: 'common' });
    const common = platform.head(name);
    two.tells = { putRecord: savedByNobody };
    await two.save({ n: 'called saved, on two' }, common);
    two.tells = {};
    await one.save({ n: 'on one' });
    const { writer, resumed } = await two.open();
    expect(resumed).toMatchObject({ body: { n: 'on one' }, diverged: true });
    await writer.settled();
    expect(await branchBodies()).toEqual([{ n: 'called saved, on two' }]);
    expect(await headBody()).toEqual({ n: 'on one' });
  });

  it('is not sealed over what another computer has gone on to, because it had more versions', async () => {
    // A lower version was taken for an older copy, whoever had written it.
    const [one, two] = [new Computer(1), new Computer(2)];
    two.tells = { putRecord: savedByNobody };
    for (const n of [1, 2, 3]) await two.save({ n: `called saved, on two: ${n}` }, 'unknown');
    two.tells = {};
    await one.save({ n: 'on one' });
    const { writer, resumed } = await two.open();
    expect(resumed).toMatchObject({ body: { n: 'on one' }, diverged: true });
    await writer.settled();
    expect(await headBody()).toEqual({ n: 'on one' });
    expect(await branchBodies()).toEqual([{ n: 'called saved, on two: 3' }]);
  });

  it('stays here while the platform cannot be reached, and is sent by a later page', async () => {
    const [one, two] = [new Computer(1), new Computer(2)];
    await one.save({ n: 'common' });
    const common = platform.head(name);
    two.tells = { putRecord: savedByNobody };
    await two.save({ n: 'called saved, on two' }, common);
    await one.save({ n: 'on one' });
    two.tells = { putRecord: () => Promise.reject(new RefusedError('busy', null, null, null)) };
    const first = await two.open();
    first.writer.stop();
    two.tells = {};
    await two.open();
    expect(await branchBodies()).toEqual([{ n: 'called saved, on two' }]);
  });
});

describe('a head that lacks what this computer has saved', () => {
  /** The platform has `on one`; what computer two wrote meanwhile is a branch. */
  async function branched() {
    const [one, two] = [new Computer(1), new Computer(2)];
    await one.save({ n: 'common' });
    const common = platform.head(name);
    await one.save({ n: 'on one' });
    await two.save({ n: 'on two' }, common);
    return { one, branch: platform.branches.get(name)![0]!.envelope };
  }

  it('is none, when the platform has what this computer saved: a branch of another one is not taken for the head', async () => {
    const { one, branch } = await branched();
    const { writer, resumed } = await one.open(branch);
    expect(resumed).toMatchObject({ body: { n: 'on one' }, diverged: false });
    await writer.save({ n: 'on one, and more' });
    await writer.settled();
    expect(writer.state).toEqual({ kind: 'saved' });
    expect(await headBody()).toEqual({ n: 'on one, and more' });
  });

  it('is not gone on from over the true head, without a word', async () => {
    // The true head was one that this browser had sent, "its own": the other state was sealed over it.
    const { one, branch } = await branched();
    one.tells = { putRecord: async () => ({ kind: 'conflict', version: 9, hash: random(32) }) };
    const { writer, resumed } = await one.open(branch);
    expect(resumed).toMatchObject({ body: { n: 'on two' }, diverged: true });
    one.tells = {};
    await writer.save({ n: 'on two, and more' });
    await writer.settled();
    expect(writer.state).toEqual({ kind: 'conflict' });
    expect(await headBody()).toEqual({ n: 'on one' });
  });
});

describe('a conflict', () => {
  const madeUp: PlatformApi['putRecord'] = async () => ({ kind: 'conflict', version: 7, hash: random(32) });

  it.each([
    ['there is none', async () => null],
    ['it does not open', async () => random(600)],
    ['it is not given', () => Promise.reject(new RefusedError('internal', null, null, null))],
    ['it is behind what is here', async () => platform.versions.get(name)![0]!.envelope],
  ])('is not believed where the head is asked for and %s', async (_, record) => {
    // The screen said that somebody was at work on another computer, and the pupil chose to stop.
    const one = new Computer(1);
    await one.save({ n: 1 });
    await one.save({ n: 2 });
    const { writer } = await one.open();
    let puts = 0;
    const honest = platform.api();
    one.tells = {
      record,
      putRecord: async (...call) => (puts++ < 4 ? madeUp(...call) : honest.putRecord(...call)),
    };
    await writer.save({ n: 3 });
    await writer.settled();
    expect(one.states).not.toContain('conflict');
    expect(writer.state).toEqual({ kind: 'saved' });
    expect(await headBody()).toEqual({ n: 3 });
    // Nor is the host asked as fast as it answers.
    expect(one.waits.length).toBeGreaterThanOrEqual(4);
    expect(Math.min(...one.waits)).toBeGreaterThanOrEqual(500);
  });

  it('with the own last state under the highest number that a host may say uses up no versions', async () => {
    // The next state had no number left: no answer was sealed any more, although the host was honest again.
    const one = new Computer(1);
    await one.save({ n: 1 });
    const { writer } = await one.open();
    const answers: string[] = [
      JSON.stringify({ version: MAX_HEAD_VERSION, hash: toBase64Url(await sha256(platform.head(name)!)) }),
      '',
    ];
    const liar = platformApi({
      origin: 'https://host',
      campaign: 'c',
      fetch: async () => {
        const text = answers.shift()!;
        return new Response(text === '' ? null : text, { status: text === '' ? 204 : 409 });
      },
    });
    one.tells = { putRecord: liar.putRecord };
    await writer.save({ n: 2 });
    await writer.settled();
    expect(answers).toEqual([]);
    one.tells = {};
    await writer.save({ n: 3 });
    await writer.settled();
    expect(writer.state).toEqual({ kind: 'saved' });
    expect(await headBody()).toEqual({ n: 3 });
  });

  it('is believed where another computer has gone on', async () => {
    const [one, two] = [new Computer(1), new Computer(2)];
    await one.save({ n: 1 });
    const { writer } = await one.open();
    await two.save({ n: 2 });
    await writer.save({ n: 3 });
    await writer.settled();
    expect(writer.state).toEqual({ kind: 'conflict' });
  });

  it('is not made of a version that the host names and does not show', async () => {
    const one = new Computer(1);
    await one.save({ n: 1 });
    const { writer } = await one.open();
    await writer.overtakenBy(99);
    expect(writer.state).toEqual({ kind: 'saved' });
    const two = new Computer(2);
    await two.save({ n: 2 });
    await writer.overtakenBy(2);
    expect(writer.state).toEqual({ kind: 'conflict' });
  });
});

describe('a head that does not open', () => {
  it('is no answer to a computer that has work of its own: it goes on from that', async () => {
    // The page said that the record could not be read, and nothing could be answered.
    const one = new Computer(1);
    await one.save({ n: 1 });
    const { writer, resumed } = await one.open(random(600));
    expect(resumed).toMatchObject({ body: { n: 1 }, unreadable: true });
    await writer.save({ n: 2 });
    await writer.settled();
    expect(await headBody()).toEqual({ n: 2 });
  });

  it('is refused by one that has none', async () => {
    await new Computer(1).save({ n: 1 });
    await expect(new Computer(2).open(random(600))).rejects.toMatchObject({ name: 'ProtocolError' });
  });
});
