/**
 * Connections to the servers that lead streams. A request about a stream is handled by its leader, so sending it there
 * directly saves a hop in each direction. This is only an optimisation: while the leader is unknown or its connection is lost,
 * the store's own connection is used, and the servers forward the request.
 */
import type { NatsConnection } from '@nats-io/transport-node';
import { StorageFailure } from '../storage-error.ts';
import { Requests } from './requests.ts';

const LOOK_MS = 5000;

export interface LeadersOptions {
  /** `host:port` each. */
  readonly servers: readonly string[];
  /** A connection to this server and no other; rejects when it does not answer. */
  readonly connect: (server: string) => Promise<NatsConnection>;
  /** Name of the stream's leader; null when there is no leader or no such stream. Rejects with `StorageFailure` without an answer. */
  readonly leaderOf: (stream: string) => Promise<string | null>;
  /** Name of the server of the store's own connection. */
  readonly own: () => string | undefined;
}

export class Leaders {
  readonly #options: LeadersOptions;
  /** By `host:port`. */
  readonly #near = new Map<string, Requests>();
  /** The leader of every stream in use, null while it is unknown. */
  readonly #leaders = new Map<string, string | null>();
  #timer: NodeJS.Timeout | null = null;
  #isLooking = false;
  #isClosed = false;

  constructor(options: LeadersOptions) {
    this.#options = options;
    // A single server leads everything.
    if (options.servers.length === 1) this.#isClosed = true;
  }

  /** Null when the store's own connection should be used. */
  of(stream: string): Requests | null {
    const leader = this.#leaders.get(stream);
    if (leader === undefined) this.#begin(stream);
    if (leader === undefined || leader === null || leader === this.#options.own()) return null;
    for (const requests of this.#near.values()) {
      if (requests.isConnected && requests.serverName === leader) return requests;
    }
    return null;
  }

  #begin(stream: string): void {
    if (this.#isClosed) return;
    this.#leaders.set(stream, null);
    this.#timer ??= setInterval(() => void this.#look(), LOOK_MS);
    this.#timer.unref();
    void this.#look();
  }

  /** Looks up the leaders of all streams, including those added meanwhile. One run at a time. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    for (const stream of this.#leaders.keys()) {
      if (this.#isClosed) break;
      try {
        const leader = await this.#options.leaderOf(stream);
        this.#leaders.set(stream, leader);
        if (leader !== null && leader !== this.#options.own()) await this.#connectTo(leader);
      } catch (error) {
        // No answer: keep the last known leader, which may still lead.
        if (!(error instanceof StorageFailure)) throw error;
      }
    }
    this.#isLooking = false;
  }

  /** Connects to servers until one of them is the leader: a server says its name only once it is connected. */
  async #connectTo(leader: string): Promise<void> {
    const isThere = () => [...this.#near.values()].some(({ serverName }) => serverName === leader);
    for (const server of this.#options.servers) {
      if (this.#isClosed || isThere()) return;
      if (this.#near.has(server)) continue;
      try {
        const requests = new Requests(await this.#options.connect(server), () => undefined);
        if (this.#isClosed) await requests.close();
        else this.#near.set(server, requests);
      } catch {
        // It does not answer. The next run tries again.
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const requests of this.#near.values()) await requests.close();
  }
}
