import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const RUN = join(import.meta.dirname, 'run.mjs');

/** What a command says on standard error when its reader leaves after one line. */
function intoHead(...args: string[]) {
  const line = '"$0" "$@" | head -n 1';
  const { stdout, stderr } = spawnSync('bash', ['-c', line, process.execPath, RUN, ...args], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  return { lines: stdout.trimEnd().split('\n').length, stderr };
}

it('a list or a trace whose reader has gone ends without a stack', () => {
  expect(intoHead('audit', '--list')).toEqual({ lines: 1, stderr: '' });
  // It says on standard error how the run went, when it comes to it.
  const trace = intoHead('simulate', '--seed', '3', '--trace');
  expect(trace.lines).toBe(1);
  expect(trace.stderr.replace(/^seed 3 .*\n.* digest \w+\n$/, '')).toBe('');
});
