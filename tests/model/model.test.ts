/**
 * Saving, collecting and closing, checked exhaustively by Debian's `spin` (docs/model.md): every order of events of two
 * devices, a host and the office, and each guard removed once.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const MODEL = join(import.meta.dirname, 'saving.pml');
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'cloison-model-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Verdict {
  readonly errors: number;
  /** Whether every reachable state was visited. */
  readonly complete: boolean;
  readonly states: number;
}

async function check(...defines: readonly string[]): Promise<Verdict> {
  const cwd = mkdtempSync(join(folder, 'run-'));
  const flags = defines.map((name) => `-D${name}`);
  await run('spin', ['-a', ...flags, MODEL], { cwd });
  await run('gcc', ['-O2', '-w', '-DSAFETY', '-DCOLLAPSE', '-o', 'pan', 'pan.c'], { cwd });
  // -E: processes that wait at the end are no fault. -m: deep enough for the longest run; a cut one says so.
  const { stdout } = await run('./pan', ['-E', '-m100000'], { cwd, maxBuffer: 1 << 24 });
  const errors = Number(/errors: (\d+)/.exec(stdout)?.[1]);
  const states = Number(/(\d+)(?:\.\d+e\+\d+)? states, stored/.exec(stdout)?.[1]);
  return { errors, states, complete: !/max search depth too small|Search not completed/.test(stdout) };
}

describe('the model of saving, collecting and closing', () => {
  it('holds with an honest host: what a screen called saved is kept, and nobody is accused', async () => {
    const verdict = await check();
    expect(verdict).toMatchObject({ errors: 0, complete: true });
    expect(verdict.states).toBeGreaterThan(100_000);
  });

  it('holds with a host that lies: what opened once is kept, a final stays, every lie is named', async () => {
    const verdict = await check('LIAR');
    expect(verdict).toMatchObject({ errors: 0, complete: true });
    expect(verdict.states).toBeGreaterThan(1_000_000);
  });

  it.each([
    ['the host acknowledges before the disk has it', ['BREAK_ACKNOWLEDGE_EARLY']],
    ['a screen says saved before it was acknowledged', ['BREAK_SHOW_EARLY']],
    ['the key is destroyed without freezing the campaign', ['BREAK_CLOSE_WITHOUT_FREEZE']],
    ['something counts after a final', ['LIAR', 'BREAK_AFTER_FINAL']],
    ['a higher version replaces another history', ['LIAR', 'BREAK_NO_CHAIN']],
    ['what is kept is replaced before the new envelope opened', ['LIAR', 'BREAK_REPLACE_BEFORE_OPENING']],
  ])('finds the fault when %s', async (_, defines) => {
    expect((await check(...defines)).errors).toBe(1);
  });
});
