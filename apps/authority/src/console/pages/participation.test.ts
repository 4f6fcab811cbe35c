import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils, sampleUai } from '@cloison/dev-env/authority/sample-roster.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { arrivalsByQuarter } from '../../records/arrivals.ts';
import { Desk } from '../desk/desk.ts';
import { participation, schoolsBehind, schoolsShown } from './participation.ts';

const CAMPAIGN = 'essai-2026';
let office: SampleOffice;
let desk: Desk;

/** Five schools of three pupils a class: four in Paris, one in Réunion; the first has finished, the second has begun. */
beforeAll(async () => {
  office = await sampleOffice('campaign');
  await office.roster(samplePupils(5, 3));
  const rows = office.vault.all<{ id: number; school: number; level: string }>(
    'SELECT cl.id, c.school, cl.level FROM class_level cl JOIN class c ON c.id = cl.class ORDER BY c.school, cl.id',
  );
  const first = rows[0]!.school;
  for (const { id, school, level } of rows) {
    const place = school - first;
    const [complete, begun] = place === 0 ? [3, 0] : place === 1 ? [1, 1] : [0, 0];
    office.vault.run(
      'INSERT INTO participation VALUES (?, ?, 3, ?, ?, ?, 0)',
      id,
      level === 'cp' ? 'francais-cp' : 'francais',
      3 - complete - begun,
      begun,
      complete,
    );
  }
  const arrived = (at: string, final: number) => {
    const id = crypto.getRandomValues(new Uint8Array(16));
    office.vault.run(
      `INSERT INTO holder (holder_id, campaign, kind, state, access_hash, sealed, pushed, used)
       VALUES (?, ?, 'pupil', 'assigned', ?, ?, 1, 1)`,
      id,
      CAMPAIGN,
      crypto.getRandomValues(new Uint8Array(32)),
      new Uint8Array(1),
    );
    office.vault.run('INSERT INTO record VALUES (?, ?, 1, ?, ?, ?, NULL)', id, 'francais', id, final, at);
  };
  const at = (days: number, hour: number, minute: number) =>
    new Date(2026, 8, 16 + days, hour, minute).toISOString();
  arrived(at(0, 9, 5), 1);
  arrived(at(0, 9, 20), 1);
  arrived(at(0, 9, 25), 0);
  arrived(at(-1, 14, 0), 1);
  desk = new Desk({
    vaultFolder: office.vaultFolder,
    keysFolder: office.keysFolder,
    keys: null,
    passphrase: null,
    actor: { who: 'agent', now: () => new Date(2026, 8, 16, 10, 0) },
    waitMs: 0,
  });
});
afterAll(() => {
  desk.close();
  office.remove();
});

it('sums up by sequence and by place, with schools where nobody has begun', () => {
  const { sequences, places } = participation(desk, CAMPAIGN, null);
  expect(sequences.map(({ sequence, expected, complete }) => [sequence, expected, complete])).toEqual([
    ['francais', 15, 4],
    ['francais-cp', 15, 4],
  ]);
  expect(
    places.map(({ departement, academie, schools, schoolsNotBegun }) => [
      departement,
      academie,
      schools,
      schoolsNotBegun,
    ]),
  ).toEqual([
    ['75', 'Paris', 4, 2],
    ['974', 'La Réunion', 1, 1],
  ]);
  const [paris] = participation(desk, CAMPAIGN, 'francais').places;
  expect([paris?.expected, paris?.complete]).toEqual([12, 4]);
});

it('draws today up to now and the whole of yesterday, finals alone', () => {
  const { today, yesterday } = participation(desk, CAMPAIGN, null);
  expect([today.length, today[36], today[37], today.at(-1)]).toEqual([40, 1, 2, 2]);
  expect([yesterday.length, yesterday[55], yesterday.at(-1)]).toEqual([96, 0, 1]);
});

it('says of each school where it stands', () => {
  const paces = schoolsBehind(desk, CAMPAIGN, null).map(({ uai, pace }) => [uai, pace]);
  expect(paces).toEqual([
    [sampleUai(750_001), 'done'],
    [sampleUai(750_002), 'going'],
    [sampleUai(750_003), 'notBegun'],
    [sampleUai(750_004), 'notBegun'],
    [sampleUai(9_740_005), 'notBegun'],
  ]);
});

it('shows the schools that are wanted, a page at a time, in the order that was asked for', () => {
  const ask = (more: Partial<Parameters<typeof schoolsShown>[1]> = {}) =>
    schoolsShown(desk, {
      campaign: CAMPAIGN,
      sequence: null,
      wanted: '',
      academie: null,
      pace: null,
      sort: { by: 'left', desc: true },
      from: 0,
      all: false,
      ...more,
    });
  const uais = (more: Parameters<typeof ask>[0]) => ask(more).rows.map(({ uai }) => uai);
  const [done, going, ...none] = [750_001, 750_002, 750_003, 750_004, 9_740_005].map(sampleUai);
  const all = ask();
  expect([all.all, all.found, all.academies]).toEqual([5, 5, ['La Réunion', 'Paris']]);
  // Six left in each of three schools, by UAI; then four, and none.
  expect(all.rows.map(({ uai }) => uai)).toEqual([...none, going, done]);
  expect(uais({ sort: { by: 'left', desc: false } })).toEqual([done, going, ...none]);
  expect(uais({ sort: { by: 'share', desc: true } }).slice(0, 2)).toEqual([done, going]);
  expect(uais({ pace: 'going' })).toEqual([going]);
  expect(uais({ academie: 'La Réunion' })).toEqual([sampleUai(9_740_005)]);
  expect(uais({ wanted: sampleUai(750_003).toLowerCase() })).toEqual([sampleUai(750_003)]);
  expect(ask({ wanted: 'zzz' })).toMatchObject({ all: 5, found: 0, rows: [] });
  const rest = ask({ from: 3 });
  expect([rest.from, rest.found, rest.rows.length]).toEqual([3, 5, 2]);
});

it('counts the schools again once the vault was written', () => {
  const left = () => participation(desk, CAMPAIGN, null).places.reduce((sum, one) => sum + one.notBegun, 0);
  const before = left();
  office.vault.run('UPDATE participation SET not_begun = not_begun + 1');
  expect(left()).toBe(before + 10);
  office.vault.run('UPDATE participation SET not_begun = not_begun - 1');
  expect(left()).toBe(before);
});

it('has the quarters of yesterday and today in their day, those of other campaigns left out', () => {
  const quarters = arrivalsByQuarter(office.vault, CAMPAIGN, new Date(2026, 8, 15), 192);
  const filled = quarters.flatMap((count, quarter) => (count === 0 ? [] : [[quarter, count]]));
  expect(filled).toEqual([
    [56, 1],
    [96 + 36, 1],
    [96 + 37, 1],
  ]);
  expect(
    arrivalsByQuarter(office.vault, 'autre', new Date(2026, 8, 15), 192).every((count) => count === 0),
  ).toBe(true);
});
