/**
 * Reads many messages of a stream in order, through a temporary JetStream consumer. If a server is lost meanwhile, another
 * consumer continues after the last message that was received.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Msg, Subscription } from '@nats-io/transport-node';
import { StorageFailure } from '../storage-error.ts';
import { ApiError, failureOf } from './failure.ts';
import { type Link, SUMMARY } from './link.ts';

export interface Scanned {
  readonly sequence: number;
  /** When the stream's leader received it, in nanoseconds since 1970, accurate to about a microsecond. */
  readonly timeNs: number;
  readonly subject: string;
  readonly data: Buffer;
  /** `summaryOf` of a record. */
  readonly summary: string;
}

export interface ScanOptions {
  readonly filter: string;
  /** First sequence number; default 1. */
  readonly from?: number;
  /** Read only headers: `data` is empty. */
  readonly headersOnly?: boolean;
  /** Number of messages in one request. */
  readonly batch?: number;
}

const BATCH = 256;
/**
 * How long a consumer is waited for before another one is asked for beside it. Servers place each on one of the stream's three,
 * also on one that is gone, for minutes after it was killed (seen with nats-server 2.10): that one never answers.
 */
const ANOTHER_MS = 500;
const CONSUMERS_AT_ONCE = 5;
const EXPIRES_MS = 2000;
const IDLE_NS = 30e9;
/** A stream that loses its leader has another within about five seconds. */
const ATTEMPTS = 8;
const RETRY_MS = 1000;

/** Reads to the present end of the stream. Rejects with `StorageFailure`. */
export async function* scan(link: Link, stream: string, options: ScanOptions): AsyncGenerator<Scanned> {
  let from = options.from ?? 1;
  for (let failures = 0; ; ) {
    try {
      for await (const message of consume(link, stream, { ...options, from })) {
        from = message.sequence + 1;
        failures = 0;
        yield message;
      }
      return;
    } catch (error) {
      const failure = failureOf(error);
      failures += 1;
      if (!(failure instanceof StorageFailure) || failures === ATTEMPTS) throw failure;
      await sleep(RETRY_MS);
    }
  }
}

/** How many subjects match. Each subject keeps one message. */
export async function countSubjects(link: Link, stream: string, filter: string): Promise<number> {
  const { name, pending } = await createConsumer(link, stream, { filter, from: 1, headersOnly: true });
  await deleteConsumer(link, stream, name);
  return pending;
}

async function* consume(
  link: Link,
  stream: string,
  options: ScanOptions & { readonly from: number },
): AsyncGenerator<Scanned> {
  let { name, pending } = await createConsumer(link, stream, options);
  try {
    while (pending > 0) {
      const wanted = Math.min(pending, options.batch ?? BATCH);
      const inbox = `_INBOX.${randomBytes(12).toString('base64url')}`;
      const subscription = link.connection.subscribe(inbox, { max: wanted });
      const timer = setTimeout(() => subscription.unsubscribe(), EXPIRES_MS + 500);
      try {
        link.connection.publish(
          `$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`,
          JSON.stringify({ batch: wanted, expires: EXPIRES_MS * 1e6 }),
          { reply: inbox },
        );
        let received = 0;
        for await (const message of subscription as Subscription) {
          // A status message: the request or the consumer has ended.
          if (message.headers !== undefined && message.headers.code !== 0) break;
          const scanned = scannedOf(message);
          pending = scanned.pending;
          received += 1;
          yield scanned;
          if (received === wanted) break;
        }
        if (received === 0) throw new StorageFailure('unavailable');
      } finally {
        clearTimeout(timer);
        subscription.unsubscribe();
      }
    }
  } finally {
    await deleteConsumer(link, stream, name);
  }
}

/** Of those asked for, the first one that is there. The others end by themselves, after `IDLE_NS`. */
function createConsumer(
  link: Link,
  stream: string,
  options: ScanOptions & { readonly from: number },
): Promise<{ readonly name: string; readonly pending: number }> {
  return new Promise((resolve, reject) => {
    let asked = 0;
    let failed = 0;
    const ask = () => {
      if (asked === CONSUMERS_AT_ONCE) return;
      asked += 1;
      const another = setTimeout(ask, ANOTHER_MS);
      createOne(link, stream, options).then(
        (made) => {
          clearTimeout(another);
          asked = CONSUMERS_AT_ONCE;
          resolve(made);
        },
        (error: unknown) => {
          clearTimeout(another);
          failed += 1;
          // An answer is one that any other would get.
          if (error instanceof ApiError || failed === asked) reject(error);
        },
      );
    };
    ask();
  });
}

async function createOne(
  link: Link,
  stream: string,
  options: ScanOptions & { readonly from: number },
): Promise<{ readonly name: string; readonly pending: number }> {
  const name = randomBytes(9).toString('base64url');
  const config = {
    name,
    ack_policy: 'none',
    deliver_policy: 'by_start_sequence',
    opt_start_seq: options.from,
    filter_subject: options.filter,
    replay_policy: 'instant',
    headers_only: options.headersOnly === true,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: IDLE_NS,
  };
  const created = await link.api<{ num_pending: number }>(
    `CONSUMER.CREATE.${stream}.${name}.${options.filter}`,
    { stream_name: stream, config, action: 'create' },
  );
  return { name, pending: created.num_pending };
}

async function deleteConsumer(link: Link, stream: string, name: string): Promise<void> {
  try {
    await link.api(`CONSUMER.DELETE.${stream}.${name}`);
  } catch (error) {
    // It ends by itself after `IDLE_NS`.
    if (!(error instanceof ApiError) && !(failureOf(error) instanceof StorageFailure)) throw error;
  }
}

/** Reads the numbers that the server writes into the reply subject, `$JS.ACK.…` (nats-architecture-and-design, ADR-15). */
function scannedOf(message: Msg): Scanned & { readonly pending: number } {
  const tokens = (message.reply ?? '').split('.');
  const start = tokens.length >= 11 ? 4 : 2;
  return {
    sequence: Number(tokens[start + 3]),
    timeNs: Number(tokens[start + 5]),
    pending: Number(tokens[start + 6]),
    subject: message.subject,
    data: Buffer.from(message.data.buffer, message.data.byteOffset, message.data.byteLength),
    summary: message.headers?.get(SUMMARY) ?? '',
  };
}
