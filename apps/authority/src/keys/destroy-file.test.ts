import { mkdtempSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { destroyFile } from './destroy-file.ts';

/** What a file has at the moment in which it is emptied: its blocks on the disk go on having that. */
const emptied = vi.hoisted(() => [] as Buffer[]);
vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  return {
    ...fs,
    ftruncateSync: (descriptor: number, length?: number) => {
      const bytes = Buffer.alloc(fs.fstatSync(descriptor).size);
      readSync(descriptor, bytes, 0, bytes.length, 0);
      emptied.push(bytes);
      fs.ftruncateSync(descriptor, length);
    },
  };
});

const folder = mkdtempSync(join(tmpdir(), 'cloison-destroy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('A key file is written over, to its last byte, before it is emptied and removed', () => {
  const path = join(folder, 'key.json');
  const key = 'a wrapped key '.repeat(100);
  writeFileSync(path, key);
  expect(destroyFile(path, undefined, () => undefined)).toBe('destroyed');
  expect(() => readFileSync(path)).toThrow('ENOENT');
  expect(emptied.map(({ length }) => length)).toEqual([key.length]);
  expect(emptied[0]!.toString('latin1')).not.toContain('wrapped');
});
