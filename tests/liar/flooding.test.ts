/** A host, alone or with a pupil, that shows so much of one record that nothing else would find room. */
import { toBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentRecords } from '../../apps/authority/src/collect/silent-records.ts';
import { MAX_BRANCHES } from '../../apps/authority/src/records/branch-room.ts';
import { addIncidents, MAX_INCIDENTS_OF_HOLDER } from '../../apps/authority/src/records/incidents.ts';
import { MAX_ROLLBACKS } from '../../apps/authority/src/records/rollbacks.ts';
import { pupilBody } from '../authority/simulated-people.ts';
import { entryOf, forgedFrom, LyingCampaign } from './lying-campaign.ts';

let one: LyingCampaign;
beforeAll(async () => {
  one = await LyingCampaign.start();
});
afterAll(() => one.close());

const POOR = { m1: 'C' };
const GOOD = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };
/** The feed shows these alone, and nothing is shown by name. */
const showOnly = (...entries: readonly object[]) => {
  one.host.lies = { feed: (page) => ({ ...page, entries }), records: () => ({ records: [] }) };
};

test('a pupil’s own old versions, replayed as branches until there is no room, keep no late final out', async () => {
  // The host needed nobody for it: what it had acknowledged as late was shown, and not kept, for ever.
  const anna = one.person('Anna');
  const old: Awaited<ReturnType<typeof one.seal>>[] = [];
  for (let version = 1; version <= MAX_BRANCHES + 1; version++) {
    const previous = old.at(-1)?.hash;
    const how = { version, saves: { 1: version }, ...(previous === undefined ? {} : { previous }) };
    old.push(await one.seal(anna, pupilBody(one.small, POOR, false), how));
  }
  showOnly(...old.map(({ bytes }) => entryOf(bytes, 'branch')));
  expect(await one.serve()).toMatchObject({ received: MAX_BRANCHES + 1 });
  const how = { version: old.length + 1, final: true, saves: { 1: old.length + 1 } };
  const final = await one.seal(anna, pupilBody(one.small, GOOD, true), how);
  showOnly({ ...entryOf(final.bytes, 'branch'), reason: 'late' });
  expect(await one.serve()).toMatchObject({ received: 1 });
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 4 });
  const { branches } = one.kept(anna);
  expect(branches).toHaveLength(MAX_BRANCHES);
  expect(one.incidents()).toMatchObject({ 'branches-full': 1 });
  // The newest stays, and what it stands for is no news any more.
  showOnly(...old.map(({ bytes }) => entryOf(bytes, 'branch')));
  expect(await one.serve()).toMatchObject({ received: 0 });
  expect(one.kept(anna).branches).toEqual(branches);
  expect(branches).toContain(toBase64Url(old.at(-1)!.hash));
});

test('versions below one that the host’s accomplice made up leave a bounded number of traces', async () => {
  const bilal = one.person('Bilal');
  const sealedAs = async (version: number, saves: number) =>
    entryOf(
      (await one.seal(bilal, pupilBody(one.small, POOR, false), { version, saves: { 1: saves } })).bytes,
    );
  showOnly(await sealedAs(2 ** 32 - 1, 9));
  await one.serve();
  const below = [];
  for (let version = 1; version <= MAX_ROLLBACKS + 6; version++) below.push(await sealedAs(version, 1));
  showOnly(...below);
  expect(await one.serve()).toMatchObject({ received: 0, rollbacks: MAX_ROLLBACKS });
  expect(await one.serve()).toMatchObject({ rollbacks: 0 });
});

test('a final that does not open is none: what it stands before is still asked for by name', async () => {
  // A header is all that a host has to make up, and the true final was then never asked for, nor at the closing.
  const chloe = one.person('Chloé');
  const final = await one.seal(chloe, pupilBody(one.small, GOOD, true), { version: 1, final: true });
  expect(await one.send(chloe, final.bytes)).toBe(204);
  showOnly(entryOf(forgedFrom(final.bytes, 2 ** 32 - 1)));
  expect(await one.serve()).toMatchObject({ received: 1, quarantined: 1 });
  // Nor has anybody used the code, as the certificate would say.
  const isUsed = () =>
    one.small.vault.count('SELECT used FROM holder WHERE holder_id = ?', chloe.row.holder_id);
  expect(isUsed()).toBe(0);
  const asked = [];
  for await (const batch of silentRecords(one.small.campaign, 400)) asked.push(...batch);
  const id = toBase64Url(chloe.holder.holderId);
  expect(asked.map(({ holder, name }) => [toBase64Url(holder), name])).toContainEqual([id, 'maths']);
  one.honest();
  await one.serve();
  expect(one.sitting('Chloé')).toMatchObject({ state: 'complete', points: 4 });
  expect(isUsed()).toBe(1);
});

test('rubbish under ever new names is named by record as far as a bound, and then by its holder', () => {
  // The number of lines in the vault and in the journal was the host's to choose.
  const { campaign, vault } = one.small;
  const { holderId: holder } = one.person('Bilal').holder;
  const named = (names: readonly string[]) =>
    vault.transaction(() =>
      addIncidents(
        campaign,
        names.map((name) => ({ code: 'unreadable-rescue', record: { holder, name } })),
      ),
    );
  const names = Array.from({ length: MAX_INCIDENTS_OF_HOLDER + 10 }, (_, i) => `x${i}`);
  expect(named(names)).toBe(MAX_INCIDENTS_OF_HOLDER + 1);
  expect(named(names)).toBe(0);
  expect(one.incidents()).toMatchObject({ 'unreadable-rescue': MAX_INCIDENTS_OF_HOLDER + 1 });
});
