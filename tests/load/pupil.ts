/**
 * One pupil of a load run: logs in (who am I, ticket, is there a record?), saves one version after another on the same
 * connection, finishes. The rules are the client's: an envelope is sent again byte for byte until it is answered, never
 * two in flight, `503` is obeyed with its Retry-After and a jitter.
 */
import { hash, randomBytes } from 'node:crypto';
import { bearer, campaignIdOf } from '@cloison/protocol/public';
import { Connection, type HttpAnswer, type Target } from './connection.ts';
import { BODY_BYTES, CAMPAIGN, type LoadHolder, RECORD } from './plan.ts';

const RECORD_KIND = 1;
const FINAL_KIND = 2;
const KIND_AT = 4;
const VERSION_AT = 7 + RECORD.length + 16 + 16 + 8;
const MOST_TRIES = 50;
const campaignId = await campaignIdOf(CAMPAIGN);
/** What a platform sees of a body is noise of that length; the same noise does for all. */
const BODY = randomBytes(12 + BODY_BYTES + 16);

export interface Tally {
  /** Milliseconds of each request that ended well, from its first byte sent (a new connection included). */
  readonly login: (ms: number) => void;
  readonly save: (ms: number) => void;
  /** Answered "come back later". */
  readonly busy: () => void;
  /** The connection broke; the envelope was sent again. */
  readonly broken: (error: Error) => void;
}

/** An answer that no pupil should ever see. */
export class UnexpectedAnswer extends Error {
  constructor(what: string, { status, body }: HttpAnswer) {
    super(`${what}: ${status} ${body.toString('utf8', 0, 100)}`);
  }
}

export class LoadPupil {
  readonly #connection: Connection;
  readonly #tally: Tally;
  readonly #head: string;
  /** A whole `PUT`, changed in place from one version to the next: a client that costs little leaves the machine to the service. */
  readonly #save: Buffer;
  /** The end of it. */
  readonly #envelope: Buffer;
  /** Version and hash of the last acknowledged envelope. */
  acknowledgedVersion = 0;
  acknowledgedHash: Buffer = Buffer.alloc(32);

  constructor(holder: LoadHolder, target: Target, tally: Tally) {
    this.#connection = new Connection(target);
    this.#tally = tally;
    this.#head = `host: localhost\r\nauthorization: ${bearer(holder.access)}\r\n`;
    const envelope = [
      Buffer.from('CLO1', 'latin1'),
      Uint8Array.of(RECORD_KIND, 0, RECORD.length),
      Buffer.from(RECORD, 'latin1'),
      campaignId,
      holder.id,
      Buffer.alloc(8, 7),
      Buffer.alloc(4 + 32),
      BODY,
    ];
    const length = envelope.reduce((sum, part) => sum + part.length, 0);
    const head = Buffer.from(
      `PUT /api/1/${CAMPAIGN}/records/${RECORD} HTTP/1.1\r\n${this.#head}content-type: application/octet-stream\r\ncontent-length: ${length}\r\n\r\n`,
      'latin1',
    );
    this.#save = Buffer.concat([head, ...envelope]);
    this.#envelope = this.#save.subarray(head.length);
  }

  get connectionsOpened(): number {
    return this.#connection.opened;
  }

  async login(): Promise<void> {
    const start = performance.now();
    for (const [path, expected] of [
      ['me', 200],
      ['documents/ticket', 200],
      [`records/${RECORD}`, 404],
    ] as const) {
      const request = Buffer.from(`GET /api/1/${CAMPAIGN}/${path} HTTP/1.1\r\n${this.#head}\r\n`, 'latin1');
      const answer = await this.#untilAnswered(request);
      if (answer.status !== expected) throw new UnexpectedAnswer(path, answer);
    }
    this.#tally.login(performance.now() - start);
  }

  async save(final: boolean): Promise<void> {
    const envelope = this.#envelope;
    envelope[KIND_AT] = final ? FINAL_KIND : RECORD_KIND;
    envelope.writeUInt32BE(this.acknowledgedVersion + 1, VERSION_AT);
    this.acknowledgedHash.copy(envelope, VERSION_AT + 4);
    const start = performance.now();
    const answer = await this.#untilAnswered(this.#save);
    if (answer.status !== 204) throw new UnexpectedAnswer('save', answer);
    this.#tally.save(performance.now() - start);
    this.acknowledgedVersion += 1;
    this.acknowledgedHash = hash('sha256', envelope, 'buffer');
  }

  close(): void {
    this.#connection.close();
  }

  async #untilAnswered(request: Uint8Array): Promise<HttpAnswer> {
    for (let tries = 1; ; tries++) {
      let waitMs = 500 * Math.random() * Math.min(tries, 20);
      try {
        const answer = await this.#connection.request(request);
        if (answer.status !== 503) return answer;
        if (tries === MOST_TRIES) throw new UnexpectedAnswer('still busy', answer);
        this.#tally.busy();
        waitMs += answer.retryAfterS * 1000;
      } catch (error) {
        if (error instanceof UnexpectedAnswer || tries === MOST_TRIES) throw error;
        this.#tally.broken(error as Error);
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
