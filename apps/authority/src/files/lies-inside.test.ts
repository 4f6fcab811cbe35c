import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { liesInside } from './lies-inside.ts';

let folder: string;
let vault: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-inside-'));
  vault = join(folder, 'vault');
  mkdirSync(join(vault, 'deep'), { recursive: true });
  mkdirSync(join(folder, 'vault-keys'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('knows a folder by any of its names, and what is to be made in it', () => {
  symlinkSync(vault, join(folder, 'link'));
  symlinkSync(join(folder, 'link'), join(folder, 'link-to-link'));
  symlinkSync(join(vault, 'deep'), join(folder, 'link-into'));
  const names = [
    vault,
    join(vault, 'deep'),
    join(vault, 'not', 'there', 'yet'),
    join(folder, 'link'),
    join(folder, 'link-to-link', 'deep', 'not-yet'),
    join(folder, 'link-into'),
    join(folder, 'link-into', 'not', 'yet'),
    relative(process.cwd(), vault),
    join(vault, '..', 'vault'),
  ];
  for (const name of names) expect([name, liesInside(name, vault)]).toEqual([name, true]);
  expect(liesInside(vault, join(folder, 'link'))).toBe(true);
});

it('is not misled by what only looks alike', () => {
  for (const name of [folder, join(folder, 'vault-keys'), join(folder, 'vault2', 'x'), '/'])
    expect([name, liesInside(name, vault)]).toEqual([name, false]);
  expect(liesInside('/a/vault-keys', '/a/vault')).toBe(false);
});
