import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./test-endless.ts', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipe-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `head -1` closes the pipe after its first line; the exit code is the program's. */
function intoHead(...args: string[]) {
  const line = '"$0" "$@" | head -1; exit $PIPESTATUS';
  return spawnSync(
    'bash',
    ['-c', line, process.execPath, '--disable-warning=ExperimentalWarning', PROGRAM, ...args],
    {
      encoding: 'utf8',
      timeout: 600_000,
    },
  );
}

it('a command whose reader has gone finishes its work and ends quietly with 0', () => {
  const out = join(folder, 'busy.txt');
  const { status, stderr } = intoHead('r', 'busy', out);
  expect([status, stderr, readFileSync(out, 'utf8')]).toEqual([0, '', 'done']);
  expect(intoHead('r', 'busy', '--help')).toMatchObject({ status: 0, stderr: '' });
});

it('a command that would run for ever stops when its reader has gone', () => {
  const out = join(folder, 'endless.txt');
  const { status, stderr } = intoHead('r', 'endless', out);
  expect([status, stderr, readFileSync(out, 'utf8')]).toEqual([0, '', 'stopped']);
});

it('a command whose terminal is closed stops as it does for Ctrl-C', async () => {
  const out = join(folder, 'terminal.txt');
  const program = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', PROGRAM, 'r', 'endless', out],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  program.stdout.once('data', () => program.kill('SIGHUP'));
  const [code] = await once(program, 'exit');
  expect([code, readFileSync(out, 'utf8')]).toEqual([0, 'stopped']);
});
