/**
 * One kept-open connection of a pupil, as cheap as it can be in Node: requests are written whole, answers are read as
 * far as status, length and Retry-After. One request at a time, which is all that a browser of ours ever has in flight.
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

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
      const options = { host, port, localAddress: from, noDelay: true };
      const socket: Socket =
        ca === null ? connect(options) : connectTls({ ...options, ca, servername: 'localhost' });
      socket.once(ca === null ? 'connect' : 'secureConnect', () => resolve(socket));
      socket.on('data', (data) => this.#read(data));
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
    this.#received = all;
    const end = all.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = all.toString('latin1', 0, end);
    const status = Number(head.slice(9, 12));
    const length = status === 204 || status === 304 ? 0 : numberIn(head, /\r\ncontent-length: (\d+)/i);
    if (all.length < end + 4 + length) return;
    this.#received = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve({
      status,
      retryAfterS: status === 503 || status === 429 ? numberIn(head, /\r\nretry-after: (\d+)/i) : 0,
      body: all.subarray(end + 4, end + 4 + length),
    });
  }
}

function numberIn(head: string, pattern: RegExp): number {
  return Number(pattern.exec(head)?.[1] ?? 0);
}
