import { type CampaignContent, MemoryStore, type PlatformApi, RefusedError, Session } from '@cloison/client';
import {
  type AreaKeyring,
  type AreaParticipation,
  AUTHORITY_DEVICE,
  NO_PREVIOUS,
  openHolder,
  seal,
} from '@cloison/protocol';
import { campaignIdOf, type Me, sha256, toBase64Url } from '@cloison/protocol/public';
import { expect, it } from 'vitest';
import { AreaDesk } from './area-desk.ts';

const CAMPAIGN = '2026-cp';
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const [MONDAY, FRIDAY] = ['2026-09-14T08:00:00.000Z', '2026-09-18T08:00:00.000Z'];

function partOf(part: number, of: number, at: string, ...names: readonly string[]): AreaParticipation {
  const schools = names.map((name) => ({ uai: `059${name}A`, name, town: 'Lille', levels: [] }));
  return { v: 1, kind: 'area-participation', at, part, of, fewest: 5, schools };
}

/** What the desk shows of these documents, by the number under which the platform has them. */
async function shownOf(parts: Readonly<Record<string, AreaParticipation>>) {
  const root = random(32);
  const own = await openHolder(root, await campaignIdOf(CAMPAIGN));
  const envelopes = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [number, body] of Object.entries(parts)) {
    const name = `participation/${number}`;
    const place = { kind: 'document', name, device: AUTHORITY_DEVICE, version: 1 } as const;
    const sealed = await seal(own, { ...place, previous: NO_PREVIOUS, body, ceiling: 2048, iv: random(12) });
    envelopes.set(name, sealed.bytes);
  }
  const documents = await Promise.all(
    [...envelopes].map(async ([name, bytes]) => ({
      ...{ name, version: 1, hash: toBase64Url(await sha256(bytes)) },
    })),
  );
  const api = {
    me: async () =>
      ({
        ...{ holder: toBase64Url(own.holderId), now: FRIDAY, documents, records: [] },
      }) as unknown as Me,
    document: async (_access: unknown, name: string) => {
      const bytes = envelopes.get(name);
      if (bytes === undefined) throw new RefusedError('not-found', null, null, null);
      return bytes;
    },
  } as unknown as PlatformApi;
  const store = new MemoryStore(random);
  const session = await Session.fromRoot(root, {
    ...{ campaign: CAMPAIGN, api, store, random, sleep: async () => {} },
  });
  const desk = new AreaDesk({} as AreaKeyring, {} as CampaignContent, session);
  await desk.refresh();
  if (desk.participation.kind !== 'ready') throw new Error(desk.participation.kind);
  const { schools, missing, atMs } = desk.participation.value;
  return { schools: schools.map(({ name }) => name), missing, at: new Date(atMs).toISOString() };
}

it.each(['1', '2', '3'])(
  'shows the schools of the parts that came when part %s is kept back',
  async (kept) => {
    // Without the first part it said that no school of the area has pupils.
    const parts: Record<string, AreaParticipation> = {
      1: partOf(1, 3, MONDAY, 'a'),
      2: partOf(2, 3, FRIDAY, 'b'),
      3: partOf(3, 3, MONDAY, 'c'),
    };
    delete parts[kept];
    const schools = ['a', 'b', 'c'].filter((_, i) => String(i + 1) !== kept);
    expect(await shownOf(parts)).toEqual({ schools, missing: 1, at: MONDAY });
  },
);

it('shows neither schools nor the date of a division that had more parts', async () => {
  // A part that is no more stays on the platform: its date was that of the whole page, for ever.
  expect(
    await shownOf({
      1: partOf(1, 2, FRIDAY, 'a'),
      2: partOf(2, 2, FRIDAY, 'b'),
      3: partOf(3, 3, MONDAY, 'c'),
    }),
  ).toEqual({ schools: ['a', 'b'], missing: 0, at: FRIDAY });
});

it('mixes no part of an older division with the newest: schools would be there twice, or not at all', async () => {
  expect(await shownOf({ 1: partOf(1, 3, MONDAY, 'a', 'b'), 2: partOf(2, 2, FRIDAY, 'b', 'c') })).toEqual({
    schools: ['b', 'c'],
    missing: 1,
    at: FRIDAY,
  });
});
