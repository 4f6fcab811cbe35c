/** The results of `bench -- platform` as tables of docs/benchmarks.md. */
import { DESCRIPTIONS, type StoreName, TARGETS } from './bench-stores.ts';
import { rateText, ratioText, type Spread, whole } from './statistics.ts';
import { machineLine } from './write-tables.ts';

export interface SavesResult {
  readonly inFlight: number;
  readonly perSecond: Spread;
  readonly p50Ms: Spread;
  readonly p95Ms: Spread;
  readonly p99Ms: Spread;
  /** For 1,000 saves: of the platform's process, and of the store's servers. */
  readonly platformCpuS: Spread;
  readonly storeCpuS: Spread;
  readonly bareHttp: Spread;
  readonly bareStore: Spread;
  readonly floor: Spread;
  readonly ratio: Spread;
}

export interface PlatformResult {
  readonly store: StoreName;
  readonly saves: readonly SavesResult[];
  /** A second: `me`, the ticket, and a record that is not there yet (logins) or is (resumes). */
  readonly logins: Spread;
  readonly resumes: Spread;
  /** Growth of the process for each holder who called. */
  readonly bytesPerHolder: number;
}

export function platformTables(
  results: readonly PlatformResult[],
  size: { readonly runs: number; readonly runMs: number; readonly holders: number; readonly active: number },
): string {
  const saves = results.flatMap(({ store, saves }) =>
    saves.map((one) =>
      row([
        DESCRIPTIONS[store],
        String(one.inFlight),
        rateText(one.perSecond),
        [one.p50Ms, one.p95Ms, one.p99Ms].map(({ median }) => median.toFixed(1)).join(' · '),
        cpuText(one),
        `${whole(one.bareHttp.median)}/s`,
        `${whole(one.bareStore.median)}/s`,
        `${whole(one.floor.median)}/s`,
        ratioText(one.ratio),
        TARGETS[store].share.toFixed(2),
      ]),
    ),
  );
  const rest = results.map(({ store, logins, resumes, bytesPerHolder }) =>
    row([
      DESCRIPTIONS[store],
      rateText(logins),
      rateText(resumes),
      `${whole((bytesPerHolder * 100_000) / 2 ** 20)} MiB`,
    ]),
  );
  return [
    `${machineLine()} ${size.runs} runs of ${size.runMs / 1000} s each, median (least–most); ${whole(size.holders)} holders published, of whom ${whole(size.active)} save in turn; envelopes of 1.5 KB; the client runs on the same machine.`,
    '',
    row([
      'store',
      'in flight',
      'durable saves',
      'p50 · p95 · p99, ms',
      'CPU s for 1,000',
      'bare HTTP',
      'bare rows',
      'floor',
      'ratio',
      'asked',
    ]),
    row(Array.from({ length: 10 }, () => '---')),
    ...saves,
    '',
    row(['store', 'logins', 'resumes', 'memory for 100,000 holders who call']),
    row(Array.from({ length: 4 }, () => '---')),
    ...rest,
  ].join('\n');
}

function cpuText({ platformCpuS, storeCpuS }: SavesResult): string {
  const platform = platformCpuS.median.toFixed(3);
  return storeCpuS.median === 0 ? platform : `${platform} + ${storeCpuS.median.toFixed(3)} of the servers`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
