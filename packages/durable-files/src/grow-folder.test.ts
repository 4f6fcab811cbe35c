import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyCompared, describeFile } from './described-file.ts';
import { growFolder } from './grow-folder.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'cloison-durable-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const AT = '2026-11-24T02:00:00.123Z';
const grow = (fill: (growing: string) => Promise<object>) =>
  growFolder({ in: join(parent, 'to'), prefix: 'copie-', at: AT, manifestName: 'manifest.json', fill });

describe('a folder that grows', () => {
  it('has its name and its manifest once it is filled, and another until then', async () => {
    const { folder } = await grow(async (growing) => {
      mkdirSync(join(growing, 'below'));
      writeFileSync(join(growing, 'below', 'a'), 'a');
      expect(readdirSync(join(parent, 'to'))).toEqual([`.unfinished-20261124T020000Z-${process.pid}`]);
      return { files: 1 };
    });
    expect(folder).toBe(join(parent, 'to', 'copie-20261124T020000Z'));
    expect(readdirSync(folder).sort()).toEqual(['below', 'manifest.json']);
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toEqual({ files: 1 });
  });

  it('is not there when filling it fails, and takes away what ended processes left, not what others are at', async () => {
    const to = join(parent, 'to');
    for (const pid of [999_999_999, process.ppid])
      mkdirSync(join(to, `.unfinished-x-${pid}`), { recursive: true });
    await expect(
      grow(async (growing) => {
        writeFileSync(join(growing, 'a'), 'a');
        throw new Error('no room');
      }),
    ).rejects.toThrow('no room');
    expect(readdirSync(to)).toEqual([`.unfinished-x-${process.ppid}`]);
  });
});

describe('two folders of the same second', () => {
  const named = (name: string) => async (growing: string) => {
    writeFileSync(join(growing, 'name'), name);
    return { name };
  };
  const nameIn = (folder: string) => readFileSync(join(folder, 'name'), 'utf8');

  it('have each a name, one after the other', async () => {
    const made = [];
    for (const name of ['a', 'b', 'c']) made.push((await grow(named(name))).folder);
    const first = join(parent, 'to', 'copie-20261124T020000Z');
    expect(made).toEqual([first, `${first}-2`, `${first}-3`]);
    expect(made.map(nameIn)).toEqual(['a', 'b', 'c']);
  });

  it('have each a name, made side by side, and one that fails takes nothing from the other', async () => {
    const [one, two] = await Promise.allSettled([
      grow(async (growing) => {
        const inner = grow(named('inner'));
        await expect(inner).resolves.toBeDefined();
        return named('outer')(growing);
      }),
      grow(() => Promise.reject(new Error('no room'))),
    ]);
    expect(two).toMatchObject({ status: 'rejected', reason: { message: 'no room' } });
    expect(one.status).toBe('fulfilled');
    const to = join(parent, 'to');
    expect(readdirSync(to).sort()).toEqual(['copie-20261124T020000Z', 'copie-20261124T020000Z-2']);
    expect(
      readdirSync(to)
        .sort()
        .map((name) => nameIn(join(to, name))),
    ).toEqual(['inner', 'outer']);
  });
});

describe('a described file', () => {
  const differs = () => new Error('differs');
  it('is copied when it is as described, and refused when a byte is another, one is missing, or it is gone', async () => {
    const [from, to] = [join(parent, 'from'), join(parent, 'copy')];
    writeFileSync(from, 'abc');
    const described = await describeFile(from);
    // FIPS 180-2, appendix B.1.
    expect(described).toEqual({
      bytes: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
    await copyCompared(from, to, described, differs);
    expect(readFileSync(to, 'utf8')).toBe('abc');
    for (const other of ['abd', 'ab']) {
      writeFileSync(from, other);
      await expect(copyCompared(from, to, described, differs)).rejects.toThrow('differs');
    }
    rmSync(from);
    await expect(copyCompared(from, join(parent, 'none'), described, differs)).rejects.toThrow('differs');
    expect(existsSync(join(parent, 'none'))).toBe(false);
  });
});
