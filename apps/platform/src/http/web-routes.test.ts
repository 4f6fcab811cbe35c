import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { CAMPAIGN, publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appPolicy } from '../web/headers.ts';
import { chooseEncoding, matches } from '../web/negotiate.ts';

const apps = mkdtempSync(join(tmpdir(), 'cloison-apps-'));
const service = new TestService();
const SCRIPT = `export const words = ${JSON.stringify('mots '.repeat(400))};\n`;

beforeAll(async () => {
  const pupil = join(apps, 'pupil');
  mkdirSync(join(pupil, 'assets'), { recursive: true });
  writeFileSync(join(pupil, 'index.html'), '<!doctype html><title>Élève</title>');
  writeFileSync(join(pupil, 'assets', 'index-B7x_dE-9.js'), SCRIPT);
  writeFileSync(join(pupil, 'assets', 'plain.js'), SCRIPT);
  writeFileSync(join(pupil, 'sw.js'), '// worker');
  writeFileSync(join(pupil, 'module-frame.html'), '<!doctype html><title></title>');
  writeFileSync(join(apps, 'outside.txt'), 'outside');
  await service.start({ apps: { pupil, school: join(apps, 'school') } });
  await service.publish();
});
afterAll(async () => {
  await service.remove();
  rmSync(apps, { recursive: true, force: true });
});

describe('the web apps', () => {
  it('come with a strict policy, revalidated pages and workers, and assets that never change', async () => {
    const page = await service.fetch(`/c/${CAMPAIGN}/`);
    expect(page.status).toBe(200);
    expect(Buffer.from(page.bytes).toString()).toContain('Élève');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|https?:|\*/);
    expect(policy).toMatch(/; require-trusted-types-for 'script'; trusted-types default cloison-read(?:;|$)/);
    expect(page.headers.get('permissions-policy')).toContain('camera=(self)');
    expect(page.headers.get('permissions-policy')).toContain('microphone=()');
    for (const [name, value] of [
      ['x-content-type-options', 'nosniff'],
      ['referrer-policy', 'no-referrer'],
      ['cross-origin-opener-policy', 'same-origin'],
      ['cross-origin-resource-policy', 'same-origin'],
      ['x-frame-options', 'DENY'],
      ['integrity-policy', 'blocked-destinations=(script)'],
      ['strict-transport-security', null],
    ] as const) {
      expect([name, page.headers.get(name)]).toEqual([name, value]);
    }
    expect((await service.fetch(`/c/${CAMPAIGN}/sw.js`)).headers.get('cache-control')).toBe('no-cache');
    expect((await service.fetch(`/c/${CAMPAIGN}/assets/plain.js`)).headers.get('cache-control')).toBe(
      'no-cache',
    );
    const asset = await service.fetch(`/c/${CAMPAIGN}/assets/index-B7x_dE-9.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(Buffer.from(asset.bytes).toString()).toBe(SCRIPT);
    const again = await service.fetch(`/c/${CAMPAIGN}/`, {
      headers: { 'if-none-match': page.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
    expect((await service.fetch(`/c/${CAMPAIGN}/`, { method: 'HEAD' })).status).toBe(200);
  });
  it('let their own page frame one page, which has no network and no script of the site', async () => {
    const page = await service.fetch(`/c/${CAMPAIGN}/`);
    expect(page.headers.get('content-security-policy')).toMatch(
      /; frame-src 'self';.*; frame-ancestors 'none'/,
    );
    const frame = await service.fetch(`/c/${CAMPAIGN}/module-frame.html`);
    expect(frame.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    const policy = frame.headers.get('content-security-policy')!;
    expect(policy).toMatch(/^default-src 'none'; .*; frame-ancestors 'self'$/);
    expect(policy).not.toMatch(/'self'(?!$)|https?:|connect-src|\*/);
    // Only where pupils answer: the school's pages frame nothing.
    expect(appPolicy()).not.toContain('frame-src');
    // The name alone makes it so.
    const other = await service.fetch(`/c/${CAMPAIGN}/sw.js`);
    expect(other.headers.get('x-frame-options')).toBe('DENY');
  });
  it('are at an address that ends with a slash', async () => {
    for (const [from, to] of [
      [`/c/${CAMPAIGN}`, `/c/${CAMPAIGN}/`],
      [`/c/${CAMPAIGN}/ecole`, `/c/${CAMPAIGN}/ecole/`],
    ] as const) {
      const answer = await service.fetch(from);
      expect([answer.status, answer.headers.get('location')]).toEqual([308, to]);
    }
  });
  it('that are not installed say so, in a page and in the log, and may be installed later', async () => {
    const page = await service.fetch(`/c/${CAMPAIGN}/ecole/`);
    expect(page.status).toBe(503);
    expect(Buffer.from(page.bytes).toString()).toContain('Application non installée');
    expect(service.log).toContain('"app":"school"');
    mkdirSync(join(apps, 'school'));
    writeFileSync(join(apps, 'school', 'index.html'), '<!doctype html><title>École</title>');
    await expect.poll(async () => (await service.fetch(`/c/${CAMPAIGN}/ecole/`)).status).toBe(200);
  });
  it('give no file from elsewhere, however the address is written', async () => {
    for (const path of [
      'outside.txt',
      '..%2foutside.txt',
      '%2e%2e/outside.txt',
      '..%5coutside.txt',
      'assets/..%2f..%2foutside.txt',
      '%2fetc%2fpasswd',
      'assets',
      'content/..%2f..%2fcampaign.sqlite',
    ]) {
      const answer = await service.fetch(`/c/${CAMPAIGN}/${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
  it('of a campaign that is not here are a page that says so', async () => {
    const answer = await service.fetch('/c/2026-autre/');
    expect(answer.status).toBe(404);
    expect(Buffer.from(answer.bytes).toString()).toContain('Page introuvable');
    expect((await service.fetch('/c/2026-autre')).status).toBe(404);
  });
});

describe('public content', () => {
  it('has its card', async () => {
    expect((await service.fetch(`/c/${CAMPAIGN}/campaign.json`)).json).toEqual(publishedCampaign().card);
  });
  it('is given by its hash, unchanging, compressed as the browser likes, and runs nothing', async () => {
    const text = 'Lis le texte, puis réponds. '.repeat(50);
    const bytes = new Uint8Array(Buffer.from(text));
    const hash = createHash('sha256').update(bytes).digest('hex');
    await service.authority('PUT', `content/${hash}`, bytes);
    const path = `/c/${CAMPAIGN}/content/${hash}`;
    const plain = await service.fetch(path, { headers: { 'accept-encoding': 'identity' } });
    expect(Buffer.from(plain.bytes).toString()).toBe(text);
    expect(plain.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(plain.headers.get('content-security-policy')).toContain('sandbox');
    for (const [encoding, read] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const raw = await rawGet(path, encoding);
      expect(raw.encoding).toBe(encoding);
      expect(raw.bytes.length).toBeLessThan(bytes.length / 4);
      expect(read(raw.bytes).toString()).toBe(text);
    }
    expect((await service.fetch(path, { headers: { 'if-none-match': `"${hash}"` } })).status).toBe(304);
    expect((await service.fetch(`/c/${CAMPAIGN}/content/${'0'.repeat(64)}`)).status).toBe(404);
    await service.stop();
    await service.start({ apps: { pupil: join(apps, 'pupil') } });
    expect((await service.fetch(path)).status).toBe(200);
  });
});

it('browsers that come by TLS at a proxy are asked to stay with TLS', async () => {
  await service.stop();
  await service.start({ behindProxy: true });
  expect((await service.fetch('/healthz')).headers.get('strict-transport-security')).toBe('max-age=63072000');
});

it('an encoding is chosen among those that the browser takes', () => {
  const all = { br: true, gzip: true };
  expect(chooseEncoding('gzip, deflate, br', all)).toBe('br');
  expect(chooseEncoding('gzip;q=1.0, br;q=0', all)).toBe('gzip');
  expect(chooseEncoding('br', { br: false, gzip: true })).toBeNull();
  expect(chooseEncoding(undefined, all)).toBeNull();
  expect(matches('W/"a", "b"', '"b"')).toBe(true);
  expect(matches('W/"a"', '"a"')).toBe(true);
  expect(matches('"a"', '"b"')).toBe(false);
  expect(matches(undefined, '"b"')).toBe(false);
});

/** `fetch` decompresses by itself: this does not. */
async function rawGet(
  path: string,
  encoding: string,
): Promise<{ bytes: Buffer; encoding: string | undefined }> {
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    get(`${service.url}${path}`, { headers: { 'accept-encoding': encoding }, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () =>
        resolve({ bytes: Buffer.concat(parts), encoding: response.headers['content-encoding'] }),
      );
    }).on('error', reject);
  });
}
