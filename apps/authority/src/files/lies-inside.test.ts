import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
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

const MOUNTS = spawnSync('unshare', ['--map-root-user', '--mount', 'true']).status === 0;
if (!MOUNTS)
  process.stderr.write('a folder that is mounted twice is not tried: it needs the right to mount\n');

it.skipIf(!MOUNTS)('knows a folder that is mounted a second time', () => {
  const again = join(folder, 'again');
  mkdirSync(again);
  const source = `import { liesInside } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'lies-inside.ts')).href)};
    process.stdout.write(JSON.stringify(${JSON.stringify([again, join(again, 'deep'), join(folder, 'vault-keys')])}
      .map((place) => liesInside(place, ${JSON.stringify(vault)}))));`;
  const script = 'mount --bind "$1" "$2" && exec "$3" --input-type=module --eval "$4"';
  const ran = spawnSync(
    'unshare',
    ['--map-root-user', '--mount', 'sh', '-c', script, 'sh', vault, again, process.execPath, source],
    { encoding: 'utf8' },
  );
  expect([ran.stdout, ran.status]).toEqual(['[true,true,false]', 0]);
});

it('is not misled by what only looks alike', () => {
  for (const name of [folder, join(folder, 'vault-keys'), join(folder, 'vault2', 'x'), '/'])
    expect([name, liesInside(name, vault)]).toEqual([name, false]);
  expect(liesInside('/a/vault-keys', '/a/vault')).toBe(false);
});
