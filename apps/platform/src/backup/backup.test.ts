import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, type TestHolder } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSecrets } from '../base/secrets.ts';
import { openSqliteStore } from '../store/sqlite/store.ts';
import { readManifest } from './backup-manifest.ts';
import { backupStore } from './backup-store.ts';
import { rehearseBackup } from './rehearse-backup.ts';
import { restoreBackup } from './restore-backup.ts';

let service: TestService;
let to: string;
let pupil: TestHolder;
let pepper: Uint8Array;
const children: ChildProcess[] = [];
const elapsedMs = () => performance.now();
const storeDir = () => join(service.dataDir, 'store');

beforeEach(async () => {
  service = new TestService();
  to = mkdtempSync(join(tmpdir(), 'cloison-backups-'));
  await service.start();
  await service.publish();
  [pupil] = (await service.holders('pupil')) as [TestHolder];
  ({ pepper } = await readSecrets(join(service.dataDir, 'secrets')));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await service.remove();
  rmSync(to, { recursive: true, force: true });
});

async function saveOne(version = 1, previous: Uint8Array = new Uint8Array(32)) {
  const envelope = fixtureEnvelope({
    campaign: CAMPAIGN,
    holder: pupil.id,
    name: 'francais',
    version,
    previous,
  });
  expect((await service.put(pupil, 'francais', envelope.bytes)).status).toBe(204);
  return envelope;
}
async function publishContent(text: string): Promise<string> {
  const bytes = new Uint8Array(Buffer.from(text));
  const hash = createHash('sha256').update(bytes).digest('hex');
  expect((await service.authority('PUT', `content/${hash}`, bytes)).status).toBe(204);
  return hash;
}
const makeBackup = (nowMs = Date.now()) => backupStore(storeDir(), to, () => nowMs);
const allFiles = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const damagedCopy = (backup: string, damage: (copy: string) => void) => {
  const copy = mkdtempSync(join(to, 'copy-'));
  cpSync(backup, copy, { recursive: true });
  damage(copy);
  return copy;
};

describe('a backup', () => {
  it('is made while the service runs and saves, is of one moment, and opens with all that was saved before', async () => {
    const content = await publishContent('Lis le texte. '.repeat(200));
    let last = await saveOne();
    let busy = true;
    const saving = (async () => {
      while (busy) last = await saveOne(last.header.version + 1, last.hash);
    })();
    const before = last;
    const { folder, manifest } = await makeBackup();
    const between = last.header.version;
    busy = false;
    await saving;
    expect(between).toBeGreaterThanOrEqual(before.header.version);
    expect(folder).toMatch(/\/cloison-\d{8}T\d{6}Z$/);
    expect(manifest.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'platform.sqlite',
        `campaigns/${CAMPAIGN}/campaign.sqlite`,
        `campaigns/${CAMPAIGN}/content/${content}`,
        `campaigns/${CAMPAIGN}/content/${content}.br`,
      ]),
    );

    const rehearsal = await rehearseBackup(folder, to, pepper, elapsedMs);
    expect(rehearsal).toMatchObject({ envelopes: 1, contentFiles: 1 });
    expect(rehearsal.copyMs + rehearsal.openMs + rehearsal.readMs).toBeGreaterThan(0);
    expect(readdirSync(to)).toEqual([folder.slice(to.length + 1)]);

    await service.stop();
    rmSync(storeDir(), { recursive: true });
    await restoreBackup(folder, storeDir(), pepper, elapsedMs);
    await service.start();
    const head = await service.api(pupil, 'GET', 'records/francais');
    expect(head.status).toBe(200);
    const found = Buffer.from(head.bytes).readUInt32BE(4 + 3 + 'francais'.length + 40);
    expect(found).toBeGreaterThanOrEqual(before.header.version);
    expect(found).toBeLessThanOrEqual(between + 1);
    expect((await service.fetch(`/c/${CAMPAIGN}/content/${content}`)).status).toBe(200);
  });

  it('holds no secret, and nobody else can read it', async () => {
    await saveOne();
    const { folder } = await makeBackup();
    const secrets = join(service.dataDir, 'secrets');
    const needles = [
      Buffer.from(pepper),
      ...readdirSync(secrets).map((file) => Buffer.from(readFileSync(join(secrets, file), 'utf8').trim())),
      Buffer.from(pupil.access),
      Buffer.from(Buffer.from(pupil.access).toString('base64url')),
      createHash('sha256').update(pupil.access).digest(),
    ];
    for (const file of allFiles(folder)) {
      const bytes = readFileSync(file);
      for (const needle of needles) expect([file, bytes.includes(needle)]).toEqual([file, false]);
    }
    expect(allFiles(folder).filter((file) => /key|secret|platform\.json/.test(file))).toEqual([]);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('leaves out a campaign that was purged, and has the one that was published', async () => {
    await publishContent('Un');
    await service.publish('2026-autre');
    expect((await service.authority('PUT', 'purge', { campaign: CAMPAIGN })).status).toBe(200);
    const { folder, manifest } = await makeBackup();
    expect(manifest.campaigns.map(({ name }) => name)).toEqual(['2026-autre']);
    expect(existsSync(join(folder, 'campaigns', CAMPAIGN))).toBe(false);
    await service.stop();
    rmSync(storeDir(), { recursive: true });
    await restoreBackup(folder, storeDir(), pepper, elapsedMs);
    await service.start();
    expect((await service.fetch(`/c/${CAMPAIGN}/campaign.json`)).status).toBe(410);
    expect((await service.fetch('/c/2026-autre/campaign.json')).status).toBe(200);
  });

  it('with a campaign that moved elsewhere is restored as moved', async () => {
    await service.stop();
    const open = () => openSqliteStore({ folder: storeDir(), pepper });
    const store = open();
    await store.beginMove(CAMPAIGN);
    await store.close();
    const { folder } = await makeBackup();
    rmSync(storeDir(), { recursive: true });
    await restoreBackup(folder, storeDir(), pepper, elapsedMs);
    const again = open();
    expect((await again.campaign(CAMPAIGN)).state).toBe('moved');
    await again.close();
  });

  it('killed with -9 leaves nothing that looks complete, and the next one removes the rest', async () => {
    await saveOne();
    const content = await publishContent('Un texte.');
    // The copy waits for ever at this file: the kill is in the middle, whatever the speed of the machine.
    const path = join(storeDir(), 'campaigns', CAMPAIGN, 'content', content);
    rmSync(path);
    execFileSync('mkfifo', [path]);
    const script = `import { backupStore } from ${JSON.stringify(new URL('./backup-store.ts', import.meta.url).href)};
      await backupStore(${JSON.stringify(storeDir())}, ${JSON.stringify(to)}, Date.now);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    children.push(child);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    while (!allFiles(to).some((file) => file.endsWith('campaign.sqlite'))) await wait(5);
    child.kill('SIGKILL');
    await ended;
    const [left, ...others] = readdirSync(to);
    expect([others, left!.startsWith('.unfinished-')]).toEqual([[], true]);
    await expect(rehearseBackup(join(to, left!), to, pepper, elapsedMs)).rejects.toThrow(
      'is not a backup, or one that was not finished',
    );
    rmSync(path);
    writeFileSync(path, 'Un texte.');
    const { folder } = await makeBackup();
    expect(readdirSync(to)).toEqual([folder.slice(to.length + 1)]);
    await rehearseBackup(folder, to, pepper, elapsedMs);
  });
});

describe('a restore', () => {
  it('makes the feed begin anew, although the same cursor numbers are given out again', async () => {
    const first = await saveOne();
    const early = (await service.authority('GET', 'feed')).json as { next: string };
    const { folder } = await makeBackup();
    const second = await saveOne(2, first.hash);
    const before = (await service.authority('GET', 'feed')).json as { next: string };
    await service.stop();
    rmSync(storeDir(), { recursive: true });
    await restoreBackup(folder, storeDir(), pepper, elapsedMs);
    await service.start();
    await saveOne(2, first.hash);
    await service.put(pupil, 'francais', second.bytes);
    const feed = (await service.authority('GET', `feed?after=${before.next}`)).json as {
      rewound: boolean;
      entries: unknown[];
    };
    expect(feed.rewound).toBe(true);
    expect(feed.entries.length).toBe(2);
    // Also for a reader that had not come further than the copy.
    expect((await service.authority('GET', `feed?after=${early.next}`)).json).toMatchObject({
      rewound: true,
    });
  });

  it('refuses a store that is there, other secrets, and leaves everything as it was', async () => {
    const { folder } = await makeBackup();
    await expect(restoreBackup(folder, storeDir(), pepper, elapsedMs)).rejects.toMatchObject({
      code: 'store-exists',
    });
    const place = join(to, 'data');
    mkdirSync(place);
    await expect(
      restoreBackup(folder, join(place, 'store'), new Uint8Array(32), elapsedMs),
    ).rejects.toMatchObject({ code: 'wrong-secrets' });
    expect(readdirSync(place)).toEqual([]);
  });

  it.each<[string, (copy: string) => void, RegExp]>([
    [
      'a byte changed in a database',
      (copy) => {
        const path = join(copy, 'campaigns', CAMPAIGN, 'campaign.sqlite');
        const bytes = readFileSync(path);
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(path, bytes);
      },
      /campaign\.sqlite of the backup is missing or not what it was/,
    ],
    [
      'a file gone',
      (copy) => rmSync(join(copy, 'platform.sqlite')),
      /platform\.sqlite of the backup is missing or not what it was/,
    ],
    [
      'no manifest',
      (copy) => rmSync(join(copy, 'backup.json')),
      /is not a backup, or one that was not finished/,
    ],
    [
      'a path that leads out',
      (copy) => {
        const path = join(copy, 'backup.json');
        writeFileSync(path, readFileSync(path, 'utf8').replace('"platform.sqlite"', '"../outside"'));
      },
      /backup\.json is damaged/,
    ],
  ])('and a rehearsal refuse a backup with %s', async (_what, damage, words) => {
    await saveOne();
    const { folder } = await makeBackup();
    const copy = damagedCopy(folder, damage);
    await expect(rehearseBackup(copy, to, pepper, elapsedMs)).rejects.toThrow(words);
    const place = join(to, 'data', 'store');
    await expect(restoreBackup(copy, place, pepper, elapsedMs)).rejects.toThrow(words);
    expect(existsSync(place)).toBe(false);
  });

  it('and a rehearsal find an envelope that is not what its hash says, and counts that are wrong', async () => {
    await saveOne();
    const { folder } = await makeBackup();
    /** As someone who also writes the manifest again. */
    const forged = (sql: string) =>
      damagedCopy(folder, (copy) => {
        const path = `campaigns/${CAMPAIGN}/campaign.sqlite`;
        const db = new DatabaseSync(join(copy, path));
        db.function('noise', () => new Uint8Array(randomBytes(600)));
        db.exec(sql);
        db.close();
        const bytes = readFileSync(join(copy, path));
        const manifest = readManifest(copy);
        const files = manifest.files.map((file) =>
          file.path === path
            ? { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
            : file,
        );
        writeFileSync(join(copy, 'backup.json'), JSON.stringify({ ...manifest, files }));
      });
    await expect(
      rehearseBackup(forged('UPDATE record SET envelope = noise()'), to, pepper, elapsedMs),
    ).rejects.toThrow(`An envelope of ${CAMPAIGN} is not what its hash says`);
    await expect(
      rehearseBackup(forged('DELETE FROM seen; DELETE FROM record'), to, pepper, elapsedMs),
    ).rejects.toThrow(`The backup says 1 records of ${CAMPAIGN}, and they are not there`);
  });
});
