/**
 * For measurements: what the servers do of themselves. Bare publications with compare and swap, each acknowledged by a
 * majority, of as many bytes as an envelope has, on one connection, with nothing of ours in between.
 */
import { randomBytes } from 'node:crypto';
import { connect, headers } from '@nats-io/transport-node';

export interface FloorOptions {
  /** `host:port` each. */
  readonly servers: readonly string[];
  readonly replicas: 1 | 3;
  /** Publications under way at a time, each on a subject of its own. */
  readonly inFlight: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Streams over which the subjects are spread, default 1. */
  readonly streams?: number;
}

export interface FloorResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

export async function measurePublishFloor(options: FloorOptions): Promise<FloorResult> {
  const connection = await connect({ servers: [...options.servers], noAsyncTraces: true });
  const streams = options.streams ?? 1;
  const run = `floor${randomBytes(4).toString('hex')}`;
  const api = async (call: string, request: object = {}) => {
    const answer = await connection.request(`$JS.API.${call}`, JSON.stringify(request), { timeout: 15_000 });
    const { error } = answer.json<{ error?: { description: string } }>();
    if (error !== undefined) throw new Error(error.description);
  };
  const names = Array.from({ length: streams }, (_, i) => `${run}_${i}`);
  try {
    for (const [i, name] of names.entries()) {
      await api(`STREAM.CREATE.${name}`, {
        name,
        subjects: [`${run}.${i}.>`],
        storage: 'file',
        discard: 'new',
        num_replicas: options.replicas,
        max_msgs_per_subject: 1,
      });
    }
    const payload = randomBytes(options.bytes);
    const timesMs: number[] = [];
    const beganMs = performance.now();
    const untilMs = beganMs + options.seconds * 1000;
    const lane = async (i: number) => {
      const subject = `${run}.${i % streams}.${randomBytes(16).toString('base64url')}`;
      for (let sequence = 0; performance.now() < untilMs; ) {
        const given = headers();
        given.set('Nats-Expected-Last-Subject-Sequence', String(sequence));
        const sentMs = performance.now();
        const answer = await connection.request(subject, payload, { headers: given, timeout: 15_000 });
        const { seq, error } = answer.json<{ seq: number; error?: { description: string } }>();
        if (error !== undefined) throw new Error(error.description);
        sequence = seq;
        timesMs.push(performance.now() - sentMs);
      }
    };
    await Promise.all(Array.from({ length: options.inFlight }, (_, i) => lane(i)));
    const elapsedS = (performance.now() - beganMs) / 1000;
    timesMs.sort((a, b) => a - b);
    const at = (share: number) => timesMs[Math.min(timesMs.length - 1, Math.floor(share * timesMs.length))]!;
    return { perSecond: timesMs.length / elapsedS, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
  } finally {
    for (const name of names) await api(`STREAM.DELETE.${name}`).catch(() => undefined);
    await connection.close();
  }
}
