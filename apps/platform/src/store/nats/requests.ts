/**
 * Requests and their answers over one subscription. The client's own `request` makes a timer and several promises for each;
 * at ten thousand publications a second that is a good part of the work. Here one timer looks after all, and a lost
 * connection ends at once what was under way: no answer would come any more.
 *
 * What is asked in one turn of the event loop is written at its end, at once: the servers replicate and store together
 * what comes together.
 */
import { randomBytes } from 'node:crypto';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { StorageFailure } from '../storage-error.ts';
import { failureOf } from './failure.ts';

const SWEEP_MS = 250;

interface Waiting {
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
  readonly #waiting = new Map<string, Waiting>();
  readonly #timer: NodeJS.Timeout;
  #count = 0;
  /** Of this turn of the event loop, or since the connection was lost: the client would forget it when it dials. */
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
        // Nobody listens: the stream has no leader, or there is no such stream.
        const isUnheard = message.data.length === 0 && message.headers?.code === 503;
        if (isUnheard) waiting.reject(new StorageFailure('unavailable'));
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

  /** Rejects with `StorageFailure` when it cannot be sent or nobody answers in time. `headers` are a whole header block. */
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
        // All that the client asks of headers is their bytes.
        ...(headers === null ? {} : { headers: { encode: () => headers } as unknown as MsgHdrs }),
      });
    } catch (error) {
      this.#waiting.get(token)?.reject(failureOf(error));
      this.#waiting.delete(token);
    }
  }

  /** And the connection. What is under way fails. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#fail(() => true);
    await this.#connection.close();
  }

  #sweep(): void {
    const nowMs = performance.now();
    this.#fail(({ untilMs }) => untilMs <= nowMs);
  }

  #fail(which: (waiting: Waiting) => boolean): void {
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
