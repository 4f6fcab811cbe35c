/**
 * The connection to the servers, and the few JetStream calls that the store makes. It reconnects for ever. Meanwhile every
 * call rejects with `StorageFailure`, and the next one may succeed. A request about a stream goes to the server that leads it,
 * on a connection of its own (`leaders.ts`).
 *
 * The stream's leader acknowledges a publication once a majority of the replicas has it. Without an acknowledgement it may
 * have been stored or not, so a caller that tries again must read first.
 */
import { rootCertificates } from 'node:tls';
import {
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type Msg,
  type NatsConnection,
} from '@nats-io/transport-node';
import { SetupError } from '../../base/setup-error.ts';
import { StorageFailure } from '../storage-error.ts';
import type { NatsAddress } from './address.ts';
import { ApiError, failureOf } from './failure.ts';
import { Leaders } from './leaders.ts';
import { Requests } from './requests.ts';
import type { StreamSubject } from './schema.ts';

const CALL_MS = 5000;
/** How long a read waits for its answer before it is sent again. */
const RETRY_READ_MS = 1000;
const CONNECT_MS = 20_000;
const RECONNECT_MS = 200;

/** A stored message. */
export interface StoredMessage {
  readonly sequence: number;
  readonly subject: string;
  readonly data: Buffer;
}

/** `raced`: the subject's last message is not the expected one. Nothing was stored. */
export type Published = { readonly sequence: number } | 'raced';

export class Link {
  readonly connection: NatsConnection;
  /** Called after every acknowledged publication, with its duration. */
  readonly #committed: (ms: number) => void;
  /** Called when a lost connection is back. */
  reconnected: () => void = () => undefined;
  readonly #requests: Requests;
  readonly #leaders: Leaders;

  private constructor(connection: NatsConnection, address: NatsAddress, committed: (ms: number) => void) {
    this.connection = connection;
    this.#committed = committed;
    this.#requests = new Requests(connection, () => this.reconnected());
    this.#leaders = new Leaders({
      servers: address.servers,
      connect: (server) => connect(optionsOf(address, [server])),
      leaderOf: (stream) => this.#leaderOf(stream),
      own: () => connection.info?.server_name,
    });
  }

  /** Throws `SetupError` when no server can be reached or all refuse the credentials. */
  static async open(address: NatsAddress, committed: (ms: number) => void = () => undefined): Promise<Link> {
    const until = performance.now() + CONNECT_MS;
    for (;;) {
      try {
        return new Link(await connect(optionsOf(address, address.servers)), address, committed);
      } catch (error) {
        const refused = /authoriz|authentic|certificate|altname|tls|self.signed/i.test(
          `${(error as Error)?.message} ${(error as { code?: string })?.code}`,
        );
        if (refused || performance.now() > until) {
          throw new SetupError('nats-unusable', {
            servers: address.servers.join(', '),
            reason: wordsOf(error),
          });
        }
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
  }

  /** The servers' maximum message size in bytes. */
  get maxPayload(): number {
    return this.connection.info?.max_payload ?? 1_048_576;
  }

  /** `expected`: sequence number of the subject's last message, 0 for none; null to publish in any case. */
  async publish(
    { stream, subject }: StreamSubject,
    data: Uint8Array | string,
    expected: number | null,
    summary?: string,
  ): Promise<Published> {
    const beganMs = performance.now();
    const answer = jsonOf<Acknowledgement>(
      await this.#request(stream, subject, data, headerBlock(expected, summary)),
    );
    if (answer.error !== undefined) {
      const error = new ApiError(answer.error.err_code, answer.error.description);
      if (error.is('wrongLastSequence')) return 'raced';
      throw failureOf(error);
    }
    this.#committed(performance.now() - beganMs);
    return { sequence: answer.seq };
  }

  /** The subject's message, read from the stream's leader; null when there is none. */
  async read({ stream, subject }: StreamSubject): Promise<StoredMessage | null> {
    return this.#message(stream, { last_by_subj: subject });
  }

  /** The first message at or after `sequence` whose subject matches. */
  async next(stream: string, sequence: number, filter: string): Promise<StoredMessage | null> {
    return this.#message(stream, { seq: sequence, next_by_subj: filter });
  }

  async #message(stream: string, which: object): Promise<StoredMessage | null> {
    try {
      const { message } = await retriedRead((timeoutMs) =>
        this.#api<{ message: ApiMessage }>(stream, `STREAM.MSG.GET.${stream}`, which, timeoutMs),
      );
      return {
        sequence: message.seq,
        subject: message.subject,
        data: Buffer.from(message.data ?? '', 'base64'),
      };
    } catch (error) {
      if (error instanceof ApiError && error.is('notFound')) return null;
      throw failureOf(error);
    }
  }

  /**
   * The subject's message, read from any replica, which costs less. It may briefly be older than the leader's. Reads from the
   * leader when the replica has none.
   */
  async readAnywhere(target: StreamSubject): Promise<Buffer | null> {
    const answer = await this.#request(
      null,
      `$JS.API.DIRECT.GET.${target.stream}.${target.subject}`,
      '',
      null,
    );
    if (answer.headers?.code === 404) return (await this.read(target))?.data ?? null;
    if (answer.headers !== undefined && answer.headers.code !== 0) throw new StorageFailure('unavailable');
    return Buffer.from(answer.data.buffer, answer.data.byteOffset, answer.data.byteLength);
  }

  /** Calls `$JS.API.…`. Rejects with `ApiError` when the server answers an error. */
  async api<T>(call: string, request: object | null = null, timeoutMs = CALL_MS): Promise<T> {
    return this.#api(null, call, request, timeoutMs);
  }

  async #api<T>(stream: string | null, call: string, request: object | null, timeoutMs: number): Promise<T> {
    const data = request === null ? '' : JSON.stringify(request);
    const answer = await this.#request(stream, `$JS.API.${call}`, data, null, timeoutMs);
    const value = jsonOf<T & { error?: { err_code: number; description: string } }>(answer);
    if (value.error !== undefined) throw new ApiError(value.error.err_code, value.error.description);
    return value;
  }

  /** `stream`: send to its leader; null to use any server. */
  #request(
    stream: string | null,
    subject: string,
    data: Uint8Array | string,
    headers: Uint8Array | null,
    timeoutMs = CALL_MS,
  ): Promise<Msg> {
    return this.#nearest(stream).send(subject, data, headers, timeoutMs);
  }

  #nearest(stream: string | null): Requests {
    return (stream === null ? null : this.#leaders.of(stream)) ?? this.#requests;
  }

  async #leaderOf(stream: string): Promise<string | null> {
    try {
      const { cluster } = await this.api<{ cluster?: { leader?: string } }>(`STREAM.INFO.${stream}`);
      return cluster?.leader ?? null;
    } catch (error) {
      if (error instanceof ApiError) return null;
      throw error;
    }
  }

  /** Name of the server that requests about this stream go to. */
  serverFor(stream: string): string | undefined {
    return this.#nearest(stream).serverName;
  }

  /** Closes all connections. Requests in progress fail. */
  async close(): Promise<void> {
    await this.#leaders.close();
    await this.#requests.close();
  }
}

function optionsOf(address: NatsAddress, servers: readonly string[]): ConnectionOptions {
  const { user, password, credentials, ca } = address;
  return {
    servers: [...servers],
    // Use only the servers from the address: the names of others could not be verified.
    ignoreClusterUpdates: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_MS,
    reconnectJitter: RECONNECT_MS,
    reconnectJitterTLS: RECONNECT_MS,
    timeout: 3000,
    pingInterval: 5000,
    maxPingOut: 2,
    noAsyncTraces: true,
    name: 'cloison platform',
    ...(user === null ? {} : { user }),
    ...(password === null ? {} : { pass: password }),
    ...(credentials === null
      ? {}
      : { authenticator: credsAuthenticator(new TextEncoder().encode(credentials)) }),
    ...(ca === null ? {} : { tls: { ca: ca === 'system' ? rootCertificates.join('\n') : ca } }),
  };
}

/**
 * Repeats a read until it is answered: a stream without a leader does not answer, and has another leader some seconds later.
 * After `CALL_MS` it throws the last error. An error that is not a timeout is thrown at once.
 */
export async function retriedRead<T>(ask: (timeoutMs: number) => Promise<T>): Promise<T> {
  const untilMs = performance.now() + CALL_MS;
  for (;;) {
    const askedMs = performance.now();
    try {
      return await ask(RETRY_READ_MS);
    } catch (error) {
      const now = performance.now();
      if (now - askedMs < RETRY_READ_MS || now >= untilMs) throw error;
    }
  }
}

/** The header with a summary of the message, so that counting need not read the message. */
export const SUMMARY = 'V';

/** The header block of a publication (nats-architecture-and-design, ADR-4); null without headers. */
function headerBlock(expected: number | null, summary: string | undefined): Buffer | null {
  if (expected === null && summary === undefined) return null;
  const sequence = expected === null ? '' : `Nats-Expected-Last-Subject-Sequence: ${expected}\r\n`;
  const what = summary === undefined ? '' : `${SUMMARY}: ${summary}\r\n`;
  return Buffer.from(`NATS/1.0\r\n${sequence}${what}\r\n`, 'latin1');
}

function jsonOf<T>({ data }: Msg): T {
  return JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8')) as T;
}

interface Acknowledgement {
  readonly seq: number;
  readonly error?: { readonly err_code: number; readonly description: string };
}

interface ApiMessage {
  readonly subject: string;
  readonly seq: number;
  readonly data?: string;
}

function wordsOf(error: unknown): string {
  const { message, code } = (error ?? {}) as { message?: string; code?: string };
  return message !== undefined && message !== '' ? message : (code ?? 'no answer');
}
