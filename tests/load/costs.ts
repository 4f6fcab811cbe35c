/**
 * What one request costs, for the capacity simulation: processor time of one process of the service for a login, a save
 * and a TLS connection, and how a commit of the store grows with what is in it. Processor time, so that a busy machine
 * changes little; the commits are times, and want a quiet one.
 */

import { cpuSecondsOfTree } from '@cloison/dev-env/platform/process-usage.ts';
import { bearer } from '@cloison/protocol/public';
import { Connection, type Target } from './connection.ts';
import { LoadService } from './load-service.ts';
import { CAMPAIGN, loadHolder } from './plan.ts';
import { LoadPupil } from './pupil.ts';

export interface CostOptions {
  /** As `CLOISON_STORE`; null is the embedded one. */
  readonly store: string | null;
  readonly storePids: readonly number[];
  readonly pupils: number;
  /** Saves of each pupil. */
  readonly saves: number;
}

export interface Costs {
  readonly loginMs: number;
  readonly saveMs: number;
  readonly refusalMs: number;
  readonly storeCpuMs: number;
  /** Mean time of a save alone, and of each of many at once, milliseconds. */
  readonly alone: number;
  readonly together: { readonly inFlight: number; readonly savesPerS: number };
}

const IN_FLIGHT = 256;
const SILENT = { login() {}, save() {}, busy() {}, broken() {} };

export async function measureCosts(options: CostOptions): Promise<Costs> {
  return withService(options, false, async (target, cpuMs) => {
    const pupils = Array.from(
      { length: options.pupils },
      (_, i) => new LoadPupil(loadHolder(i), target, SILENT),
    );
    // The first few warm the process up.
    await each(pupils.slice(0, 200), (pupil) => pupil.login());
    const rest = pupils.slice(200);
    const login = await cpuMs(() => each(rest, (pupil) => pupil.login()));
    await each(pupils, (pupil) => pupil.save(false));
    const started = performance.now();
    const save = await cpuMs(async () => {
      for (let i = 0; i < options.saves; i++) await each(pupils, (pupil) => pupil.save(false));
    });
    const tookS = (performance.now() - started) / 1000;
    const alone = await timeAlone(pupils.slice(0, 200));
    const refusals = 4000;
    const refused = await cpuMs(() => refuse(target, refusals));
    for (const pupil of pupils) pupil.close();
    const saves = options.pupils * options.saves;
    return {
      loginMs: login.service / rest.length,
      saveMs: save.service / saves,
      storeCpuMs: save.store / saves,
      refusalMs: refused.service / refusals,
      alone,
      together: { inFlight: IN_FLIGHT, savesPerS: Math.round(saves / tookS) },
    };
  });
}

/** Processor time of a process of the service for a new TLS connection, milliseconds; no store has a part in it. */
export function measureHandshake(): Promise<number> {
  return withService({ store: null, storePids: [], pupils: 1 }, true, async (target, cpuMs) => {
    const connections = 2000;
    const request = Buffer.from(`GET /api/1/${CAMPAIGN}/me HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    const one = async () => {
      const connection = new Connection(target);
      await connection.request(request);
      connection.close();
    };
    const many = (count: number) => each(Array.from({ length: count }), one);
    await many(200);
    const all = await cpuMs(() => many(connections));
    // The same requests on connections that are there already.
    const kept = Array.from({ length: IN_FLIGHT }, () => new Connection(target));
    await each(kept, (connection) => connection.request(request));
    let turn = 0;
    const onKept = await cpuMs(() =>
      Promise.all(
        kept.map(async (connection) => {
          while (turn++ < connections) await connection.request(request);
        }),
      ),
    );
    for (const connection of kept) connection.close();
    return Math.max(0, (all.service - onKept.service) / connections);
  });
}

type CpuMs = (work: () => Promise<unknown>) => Promise<{ readonly service: number; readonly store: number }>;

async function withService<T>(
  { store, storePids, pupils }: Omit<CostOptions, 'saves'>,
  tls: boolean,
  work: (target: Target, cpuMs: CpuMs) => Promise<T>,
): Promise<T> {
  const service = new LoadService(store);
  try {
    await service.publish(pupils, () => {});
    const [process] = await service.serve(1, tls);
    const storeS = () => storePids.reduce((total, pid) => total + cpuSecondsOfTree(pid), 0);
    const cpuMs: CpuMs = async (run) => {
      const before = [cpuSecondsOfTree(process!.pid), storeS()] as const;
      await run();
      return {
        service: 1000 * (cpuSecondsOfTree(process!.pid) - before[0]),
        store: 1000 * (storeS() - before[1]),
      };
    };
    return await work({ host: '127.0.0.1', port: process!.port, from: '127.0.1.1', ca: service.ca }, cpuMs);
  } finally {
    await service.stop();
    await service.remove();
  }
}

/** All, `IN_FLIGHT` at a time. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

async function timeAlone(pupils: readonly LoadPupil[]): Promise<number> {
  const started = performance.now();
  for (const pupil of pupils) await pupil.save(false);
  return (performance.now() - started) / pupils.length;
}

/** A known holder who asks for what is not there: what it costs to say no. */
async function refuse(target: Target, count: number): Promise<void> {
  const connection = new Connection(target);
  const request = Buffer.from(
    `GET /api/1/${CAMPAIGN}/nothing HTTP/1.1\r\nhost: localhost\r\nauthorization: ${bearer(loadHolder(0).access)}\r\n\r\n`,
  );
  for (let i = 0; i < count; i++) await connection.request(request);
  connection.close();
}
