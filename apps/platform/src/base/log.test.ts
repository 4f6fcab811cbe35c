import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { errorOrigin, openLog } from './log.ts';

it('a log in a file is appended to, a line of JSON each, for the operator alone and the group', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-log-'));
  const path = join(folder, 'deep', 'platform.log');
  for (const status of [204, 500]) {
    const log = openLog({ path });
    log.request({ method: 'PUT', route: '/api/1/:campaign/records/*', status, ms: 1.26, code: null });
    log.flush();
  }
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 30, method: 'PUT', route: '/api/1/:campaign/records/*', status: 204, ms: 1.3, code: null },
    { level: 50, status: 500 },
  ]);
  expect(statSync(path).mode & 0o007).toBe(0);
  rmSync(folder, { recursive: true });
});

it('lines that nobody asks for reach the file by themselves, whole and in order, many or few', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-log-'));
  const path = join(folder, 'platform.log');
  const log = openLog({ path });
  const linesIn = () => readFileSync(path, 'utf8').split('\n').slice(0, -1);
  for (let count = 0; count < 2000; count++) log.event('counted', { count });
  await vi.waitFor(() => expect(linesIn()).toHaveLength(2000), 120_000);
  log.event('last');
  await vi.waitFor(() => expect(linesIn()).toHaveLength(2001), 120_000);
  const counts = linesIn().map((line) => (JSON.parse(line) as { count?: number }).count);
  expect(counts).toEqual([...Array.from({ length: 2000 }, (_, count) => count), undefined]);
  rmSync(folder, { recursive: true });
});

it('a fault is logged by its kind and its line of the program, even when its message looks like such a line', () => {
  const error = new TypeError('secret\n    at canary (/x/canary.ts:1:1)');
  const { name, at } = errorOrigin(error);
  expect(name).toBe('TypeError');
  expect(at[0]).toMatch(/^log\.test\.ts:\d+$/);
  expect(JSON.stringify(at)).not.toContain('canary');
  expect(errorOrigin('secret')).toEqual({ name: 'string', at: [] });
});
