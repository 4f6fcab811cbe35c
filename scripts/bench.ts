/** `npm run bench`: speed, as a ratio against its floor in the same run. Nothing here fails on a slow machine. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { table } from './bench/paired-runs.ts';
import { benchProtocol } from './bench/protocol.ts';

const root = join(import.meta.dirname, '..');
/** Benches that are programs of their own room. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  platform: ['apps/platform/bench/save.ts'],
  measurement: ['packages/measurement/bench/calibrate.ts'],
};

const program = new Command('npm run bench --')
  .description(
    'Speed, as a ratio against its floor: the bare primitive, bare Node or the bare database, in the same run.',
  )
  .addOption(new Option('--json', 'end with one JSON line'))
  .argument('[what...]', 'protocol, platform, measurement; default: protocol and platform')
  .addHelpText(
    'after',
    '\nExamples:\n  npm run bench\n  npm run bench -- protocol --json\n  npm run bench -- measurement\n',
  )
  .parse();

const { json } = program.opts<{ json?: boolean }>();
const wanted = program.args.length > 0 ? program.args : ['protocol', 'platform'];
const unknown = wanted.filter((name) => name !== 'protocol' && !Object.hasOwn(PROGRAMS, name));
if (unknown.length > 0)
  program.error(`no bench is called ${unknown.join(', ')}: protocol, ${Object.keys(PROGRAMS).join(', ')}`);

const results: Record<string, unknown> = {};
for (const name of wanted) {
  if (name === 'protocol') {
    const measured = await benchProtocol();
    results.protocol = measured;
    process.stderr.write(`protocol\n${table(measured)}\n\n`);
    continue;
  }
  for (const path of PROGRAMS[name]!) {
    if (!existsSync(join(root, path))) program.error(`${path} is not there`);
    const args = ['--disable-warning=ExperimentalWarning', join(root, path), '--json'];
    const { status, stdout } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 2],
    });
    if (status !== 0) process.exit(status ?? 1);
    results[name] = JSON.parse(stdout.trim().split('\n').at(-1)!);
  }
}
if (json === true) process.stdout.write(`${JSON.stringify(results)}\n`);
