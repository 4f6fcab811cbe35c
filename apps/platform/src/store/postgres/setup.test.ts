/** Opening, creating and identifying a PostgreSQL store, and what a purge leaves on the disk. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { PostgresServer, TEST_PASSWORD } from '@cloison/dev-env/stores/postgres-server.ts';
import {
  fromBase64Url,
  fromUtf8,
  type PublishedCampaign,
  parsePurgeStatement,
  type WindowState,
} from '@cloison/protocol/public';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StorageFailure } from '../storage-error.ts';
import type { Store } from '../store.ts';
import { CAMPAIGN_LAYOUT, STORE_LAYOUT } from './schema.ts';
import { openPostgresStore } from './store.ts';

const PEPPER = new Uint8Array(32).fill(3);
const OPEN: WindowState = { kind: 'open', window: { opensMs: 0, closesMs: 9e12 } };
const PUBLISHED = publishedCampaign() as PublishedCampaign;

let postgres: PostgresServer;
const stores: Store[] = [];
beforeAll(async () => {
  postgres = await PostgresServer.start({
    tls: true,
    settings: { listen_addresses: '127.0.0.1,127.0.0.3', max_wal_size: '64MB' },
  });
});
afterAll(() => postgres.remove());
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

async function open(address: string, pepper = PEPPER): Promise<Store> {
  const store = await openPostgresStore({ address, pepper });
  stores.push(store);
  return store;
}

async function campaignOf(store: Store) {
  const lookup = await store.campaign(CAMPAIGN);
  if (lookup.state !== 'open') throw new Error(lookup.state);
  return lookup.campaign;
}

// First, while there is little to copy.
it('each start of the server begins an era: numbers that come again after a copy was put back are strange', async () => {
  const address = await postgres.createDatabase();
  const store = await open(address);
  await store.publish(CAMPAIGN, PUBLISHED);
  const holder = new Uint8Array(randomBytes(16));
  const campaign = await campaignOf(store);
  await campaign.putHolders([{ holder, access: randomBytes(32), calendar: 0, role: 'pupil' }]);
  const save = async (name: string) => {
    const envelope = fixtureEnvelope({ campaign: CAMPAIGN, holder, name });
    await untilTaken(() => campaign.save({ ...envelope, window: OPEN, nowMs: 0, maxRecords: 30 }));
  };
  const feed = (after: string) =>
    untilTaken(() => campaign.feed({ after, limit: 9, wholeHeads: false, maxBytes: 1e9 }));
  await save('francais');
  const kept = (await feed('')).entries.at(-1)!.cursor;
  await postgres.stop();
  const copy = join(postgres.folder, 'copy');
  postgres.copyTo(copy);
  await postgres.restart();
  await save('maths');
  const lost = (await feed('')).entries.at(-1)!.cursor;
  expect(await feed(kept)).toMatchObject({ rewound: false, entries: [{ name: 'maths' }] });
  await postgres.stop();
  postgres.putBack(copy);
  await postgres.restart();
  await save('oral');
  const strange = await feed(lost);
  expect(strange.rewound).toBe(true);
  expect(strange.entries.map(({ name }) => name)).toEqual(['francais', 'oral']);
  expect(await feed(kept)).toMatchObject({ rewound: false, entries: [{ name: 'oral' }] });
});

describe('opening a PostgreSQL store', () => {
  it('over TLS verifies the certificate: another authority, another name and plain connections are refused', async () => {
    const address = await postgres.createDatabase();
    const verified = (ca: string, host = '127.0.0.1') =>
      `${address.replace('127.0.0.1', host)}?sslmode=verify-full&sslrootcert=${ca}`;
    for (const host of ['127.0.0.1', 'localhost']) {
      await (await open(verified(postgres.caPath, host))).check();
    }
    const [row] = await postgres.query(
      `SELECT bool_and(s.ssl) AS all_tls FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.application_name = 'cloison'`,
    );
    expect(row).toEqual({ all_tls: true });
    for (const wrong of [verified(postgres.otherCaPath), verified(postgres.caPath, '127.0.0.3')]) {
      const error = await open(wrong).catch((error: unknown) => error as Error);
      expect(error).toMatchObject({ code: 'bad-setting' });
      expect(String((error as Error).stack)).not.toContain(TEST_PASSWORD);
    }
  });

  it('says what is wrong without the password: nobody there, a wrong password, no such database', async () => {
    const address = await postgres.createDatabase();
    for (const wrong of [
      address.replace(`:${postgres.port}/`, ':1/'),
      address.replace(TEST_PASSWORD, 'autre-secret'),
      `${address}_autre`,
    ]) {
      const error = await open(wrong).catch((error: unknown) => error as Error);
      expect(error).toMatchObject({ code: 'bad-setting' });
      expect(String((error as Error).stack)).not.toMatch(new RegExp(`${TEST_PASSWORD}|autre-secret`));
    }
  });

  it('makes the tables once, though several processes begin together', async () => {
    const address = await postgres.createDatabase();
    const all = await Promise.all([1, 2, 3, 4].map(() => open(address)));
    await all[0]!.publish(CAMPAIGN, PUBLISHED);
    expect(await Promise.all(all.map((store) => store.campaigns()))).toEqual(all.map(() => [CAMPAIGN]));
    expect(await postgres.query('SELECT version FROM cloison.layout', address)).toEqual([
      { version: STORE_LAYOUT },
    ]);
  });

  it('brings tables of the layout before up to date, and campaigns that are there with them', async () => {
    const address = await postgres.createDatabase();
    await (await open(address)).publish(CAMPAIGN, PUBLISHED);
    await postgres.query(
      `DROP FUNCTION cloison_c1.save_batch(cloison.new_save[], boolean); DROP TYPE cloison.new_save;
       UPDATE cloison.layout SET version = 1; UPDATE cloison.campaign SET layout = 1`,
      address,
    );
    const campaign = await campaignOf(await open(address));
    const holder = new Uint8Array(randomBytes(16));
    await campaign.putHolders([{ holder, access: randomBytes(32), calendar: 0, role: 'pupil' }]);
    const envelope = fixtureEnvelope({ campaign: CAMPAIGN, holder, name: 'francais' });
    const saved = await campaign.save({ ...envelope, window: OPEN, nowMs: 0, maxRecords: 30 });
    expect(saved).toEqual({ kind: 'saved' });
    expect((await campaign.record(holder, 'francais'))?.hash).toEqual(envelope.hash);
  });

  it('refuses tables of a later program, whole or of one campaign, and changes nothing', async () => {
    const address = await postgres.createDatabase();
    await (await open(address)).publish(CAMPAIGN, PUBLISHED);
    for (const [table, layout] of [
      ['layout SET version', STORE_LAYOUT],
      ['campaign SET layout', CAMPAIGN_LAYOUT],
    ]) {
      await postgres.query(`UPDATE cloison.${table} = 99`, address);
      await expect(open(address)).rejects.toMatchObject({
        code: 'too-new',
        message: expect.stringContaining('schema 99'),
      });
      await postgres.query(`UPDATE cloison.${table} = ${layout}`, address);
    }
    await open(address);
  });

  it('refuses secrets that are not its own', async () => {
    const address = await postgres.createDatabase();
    await open(address);
    await expect(open(address, new Uint8Array(32))).rejects.toMatchObject({ code: 'wrong-secrets' });
    await open(address);
  });
});

it('a purge leaves no byte of the campaign in the tables, and its statement says what else may hold some', async () => {
  const address = await postgres.createDatabase();
  const service = new TestService();
  try {
    await service.start({ store: address });
    await service.publish();
    const [pupil] = await service.holders('pupil');
    const envelope = fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil!.id, name: 'francais' });
    expect((await service.put(pupil!, 'francais', envelope.bytes)).status).toBe(204);
    await postgres.query('CHECKPOINT');
    const needle = Buffer.from(envelope.bytes.subarray(120, 160));
    const filesWith = (folder: string) =>
      readdirSync(join(postgres.dataPath, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(needle));
    expect(filesWith('base')).not.toEqual([]);
    const answer = await service.authority('PUT', 'purge', { campaign: CAMPAIGN });
    expect(answer.status).toBe(200);
    expect(filesWith('base')).toEqual([]);
    // What the statement owns up to, seen: the log still has it.
    expect(filesWith('pg_wal')).not.toEqual([]);
    const { statement } = answer.json as { statement: string };
    const { notErased, erased } = parsePurgeStatement(JSON.parse(fromUtf8(fromBase64Url(statement))));
    expect(erased).toMatchObject({ holders: 1, records: 1 });
    expect(notErased).toMatch(/^PostgreSQL .*write-ahead log.*backups/);
    expect(notErased).toContain('Copies that the operator or the host made');
    expect((await service.put(pupil!, 'francais', envelope.bytes)).status).toBe(410);
  } finally {
    await service.remove();
  }
});

it('a command line with a password is refused; the password may come from a file', async () => {
  const address = await postgres.createDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'cloison-setup-'));
  try {
    const cloison = (args: readonly string[], env: Record<string, string>) =>
      spawnSync(
        process.execPath,
        [join(import.meta.dirname, '../../../../../bin/cloison.ts'), 'platform', ...args],
        {
          encoding: 'utf8',
          env: { ...process.env, ...env },
          timeout: 600_000,
        },
      );
    const data = join(folder, 'data');
    const key = randomBytes(32).toString('base64url');
    expect(cloison(['init', '--data', data, '--authority-key', key], {}).status).toBe(0);
    const shown = cloison(['status', '--data', data, '--store', address], {});
    expect(shown.status).toBe(1);
    expect(shown.stderr).toContain('CLOISON_STORE');
    expect(shown.stdout + shown.stderr).not.toContain(TEST_PASSWORD);
    const file = join(folder, 'password');
    writeFileSync(file, TEST_PASSWORD);
    const bare = address.replace(`:${TEST_PASSWORD}`, '');
    const good = cloison(['status', '--data', data, '--store', bare, '--json'], {
      CLOISON_STORE_PASSWORD_FILE: file,
    });
    expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, campaigns: [] });
    const byEnvironment = cloison(['status', '--data', data, '--json'], { CLOISON_STORE: address });
    expect(JSON.parse(byEnvironment.stdout)).toMatchObject({ ok: true, campaigns: [] });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The first calls after a restart of the server meet connections that are gone. */
async function untilTaken<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StorageFailure) || attempt === 2_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
