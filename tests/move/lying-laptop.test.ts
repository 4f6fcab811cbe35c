/** A laptop of a school that lies when it states what it erased, and a return file that changes while it is read. */
import { randomBytes } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { NO_PREVIOUS, seal } from '@cloison/protocol';
import {
  type Bytes,
  decodeTransfer,
  encodeTransfer,
  readTransferFile,
  readTransferKey,
  signStatement,
  writeTransferFile,
} from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCertificate } from '../../apps/authority/src/close/certificate.ts';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { takePurge } from '../../apps/authority/src/hosts/hosts.ts';
import { makeRelayBundle, type RelayBundle } from '../../apps/authority/src/hosts/relay-bundle.ts';
import { takeRelay } from '../../apps/authority/src/hosts/relay-return.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { type Pupil, pupilBody, pupilsOf } from '../authority/simulated-people.ts';

const HOUR_MS = 3_600_000;
let nowMs: number;
let small: SmallCampaign;
let pupils: Map<string, Pupil>;
let bundle: RelayBundle;
let laptop: { readonly statementKey: Bytes; readonly publicKey: Bytes; readonly returnKey: Bytes };

beforeEach(async () => {
  nowMs = Date.now();
  small = await startSmallCampaign({ clock: () => nowMs });
  await publishCampaign(small.campaign, small.keys, { platform: small.platform.url, now: () => nowMs });
  pupils = await pupilsOf(small);
  nowMs += 24 * HOUR_MS;
  const { uai } = small.vault.get<{ uai: string }>(`SELECT uai FROM school WHERE uai LIKE '0770002%'`)!;
  const out = join(small.folder, 'ecole.cloison');
  bundle = await makeRelayBundle(small.campaign, small.keys, { school: uai, label: 'portable 3', out });
  const file = readTransferFile(readTransferKey(bundle.transferKey), [readFileSync(out)]);
  laptop = (await decodeTransfer(file)).head.relay as typeof laptop;
  nowMs += 24 * HOUR_MS;
});
afterEach(() => small.close());

/** A return file with a record of each of these pupils, and as many more of holders that nobody knows. */
async function returned(names: readonly string[], strangers = 0): Promise<string> {
  const records = [];
  for (const name of names) {
    const { holder } = pupils.get(name)!.person!;
    const { bytes } = await seal(holder, {
      kind: 'final',
      name: 'maths',
      device: new Uint8Array(8).fill(2),
      version: 1,
      previous: NO_PREVIOUS,
      body: pupilBody(small, { m1: 'B' }, true),
      ceiling: small.campaign.manifest.ceilings.maths!,
      iv: new Uint8Array(randomBytes(12)),
    });
    records.push({ holder: holder.holderId, envelope: bytes });
  }
  for (let i = 0; i < strangers; i++)
    records.push({ holder: new Uint8Array(16).fill(i), envelope: new Uint8Array(60_000) });
  const head = {
    kind: 'head',
    purpose: 'return',
    campaign: NAME,
    at: new Date(nowMs).toISOString(),
    authorityKey: new Uint8Array(32),
    pepper: null,
    relay: null,
  } as const;
  const entries = records.map(({ holder, envelope }) => ({
    ...{
      kind: 'record' as const,
      holder,
      name: 'maths',
      head: { envelope, atMs: Math.floor(nowMs / 60_000) * 60_000 },
    },
    ...{ answers: [], branches: [] },
  }));
  const pieces: Uint8Array[] = [];
  const salt = new Uint8Array(randomBytes(16));
  const file = writeTransferFile(laptop.returnKey, salt, encodeTransfer(head, entries));
  for await (const piece of file) pieces.push(piece);
  const path = join(small.folder, `retour-${randomBytes(4).toString('hex')}`);
  writeFileSync(path, Buffer.concat(pieces));
  return path;
}

/** What the laptop states; as an honest one that holds no record, but for what is said. */
async function state(erased: Partial<Record<'holders' | 'documents' | 'records', number>>, atMs = nowMs) {
  const key = await crypto.subtle.importKey('pkcs8', laptop.statementKey, 'Ed25519', false, ['sign']);
  const { holders, documents, contentFiles } = bundle;
  const statement = {
    v: 1,
    kind: 'purge',
    campaign: NAME,
    at: new Date(atMs).toISOString(),
    erased: {
      ...{ holders, documents, records: 0, versions: 0, branches: 0, contentFiles, routing: 0 },
      ...erased,
    },
    notErased: 'Nothing.',
  };
  return JSON.stringify(await signStatement(statement, key, laptop.publicKey));
}

const take = (text: string) => takePurge(small.vault, small.actor, NAME, text);
const journaled = (what: string) =>
  [...journalLines(small.vault)]
    .map((line) => JSON.parse(line) as { what: string; detail: Record<string, unknown> })
    .filter((line) => line.what === what)
    .map(({ detail }) => detail);

async function certified() {
  const options = { platform: small.platform.url, now: () => nowMs };
  const { certificate: signed } = await closeCampaign(small.vault, small.keys, small.actor, NAME, options);
  const { certificate } = await readCertificate(signed, null);
  return new Map(certificate.notDestroyed.map(({ code, what }) => [code, what.en]));
}

describe('a laptop’s statement of erasure', () => {
  it('is not taken for a day on which the laptop had nothing yet, though the campaign was there', async () => {
    await expect(take(await state({}, nowMs - 30 * HOUR_MS))).rejects.toMatchObject({
      code: 'purge-unreadable',
      message: expect.stringContaining('(at)'),
    });
    await expect(take(await state({}, nowMs + 2 * HOUR_MS))).rejects.toMatchObject({
      code: 'purge-unreadable',
    });
    expect(await take(await state({}, nowMs - 23 * HOUR_MS))).toMatchObject({
      shortfalls: [],
      uncollected: 0,
    });
  });

  it('that counts less than it was given and brought is named, to the agent and in the certificate', async () => {
    expect(await takeRelay(small.campaign, await returned(['Anna', 'Bilal']))).toMatchObject({ received: 2 });
    // An older file, or the same, changes nothing of what it has brought.
    await takeRelay(small.campaign, await returned(['Anna']));
    const { holders, documents } = bundle;
    expect(await take(await state({ holders: 1, records: 1 }))).toMatchObject({
      shortfalls: [
        { what: 'holders', stated: 1, expected: holders },
        { what: 'records', stated: 1, expected: 2 },
      ],
      uncollected: 0,
    });
    expect(documents).toBeGreaterThan(0);
    expect(journaled('place.purged')).toEqual([
      { place: 'portable 3', records: 1, holders: 1, holdersLess: holders - 1, recordsLess: 1 },
    ]);
    const left = await certified();
    expect(left.get('place-counts')).toContain(`holders 1 < ${holders}; records 1 < 2`);
    expect(left.has('place-uncollected')).toBe(false);
  });

  it('that counts records which it never brought is named: they are lost, and nobody read them', async () => {
    await takeRelay(small.campaign, await returned(['Anna']));
    expect(await take(await state({ records: 4 }))).toMatchObject({ shortfalls: [], uncollected: 3 });
    expect(journaled('place.purged')).toMatchObject([{ recordsNotBrought: 3 }]);
    const left = await certified();
    expect(left.get('place-uncollected')).toMatch(
      /^The laptop “portable 3” says that it erased 3 records more/,
    );
  });

  it('of an honest laptop is accused of nothing', async () => {
    await takeRelay(small.campaign, await returned(['Anna', 'Bilal']));
    expect(await take(await state({ records: 2 }))).toMatchObject({ shortfalls: [], uncollected: 0 });
    const left = await certified();
    expect([...left.keys()].filter((code) => code.startsWith('place-'))).toEqual(['place-backups']);
  });
});

it('a return file that changes while it is read: what was taken by then is said, and the rest comes the next time', async () => {
  // It said that nothing was taken in.
  const file = await returned(['Anna'], 120);
  const whole = readFileSync(file);
  let entries = 0;
  /** Asked before each entry of the second reading. */
  const signal = {
    aborted: false,
    throwIfAborted: () => {
      entries += 1;
      if (entries === 1) truncateSync(file, whole.length - 1_000_000);
    },
  } as unknown as AbortSignal;
  await expect(takeRelay(small.campaign, file, signal)).rejects.toMatchObject({
    code: 'relay-changed',
    message: expect.stringContaining('1 envelope'),
  });
  expect(journaled('relay.cut')).toMatchObject([{ laptop: 'portable 3', received: 1 }]);
  expect(small.vault.count(`SELECT count(*) FROM branch WHERE reason = 'relay'`)).toBe(1);
  // The laptop still counts as one that has not brought everything back.
  await expect(
    closeCampaign(small.vault, small.keys, small.actor, NAME, { platform: small.platform.url }),
  ).rejects.toMatchObject({ code: 'closing-relays' });
  writeFileSync(file, whole);
  expect(await takeRelay(small.campaign, file)).toMatchObject({ received: 0, sittings: 1 });
});
