/** `npm run load`: pupils by the ten thousand on this machine, against a service on this machine. */

import { STORE_KINDS, type StoreKind, startStoreServer } from '@cloison/dev-env/stores/store-server.ts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type LoadResult, runLoad } from './load-run.ts';

/** A process may have this many connections here, and some files beside them. */
const MOST_A_PROCESS = 17_000;
const MOST_PUPILS = 400_000;

interface Options {
  readonly pupils: number;
  readonly login: number;
  readonly sustain: number;
  readonly every: number;
  readonly finish: number;
  readonly store: StoreKind;
  readonly processes?: number;
  readonly tls?: boolean;
  readonly json?: boolean;
}

const program = new Command('npm run load --')
  .description(
    'Pupils who log in, save every few seconds and finish, each on a connection of its own, against a service on this ' +
      'machine. Every acknowledged save is then looked for in the store. Loopback only; ends by itself.',
  )
  .addOption(number('--pupils <number>', 'how many', 1000))
  .addOption(number('--login <seconds>', 'all log in within this time', 20))
  .addOption(number('--sustain <seconds>', 'then all are connected and save for this long', 30))
  .addOption(number('--every <seconds>', 'a pupil saves every so many seconds', 15))
  .addOption(number('--finish <seconds>', 'final records are spread over this time', 15))
  .addOption(
    new Option(
      '--store <what>',
      'the embedded one, or a PostgreSQL 17 or three NATS servers started for the run',
    )
      .choices(STORE_KINDS)
      .default('sqlite'),
  )
  .addOption(number('--processes <number>', 'of the service and of pupils alike; default: as many as needed'))
  .option('--tls', 'the service speaks TLS itself')
  .option('--json', 'end with one JSON line')
  .addHelpText(
    'after',
    `
Examples:
  npm run load
  npm run load -- --pupils 100000 --login 120 --sustain 300 --store postgres
  npm run load -- --pupils 40000 --login 120 --sustain 300 --store postgres --tls --json`,
  )
  .parse();

// Leaves through `exit`, which ends what was started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
await main(program.opts<Options>());

async function main(options: Options): Promise<void> {
  const { pupils, store, json } = options;
  if (pupils > MOST_PUPILS) program.error(`more than ${MOST_PUPILS} pupils need more than one machine`);
  const processes = options.processes ?? Math.max(1, Math.ceil(pupils / MOST_A_PROCESS));
  if (store === 'sqlite' && processes > 1)
    program.error(`the embedded store belongs to one process, which holds ${MOST_A_PROCESS} connections`);
  const server = await startStoreServer(store);
  try {
    const result = await runLoad({
      plan: {
        pupils,
        loginMs: options.login * 1000,
        sustainMs: options.sustain * 1000,
        saveEveryMs: options.every * 1000,
        finishMs: options.finish * 1000,
      },
      store: server.url,
      storePids: server.pids,
      processes,
      tls: options.tls === true,
      publishing: everySeconds(5, (done) => say(`published ${Math.round(done)} of ${pupils}`)),
      progress: everySeconds(5, (so, elapsedMs) =>
        say(
          `${String(Math.round(elapsedMs / 1000)).padStart(4)} s  ${so.loggedIn} logged in, ${so.saves} saves, ` +
            `${so.finished} finished, ${so.busy} asked to wait, ${so.broken} connections broken, ${so.failed} failed`,
        ),
      ),
    });
    say(textOf(result));
    if (json === true)
      process.stdout.write(
        `${JSON.stringify({ bench: 'load', store, processes, tls: options.tls === true, ...result })}\n`,
      );
    if (result.lost > 0 || result.failed > 0) process.exitCode = 1;
  } finally {
    await server.stop();
  }
}

function textOf(result: LoadResult): string {
  const times = ({ count, p50, p95, p99, max }: LoadResult['save']) =>
    `${String(count).padStart(9)}   p50 ${p50} ms   p95 ${p95} ms   p99 ${p99} ms   longest ${max} ms`;
  return [
    `pupils        ${result.pupils}: ${result.finished} finished, ${result.failed} failed, over ${result.connections} connections`,
    `logins   ${times(result.login)}   the last after ${result.allLoggedInS} s`,
    `saves    ${times(result.save)}   ${result.savesPerS}/s over the whole run`,
    `between  ${times(result.sustained)}   logins and finals`,
    `records       ${result.acknowledged} acknowledged, ${result.found} found, ${result.lost} lost, ${result.finals} final`,
    `asked to wait  ${result.busyAnswers} times; ${result.brokenConnections} connections broken`,
    `the service   ${result.cpu.serviceS} s of CPU (${result.cpu.serviceSPer1000Saves} per 1,000 saves, logins among them), ${result.serviceMemoryMiB} MiB; the store's own processes ${result.cpu.storeS} s, the pupils ${result.cpu.pupilsS} s`,
    ...result.failures.map((failure) => `  ${failure}`),
  ].join('\n');
}

function number(flags: string, description: string, otherwise?: number): Option {
  const option = new Option(flags, description).argParser((text) => {
    if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('a whole number, at least 1');
    return Number(text);
  });
  return otherwise === undefined ? option : option.default(otherwise);
}

function everySeconds<T extends unknown[]>(
  seconds: number,
  work: (...args: T) => void,
): (...args: T) => void {
  let last = -Infinity;
  return (...args) => {
    if (performance.now() - last < seconds * 1000) return;
    last = performance.now();
    work(...args);
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
