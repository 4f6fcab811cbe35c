import {
  encodeBody,
  encodedBodyBytes,
  type Holder,
  open,
  openHolder,
  seal,
  type VersionVector,
} from '@cloison/protocol';
import {
  type Bytes,
  concat,
  parseEnvelopeHeader,
  sha256,
  toBase64Url,
  toHex,
  utf8,
} from '@cloison/protocol/public';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { TestPlatform } from '../platform/test-platform.ts';
import { EMPTY_RECORD, MemoryStore, type StoredRecord } from '../storage/browser-store.ts';
import { showsText } from '../storage/clear-text.test.fixture.ts';
import { Journal, type JournalState } from './journal.ts';
import { RecordWriter } from './record-writer.ts';
import type { SaveState } from './save-state.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length)) as Bytes;
const NAME = 'francais';
const CEILING = 512;
const SECRET_WORD = 'coquelicot';
const DEVICE = '01'.repeat(8);
const counted = (saves: VersionVector) => ({ device: DEVICE, saves });

/** A store whose disk answers as fast as a test lets it, and whose journal may be refused. */
class SlowStore extends MemoryStore {
  frozen = false;
  refused = false;
  /** Takes records and forgets them with the page. */
  full = false;
  #thaw: () => void = () => undefined;
  readonly #thawed = new Promise<void>((resolve) => {
    this.#thaw = resolve;
  });
  override readonly journal = refusable(new MemoryStore(random).journal, () => this.refused);

  override async writeRecord(holderId: Uint8Array, name: string, record: StoredRecord): Promise<boolean> {
    if (this.frozen) await this.#thawed;
    if (this.full) return false;
    return super.writeRecord(holderId, name, record);
  }
  thaw(): void {
    this.frozen = false;
    this.#thaw();
  }
}

function refusable(storage: MemoryStore['journal'], refused: () => boolean): MemoryStore['journal'] {
  return {
    ...storage,
    write: (entry, text) => {
      if (refused()) throw new DOMException('full', 'QuotaExceededError');
      storage.write(entry, text);
    },
  };
}

let holder: Holder;
let store: SlowStore;
let platform: TestPlatform;
const states: SaveState['kind'][] = [];

beforeEach(async () => {
  holder = await openHolder(random(32), random(16));
  store = new SlowStore(random);
  platform = new TestPlatform();
  states.length = 0;
});

async function writer(head: Uint8Array | null | 'unknown' = platform.head(NAME)) {
  const journal = await Journal.open(store, holder, random);
  const onState = ({ kind }: SaveState) => states.push(kind);
  const more = { sleep: async () => undefined, device: new Uint8Array(8).fill(1), random, onState };
  const options = { holder, name: NAME, ceiling: CEILING, api: platform.api(), store, journal, ...more };
  return RecordWriter.resume(options, head);
}

const openedDraft = async () => {
  const { draft: envelope } = await store.readRecord(holder.holderId, NAME);
  if (envelope === null) return null;
  const { body } = await open(holder, envelope, { kind: 'record-or-final', name: NAME });
  const { saves, ...kept } = body as Record<string, unknown>;
  return { saves, kept };
};
const draft = async () => (await openedDraft())?.kept ?? null;

describe('a page that goes before its work is sealed', () => {
  it('leaves the newest state behind, which the next session goes on from and sends', async () => {
    const { writer: first } = await writer();
    store.frozen = true;
    void first.save({ n: 1 });
    void first.save({ n: 2 });
    first.stop();
    store.frozen = false;
    const { resumed, writer: second } = await writer();
    expect(resumed).toMatchObject({ body: { n: 2 }, source: 'local', diverged: false });
    expect(store.journal.names()).toEqual([]);
    await second.settled();
    expect(second.state).toEqual({ kind: 'saved' });
  });

  it('leaves nothing behind when everything was sealed', async () => {
    const { writer: first } = await writer();
    await first.save({ n: 1 });
    await first.settled();
    expect(store.journal.names()).toEqual([]);
    const { resumed } = await writer();
    expect(resumed).toMatchObject({ body: { n: 1 }, source: 'platform' });
  });

  it('leaves behind what the store could not keep, until it can', async () => {
    platform.fault = () => 'request-lost';
    const { writer: first } = await writer();
    store.full = true;
    await first.save({ n: 1 });
    await first.save({ n: 2 });
    first.stop();
    expect(store.journal.names()).toHaveLength(1);
    await Journal.open(store, holder, random);
    expect(store.journal.names()).toHaveLength(1);
    store.full = false;
    const { resumed, writer: second } = await writer();
    expect(resumed).toMatchObject({ body: { n: 2 }, source: 'local' });
    expect(store.journal.names()).toEqual([]);
    second.stop();
  });

  it('leaves nothing behind once a store that was full has the state', async () => {
    const { writer: first } = await writer();
    store.full = true;
    await first.save({ n: 1 });
    expect(store.journal.names()).toHaveLength(1);
    store.full = false;
    await first.settled();
    expect(store.journal.names()).toEqual([]);
  });

  it('leaves a final state as a final one', async () => {
    const { writer: first } = await writer();
    store.frozen = true;
    void first.save({ n: 1 }, { final: true });
    first.stop();
    store.frozen = false;
    expect((await writer('unknown')).resumed).toMatchObject({ body: { n: 1 }, final: true });
  });

  it.each(['draft', 'inFlight', 'head'] as const)(
    'stands where a save would have stood: after a %s',
    async (kind) => {
      const { writer: first } = await writer();
      await first.save({ n: 1 });
      await first.settled();
      const sent = platform.head(NAME)!;
      await store.writeRecord(holder.holderId, NAME, { ...EMPTY_RECORD, [kind]: sent });
      const journal = await Journal.open(store, holder, random);
      // Kept before that save was counted.
      journal.keep(NAME, { body: { n: 2 }, final: false, ceiling: CEILING, behind: counted({}) });
      await Journal.open(store, holder, random);
      expect(await openedDraft()).toEqual({ kept: { n: 2 }, saves: { [DEVICE]: 2 } });
      const { draft: envelope } = await store.readRecord(holder.holderId, NAME);
      const { version, previous } = parseEnvelopeHeader(envelope!);
      expect(version).toBe(kind === 'draft' ? 1 : 2);
      expect(previous).toEqual(kind === 'draft' ? new Uint8Array(32) : await sha256(sent));
    },
  );
});

describe('a draft out of the journal', () => {
  const left = async (body: unknown, behind: JournalState['behind']) => {
    const journal = await Journal.open(store, holder, random);
    expect(journal.keep(NAME, { body, final: false, ceiling: CEILING, behind })).toBe(true);
    await Journal.open(store, holder, random);
    return openedDraft();
  };

  it('is made of what a page of before wrote, which was the body alone', async () => {
    const key = random(32);
    const journal = await seal(holder, {
      kind: 'record',
      name: 'journal',
      device: random(8),
      version: 1,
      previous: new Uint8Array(32),
      body: { key: toBase64Url(key) },
      ceiling: 512,
      iv: random(12),
    });
    const entry = `${toBase64Url(holder.holderId)} ${NAME} page`;
    const nonce = random(24);
    const clear = concat(Uint8Array.of(0), encodeBody({ n: 1 }, CEILING));
    const sealed = xchacha20poly1305(key, nonce, utf8(entry)).encrypt(clear);
    const text = [journal.bytes, concat(nonce, sealed)].map(toBase64Url).join('.');
    store.journal.write(entry, text);
    await Journal.open(store, holder, random);
    expect(await openedDraft()).toEqual({ kept: { n: 1 }, saves: undefined });
    expect(store.journal.names()).toEqual([]);
  });

  it('has the saves that its writer had behind it, and one more', async () => {
    const saves = { [DEVICE]: 2, ['02'.repeat(8)]: 5 };
    expect((await left({ n: 2 }, counted(saves)))?.saves).toEqual({ ...saves, [DEVICE]: 3 });
  });

  it('has no vector where its writer had none, or where there is no room for one', async () => {
    expect(await left({ n: 2 }, null)).toEqual({ kept: { n: 2 }, saves: undefined });
    await store.writeRecord(holder.holderId, NAME, EMPTY_RECORD);
    const noRoom = { text: '' };
    while (encodedBodyBytes(noRoom) < CEILING - 10) noRoom.text += toHex(random(1));
    expect(await left(noRoom, counted({}))).toEqual({ kept: noRoom, saves: undefined });
  });

  it('waits while unsent work that it does not continue is in its place', async () => {
    const { writer: first } = await writer();
    platform.fault = () => 'request-lost';
    await first.save({ n: 1 });
    first.stop();
    const unsent = await store.readRecord(holder.holderId, NAME);
    const other = { device: '02'.repeat(8), saves: {} };
    await left({ n: 2 }, other);
    expect(await store.readRecord(holder.holderId, NAME)).toEqual(unsent);
    expect(store.journal.names()).toHaveLength(1);
    await store.writeRecord(holder.holderId, NAME, EMPTY_RECORD);
    await Journal.open(store, holder, random);
    expect(await draft()).toEqual({ n: 2 });
    expect(store.journal.names()).toEqual([]);
  });

  it.each(['inFlight', 'draft'] as const)(
    'comes after unsent work that its own page had left aside: after a %s',
    async (kind) => {
      // As after `goOnWithout`, where that work could not be sent.
      const aside = await seal(holder, {
        kind: 'record',
        name: NAME,
        device: new Uint8Array(8).fill(1),
        version: 1,
        previous: new Uint8Array(32),
        body: { n: 1, saves: { [DEVICE]: 1 } },
        ceiling: CEILING,
        iv: random(12),
      });
      const since = '03'.repeat(8);
      await store.writeRecord(holder.holderId, NAME, {
        ...EMPTY_RECORD,
        countsAs: since,
        [kind]: aside.bytes,
      });
      expect((await left({ n: 2 }, { device: since, saves: {} }))?.kept).toEqual({ n: 2 });
      expect((await store.readRecord(holder.holderId, NAME)).inFlight).toEqual(aside.bytes);
      expect(store.journal.names()).toEqual([]);
    },
  );

  it('goes on above an older state that is shown in place of the one it continues', async () => {
    const { writer: first } = await writer();
    await first.save({ n: 1 });
    await first.settled();
    const older = platform.head(NAME)!;
    await first.save({ n: 2 });
    await first.settled();
    const stored = await store.readRecord(holder.holderId, NAME);
    await store.writeRecord(holder.holderId, NAME, { ...stored, sent: [] });
    await left({ n: 3 }, counted({ [DEVICE]: 2 }));
    const { resumed } = await writer(older);
    expect(resumed).toMatchObject({ body: { n: 3 }, source: 'local', diverged: false });
  });
});

describe('the journal', () => {
  it('keeps nothing clear, and gives every body of a ceiling the same length', async () => {
    const journal = await Journal.open(store, holder, random);
    const lengths = [{ word: SECRET_WORD }, {}].map((body) => {
      journal.keep(NAME, { body, final: false, ceiling: CEILING, behind: null });
      const [entry] = store.journal.names();
      const text = store.journal.read(entry!)!;
      const all = `${entry} ${text}`;
      for (const canary of [SECRET_WORD, toBase64Url(utf8(SECRET_WORD)).slice(1, -1)])
        expect(showsText(all, canary)).toBe(false);
      return text.length;
    });
    expect(new Set(lengths).size).toBe(1);
  });

  it('is not opened under another holder, whose own entries stay', async () => {
    const other = await openHolder(random(32), holder.campaignId);
    const journal = await Journal.open(store, other, random);
    journal.keep(NAME, { body: { n: 1 }, final: false, ceiling: CEILING, behind: null });
    await Journal.open(store, holder, random);
    expect(store.journal.names()).toHaveLength(1);
    expect(await draft()).toBeNull();
  });

  it('is opened on a store that does not answer, and leaves what is there for the next session', async () => {
    const journal = await Journal.open(store, holder, random);
    journal.keep(NAME, { body: { n: 1 }, final: false, ceiling: CEILING, behind: null });
    const { secret } = store;
    store.secret = () => Promise.reject(new DOMException('gone', 'InvalidStateError'));
    await Journal.open(store, holder, random);
    expect(store.journal.names()).toHaveLength(1);
    store.secret = secret;
    await Journal.open(store, holder, random);
    expect(store.journal.names()).toEqual([]);
    expect(await draft()).not.toBeNull();
  });

  it('drops an entry that was altered or moved to another record, and stops nobody', async () => {
    const journal = await Journal.open(store, holder, random);
    journal.keep(NAME, { body: { n: 1 }, final: false, ceiling: CEILING, behind: null });
    const [entry] = store.journal.names();
    const text = store.journal.read(entry!)!;
    store.journal.write(entry!.replace(NAME, 'maths'), text);
    store.journal.write(entry!, 'nonsense');
    await Journal.open(store, holder, random);
    expect(store.journal.names()).toEqual([]);
    expect(await store.pendingRecords(holder.holderId)).toEqual([]);
  });

  it('keeps the newer state when an older one has reached the store', async () => {
    const journal = await Journal.open(store, holder, random);
    const [older, newer] = [{ n: 1 }, { n: 2 }];
    journal.keep(NAME, { body: older, final: false, ceiling: CEILING, behind: null });
    journal.keep(NAME, { body: newer, final: false, ceiling: CEILING, behind: null });
    journal.forget(NAME, older);
    expect(store.journal.names()).toHaveLength(1);
    journal.forget(NAME, newer);
    expect(store.journal.names()).toEqual([]);
  });

  it('says that it could not keep a state that is over its ceiling', async () => {
    const journal = await Journal.open(store, holder, random);
    const body = { bytes: toBase64Url(random(2_000)) };
    expect(journal.keep(NAME, { body, final: false, ceiling: CEILING, behind: null })).toBe(false);
  });
});

describe('a browser that refuses the journal', () => {
  it('is said to keep nothing yet, until the store has the state', async () => {
    const { writer: first } = await writer();
    store.refused = true;
    store.frozen = true;
    platform.fault = () => 'request-lost';
    const sealing = first.save({ n: 1 });
    expect(first.state).toEqual({ kind: 'keeping' });
    store.thaw();
    await sealing;
    expect(first.state.kind).not.toBe('keeping');
    expect(states.slice(0, 2)).toEqual(['keeping', 'saving']);
    platform.fault = () => 'none';
    await first.settled();
    expect(first.state).toEqual({ kind: 'saved' });
  });

  it('says so while older work waits for a network, too', async () => {
    platform.fault = () => 'request-lost';
    let sleeping: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => {
      sleeping = resolve;
    });
    const journal = await Journal.open(store, holder, random);
    const sleep = () => {
      sleeping();
      return new Promise<void>(() => undefined);
    };
    const more = { sleep, device: new Uint8Array(8).fill(1), random };
    const options = { holder, name: NAME, ceiling: CEILING, api: platform.api(), store, journal, ...more };
    const { writer: first } = await RecordWriter.resume(options, null);
    await first.save({ n: 1 });
    await asleep;
    expect(first.state).toEqual({ kind: 'waiting', reason: 'offline' });
    store.refused = true;
    const sealing = first.save({ n: 2 });
    expect(first.state).toEqual({ kind: 'keeping' });
    await sealing;
    expect(first.state).toEqual({ kind: 'waiting', reason: 'offline' });
  });
});
