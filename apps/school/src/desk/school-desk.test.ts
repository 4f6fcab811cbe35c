import {
  type CampaignContent,
  MemoryStore,
  type PlatformApi,
  RefusedError,
  Session,
  UnreachableError,
} from '@cloison/client';
import {
  type AreaKeyring,
  AUTHORITY_DEVICE,
  NO_PREVIOUS,
  openHolder,
  type Slips,
  seal,
} from '@cloison/protocol';
import { campaignIdOf, type Me, sha256, toBase64Url } from '@cloison/protocol/public';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AreaDesk } from './area-desk.ts';
import { SchoolDesk } from './school-desk.ts';

const CAMPAIGN = '2026-cp';
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const slips: Slips = {
  v: 1,
  kind: 'slips',
  label: 'CP A',
  levels: ['cp'],
  address: 'https://evaluation.example/',
  teachers: [{ label: 'CP A', code: 'AAAA-BBBB-CCCC-DDDD-EEEE', rank: 1 }],
  pupils: [{ orderNumber: '4100001', firstName: 'Zoé', lastName: 'Petit', level: 'cp', code: null }],
};

beforeEach(() => vi.stubGlobal('document', { hidden: false }));
afterEach(() => vi.unstubAllGlobals());

it('lists no class that nobody is in any more', async () => {
  const root = random(32);
  const name = 'slips/1';
  const own = await openHolder(root, await campaignIdOf(CAMPAIGN));
  const place = { kind: 'document', name, device: AUTHORITY_DEVICE, version: 1 } as const;
  const body = { ...slips, pupils: [] };
  const { bytes } = await seal(own, { ...place, previous: NO_PREVIOUS, body, ceiling: 1024, iv: random(12) });
  const api = {
    me: async () => ({
      holder: toBase64Url(own.holderId),
      now: new Date().toISOString(),
      documents: [{ name, version: 1, hash: toBase64Url(await sha256(bytes)) }],
      records: [],
    }),
    document: async () => bytes,
  } as unknown as PlatformApi;
  const environment = {
    ...{ campaign: CAMPAIGN, api, store: new MemoryStore(random), random, sleep: async () => {} },
  };
  const session = await Session.fromRoot(root, environment);
  const desk = new SchoolDesk(session, environment, { manifestHash: '', ceiling: undefined });
  await desk.loadSlips();
  expect(desk.slips).toEqual({ kind: 'ready', slips: [], missing: 0 });
});

it('shows slips that could not be fetched at once with the next look at the platform', async () => {
  const root = random(32);
  const name = 'slips/1';
  const own = await openHolder(root, await campaignIdOf(CAMPAIGN));
  const { bytes } = await seal(own, {
    kind: 'document',
    name,
    device: AUTHORITY_DEVICE,
    version: 1,
    previous: NO_PREVIOUS,
    body: slips,
    ceiling: 1024,
    iv: random(12),
  });
  const documents = [{ name, version: 1, hash: toBase64Url(await sha256(bytes)) }];
  let isReached = false;
  const api = {
    me: async () => {
      if (!isReached) throw new UnreachableError('gone');
      const holder = toBase64Url(own.holderId);
      return { holder, now: new Date().toISOString(), documents, records: [] } as unknown as Me;
    },
    document: async (_access: unknown, asked: string) => {
      if (!asked.startsWith('slips')) throw new RefusedError('not-found', null, null, null);
      return bytes;
    },
  } as unknown as PlatformApi;
  const environment = {
    campaign: CAMPAIGN,
    api,
    store: new MemoryStore(random),
    random,
    sleep: async () => {},
  };
  const session = await Session.fromRoot(root, environment);
  const desk = new SchoolDesk(session, environment, { manifestHash: '', ceiling: undefined });
  await desk.loadSlips();
  expect(desk.slips).toEqual({ kind: 'loading' });
  isReached = true;
  await desk.refresh();
  expect(desk.slips).toEqual({ kind: 'ready', slips: [slips], missing: 0 });
});

it('shows no slips any more once the platform does not know the desk: the codes may have been replaced', async () => {
  // They stayed on the page, and could be printed and handed out.
  const root = random(32);
  const own = await openHolder(root, await campaignIdOf(CAMPAIGN));
  const place = { kind: 'document', name: 'slips/1', device: AUTHORITY_DEVICE, version: 1 } as const;
  const { bytes } = await seal(own, {
    ...place,
    previous: NO_PREVIOUS,
    body: slips,
    ceiling: 1024,
    iv: random(12),
  });
  let isKnown = true;
  const api = {
    me: async () => {
      if (!isKnown) throw new RefusedError('unknown-code', null, null, null);
      const documents = [{ name: 'slips/1', version: 1, hash: toBase64Url(await sha256(bytes)) }];
      return { holder: toBase64Url(own.holderId), now: new Date().toISOString(), documents, records: [] };
    },
    document: async () => bytes,
  } as unknown as PlatformApi;
  const environment = {
    ...{ campaign: CAMPAIGN, api, store: new MemoryStore(random), random, sleep: async () => {} },
  };
  const session = await Session.fromRoot(root, environment);
  const desk = new SchoolDesk(session, environment, { manifestHash: '', ceiling: undefined });
  await desk.loadSlips();
  expect(desk.slips).toMatchObject({ kind: 'ready' });
  isKnown = false;
  let drawn = 0;
  desk.subscribe(() => {
    drawn += 1;
  });
  await desk.refresh();
  expect(desk.slips).toEqual({ kind: 'replaced' });
  expect(drawn).toBeGreaterThan(0);
  isKnown = true;
  await desk.refresh();
  expect(desk.slips).toMatchObject({ kind: 'ready' });
});

it.each(['slips/', 'participation/'])(
  'asks for no more %s… than there can be, a few at once, however many the platform lists',
  async (prefix) => {
    // Each of them was a request at every look, all at once, and stayed in memory.
    const root = random(32);
    const own = await openHolder(root, await campaignIdOf(CAMPAIGN));
    const hash = toBase64Url(random(32));
    const asked = new Set<string>();
    let [now, most] = [0, 0];
    const api = {
      me: async () => ({
        holder: toBase64Url(own.holderId),
        now: new Date().toISOString(),
        documents: Array.from({ length: 20_000 }, (_, i) => ({ name: `${prefix}${i}`, version: 1, hash })),
        records: [],
      }),
      document: async (_access: unknown, name: string) => {
        asked.add(name);
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 0));
        now -= 1;
        throw new RefusedError('not-found', null, null, null);
      },
    } as unknown as PlatformApi;
    const environment = {
      campaign: CAMPAIGN,
      api,
      store: new MemoryStore(random),
      random,
      sleep: async () => {},
    };
    const session = await Session.fromRoot(root, environment);
    if (prefix === 'slips/') {
      const desk = new SchoolDesk(session, environment, { manifestHash: '', ceiling: undefined });
      await desk.loadSlips();
    } else {
      const [keyring, content] = [{} as AreaKeyring, {} as CampaignContent];
      await new AreaDesk(keyring, content, session).refresh();
    }
    expect(asked.size).toBeLessThan(1_300);
    expect(asked.size).toBeGreaterThan(100);
    expect(most).toBeLessThanOrEqual(8);
  },
);
