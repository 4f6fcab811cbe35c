/**
 * A cheap client: open sockets, one request in flight on each, and answers read only as far as their status and length. The same
 * client drives the service and the bare server, so that its cost cancels out.
 */
import { connect, type Socket } from 'node:net';

export interface Request {
  /** The whole request. Its owner may change it after the answer. */
  readonly bytes: Uint8Array;
  readonly status: number;
}

export interface Load {
  readonly inFlight: number;
  /** The next request of one socket; called again only after the answer to the last one. */
  readonly next: (socket: number) => Request;
}

export interface Measured {
  /** Answers. */
  readonly count: number;
  readonly elapsedMs: number;
  /** Milliseconds of each answer, sorted. */
  readonly latenciesMs: Float64Array;
}

/** Keeps its sockets open between loads, as browsers do. */
export class RawClient {
  readonly #port: number;
  #sockets: RawSocket[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Drives the load for its time. Rejects on an unexpected status. */
  run(load: Load & { readonly durationMs: number }): Promise<Measured> {
    const until = performance.now() + load.durationMs;
    return this.#drive(load, () => performance.now() < until);
  }

  /** Sends this many requests. */
  runCount(load: Load & { readonly count: number }): Promise<Measured> {
    let left = load.count - load.inFlight;
    return this.#drive(load, () => left-- > 0);
  }

  /** `more` is called after each answer. */
  async #drive({ inFlight, next }: Load, more: () => boolean): Promise<Measured> {
    // A server closes sockets that were idle for too long.
    this.#sockets = this.#sockets.filter(({ isOpen }) => isOpen);
    while (this.#sockets.length < inFlight) this.#sockets.push(await RawSocket.open(this.#port));
    const latencies: number[] = [];
    const start = performance.now();
    await Promise.all(
      this.#sockets.slice(0, inFlight).map((socket, i) => socket.drive(() => next(i), more, latencies)),
    );
    const elapsedMs = performance.now() - start;
    return { count: latencies.length, elapsedMs, latenciesMs: Float64Array.from(latencies).sort() };
  }

  close(): void {
    for (const socket of this.#sockets.splice(0)) socket.close();
  }
}

/** All sockets read into the same buffer, because an answer is parsed before the next one is read. */
const READ_INTO = Buffer.allocUnsafe(64 * 1024);

class RawSocket {
  readonly #socket: Socket;
  /** Bytes that arrive while no load runs are an error. */
  #read: (data: Buffer) => void = () => this.close();
  #cut: (error: Error) => void = () => undefined;

  static open(port: number): Promise<RawSocket> {
    return new Promise((resolve, reject) => {
      const one: RawSocket = new RawSocket(port, () => resolve(one));
      one.#cut = reject;
    });
  }

  private constructor(port: number, opened: () => void) {
    const onread = {
      buffer: READ_INTO,
      callback: (bytes: number) => {
        this.#read(READ_INTO.subarray(0, bytes));
        return true;
      },
    };
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread }, opened);
    this.#socket.on('error', (error) => this.#cut(error));
    this.#socket.on('close', () => this.#cut(new Error('the server closed a connection')));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === 'open';
  }

  drive(next: () => Request, more: () => boolean, latencies: number[]): Promise<void> {
    return new Promise((resolve, reject) => {
      let asked = next();
      let sentAt = performance.now();
      let held: Buffer | null = null;
      this.#cut = reject;
      this.#read = (data) => {
        const answer: Buffer = held === null ? data : Buffer.concat([held, data]);
        if (!isWhole(answer)) {
          held = Buffer.from(answer);
          return;
        }
        held = null;
        if (statusOf(answer) !== asked.status) {
          return reject(new Error(`expected ${asked.status}: ${answer.toString('latin1').slice(0, 400)}`));
        }
        const now = performance.now();
        latencies.push(now - sentAt);
        if (!more()) return resolve();
        asked = next();
        sentAt = now;
        this.#socket.write(asked.bytes);
      };
      this.#socket.write(asked.bytes);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** `HTTP/1.1 204 …`: three digits from the tenth byte on. */
function statusOf(answer: Buffer): number {
  return (answer[9]! - 48) * 100 + (answer[10]! - 48) * 10 + (answer[11]! - 48);
}

function isWhole(answer: Buffer): boolean {
  const end = answer.length;
  const hasNoBody = answer[9] === 50 && answer[11] === 52;
  if (hasNoBody) {
    return (
      end >= 16 &&
      answer[end - 4] === 13 &&
      answer[end - 3] === 10 &&
      answer[end - 2] === 13 &&
      answer[end - 1] === 10
    );
  }
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /content-length: (\d+)/i.exec(answer.toString('latin1', 0, headEnd))?.[1];
  return end >= headEnd + 4 + Number(length ?? 0);
}
