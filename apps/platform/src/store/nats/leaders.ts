/**
 * Connections to the servers that lead streams. Whatever a stream is asked goes to its leader; asked of the leader itself it
 * passes one server less, and so does the answer. Nothing depends on it: while the leader is not known, or its connection
 * is lost, the store's own connection is used, and the servers pass on what is not theirs.
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
  /** Name of the stream's leader; null when there is none, or no such stream. Rejects with `StorageFailure` when nobody says so. */
  readonly leaderOf: (stream: string) => Promise<string | null>;
  /** Name of the server that the store's own connection is to. */
  readonly own: () => string | undefined;
}

export class Leaders {
  readonly #options: LeadersOptions;
  /** By `host:port`. */
  readonly #near = new Map<string, Requests>();
  /** Of every stream that was asked something: its leader, null while it is not known. */
  readonly #leaders = new Map<string, string | null>();
  #timer: NodeJS.Timeout | null = null;
  #isLooking = false;
  #isClosed = false;

  constructor(options: LeadersOptions) {
    this.#options = options;
    // One server leads all.
    if (options.servers.length === 1) this.#isClosed = true;
  }

  /** Null when the store's own connection is as good. */
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

  /** One look at a time, at every stream, those that are begun meanwhile among them. */
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
        // Whoever led it a moment ago may still do so.
        if (!(error instanceof StorageFailure)) throw error;
      }
    }
    this.#isLooking = false;
  }

  /** Which address is whose is known only once one is connected. */
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
        // It does not answer: looked for again with the next look.
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const requests of this.#near.values()) await requests.close();
  }
}
