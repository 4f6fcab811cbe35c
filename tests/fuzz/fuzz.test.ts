/**
 * Every parser of hostile bytes, with some of the cases, the same in every run. A hundred thousand of each and more:
 * `npm run bench -- fuzz`. Each room in a process of its own, so that a parser that hangs ends this test and not the run, and
 * that memory is counted.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOMS } from './rooms.ts';
import type { FuzzLine } from './run-fuzz.ts';

/** Far more than a run takes: a parser that needs longer hangs. */
const ROOM_MS = 600_000;
/** The parsers, their samples and Node stay far below; inflating one bomb would not. */
const MOST_MIB = 900;

function fuzz(room: string): Promise<{ readonly lines: readonly FuzzLine[]; readonly code: number | null }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'run-fuzz.ts'), room],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.on('data', (part) => {
    text += part;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), ROOM_MS);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer);
      const lines = text.split('\n').filter((line) => line !== '');
      resolve({ lines: lines.map((line) => JSON.parse(line) as FuzzLine), code });
    });
  });
}

describe('whatever it is given, a parser answers with a value that comes back the same, or with its own refusal', () => {
  it.each(Object.keys(ROOMS))('within bounded time and memory: %s', async (room) => {
    const { lines, code } = await fuzz(room);
    expect(lines.filter(({ failure }) => failure !== null)).toEqual([]);
    // Fewer lines than targets: the one after the last line hung.
    const targets = (await ROOMS[room]!()).map(({ name }) => name);
    expect(lines.map(({ target }) => target)).toEqual(targets);
    expect(code).toBe(0);
    expect(Math.max(...lines.map(({ rssMiB }) => rssMiB))).toBeLessThan(MOST_MIB);
  });
});
