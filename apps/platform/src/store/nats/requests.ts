/**
 * Requests and their answers over one subscription. The client's own `request` makes a timer and several promises for each;
 * at ten thousand publications a second that is a good part of the work. Here one timer looks after all, and a lost
 * connection ends at once what was under way: no answer would come any more.
 */
import { randomBytes } from 'node:crypto';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { StorageFailure } from '../store.ts';

const SWEEP_MS = 250;

interface Waiting {
  readonly resolve: (answer: Msg) => void;
  readonly reject: (error: Error) => void;
  readonly untilMs: number;
}

export class Requests {
  readonly #connection: NatsConnection;
  readonly #inbox = `_INBOX.${randomBytes(12).toString('base64url')}`;
  readonly #waiting = new Map<string, Waiting>();
  readonly #timer: NodeJS.Timeout;
  #count = 0;
  /** What is sent when the connection is there again; null while it is there. */
  #held: (() => void)[] | null = null;

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

  /**
   * Rejects with `StorageFailure` when nobody answers in time. `headers` are a whole header block. While the connection is
   * lost the request is held back: the client would forget it when it dials.
   */
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
      const publish = () => {
        if (!this.#waiting.has(token)) return;
        try {
          this.#connection.publish(subject, data, {
            reply: `${this.#inbox}.${token}`,
            // All that the client asks of headers is their bytes.
            ...(headers === null ? {} : { headers: { encode: () => headers } as unknown as MsgHdrs }),
          });
        } catch (error) {
          this.#waiting.delete(token);
          reject(error as Error);
        }
      };
      if (this.#held === null) publish();
      else this.#held.push(publish);
    });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#fail(() => true);
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
        this.#held ??= [];
      } else if (type === 'reconnect') {
        const held = this.#held ?? [];
        this.#held = null;
        for (const publish of held) publish();
        reconnected();
      }
    }
  }
}
