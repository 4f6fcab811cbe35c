/** What was keyed of a pupil who is moved to another class of the school, whose root was never replaced. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { PUPILS, pupilsCsv } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import {
  type EntryBody,
  entryRecordName,
  NO_PREVIOUS,
  parseEntryBase,
  parseEntryBody,
} from '@cloison/protocol';
import { afterEach, expect, test } from 'vitest';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { importRoster } from '../../apps/authority/src/roster/import-roster.ts';
import { readSittings } from '../../apps/authority/src/score/sittings.ts';
import type { HolderRow } from '../../apps/authority/src/vault/rows.ts';
import {
  entryBody,
  type Person,
  type Pupil,
  personOf,
  pupilsOf,
  readDocument,
  save,
} from './simulated-people.ts';

let small: SmallCampaign | null = null;
afterEach(async () => {
  await small?.close();
  small = null;
});

/** In the class CP B, all others in CP A. */
const inOtherClass = (...firstNames: string[]) =>
  PUPILS.map((row) => (firstNames.includes(row[5]) ? [row[0], 'CP B', ...row.slice(2)] : [...row]));

type Edits = Readonly<Record<string, readonly [value: string, counter: number, device: number]>>;

async function published() {
  const one = await startSmallCampaign({ pupils: inOtherClass('Karim') });
  small = one;
  const platform = { platform: one.platform.url };
  const publish = () => publishCampaign(one.campaign, one.keys, platform);
  await publish();
  const pupils = await pupilsOf(one);
  const [gael, karim] = [pupils.get('Gaël')!, pupils.get('Karim')!];
  const classOf = async ({ id }: Pupil): Promise<Person> => {
    const sql = `SELECT h.* FROM holder h JOIN pupil p ON p.class_level = h.class_level WHERE p.id = ? AND h.state = 'assigned'`;
    return personOf(one, one.vault.get<HolderRow>(sql, id)!);
  };
  const [from, to] = [await classOf(gael), await classOf(karim)];
  const byte = (device: number) => `0${device}`.repeat(8);
  return {
    from,
    to,
    serve: () => serveCampaign(one.campaign, one.keys, { ...platform, once: true }),
    publish,
    move: async (...firstNames: string[]) => {
      const file = join(one.folder, 'campaign', 'pupils.csv');
      writeFileSync(file, pupilsCsv(inOtherClass(...firstNames)));
      const schools = join(one.folder, 'campaign', 'schools.csv');
      await importRoster(one.campaign, { schools, pupils: file });
      await publish();
    },
    key: async (person: Person, edits: Edits, device: number, { version = 0, hash = NO_PREVIOUS } = {}) => {
      const name = await entryRecordName(person.holder.namesKey, 'lettres', gael.orderNumber);
      const cells = Object.entries(edits).map(([item, [value, counter, by]]) => [
        item,
        { value, edit: [counter, byte(by)] },
      ]);
      const body: EntryBody = {
        ...entryBody(one, {}),
        cells: Object.fromEntries(cells),
        saves: { [byte(device)]: version + 1 },
      };
      const bytes = new Uint8Array(8).fill(device);
      const done = await save(one, person, name, body, {
        version: version + 1,
        previous: hash,
        device: bytes,
      });
      return { version: version + 1, hash: done.hash };
    },
    base: async (person: Person) => {
      const document = await readDocument(one, person, 'entry-base');
      if (document === null) return null;
      const { records } = parseEntryBase(document.body);
      const name = await entryRecordName(person.holder.namesKey, 'lettres', gael.orderNumber);
      const body = records[name] === undefined ? null : parseEntryBody(records[name]);
      return { records: Object.keys(records).length, cells: body?.cells ?? null };
    },
    counted: () => {
      const items = Object.entries(readSittings(one.campaign, gael.id)[0]?.items ?? {});
      return Object.fromEntries(items.map(([id, { responses }]) => [id, responses.RESPONSE]));
    },
  };
}

test('the new class goes on from what the old one keyed, of that pupil alone, as the office counts it', async () => {
  // Its teacher saw an empty booklet, and keyed all of it again, while the office counted the cells of the old class.
  const school = await published();
  await school.key(school.from, { l1: ['A', 1, 1], l2: ['B', 2, 1] }, 1);
  await school.serve();
  expect(await school.base(school.to)).toBeNull();
  await school.move('Karim', 'Gaël');
  expect(await school.base(school.to)).toMatchObject({
    records: 1,
    cells: { l1: { value: 'A' }, l2: { value: 'B' } },
  });
  expect(await school.base(school.from)).toBeNull();
  await school.key(school.to, { l1: ['A', 1, 1], l2: ['A', 3, 2], l3: ['A', 4, 2] }, 2);
  await school.serve();
  expect(school.counted()).toEqual({ l1: 'A', l2: 'A', l3: 'A' });
});

test('what the new class only carries on does not count before what the old one had keyed later', async () => {
  const school = await published();
  const first = await school.key(school.from, { l1: ['A', 1, 1] }, 1);
  await school.serve();
  await school.move('Karim', 'Gaël');
  // From a computer that was without network when the pupil moved.
  await school.key(school.from, { l1: ['B', 9, 1], l2: ['B', 9, 1] }, 1, first);
  await school.key(school.to, { l1: ['A', 1, 1], l2: ['A', 2, 2] }, 2);
  await school.serve();
  expect(school.counted()).toEqual({ l1: 'B', l2: 'A' });
});

test('a class that a pupil has left again is told that there is nothing to go on from', async () => {
  const school = await published();
  await school.key(school.from, { l1: ['A', 1, 1] }, 1);
  await school.serve();
  await school.move('Karim', 'Gaël');
  await school.move('Karim');
  expect(await school.base(school.to)).toMatchObject({ records: 0 });
});
