/** An import that is killed anywhere leaves a campaign that is either not there, and is begun again, or whole. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { encodeTransfer, type TransferHead, writeTransferFile } from '@cloison/protocol/public';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newTransferKey, writePieces } from '../../apps/platform/src/move/transfer-disk.ts';
import { openSqliteStore } from '../../apps/platform/src/store/sqlite/store.ts';
import type { Store } from '../../apps/platform/src/store/store.ts';
import type { DumpEntry } from '../../apps/platform/src/store/transfer.ts';

const PEPPER = new Uint8Array(32).fill(3);
/** An import is committed every five thousand entries, and each of these has two: one that is killed late has left a half. */
const HOLDERS = 2_600;
const key = newTransferKey();
let folder: string;
let file: string;
/** What a whole import keeps, in one order. */
let whole: readonly string[];
let count: number;

const open = (name: string) => openSqliteStore({ folder: join(folder, name), pepper: PEPPER });
const text = (entry: DumpEntry) =>
  JSON.stringify(entry, (_name, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
async function contents(store: Store): Promise<string[]> {
  const entries: string[] = [];
  for await (const entry of store.dump(CAMPAIGN)) entries.push(text(entry));
  return entries.sort();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-killed-import-'));
  const store = open('first');
  await store.publish(CAMPAIGN, publishedCampaign() as never);
  const lookup = await store.campaign(CAMPAIGN);
  if (lookup.state !== 'open') throw new Error('not open');
  const identity = randomBytes(1000);
  await lookup.campaign.putContent({
    hash: 'a'.repeat(64),
    type: 'text/plain',
    identity,
    gzip: null,
    br: null,
  });
  const holders = Array.from({ length: HOLDERS }, () => new Uint8Array(randomBytes(16)));
  const line = { calendar: 0, role: 'pupil' } as const;
  await lookup.campaign.putHolders(holders.map((holder) => ({ holder, access: randomBytes(32), ...line })));
  const window = { kind: 'open', window: { opensMs: 0, closesMs: 9e12 } } as const;
  const nowMs = Date.parse('2026-09-10T12:00:00Z');
  await Promise.all(
    holders.map((holder) => {
      const envelope = fixtureEnvelope({ campaign: CAMPAIGN, holder, name: 'francais' });
      return lookup.campaign.save({ ...envelope, window, nowMs, maxRecords: 9 });
    }),
  );
  await store.beginMove(CAMPAIGN);
  whole = await contents(store);
  count = whole.length;
  file = join(folder, 'file');
  const head: TransferHead = {
    kind: 'head',
    purpose: 'move',
    campaign: CAMPAIGN,
    at: '2026-09-10T12:00:00.000Z',
    authorityKey: new Uint8Array(32),
    pepper: new Uint8Array(PEPPER),
    relay: null,
  };
  const pieces = writeTransferFile(key.bytes, new Uint8Array(16), encodeTransfer(head, store.dump(CAMPAIGN)));
  await writePieces(file, pieces, () => undefined);
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function killedAt(store: string, at: string): Promise<string | null> {
  const args = [join(import.meta.dirname, 'killed-import.ts'), join(folder, store), file, key.text, at];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 600_000 }, (error) => resolve(error?.signal ?? null));
  });
}

it('is begun again after kill -9 at any entry, and is whole when it had come to its end', async () => {
  expect(count).toBeGreaterThan(5_000);
  const points = ['1', '2', String(Math.floor(count / 2)), String(count), 'end'];
  for (const at of points) {
    // All on one store, so that each import meets what the last one left.
    expect(await killedAt('second', at)).toBe('SIGKILL');
    const store = open('second');
    const { state } = await store.campaign(CAMPAIGN);
    expect([at, state]).toEqual([at, at === 'end' ? 'open' : 'absent']);
    if (at === 'end') expect(await contents(store)).toEqual(whole);
    await store.close();
  }
  expect(readdirSync(join(folder, 'second', 'campaigns'))).toEqual([CAMPAIGN]);
});
