import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newAuthorityKey } from '@cloison/dev-env/platform/authority-key.ts';
import { CAMPAIGN } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { fromBase64Url, parseSignedStatement, verifyStatement } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprintOf, readSecrets } from '../base/secrets.ts';
import { startPlatform } from '../start/start-platform.ts';

const BIN = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));

let folder: string;
let data: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-cli-'));
  data = join(folder, 'data');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The last line of `out`, parsed. */
  readonly json: () => Record<string, unknown>;
}

const cloison = (...args: readonly string[]) => cloisonIn('en', ...args);

function cloisonIn(language: 'fr' | 'en', ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const all = [BIN, 'platform', ...args, '--lang', language];
    execFile(process.execPath, all, { cwd: import.meta.dirname }, (error, out, err) => {
      const json = () => JSON.parse(out.trim().split('\n').at(-1)!) as Record<string, unknown>;
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err, json });
    });
  });
}

describe('cloison platform', () => {
  it('explains itself and each verb with examples', async () => {
    expect((await cloison('--help')).out).toMatch(/init[\s\S]*serve[\s\S]*status[\s\S]*purge/);
    for (const verb of ['init', 'serve', 'status', 'purge']) {
      const { code, out } = await cloison(verb, '--help');
      expect([verb, code]).toEqual([verb, 0]);
      expect(out).toMatch(/Examples?:\n {2}cloison platform /);
    }
  });

  it('speaks French to a French operator: options, errors, counts', async () => {
    // Only the line that describes each verb did.
    const french = (...args: readonly string[]) => cloisonIn('fr', ...args);
    const help = (await french('serve', '--help')).out;
    expect(help).toContain('dossier des données de la plateforme');
    expect(help).toMatch(/Exemples :\n {2}cloison platform serve/);
    expect(help).not.toMatch(/address to listen|built app|Examples/);
    const early = await french('status', '--data', data);
    expect([early.code, early.err]).toEqual([
      5,
      `Il n’y a pas de secrets dans ${join(data, 'secrets')} : lancez d’abord « cloison platform init ».\n`,
    ]);
    const made = await french('init', '--data', data, '--authority-key', newAuthorityKey().x);
    expect(made.out).toContain('Secrets créés dans');
    expect((await french('status', '--data', data)).out).toBe('Aucune campagne.\n');
    const unknown = await french('purge', '--data', data, '--campaign', 'x', '--json');
    expect([unknown.err, unknown.json()]).toEqual([
      'Aucune campagne « x » n’a été publiée ici.\n',
      {
        ok: false,
        command: 'platform purge',
        code: 'unknown-campaign',
        reason: 'never-published',
        message: 'Aucune campagne « x » n’a été publiée ici.',
      },
    ]);
  });

  it('init makes secrets once, from a key or a file that holds it', async () => {
    const key = newAuthorityKey().x;
    writeFileSync(join(folder, 'authority.pub'), `${key}\n`);
    const first = await cloison(
      'init',
      '--data',
      data,
      '--authority-key',
      join(folder, 'authority.pub'),
      '--json',
    );
    expect(first.code).toBe(0);
    expect(first.json().publicKey).toMatch(/^[\w-]{43}$/);
    const second = await cloison('init', '--data', data, '--authority-key', key, '--json');
    expect([second.code, second.json()]).toMatchObject([1, { ok: false, code: 'already-initialised' }]);
    expect(second.err).toContain('not replaced');
    const bad = await cloison('init', '--data', join(folder, 'other'), '--authority-key', 'short');
    expect([bad.code, bad.err.includes('43 characters')]).toEqual([5, true]);
  });

  it('replace-authority registers another key by its fingerprint, and no other; it is accepted from the next start on', async () => {
    const [former, next, thiefs] = [newAuthorityKey(), newAuthorityKey(), newAuthorityKey()];
    const own = ['--data', data];
    await cloison('init', ...own, '--authority-key', former.x);
    const path = join(data, 'secrets', 'platform.json');
    const before = readFileSync(path, 'utf8');
    const replace = (key: string, fingerprint: string) =>
      cloison('replace-authority', ...own, '--authority-key', key, '--fingerprint', fingerprint, '--json');
    // The thief’s key came by mail, the fingerprint was read over the telephone.
    const fooled = await replace(thiefs.x, fingerprintOf(next.raw));
    expect([fooled.code, fooled.json().code]).toEqual([5, 'bad-authority-key']);
    expect(readFileSync(path, 'utf8')).toBe(before);
    const done = await replace(next.x, fingerprintOf(next.raw).toLowerCase().replaceAll(' ', ''));
    expect([done.code, done.json()]).toMatchObject([
      0,
      { replaced: true, former: fingerprintOf(former.raw) },
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const secrets = await readSecrets(join(data, 'secrets'));
    expect(Buffer.from(secrets.authorityKey).equals(next.raw)).toBe(true);
    expect(JSON.parse(readFileSync(path, 'utf8')).publicKey).toBe(JSON.parse(before).publicKey);
    expect((await replace(next.x, fingerprintOf(next.raw))).json()).toMatchObject({ replaced: false });
    // A service that is started with the old key is refused, and with the new one or none is not.
    const start = (authorityKey: string) => startPlatform({ dataDir: data, authorityKey });
    await expect(start(former.x)).rejects.toMatchObject({ code: 'bad-authority-key' });
    await (await start(next.x)).close();
  });

  it('serve runs until SIGTERM; meanwhile its folder is in use; before init it says what to do', async () => {
    const before = await cloison('serve', '--data', data, '--port', '0');
    expect([before.code, before.err.includes('cloison platform init')]).toEqual([5, true]);
    await cloison('init', '--data', data, '--authority-key', newAuthorityKey().x);
    const args = [BIN, 'platform', 'serve', '--data', data, '--port', '0', '--log', 'none'];
    const child = spawn(process.execPath, [...args, '--json'], { cwd: import.meta.dirname });
    children.push(child);
    let out = '';
    const firstLine = new Promise<string>((resolve) => {
      child.stdout.on('data', (part) => {
        out += part;
        if (out.includes('\n')) resolve(out);
      });
    });
    const { url } = JSON.parse(await firstLine) as { url: string };
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const second = await cloison('status', '--data', data, '--json');
    expect([second.code, second.json()]).toMatchObject([3, { ok: false, code: 'in-use' }]);
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve([code, signal])));
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(JSON.parse(out.trim().split('\n').at(-1)!)).toEqual({
      ok: true,
      command: 'platform serve',
      event: 'stopped',
    });
  });

  it('serve refuses settings that do not go together', async () => {
    await cloison('init', '--data', data, '--authority-key', newAuthorityKey().x);
    const refused = async (...args: string[]) =>
      (await cloison('serve', '--data', data, ...args, '--json')).json().code;
    const file = join(folder, 'a.pem');
    writeFileSync(file, '');
    expect(await refused('--tls-cert', file)).toBe('options-together');
    expect(await refused('--tls-cert', file, '--tls-key', file)).toBe('bad-setting');
    expect(await refused('--tls-cert', join(folder, 'none.pem'), '--tls-key', file)).toBe('option-bad');
    expect(await refused('--port', '99999')).toBe('option-bad');
    expect(await refused('--host', '0.0.0.0')).toBe('plain-http');
    expect((await cloison('serve', '--data', data, '--port', 'many')).code).toBe(2);
  });

  it('status counts; purge says what it would erase, erases with --yes, and repeats its statement', async () => {
    const service = new TestService();
    await service.start();
    await service.publish();
    await service.holders('pupil', 'staff');
    await service.stop();
    const own = ['--data', service.dataDir];
    const status = await cloison('status', ...own, '--json');
    expect(status.json()).toMatchObject({ campaigns: [{ name: CAMPAIGN, state: 'open', holders: 2 }] });
    const dry = await cloison('purge', ...own, '--campaign', CAMPAIGN);
    expect([dry.code, dry.out.includes('--yes')]).toEqual([0, true]);
    expect((await cloison('status', ...own)).out).toContain('open');
    const done = await cloison('purge', ...own, '--campaign', CAMPAIGN, '--yes', '--json');
    const { ok, command, campaign, erased, ...signed } = done.json();
    expect([ok, command]).toEqual([true, 'platform purge']);
    expect([campaign, erased]).toEqual([CAMPAIGN, true]);
    const { publicKey } = parseSignedStatement(signed);
    expect(await verifyStatement(signed, fromBase64Url(publicKey))).toMatchObject({
      kind: 'purge',
      erased: { holders: 2 },
    });
    expect((await cloison('purge', ...own, '--campaign', CAMPAIGN, '--json')).json()).toEqual(done.json());
    const unknown = await cloison('purge', ...own, '--campaign', '2026-jamais', '--yes', '--json');
    expect([unknown.code, unknown.json()]).toMatchObject([1, { code: 'unknown-campaign' }]);
    await service.remove();
  });
});
