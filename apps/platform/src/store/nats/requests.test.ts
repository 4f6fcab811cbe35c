import { setTimeout as sleep } from 'node:timers/promises';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { describe, expect, it } from 'vitest';
import { StorageFailure } from '../storage-error.ts';
import { Requests } from './requests.ts';

const LONG_MS = 60_000;
const UNAVAILABLE = new StorageFailure('unavailable');

interface Published {
  readonly subject: string;
  readonly data: string;
  readonly reply: string;
}

/** A connection that writes nowhere, and whose servers answer and fail when the test says so. */
class TestConnection {
  readonly published: Published[] = [];
  #receive: (error: Error | null, message: Msg) => void = () => undefined;
  #statuses: ((status: { readonly type: string }) => void)[] = [];

  subscribe(_subject: string, options: { callback: (error: Error | null, message: Msg) => void }): void {
    this.#receive = options.callback;
  }
  publish(subject: string, data: Uint8Array | string, { reply }: { reply: string }): void {
    if (subject === 'refused') throw new Error('a subject that the client does not take');
    this.published.push({ subject, data: String(data), reply });
  }
  async *status() {
    for (;;) yield await new Promise<{ readonly type: string }>((resolve) => this.#statuses.push(resolve));
  }

  async close(): Promise<void> {}

  get subjects(): readonly string[] {
    return this.published.map(({ subject }) => subject);
  }
  answer(subject: string, data: string, code = 0): void {
    const { reply } = this.published.find((one) => one.subject === subject)!;
    const message = { subject: reply, data: Buffer.from(data), ...(code === 0 ? {} : { headers: { code } }) };
    this.#receive(null, message as unknown as Msg);
  }
  async tell(type: string): Promise<void> {
    for (const resolve of this.#statuses.splice(0)) resolve({ type });
    await turn();
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function started() {
  const connection = new TestConnection();
  let reconnections = 0;
  const requests = new Requests(connection as unknown as NatsConnection, () => {
    reconnections += 1;
  });
  const send = (subject: string, timeoutMs = LONG_MS) => requests.send(subject, subject, null, timeoutMs);
  return { connection, requests, send, reconnections: () => reconnections };
}

describe('requests over one subscription', () => {
  it('are written together, in order, at the end of the turn that asked', async () => {
    const { connection, send, requests } = started();
    const answers = ['a', 'b', 'c'].map((subject) => send(subject));
    expect(connection.subjects).toEqual([]);
    await turn();
    expect(connection.subjects).toEqual(['a', 'b', 'c']);
    void send('d').catch(() => undefined);
    await turn();
    expect(connection.subjects).toEqual(['a', 'b', 'c', 'd']);
    for (const subject of ['c', 'a', 'b']) connection.answer(subject, `answer to ${subject}`);
    const texts = (await Promise.all(answers)).map(({ data }) => Buffer.from(data).toString());
    expect(texts).toEqual(['answer to a', 'answer to b', 'answer to c']);
    requests.close();
  });
  it('fail alone when nobody listens, when no answer comes in time, or when they cannot be written', async () => {
    const { connection, send, requests } = started();
    const [unheard, late, refused, good] = [
      send('unheard'),
      // Longer than a turn may take, and short enough to be waited for.
      send('late', 1_000),
      send('refused'),
      send('good'),
    ] as const;
    const failures = Promise.allSettled([unheard, late, refused]);
    await turn();
    expect(connection.subjects).toEqual(['unheard', 'late', 'good']);
    connection.answer('unheard', '', 503);
    expect((await failures).map((one) => one.status === 'rejected' && one.reason)).toEqual([
      UNAVAILABLE,
      UNAVAILABLE,
      new Error('a subject that the client does not take'),
    ]);
    // Too late: nobody waits for it any more.
    connection.answer('late', 'at last');
    connection.answer('good', 'yes');
    expect(Buffer.from((await good).data).toString()).toBe('yes');
    requests.close();
  });
  it('end with the connection; what is asked meanwhile is written by the next one, unless it was given up', async () => {
    const { connection, send, requests, reconnections } = started();
    await turn();
    const underWay = send('under way');
    await turn();
    const ended = expect(underWay).rejects.toEqual(UNAVAILABLE);
    await connection.tell('disconnect');
    await ended;
    const givenUp = expect(send('given up', 1)).rejects.toEqual(UNAVAILABLE);
    const kept = send('kept');
    await turn();
    await givenUp;
    await sleep(1);
    expect(connection.subjects).toEqual(['under way']);
    await connection.tell('reconnect');
    expect(connection.subjects).toEqual(['under way', 'kept']);
    expect(reconnections()).toBe(1);
    connection.answer('kept', 'yes');
    await kept;
    requests.close();
  });
  it('are all ended when they are closed', async () => {
    const { send, requests } = started();
    const asked = expect(send('a')).rejects.toEqual(UNAVAILABLE);
    requests.close();
    await asked;
  });
});
