/** A load run from beginning to end: publish, serve, let the pupils sit, stop, and look for what was acknowledged. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cpuSecondsOfTree, memoryMiBOf } from '@cloison/dev-env/platform/process-usage.ts';
import { toBase64Url } from '@cloison/protocol/public';
import { decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { SERVICE_NODE_OPTIONS } from '../../apps/platform/src/base/node-options.ts';
import { LoadService, type ServedProcess } from './load-service.ts';
import { type LoadPlan, loadHolder, shares } from './plan.ts';
import type { Orders, Progress, Ready, Report } from './pupils-process.ts';

const PUPILS_PROCESS = fileURLToPath(new URL('./pupils-process.ts', import.meta.url));

export interface LoadOptions {
  readonly plan: LoadPlan;
  /** As `CLOISON_STORE`; null is the embedded one, which one process alone can have open. */
  readonly store: string | null;
  readonly processes: number;
  readonly tls: boolean;
  /** Processes of the store, when it has its own. Their processor time, with that of their children, is reported. */
  readonly storePids?: readonly number[];
  readonly publishing?: (done: number) => void;
  readonly progress?: (sum: Omit<Progress, 'kind'>, elapsedMs: number) => void;
}

/** Milliseconds. */
export interface Times {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface LoadResult {
  readonly pupils: number;
  readonly finished: number;
  /** Pupils who met an error that their browser could not recover from by itself. */
  readonly failed: number;
  readonly connections: number;
  readonly busyAnswers: number;
  readonly brokenConnections: number;
  readonly login: Times;
  /** From the beginning to when the last pupil was logged in. */
  readonly allLoggedInS: number;
  readonly save: Times;
  /** Of the saves answered after the logins and before the finals. */
  readonly sustained: Times;
  /** Over the whole run. */
  readonly savesPerS: number;
  readonly acknowledged: number;
  /** Records whose last acknowledged version is in the store, byte for byte. */
  readonly found: number;
  readonly lost: number;
  readonly finals: number;
  readonly cpu: {
    readonly serviceS: number;
    /** Of a store that has processes of its own, else 0. */
    readonly storeS: number;
    readonly pupilsS: number;
    readonly serviceSPer1000Saves: number;
  };
  readonly serviceMemoryMiB: number;
  readonly failures: readonly string[];
}

/** Rejects when a process could not start or ended by itself; what pupils met is in the result. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const service = new LoadService(options.store);
  const pupilProcesses: ChildProcess[] = [];
  try {
    await service.publish(options.plan.pupils, options.publishing ?? (() => {}));
    const served = await service.serve(options.processes, options.tls);
    const storePids = options.storePids ?? [];
    const [serviceBefore, storeBefore] = [cpuOf(served.map(({ pid }) => pid)), cpuOf(storePids)];
    const began = performance.now();
    const reports = await sitAll(options, served, service.ca, pupilProcesses);
    const usage = {
      seconds: (performance.now() - began) / 1000,
      serviceS: cpuOf(served.map(({ pid }) => pid)) - serviceBefore,
      storeS: cpuOf(storePids) - storeBefore,
      memoryMiB: served.reduce((total, { pid }) => total + memoryMiBOf(pid), 0),
    };
    await service.stop();
    return resultOf(options.plan, reports, await service.found(), usage);
  } finally {
    for (const child of pupilProcesses) child.kill('SIGKILL');
    await service.remove();
  }
}

async function sitAll(
  { plan, progress }: LoadOptions,
  served: readonly ServedProcess[],
  ca: string | null,
  children: ChildProcess[],
): Promise<readonly Report[]> {
  const latest: Omit<Progress, 'kind'>[] = [];
  let ready = 0;
  const began = performance.now();
  const ticker = setInterval(() => progress?.(sumOf(latest), performance.now() - began), 1000);
  try {
    return await Promise.all(
      shares(plan.pupils, served.length).map(
        ([first, count], worker) =>
          new Promise<Report>((resolve, reject) => {
            const child = fork(PUPILS_PROCESS, {
              serialization: 'advanced',
              execArgv: [...SERVICE_NODE_OPTIONS],
            });
            children.push(child);
            const { port } = served[worker]!;
            const target = { host: '127.0.0.1', port, from: `127.0.${worker + 1}`, ca };
            child.send({ plan, first, count, target } satisfies Orders);
            child.on('message', (message: Ready | Progress | Report) => {
              if (message.kind === 'ready') {
                ready += 1;
                // However long a process takes to start, all begin together.
                if (ready === served.length) for (const one of children) one.send('begin');
                return;
              }
              latest[worker] = message;
              if (message.kind === 'report') resolve(message);
            });
            child.once('exit', (code) => reject(new Error(`a process of pupils ended with ${code}`)));
          }),
      ),
    );
  } finally {
    clearInterval(ticker);
  }
}

function resultOf(
  plan: LoadPlan,
  reports: readonly Report[],
  store: Awaited<ReturnType<LoadService['found']>>,
  usage: Usage,
): LoadResult {
  const sum = sumOf(reports);
  let [acknowledged, found, finals] = [0, 0, 0];
  for (const [worker, [first, count]] of shares(plan.pupils, reports.length).entries()) {
    const heads = Buffer.from(reports[worker]!.acknowledged);
    for (let i = 0; i < count; i++) {
      const version = heads.readUInt32BE(36 * i);
      if (version === 0) continue;
      acknowledged += 1;
      const kept = store.get(toBase64Url(loadHolder(first + i).id));
      const hash = toBase64Url(heads.subarray(36 * i + 4, 36 * i + 36));
      if (kept?.version === version && kept.hash === hash) found += 1;
      if (kept?.final === true) finals += 1;
    }
  }
  return {
    pupils: plan.pupils,
    finished: sum.finished,
    failed: sum.failed,
    connections: reports.reduce((total, { connections }) => total + connections, 0),
    busyAnswers: sum.busy,
    brokenConnections: sum.broken,
    login: timesOf(reports.map(({ loginTimes }) => loginTimes)),
    allLoggedInS: Number((Math.max(...reports.map(({ loggedInMs }) => loggedInMs)) / 1000).toFixed(1)),
    save: timesOf(reports.map(({ saveTimes }) => saveTimes)),
    sustained: timesOf(reports.map(({ sustainedTimes }) => sustainedTimes)),
    savesPerS: Math.round(sum.saves / usage.seconds),
    acknowledged,
    found,
    lost: acknowledged - found,
    finals,
    cpu: {
      serviceS: Number(usage.serviceS.toFixed(2)),
      storeS: Math.round(usage.storeS),
      pupilsS: Math.round(reports.reduce((total, { cpuS }) => total + cpuS, 0)),
      serviceSPer1000Saves: Number(((1000 * usage.serviceS) / sum.saves).toFixed(3)),
    },
    serviceMemoryMiB: Math.round(usage.memoryMiB),
    failures: reports.flatMap(({ failures }) => failures).slice(0, 20),
  };
}

function sumOf(parts: readonly (Omit<Progress, 'kind'> | undefined)[]): Omit<Progress, 'kind'> {
  const sum = { loggedIn: 0, saves: 0, finished: 0, failed: 0, busy: 0, broken: 0 };
  for (const part of parts) {
    if (part === undefined) continue;
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += part[key];
  }
  return sum;
}

function timesOf(encoded: readonly string[]): Times {
  const all = encoded.map((one) => decodeFromCompressedBase64(one)).reduce(added);
  const at = (percentile: number) => Number((all.getValueAtPercentile(percentile) / 1000).toFixed(1));
  return { count: all.totalCount, p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}

function added(one: Histogram, other: Histogram): Histogram {
  one.add(other);
  return one;
}

interface Usage {
  readonly seconds: number;
  readonly serviceS: number;
  readonly storeS: number;
  readonly memoryMiB: number;
}

function cpuOf(pids: readonly number[]): number {
  return pids.reduce((total, pid) => total + cpuSecondsOfTree(pid), 0);
}
