/** Runs a program in this process and keeps what it wrote. For tests. */
import { PassThrough } from 'node:stream';
import type { Room } from '../definition/room.ts';
import { runProgram } from './run-program.ts';

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** The last line of `out`, parsed. */
  readonly json: Readonly<Record<string, unknown>>;
}

export async function runWords(
  rooms: readonly Room[],
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
  name = 'cloison',
): Promise<Ran> {
  const texts = { stdout: '', stderr: '' };
  const keep = (which: keyof typeof texts) =>
    new PassThrough().on('data', (part) => {
      texts[which] += part;
    });
  const streams = { stdout: keep('stdout'), stderr: keep('stderr') as unknown as NodeJS.WriteStream };
  const exit = await runProgram(
    { name, summary: { fr: 'essai', en: 'trial' }, rooms },
    { argv, env, streams },
  );
  await new Promise(setImmediate);
  const { stdout: out, stderr: err } = texts;
  const last = out.trim().split('\n').at(-1)!;
  return { exit, out, err, json: last.startsWith('{') ? JSON.parse(last) : {} };
}
