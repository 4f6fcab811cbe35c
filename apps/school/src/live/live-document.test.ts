/** What a screen shows of a document, and says of the platform, when the platform shows less than this browser has had. */
import { MemoryStore, type PlatformApi, RefusedError, Session } from '@cloison/client';
import { AUTHORITY_DEVICE, NO_PREVIOUS, openHolder, seal } from '@cloison/protocol';
import { type Bytes, campaignIdOf, type Me, sha256, toBase64Url } from '@cloison/protocol/public';
import { beforeEach, describe, expect, it } from 'vitest';
import { LiveDocument } from './live-document.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const CAMPAIGN = '2026-cp';
const reader = { name: 'roster', parse: (body: unknown) => (body as { n: number }).n };

const root = random(32);
let shown: Bytes | null;
let listed: Me['documents'];
let store: MemoryStore;

beforeEach(() => {
  store = new MemoryStore(random);
});

/** A page that is opened on this computer. */
async function page(): Promise<LiveDocument<number>> {
  const document = async () => {
    if (shown === null) throw new RefusedError('not-found', null, null, null);
    return shown;
  };
  const session = await Session.fromRoot(root, {
    campaign: CAMPAIGN,
    api: { document } as unknown as PlatformApi,
    store,
    random,
    sleep: async () => undefined,
  });
  return new LiveDocument(session, reader);
}

async function show(version: number): Promise<Bytes> {
  const { bytes } = await seal(await openHolder(root, await campaignIdOf(CAMPAIGN)), {
    kind: 'document',
    name: 'roster',
    device: AUTHORITY_DEVICE,
    version,
    previous: NO_PREVIOUS,
    body: { n: version },
    ceiling: 512,
    iv: random(12),
  });
  shown = bytes;
  listed = [{ name: 'roster', version, hash: toBase64Url(await sha256(bytes)) }];
  return bytes;
}

const me = () => ({ documents: listed }) as Me;

describe('a document that this computer has had', () => {
  beforeEach(async () => {
    await show(2);
    const first = await page();
    await first.refresh(me());
    expect(first).toMatchObject({ view: { kind: 'ready', value: 2 }, refused: null });
  });

  it('stays when the platform shows an older one, which is named', async () => {
    await show(1);
    const later = await page();
    await later.refresh(me());
    expect(later).toMatchObject({ view: { kind: 'ready', value: 2 }, refused: 'older' });
    await show(3);
    await later.refresh(me());
    expect(later).toMatchObject({ view: { kind: 'ready', value: 3 }, refused: null });
  });

  it('stays when the platform does not list it any more, which is named until it does', async () => {
    const open = await page();
    await open.refresh(me());
    const before = listed;
    listed = [];
    const later = await page();
    for (const one of [open, later]) {
      expect(await one.refresh(me())).toBe(true);
      expect(one).toMatchObject({ view: { kind: 'ready', value: 2 }, refused: 'withheld' });
    }
    listed = before;
    for (const one of [open, later]) {
      expect(await one.refresh(me())).toBe(true);
      expect(one.refused).toBeNull();
    }
  });

  it('stays when the platform lists it and says that there is none', async () => {
    shown = null;
    const later = await page();
    await later.refresh(me());
    expect(later).toMatchObject({ view: { kind: 'ready', value: 2 }, refused: 'withheld' });
  });
});

it('a document that nobody has had is none, and accuses nobody', async () => {
  listed = [];
  shown = null;
  const first = await page();
  await first.refresh(me());
  expect(first).toMatchObject({ view: { kind: 'none' }, refused: null });
});
