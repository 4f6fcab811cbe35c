/**
 * One kept-open connection of a pupil, as cheap as it can be in Node: requests are written whole, answers are read as
 * far as status, length and Retry-After. One request at a time, which is all that a browser of ours ever has in flight.
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';

export interface Target {
  readonly host: string;
  readonly port: number;
  /** Loopback address to come from. */
  readonly from: string;
  /** PEM of the authority that signed the service's certificate, null for plain HTTP. */
  readonly ca: string | null;
}

export interface HttpAnswer {
  readonly status: number;
  /** Of `Retry-After`, 0 without one. */
  readonly retryAfterS: number;
  readonly body: Buffer;
}

const SAVED: HttpAnswer = { status: 204, retryAfterS: 0, body: Buffer.alloc(0) };

/** What any connection of this process reads into: it is taken out before the next one reads. */
const READ_INTO = Buffer.alloc(64 * 1024);

let trusted: { readonly ca: string; readonly context: SecureContext } | null = null;

/** Made once: to read an authority's certificate costs more than a handshake. */
function contextOf(ca: string): SecureContext {
  if (trusted?.ca !== ca) trusted = { ca, context: createSecureContext({ ca }) };
  return trusted.context;
}

export class Connection {
  readonly #target: Target;
  #socket: Socket | null = null;
  #received: Buffer | null = null;
  #waiting: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | null = null;
  /** How many times a socket was opened. */
  opened = 0;

  constructor(target: Target) {
    this.#target = target;
  }

  /** The answer; rejects when the connection breaks, after which the next request opens another. */
  async request(bytes: Uint8Array): Promise<HttpAnswer> {
    this.#socket ??= await this.#open();
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket!.write(bytes);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #open(): Promise<Socket> {
    const { host, port, from, ca } = this.#target;
    this.opened += 1;
    return new Promise((resolve, reject) => {
      const onread = {
        buffer: READ_INTO,
        callback: (bytes: number) => {
          this.#read(READ_INTO.subarray(0, bytes));
          return true;
        },
      };
      const options = { host, port, localAddress: from, noDelay: true, onread };
      const socket: Socket =
        ca === null
          ? connect(options)
          : connectTls({ ...options, secureContext: contextOf(ca), servername: 'localhost' });
      socket.once(ca === null ? 'connect' : 'secureConnect', () => resolve(socket));
      socket.on('error', (error) => {
        reject(error);
        this.#broken(socket, error);
      });
      socket.on('close', () => this.#broken(socket, new Error('the service closed the connection')));
    });
  }

  #broken(socket: Socket, error: Error): void {
    if (this.#socket !== null && this.#socket !== socket) return;
    this.#socket = null;
    this.#received = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(error);
  }

  #read(data: Buffer): void {
    const all = this.#received === null ? data : Buffer.concat([this.#received, data]);
    const answer = answerIn(all);
    if (answer === null) {
      this.#received = Buffer.from(all);
      return;
    }
    this.#received = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(answer);
  }
}

/** Null when it is not whole yet. */
function answerIn(all: Buffer): HttpAnswer | null {
  const end = all.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const status = Number(all.toString('latin1', 9, 12));
  if (status === 204) return SAVED;
  const head = all.toString('latin1', 0, end);
  const length = status === 304 ? 0 : numberIn(head, /\r\ncontent-length: (\d+)/i);
  if (all.length < end + 4 + length) return null;
  return {
    status,
    retryAfterS: status === 503 || status === 429 ? numberIn(head, /\r\nretry-after: (\d+)/i) : 0,
    body: Buffer.from(all.subarray(end + 4, end + 4 + length)),
  };
}

function numberIn(head: string, pattern: RegExp): number {
  return Number(pattern.exec(head)?.[1] ?? 0);
}
