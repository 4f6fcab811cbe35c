/**
 * `node flood-sender.ts PORT CAMPAIGN CONNECTIONS SECONDS PER_MINUTE`: requests with random tokens at that pace, whatever comes
 * back, several under way on each connection.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const TICK_MS = 5;
/** Written together on one connection. */
const BURST = 8;
/** A connection with so many unanswered is passed over: what is due goes to others, or later. */
const UNDER_WAY = 64;
const STATUS = Buffer.from('HTTP/1.1 ');

const [port, campaign, connections, seconds, perMinute] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const statuses: Record<string, number> = {};
let sent = 0;

/** A megabyte of random bytes: each offset begins another token. */
const random = randomBytes(1 << 20).toString('base64url');
let at = 0;
function request(): string {
  at = (at + 1) % (random.length - 42);
  return `GET /api/1/${campaign}/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${random.slice(at, at + 42)}A\r\n\r\n`;
}

class Connection {
  readonly #socket: Socket;
  #underWay = 0;
  /** The end of what came, when a status may have begun in it. */
  #rest = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data) => this.#take(data));
    socket.on('error', () => socket.destroy());
  }

  static open(): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  /** How many it took. */
  send(count: number): number {
    const taken = this.#socket.destroyed ? 0 : Math.min(count, UNDER_WAY - this.#underWay);
    if (taken === 0) return 0;
    this.#underWay += taken;
    this.#socket.write(Array.from({ length: taken }, request).join(''));
    return taken;
  }

  #take(data: Buffer): void {
    const all = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    let from = 0;
    for (;;) {
      const begin = all.indexOf(STATUS, from);
      if (begin === -1 || begin + STATUS.length + 3 > all.length) break;
      from = begin + STATUS.length + 3;
      const status = all.toString('latin1', begin + STATUS.length, from);
      statuses[status] = (statuses[status] ?? 0) + 1;
      this.#underWay -= 1;
    }
    this.#rest = Buffer.from(all.subarray(Math.max(from, all.length - STATUS.length - 2)));
  }

  close(): void {
    this.#socket.destroy();
  }
}

const open = await Promise.all(Array.from({ length: Number(connections) }, () => Connection.open()));
const perMs = Number(perMinute) / 60_000;
const began = performance.now();
const elapsed = () => performance.now() - began;
let turn = 0;
while (elapsed() < Number(seconds) * 1000) {
  const due = Math.floor(elapsed() * perMs);
  for (let tries = 0; sent < due && tries < open.length; tries++) {
    turn = (turn + 1) % open.length;
    sent += open[turn]!.send(Math.min(BURST, due - sent));
  }
  await sleep(TICK_MS);
}
const took = elapsed() / 1000;
for (const connection of open) connection.close();
process.stdout.write(JSON.stringify({ sent, seconds: took, statuses }));
