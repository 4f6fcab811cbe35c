/**
 * `npm run bench`: speed, as a ratio against its floor in the same run. Nothing here fails on a slow machine. Tables go to
 * standard error; with `--json` one line to standard output. What else stands on the line goes to the program of the bench.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { table } from './bench/paired-runs.ts';
import { benchProtocol } from './bench/protocol.ts';

const root = join(import.meta.dirname, '..');
/** Benches that are programs of their own room. */
const PROGRAMS: Readonly<Record<string, string>> = {
  platform: 'apps/platform/bench/platform.ts',
  scaling: 'apps/platform/bench/scaling.ts',
  measurement: 'packages/measurement/bench/calibrate.ts',
  coverage: 'packages/measurement/bench/coverage.ts',
  disclosure: 'apps/statistics/bench/disclosure.ts',
  faults: 'tests/faults/bench.ts',
  fuzz: 'tests/fuzz/bench.ts',
  office: 'tests/office/bench.ts',
  scoring: 'tests/office/bench-scoring.ts',
  latency: 'tests/office/bench-latency.ts',
  backlog: 'tests/office/bench-backlog.ts',
  roster: 'tests/office/bench-roster.ts',
  console: 'tests/office/bench-console.ts',
  player: 'tests/pupil/bench.ts',
};
const NAMES = ['protocol', ...Object.keys(PROGRAMS)];
const HELP = `
Platform and scaling take, besides:
  --store NAME     sqlite, postgres, nats or nats-always; may be repeated; default: all (scaling: the first three)
  --quick          short runs of little: to see that it works
  --runs N, --seconds S, --holders N (platform), --from N and --upto N holders (scaling)
  --write          puts the tables into docs/benchmarks.md
Measurement takes, besides:
  --persons N, --items N, --threads N; --scaling with --upto N answers (1e9: to 3.3 million persons × 100 items); --write
Coverage (whether standard errors and tests keep what they promise; not speed) takes, besides:
  --scale N (1) of the samples of each study, --only rasch, 2pl, 3pl, 4pl, regression, dimensions, fit, dif, dif-likelihood or median
Disclosure takes, besides:
  --rows N, --threads N; --only tables; --write
Faults takes, besides (all of it: some forty minutes):
  --small, --store embedded, postgres or nats (may be repeated), --only TEXT
Fuzz takes, besides:
  --cases N (100000 of each parser), --seed N, --only TEXT, --room ROOM
Office takes, besides:
  --pupils N (5000), --runs N (3); --folder PATH keeps the campaign and goes on where it stopped, --until STEP; --write

Scoring takes, besides:
  --pupils N (2000), --items N (60), --runs N (7)
Latency (from a class's last cell to its report) takes, besides:
  --classes N (1000), --within SECONDS (60), --tick SECONDS (5)
Backlog (from a final to its report while a backlog is taken in) takes, besides:
  --folder PATH of a campaign that Office has published, --schools N (20), --within SECONDS (60)

Console (what its pages ask of a country's vault) takes, besides:
  --schools N (453) in each of 102 départements, --pupils N (9) a class, --requests N (5000); --keep, --folder PATH; --write

Roster takes, besides:
  --pupils N (20000), --format onde, siecle or oneroster (may be repeated)
Player (from the address to the first item, in Chromium) takes, besides:
  --runs N (5), --slower N times the processor (4), --megabits N (1.6), --latency MS (150)

Examples:
  npm run bench
  npm run bench -- protocol --json
  npm run bench -- platform --store postgres --quick
  npm run bench -- scaling --upto 1e5
  npm run bench -- faults --small
  npm run bench -- fuzz --cases 1e6
  npm run bench -- measurement --scaling --upto 1e9 --write
  npm run bench -- disclosure --rows 100000
  npm run bench -- office --pupils 50000 --folder /var/tmp/office
`;

const program = new Command('npm run bench --')
  .description(
    'Speed, as a ratio against its floor: the bare primitive, bare Node or the bare database, in the same run.',
  )
  .option('--json', 'end with one JSON line')
  .argument('[what...]', `${NAMES.join(', ')}; default: protocol and platform`)
  .allowUnknownOption()
  .addHelpText('after', HELP)
  .parse();

const { json } = program.opts<{ json?: boolean }>();
// A name comes first; from the first option on, words belong to the program.
const firstOption = program.args.findIndex((word) => word.startsWith('-'));
const names = firstOption < 0 ? program.args : program.args.slice(0, firstOption);
const passedOn = firstOption < 0 ? [] : program.args.slice(firstOption);
const wanted = names.length > 0 ? names : ['protocol', 'platform'];
for (const name of wanted) {
  if (!NAMES.includes(name)) program.error(`no bench is called ${name}: ${NAMES.join(', ')}`);
}
if (passedOn.length > 0 && wanted.includes('protocol')) {
  program.error(`${passedOn[0]} is not for protocol`);
}

const results: Record<string, unknown> = {};
for (const name of wanted) {
  if (name === 'protocol') {
    const measured = await benchProtocol();
    results.protocol = measured;
    process.stderr.write(`protocol\n${table(measured)}\n\n`);
    continue;
  }
  const path = join(root, PROGRAMS[name]!);
  if (!existsSync(path)) program.error(`${path} is not there`);
  const args = ['--disable-warning=ExperimentalWarning', path, '--json', ...passedOn];
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  });
  if (status !== 0) process.exit(status ?? 1);
  results[name] = JSON.parse(stdout.trim().split('\n').at(-1)!);
}
if (json === true) process.stdout.write(`${JSON.stringify(results)}\n`);
