/** What a host shows instead of a document that this browser has: set aside, and said. */
import { AUTHORITY_DEVICE, type Holder, NO_PREVIOUS, openHolder, seal } from '@cloison/protocol';
import { type Bytes, campaignIdOf } from '@cloison/protocol/public';
import { beforeEach, describe, expect, it } from 'vitest';
import { RefusedError, UnreachableError } from '../platform/api.ts';
import { TestPlatform } from '../platform/test-platform.ts';
import { MemoryStore } from '../storage/browser-store.ts';
import { Session } from './session.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const CAMPAIGN = '2026-6e';
const parse = (body: unknown) => (body as { n: number }).n;

let holder: Holder;
let session: Session;
/** What the host answers. */
let shown: () => Bytes | null;

beforeEach(async () => {
  const root = random(32);
  holder = await openHolder(root, await campaignIdOf(CAMPAIGN));
  session = await Session.fromRoot(root, {
    campaign: CAMPAIGN,
    api: { ...new TestPlatform().api(), document: async () => shown() },
    store: new MemoryStore(random),
    random,
    sleep: async () => undefined,
  });
});

async function sealed(version: number, n: number): Promise<Bytes> {
  const { bytes } = await seal(holder, {
    kind: 'document',
    name: 'ticket',
    device: AUTHORITY_DEVICE,
    version,
    previous: NO_PREVIOUS,
    body: { n },
    ceiling: 512,
    iv: random(12),
  });
  return bytes;
}

const read = () => session.document('ticket', parse);
const refuse = (code: 'not-found' | 'busy') => () => {
  throw new RefusedError(code, null, null, null);
};

describe('to a browser that has a document', () => {
  let older: Bytes;
  beforeEach(async () => {
    older = await sealed(1, 1);
    const newer = await sealed(2, 2);
    shown = () => newer;
    expect(await read()).toEqual({ value: 2, version: 2, fresh: true, refused: null });
  });

  it.each<readonly [string, () => Bytes | null, string | null]>([
    ['an older version', () => older, 'older'],
    ['the word that there is none', refuse('not-found'), 'withheld'],
    [
      'a page of another server',
      () => new TextEncoder().encode('<html>portail captif</html>'),
      'envelope-malformed',
    ],
    ['nothing', () => new Uint8Array(0), 'envelope-malformed'],
    ['“as you have it”', () => null, null],
  ])('%s: the one that it has is used', async (_, answer, refused) => {
    shown = answer;
    expect(await read()).toEqual({ value: 2, version: 2, fresh: true, refused });
  });

  it('no answer: the one that it has is used, and said to be of before', async () => {
    shown = () => {
      throw new UnreachableError('cut');
    };
    expect(await read()).toEqual({ value: 2, version: 2, fresh: false, refused: null });
    expect(await session.heldDocument('ticket', parse)).toMatchObject({ value: 2, fresh: false });
  });

  it('a refusal: it is told', async () => {
    shown = refuse('busy');
    await expect(read()).rejects.toThrow(RefusedError);
  });
});

describe('to a browser that has none', () => {
  it('the word that there is none is believed', async () => {
    shown = refuse('not-found');
    expect(await read()).toBeNull();
    expect(await session.heldDocument('ticket', parse)).toBeNull();
  });
});
