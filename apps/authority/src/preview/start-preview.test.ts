import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choiceItem, manifestXml } from '@cloison/dev-env/authority/sample-folder.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type RunningPreview, startPreview } from './start-preview.ts';

let folder: string;
let running: RunningPreview | null = null;
const read: number[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-preview-'));
  mkdirSync(join(folder, 'pages'));
  writeFileSync(join(folder, 'pages', 'index.html'), '<!doctype html><title>preview</title>');
  mkdirSync(join(folder, 'pack', 'items'), { recursive: true });
  writeFileSync(join(folder, 'pack', 'imsmanifest.xml'), manifestXml(['q1']));
  writeFileSync(join(folder, 'pack', 'items', 'q1.xml'), choiceItem('q1', 'b'));
  read.length = 0;
  running = await startPreview({
    path: join(folder, 'pack'),
    pages: join(folder, 'pages'),
    onRead: ({ items }) => read.push(items.length),
  });
});
afterEach(async () => {
  await running?.close();
  rmSync(folder, { recursive: true, force: true });
});

const address = () => running?.address ?? '';
const shown = async () => (await fetch(`${address()}api/package`)).json();
const scored = (responses: unknown, item = 'q1') => {
  const { origin } = new URL(address());
  const headers = { 'content-type': 'application/json', origin };
  return fetch(`${address()}api/score`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ item, responses }),
  });
};

test('an author sees the item without keys, and beside it the keys, the remarks and the score of what is answered', async () => {
  expect(await (await fetch(address())).text()).toContain('<title>preview</title>');
  const { name, items, problems } = await shown();
  expect([name, problems]).toEqual(['pack', []]);
  expect(items).toHaveLength(1);
  expect(JSON.stringify(items[0].item)).not.toContain('correct');
  expect(items[0]).toMatchObject({
    path: 'items/q1.xml',
    maxScore: 1,
    keys: [{ responseId: 'RESPONSE', type: 'single identifier', correct: ['b'] }],
    notPlayed: [],
  });
  expect(await (await scored({ RESPONSE: 'b' })).json()).toMatchObject({ kind: 'scored', score: 1 });
  expect(await (await scored({ RESPONSE: 'a' })).json()).toMatchObject({ kind: 'scored', score: 0 });
  expect(await (await scored({ RESPONSE: ['a'] })).json()).toMatchObject({ kind: 'invalid' });
  expect(await (await scored({}, 'none')).json()).toBeNull();
});

test('a file that is saved is read again, and the page is told; what is broken is said, and mended', async () => {
  const changes = await fetch(`${address()}api/changes`);
  const reader = changes.body?.getReader();
  const heard = async () => new TextDecoder().decode((await reader?.read())?.value);
  expect(await heard()).toContain('here');
  writeFileSync(join(folder, 'pack', 'items', 'q1.xml'), choiceItem('q1', 'a'));
  expect(await heard()).toContain('again');
  expect((await shown()).items[0].keys[0].correct).toEqual(['a']);
  writeFileSync(join(folder, 'pack', 'items', 'q1.xml'), '<qti-assessment-item');
  expect(await heard()).toContain('again');
  const broken = await shown();
  expect(broken.items).toEqual([]);
  expect(broken.problems[0]).toMatchObject({ severity: 'error', place: expect.stringContaining('q1.xml:1') });
  writeFileSync(join(folder, 'pack', 'items', 'q1.xml'), choiceItem('q1', 'b'));
  await vi.waitFor(() => expect(read.at(-1)).toBe(1), 120_000);
  await reader?.cancel();
});

test('nothing is shown to who does not know the address, comes from another page, or names another host', async () => {
  const { origin, port, pathname } = new URL(address());
  for (const path of ['/', '/api/package', '/index.html', `/${'0'.repeat(32)}/api/package`])
    expect((await fetch(origin + path)).status).toBe(404);
  expect(
    (await fetch(`${address()}api/package`, { headers: { origin: 'https://elsewhere.example' } })).status,
  ).toBe(403);
  // As a page whose name was pointed at this machine would ask.
  const rebound = await new Promise<number | undefined>((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path: `${pathname}api/package`,
      headers: { host: `preview.example:${port}` },
    });
    asked.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
    asked.end();
  });
  expect(rebound).toBe(421);
  expect((await fetch(`${address()}files/..%2f..%2fitems%2fq1.xml`)).status).toBe(404);
  expect((await fetch(`${address()}files/items/q1.xml`)).status).toBe(404);
  expect((await fetch(`${address()}api/score`, { method: 'POST', body: '{}' })).status).toBe(403);
});
