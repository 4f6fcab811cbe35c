/** A host, alone or with a pupil, that shows so much of one record that nothing else would find room. */
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { toBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { silentRecords } from '../../apps/authority/src/collect/silent-records.ts';
import { MAX_REQUESTS_OF_DESK } from '../../apps/authority/src/desk/requests.ts';
import { MAX_BRANCHES } from '../../apps/authority/src/records/branch-room.ts';
import {
  addIncidents,
  incidentsByCode,
  MAX_INCIDENTS,
  MAX_INCIDENTS_OF_HOLDER,
} from '../../apps/authority/src/records/incidents.ts';
import {
  addQuarantine,
  MAX_QUARANTINED_OF_HOLDER,
  MAX_TRACES,
} from '../../apps/authority/src/records/quarantine.ts';
import { MAX_ROLLBACKS } from '../../apps/authority/src/records/rollbacks.ts';
import { pupilBody } from '../authority/simulated-people.ts';
import { incidentsOfClass } from './desk-flood.ts';
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

test('rubbish of a pupil under a thousand names does not make a closing impossible', async () => {
  // No trace was left any more of what is kept and does not open: by the counts of the closing it was lost, and they never agreed.
  const one = await LyingCampaign.start();
  try {
    const anna = one.person('Anna');
    const { bytes } = await one.seal(anna, pupilBody(one.small, GOOD, true), { version: 1, final: true });
    const odd = await one.seal(anna, pupilBody(one.small, GOOD, true), { version: 1, final: true }, 'x');
    const told = Array.from({ length: MAX_QUARANTINED_OF_HOLDER }, (_, i) => ({
      ...entryOf(bytes),
      name: `x${i}`,
    }));
    const show = async (...entries: readonly object[]) => {
      one.host.lies = { feed: (page) => ({ ...page, entries }), records: () => ({ records: [] }) };
      return one.serve();
    };
    for (let from = 0; from < told.length; from += 300) await show(...told.slice(from, from + 300));
    const rubbish = [entryOf(forgedFrom(bytes, 1)), entryOf(forgedFrom(odd.bytes, 1))];
    expect(await show(...rubbish)).toMatchObject({ received: 2, quarantined: 2 });
    one.honest();
    const { vault, keys, actor } = one.small;
    const { counts } = await closeCampaign(vault, keys, actor, NAME, {
      platform: one.host.url,
      patienceMs: 0,
    });
    expect(counts.received).toMatchObject({ records: 2, counted: 0, quarantined: 2 });
  } finally {
    await one.close();
  }
});

test('a class’s desk asks for no more than its record can have, whatever else it asks for in each version', async () => {
  // Whoever has the class’s secret sealed other requests in each version, and the office kept, and opened at each pass, them all.
  const asked = () => one.small.vault.count('SELECT count(*) FROM request');
  const ASKED = 260;
  for (let version = 1; version <= 5; version++) {
    const ids = Array.from({ length: ASKED }, (_, i) => `r${version}-${i}`);
    showOnly(entryOf(await incidentsOfClass(one, version, ids)));
    await one.serve();
    expect(asked()).toBe(Math.min(version * ASKED, MAX_REQUESTS_OF_DESK));
  }
  expect(one.journaled('desk.received').map(({ full }) => full)).toEqual([
    undefined,
    undefined,
    undefined,
    1,
  ]);
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

test('rubbish of all holders of a campaign leaves a bounded number of traces and incidents, and the rest is counted', () => {
  // A thousand of each of a million holders would have filled a disk.
  const { campaign, vault } = one.small;
  const holderOf = (i: number) =>
    Uint8Array.of(1, ...new Uint8Array(11), ...new Uint8Array(Uint32Array.of(i).buffer));
  const before = vault.count('SELECT count(*) FROM incident');
  const incidents = Array.from({ length: MAX_INCIDENTS + 10 }, (_, i) => ({
    code: 'unreadable-rescue' as const,
    record: { holder: holderOf(i), name: 'maths' },
  }));
  const named = vault.transaction(() => addIncidents(campaign, incidents));
  expect(named).toBe(MAX_INCIDENTS - before + 1);
  const [rest] = incidentsByCode(vault, campaign.name).filter(({ code }) => code === 'unreadable-rescue');
  expect(rest?.times).toBeGreaterThanOrEqual(incidents.length);
  let traces = 0;
  vault.transaction(() => {
    for (let i = 0; i < MAX_TRACES + 10; i++) {
      const refused = {
        holder: holderOf(i),
        name: 'maths',
        hash: holderOf(i),
        code: 'feed-mismatch' as const,
      };
      if (addQuarantine(campaign, refused)) traces += 1;
    }
  });
  expect(traces).toBeLessThanOrEqual(MAX_TRACES);
  expect(traces).toBeGreaterThan(MAX_TRACES - 100);
});
