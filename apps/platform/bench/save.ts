/**
 * Durable saves a second at 64 in flight, envelopes of 1.5 KB, against two floors measured in the same run: a bare
 * `node:http` server that reads the same requests and answers 204, and the same rows put into bare SQLite in batches.
 * Servers run in a process of their own. `--json` prints one JSON line.
 *
 *     node apps/platform/bench/save.ts [--json]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { bearer } from '@cloison/protocol/public';
import { fixtureEnvelope } from '../src/envelope-fixture.ts';
import { CAMPAIGN, holderLine, type TestHolder, TestService } from '../src/test-service.ts';
import { requestsPerSecond } from './raw-client.ts';

const IN_FLIGHT = 64;
const HOLDERS = 2048;
const BODY_BYTES = 1024;
const RUNS = 3;
const RUN_MS = 1200;

type Role = 'platform' | 'bare-http' | 'bare-sqlite';

/** The same holders in both processes. */
function benchHolder(index: number): TestHolder {
  const bytes = (what: string, length: number) =>
    new Uint8Array(createHash('sha256').update(`${what} ${index}`).digest().subarray(0, length));
  return { id: bytes('holder', 16), access: bytes('access', 32), role: 'pupil' };
}

async function runPlatform(): Promise<void> {
  const service = await new TestService().start({ log: 'none' });
  await service.publish();
  const holders = Array.from({ length: HOLDERS }, (_, i) => holderLine(benchHolder(i)));
  for (let i = 0; i < HOLDERS; i += 1024) {
    await service.authority('PUT', 'holders', { holders: holders.slice(i, i + 1024) });
  }
  process.once('disconnect', () => service.remove().then(() => process.exit()));
  process.send!({ port: service.platform.port });
}

function runBareHttp(): void {
  const server = createServer((request, response) => {
    request.on('data', () => {});
    request.on('end', () => response.writeHead(204).end());
  });
  process.once('disconnect', () => process.exit());
  server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
}

/** Rows a second into one table, `IN_FLIGHT` to a transaction, each commit on disk. */
function runBareSqlite(): void {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-bench-'));
  const db = new DatabaseSync(join(folder, 'rows.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  db.exec('CREATE TABLE head (holder BLOB PRIMARY KEY, version INTEGER, hash BLOB, envelope BLOB)');
  const write = db.prepare('INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?)');
  const envelope = fixtureEnvelope({
    campaign: CAMPAIGN,
    holder: benchHolder(0).id,
    name: 'francais',
    bodyBytes: BODY_BYTES,
  });
  const ids = Array.from({ length: HOLDERS }, (_, i) => benchHolder(i).id);
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    let rows = 0;
    while (performance.now() - start < RUN_MS) {
      db.exec('BEGIN IMMEDIATE');
      for (let i = 0; i < IN_FLIGHT; i++, rows++) {
        write.run(ids[rows % HOLDERS]!, rows, envelope.hash, envelope.bytes);
      }
      db.exec('COMMIT');
    }
    runs.push(rows / ((performance.now() - start) / 1000));
  }
  db.close();
  rmSync(folder, { recursive: true });
  process.send!({ runs });
  process.disconnect();
}

/** Requests that each socket sends: its own holders in turn, each time the next version. */
function requests(): (socket: number) => Uint8Array {
  const chains = Array.from({ length: HOLDERS }, (_, i) => {
    const holder = benchHolder(i);
    const { bytes } = fixtureEnvelope({
      campaign: CAMPAIGN,
      holder: holder.id,
      name: 'francais',
      bodyBytes: BODY_BYTES,
    });
    const head = Buffer.from(
      `PUT /api/1/${CAMPAIGN}/records/francais HTTP/1.1\r\nhost: localhost\r\nauthorization: ${bearer(holder.access)}\r\ncontent-type: application/octet-stream\r\ncontent-length: ${bytes.length}\r\n\r\n`,
    );
    return { head, bytes: Buffer.from(bytes), version: 0 };
  });
  const versionAt = 7 + 'francais'.length + 16 + 16 + 8;
  const turns = new Array<number>(IN_FLIGHT).fill(0);
  return (socket) => {
    const own = HOLDERS / IN_FLIGHT;
    const chain = chains[socket * own + (turns[socket]!++ % own)]!;
    const previous =
      chain.version === 0 ? Buffer.alloc(32) : createHash('sha256').update(chain.bytes).digest();
    chain.version += 1;
    chain.bytes.writeUInt32BE(chain.version, versionAt);
    previous.copy(chain.bytes, versionAt + 4);
    randomBytes(12).copy(chain.bytes, versionAt + 36);
    return Buffer.concat([chain.head, chain.bytes]);
  };
}

async function child<T>(role: Role): Promise<{ readonly process: ChildProcess; readonly message: T }> {
  const started = fork(fileURLToPath(import.meta.url), ['--role', role], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const message = await new Promise<T>((resolve, reject) => {
    started.once('message', (value) => resolve(value as T));
    started.once('exit', (code) => reject(new Error(`${role} ended with ${code}`)));
  });
  return { process: started, message };
}

async function measureServer(role: 'platform' | 'bare-http'): Promise<readonly number[]> {
  const server = await child<{ port: number }>(role);
  try {
    const load = { port: server.message.port, inFlight: IN_FLIGHT, expectedStatus: 204, request: requests() };
    await requestsPerSecond({ ...load, durationMs: RUN_MS / 2 });
    const runs: number[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await requestsPerSecond({ ...load, durationMs: RUN_MS }));
    return runs;
  } finally {
    const ended = new Promise((resolve) => server.process.once('exit', resolve));
    server.process.disconnect();
    await ended;
  }
}

interface Line {
  readonly what: string;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

function lineOf(what: string, runs: readonly number[]): Line {
  const sorted = runs.map(Math.round).sort((a, b) => a - b);
  return { what, median: sorted[Math.floor(sorted.length / 2)]!, least: sorted[0]!, most: sorted.at(-1)! };
}

async function main(json: boolean): Promise<void> {
  const http = lineOf('bare node:http, 204', await measureServer('bare-http'));
  const rows = lineOf(
    `bare SQLite, ${IN_FLIGHT} rows a commit`,
    (await child<{ runs: number[] }>('bare-sqlite')).message.runs,
  );
  const saves = lineOf('platform, durable saves', await measureServer('platform'));
  /** What the two floors give one after the other, in one thread. */
  const floor = Math.round(1 / (1 / http.median + 1 / rows.median));
  if (json) {
    const lines = { saves, bareHttp: http, bareSqlite: rows, floor };
    process.stdout.write(`${JSON.stringify({ bench: 'platform-save', inFlight: IN_FLIGHT, ...lines })}\n`);
    return;
  }
  const row = ({ what, median, least, most }: Line) =>
    `${what.padEnd(34)}${String(median).padStart(9)}   ${least}–${most}`;
  process.stdout.write(`${'each second, 64 in flight'.padEnd(34)}${'median'.padStart(9)}   ${RUNS} runs\n`);
  process.stdout.write(`${[http, rows, saves].map(row).join('\n')}\n`);
  process.stdout.write(
    `${'the two floors one after the other'.padEnd(34)}${String(floor).padStart(9)}   ${Math.round((100 * saves.median) / floor)} % of it reached\n`,
  );
}

const roleAt = process.argv.indexOf('--role');
switch (roleAt < 0 ? null : process.argv[roleAt + 1]) {
  case 'platform':
    await runPlatform();
    break;
  case 'bare-http':
    runBareHttp();
    break;
  case 'bare-sqlite':
    runBareSqlite();
    break;
  default:
    await main(process.argv.includes('--json'));
}
