/** What counts of a booklet that was keyed under several roots of one class, and what the next page is told. */
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import {
  type EntryBody,
  entryRecordName,
  NO_PREVIOUS,
  parseEntryBase,
  parseEntryBody,
  secondKeyingOf,
} from '@cloison/protocol';
import { afterEach, expect, test } from 'vitest';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import { revokeStaff } from '../../apps/authority/src/codes/revoke.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { readSittings } from '../../apps/authority/src/score/sittings.ts';
import {
  entryBody,
  groupOf,
  type Person,
  type Pupil,
  pupilsOf,
  readDocument,
  save,
} from './simulated-people.ts';

let small: SmallCampaign | null = null;
afterEach(async () => {
  await small?.close();
  small = null;
});

type Edits = Readonly<Record<string, readonly [value: string, counter: number, device: number]>>;

async function published() {
  const one = await startSmallCampaign();
  small = one;
  const platform = { platform: one.platform.url };
  await publishCampaign(one.campaign, one.keys, platform);
  const gael = (await pupilsOf(one)).get('Gaël')!;
  const { uai } = one.vault.get<{ uai: string }>(`SELECT uai FROM school WHERE uai LIKE '0750001%'`)!;
  const byte = (device: number) => `0${device}`.repeat(8);
  return {
    one,
    gael,
    group: async () => (await groupOf(one, 'cp')).class,
    serve: () => serveCampaign(one.campaign, one.keys, { ...platform, once: true }),
    publish: () => publishCampaign(one.campaign, one.keys, platform),
    revoke: async () => {
      await mintCodes(one.campaign, { stock: { staff: 1 }, threads: 1 });
      await revokeStaff(one.campaign, { role: 'teacher', uai, label: 'CP A', rank: 1 });
    },
    /** What a computer seals, with the saves behind it. */
    keyed: (edits: Edits, saves: Readonly<Record<number, number>>): EntryBody => ({
      ...entryBody(one, {}),
      cells: Object.fromEntries(
        Object.entries(edits).map(([item, [value, counter, device]]) => [
          item,
          { value, edit: [counter, byte(device)] },
        ]),
      ),
      saves: Object.fromEntries(
        Object.entries(saves).map(([device, count]) => [byte(Number(device)), count]),
      ),
    }),
    save: async (
      person: Person,
      body: EntryBody,
      device: number,
      after: { readonly version: number; readonly hash: Uint8Array } = { version: 0, hash: NO_PREVIOUS },
      sequence = 'lettres',
    ) => {
      const name = await entryRecordName(person.holder.namesKey, sequence, gael.orderNumber);
      const version = after.version + 1;
      const how = { version, previous: after.hash, device: new Uint8Array(8).fill(device) };
      const { status, hash } = await save(one, person, name, body, how);
      return { status, hash, version };
    },
    counted: () => answersOf(one, gael),
    base: async (sequence = 'lettres') => {
      const { class: now } = await groupOf(one, 'cp');
      const { records } = parseEntryBase((await readDocument(one, now, 'entry-base'))?.body);
      const name = await entryRecordName(now.holder.namesKey, sequence, gael.orderNumber);
      return records[name] === undefined ? null : parseEntryBody(records[name]);
    },
  };
}

function answersOf(one: SmallCampaign, gael: Pupil): Record<string, unknown> {
  const items = Object.entries(readSittings(one.campaign, gael.id)[0]?.items ?? {});
  return Object.fromEntries(items.map(([id, { responses }]) => [id, responses.RESPONSE]));
}

test('an answer that the new root only carries does not count before a later one of the old root', async () => {
  const room = await published();
  const old = await room.group();
  const first = await room.save(old, room.keyed({ l1: ['A', 1, 1] }, { 1: 1 }), 1);
  await room.serve();
  await room.revoke();
  // Before the platform has the revocation.
  const later = await room.save(old, room.keyed({ l1: ['B', 2, 1] }, { 1: 2 }), 1, first);
  expect(later.status).toBe(204);
  await room.publish();
  const fresh = await room.group();
  // The page opened with what the office had.
  await room.save(fresh, room.keyed({ l1: ['A', 1, 1], l2: ['C', 2, 2] }, { 2: 1 }), 2);
  await room.serve();
  expect(room.counted()).toEqual({ l1: 'B', l2: 'C' });
});

test('an answer keyed under a root in force counts before those of roots before, once it is replaced too', async () => {
  const room = await published();
  const first = await room.group();
  await room.save(first, room.keyed({ l1: ['A', 7, 1] }, { 1: 1 }), 1);
  await room.serve();
  await room.revoke();
  await room.publish();
  const second = await room.group();
  // Its page knew nothing of the first root.
  await room.save(second, room.keyed({ l1: ['B', 1, 2] }, { 2: 1 }), 2);
  await room.serve();
  expect(room.counted()).toEqual({ l1: 'B' });
  await room.revoke();
  await room.publish();
  await room.serve();
  expect((await room.base())?.cells.l1).toMatchObject({ value: 'B' });
  const third = await room.group();
  await room.save(third, room.keyed({ l1: ['B', 1, 2], l2: ['C', 8, 3] }, { 3: 1 }), 3);
  await room.serve();
  expect(room.counted()).toEqual({ l1: 'B', l2: 'C' });
});

test('a second keying goes on under the new root as a first one does', async () => {
  const room = await published();
  const old = await room.group();
  await room.save(old, room.keyed({ l1: ['A', 1, 1] }, { 1: 1 }), 1);
  await room.save(old, room.keyed({ l1: ['B', 1, 2] }, { 2: 1 }), 2, undefined, secondKeyingOf('lettres'));
  await room.serve();
  await room.revoke();
  await room.publish();
  expect((await room.base())?.cells.l1).toMatchObject({ value: 'A' });
  expect((await room.base(secondKeyingOf('lettres')))?.cells.l1).toMatchObject({ value: 'B' });
});

test('whoever wrote the highest counters under a root that was replaced leaves none of them to the next', async () => {
  // Edits of two computers had one counter from then on, so that the name of a computer decided, not who keyed last.
  const room = await published();
  const old = await room.group();
  const last = Number.MAX_SAFE_INTEGER;
  const cells: Edits = { l1: ['A', 3, 1], l2: ['B', last, 9], l3: ['C', last - 1, 9] };
  await room.save(old, room.keyed(cells, { 1: 1, 9: 1 }), 9);
  await room.serve();
  await room.revoke();
  await room.publish();
  const base = await room.base();
  expect(base?.cells).toMatchObject({ l1: { value: 'A' }, l2: { value: 'B' }, l3: { value: 'C' } });
  expect(['l1', 'l3', 'l2'].map((item) => base?.cells[item]?.edit[0])).toEqual([3, 4, 5]);
  const fresh = await room.group();
  const carried: Edits = { l1: ['A', 3, 1], l2: ['A', 6, 2], l3: ['C', 4, 9] };
  await room.save(fresh, room.keyed(carried, { 2: 1 }), 2);
  await room.serve();
  expect(room.counted()).toEqual({ l1: 'A', l2: 'A', l3: 'C' });
});
