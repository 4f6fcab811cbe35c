import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeWhole } from './write-whole.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-whole-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a file that cannot be written whole leaves what was there, and no part of itself', () => {
  const path = join(folder, 'certificate.json');
  writeWhole(path, 'before');
  // The system refuses the ninth block of a file, as a full disk does.
  const script = `import { writeWhole } from ${JSON.stringify(new URL('./write-whole.ts', import.meta.url).href)};
process.on('SIGXFSZ', () => {});
try { writeWhole(${JSON.stringify(path)}, 'x'.repeat(100_000)); } catch (error) { console.log(error.code); }`;
  const { stdout } = spawnSync(
    'bash',
    ['-c', 'ulimit -f 8; exec "$0" --input-type=module -e "$1"', process.execPath, script],
    { encoding: 'utf8' },
  );
  expect(stdout.trim()).toBe('EFBIG');
  expect(readdirSync(folder)).toEqual(['certificate.json']);
  expect(readFileSync(path, 'utf8')).toBe('before');
});

it('a link is written to, and stays a link', () => {
  const real = join(folder, 'real');
  writeFileSync(real, 'before');
  symlinkSync(real, join(folder, 'link'));
  writeWhole(join(folder, 'link'), 'after');
  expect(readFileSync(real, 'utf8')).toBe('after');
});

it('a new file never takes the place of one that is there, and is for its owner alone whatever a kill left', () => {
  const path = join(folder, 'key.txt');
  writeFileSync(`${path}.part`, 'left', { mode: 0o644 });
  writeWhole(path, 'key', { mode: 0o600, isNew: true });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(() => writeWhole(path, 'other', { isNew: true })).toThrow(
    expect.objectContaining({ code: 'EEXIST' }),
  );
  expect(readFileSync(path, 'utf8')).toBe('key');
  expect(readdirSync(folder)).toEqual(['key.txt']);
});
