/**
 * Requests and answers over one subscription. The client's own `request` makes a timer and several promises for each request,
 * which is a large part of the work at ten thousand publications a second. Here one timer serves all requests, and a lost
 * connection ends those in progress at once, because no answer can come any more.
 *
 * The requests of one iteration of the event loop are written together at its end: servers replicate and store together what
 * arrives together.
 */
import { randomBytes } from 'node:crypto';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { StorageFailure } from '../storage-error.ts';
import { failureOf } from './failure.ts';

const SWEEP_MS = 250;

interface PendingRequest {
  readonly resolve: (answer: Msg) => void;
  readonly reject: (error: Error) => void;
  readonly untilMs: number;
}

interface Unsent {
  readonly token: string;
  readonly subject: string;
  readonly data: Uint8Array | string;
  readonly headers: Uint8Array | null;
}

export class Requests {
  readonly #connection: NatsConnection;
  readonly #inbox = `_INBOX.${randomBytes(12).toString('base64url')}`;
  readonly #waiting = new Map<string, PendingRequest>();
  readonly #timer: NodeJS.Timeout;
  #count = 0;
  /** Requests of this iteration of the event loop, or since the connection was lost: the client drops its own on reconnecting. */
  #unsent: Unsent[] = [];
  #isConnected = true;

  constructor(connection: NatsConnection, reconnected: () => void) {
    this.#connection = connection;
    const start = this.#inbox.length + 1;
    connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (error !== null) return;
        const token = message.subject.slice(start);
        const waiting = this.#waiting.get(token);
        if (waiting === undefined) return;
        this.#waiting.delete(token);
        // No responders: the stream has no leader, or there is no such stream.
        const hasNoResponder = message.data.length === 0 && message.headers?.code === 503;
        if (hasNoResponder) waiting.reject(new StorageFailure('unavailable'));
        else waiting.resolve(message);
      },
    });
    this.#timer = setInterval(() => this.#sweep(), SWEEP_MS);
    this.#timer.unref();
    void this.#watch(reconnected);
  }

  get serverName(): string | undefined {
    return this.#connection.info?.server_name;
  }
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Rejects with `StorageFailure` when it cannot be sent or is not answered in time. `headers` is a complete header block. */
  send(
    subject: string,
    data: Uint8Array | string,
    headers: Uint8Array | null,
    timeoutMs: number,
  ): Promise<Msg> {
    this.#count += 1;
    const token = this.#count.toString(36);
    return new Promise<Msg>((resolve, reject) => {
      this.#waiting.set(token, { resolve, reject, untilMs: performance.now() + timeoutMs });
      if (this.#unsent.length === 0) setImmediate(() => this.#write());
      this.#unsent.push({ token, subject, data, headers });
    });
  }

  #write(): void {
    if (!this.#isConnected) return;
    const unsent = this.#unsent;
    this.#unsent = [];
    for (const one of unsent) {
      if (this.#waiting.has(one.token)) this.#publish(one);
    }
  }

  #publish({ token, subject, data, headers }: Unsent): void {
    try {
      this.#connection.publish(subject, data, {
        reply: `${this.#inbox}.${token}`,
        // The client uses only the bytes of headers.
        ...(headers === null ? {} : { headers: { encode: () => headers } as unknown as MsgHdrs }),
      });
    } catch (error) {
      this.#waiting.get(token)?.reject(failureOf(error));
      this.#waiting.delete(token);
    }
  }

  /** Closes the connection too. Requests in progress fail. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#fail(() => true);
    await this.#connection.close();
  }

  #sweep(): void {
    const nowMs = performance.now();
    this.#fail(({ untilMs }) => untilMs <= nowMs);
  }

  #fail(which: (waiting: PendingRequest) => boolean): void {
    for (const [token, waiting] of this.#waiting) {
      if (!which(waiting)) continue;
      this.#waiting.delete(token);
      waiting.reject(new StorageFailure('unavailable'));
    }
  }

  async #watch(reconnected: () => void): Promise<void> {
    for await (const { type } of this.#connection.status()) {
      if (type === 'disconnect') {
        this.#fail(() => true);
        this.#isConnected = false;
      } else if (type === 'reconnect') {
        this.#isConnected = true;
        this.#write();
        reconnected();
      }
    }
  }
}
