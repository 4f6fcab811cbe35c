/** Content sealed to be fetched ahead: what the platform has before an opening, after it, and for whom. One clock for all. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadContent, MemoryStore, platformApi, Session } from '@cloison/client';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { PUPILS } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { parseTicket } from '@cloison/protocol';
import { fromBase64Url, toHex } from '@cloison/protocol/public';
import { parseSequenceContent } from '@cloison/qti/delivery';
import { afterEach, expect, test } from 'vitest';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { type ConnectOptions, connectPlatform } from '../../apps/authority/src/platform-link/connect.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { openingsToCome, releaseDueKeys } from '../../apps/authority/src/sealed-content/release-keys.ts';
import { contentShare, openingKey } from '../../apps/authority/src/sealed-content/seal-content.ts';
import { createCampaign } from '../../apps/authority/src/specify/create-campaign.ts';
import type { ContentRow } from '../../apps/authority/src/vault/rows.ts';
import { type Pupil, pupilsOf, readDocument } from './simulated-people.ts';

let small: SmallCampaign | null = null;
afterEach(async () => {
  await small?.close();
  small = null;
});

/** Mathematics opens at eight in the morning of 7 September in both areas: 04:00 UTC in Réunion, 06:00 in Paris. */
const REUNION = Date.parse('2026-09-07T04:00:00Z');
const PARIS = Date.parse('2026-09-07T06:00:00Z');
const EARLY = 'a key is on the platform before its opening';
const calendar = (yaml: string) =>
  yaml
    .replace(
      'areas:\n',
      'areas:\n  - { id: 1, zone: Indian/Reunion, title: { fr: La Réunion, en: Réunion }, departements: ["075"] }\n',
    )
    .replace('maths: { opens: 2026-01-05T08:00', 'maths: { opens: 2026-09-07T08:00');
const ahead = (yaml: string) => `${yaml}content: { ahead: true }\n`;
const pupils = [
  ...PUPILS,
  ['0750001', '6e R', '6e', '100000021AA', 'Letchi', 'Rose', '2015-02-10', 'F', ''],
] as const;

const start = async (clock: () => number) => {
  small = await startSmallCampaign({ campaign: ahead, calendar, pupils, clock });
  return small;
};
const serve = (one: SmallCampaign, here: ConnectOptions) =>
  serveCampaign(one.campaign, one.keys, { ...here, once: true });
const contentOf = async (one: SmallCampaign, pupil: Pupil) => {
  const { root } = pupil.person!;
  const api = platformApi({ origin: one.platform.url.replace(/\/$/, ''), campaign: NAME, fetch });
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const store = new MemoryStore(random);
  const session = await Session.fromRoot(root, { campaign: NAME, api, store, random, sleep: async () => {} });
  const ticket = (await session.document('ticket', parseTicket))!.value;
  const opener = {
    share: fromBase64Url(ticket.share!),
    key: (sequence: string) => session.contentKey(sequence),
  };
  return (await loadContent(ticket.manifest, api, store, opener)).json('sequences/maths.json');
};

/** Whether any file below holds these bytes: as they are, in hexadecimal, or in base64 at any alignment. */
function foundIn(folder: string, base64Url: string): boolean {
  const raw = Buffer.from(base64Url, 'base64url');
  const base64 = [0, 1, 2].map((skip) => raw.subarray(skip, skip + 27).toString('base64'));
  const forms: readonly (string | Buffer)[] = [
    raw,
    raw.toString('hex'),
    ...base64.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]),
  ];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .some((bytes) => forms.some((form) => bytes.includes(form)));
}

test('before an opening the platform has neither the key nor the content; then each calendar gets it at its own', async () => {
  let now = REUNION - 24 * 3_600_000;
  const one = await start(() => now);
  const here = { platform: one.platform.url, now: () => now };
  await publishCampaign(one.campaign, one.keys, here);
  await serve(one, here);
  const people = await pupilsOf(one);
  const [anna, rose] = [people.get('Anna')!, people.get('Rose')!];
  const key = openingKey(one.campaign, 'maths')!;
  const share = contentShare(one.campaign)!;
  const onPlatform = (what: string) => foundIn(one.platformFolder, what);
  expect([onPlatform(key), onPlatform(share)], EARLY).toEqual([false, false]);
  expect(
    one.vault
      .all<ContentRow>(`SELECT path FROM content WHERE kind = 'public' ORDER BY path`)
      .map(({ path }) => path),
  ).toEqual(['manifest.json', 'packs/maths', 'sequences/lettres.json']);
  // A vault without its key has them sealed too.
  one.release();
  expect([foundIn(one.vaultFolder, key), foundIn(one.vaultFolder, share)]).toEqual([false, false]);
  await one.reopen();
  for (const pupil of [anna, rose]) {
    await expect(contentOf(one, pupil)).rejects.toMatchObject({ code: 'window-closed' });
  }

  now = REUNION - 1_000;
  await serve(one, here);
  expect(onPlatform(key), EARLY).toBe(false);
  now = REUNION;
  await expect(contentOf(one, rose)).rejects.toMatchObject({ code: 'not-released' });
  await serve(one, here);
  expect(parseSequenceContent(await contentOf(one, rose)).items.map(({ id }) => id)).toEqual([
    'm1',
    'm2',
    'm3',
    'm4',
  ]);
  await expect(contentOf(one, anna)).rejects.toMatchObject({
    code: 'window-closed',
    opensMs: PARIS,
  });
  // The search is able to find it: it is there now. The other half never is.
  expect([onPlatform(key), onPlatform(share)]).toEqual([true, false]);

  now = PARIS;
  await expect(contentOf(one, anna)).rejects.toMatchObject({ code: 'not-released' });
  await serve(one, here);
  expect(await contentOf(one, anna)).toEqual(await contentOf(one, rose));
  expect(onPlatform(share)).toBe(false);
  expect(openingsToCome(one.campaign)).toEqual([]);
  const journal = one.vault.all<{ line: string }>('SELECT line FROM journal').map(({ line }) => line);
  const released = journal.map((line) => JSON.parse(line)).filter(({ what }) => what === 'campaign.release');
  expect(released.map(({ detail }) => detail)).toEqual([
    { keys: 1, sequences: 'maths', calendars: '0' },
    { keys: 1, sequences: 'maths', calendars: '2' },
  ]);
  expect(journal.some((line) => line.includes(key) || line.includes(share))).toBe(false);
});

test('a release that was cut short, or a platform put back, is made again; a key is drawn once', async () => {
  let now = PARIS + 1_000;
  const one = await start(() => now);
  const here = { platform: one.platform.url, now: () => now };
  // Published when the opening has passed already: nobody has to serve for pupils to begin.
  await publishCampaign(one.campaign, one.keys, here);
  const anna = (await pupilsOf(one)).get('Anna')!;
  const content = await contentOf(one, anna);
  expect(parseSequenceContent(content).id).toBe('maths');
  // Killed between the platform's answer and the mark.
  one.vault.run('DELETE FROM content_release');
  const client = await connectPlatform(one.vault, one.keys, NAME, here);
  expect(await releaseDueKeys(one.campaign, client)).toHaveLength(2);
  expect(await releaseDueKeys(one.campaign, client)).toEqual([]);
  now += 60_000;
  await publishCampaign(one.campaign, one.keys, { ...here, again: true });
  expect(openingsToCome(one.campaign)).toEqual([]);
  expect(await contentOf(one, anna)).toEqual(content);
  // Created again from the same folder: the same campaign, the same packs.
  const before = one.campaign.manifestHash;
  const again = await createCampaign(one.vault, one.keys, one.actor, join(one.folder, 'campaign'));
  expect(again).toMatchObject({ created: false, manifest: before });
  const ticket = parseTicket((await readDocument(one, anna.person!, 'ticket'))!.body);
  expect([ticket.share, ticket.manifest]).toEqual([contentShare(one.campaign), before]);
  expect(toHex(fromBase64Url(ticket.share!))).toHaveLength(64);
});

test('the authority at work wakes for an opening, however long its tick is', async () => {
  let startedMs = Number.POSITIVE_INFINITY;
  // Runs from a second and a half before the opening of Paris, once it is started.
  const clock = () => PARIS - 1_500 + Math.floor(Math.max(0, performance.now() - startedMs));
  const one = await start(clock);
  const here = { platform: one.platform.url, now: clock };
  const ended = new AbortController();
  const seen: string[] = [];
  await publishCampaign(one.campaign, one.keys, here);
  expect(
    openingsToCome(one.campaign).map(({ calendar: number }) => `calendar ${number}`),
    EARLY,
  ).toEqual(['calendar 2']);
  startedMs = performance.now();
  await serveCampaign(one.campaign, one.keys, {
    ...here,
    tickMs: 86_400_000,
    signal: ended.signal,
    onEvent: (event) => {
      if (event.kind !== 'released') return;
      seen.push(...event.openings.map(({ calendar: number }) => `calendar ${number}`));
      ended.abort();
    },
  });
  expect(seen).toEqual(['calendar 2']);
});

test('a campaign without a level on screen has nothing to seal, and says so', async () => {
  const entry = (yaml: string) => ahead(yaml).replace('mode: online', 'mode: entry');
  await expect(startSmallCampaign({ campaign: entry })).rejects.toMatchObject({ code: 'campaign-invalid' });
});
