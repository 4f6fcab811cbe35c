/**
 * `npm run bench -- fuzz`: a hundred thousand cases of every parser, in a process for each room, two at once. Each run draws a
 * new seed and prints it, so that a failure can be repeated.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOMS } from './rooms.ts';
import type { FuzzLine } from './run-fuzz.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    only: { type: 'string' },
    room: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
  },
});
const AT_ONCE = 2;
const lines: FuzzLine[] = [];

async function runRoom(room: string): Promise<void> {
  const args = [room, '--cases', String(Number(values.cases)), '--seed', values.seed];
  if (values.only !== undefined) args.push('--only', values.only);
  const program = join(import.meta.dirname, 'run-fuzz.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let rest = '';
  child.stdout.on('data', (part) => {
    const pieces = `${rest}${part}`.split('\n');
    rest = pieces.pop()!;
    for (const piece of pieces) {
      const line = JSON.parse(piece) as FuzzLine;
      lines.push(line);
      process.stderr.write(
        `${line.room.padEnd(13)} ${line.target.padEnd(46)} ${line.cases.toLocaleString('en').padStart(10)} ${line.seconds.toFixed(1).padStart(8)} s ${String(line.rssMiB).padStart(5)} MiB${line.failure === null ? '' : `\n${line.failure}`}\n`,
      );
    }
  });
  await new Promise((resolve) => child.once('close', resolve));
}

const rooms = values.room ?? Object.keys(ROOMS);
process.stderr.write(`seed ${values.seed}\n`);
const waiting = [...rooms];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let room = waiting.shift(); room !== undefined; room = waiting.shift()) await runRoom(room);
  }),
);
const failed = lines.filter(({ failure }) => failure !== null);
process.stderr.write(`${lines.length} parsers, ${failed.length} failed\n`);
if (values.json) process.stdout.write(`${JSON.stringify({ seed: Number(values.seed), lines })}\n`);
process.exit(failed.length > 0 ? 1 : 0);
